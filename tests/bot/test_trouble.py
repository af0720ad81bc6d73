"""A disk that is read-only or locked, and a clock that is set: the queue is kept, and goes on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.clocks import Steps
from bot.delivery import Sender
from bot.limits import Budget
from bot.model import DeliveryState
from rasid.demo.botapi import BotApiServer
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.memory import MemoryDatabase
from rasid.storage.migrate import migrate
from tests.bot.builders import NOW, subscriber
from tests.bot.conftest import FAST, Clock, bot_of
from tests.bot.test_delivery import numbered


@pytest.fixture
async def disk(tmp_path: Path) -> AsyncIterator[tuple[SqlDatabase, Path]]:
    path = tmp_path / "rasid.db"
    migrate(f"sqlite:///{path}")
    database = open_database(f"sqlite:///{path}")
    await database.run(lambda unit: unit.chats.put(subscriber()))
    await database.run(lambda unit: unit.outbox.add([numbered(n) for n in range(3)]))
    yield database, path
    await database.close()


async def pragma(database: SqlDatabase, words: str) -> None:
    """Set it on the one connection, without a transaction, which a read-only one can't begin."""

    def work() -> None:
        connection = database._engine.raw_connection()
        connection.cursor().execute(f"PRAGMA {words}")
        connection.close()

    await asyncio.get_running_loop().run_in_executor(database._thread, work)


@pytest.mark.parametrize("trouble", ["read-only", "locked"])
async def test_a_disk_in_trouble_keeps_the_queue(
    server: BotApiServer, clock: Clock, disk: tuple[SqlDatabase, Path], trouble: str
) -> None:
    """One alarm, no request, no spinning; when the disk works again, each alert arrives once."""
    database, path = disk
    bot = bot_of(server, MemoryDatabase(), clock)
    await bot.application.initialize()
    sender = Sender(
        database, bot.application.bot, Budget(FAST, 0.0), clock=clock, steady=clock.steady, in_flight=1
    )
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        structlog.testing.capture_logs() as logs,
    ):
        await begin(trouble, database, other)
        task = asyncio.create_task(sender.run())
        await asyncio.sleep(0.5)
        assert [] == server.messages(7)
        await end(trouble, database, other)
        await server.until(lambda: len(server.messages(7)) == 3)
    sender.stop()
    await task
    await bot.close()
    assert 1 == [entry["event"] for entry in logs].count("database-down")
    assert 3 == (await database.run(lambda unit: unit.outbox.depth()))[DeliveryState.SENT]


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
