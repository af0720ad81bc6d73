"""A query compiled against the term index: which terms wake it, whether it holds, which hits it shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from filters.matching.facts import Facts
from filters.matching.phrases import TermIndex
from filters.matching.scene import Scene, Shown
from filters.query import (
    About,
    AllOf,
    AnyOf,
    AtLeast,
    InTitle,
    Near,
    Not,
    Query,
    Scored,
    Term,
    children,
)

Anchor = int | About
_PAIR = 2
_AS_RARE = 3


@dataclass(frozen=True, slots=True)
class Tree:
    """A query that is more than terms joined by and, or, not: `ids` are its terms in the index."""

    query: Query
    ids: dict[Term, int]

    def holds(self, scene: Scene, facts: Facts) -> bool:
        """Return whether the entry satisfies the query."""
        return self._holds(self.query, scene, facts, in_title=False)

    def _holds(self, query: Query, scene: Scene, facts: Facts, *, in_title: bool) -> bool:
        match query:
            case Term():
                return scene.has(self.ids[query], in_title)
            case Near(left, right, distance):
                return scene.are_near(self.ids[left], self.ids[right], distance, in_title=in_title)
            case About(key, value):
                return facts.holds(key, value)
            case InTitle(part):
                return self._holds(part, scene, facts, in_title=True)
            case _:
                held = [self._holds(part, scene, facts, in_title=in_title) for part in children(query)]
                return _combine(query, held)


def _combine(query: Query, held: list[bool]) -> bool:
    """Return what a query comes to, given which of its parts hold."""
    match query:
        case AnyOf():
            return any(held)
        case Not():
            return not held[0]
        case AtLeast(count, _):
            return sum(held) >= count
        case Scored(threshold, weighted):
            return sum(weight for (weight, _), has in zip(weighted, held, strict=True) if has) >= threshold
        case _:
            return all(held)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an entry must hold to satisfy a query, in term ids; there may be a million of them.

    All of `needed`, one of each of `choices`, none of `excluded`; or else what `tree` says.
    `shown` are the terms whose hits a match shows.
    """

    shown: tuple[Shown, ...]
    needed: tuple[int, ...] = ()
    choices: tuple[tuple[int, ...], ...] = ()
    excluded: tuple[int, ...] = ()
    tree: Tree | None = None

    def holds(self, scene: Scene, facts: Facts) -> bool:
        """Return whether the entry satisfies the query."""
        if self.tree is not None:
            return self.tree.holds(scene, facts)
        found = scene.terms
        if not found.issuperset(self.needed) or not found.isdisjoint(self.excluded):
            return False
        return not any(map(found.isdisjoint, self.choices))

    @property
    def term_ids(self) -> tuple[int, ...]:
        """Return its terms, each once: the index counts them."""
        if self.tree is not None:
            return tuple(self.tree.ids.values())
        return tuple(dict.fromkeys((*self.shown, *self.excluded)))


# There may be a million: what one term satisfies, or any of several, is just their ids.
Compiled = int | tuple[int, ...] | Plan


def compile_query(query: Query, index: TermIndex) -> Compiled:
    """Return what satisfies a query, having added each of its terms to the index once."""
    match query:
        case Term():
            return index.add(query)
        case AnyOf(parts) if all(isinstance(part, Term) for part in parts):
            return tuple(index.add(part) for part in dict.fromkeys(parts) if isinstance(part, Term))
        case _:
            ids = {term: index.add(term) for term in dict.fromkeys(_all_terms(query))}
            return _plan(query, ids)


def term_ids(compiled: Compiled) -> tuple[int, ...]:
    """Return the terms that it added to the index, each once."""
    if isinstance(compiled, Plan):
        return compiled.term_ids
    return compiled if isinstance(compiled, tuple) else (compiled,)


