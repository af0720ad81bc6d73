"""All watchlists compiled into one index; an entry costs what it matches, not what is stored."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from feeds.model import Entry
from filters.matching.facts import Facts, satisfies_topic, topic_spans
from filters.matching.phrases import TermIndex
from filters.matching.plans import Plan, compile_plan
from filters.matching.scene import Scene
from filters.model import Analysis, Hit, Match, Watchlist
from filters.query import About, Query, parse


class _Standing:
    """A distinct query and the watchlists that ask it."""

    __slots__ = ("plan", "watchlist_ids")

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.watchlist_ids: list[int] = []


class WatchlistIndex:
    """Finds the watchlists an entry satisfies. Equal queries, terms and words are stored and judged once."""

    def __init__(self, watchlists: Iterable[Watchlist] = ()) -> None:
        self._terms = TermIndex()
        self._standing: dict[str, _Standing] = {}
        self._by_term: dict[int, list[_Standing]] = defaultdict(list)
        self._by_fact: dict[About, list[_Standing]] = defaultdict(list)
        self._topics: dict[str, list[int]] = defaultdict(list)
        self._watchlists: dict[int, Watchlist] = {}
        for watchlist in watchlists:
            self.add(watchlist)

    def __len__(self) -> int:
        return len(self._watchlists)

    def add(self, watchlist: Watchlist) -> None:
        """Let `watchlist` match from now on, replacing what had its id; a paused one never matches.

        Raises `QueryError` for a query that can't be read, and then changes nothing.
        """
        is_new = (
            watchlist.kind == "keywords" and not watchlist.paused and watchlist.query not in self._standing
        )
        query = parse(watchlist.query) if is_new else None
        self.remove(watchlist.id)
        self._watchlists[watchlist.id] = watchlist
        if watchlist.paused:
            return
        if watchlist.kind == "topic":
            self._topics[watchlist.query].append(watchlist.id)
        else:
            self._stand(watchlist.query, query).watchlist_ids.append(watchlist.id)

    def remove(self, watchlist_id: int) -> None:
        """Forget a watchlist; one that is not there is no error."""
        watchlist = self._watchlists.pop(watchlist_id, None)
        if watchlist is None or watchlist.paused:
            return
        if watchlist.kind == "topic":
            self._topics[watchlist.query].remove(watchlist_id)
            return
        standing = self._standing[watchlist.query]
        standing.watchlist_ids.remove(watchlist_id)
        if not standing.watchlist_ids:
            self._unstand(watchlist.query)

    def match(self, entry: Entry, analysis: Analysis | None = None) -> tuple[Match, ...]:
        """Return a match for each watchlist that the entry satisfies, in order of watchlist id.

        Fields that read the analysis, and topic watchlists, never match without one.
        """
        matches = self._match_queries(entry, analysis)
        matches.extend(self._match_topics(entry, analysis))
        matches.sort(key=attrgetter("watchlist_id"))
        return tuple(matches)

    def _match_queries(self, entry: Entry, analysis: Analysis | None) -> list[Match]:
        scene = Scene(entry, self._terms)
        facts = Facts(entry, analysis)
        matches: list[Match] = []
        for standing in self._candidates(scene, facts):
            plan = standing.plan
            if plan.holds(scene, facts):
                hits = _hits(plan, scene)
                matches.extend([Match(number, entry, hits) for number in standing.watchlist_ids])
        return matches

    def _candidates(self, scene: Scene, facts: Facts) -> Iterable[_Standing]:
        found: dict[int, _Standing] = {}
        by_term = self._by_term
        for term_id in scene.term_ids & by_term.keys():
            for standing in by_term[term_id]:
                found[id(standing)] = standing
        for fact, standings in self._by_fact.items():
            if facts.holds(fact.key, fact.value):
                found.update((id(standing), standing) for standing in standings)
        return found.values()

    def _match_topics(self, entry: Entry, analysis: Analysis | None) -> Iterator[Match]:
        if analysis is None:
            return
        for slug in analysis.topics:
            watchlist_ids = self._topics.get(slug)
            if watchlist_ids and satisfies_topic(analysis, slug):
                hits = tuple(Hit(span, slug, span.text, "topic") for span in topic_spans(analysis))
                yield from (Match(watchlist_id, entry, hits) for watchlist_id in watchlist_ids)

    def _stand(self, text: str, query: Query | None) -> _Standing:
        standing = self._standing.get(text)
        if standing is None:  # also when removing the old one took the last use of the same text
            standing = self._standing[text] = _Standing(compile_plan(query or parse(text), self._terms))
            for table, anchor in self._places(standing.plan):
                table[anchor].append(standing)
        return standing

    def _places(self, plan: Plan) -> Iterator[tuple[dict[Any, list[_Standing]], Any]]:
        for anchor in plan.anchors:
            yield (self._by_fact if isinstance(anchor, About) else self._by_term), anchor

    def _unstand(self, query: str) -> None:
        standing = self._standing.pop(query)
        for table, anchor in self._places(standing.plan):
            table[anchor].remove(standing)
            if not table[anchor]:
                del table[anchor]
        for term_id in standing.plan.ids.values():
            self._terms.drop(term_id)


def _hits(plan: Plan, scene: Scene) -> tuple[Hit, ...]:
    """Return the hits of the plan's terms, in order of field and offset."""
    if len(plan.shown) == 1:
        return scene.hits(*plan.shown[0])
    found = scene.term_ids
    groups = [scene.hits(term_id, in_title) for term_id, in_title in plan.shown if term_id in found]
    if len(groups) == 1:
        return groups[0]
    return tuple(sorted({hit for group in groups for hit in group}, key=_order))


def _order(hit: Hit) -> tuple[bool, int, int, str]:
    return (hit.span.field == "body", hit.span.start, hit.span.end, hit.term)
