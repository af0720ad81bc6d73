"""Small works of many callers in few transactions: a commit waits for the disk, however little is in it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rasid.storage.unit import Database, Unit

T = TypeVar("T")


@dataclass(slots=True)
class Together:
    """Gathers works while a transaction runs and carries them out in the next one; nobody waits longer.

    A work must bear being run twice: when one of those in a transaction fails, each is run alone,
    so that only its own caller hears of it.
    """

    _waiting: list[tuple[Callable[[Unit], Any], asyncio.Future[Any]]] = field(default_factory=list)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, database: Database, work: Callable[[Unit], T]) -> T:
        """Return what `work` returned, once it is committed; raise what it or the commit raised."""
        mine: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, mine))
        try:
            async with self._turn:
                if not mine.done():
                    gathered, self._waiting = self._waiting, []
                    # Shielded: whoever is cancelled must not leave the others without an answer.
                    await asyncio.shield(_carry_out(database, gathered))
            return await mine
        finally:
            mine.cancel()  # no effect on one that is done


async def _carry_out(
    database: Database, gathered: list[tuple[Callable[[Unit], Any], asyncio.Future[Any]]]
) -> None:
    """Fulfil every future; raises nothing."""
    gathered = [(work, future) for work, future in gathered if not future.done()]
    works = [work for work, _ in gathered]
    try:
        results = await database.run(lambda unit: [work(unit) for work in works])
    except Exception as error:  # noqa: BLE001  # whose fault it was shows when each runs alone
        if len(gathered) == 1:
            _fulfil(gathered[0][1], error=error)
            return
        for one in gathered:
            await _carry_out(database, [one])
    else:
        for (_, future), result in zip(gathered, results, strict=True):
            _fulfil(future, result)


def _fulfil(future: asyncio.Future[Any], result: Any = None, error: Exception | None = None) -> None:
    if future.done():
        return  # its caller was cancelled
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
