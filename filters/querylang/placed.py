"""Where a field's name ends and the words watched for begin: «مكان:بغداد انفجار», «مصدر:رويترز هجوم»."""

from functools import cache

from feeds.catalog import catalogue
from filters.arabic import tokenise
from filters.gazetteer import actors, places
from filters.querylang.tree import FieldKey, Word


def name_length(key: FieldKey, words: tuple[Word, ...]) -> int:
    """Return how many of the first words are the longest name that we know of a place or outlet, or 0."""
    names = {FieldKey.PLACE: _places, FieldKey.SOURCE: _outlets}.get(key)
    if names is None:
        return 0
    folded = [_bare(word.text) for word in words]
    return next((n for n in range(len(words), 0, -1) if " ".join(folded[:n]) in names()), 0)


@cache
def _places() -> frozenset[str]:
    names = (name for place in places().values() for name in (*place.arabic, *place.english, place.slug))
    return frozenset(map(_bare, names))


@cache
def _outlets() -> frozenset[str]:
    cited = (actor for actor in actors().values() if actor.type == "outlet")
    names = {name for outlet in cited for name in (*outlet.arabic, *outlet.english)}
    return frozenset(map(_bare, names | {known.outlet_ar for known in catalogue()}))


def _bare(name: str) -> str:
    words = (token.folded for token in tokenise(name))
    return " ".join(word.removeprefix("ال") if len(word) > 4 else word for word in words)  # noqa: PLR2004
