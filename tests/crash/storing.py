"""Passes that never end: each carries one entry through the real pipeline to its alert."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.clocks import utc_now
from bot.errors import DatabaseDownError
from bot.model import Alert
from feeds.model import Entry
from rasid.pipeline import Batch, Pipeline
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.memory import MemoryDatabase
from rasid.storage.unit import Unit
from tests.bot.builders import subscriber

# Much longer than the rest of a pass: a kill at any moment then falls between the two most of the time.
_TORN_FOR = 0.15
_LETTERS = "بتثجحخدذرزسشصضطظعغفقكلمن"


def chat_of(number: int, chats: int) -> int:
    """Return who is told of a worker's entry."""
    return 1 + number % chats


def follow(unit: Unit, chats: int) -> None:
    """Let each chat follow its own word."""
    for chat in range(1, chats + 1):
        unit.chats.put(subscriber(chat))
        word = _own_word(chat)
        unit.watchlists.add(chat, 0, "keywords", word, word, utc_now())


def _own_word(chat: int) -> str:
    return f"قناة{chat}"


def entry_of(worker: int, number: int, chats: int) -> Entry:
    """Return an entry that one chat follows; its title ends with who made it and its number.

    Its words mean nothing, so that it is never taken for a report of another's event.
    """
    chance = random.Random(f"{worker} {number}")
    words = ["".join(chance.choices(_LETTERS, k=6)) for _ in range(6)]
    now = datetime.now(UTC)
    title = f"{' '.join(words)} {_own_word(chat_of(number, chats))} {worker} {number}"
    url = f"https://{worker}.example/rss"
    return Entry(f"{worker}-{number}", url, f"وكالة {worker}", f"{url}/{number}", title, "", now, now)


def position_key(worker: int) -> str:
    """Return where a worker keeps the position of its feed."""
    return f"position-{worker}"


async def store(url: str, worker: int, chats: int, bug: str = "", pause: float = 0.01) -> None:
    """Commit passes for ever: each an entry, its alert, and the position of the feed."""
    database = open_database(url)
    pipeline = Pipeline(_Torn(database) if bug == "two-transactions" else database)
    while True:
        await asyncio.sleep(pause)
        with suppress(DatabaseDownError):
            await pass_of(database, pipeline, worker, chats)


async def pass_of(database: SqlDatabase, pipeline: Pipeline, worker: int, chats: int) -> None:
    """Carry the worker's next entry to its commit, and the position of its feed with it."""
    key = position_key(worker)
    number = await database.run(lambda unit: int(unit.meta.get(key) or 0))

    def move_on(unit: Unit) -> bool:
        unit.meta.put(key, str(number + 1))
        return True

    await pipeline.run(Batch([entry_of(worker, number, chats)], also=move_on), utc_now())


async def rehearse() -> None:
    """Carry one entry through a pipeline that keeps nothing."""
    database = MemoryDatabase()
    await database.run(lambda unit: follow(unit, 1))
    report = await Pipeline(database).run(Batch([entry_of(0, 0, 1)]), utc_now())
    assert report
    assert report.alerts


@dataclass(frozen=True, slots=True)
class _LateOutbox:
    """Keeps new alerts for a transaction of their own: the bug that the harness must see."""

    outbox: Any
    alerts: list[Alert] = field(default_factory=list)

    def add(self, alerts: Any) -> int:
        self.alerts.extend(alerts)
        return len(self.alerts)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.outbox, name)


@dataclass(frozen=True, slots=True)
class _Torn:
    """Stores entry and position in one transaction, the alerts in the next."""

    database: SqlDatabase

    async def run(self, work: Callable[[Unit], Any]) -> Any:
        late: list[Alert] = []

        def torn(unit: Any) -> Any:
            return work(replace(unit, outbox=_LateOutbox(unit.outbox, late)))

        result = await self.database.run(torn)
        if late:
            await asyncio.sleep(_TORN_FOR)
            await self.database.run(lambda unit: unit.outbox.add(late))
        return result
