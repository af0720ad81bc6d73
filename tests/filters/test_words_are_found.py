"""No rule of the homographs silences a word of the news where nothing speaks against it."""

from pathlib import Path

import pytest

from filters.watchlists import WatchlistIndex
from tests.filters.news_builders import entry
from tests.filters.test_watchlists import watchlist

CASES = Path(__file__).parent.parent / "cases"
WORDS = [
    word
    for line in (CASES / "words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
]
# What may stand around any of them, in good grammar or not; nothing speaks for another sense.
NEUTRAL = (
    "تقرير مفصل يتناول {} بالموصل",
    "{} بالموصل",
    "{} جديد في المدينة",
    "{} خطير",
    "الحديث عن {}",
    "بعد {} قرب الموصل",
    "إثر {} أمس",
    "ورد في نشرة المساء: {}",
)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_news_is_found_where_nothing_speaks_against_it(word: str) -> None:
    assert [line for line in NEUTRAL if not _is_found(word, line.format(word))] == []


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("محافظ", "محافظ بغداد يعلن عطلة رسمية"),
        ("إنفاق", "الحكومة تضبط الإنفاق"),
        ("أسرة", "أسر الضحايا تطالب بالقصاص"),
        ("نفق", "الجيش يفجر نفق الحدود"),
        ("أم", "أم الشهيد تستقبل المعزين"),
        ("أداء", "أداء الحكومة تحت المجهر"),
        ("آثار", "سرقة آثار في بابل"),
        ("رعاة", "خطف رعاة أغنام في الأنبار"),
    ],
)
def test_a_word_is_not_taken_for_another_of_like_spelling(word: str, text: str) -> None:
    assert _is_found(word, text)


def _is_found(word: str, text: str) -> bool:
    return bool(WatchlistIndex([watchlist(word)]).match(entry(text)).watchlist_ids)
