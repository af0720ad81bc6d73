"""Who is cited."""

import pytest

from filters.analysis.attribution import source_at, sources_of
from filters.analysis.reading import read
from tests.filters.news_builders import entry


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("قال مصدر أمني إن صاروخا سقط", "مصدر أمني"),
        ("مصدر أمني: سقوط صاروخ", "مصدر أمني"),
        ("خلية الإعلام الأمني تعلن سقوط صاروخ", "خلية الإعلام الأمني"),
        ("سقط صاروخ وفق ضابط في الشرطة", "ضابط في الشرطة"),
        ("أفاد مصدر في وزارة الداخلية بسقوط صاروخ", "مصدر في وزارة الداخلية"),
        ("أعلن الجيش العراقي في بيان سقوط صاروخ", "الجيش العراقي"),
        ("في حين كان مصدر أمني قد أفاد بسقوط صاروخ", "مصدر أمني"),
        ("أفاد مصدر أمني باغتيال ناشط", "مصدر أمني"),
        ("سقط صاروخ بحسب مصدر أمني تحدث لرووداو", "مصدر أمني"),
        ("قال مسؤول أمريكي لرويترز إن صاروخا سقط", "مسؤول أمريكي"),
        ("نفت خلية الإعلام الأمني الأنباء التي تحدثت عن سقوط صاروخ", "خلية الإعلام الأمني"),
    ],
)
def test_source_is_cited_as_printed(text: str, source: str) -> None:
    assert [source] == [s.text for s in sources_of(read(entry(text)).sentences[0])]


def test_nobody_cited_is_none() -> None:
    assert source_at(read(entry("سقوط صاروخ في بغداد")).sentences[0], 1) is None


def test_figure_belongs_to_the_last_cited_before_it() -> None:
    sentence = read(entry("قال مصدر أمني إن صاروخين سقطا فيما أعلنت الشرطة سقوط ثلاثة")).sentences[0]
    assert ("مصدر أمني", "الشرطة") == (source_at(sentence, 4), source_at(sentence, 10))