def _plan(query: Query, ids: dict[Term, int]) -> Plan:
    needed, choices, excluded = [], [], []
    for part in query.parts if isinstance(query, AllOf) else (query,):
        match part:
            case Term():
                needed.append(ids[part])
            case Not(Term() as term):
                excluded.append(ids[term])
            case AnyOf(options) if all(isinstance(option, Term) for option in options):
                choices.append(tuple(ids[option] for option in options if isinstance(option, Term)))
            case _:
                in_order = (
                    ~ids[term] if in_title else ids[term] for term, in_title in _shown(query, in_title=False)
                )
                return Plan(tuple(dict.fromkeys(in_order)), tree=Tree(query, ids))
    shown = tuple(dict.fromkeys((*needed, *(term_id for choice in choices for term_id in choice))))
    # One tuple, not two, where that will do.
    return Plan(shown, shown if shown == tuple(needed) else tuple(needed), tuple(choices), tuple(excluded))


def _all_terms(query: Query) -> Iterator[Term]:
    if isinstance(query, Term):
        yield query
    for part in children(query):
        yield from _all_terms(part)


def _shown(query: Query, *, in_title: bool) -> Iterator[tuple[Term, bool]]:
    if isinstance(query, Term):
        yield query, in_title
    elif not isinstance(query, Not):
        inside = in_title or isinstance(query, InTitle)
        for part in children(query):
            yield from _shown(part, in_title=inside)


def wakers(plan: Plan, index: TermIndex) -> Iterator[tuple[Anchor, int]]:
    """Yield what must be found, at least one of it, for the plan to hold: the rarest that will do.

    With each comes a term that must be found beside it, as its complement if it must not; the term
    itself where none is known. No query holds where none of its terms and facts is found, those it
    excludes included (else it would match everything): so all of them will do where nothing better
    is known.
    """
    if plan.tree is not None:
        found = _anchors(plan.tree.query, plan.tree.ids, index)
        for anchor in dict.fromkeys(found or _leaves(plan.tree.query, plan.tree.ids)):
            yield anchor, anchor if isinstance(anchor, int) else 0
        return
    needed = sorted(plan.needed, key=index.commonness)
    choice = min(plan.choices, key=lambda terms: sum(map(index.commonness, terms)), default=())
    if choice and (not needed or _is_as_rare(choice, needed[0], index)):
        yield from ((term_id, needed[0] if needed else term_id) for term_id in choice)
        return
    beside = [*needed[1:], *(~term_id for term_id in plan.excluded)]
    yield needed[0], beside[0] if beside else needed[0]


def _is_as_rare(choice: tuple[int, ...], term_id: int, index: TermIndex) -> bool:
    """Return whether to be woken by a choice, if the term stands there too, is cheaper than by the term."""
    return sum(map(index.commonness, choice)) <= _AS_RARE * index.commonness(term_id)


def is_decided(plan: Plan) -> bool:
    """Return whether the plan holds wherever one of its `wakers` and the term beside it say so."""
    return plan.tree is None and not plan.choices and len(plan.needed) + len(plan.excluded) <= _PAIR


def _anchors(query: Query, ids: dict[Term, int], index: TermIndex) -> tuple[Anchor, ...] | None:
    """Return anchors for a part, None if it can hold where nothing is found."""
    match query:
        case Not():
            return None
        case Term():
            return (ids[query],)
        case About():
            return (query,)
    parts = [_anchors(part, ids, index) for part in children(query)]
    usable = [found for found in parts if found is not None]
    if isinstance(query, AllOf | Near):
        return _rarest(usable, index) if usable else None
    return None if len(usable) < len(parts) else tuple(anchor for found in usable for anchor in found)


def _leaves(query: Query, ids: dict[Term, int]) -> Iterator[Anchor]:
    if isinstance(query, Term):
        yield ids[query]
    elif isinstance(query, About):
        yield query
    for part in children(query):
        yield from _leaves(part, ids)


def _rarest(options: list[tuple[Anchor, ...]], index: TermIndex) -> tuple[Anchor, ...]:
    """Return the option that the fewest entries hold, as far as can be told; terms before facts."""
    if len(options) == 1:
        return options[0]

    def commonness(option: tuple[Anchor, ...]) -> tuple[int, float]:
        terms = [anchor for anchor in option if isinstance(anchor, int)]
        return len(option) - len(terms), sum(map(index.commonness, terms))

    return min(options, key=commonness)
