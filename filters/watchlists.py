"""All watchlists compiled into one index; an entry costs what it matches, not what is stored."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar, overload

from feeds.model import Entry
from filters.matching.facts import Facts, satisfies_topic, topic_spans
from filters.matching.phrases import TermIndex
from filters.matching.plans import Anchor, Plan, anchors, compile_plan
from filters.matching.scene import Scene
from filters.model import Analysis, Hit, Match, Watchlist
from filters.query import About, Query, parse

K = TypeVar("K")
Ids: TypeAlias = "array[int]"  # eight bytes a watchlist

_PARSED = 1_000


class Matches(Sequence[Match]):
    """The matches of one entry in order of watchlist id, equal to a tuple of them.

    They are made with their hits when first looked at, which must be before the index changes.
    """

    __slots__ = ("_entry", "_hits", "_made", "watchlist_ids")

    def __init__(
        self,
        entry: Entry,
        watchlist_ids: Sequence[int],
        hits: Callable[[int], tuple[Hit, ...]],
    ) -> None:
        self._entry = entry
        self.watchlist_ids = watchlist_ids
        self._hits = hits
        self._made: tuple[Match, ...] | None = None

    def __len__(self) -> int:
        return len(self.watchlist_ids)

    def __iter__(self) -> Iterator[Match]:
        return iter(self._all())

    @overload
    def __getitem__(self, at: int) -> Match: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Match, ...]: ...
    def __getitem__(self, at: int | slice) -> Match | tuple[Match, ...]:
        return self._all()[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # equal to tuples, which hash by content

    def __repr__(self) -> str:
        return f"Matches{self._all()!r}"

    def _all(self) -> tuple[Match, ...]:
        if self._made is None:
            self._made = tuple(
                Match(number, self._entry, self._hits(number)) for number in self.watchlist_ids
            )
        return self._made


class WatchlistIndex:
    """Finds the watchlists an entry satisfies. Equal terms and words are stored and judged once."""

    def __init__(self, watchlists: Iterable[Watchlist] = ()) -> None:
        self._terms = TermIndex()
        self._plans: dict[int, Plan | str] = {}
        self._single: dict[int, Plan] = {}
        self._sure: dict[int, Ids] = {}
        # Of the watchlists that one more term decides: that term (see `Plan.other`) and the id by turns.
        self._paired: dict[int, Ids] = {}
        self._likely: dict[int, Ids] = {}
        self._by_fact: dict[About, Ids] = {}
        self._topics: dict[str, Ids] = {}
        for watchlist in watchlists:
            self.add(watchlist)

    def __len__(self) -> int:
        return len(self._plans)

    def add(self, watchlist: Watchlist, query: Query | None = None) -> None:
        """Let `watchlist` match from now on, replacing what had its id; a paused one never matches.

        `query` is its query as parsed, where that is known. Raises `QueryError` for a query that
        can't be read, and then changes nothing.
        """
        if watchlist.kind == "keywords" and not watchlist.paused and query is None:
            query = _parse(watchlist.query)
        self.remove(watchlist.id)
        if watchlist.paused:
            return
        if watchlist.kind == "topic":
            self._plans[watchlist.id] = watchlist.query
            _put(self._topics, watchlist.query, (watchlist.id,))
        elif query is not None:
            self._stand(watchlist.id, compile_plan(query, self._terms))

    def remove(self, watchlist_id: int) -> None:
        """Forget a watchlist; one that is not there is no error."""
        plan = self._plans.pop(watchlist_id, None)
        if isinstance(plan, str):
            _take(self._topics, plan, (watchlist_id,))
        elif plan is not None:
            self._unstand(watchlist_id, plan)

    def match(self, entry: Entry, analysis: Analysis | None = None) -> Matches:
        """Return a match for each watchlist that the entry satisfies, in order of watchlist id.

        Fields that read the analysis, and topic watchlists, never match without one.
        """
        scene = Scene(entry, self._terms)
        found = self._match_queries(scene, Facts(entry, analysis))
        found.update(self._match_topics(analysis))

        def hits(watchlist_id: int) -> tuple[Hit, ...]:
            plan = self._plans[watchlist_id]
            if isinstance(plan, Plan):
                return scene.hits(plan.shown)
            spans = topic_spans(analysis) if analysis is not None else ()
            return tuple(Hit(span, plan, span.text, "topic") for span in spans)

        return Matches(entry, sorted(found), hits)

    def _match_queries(self, scene: Scene, facts: Facts) -> set[int]:
        found: set[int] = set()
        terms = scene.term_ids
        for term_id in terms:
            if term_id in self._sure:
                found.update(self._sure[term_id])
            if term_id in self._paired:
                found.update(_decided(self._paired[term_id], terms))
            if term_id in self._likely:
                found.update(self._holding(self._likely[term_id], scene, facts))
        for fact, watchlist_ids in self._by_fact.items():
            if facts.holds(fact.key, fact.value):
                found.update(self._holding(watchlist_ids, scene, facts))
        return found

    def _holding(self, watchlist_ids: Iterable[int], scene: Scene, facts: Facts) -> Iterator[int]:
        plans = self._plans
        for watchlist_id in watchlist_ids:
            plan = plans[watchlist_id]
            if isinstance(plan, Plan) and plan.holds(scene, facts):
                yield watchlist_id

    def _match_topics(self, analysis: Analysis | None) -> Iterator[int]:
        if analysis is not None:
            for slug in analysis.topics:
                if slug in self._topics and satisfies_topic(analysis, slug):
                    yield from self._topics[slug]

    def _stand(self, watchlist_id: int, plan: Plan) -> None:
        if plan.is_sure and len(plan.shown) == 1:
            plan = self._single.setdefault(plan.shown[0], plan)  # many follow one word: one plan for all
        self._plans[watchlist_id] = plan
        for table, anchor, placed in self._places(watchlist_id, plan):
            _put(table, anchor, placed)

    def _places(
        self, watchlist_id: int, plan: Plan
    ) -> Iterator[tuple[dict[Any, Ids], Anchor, tuple[int, ...]]]:
        """Yield the tables that lead to the watchlist, under what, and what stands there for it."""
        for anchor in anchors(plan, self._terms):
            if isinstance(anchor, About):
                yield self._by_fact, anchor, (watchlist_id,)
            elif plan.is_sure:
                yield self._sure, anchor, (watchlist_id,)
            elif (other := plan.other(anchor)) is not None:
                yield self._paired, anchor, (other, watchlist_id)
            else:
                yield self._likely, anchor, (watchlist_id,)

    def _unstand(self, watchlist_id: int, plan: Plan) -> None:
        for table, anchor, placed in self._places(watchlist_id, plan):
            _take(table, anchor, placed)
        for term_id in plan.term_ids:
            if self._terms.drop(term_id):
                self._single.pop(term_id, None)


@lru_cache(_PARSED)
def _parse(text: str) -> Query:
    """Return the parsed query; many watchlists ask the same."""
    return parse(text)


def _put(table: dict[K, Ids], key: K, placed: tuple[int, ...]) -> None:
    table.setdefault(key, array("q")).extend(placed)


def _take(table: dict[K, Ids], key: K, placed: tuple[int, ...]) -> None:
    ids, size = table[key], len(placed)
    at = next(at for at in range(0, len(ids), size) if tuple(ids[at : at + size]) == placed)
    del ids[at : at + size]
    if not ids:
        del table[key]


def _decided(pairs: Ids, found: AbstractSet[int]) -> list[int]:
    """Return the watchlists whose other term is found, or not found if it must not occur."""
    values = iter(pairs)
    return [
        watchlist_id
        for other, watchlist_id in zip(values, values, strict=True)
        if (other in found if other >= 0 else ~other not in found)
    ]
