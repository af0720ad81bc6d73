"""Updates on their way to the bot: kept until confirmed, given to one poller at a time."""

import asyncio
from collections import deque
from collections.abc import Callable

from rasid.demo.refusal import Json, Refusal

_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_LIMIT = 100
_TIMEOUT_SECONDS = 50
_KILLED = Refusal(
    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
_HOOKED = Refusal(
    409,
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first",
)


class Updates:
    """The queue of one bot. A newer poller ends the older one, which gets a 409.

    `on_poll` is called whenever a poller begins to wait. `first_id` should be higher than that
    of any server before this one: a bot that remembers its offset would skip lower ones.
    """

    def __init__(self, on_poll: Callable[[], None] = lambda: None, first_id: int = 1) -> None:
        self.webhook: Json = {"url": "", "has_custom_certificate": False}
        self._next_id = first_id
        self._queue: deque[Json] = deque()
        self._allowed: frozenset[str] | None = None
        self._poller: asyncio.Future[None] | None = None
        self._is_open = True
        self._on_poll = on_poll

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def is_polled(self) -> bool:
        """Return whether a poller waits right now."""
        return self._poller is not None and not self._poller.done()

    def add(self, kind: str, payload: Json) -> int | None:
        """Queue an update and return its id; None if the bot doesn't want that kind."""
        wanted = kind in self._allowed if self._allowed is not None else kind not in _NOT_BY_DEFAULT
        if not wanted:
            return None
        update_id, self._next_id = self._next_id, self._next_id + 1
        self._queue.append({"update_id": update_id, kind: payload})
        self._wake()
        return update_id

    def allow(self, kinds: list[str] | None) -> None:
        """Keep to `kinds` from now on; an empty list means Telegram's default, None no change."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    async def get(self, params: Json) -> list[Json]:
        """Confirm what lies below the offset, wait for at least one update and return what waits."""
        if self.webhook["url"]:
            raise _HOOKED
        offset, limit = params.get("offset", 0), params.get("limit", _LIMIT)
        timeout = min(max(params.get("timeout", 0), 0), _TIMEOUT_SECONDS)
        self.allow(params.get("allowed_updates"))
        self._replace_poller()
        self._confirm(offset)
        if not self._queue and timeout and self._is_open:
            await self._wait(timeout)
        return list(self._queue)[: min(max(limit, 1), _LIMIT)]

    def drop(self) -> None:
        """Forget every update that waits."""
        self._queue.clear()

    def close(self) -> None:
        """Let the waiting poller go with what there is."""
        self._is_open = False
        self._wake()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._queue) > -offset:
                self._queue.popleft()
            return
        while self._queue and self._queue[0]["update_id"] < offset:
            self._queue.popleft()

    def _replace_poller(self) -> None:
        if self._poller and self.is_polled:
            self._poller.set_exception(Refusal(_KILLED.code, _KILLED.description))

    async def _wait(self, seconds: int) -> None:
        poller: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poller = poller
        self._on_poll()
        # Not wait_for: a poller killed in the very tick of its timeout must still hear of it.
        await asyncio.wait([poller], timeout=seconds)
        if poller.done():
            poller.result()
        poller.cancel()

    def _wake(self) -> None:
        if self._poller and self.is_polled:
            self._poller.set_result(None)
