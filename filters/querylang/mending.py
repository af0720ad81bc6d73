"""What a query probably meant that can't stand as it is, and what one may have meant besides."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from filters.arabic import tokenise
from filters.matching.marks import SHADDA, marked_spelling
from filters.querylang.build import flat
from filters.querylang.named import missing_sources, nearest, unknown
from filters.querylang.spoken import other_reading
from filters.querylang.text import to_text
from filters.querylang.tree import (
    About,
    AllOf,
    AnyOf,
    AtLeast,
    InTitle,
    Not,
    Query,
    Scored,
    Term,
    Word,
    terms,
)


def excepted(query: Query) -> Query | None:
    """Return alternatives, some of which only exclude, as what excludes from all others: قصف، -غارة."""
    if not isinstance(query, AnyOf):
        return None
    wanted = [part for part in query.parts if not isinstance(part, Not)]
    unwanted = [part for part in query.parts if isinstance(part, Not)]
    if not wanted or not unwanted:
        return None
    return AllOf((wanted[0] if len(wanted) == 1 else AnyOf(tuple(wanted)), *unwanted))


def renamed(query: Query, outlets: Collection[str] = ()) -> Query:
    """Return the query with the nearest that there is for each name that there is not, else with its words.

    Sources are compared with `outlets`, and left alone without any.
    """
    while about := unknown(query):
        query = _replaced(query, about, _known(about, *(nearest(about) or ("", about.value))))
    for about in missing_sources(query, outlets) if outlets else ():
        found = nearest(about, outlets)
        query = _replaced(query, about, _known(about, *found)) if found else query
    return query


def _known(about: About, name: str, rest: str) -> Query:
    """Return the field with this name, "" for none, and the words of the rest."""
    known = About(about.key, " ".join(word.text for word in _words(name)))
    parts: list[Query] = [*([known] if name else []), *([Term(_words(rest))] if rest else [])]
    return flat(AllOf, parts)


def _words(text: str) -> tuple[Word, ...]:
    return tuple(Word(token.clean) for token in tokenise(text))


def _replaced(query: Query, old: Query, new: Query) -> Query:
    if query == old:
        return new
    match query:
        case AnyOf(parts) | AllOf(parts) | AtLeast(_, parts):
            return replace(query, parts=tuple(_replaced(part, old, new) for part in parts))
        case Scored(_, weighted):
            return replace(
                query, parts=tuple((weight, _replaced(part, old, new)) for weight, part in weighted)
            )
        case Not(part) | InTitle(part):
            return replace(query, part=_replaced(part, old, new))
        case _:
            return query


def told_by_mark(query: Query) -> Iterator[tuple[str, str]]:
    """Yield the words of the query that a shadda tells apart, as they are with it and without."""
    for term in terms(query):
        text = term.words[0].text
        marked = text if SHADDA in text else marked_spelling(text)
        if marked and len(term.words) == 1:
            yield marked, marked.replace(SHADDA, "")


def other_readings(text: str, query: Query) -> Iterator[str]:
    """Yield how a text of this meaning would be written if it meant what else it may have meant."""
    other = other_reading(text)
    if other is not None:
        yield other
    if isinstance(query, AnyOf):
        *before, last = query.parts
        match last:
            # «صاروخ، قصف -مباراة»: the last alone excludes, as it stands.
            case AllOf((wanted, *unwanted)) if all(isinstance(part, Not) for part in unwanted):
                yield to_text(AllOf((AnyOf((*before, wanted)), *unwanted)))
