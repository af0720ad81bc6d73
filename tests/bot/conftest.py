"""A Bot API server, a database and the bot between them, all on this machine and in this process."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.app import BotSettings, TelegramBot, build
from bot.limits import Rates
from bot.quotas import Quota
from rasid.demo.botapi import DEMO_TOKEN, BotApiServer
from rasid.demo.refusal import Json
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import NOW
from tests.judges import judge

FAST = Rates(
    10_000, 10_000, private_seconds=0, group_messages=10_000, group_seconds=0, pause_margin_seconds=0
)


# The clock of most tests stands still, and with it what may be asked in a minute.
GENEROUS = Quota(10_000, 10_000)


@dataclass
class Clock:
    """A wall clock that only the test moves; `steady` tells the same time in seconds."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def steady(self) -> float:
        return self.now.timestamp()

    def moves(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Stage:
    """One chat between a person and the running bot."""

    server: BotApiServer
    database: MemoryDatabase
    clock: Clock
    bot: TelegramBot

    async def says(self, text: str, chat: int = 7, user: int = 7, **more: int) -> Json:
        """Write `text` and return the bot's answer."""
        before = self._answers()
        self.server.send_text(chat, user, text, **more)
        await self.server.until(lambda: self._answers() > before)
        return self.server.messages(chat)[-1]

    async def presses(self, message: Json, button: str, user: int = 7) -> str | None:
        """Tap a button and return the toast once the bot has done with it."""
        query = self.server.press(message, button, user)
        await self.server.until(lambda: self.server.answer(query) is not None)
        await self.settles()
        answer = self.server.answer(query)
        return answer.get("text") if answer else None

    async def settles(self) -> None:
        """Return when every update that was received has been handled."""
        for _ in range(500):
            await asyncio.sleep(0)
            if not self.bot.poller.waiting():
                return
            await asyncio.sleep(0.002)
        raise TimeoutError("updates are still being handled")

    def now_reads(self, message: Json) -> Json:
        """Return the message as it stands now."""
        chat = message["chat"]["id"]
        return next(m for m in self.server.messages(chat) if m["message_id"] == message["message_id"])

    def _answers(self) -> int:
        said = ("sendmessage", "sendphoto", "senddocument")
        return sum(call.method.lower() in said and call.status == 200 for call in self.server.calls)


def buttons(message: Json) -> list[str]:
    """Return the labels under a message in order."""
    return [
        button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row
    ]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """Serve as Telegram, with Telegram's own parser; in the end every request is judged."""
    telegram = BotApiServer(strict=True)
    await telegram.start()
    telegram.user(7)
    yield telegram
    await telegram.stop()
    for call in telegram.calls:
        judge(call)


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase()


@asynccontextmanager
async def running(bot: TelegramBot) -> AsyncIterator[TelegramBot]:
    """Start the bot, let it run, and stop it at the end."""
    await bot.start()
    task = asyncio.create_task(bot.run())
    try:
        yield bot
    finally:
        bot.stop()
        await task
        await bot.close()


def bot_of(
    server: BotApiServer, database: MemoryDatabase, clock: Callable[[], datetime], **changes: object
) -> TelegramBot:
    """Return a bot with test-sized patience."""
    given = {"api_base_url": server.url, "rates": FAST, "poll_seconds": 5, "quota": GENEROUS}
    settings = BotSettings(**(given | changes))  # type: ignore[arg-type]  # named by the test
    steady = clock.steady if isinstance(clock, Clock) else time.monotonic
    return build(DEMO_TOKEN, settings, database, clock=clock, steady=steady)


@pytest.fixture
async def stage(server: BotApiServer, database: MemoryDatabase, clock: Clock) -> AsyncIterator[Stage]:
    async with running(bot_of(server, database, clock)) as bot:
        yield Stage(server, database, clock, bot)
