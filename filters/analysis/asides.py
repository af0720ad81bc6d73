"""Which sentences look back at something else, by how they open and what dates they name."""

from collections.abc import Sequence

from filters.wordlists import phrases, word_list

_ASIDES = phrases("aside-openings")
_LONGEST_OPENING = max(map(len, _ASIDES))
_PAST = word_list("past")
_LONG = word_list("long")
_PAST_REACH = 3
_YEAR_DIGITS = 4


def looks_back(words: Sequence[str], year: int | None) -> bool:
    """Tell whether a sentence of a body tells what came before: «وكان …», or a year that is not `year`."""
    if any(tuple(words[:length]) in _ASIDES for length in range(1, _LONGEST_OPENING + 1)):
        return True
    return _names_past_month(words) or (year is not None and _names_other_year(words, str(year)))


def _names_past_month(words: Sequence[str]) -> bool:
    """«الشهر الماضي», «يونيو الماضي», «الأسابيع الأخيرة»."""
    return any(
        word in _PAST and not _LONG.isdisjoint(words[max(0, at - _PAST_REACH) : at])
        for at, word in enumerate(words)
    )


def _names_other_year(words: Sequence[str], year: str) -> bool:
    years = {
        word for word in words if len(word) == _YEAR_DIGITS and word[:2] in ("19", "20") and word.isdigit()
    }
    return bool(years) and year not in years
