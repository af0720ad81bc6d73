"""Work on the database that must be done, however long the disk is full or the server away."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import structlog

from bot.errors import DatabaseDownError
from bot.ports import Database, Unit

T = TypeVar("T")
_log = structlog.stdlib.get_logger("bot.patience")

_RETRY_SECONDS = 1.0
_ALARM_EVERY = 60


async def commit(database: Database, work: Callable[[Unit], T], give_up: Callable[[], bool] = bool) -> T:
    """Return the result of `work`, trying again each second while the database is down.

    Raises DatabaseDownError once `give_up` says so. One alarm a minute is logged.
    """
    failures = 0
    while True:
        try:
            return await database.run(work)
        except DatabaseDownError as error:
            if failures % _ALARM_EVERY == 0:
                _log.error("database-down", error=str(error), failures=failures + 1)
            if give_up():
                raise
            failures += 1
            await asyncio.sleep(_RETRY_SECONDS)
