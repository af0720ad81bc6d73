"""A query cut to size, one piece at a time: what its chips are, and what it is without one or with less."""

from collections.abc import Sequence

from filters.arabic import fold
from filters.query import (
    AllOf,
    AnyOf,
    InTitle,
    Mode,
    Not,
    Query,
    QueryError,
    Term,
    Word,
    parse,
    terms,
    to_text,
)

_MOST_EXCLUDED = 4


def chips(query: Query) -> tuple[str, ...]:
    """Return the pieces that can be taken out one by one, as text; none of a query of one piece."""
    return tuple(to_text(part) for part in _pieces(query))


def _pieces(query: Query) -> tuple[Query, ...]:
    match query:
        case AnyOf(parts):
            return parts
        case AllOf((AnyOf(parts), *rest)) if all(isinstance(part, Not) for part in rest):
            return (*parts, *rest)
        case AllOf(parts):
            return parts
        case _:
            return ()


def without_chip(query: Query, number: int) -> str | None:
    """Return the query without its chip `number`; None if there is none, or what is left is no query."""
    pieces = _pieces(query)
    if not 0 <= number < len(pieces):
        return None
    left = [piece for at, piece in enumerate(pieces) if at != number]
    return _sound(_put_together(query, left))


def _put_together(query: Query, pieces: list[Query]) -> Query:
    """Return the pieces joined as those of `query` were."""
    if isinstance(query, AllOf) and not isinstance(query.parts[0], AnyOf):
        return _all_of(pieces)
    alternatives = tuple(piece for piece in pieces if not isinstance(piece, Not))
    excluded = [piece for piece in pieces if isinstance(piece, Not)]
    if not alternatives:
        return _all_of(excluded)
    return _all_of([alternatives[0] if len(alternatives) == 1 else AnyOf(alternatives), *excluded])


def _all_of(parts: Sequence[Query]) -> Query:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def excluding(query: Query, word: str) -> str | None:
    """Return the query that does not find what has `word` in it; None if that is no sound query."""
    excluded = Not(Term((Word(word),)))
    parts = query.parts if isinstance(query, AllOf) else (query,)
    return None if excluded in parts else _sound(AllOf((*parts, excluded)))


def narrower(query: Query, company: tuple[str, ...]) -> tuple[str, ...]:
    """Return queries that find less, as text: in headlines only, as typed, without a word of `company`.

    `company` are words that came with what was found, the most frequent first.
    """
    own = to_text(query)
    tighter = [
        _in_title(query),
        _verbatim(query),
        *(excluding(query, word) for word in company[:_MOST_EXCLUDED]),
    ]
    return tuple(text for text in dict.fromkeys(tighter) if text is not None and text != own)


def _in_title(query: Query) -> str | None:
    return None if isinstance(query, InTitle) else _sound(InTitle(query))


def _verbatim(query: Query) -> str | None:
    """Return a query of one phrase as its very words."""
    if not isinstance(query, Term) or any(word.mode is not Mode.FORMS for word in query.words):
        return None
    return _sound(Term(tuple(Word(word.text, Mode.VERBATIM) for word in query.words)))


def words_of(query: Query) -> frozenset[str]:
    """Return the words of the query, folded, also those that it excludes."""
    return frozenset(fold(word.text) for term in terms(query, negated=True) for word in term.words)


def _sound(query: Query) -> str | None:
    try:
        return to_text(parse(to_text(query)))
    except QueryError:
        return None
