"""A disk that is full, read-only or locked, and a clock that is set: the queue is kept, and goes on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.clocks import Steps
from bot.delivery import Sender
from bot.limits import Budget
from bot.model import DeliveryState
from bot.ports import Database
from rasid.demo.botapi import BotApiServer
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.memory import MemoryDatabase
from rasid.storage.migrate import migrate
from tests.bot.builders import NOW, subscriber
from tests.bot.conftest import FAST, Clock, bot_of
from tests.bot.post import numbered

_TAKE_A_PAGE = (
    "CREATE TRIGGER growing AFTER UPDATE ON outbox BEGIN INSERT INTO others VALUES (zeroblob(3000)); END"
)


@pytest.fixture
async def disk(tmp_path: Path) -> AsyncIterator[tuple[SqlDatabase, Path]]:
    path = tmp_path / "rasid.db"
    migrate(f"sqlite:///{path}")
    database = open_database(f"sqlite:///{path}")
    await database.run(lambda unit: unit.chats.put(subscriber()))
    await database.run(lambda unit: unit.outbox.add([numbered(n) for n in range(3)]))
    yield database, path
    await database.close()


async def execute(database: SqlDatabase, words: str) -> Any:
    """Run it on the one connection, without a transaction, which a read-only one can't begin."""

    def work() -> Any:
        connection = database._engine.raw_connection()
        row = connection.cursor().execute(words).fetchone()
        connection.close()
        return row and row[0]

    return await asyncio.get_running_loop().run_in_executor(database._thread, work)


async def pragma(database: SqlDatabase, words: str) -> None:
    await execute(database, f"PRAGMA {words}")


@asynccontextmanager
async def sending_from(
    database: Database, server: BotApiServer, clock: Clock
) -> AsyncIterator[list[MutableMapping[str, Any]]]:
    """Let a sender work off a database of its own; give what it logs."""
    bot = bot_of(server, MemoryDatabase(), clock)
    await bot.application.initialize()
    budget = Budget(FAST, 0.0)
    sender = Sender(
        database, bot.application.bot, budget, clock=clock, steady=clock.steady, most_waiting=1000
    )
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(sender.run())
        try:
            yield logs
        finally:
            sender.stop()
            await task
            await bot.close()


@pytest.mark.parametrize("trouble", ["read-only", "locked"])
async def test_a_disk_in_trouble_keeps_the_queue(
    server: BotApiServer, clock: Clock, disk: tuple[SqlDatabase, Path], trouble: str
) -> None:
    """One alarm, no request, no spinning; when the disk works again, each alert arrives once."""
    database, path = disk
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        await begin(trouble, database, other)
        async with sending_from(database, server, clock) as logs:
            await asyncio.sleep(0.5)
            assert [] == server.messages(7)
            await end(trouble, database, other)
            await server.until(lambda: len(server.messages(7)) == 3)
    assert ["database-down", "database-back"] == of_the_database(logs)
    assert 3 == (await database.run(lambda unit: unit.outbox.depth()))[DeliveryState.SENT]


@dataclass(eq=False)
class FailsAtRecords:
    """A database whose disk is read-only from the first outcome that is recorded until `is_over`."""

    database: SqlDatabase
    is_over: bool = False

    async def run(self, work: Callable[..., Any]) -> Any:
        if "_record" in work.__qualname__:
            await pragma(self.database, f"query_only = {'OFF' if self.is_over else 'ON'}")
        return await self.database.run(work)


async def test_a_disk_that_fails_between_request_and_record_costs_no_copy(
    server: BotApiServer, clock: Clock, disk: tuple[SqlDatabase, Path]
) -> None:
    """What Telegram accepted meanwhile is recorded when the disk works again, and not sent again."""
    database = FailsAtRecords(disk[0])
    server.user(8)
    await disk[0].run(lambda unit: unit.chats.put(subscriber(8)))
    await disk[0].run(lambda unit: unit.outbox.add([numbered(1, 8)]))
    async with sending_from(database, server, clock) as logs:
        await server.until(lambda: bool(server.messages(7) and server.messages(8)))
        await asyncio.sleep(1.2)
        assert (1, 1) == (len(server.messages(7)), len(server.messages(8)))
        database.is_over = True
        await server.until(lambda: len(server.messages(7)) == 3)
    assert (3, 1) == (len(server.messages(7)), len(server.messages(8)))
    assert ["database-down", "database-back"] == of_the_database(logs)


