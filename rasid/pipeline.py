"""The pass: what becomes of the entries of one poll. Read this file first.

    fetch → decode → parse ┬→ drop seen → analyse → match → assign → route → commit ┄→ outbox
                           └ feeds         pure      pure     └─── one transaction ───┘

The daemon and `rasid replay` run the same code; they differ in where entries come from and
in who keeps the clock.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.model import Alert
from bot.routing import route
from feeds.model import Entry
from filters.incidents import OpenIncidents
from filters.matching.meanings import KnownForms, forms_version
from filters.model import Assignment, Change, Incident, Watchlist
from filters.query import Query, read_accepted
from filters.watchlists import WatchlistIndex
from rasid.judging import Judged, Rewording, edited, judge, judge_again
from rasid.storage.unit import Database, Unit

# An incident takes no report later than this after its last one: longer than `assign` itself allows.
OPEN_FOR = timedelta(hours=72)
_NO_VERSION = 0
_INCIDENTS_VERSION = "incidents-version"
_GRAVITY = (Change.NOTHING, Change.SMALL, Change.BIG, Change.OPENED)


@dataclass(frozen=True, slots=True)
class PassReport:
    """What a pass did: entries stored, entries that matched, incidents touched, alerts queued, rewordings."""

    new: int = 0
    matched: int = 0
    incidents: tuple[Incident, ...] = ()
    alerts: tuple[Alert, ...] = ()
    reworded: int = 0

    def plus(self, other: "PassReport") -> "PassReport":
        """Return what this pass and the next one did together."""
        return PassReport(
            self.new + other.new,
            self.matched + other.matched,
            (*self.incidents, *other.incidents),
            (*self.alerts, *other.alerts),
            self.reworded + other.reworded,
        )


def _nothing_more(_unit: Unit) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Batch:
    """The entries of one poll. `silent` ones are stored without a look at them.

    `rewordings` are of stored entries, beside those whose headlines `entries` show edited.
    `also` runs first in the transaction; when it says False (a lease was lost) nothing is stored.
    """

    entries: Sequence[Entry]
    silent: Sequence[Entry] = ()
    also: Callable[[Unit], bool] = _nothing_more
    rewordings: Sequence[Rewording] = ()


class Pipeline:
    """Carries batches to their commit, one at a time.

    Keeps the compiled watchlists and the open incidents between passes. Both are copies of
    the database as of a version that each commit checks, so a change by another process is
    reloaded, never overlooked.
    """

    def __init__(self, database: Database, max_age: timedelta = timedelta(hours=72)) -> None:
        self._database = database
        self._max_age = max_age
        self._index = WatchlistIndex()
        self._watchlists: dict[int, Watchlist] = {}
        self._of_place: dict[tuple[int, int], dict[int, Watchlist]] = defaultdict(dict)
        self._watchlists_version = _NO_VERSION
        self._incidents: _Held | None = None
        self._one_at_a_time = asyncio.Lock()

    async def run(self, batch: Batch, now: datetime) -> PassReport | None:
        """Store what is new in `batch`, with its incidents and alerts, in one transaction.

        Returns None when `batch.also` refused. An entry that is already stored is passed over, so
        running a batch twice does nothing the second time; under an edited headline it is reworded.
        """
        async with self._one_at_a_time:
            fresh, rewordings = await self._to_judge(batch)
            while True:
                judged: Sequence[Judged] = ()
                if fresh or rewordings:
                    await self._refresh_watchlists()
                    judged = await asyncio.to_thread(self._judge, fresh, rewordings)
                outcome = await self._commit(batch, judged, now)
                if not isinstance(outcome, _WatchlistsChanged):
                    return outcome

    async def _to_judge(self, batch: Batch) -> "tuple[tuple[Entry, ...], tuple[Rewording, ...]]":
        if not batch.entries and not batch.rewordings:
            return (), ()  # a first poll, or one without news: a transaction less
        return await self._database.run(lambda unit: _to_judge(unit, batch))

    async def _refresh_watchlists(self) -> None:
        version = self._watchlists_version
        changed = await self._database.run(lambda unit: _watchlists_after(unit, version))
        if changed is None:
            return
        made = await asyncio.to_thread(self._use_watchlists, *changed)
        if made:
            await self._database.run(lambda unit: unit.forms.put(forms_version(), made))

    def _use_watchlists(
        self, version: int, changes: Mapping[int, Watchlist | None], forms: dict[str, str]
    ) -> dict[str, str]:
        """Drop what is gone and compile what is new; what changed is both.

        Returns the forms of words that are not in `forms`, for the next start.
        """
        with self._index.using(KnownForms(forms)) as known:
            self._compile(changes)
        self._watchlists_version = version
        return known.made

    def _compile(self, changes: Mapping[int, Watchlist | None]) -> None:
        for watchlist_id, watchlist in changes.items():
            held = self._watchlists.pop(watchlist_id, None)
            if held is not None:
                self._index.remove(watchlist_id)
                del self._of_place[held.chat_id, held.thread_id][watchlist_id]
            if watchlist is not None:
                self._index.add(watchlist, _query(watchlist))
                self._watchlists[watchlist_id] = watchlist
                self._of_place[watchlist.chat_id, watchlist.thread_id][watchlist_id] = watchlist

    def _judge(self, entries: Sequence[Entry], rewordings: Sequence[Rewording]) -> tuple[Judged, ...]:
        fresh = [judge(self._index, entry) for entry in entries]
        return (*fresh, *(judge_again(self._index, rewording) for rewording in rewordings))

    async def _commit(
        self, batch: Batch, judged: Sequence[Judged], now: datetime
    ) -> "PassReport | _WatchlistsChanged | None":
        # Until the commit is known to have succeeded, incidents in memory may be ahead of the database.
        held, self._incidents = self._incidents, None
        settled = await self._database.run(lambda unit: self._settle(unit, batch, judged, held, now))
        if isinstance(settled, _Settled):
            self._incidents = settled.incidents
            return settled.report
        self._incidents = held
        return settled

    def _settle(
        self, unit: Unit, batch: Batch, judged: Sequence[Judged], held: "_Held | None", now: datetime
    ) -> "_Settled | _WatchlistsChanged | None":
        if judged and unit.watchlists.version() != self._watchlists_version:
            return _WatchlistsChanged()
        if not batch.also(unit):
            return None
        silent = unit.entries.add((entry, None) for entry in batch.silent)
        fresh, reworded = _still_so(unit, judged)
        unit.entries.add((item.entry, item.analysis) for item in fresh)
        for item in reworded:
            unit.entries.reword(item.entry, item.analysis)
        unit.matches.add([match for item in (*fresh, *reworded) for match in item.matches])
        young = [item for item in (*fresh, *reworded) if item.entry.at >= now - self._max_age]
        news = [item for item in young if item.is_news or item.is_echo]
        held, stories = _gather(unit, held, sorted(news, key=lambda item: item.entry.at))
        alerts = tuple(alert for story in stories for alert in self._route(unit, story, now))
        unit.outbox.add(alerts)
        report = PassReport(
            new=len(fresh) + silent,
            matched=sum(bool(item.matches) for item in (*fresh, *reworded)),
            incidents=tuple(story.assignment.incident for story in stories),
            alerts=alerts,
            reworded=len(reworded),
        )
        return _Settled(report, held)

    def _route(self, unit: Unit, story: "_Story", now: datetime) -> tuple[Alert, ...]:
        told = unit.outbox.told([story.assignment.incident.id])
        watchlists = self._concerned(story, told)
        chats = {watchlist.chat_id for watchlist in watchlists.values()}
        subscribers = unit.chats.active(sorted(chats | {chat for chat, _, _ in told}))
        alerts: dict[tuple[int, int], Alert] = {}
        for item in story.items:
            for alert in route(
                story.assignment, item.entry, item.analysis, item.matches,
                watchlists, subscribers, told, now,
            ):  # fmt: skip
                # Several reports in one pass are one alert: the first report that a chat follows.
                alerts.setdefault((alert.chat_id, alert.thread_id), alert)
        return tuple(alerts.values())

    def _concerned(self, story: "_Story", told: Iterable[tuple[int, int, str]]) -> dict[int, Watchlist]:
        """Return the watchlists that matched, and all of those who were told of the incident before."""
        matched = {match.watchlist_id for item in story.items for match in item.matches}
        concerned = {watchlist_id: self._watchlists[watchlist_id] for watchlist_id in matched}
        for chat, thread, _ in told:
            concerned |= self._of_place.get((chat, thread), {})
        return concerned


@dataclass(slots=True)
class _Story:
    """One incident's news of this pass: its last state, the gravest change, the entries in order."""

    assignment: Assignment
    items: list[Judged] = field(default_factory=list)

    def take_up(self, other: "_Story") -> None:
        """Add the news of an incident that turned out to be this one, before what is to come."""
        for item in other.items:
            self.add(replace(other.assignment, incident=self.assignment.incident), item)

    def add(self, assignment: Assignment, item: Judged) -> None:
        change = max(self.assignment.change, assignment.change, key=_GRAVITY.index)
        news = tuple(dict.fromkeys((*self.assignment.news, *assignment.news)))
        self.assignment = replace(assignment, change=change, news=news)
        self.items.append(item)


