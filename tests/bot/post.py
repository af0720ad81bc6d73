"""The sender with a Bot API server, a database and a clock around it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.delivery import Sender
from bot.limits import Budget, Rates
from bot.model import Alert, ChatState, DeliveryState
from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import alert, content, subscriber
from tests.bot.conftest import FAST, Clock, bot_of


class Post:
    """The sender with everything around it."""

    def __init__(self, server: BotApiServer, database: MemoryDatabase, clock: Clock, sender: Sender) -> None:
        self.server, self.database, self.clock, self.sender = server, database, clock, sender

    async def queue(self, *alerts: Alert) -> None:
        await self.database.run(lambda unit: unit.outbox.add(alerts))
        self.sender.wake()

    async def state(self, delivery_id: int = 1) -> DeliveryState:
        delivery = await self.database.run(lambda unit: unit.outbox.get(delivery_id))
        assert delivery
        return delivery.state

    async def error(self, delivery_id: int = 1) -> str:
        delivery = await self.database.run(lambda unit: unit.outbox.get(delivery_id))
        assert delivery
        return delivery.error or ""

    async def chat_state(self, chat_id: int = 7) -> ChatState:
        chat = await self.database.run(lambda unit: unit.chats.get(chat_id))
        assert chat
        return chat.state

    async def becomes(self, state: DeliveryState, delivery_id: int = 1, **passing: float) -> None:
        """Return when the row is in that state, letting the clock pass as given, step by step."""
        for _ in range(300):
            if await self.state(delivery_id) is state:
                return
            self.clock.moves(**passing)
            self.sender.wake()
            await asyncio.sleep(0.01)
        raise AssertionError(
            f"{await self.state(delivery_id)} is not {state}: {await self.error(delivery_id)}"
        )

    async def attempted(self, times: int) -> None:
        """Return when `times` requests were recorded as outcomes."""
        for _ in range(300):
            if self.sender.outcomes.total() >= times:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{self.sender.outcomes}")

    async def rests(self) -> None:
        """Return when nothing is under way."""
        for _ in range(300):
            depth = await self.database.run(lambda unit: unit.outbox.depth())
            if not depth[DeliveryState.CLAIMED]:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("requests are still under way")

    def texts(self, chat: int = 7) -> list[str]:
        return [message["text"] for message in self.server.messages(chat)]

    def calls(self, method: str) -> list[dict[str, object]]:
        return [call.params for call in self.server.calls if call.method.lower() == method.lower()]


@asynccontextmanager
async def sending(
    server: BotApiServer, database: MemoryDatabase, clock: Clock, rates: Rates = FAST, **changes: float
) -> AsyncIterator[Post]:
    bot = bot_of(server, database, clock, **changes)
    await bot.application.initialize()
    sender = Sender(
        database,
        bot.application.bot,
        Budget(rates, clock.steady()),
        clock=clock,
        steady=clock.steady,
        chance=lambda: 0.0,
        drain_seconds=1.0,
    )
    task = asyncio.create_task(sender.run())
    try:
        yield Post(server, database, clock, sender)
    finally:
        sender.stop()
        await asyncio.gather(task, return_exceptions=True)
        await bot.close()


async def knows(database: MemoryDatabase, chat: int) -> None:
    await database.run(lambda unit: unit.chats.put(subscriber(chat)))


def numbered(number: int, chat: int = 7, **changes: object) -> Alert:
    return alert(chat, f"{number:04x}00000000", **{"content": content(title=f"الخبر {number}"), **changes})
