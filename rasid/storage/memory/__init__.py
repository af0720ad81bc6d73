"""A database without a file: what the tests and the replay use, with the behaviour of the real ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from bot.model import ChatState, Subscriber
from filters.model import Hit
from rasid.storage.memory.articles import MemoryArticles
from rasid.storage.memory.forms import MemoryForms
from rasid.storage.memory.inbox import MemoryInbox, MemoryMeta
from rasid.storage.memory.ledger import MemoryLedger
from rasid.storage.memory.outbox import MemoryOutbox
from rasid.storage.memory.people import MemoryChats, MemoryDrafts, MemoryWatchlists
from rasid.storage.memory.rows import Rows
from rasid.storage.memory.stream import (
    MemoryEntries,
    MemoryFeeds,
    MemoryIncidents,
    MemoryMatches,
)
from rasid.storage.memory.subscriptions import MemorySubscriptions
from rasid.storage.stats import Stats
from rasid.storage.unit import Unit

T = TypeVar("T")


class MemoryDatabase:
    """Runs work at once, in the caller's thread; see `rasid.storage.unit.Database`."""

    def __init__(self) -> None:
        self._unit, self._tables = _make()

    async def run(self, work: Callable[[Unit], T]) -> T:
        """Return what `work` returned; if it raised, everything is as it was before."""
        return self.transact(work)

    def transact(self, work: Callable[[Unit], T]) -> T:
        """Do as `run`, for programs without a loop."""
        try:
            result = work(self._unit)
        except BaseException:
            for table in self._tables:
                table.rollback()
            self._unit.outbox.reindex()
            raise
        for table in self._tables:
            table.commit()
        return result

    async def close(self) -> None:
        """Do nothing: what is stored stays."""

    def shut(self) -> None:
        """Do as `close`."""


@dataclass(frozen=True, slots=True)
class MemoryUnit:
    """All tables; see `rasid.storage.unit.Unit`."""

    feeds: MemoryFeeds
    subscriptions: MemorySubscriptions
    entries: MemoryEntries
    articles: MemoryArticles
    matches: MemoryMatches
    incidents: MemoryIncidents
    chats: MemoryChats
    watchlists: MemoryWatchlists
    forms: MemoryForms
    drafts: MemoryDrafts
    outbox: MemoryOutbox
    ledger: MemoryLedger
    inbox: MemoryInbox
    meta: MemoryMeta

    def purge(self, before: datetime, limit: int = 500) -> int:
        """Delete what ended before `before`; return how many rows went."""
        return (
            self.ledger.purge(before, limit)
            + self.outbox.forget(self.incidents.purge(before, limit))
            + self.matches.forget(self.entries.purge(before, limit))
        )

    def stats(self) -> Stats:
        """Return the figures of `rasid stats`."""
        polled = self.feeds.all()
        chats = self.chats.rows.values()
        return Stats(
            feeds=len(polled),
            failing_feeds=sum(row.state.failures > 0 for row in polled),
            entries=self.entries.count(),
            incidents=len(self.incidents.rows),
            chats=len(chats),
            active_chats=sum(chat.state is ChatState.ACTIVE for chat in chats),
            watchlists=len(self.watchlists.rows),
            outbox=self.outbox.depth(),
            oldest_waiting_at=self.outbox.oldest_waiting_at(),
        )


def _make() -> tuple[MemoryUnit, list[Rows[Any, Any]]]:
    tables: list[Rows[Any, Any]] = []

    def rows() -> Rows[Any, Any]:
        tables.append(Rows())
        return tables[-1]

    counters: Rows[str, int] = rows()
    chats: Rows[int, Subscriber] = rows()
    matches: Rows[tuple[int, str], tuple[Hit, ...]] = rows()
    watchlists = MemoryWatchlists(rows(), matches, counters, rows(), rows())
    drafts = MemoryDrafts(rows(), counters)
    outbox = MemoryOutbox(rows(), rows(), rows(), rows(), chats, counters, rows())
    feeds, entries = MemoryFeeds(rows()), MemoryEntries(rows())
    unit = MemoryUnit(
        feeds,
        MemorySubscriptions(rows(), feeds),
        entries,
        MemoryArticles(rows(), entries),
        MemoryMatches(matches),
        MemoryIncidents(rows(), outbox),
        MemoryChats(chats, watchlists, drafts, outbox),
        watchlists,
        MemoryForms(rows()),
        drafts,
        outbox,
        MemoryLedger(outbox),
        MemoryInbox(rows()),
        MemoryMeta(rows()),
    )
    return unit, tables