@dataclass(frozen=True, slots=True)
class _Held:
    """The open incidents as committed under `version`."""

    version: int
    incidents: OpenIncidents


@dataclass(frozen=True, slots=True)
class _Settled:
    report: PassReport
    incidents: _Held | None


class _WatchlistsChanged:
    """The entries were matched against watchlists that are no longer those of the database."""


def _to_judge(unit: Unit, batch: Batch) -> tuple[tuple[Entry, ...], tuple[Rewording, ...]]:
    return unit.entries.unknown(batch.entries), (*edited(unit, batch.entries), *batch.rewordings)


def _still_so(unit: Unit, judged: Sequence[Judged]) -> tuple[list[Judged], list[Judged]]:
    """Return the entries still unknown, and the rewordings of entries that still stand as they stood."""
    fresh = [item for item in judged if item.rewords is None]
    unknown = {entry.uid for entry in unit.entries.unknown([item.entry for item in fresh])}
    reworded = [item for item in judged if item.rewords and unit.entries.get(item.entry.uid) == item.rewords]
    return [item for item in fresh if item.entry.uid in unknown], reworded


def _watchlists_after(
    unit: Unit, version: int
) -> tuple[int, Mapping[int, Watchlist | None], dict[str, str]] | None:
    current = unit.watchlists.version()
    if current == version:
        return None
    # All forms are read at the start only: making those of a few new words is quicker than that.
    forms = unit.forms.all(forms_version()) if version == _NO_VERSION else {}
    return current, unit.watchlists.changes(version), forms


