"""Reading stored entries back without keeping anybody waiting: short transactions, judged in a thread."""

import asyncio
from collections.abc import Callable

from bot.archive import Found, Look, Search
from bot.patience import commit
from bot.ports import Database, Unit
from feeds.model import Entry
from filters.model import Analysis

_AT_ONCE = 2
_SLICE = 500
_MOST_ENTRIES = 20_000
_MOST_SECONDS = 2.0

_Slice = tuple[tuple[Entry, ...], dict[str, Analysis]]


async def look_back(
    database: Database,
    look: Look,
    steady: Callable[[], float],
    *,
    most: int = _MOST_ENTRIES,
    seconds: float = _MOST_SECONDS,
    size: int = _SLICE,
) -> Found:
    """Return what `look` finds among the entries since `look.since`, the newest first.

    Ends early, and says so, after `most` entries or `seconds` of `steady`. Raises QueryError for
    a query that can't be read.
    """
    search = await asyncio.to_thread(Search, look)
    began = steady()
    last: Entry | None = None
    while search.read < most and steady() - began <= seconds:
        entries, analyses = await commit(database, _reader(look, last, size, search.needs_analyses))
        await asyncio.to_thread(search.take, entries, analyses)
        if len(entries) < size:
            return await asyncio.to_thread(search.found, is_whole=True)
        last = entries[-1]
    return await asyncio.to_thread(search.found, is_whole=False)


def _reader(look: Look, last: Entry | None, size: int, is_analysed: bool) -> Callable[[Unit], _Slice]:
    def read(unit: Unit) -> _Slice:
        entries = unit.entries.since(look.since, size, last)
        return entries, unit.entries.analyses([one.uid for one in entries]) if is_analysed else {}

    return read


class Looker:
    """Looks back for several at once, two at a time: each keeps a processor busy."""

    def __init__(self, database: Database, steady: Callable[[], float]) -> None:
        self._database = database
        self._steady = steady
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def look(self, look: Look) -> Found:
        """Do as `look_back`, once others have finished."""
        async with self._free:
            return await look_back(self._database, look, self._steady)

    async def look_if(self, is_wanted: Callable[[], bool], look: Look, seconds: float) -> Found | None:
        """Do as `look` for up to `seconds`; None, at once, if it is not wanted any more when others have."""
        async with self._free:
            if not is_wanted():
                return None
            return await look_back(self._database, look, self._steady, seconds=seconds)
