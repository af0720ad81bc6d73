"""The names that a field can have: where one ends and the words watched for begin, which is near a slip."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache

from feeds.catalog import catalogue
from filters.arabic import fold, tokenise
from filters.gazetteer import actors, path_of, places
from filters.querylang.tree import About, FieldKey, Query, children
from filters.topics import all_topics

_CLOSE = 0.8
# With it an outlet's name is that of its edition: RT Arabic, سكاي نيوز عربية.
_EDITIONS = frozenset(fold("arabic english عربي عربية بالعربي بالعربية نيوز news online tv").split())
_LONG = 4


def name_length(key: FieldKey, words: Iterable[str], outlets: Collection[str] = ()) -> int:
    """Return how many of the first words are the longest name known for the field, 0 if none is.

    `outlets` are names of sources that are known besides the usual ones.
    """
    bare = [_bare(word) for word in words]
    names, parts = _names(key), _parts(frozenset(outlets)) if key is FieldKey.SOURCE else frozenset()
    for length in range(len(bare), 0, -1):
        name = " ".join(bare[:length])
        if name in names or name in parts:
            return length
        if key is FieldKey.SOURCE and bare[length - 1] in _EDITIONS and " ".join(bare[: length - 1]) in names:
            return length
    return 0


def unknown(query: Query) -> About | None:
    """Return a part of the query that asks for a place, a topic or an actor that there is not."""
    if isinstance(query, About) and query.key is not FieldKey.SOURCE:
        return None if _bare(query.value) in _names(query.key) else query
    return next((found for part in children(query) if (found := unknown(part))), None)


def missing_sources(query: Query, outlets: Collection[str]) -> tuple[About, ...]:
    """Return the sources that the query asks for and that none of `outlets`, names and hosts, can be."""
    if isinstance(query, About):
        known = _parts(frozenset(outlets))
        return (query,) if query.key is FieldKey.SOURCE and _bare(query.value) not in known else ()
    return tuple(dict.fromkeys(about for part in children(query) for about in missing_sources(part, outlets)))


def nearest(about: About, outlets: Collection[str] = ()) -> tuple[str, str] | None:
    """Return the name that was probably meant, and the words behind it; None if none is near."""
    names = _by_bare(map(" ".join, _runs(outlets))) if outlets else _display(about.key)
    words = about.value.split()
    for length in range(len(words), 0, -1):
        close = get_close_matches(_bare(" ".join(words[:length])), names, 1, _CLOSE)
        if close:
            return names[close[0]], " ".join(words[length:])
    return None


@cache
def _names(key: FieldKey) -> frozenset[str]:
    """Return the names of the field as they are compared; those of whom the news tell also by a part."""
    names = frozenset(_display(key))
    return names | _parts(names) if key is FieldKey.WHO else names


@cache
def _display(key: FieldKey) -> Mapping[str, str]:
    """Return the names of the field as they are written, by how they are compared."""
    return _by_bare(_NAMES[key]() if key in _NAMES else ())


def _by_bare(names: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(_bare(name), name)
    return found


def _place_names() -> Iterator[str]:
    for place in places().values():
        yield from (*place.arabic, *place.english, place.slug, path_of(place.slug))


def _outlet_names() -> Iterator[str]:
    for actor in actors().values():
        if actor.type == "outlet":
            yield from (*actor.arabic, *actor.english)
    for entry in catalogue():
        yield from (entry.outlet_ar, entry.outlet_en)


def _topic_names() -> Iterator[str]:
    for topic in all_topics():
        yield from (topic.arabic, topic.english, topic.slug)


def _actor_names() -> Iterator[str]:
    """Yield the names of whom the news tell: countries act as well as lie somewhere."""
    for actor in actors().values():
        yield from (*actor.arabic, *actor.english, actor.slug)
    for place in places().values():
        if place.type == "country":
            yield from (*place.arabic, *place.english, place.slug)


_NAMES = {
    FieldKey.PLACE: _place_names,
    FieldKey.SOURCE: _outlet_names,
    FieldKey.TOPIC: _topic_names,
    FieldKey.WHO: _actor_names,
}


@lru_cache(8)
def _parts(names: frozenset[str]) -> frozenset[str]:
    """Return the runs of words that stand in the names: «سنابل» in «وكالة سنابل»."""
    return frozenset(map(" ".join, _runs(map(_bare, names))))


def _runs(names: Iterable[str]) -> Iterator[list[str]]:
    for words in map(str.split, names):
        for start in range(len(words)):
            yield from (words[start:end] for end in range(start + 1, len(words) + 1))


def _bare(name: str) -> str:
    words = (token.folded for token in tokenise(name))
    return " ".join(word.removeprefix("ال") if len(word) > _LONG else word for word in words)
