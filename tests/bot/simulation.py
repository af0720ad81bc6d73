"""Hours in seconds: an event loop whose clock jumps to the next thing to do, and a Telegram on it."""

import asyncio
import heapq
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.delivery import Sender
from bot.limits import Budget, Rates
from bot.ports import Unit
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import NOW


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Nothing is waited for: when no callback is ready, it is at once the time of the next timer."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__()

    def time(self) -> float:
        """Return the simulated seconds."""
        return self._now

    def _run_once(self) -> None:
        while self._scheduled and self._scheduled[0]._cancelled:  # type: ignore[attr-defined]  # asyncio's own
            handle = heapq.heappop(self._scheduled)  # type: ignore[attr-defined]
            handle._scheduled = False
            self._timer_cancelled_count -= 1  # type: ignore[attr-defined]
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self._now = max(self._now, self._scheduled[0]._when)  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def simulate(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run `work` on a simulated clock."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        runner.run(work())


@dataclass
class SimulatedTelegram(BaseRequest):
    """Answers each request after `latency`, or fails while `is_away`; notes what it accepted and when."""

    latency: float = 0.06
    is_away: Callable[[float], bool] = lambda _: False
    requests: int = 0
    accepted: list[tuple[float, int, str]] = field(default_factory=list)

    @property
    def read_timeout(self) -> float | None:
        """Return nothing: no request waits for long."""
        return None

    async def initialize(self) -> None:
        """Do nothing."""

    async def shutdown(self) -> None:
        """Do nothing."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Return what Telegram would."""
        loop = asyncio.get_running_loop()
        left_at = loop.time()
        await asyncio.sleep(self.latency)
        if "getMe" in url:
            return _answer({"id": 1, "is_bot": True, "first_name": "راصد", "username": "rasid_bot"})
        self.requests += 1
        if self.is_away(left_at):
            return 502, json.dumps({"ok": False, "error_code": 502, "description": "Bad Gateway"}).encode()
        assert request_data
        params = request_data.json_parameters
        chat_id = int(params["chat_id"])
        self.accepted.append((left_at, chat_id, params["text"]))
        chat = {"id": chat_id, "type": "private", "first_name": "سارة"}
        return _answer({"message_id": len(self.accepted), "date": 0, "chat": chat, "text": params["text"]})


def _answer(result: dict[str, Any]) -> tuple[int, bytes]:
    return 200, json.dumps({"ok": True, "result": result}).encode()


class CountedDatabase(MemoryDatabase):
    """Counts its transactions: a sender that spins asks and asks."""

    transactions = 0

    async def run(self, work: Callable[[Unit], Any]) -> Any:
        """Do as the database does."""
        self.transactions += 1
        return await super().run(work)


def clock() -> datetime:
    """Return the simulated instant."""
    return NOW + timedelta(seconds=asyncio.get_running_loop().time())


async def sender_of(
    database: MemoryDatabase, telegram: SimulatedTelegram, rates: Rates | None = None
) -> Sender:
    """Return a sender on the simulated clock."""
    bot = Bot("1000000:simulated", request=telegram, get_updates_request=telegram)
    await bot.initialize()
    steady = asyncio.get_running_loop().time
    budget = Budget(rates or Rates(), steady())
    return Sender(database, bot, budget, clock=clock, steady=steady, chance=lambda: 0.5)
