"""Small works share transactions, and nobody pays for another's mistake."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from rasid.storage.memory import MemoryDatabase
from rasid.storage.unit import Unit
from rasid.together import Together

T = TypeVar("T")


@dataclass
class Counted:
    """The fake database, with a count of its transactions and a gate before each."""

    database: MemoryDatabase = field(default_factory=MemoryDatabase)
    transactions: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, work: Callable[[Unit], T]) -> T:
        self.transactions += 1
        await self.gate.wait()
        return await self.database.run(work)

    async def close(self) -> None:
        await self.database.close()

    def kept(self, key: str) -> str | None:
        return self.database.transact(lambda unit: unit.meta.get(key))


def put(key: str) -> Callable[[Unit], str]:
    def work(unit: Unit) -> str:
        unit.meta.put(key, "kept")
        return key

    return work


def fail(unit: Unit) -> str:
    unit.meta.put("wrong", "kept")
    raise ValueError("a bug")


async def started(together: Together, counted: Counted, *works: Callable[[Unit], str]) -> list:
    """Start one work, whose transaction waits at the gate, then the others behind it."""
    tasks = [asyncio.create_task(together.run(counted, work)) for work in works]
    await asyncio.sleep(0)
    return tasks


async def test_what_comes_during_a_transaction_shares_the_next():
    together, counted = Together(), Counted()
    tasks = await started(together, counted, *(put(str(number)) for number in range(20)))
    counted.gate.set()
    assert [str(number) for number in range(20)] == await asyncio.gather(*tasks)
    assert (2, "kept") == (counted.transactions, counted.kept("19"))


async def test_a_work_that_fails_is_its_own_callers_matter():
    together, counted = Together(), Counted()
    tasks = await started(together, counted, put("first"), put("before"), fail, put("after"))
    counted.gate.set()
    first, before, wrong, after = await asyncio.gather(*tasks, return_exceptions=True)
    assert ["first", "before", "after"] == [first, before, after]
    assert isinstance(wrong, ValueError)
    assert ["kept", "kept", None] == [counted.kept(key) for key in ("before", "after", "wrong")]


@pytest.mark.parametrize("cancelled", [0, 1])
async def test_a_cancelled_caller_leaves_the_others_their_answer(cancelled: int):
    """Whether it runs the transaction or waits for one."""
    together, counted = Together(), Counted()
    tasks = await started(together, counted, put("0"), put("1"), put("2"))
    tasks[cancelled].cancel()
    await asyncio.sleep(0)
    counted.gate.set()
    others = [task for place, task in enumerate(tasks) if place != cancelled]
    assert [str(place) for place in range(3) if place != cancelled] == await asyncio.gather(*others)
    assert tasks[cancelled].cancelled()
