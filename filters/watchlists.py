"""All watchlists compiled into one index; an entry costs what it matches, not what is stored."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

import numpy as np

from feeds.model import Entry
from filters.matching.facts import Facts, satisfies_topic, topic_spans
from filters.matching.found import Matches
from filters.matching.meanings import KnownForms
from filters.matching.numbers import NumberLists, Numbers, Presence, in_order
from filters.matching.phrases import TermIndex
from filters.matching.plans import Anchor, Compiled, Plan, compile_query, is_decided, term_ids, wakers
from filters.matching.scene import Scene, Shown
from filters.model import Analysis, Hit, Watchlist
from filters.query import About, Query, parse

K = TypeVar("K")
# By what an entry satisfies a watchlist: the terms whose hits are shown, or a topic's slug.
Satisfied: TypeAlias = "tuple[Shown, ...] | str"

_PARSED = 1_000


class WatchlistIndex:
    """Finds the watchlists an entry satisfies. Equal terms and words are stored and judged once."""

    def __init__(self, watchlists: Iterable[Watchlist] = ()) -> None:
        self._terms = TermIndex()
        self._plans: dict[int, Compiled | str] = {}
        # By term, what it may satisfy: the term that must be found beside it (the complement: must not;
        # where it is enough, the term itself), and the watchlist (the complement: if its plan holds, too).
        self._woken = NumberLists(width=2)
        self._presence = Presence()
        self._by_fact: _Lists[About] = _Lists()
        self._topics: _Lists[str] = _Lists()
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
            self._topics.put(watchlist.query, watchlist.id)
        elif query is not None:
            self._stand(watchlist.id, compile_query(query, self._terms))

    def remove(self, watchlist_id: int) -> None:
        """Forget a watchlist; one that is not there is no error."""
        plan = self._plans.pop(watchlist_id, None)
        if isinstance(plan, str):
            self._topics.take(plan, watchlist_id)
        elif plan is not None:
            self._unstand(watchlist_id, plan)

    @contextmanager
    def using(self, forms: KnownForms) -> Iterator[KnownForms]:
        """Meanwhile take the forms of words from `forms`, and put there what has to be made.

        For that long no garbage is looked for: to look through a million watchlists again and again
        while they are added takes more than a quarter of the time.
        """
        self._terms.words.store = forms
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            yield forms
        finally:
            self._terms.words.store = None
            if was_enabled:
                gc.enable()

    def match(self, entry: Entry, analysis: Analysis | None = None) -> Matches:
        """Return a match for each watchlist that the entry satisfies, in order of watchlist id.

        Fields that read the analysis, and topic watchlists, never match without one.
        """
        scene = Scene(entry, self._terms)
        found = self._match_queries(scene, Facts(entry, analysis))
        ids = in_order(_and(found, self._match_topics(analysis)))
        return Matches(entry, ids, lambda ids: self._hits(ids, scene, analysis))

    def _match_queries(self, scene: Scene, facts: Facts) -> Numbers:
        woken = self._wake(np.fromiter(scene.terms, np.int64, len(scene.terms)))
        woken.sort()
        first_sure = int(woken.searchsorted(0))
        likely = (~woken[:first_sure]).tolist()
        for fact, watchlist_ids in self._by_fact.items():
            if facts.holds(fact.key, fact.value):
                likely += watchlist_ids
        return _and(woken[first_sure:], self._holding(likely, scene, facts))

    def _wake(self, terms: Numbers) -> Numbers:
        """Return the watchlists that some terms satisfy; the complement of those that their plan decides."""
        self._woken.reach(self._terms.id_limit)
        others, watchlist_ids = self._woken.of(terms).T
        is_so = self._presence.holds(others, terms, self._terms.id_limit)
        woken: Numbers = watchlist_ids.compress(is_so)
        return woken

    def _holding(self, watchlist_ids: Iterable[int], scene: Scene, facts: Facts) -> Iterator[int]:
        for watchlist_id in watchlist_ids:
            plan = self._plans[watchlist_id]
            if isinstance(plan, Plan) and plan.holds(scene, facts):
                yield watchlist_id

    def _match_topics(self, analysis: Analysis | None) -> Iterator[int]:
        if analysis is not None:
            for slug in analysis.topics:
                if slug in self._topics and satisfies_topic(analysis, slug):
                    yield from self._topics[slug]

    def _hits(
        self, watchlist_ids: Sequence[int], scene: Scene, analysis: Analysis | None
    ) -> Iterator[tuple[Hit, ...]]:
        """Yield the hits of each watchlist; those that are satisfied by the same terms share theirs."""
        satisfied = [_satisfied(self._plans[watchlist_id], scene.terms) for watchlist_id in watchlist_ids]
        scene.make_hits({term for one in satisfied if not isinstance(one, str) for term in one})
        made: dict[Satisfied, tuple[Hit, ...]] = {}
        for one in satisfied:
            if one not in made:
                made[one] = scene.hits(one) if isinstance(one, tuple) else _topic_hits(analysis, one)
            yield made[one]

    def _stand(self, watchlist_id: int, plan: Compiled) -> None:
        self._plans[watchlist_id] = plan
        for lists, anchor, numbers in self._places(watchlist_id, plan):
            lists.put(anchor, *numbers)

    def _places(self, watchlist_id: int, plan: Compiled) -> Iterator[tuple[Any, Anchor, tuple[int, ...]]]:
        """Yield the lists that lead to the watchlist, under what, and what stands there for it."""
        if not isinstance(plan, Plan):
            for term_id in term_ids(plan):
                yield self._woken, term_id, (term_id, watchlist_id)
            return
        placed = watchlist_id if is_decided(plan) else ~watchlist_id
        for anchor, beside in wakers(plan, self._terms):
            if isinstance(anchor, About):
                yield self._by_fact, anchor, (watchlist_id,)
            else:
                yield self._woken, anchor, (beside, placed)

    def _unstand(self, watchlist_id: int, plan: Compiled) -> None:
        for lists, anchor, numbers in self._places(watchlist_id, plan):
            lists.take(anchor, *numbers)
        for term_id in term_ids(plan):
            self._terms.drop(term_id)


class _Lists(dict[K, list[int]]):
    """Watchlists by fact or topic: few are asked for."""

    def put(self, key: K, watchlist_id: int) -> None:
        self.setdefault(key, []).append(watchlist_id)

    def take(self, key: K, watchlist_id: int) -> None:
        self[key].remove(watchlist_id)
        if not self[key]:
            del self[key]


def _and(numbers: Numbers, more: Iterable[int]) -> Numbers:
    added = [*more]
    return np.concatenate((numbers, np.array(added, np.int64))) if added else numbers


def _satisfied(plan: Compiled | str, terms: AbstractSet[int]) -> Satisfied:
    """Return by what an entry with these terms satisfies a plan."""
    if isinstance(plan, int):
        return (plan,)
    if isinstance(plan, str):
        return plan
    shown = plan.shown if isinstance(plan, Plan) else plan
    return tuple(term for term in shown if (term if term >= 0 else ~term) in terms)


def _topic_hits(analysis: Analysis | None, slug: str) -> tuple[Hit, ...]:
    spans = topic_spans(analysis) if analysis is not None else ()
    return tuple(Hit(span, slug, span.text, "topic") for span in spans)


@lru_cache(_PARSED)
def _parse(text: str) -> Query:
    """Return the parsed query; many watchlists ask the same."""
    return parse(text)
