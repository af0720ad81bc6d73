"""Whether a query could ever be useful: neither true of everything nor true of nothing."""

from dataclasses import dataclass
from itertools import product

from filters.arabic import fold
from filters.querylang.tree import (
    About,
    AllOf,
    AnyOf,
    AtLeast,
    InTitle,
    Mode,
    Near,
    Not,
    Query,
    Scored,
    Term,
    Word,
    children,
)

# Words in nearly every Arabic text: a watchlist of them alone is a mistake.
_FUNCTION_WORDS = frozenset(
    fold(
        "في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين أن إن كان كانت قد لا لم لن ما هو هي هم بعد قبل"
        " بين كل أو و ف ب ل ك ثم حتى منذ عند لدى غير أي كما لكن إذا حيث كذلك أيضا قال"
        " قالت the of in to a and or"
    ).split()
)
_TRUTH_TABLE_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a query is refused: `code` is a key for translation."""

    code: str
    detail: str = ""


def fault(query: Query, limit_terms: int) -> Fault | None:
    """Return why the query is refused, None if it may stand."""
    leaves = _leaves(query)
    if len(leaves) > limit_terms:
        return Fault("too-many", f"≤ {limit_terms}")
    return _bad_count(query) or _common_term(query) or _constant(query, leaves)


def _leaves(query: Query) -> tuple[Query, ...]:
    if isinstance(query, Term | About | Near | InTitle):
        return (query,)
    return tuple(dict.fromkeys(leaf for part in children(query) for leaf in _leaves(part)))


def _bad_count(query: Query) -> Fault | None:
    match query:
        case AtLeast(count, parts) if not 1 <= count <= len(parts):
            return Fault("bad-count", f"1–{len(parts)}")
        case Scored(threshold, parts) if not 1 <= threshold <= sum(weight for weight, _ in parts):
            return Fault("bad-count", f"1–{sum(weight for weight, _ in parts)}")
    return next((found for part in children(query) if (found := _bad_count(part))), None)


def _common_term(query: Query) -> Fault | None:
    if isinstance(query, Term):
        is_common = all(_is_function_word(w) for w in query.words if w.mode is not Mode.VERBATIM)
        has_loose = any(w.mode is not Mode.VERBATIM for w in query.words)
        single_letter = all(len(w.text) == 1 and not w.text.isdigit() for w in query.words)
        if (has_loose and is_common) or single_letter:
            return Fault("too-common", " ".join(w.text for w in query.words))
    return next((found for part in children(query) if (found := _common_term(part))), None)


def _is_function_word(word: Word) -> bool:
    """Return whether a word says nothing alone; folding drops the ء that parts ماء from ما."""
    return fold(word.text) in _FUNCTION_WORDS and "ء" not in word.text


def _constant(query: Query, leaves: tuple[Query, ...]) -> Fault | None:
    if not _excludes(query):
        return None  # nothing found fulfils nothing, everything found fulfils it
    if _holds(query, frozenset()):
        return Fault("everything")
    inner = [_constant(leaf.part, _leaves(leaf.part)) for leaf in leaves if isinstance(leaf, InTitle)]
    if any(inner):
        return next(found for found in inner if found)
    if len(leaves) > _TRUTH_TABLE_LIMIT:
        return None if _holds(query, frozenset(leaves) - _negated(query)) else _search(query, leaves)
    return _search(query, leaves)


def _excludes(query: Query) -> bool:
    return isinstance(query, Not) or any(map(_excludes, children(query)))


def _search(query: Query, leaves: tuple[Query, ...]) -> Fault | None:
    if len(leaves) > _TRUTH_TABLE_LIMIT:
        return None
    for bits in product((True, False), repeat=len(leaves)):
        if _holds(query, frozenset(leaf for leaf, bit in zip(leaves, bits, strict=True) if bit)):
            return None
    return Fault("nothing")


def _negated(query: Query) -> frozenset[Query]:
    if isinstance(query, Not):
        return frozenset(_leaves(query.part))
    return frozenset(leaf for part in children(query) for leaf in _negated(part))


def _holds(query: Query, true: frozenset[Query]) -> bool:
    match query:
        case AnyOf(parts):
            return any(_holds(part, true) for part in parts)
        case AllOf(parts):
            return all(_holds(part, true) for part in parts)
        case Not(part):
            return not _holds(part, true)
        case AtLeast(count, parts):
            return sum(_holds(part, true) for part in parts) >= count
        case Scored(threshold, weighted):
            return sum(weight for weight, part in weighted if _holds(part, true)) >= threshold
        case _:
            return query in true
