"""What a query means, as a frozen tree."""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How a word of a query is compared with the words of an entry."""

    FORMS = "forms"
    """every form of the word, clitics joined or not"""
    VERBATIM = "verbatim"
    """the very letters typed, between quotes"""
    SPELT = "spelt"
    """`=word`: this word alone, spelling variants allowed"""
    WIDE = "wide"
    """`~word`: forms, and the words derived from it"""
    START = "start"
    """`word*`"""
    END = "end"
    """`*word`"""
    PATTERN = "pattern"
    """`/expression/`, found in the word"""
    NAME = "name"
    """never typed: a compound as one word, or a part of one; clitics only"""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed, cleaned."""

    text: str
    mode: Mode = Mode.FORMS


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand side by side, in this order."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the parts. Always two or more."""

    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part, anywhere in the entry. Always two or more."""

    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not occur."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class Near:
    """Both terms in one field with at most `distance` words between them, in either order."""

    left: Term
    right: Term
    distance: int


class FieldKey(StrEnum):
    """What a field restricts: where the words stand, or what the analysis found."""

    TITLE = "title"
    SOURCE = "source"
    PLACE = "place"
    TOPIC = "topic"
    WHO = "who"


@dataclass(frozen=True, slots=True)
class InTitle:
    """The part must be satisfied by the title alone."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class About:
    """A fact of the entry or of its analysis: `source`, `place`, `topic` or `who` is `value`."""

    key: FieldKey
    value: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts."""

    count: int
    parts: "tuple[Query, ...]"


@dataclass(frozen=True, slots=True)
class Scored:
    """The weights of the parts that occur add up to `threshold` or more."""

    threshold: int
    parts: "tuple[tuple[int, Query], ...]"


Query = Term | AnyOf | AllOf | Not | Near | InTitle | About | AtLeast | Scored


def children(query: Query) -> tuple[Query, ...]:
    """Return the parts directly below."""
    match query:
        case AnyOf(parts) | AllOf(parts) | AtLeast(_, parts):
            return parts
        case Scored(_, parts):
            return tuple(part for _, part in parts)
        case Not(part) | InTitle(part):
            return (part,)
        case Near(left, right, _):
            return (left, right)
        case _:
            return ()


def terms(query: Query, *, negated: bool = False) -> tuple[Term, ...]:
    """Return the terms in order, each once; those under a `Not` only when `negated`."""
    if isinstance(query, Term):
        return (query,)
    if isinstance(query, Not) and not negated:
        return ()
    found = (term for part in children(query) for term in terms(part, negated=negated))
    return tuple(dict.fromkeys(found))