async def test_a_full_disk_stops_the_sender_in_mid_stream(
    server: BotApiServer, clock: Clock, disk: tuple[SqlDatabase, Path]
) -> None:
    """It sends while there is room for its records, then waits, and goes on where it was."""
    database, _ = disk
    await database.run(lambda unit: unit.outbox.add([numbered(n) for n in range(3, 50)]))
    await execute(database, "CREATE TABLE others (bytes BLOB)")
    # Each record takes a page, as if there were many.
    await execute(database, _TAKE_A_PAGE)
    pages = await execute(database, "PRAGMA page_count")
    await pragma(database, f"max_page_count = {pages + 20}")
    async with sending_from(database, server, clock) as logs:
        async with asyncio.timeout(30):
            while not of_the_database(logs):
                await asyncio.sleep(0.01)
        before = len(server.messages(7))
        await asyncio.sleep(1.2)
        assert len(server.messages(7)) == before < 50
        await pragma(database, f"max_page_count = {pages + 1000}")
        await server.until(lambda: len(server.messages(7)) == 50, 30)
    assert ["database-down", "database-back"] == of_the_database(logs)
    assert "SQLITE_FULL" in str(logs)
    assert 50 == (await database.run(lambda unit: unit.outbox.depth()))[DeliveryState.SENT]


def of_the_database(logs: list[MutableMapping[str, Any]]) -> list[str]:
    return [entry["event"] for entry in logs if entry["event"].startswith("database-")]


async def begin(trouble: str, database: SqlDatabase, other: sqlite3.Connection) -> None:
    if trouble == "read-only":
        await pragma(database, "query_only = ON")
    else:
        await pragma(database, "busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")


async def end(trouble: str, database: SqlDatabase, other: sqlite3.Connection) -> None:
    if trouble == "locked":
        other.execute("ROLLBACK")
        return
    await pragma(database, "query_only = OFF")


@pytest.mark.parametrize("step", [timedelta(days=1), timedelta(days=-1)])
async def test_a_clock_set_by_a_day_loses_and_delays_nothing(
    server: BotApiServer, database: MemoryDatabase, clock: Clock, step: timedelta
) -> None:
    """Alerts that wait out a rate limit leave when it ends, whatever the clock on the wall says."""
    await database.run(lambda unit: unit.chats.put(subscriber()))
    server.faults.add("429", method="sendMessage", retry_after=60)
    bot = bot_of(server, database, clock)
    await bot.application.initialize()
    steady = Clock()
    sender = Sender(
        database,
        bot.application.bot,
        Budget(FAST, steady.steady()),
        clock=clock,
        steady=steady.steady,
    )
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(sender.run())
        await database.run(lambda unit: unit.outbox.add([numbered(1), numbered(2)]))
        sender.wake()
        while not sender.outcomes:
            await asyncio.sleep(0.01)
        clock.now += step
        for _ in range(70):
            assert [] == server.messages(7) or steady.now - NOW > timedelta(seconds=60)
            clock.moves(seconds=1)
            steady.moves(seconds=1)
            sender.wake()
            await asyncio.sleep(0.01)
        await server.until(lambda: len(server.messages(7)) == 2)
        sender.stop()
        await task
    await bot.close()
    assert 1 == [entry["event"] for entry in logs].count("clock-stepped")


@given(st.lists(st.timedeltas(timedelta(days=-400), timedelta(days=400)), max_size=20))
def test_every_step_of_a_minute_is_noticed_once(steps: list[timedelta]) -> None:
    now, seconds = datetime(2026, 1, 1, tzinfo=UTC), 0.0
    watch = Steps(lambda: now, lambda: seconds)
    for step in steps:
        now += step + timedelta(seconds=5)
        seconds += 5.0
        assert (step if abs(step) >= timedelta(minutes=1) else timedelta()) == watch.last()
        assert timedelta() == watch.last()
