"""The other number of an English word: rocket and rockets, embassy and embassies."""

import re
from functools import cache

from filters.arabic import fold
from filters.gazetteer import actors, places

_WORD = re.compile("[a-z]{3,}")
_HISSING = ("s", "x", "z", "ch", "sh")
# Their s is no plural's: crisis, virus, press, news.
_OWN_S = ("ss", "us", "is", "ews")
_SHORTEST_PLURAL = 5


def other_number(word: str) -> str | None:
    """Return the plural of a singular and the singular of a plural; None for what is a name, then or now."""
    lowered = fold(word)
    if not _WORD.fullmatch(lowered) or lowered in _names():
        return None
    other = _singular(lowered) if _is_plural(lowered) else _plural(lowered)
    return None if other in _names() else other


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(_OWN_S) and len(word) >= _SHORTEST_PLURAL


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith("es") and word[:-2].endswith(_HISSING) else word[:-1]


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(_HISSING) else "s")


@cache
def _names() -> frozenset[str]:
    """Return the names of one word: Hamas is no plural of Hama."""
    of_places = (name for place in places().values() for name in place.english)
    return frozenset(
        map(fold, (*of_places, *(name for actor in actors().values() for name in actor.english)))
    )
