"""Where sentences end, and which belong to the page."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.sentences import is_debris, split_sentences

TEXT = st.text(alphabet='ابتصقل .،؛:!؟?…\n«»"()0123٣٫أ', max_size=120)


def _split(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("سقط صاروخ. لم تقع إصابات.", ["سقط صاروخ.", "لم تقع إصابات."]),
        ("ارتفع 3.5 بالمئة. ثم عاد", ["ارتفع 3.5 بالمئة.", "ثم عاد"]),
        ("عاجل.. سقوط صاروخين", ["عاجل..", "سقوط صاروخين"]),
        ("قال «لن نرد.» ثم صمت", ["قال «لن نرد.»", "ثم صمت"]),
        ("كتبه أ. ب. سالم في بغداد", ["كتبه أ. ب. سالم في بغداد"]),
        ("هل من ضحايا؟ لا جواب", ["هل من ضحايا؟", "لا جواب"]),
        ("سطر أول\nسطر ثان", ["سطر أول", "سطر ثان"]),
        ("الآن\n📍الخضراء\nانفجارات متتالية", ["الآن\n📍الخضراء\nانفجارات متتالية"]),
        ("🚀 ٣ صواريخ\nاثنان قرب الجسر", ["🚀 ٣ صواريخ\nاثنان قرب الجسر"]),
        ("#العراق\nحريق في سوق", ["#العراق", "حريق في سوق"]),
        ("مصدر أمني:\nسقوط صاروخ في التاجي", ["مصدر أمني:\nسقوط صاروخ في التاجي"]),
        ("في العراق.ومن المنتظر أن", ["في العراق.", "ومن المنتظر أن"]),
        ("أصابه صاروخ موجّه. وصلت فرق الإسعاف", ["أصابه صاروخ موجّه.", "وصلت فرق الإسعاف"]),
        ("", []),
    ],
)
def test_text_is_split_as_a_reader_would(text: str, expected: list[str]) -> None:
    assert expected == _split(text)


@given(TEXT)
def test_sentences_are_verbatim_and_in_order(text: str) -> None:
    """Nothing but blanks lies between sentences, and none is blank."""
    spans = split_sentences(text)
    assert all(a < b and text[a:b].strip() == text[a:b] != "" for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    gaps = [0, *(b for _, b in spans)], [*(a for a, _ in spans), len(text)]
    assert all(not text[a:b].strip() for a, b in zip(*gaps, strict=True))


@pytest.mark.parametrize(
    "line",
    [
        "اترك رد",
        "لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *",
        "اقرأ أيضًا: انفجار في الموصل",
        "تابعونا على تلغرام",
        "عدد المشاهدات 1,204",
        "#بغداد #عاجل",
        "Facebook 212 | Twitter 87",
        "شارك: فيسبوك 212 | تويتر 87 | واتساب",
    ],
)
def test_page_debris_is_known(line: str) -> None:
    assert is_debris(line)


@pytest.mark.parametrize("line", ["سقط صاروخ في بغداد", "شارك المئات في التشييع", "قال مصدر أمني"])
def test_news_is_no_debris(line: str) -> None:
    assert not is_debris(line)
