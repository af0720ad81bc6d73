"""Queries that find more than a given one: what to try when it finds nothing."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from filters.arabic import fold
from filters.query import (
    AllOf,
    InTitle,
    Mode,
    Near,
    Not,
    Query,
    QueryError,
    Term,
    Word,
    parse,
    terms,
    to_text,
)

_STRICT = (Mode.VERBATIM, Mode.SPELT)
_SHORTEST_MISSPELT = 4


def looser(query: Query) -> tuple[str, ...]:
    """Return queries that find all that `query` finds and perhaps more, as text, the nearest first.

    But for a homograph in a phrase, such as الخضراء: alone it wants words around it that speak for its sense.
    """
    own = to_text(query)
    texts = (to_text(wider) for wider in _wider(query))
    return tuple(text for text in dict.fromkeys(texts) if text != own and _is_sound(text))


def _wider(query: Query) -> Iterator[Query]:
    """Yield `query` with any form, then derived words, then without what excludes, orders or restricts."""
    any_form = _mapped(query, Mode.FORMS, _STRICT)
    yield any_form
    yield _mapped(any_form, Mode.WIDE, (Mode.FORMS,))
    free = _freed(any_form)
    yield free
    apart = _apart(free)
    yield apart
    yield from _without_one(apart)


def _mapped(query: Query, mode: Mode, from_modes: Collection[Mode]) -> Query:
    """Return the query with each word of `from_modes` in `mode`, but not what must be absent or near."""
    match query:
        case Term(words):
            return Term(tuple(_word(word, mode, from_modes) for word in words))
        case AllOf(parts):
            return AllOf(tuple(_mapped(part, mode, from_modes) for part in parts))
        case InTitle(part):
            return InTitle(_mapped(part, mode, from_modes))
        case _:
            return query


def _word(word: Word, mode: Mode, from_modes: Collection[Mode]) -> Word:
    return replace(word, mode=mode) if word.mode in from_modes else word


def _freed(query: Query) -> Query:
    """Return the query without exclusions, anywhere in the entry, near or not."""
    match query:
        case AllOf(parts):
            return _all_of([_freed(part) for part in parts if not isinstance(part, Not)] or list(parts))
        case InTitle(part):
            return _freed(part)
        case Near(left, right, _):
            return AllOf((left, right))
        case _:
            return query


def _apart(query: Query) -> Query:
    """Return the query whose phrases may stand as single words anywhere in the entry."""
    match query:
        case Term(words) if len(words) > 1:
            return AllOf(tuple(Term((word,)) for word in words))
        case AllOf(parts):
            return _all_of([_apart(part) for part in parts])
        case _:
            return query


def _all_of(parts: list[Query]) -> Query:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, AllOf) else (part,))]
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else AllOf(unique)


def _without_one(query: Query) -> Iterator[Query]:
    if isinstance(query, AllOf):
        for left_out in reversed(query.parts):
            yield _all_of([part for part in query.parts if part is not left_out])


def _is_sound(text: str) -> bool:
    try:
        parse(text)
    except QueryError:
        return False
    return True


def respelt(query: Query, vocabulary: Mapping[str, str]) -> str | None:
    """Return the query with the words that occur nowhere replaced by ones that do, None if there are none.

    `vocabulary` gives the words that occur, as printed, by their folded form. A replacement differs
    in one letter, or in the order of two.
    """
    text = own = to_text(query)
    for word in _words(query):
        nearest = _nearest(fold(word), vocabulary)
        if nearest is not None:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", vocabulary[nearest], text)
    return text if text != own and _is_sound(text) else None


def _words(query: Query) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.text for term in terms(query) for word in term.words))


def _nearest(word: str, vocabulary: Mapping[str, str]) -> str | None:
    """Return a word that occurs and is nearly `word`, None if that occurs itself or is too short to tell."""
    if word in vocabulary or len(word) < _SHORTEST_MISSPELT or not word.isalpha():
        return None
    return min((known for known in vocabulary if _is_near(word, known)), default=None)


def _is_near(one: str, other: str) -> bool:
    """Return whether one letter was added, left out or replaced, or two neighbours were swapped."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, rest_other = one[start:], other[start:]
    return (
        rest[1:] == rest_other[1:]
        or rest[1:] == rest_other
        or rest == rest_other[1:]
        or (rest[1::-1] == rest_other[:2] and rest[2:] == rest_other[2:])
    )
