"""A sentence that opens with another day or month: «وفي الثالث من يناير أسقطت …», «وفي تموز قتل 30»."""

from collections.abc import Sequence
from datetime import date, timedelta

from filters.wordlists import counted, numbered, word_list

_MONTHS = numbered("months")
_ORDINALS = counted("days-of-a-month")
_IN = ("في", "وفي", "ففي")
_PARTS = word_list("parts-of-a-month")
_OF = ("من", "شهر")
_REACH = 6
_NEWS = timedelta(days=3)
_TEN, _THE_MONTH = "عشر", "الشهر"


def opens_elsewhen(words: Sequence[str], published: date) -> bool:
    """Tell whether the first words date what follows to another month, or to a day over three days away."""
    if not words or words[0] not in _IN:
        return False
    day = 0
    for at in range(1, min(_REACH, len(words))):
        month = _MONTHS.get(tuple(words[at : at + 2])) or _MONTHS.get(tuple(words[at : at + 1]))
        if month:
            return _is_elsewhen(day, month, published)
        if words[at] == _THE_MONTH and day:
            return _is_elsewhen(day, published.month, published)
        told = _day(words[at])
        if not told and words[at] not in (*_OF, _TEN) and words[at] not in _PARTS:
            return False
        day += told + 10 * (words[at] == _TEN)
    return False


def _day(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _ORDINALS.get(word, 0)


def _is_elsewhen(day: int, month: int, published: date) -> bool:
    if not day:
        return month not in (published.month, (published - _NEWS).month)
    told = (_date(published.year + years, month, day) for years in (-1, 0, 1))
    return all(abs(published - one) > _NEWS for one in told if one)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 31 شباط, or no day at all
        return None
