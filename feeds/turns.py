"""At most so many requests at one host at a time; the others wait for their turn, and are counted."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from weakref import WeakValueDictionary

LONGEST_WAIT = timedelta(seconds=60)


class Turns:
    """The turns at all hosts, `per_host` at a time at each."""

    def __init__(self, per_host: int, longest_wait: timedelta = LONGEST_WAIT) -> None:
        self._per_host = per_host
        self._longest_wait = longest_wait
        # Kept by those who hold or await a turn, and gone with the last of them.
        self._slots: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._waiting: Counter[str] = Counter()

    @property
    def waiting(self) -> int:
        """Return how many wait for a turn, at all hosts together."""
        return self._waiting.total()

    def crowded(self) -> tuple[str, ...]:
        """Return the hosts at which as many wait as may ask: whoever comes now waits for long."""
        return tuple(host for host, count in self._waiting.items() if count >= self._per_host)

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Hold a turn at `host` while the block runs; raises TimeoutError if none came within a minute."""
        slot = self._slots.get(host)
        if slot is None:
            slot = self._slots[host] = asyncio.Semaphore(self._per_host)
        await self._acquire(host, slot)
        try:
            yield
        finally:
            slot.release()

    async def _acquire(self, host: str, slot: asyncio.Semaphore) -> None:
        self._waiting[host] += 1
        try:
            async with asyncio.timeout(self._longest_wait.total_seconds()):
                await slot.acquire()
        finally:
            self._waiting[host] -= 1
            if not self._waiting[host]:
                del self._waiting[host]
