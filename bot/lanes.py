"""Work of many chats at once, and of each chat in order."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

_log = structlog.stdlib.get_logger("bot.lanes")


class Lanes:
    """Runs work of one key in order and of different keys at once, at most `width` at a time."""

    def __init__(self, width: int) -> None:
        self._slots = asyncio.Semaphore(width)
        self._queues: dict[int, deque[Callable[[], Awaitable[None]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def submit(self, key: int, work: Callable[[], Awaitable[None]]) -> None:
        """Queue `work` behind what waits for the same key."""
        queue = self._queues.get(key)
        if queue is not None:
            queue.append(work)
            return
        self._queues[key] = deque([work])
        task = asyncio.create_task(self._run(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def depth(self, key: int) -> int:
        """Return how much of `key` is queued or under way."""
        return len(self._queues.get(key, ()))

    async def _run(self, key: int) -> None:
        queue = self._queues[key]
        while queue:
            async with self._slots:
                await _tried(queue[0])
            queue.popleft()
        del self._queues[key]

    def waiting(self) -> int:
        """Return how much is queued or under way."""
        return sum(len(queue) for queue in self._queues.values())

    async def close(self, seconds: float) -> None:
        """Let what is under way finish, up to `seconds`; what only waits is not begun."""
        for queue in self._queues.values():
            while len(queue) > 1:
                queue.pop()
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def _tried(work: Callable[[], Awaitable[None]]) -> None:
    """Do `work`; one update that fails must not stop its chat for ever."""
    (error,) = await asyncio.gather(work(), return_exceptions=True)
    if error is not None:
        _log.error("update-failed", exc_info=error)
