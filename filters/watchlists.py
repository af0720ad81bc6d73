"""All watchlists compiled into one index; an entry costs what it matches, not what is stored."""

from array import array
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import lru_cache
from itertools import repeat
from typing import Any, TypeAlias, TypeVar

from feeds.model import Entry
from filters.matching.facts import Facts, satisfies_topic, topic_spans
from filters.matching.found import Matches, Satisfied
from filters.matching.meanings import KnownForms
from filters.matching.phrases import TermIndex
from filters.matching.plans import Anchor, Compiled, Plan, anchors, compile_query, term_ids
from filters.matching.scene import Scene, Shown
from filters.model import Analysis, Hit, Watchlist
from filters.query import About, Query, parse

K = TypeVar("K")
Ids: TypeAlias = "array[int]"  # eight bytes a watchlist

_PARSED = 1_000


class WatchlistIndex:
    """Finds the watchlists an entry satisfies. Equal terms and words are stored and judged once."""

    def __init__(self, watchlists: Iterable[Watchlist] = ()) -> None:
        self._terms = TermIndex()
        self._plans: dict[int, Compiled | str] = {}
        self._sure: dict[int, Ids] = {}
        # Of the watchlists that one more term decides, found or not found: that term and the id by turns.
        self._with: dict[int, Ids] = {}
        self._unless: dict[int, Ids] = {}
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
            self._stand(watchlist.id, compile_query(query, self._terms))

    def remove(self, watchlist_id: int) -> None:
        """Forget a watchlist; one that is not there is no error."""
        plan = self._plans.pop(watchlist_id, None)
        if isinstance(plan, str):
            _take(self._topics, plan, (watchlist_id,))
        elif plan is not None:
            self._unstand(watchlist_id, plan)

    @contextmanager
    def using(self, forms: KnownForms) -> Iterator[KnownForms]:
        """Meanwhile take the forms of words from `forms`, and put there what has to be made."""
        self._terms.words.store = forms
        try:
            yield forms
        finally:
            self._terms.words.store = None

    def match(self, entry: Entry, analysis: Analysis | None = None) -> Matches:
        """Return a match for each watchlist that the entry satisfies, in order of watchlist id.

        Fields that read the analysis, and topic watchlists, never match without one.
        """
        scene = Scene(entry, self._terms)
        found = self._match_queries(scene, Facts(entry, analysis))
        found.update(self._match_topics(analysis))

        def hits(satisfied: AbstractSet[Satisfied]) -> dict[Satisfied, tuple[Hit, ...]]:
            scene.make_hits(term for term in satisfied if isinstance(term, int) and term >= 0)
            return {one: _hits(scene, analysis, one) for one in satisfied}

        return Matches(entry, found, hits)

    def _match_queries(self, scene: Scene, facts: Facts) -> dict[int, Satisfied]:
        found: dict[int, Satisfied] = {}
        terms = scene.places.keys()
        for term_id in terms:
            if term_id in self._sure:
                self._put_sure(found, term_id)
            if term_id in self._unless:
                found.update(dict.fromkeys(_without(self._unless[term_id], terms), term_id))
            if term_id in self._with:
                found.update(self._shown(_with(self._with[term_id], terms)))
            if term_id in self._likely:
                found.update(self._shown(self._holding(self._likely[term_id], scene, facts)))
        for fact, watchlist_ids in self._by_fact.items():
            if facts.holds(fact.key, fact.value):
                found.update(self._shown(self._holding(watchlist_ids, scene, facts)))
        return found

    def _put_sure(self, found: dict[int, Satisfied], term_id: int) -> None:
        watchlist_ids, before = self._sure[term_id], len(found)
        found.update(dict.fromkeys(watchlist_ids, term_id))
        if len(found) < before + len(watchlist_ids):  # several alternatives of some stand in the entry
            found.update(self._shown(watchlist_ids))

    def _shown(self, watchlist_ids: Iterable[int]) -> Iterator[tuple[int, tuple[Shown, ...]]]:
        for watchlist_id in watchlist_ids:
            plan = self._plans[watchlist_id]
            if isinstance(plan, Plan):
                yield watchlist_id, plan.shown
            elif isinstance(plan, tuple):
                yield watchlist_id, plan

    def _holding(self, watchlist_ids: Iterable[int], scene: Scene, facts: Facts) -> Iterator[int]:
        for watchlist_id in watchlist_ids:
            plan = self._plans[watchlist_id]
            if isinstance(plan, Plan) and plan.holds(scene, facts):
                yield watchlist_id

    def _match_topics(self, analysis: Analysis | None) -> Iterator[tuple[int, str]]:
        if analysis is not None:
            for slug in analysis.topics:
                if slug in self._topics and satisfies_topic(analysis, slug):
                    yield from zip(self._topics[slug], repeat(slug))

    def _stand(self, watchlist_id: int, plan: Compiled) -> None:
        self._plans[watchlist_id] = plan
        for table, anchor, placed in self._places(watchlist_id, plan):
            _put(table, anchor, placed)

    def _places(
        self, watchlist_id: int, plan: Compiled
    ) -> Iterator[tuple[dict[Any, Ids], Anchor, tuple[int, ...]]]:
        """Yield the tables that lead to the watchlist, under what, and what stands there for it."""
        if not isinstance(plan, Plan):
            for term_id in term_ids(plan):
                yield self._sure, term_id, (watchlist_id,)
            return
        for anchor in anchors(plan, self._terms):
            if isinstance(anchor, About):
                yield self._by_fact, anchor, (watchlist_id,)
            elif (other := plan.other(anchor)) is not None:
                yield (self._unless if plan.excluded else self._with), anchor, (other, watchlist_id)
            else:
                yield self._likely, anchor, (watchlist_id,)

    def _unstand(self, watchlist_id: int, plan: Compiled) -> None:
        for table, anchor, placed in self._places(watchlist_id, plan):
            _take(table, anchor, placed)
        for term_id in term_ids(plan):
            self._terms.drop(term_id)


def _hits(scene: Scene, analysis: Analysis | None, satisfied: Satisfied) -> tuple[Hit, ...]:
    if isinstance(satisfied, int):
        return scene.hits_of(satisfied)
    if isinstance(satisfied, tuple):
        return scene.hits(satisfied)
    spans = topic_spans(analysis) if analysis is not None else ()
    return tuple(Hit(span, satisfied, span.text, "topic") for span in spans)


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


def _with(pairs: Ids, found: AbstractSet[int]) -> list[int]:
    """Return the watchlists whose other term is found too."""
    return [
        watchlist_id for other, watchlist_id in zip(pairs[::2], pairs[1::2], strict=True) if other in found
    ]


def _without(pairs: Ids, found: AbstractSet[int]) -> list[int]:
    """Return the watchlists whose other term, which must not occur, is not found."""
    return [
        watchlist_id
        for other, watchlist_id in zip(pairs[::2], pairs[1::2], strict=True)
        if other not in found
    ]
