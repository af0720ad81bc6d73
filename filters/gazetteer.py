"""The places and actors that Rasid knows: names in two languages, where they lie, what narrows a name."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from filters.arabic import fold, tokenise

_LEXICON = Path(__file__).parent / "lexicon"


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its slug. `parent` is the slug of what it lies in, "" for governorates, countries and seas.

    `context` narrows the Arabic names: kind of rule → folded words (see the header of gazetteer.tsv);
    where some names are `doubtful`, those alone: the last word of each, folded and without its article.
    """

    slug: str
    type: str
    parent: str
    arabic: tuple[str, ...]
    english: tuple[str, ...]
    latitude: float
    longitude: float
    context: tuple[tuple[str, frozenset[str]], ...] = ()
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """An armed group, force, official voice, organisation or outlet by its slug."""

    slug: str
    type: str
    arabic: tuple[str, ...]
    english: tuple[str, ...]


@cache
def places() -> dict[str, Place]:
    """Return every place by slug, in the order of the lexicon."""
    return {place.slug: place for place in map(_read_place, _rows("gazetteer.tsv"))}


@cache
def actors() -> dict[str, Actor]:
    """Return every actor by slug, in the order of the lexicon."""
    rows = _rows("actors.tsv")
    return {slug: Actor(slug, kind, _names(ar), _names(en)) for slug, kind, ar, en in rows}


def path_of(slug: str) -> str:
    """Return the path of a place, most precise first: `green-zone/baghdad`; "" for "".

    >>> path_of("green-zone")
    'green-zone/baghdad'
    """
    return "/".join(lineage(slug)) if slug else ""


@cache
def lineage(slug: str) -> tuple[str, ...]:
    """Return `slug` and what it lies in, outward. Iraq itself is left out above its governorates."""
    place = places().get(slug)
    parent = place.parent if place else ""
    return (slug, *lineage(parent)) if parent else (slug,)


def place_name(slug: str, language: str) -> str:
    """Return the place's first name in "ar" or "en"; an unknown slug comes back in words.

    >>> place_name("green-zone", "ar")
    'المنطقة الخضراء'
    """
    place = places().get(slug)
    if place is None:
        return slug.replace("-", " ")
    return place.arabic[0] if language == "ar" else place.english[0]


def place_label(path: str, language: str) -> str:
    """Return how a reader is told the path: «المنطقة الخضراء، بغداد», "Green Zone, Baghdad"; "" for "".

    At most the first and the last part are named, and none that the other contains already.
    """
    slugs = [part for part in path.split("/") if part]
    if not slugs:
        return ""
    first = place_name(slugs[0], language)
    last = place_name(slugs[-1], language)
    comma = "،" if language == "ar" else ","
    return first if len(slugs) == 1 or last in first else f"{first}{comma} {last}"


def coordinates(path: str) -> tuple[float, float] | None:
    """Return (latitude, longitude) of the most precise place of `path` that is known."""
    for slug in path.split("/"):
        place = places().get(slug)
        if place:
            return place.latitude, place.longitude
    return None


def _rows(name: str) -> Iterator[list[str]]:
    for line in (_LEXICON / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _read_place(row: list[str]) -> Place:
    slug, kind, parent, arabic, english, latitude, longitude, context = row
    rules = tuple(map(_read_rule, context.split()))
    printed, where = _names(arabic), (float(latitude), float(longitude))
    doubtful = tuple(_ending(name) for name in printed if name.startswith("?"))
    names = tuple(name.removeprefix("?") for name in printed)
    return Place(slug, kind, parent, names, _names(english), *where, rules, doubtful)


def _ending(name: str) -> str:
    """Return the last word of a name, folded and without its article."""
    return fold(name.removeprefix("?").split()[-1]).removeprefix("ال")


def _read_rule(rule: str) -> tuple[str, frozenset[str]]:
    kind, _, words = rule.partition("=")
    return kind, frozenset(fold(word) for word in words.split(",") if word)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for name in cell.split("|") if name)


def folded_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return each name's folded words joined by a blank, as look-ups compare them."""
    return tuple(" ".join(token.folded for token in tokenise(name)) for name in names)
