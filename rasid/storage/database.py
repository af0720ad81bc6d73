"""The place that runs work in transactions: SQLite or PostgreSQL through SQLAlchemy."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine

from rasid.storage.articles import SqlArticles
from rasid.storage.chats import SqlChats
from rasid.storage.drafts import SqlDrafts
from rasid.storage.engine import open_engine
from rasid.storage.entries import SqlEntries
from rasid.storage.errors import explained
from rasid.storage.feeds import SqlFeeds
from rasid.storage.figures import read_stats
from rasid.storage.forms import SqlForms
from rasid.storage.inbox import SqlInbox
from rasid.storage.incidents import SqlIncidents
from rasid.storage.ledger import SqlLedger
from rasid.storage.matches import SqlMatches
from rasid.storage.meta import SqlMeta
from rasid.storage.migrate import check_current
from rasid.storage.outbox import SqlOutbox
from rasid.storage.retention import purge
from rasid.storage.stats import Stats
from rasid.storage.subscriptions import SqlSubscriptions
from rasid.storage.unit import Unit
from rasid.storage.watchlists import SqlWatchlists

T = TypeVar("T")


def open_database(url: str) -> "SqlDatabase":
    """Return the database at `url`, whose schema must be current.

    Raises StorageError, saying what to do, if it is missing, damaged, foreign, older, newer or out of reach.
    """
    check_current(url)
    return SqlDatabase(open_engine(url))


class SqlDatabase:
    """Runs work in one dedicated thread, one transaction after the other; see `rasid.storage.unit.Database`.

    Transactions exclude one another also between processes, so that two polls can't open two
    incidents for one event: BEGIN IMMEDIATE on SQLite, an advisory lock on PostgreSQL.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage")

    async def run(self, work: Callable[[Unit], T]) -> T:
        """Return what `work` returned, once it is committed; nothing is kept if it raised.

        A caller that is cancelled while the work runs doesn't undo it. Raises StorageError if the
        database is busy, full, read-only or gone; whether a commit cut off by that was kept is then unknown.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.transact, work)

    def transact(self, work: Callable[[Unit], T]) -> T:
        """Do as `run` in the calling thread, for programs without a loop; not while `run` may be used."""
        with explained(), self._engine.begin() as connection:
            return work(open_unit(connection))

    async def close(self) -> None:
        """Finish what runs and release the place."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()

    def shut(self) -> None:
        """Do as `close`, for programs without a loop."""
        self._thread.shutdown()
        self._engine.dispose()


@dataclass(frozen=True, slots=True)
class SqlUnit:
    """One transaction's view of all tables; see `rasid.storage.unit.Unit`."""

    connection: Connection
    feeds: SqlFeeds
    subscriptions: SqlSubscriptions
    entries: SqlEntries
    articles: SqlArticles
    matches: SqlMatches
    incidents: SqlIncidents
    chats: SqlChats
    watchlists: SqlWatchlists
    forms: SqlForms
    drafts: SqlDrafts
    outbox: SqlOutbox
    ledger: SqlLedger
    inbox: SqlInbox
    meta: SqlMeta

    def purge(self, before: datetime, limit: int = 500) -> int:
        """Delete what ended before `before`; return how many rows went."""
        return purge(self.connection, before, limit)

    def stats(self) -> Stats:
        """Return the figures of `rasid stats`."""
        return read_stats(self.connection)


def open_unit(connection: Connection) -> SqlUnit:
    """Return the view of all tables in the transaction of `connection`."""
    return SqlUnit(
        connection,
        SqlFeeds(connection),
        SqlSubscriptions(connection),
        SqlEntries(connection),
        SqlArticles(connection),
        SqlMatches(connection),
        SqlIncidents(connection),
        SqlChats(connection),
        SqlWatchlists(connection),
        SqlForms(connection),
        SqlDrafts(connection),
        SqlOutbox(connection),
        SqlLedger(connection),
        SqlInbox(connection),
        SqlMeta(connection),
    )
