"""Work on the database that must be done, however long the disk is full or the server away."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar
from weakref import WeakKeyDictionary

import structlog

from bot.errors import DatabaseDownError
from bot.ports import Database, Unit

T = TypeVar("T")
_log = structlog.stdlib.get_logger("bot.patience")

_RETRY_SECONDS = 1.0
_ALARM_EVERY_SECONDS = 600.0


@dataclass(slots=True)
class _Outage:
    """A time in which a database refuses all who ask it."""

    began_at: float
    alarmed_at: float
    failures: int = 0


# Sender, poller and conversations wait for the same database: one alarm is enough for all.
_outages: WeakKeyDictionary[Database, _Outage] = WeakKeyDictionary()


async def commit(database: Database, work: Callable[[Unit], T], give_up: Callable[[], bool] = bool) -> T:
    """Return the result of `work`, trying again each second while the database is down.

    Raises DatabaseDownError once `give_up` says so. An outage is logged as one alarm, however many
    wait for its end, again every ten minutes, and so is its end.
    """
    while True:
        try:
            result = await database.run(work)
        except DatabaseDownError as error:
            _alarm(database, error)
            if give_up():
                raise
            await asyncio.sleep(_RETRY_SECONDS)
        else:
            _calm(database)
            return result


def _alarm(database: Database, error: DatabaseDownError) -> None:
    now = monotonic()
    outage = _outages.setdefault(database, _Outage(now, now - _ALARM_EVERY_SECONDS))
    outage.failures += 1
    if now - outage.alarmed_at >= _ALARM_EVERY_SECONDS:
        outage.alarmed_at = now
        _log.error("database-down", error=str(error), failures=outage.failures)


def _calm(database: Database) -> None:
    outage = _outages.pop(database, None)
    if outage is not None:
        seconds = round(monotonic() - outage.began_at, 1)
        _log.warning("database-back", failures=outage.failures, seconds=seconds)
