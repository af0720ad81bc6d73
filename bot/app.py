"""The bot put together: python-telegram-bot over our transport, the sender, the poller, the conversations."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, InlineQueryHandler, TypeHandler

from bot.admission import shut_out
from bot.answering import Answerer
from bot.begun import Begun
from bot.clocks import steady_seconds, utc_now
from bot.conversations.gateway import Gateway
from bot.conversations.model import Rules
from bot.delivery import Sender
from bot.errors import TokenRefusedError
from bot.inline import Inline
from bot.limits import Budget, Rates
from bot.looking_back import Looker
from bot.outcomes import backoff, describe
from bot.polling import Poller
from bot.ports import Database
from bot.profile import publish
from bot.quotas import Quota, Quotas
from bot.transport import AiohttpRequest

_log = structlog.stdlib.get_logger("bot.app")

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class BotSettings:
    """How the bot reaches Telegram and what it allows. Durations are seconds unless they say otherwise.

    A chat for which more than `most_waiting` alerts wait gets them in one digest. With
    `paid_broadcast` Telegram charges Stars for what goes beyond its free 30/s. Only `allowed_chats`
    are answered and told anything; None lets everybody in. `begun` is the file that knows which requests
    had begun when a process died.
    """

    api_base_url: str = "https://api.telegram.org"
    watchlists_per_chat: int = 50
    query_chars: int = 400
    draft_lifetime: timedelta = timedelta(days=1)
    search_back: timedelta = timedelta(days=7)
    quota: Quota = field(default_factory=Quota)
    allowed_chats: frozenset[int] | None = None
    rates: Rates = field(default_factory=Rates)
    in_flight: int = 4
    drain_seconds: float = 10.0
    most_waiting: int = 10
    paid_broadcast: bool = False
    begun: Path | None = None
    poll_seconds: int = 30
    connect_timeout: float = 10.0
    read_timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class TelegramBot:
    """The parts that the daemon runs: `run` between `start` and `close`."""

    application: AnyApplication
    sender: Sender
    poller: Poller
    database: Database
    requests: tuple[AiohttpRequest, ...]
    allowed_chats: frozenset[int] | None = None
    begun: Begun | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        """Ask Telegram who we are until it answers or `stop` is called, then set commands and descriptions.

        Raises `TokenRefusedError` when the token is not valid.
        """
        starting = asyncio.create_task(self._start())
        stopping = asyncio.create_task(self.stopping.wait())
        try:
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
        finally:
            for task in (starting, stopping):
                task.cancel()
            await asyncio.gather(starting, stopping, return_exceptions=True)

    async def _start(self) -> None:
        await shut_out(self.database, self.allowed_chats)
        failures = 0
        while not await self._initialise(failures):
            failures += 1
        await publish(self.application.bot, self.database)

    async def _initialise(self, failures: int) -> bool:
        try:
            await self.application.initialize()
        except InvalidToken as error:
            await self.close()
            raise TokenRefusedError from error
        except TelegramError as error:
            _log.warning("telegram-unreachable", error=describe(error), failures=failures + 1)
            await asyncio.sleep(backoff(failures, 0.0).total_seconds())
            return False
        return True

    async def run(self) -> None:
        """Send and receive until `stop`; raises what ended either, after the other has stopped too."""
        if self.stopping.is_set():
            return
        tasks = [asyncio.create_task(self.sender.run()), asyncio.create_task(self.poller.run())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.stop()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    def stop(self) -> None:
        """Let `start` and `run` return once what is under way has finished."""
        self.stopping.set()
        self.sender.stop()
        self.poller.stop()

    def wake(self) -> None:
        """Look at the outbox now: a pass has committed alerts."""
        self.sender.wake()

    async def close(self) -> None:
        """Close the connections, also those of a start that failed."""
        await self.application.shutdown()
        for request in self.requests:
            await request.shutdown()
        if self.begun is not None:
            self.begun.close()


def build(
    token: str,
    settings: BotSettings,
    database: Database,
    *,
    clock: Callable[[], datetime] = utc_now,
    steady: Callable[[], float] = steady_seconds,
) -> TelegramBot:
    """Return the bot for `token`, not yet connected. `clock` gives aware UTC, `steady` seconds."""
    requests = (_request(settings, 16), _request(settings, 1))
    application = _application(token, settings, *requests)
    budget = Budget(settings.rates, steady())
    bot: Bot = application.bot
    begun = None if settings.begun is None else Begun(settings.begun)
    sender = Sender(
        database,
        bot,
        budget,
        in_flight=settings.in_flight,
        drain_seconds=settings.drain_seconds,
        most_waiting=settings.most_waiting,
        is_paid=settings.paid_broadcast,
        begun=begun,
        clock=clock,
        steady=steady,
    )
    rules = Rules(
        settings.watchlists_per_chat, settings.query_chars, settings.draft_lifetime, settings.search_back
    )
    answerer = Answerer(database, bot, budget, steady=steady, chance=random.random)
    looker, quotas = Looker(database, steady), Quotas(settings.quota, settings.allowed_chats)
    gateway = Gateway(
        database, bot, answerer, looker, quotas, rules, clock=clock, steady=steady, wake=sender.wake
    )
    inline = Inline(database, bot, looker, quotas, rules, clock=clock, steady=steady)
    application.add_handler(InlineQueryHandler(inline.handle))
    application.add_handler(TypeHandler(Update, gateway.handle))
    poller = Poller(
        database,
        application,
        answerer,
        clock=clock,
        poll_seconds=settings.poll_seconds,
        drain_seconds=settings.drain_seconds,
    )
    return TelegramBot(application, sender, poller, database, requests, settings.allowed_chats, begun)


def _application(
    token: str, settings: BotSettings, request: AiohttpRequest, polling: AiohttpRequest
) -> AnyApplication:
    base = settings.api_base_url.rstrip("/")
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(request)
        .get_updates_request(polling)
        .updater(None)
        .job_queue(None)
        .build()
    )


def _request(settings: BotSettings, connections: int) -> AiohttpRequest:
    return AiohttpRequest(
        connections=connections,
        connect_timeout=settings.connect_timeout,
        read_timeout=settings.read_timeout,
    )
