"""A query compiled against the term index: which terms wake it, whether it holds, which hits it shows."""

from dataclasses import dataclass

from filters.matching.facts import Facts
from filters.matching.phrases import TermIndex
from filters.matching.scene import Scene
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


@dataclass(frozen=True, slots=True)
class Plan:
    """A query whose terms are known to the index by `ids`.

    It can only hold in an entry where one of `anchors` is found. `is_sure` says that an
    anchor found is all it takes; `shown` are the terms whose hits a match shows. `plain` are
    the terms that a query of nothing but terms needs, and those it excludes.
    """

    query: Query
    ids: dict[Term, int]
    anchors: tuple[Anchor, ...]
    shown: tuple[tuple[int, bool], ...]
    is_sure: bool
    plain: tuple[frozenset[int], frozenset[int]] | None

    def holds(self, scene: Scene, facts: Facts) -> bool:
        """Return whether the entry satisfies the query."""
        if self.plain is not None:
            needed, excluded = self.plain
            return needed <= scene.term_ids and excluded.isdisjoint(scene.term_ids)
        return self.is_sure or self._holds(self.query, scene, facts, in_title=False)

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
                return self._combine(
                    query, [self._holds(p, scene, facts, in_title=in_title) for p in children(query)]
                )

    @staticmethod
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
                return (
                    sum(weight for (weight, _), has in zip(weighted, held, strict=True) if has) >= threshold
                )
            case _:
                return all(held)


def compile_plan(query: Query, index: TermIndex) -> Plan:
    """Return the plan of a query, having added each of its terms to the index once."""
    ids = {term: index.add(term) for term in dict.fromkeys(_all_terms(query))}
    is_sure = isinstance(query, Term) or (
        isinstance(query, AnyOf) and all(isinstance(p, Term) for p in query.parts)
    )
    shown = tuple(dict.fromkeys((ids[term], in_title) for term, in_title in _shown(query, in_title=False)))
    anchors = tuple(dict.fromkeys(_choose_anchors(query, ids)))
    return Plan(query, ids, anchors, shown, is_sure, _plain(query, ids))


def _plain(query: Query, ids: dict[Term, int]) -> tuple[frozenset[int], frozenset[int]] | None:
    """Return the terms that a conjunction of terms needs and excludes, None for any other query."""
    parts = query.parts if isinstance(query, AllOf) else ()
    needed = {ids[part] for part in parts if isinstance(part, Term)}
    excluded = {ids[part.part] for part in parts if isinstance(part, Not) and isinstance(part.part, Term)}
    is_plain = bool(parts) and len(needed) + len(excluded) == len(parts)
    return (frozenset(needed), frozenset(excluded)) if is_plain else None


def _all_terms(query: Query) -> list[Term]:
    if isinstance(query, Term):
        return [query]
    return [term for part in children(query) for term in _all_terms(part)]


def _shown(query: Query, *, in_title: bool) -> list[tuple[Term, bool]]:
    if isinstance(query, Term):
        return [(query, in_title)]
    if isinstance(query, Not):
        return []
    inside = in_title or isinstance(query, InTitle)
    return [pair for part in children(query) for pair in _shown(part, in_title=inside)]


def _choose_anchors(query: Query, ids: dict[Term, int]) -> list[Anchor]:
    """Return what must be found, at least one of it, for the query to hold.

    No query holds where none of its terms and facts is found, those it excludes included
    (else it would match everything): so all of them will do where nothing better is known.
    """
    anchors = _anchors(query, ids)
    return (
        anchors
        if anchors is not None
        else [anchor for leaf in _leaves(query) for anchor in leaf_anchor(leaf, ids)]
    )


def _leaves(query: Query) -> list[Query]:
    if isinstance(query, Term | About):
        return [query]
    return [leaf for part in children(query) for leaf in _leaves(part)]


def leaf_anchor(leaf: Query, ids: dict[Term, int]) -> list[Anchor]:
    """Return the anchor of a term or a fact."""
    if isinstance(leaf, Term):
        return [ids[leaf]]
    return [leaf] if isinstance(leaf, About) else []


def _anchors(query: Query, ids: dict[Term, int]) -> list[Anchor] | None:
    """Return anchors for a part, None if it can hold where nothing is found."""
    if isinstance(query, Not):
        return None
    if isinstance(query, Term | About):
        return leaf_anchor(query, ids)
    parts = [(part, _anchors(part, ids)) for part in children(query)]
    if isinstance(query, AllOf | Near):
        usable = [(found, part) for part, found in parts if found is not None]
        return min(usable, key=_commonness)[0] if usable else None
    if any(found is None for _, found in parts):
        return None
    return [anchor for _, found in parts for anchor in found or ()]


def _commonness(item: tuple[list[Anchor], Query]) -> tuple[bool, int, int]:
    """Return a key that puts first what few entries hold: terms before facts, few before many, long ones."""
    found, part = item
    letters = [
        sum(len(word.text) for word in term.words) + 100 * len(term.words) for term in _all_terms(part)
    ]
    return (any(isinstance(anchor, About) for anchor in found), len(found), -max(letters, default=0))