def _query(watchlist: Watchlist) -> Query | None:
    """Return what a watchlist asks, None for a topic and for one that asks nothing now."""
    is_asking = watchlist.kind == "keywords" and not watchlist.paused
    return read_accepted(watchlist.query) if is_asking else None


def _tell(stories: dict[str, _Story], assignment: Assignment, item: Judged) -> None:
    """Add what an entry did to its incident's story, which takes up those of incidents merged into it."""
    earlier = [stories.pop(gone) for gone in assignment.merged if gone in stories]
    story = stories.setdefault(assignment.incident.id, _Story(assignment))
    for other in earlier:
        story.take_up(other)
    story.add(assignment, item)


def _gather(unit: Unit, held: _Held | None, items: Sequence[Judged]) -> tuple[_Held | None, list[_Story]]:
    """Put each entry into its incident; return the incidents held from now on and those touched."""
    if not items:
        return held, []
    version = int(unit.meta.get(_INCIDENTS_VERSION) or 0)
    if held is None or held.version != version:
        held = _Held(version, OpenIncidents(unit.incidents.open(items[0].entry.at - OPEN_FOR)))
    held.incidents.close(items[0].entry.at - OPEN_FOR)
    stories: dict[str, _Story] = {}
    for item in items:
        assignment = held.incidents.assign(item.entry, item.analysis)
        if assignment.change is Change.OPENED and not item.is_news:
            continue
        held.incidents.take(assignment)
        for gone in assignment.merged:
            unit.incidents.absorb(gone, assignment.incident)
        _tell(stories, assignment, item)
    for story in stories.values():
        unit.incidents.put(story.assignment.incident)
    unit.meta.put(_INCIDENTS_VERSION, str(version + 1))
    return _Held(version + 1, held.incidents), list(stories.values())
