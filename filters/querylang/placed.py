"""Where a place's name ends and the words watched for there begin: «مكان:بغداد انفجار»."""

from functools import cache

from filters.arabic import tokenise
from filters.gazetteer import places
from filters.querylang.tree import Word


def name_length(words: tuple[Word, ...]) -> int:
    """Return how many of the first words are the longest name of a place that we know, 0 if none is."""
    folded = [_bare(word.text) for word in words]
    return next((n for n in range(len(words), 0, -1) if " ".join(folded[:n]) in _names()), 0)


@cache
def _names() -> frozenset[str]:
    names = (name for place in places().values() for name in (*place.arabic, *place.english, place.slug))
    return frozenset(map(_bare, names))


def _bare(name: str) -> str:
    words = (token.folded for token in tokenise(name))
    return " ".join(word.removeprefix("ال") if len(word) > 4 else word for word in words)  # noqa: PLR2004
