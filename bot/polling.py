"""Receiving updates so that none is lost: stored, then confirmed, then handled, then deleted."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.answering import Answerer, owed_of
from bot.errors import DatabaseDownError, PollingConflictError, TokenRefusedError
from bot.lanes import Lanes
from bot.outcomes import describe
from bot.patience import commit
from bot.ports import Database, Unit

T = TypeVar("T")
_log = structlog.stdlib.get_logger("bot.polling")

_OFFSET_KEY = "telegram.offset"
_SEEN_KEY = "telegram.update_seen_at"
_ALLOWED = ["message", "channel_post", "callback_query", "inline_query", "my_chat_member"]
_LIMIT_PENDING = 100_000
_LIMIT_WAITING = 2_000
# More than anybody means: what a chat says beyond it is not taken up, so that others are heard.
_LIMIT_LANE = 200
_LOG_EVERY = timedelta(minutes=1)
_ALARM_AFTER = timedelta(minutes=5)
_LONGEST_BACKOFF_SECONDS = 30.0
# After a week without updates Telegram numbers them afresh, perhaps lower: then ask without an offset.
_NUMBERING_LASTS = timedelta(days=6)


def _lane_of(update: Update | None) -> int:
    """Return whose turn an update is: its chat's. A query from no chat waits for no other."""
    if update is None or update.inline_query:
        return update.update_id if update else 0
    return update.effective_chat.id if update.effective_chat else 0


class Poller:
    """Asks for updates with long polling and hands each to the application, in order per chat.

    `last_success_at` is when Telegram last answered: the heartbeat that a watchdog reads.
    """

    def __init__(
        self,
        database: Database,
        application: "Application[Any, Any, Any, Any, Any, Any]",
        answerer: Answerer,
        *,
        clock: Callable[[], datetime],
        poll_seconds: int = 30,
        width: int = 64,
        drain_seconds: float = 10.0,
    ) -> None:
        self.last_success_at: datetime | None = None
        self._database = database
        self._application = application
        self._answerer = answerer
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._drain_seconds = drain_seconds
        self._lanes = Lanes(width)
        self._began_at = clock()
        self._stopped = asyncio.Event()
        self._failures = 0
        self._unheard = 0
        self._flood_logged_at = clock() - _LOG_EVERY

    def waiting(self) -> int:
        """Return how many updates are received and not yet handled."""
        return self._lanes.waiting()

    def stop(self) -> None:
        """Ask no more; `run` returns when the handlers under way have finished."""
        self._stopped.set()

    async def run(self) -> None:
        """Receive until `stop`.

        Raises `TokenRefusedError` for 401 and 404 and `PollingConflictError` for 409: another
        process has the bot, and to fight for it would lose updates of both.
        """
        try:
            offset, pending = await self._database.run(self._resume)
            for update_id, text in pending:
                self._take_up(update_id, text)
            while not self._stopped.is_set():
                offset = await self._poll(offset)
        finally:
            await self._lanes.close(self._drain_seconds)

    def _resume(self, unit: Unit) -> tuple[int | None, tuple[tuple[int, str], ...]]:
        """Return the offset to go on from, and what was stored but not handled."""
        seen_at, offset = unit.meta.get(_SEEN_KEY), unit.meta.get(_OFFSET_KEY)
        is_old = seen_at is None or self._clock() - datetime.fromisoformat(seen_at) > _NUMBERING_LASTS
        return None if is_old or offset is None else int(offset), unit.inbox.pending(_LIMIT_PENDING)

    async def _poll(self, offset: int | None) -> int | None:
        """Ask once, store and submit what came; return the next offset."""
        if self._lanes.waiting() > _LIMIT_WAITING:
            await self._rest(1.0)
            return offset
        try:
            updates = await self._ask(offset)
        except Conflict as error:
            raise PollingConflictError(str(error)) from error
        except InvalidToken as error:
            raise TokenRefusedError from error
        except TelegramError as error:
            await self._rest(self._backoff(error))
            return offset
        self.last_success_at = self._clock()
        if updates:
            offset = await self._take(updates, offset)
        self._failures = 0
        return offset

    async def _ask(self, offset: int | None) -> tuple[Update, ...]:
        """Return new updates; none if `stop` was called meanwhile."""
        asking = asyncio.ensure_future(
            self._application.bot.get_updates(
                offset=offset, timeout=self._poll_seconds, allowed_updates=_ALLOWED
            )
        )
        stopping = asyncio.ensure_future(self._stopped.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else ()
        finally:
            for task in (asking, stopping):
                task.cancel()
            await asyncio.gather(asking, stopping, return_exceptions=True)

    async def _take(self, updates: tuple[Update, ...], offset: int | None) -> int | None:
        """Store the updates with the offset that confirms them, then submit them; return that offset.

        What can't be stored is not confirmed: Telegram gives it again.
        """
        following = max(update.update_id for update in updates) + 1
        updates = self._heard(updates)
        rows = [(update.update_id, update.to_json()) for update in updates]
        seen_at = self._clock().isoformat()

        def store(unit: Unit) -> None:
            unit.inbox.add(rows)
            unit.meta.put(_OFFSET_KEY, str(following))
            unit.meta.put(_SEEN_KEY, seen_at)

        try:
            await self._database.run(store)
        except DatabaseDownError:
            _log.exception("polling-database")
            await self._rest(1.0)
            return offset
        for update in updates:
            if offset is None or update.update_id >= offset:
                self._submit(update.update_id, update)
        return following

    def _heard(self, updates: tuple[Update, ...]) -> tuple[Update, ...]:
        """Return the updates without what chats say that have far too much waiting already."""
        heard = tuple(update for update in updates if not self._is_flood(update))
        self._unheard += len(updates) - len(heard)
        if self._unheard and self._clock() - self._flood_logged_at >= _LOG_EVERY:
            _log.warning("flood", unheard=self._unheard)
            self._unheard, self._flood_logged_at = 0, self._clock()
        return heard

    def _is_flood(self, update: Update) -> bool:
        is_wish = update.callback_query or update.inline_query or (update.message and update.message.text)
        return bool(is_wish) and self._lanes.depth(_lane_of(update)) >= _LIMIT_LANE

    def _take_up(self, update_id: int, text: str) -> None:
        """Go on where the last process stopped: with the command, or only with the answer to it."""
        owed = owed_of(text)
        if owed is None:
            self._submit(update_id, self._restored(text))
        else:
            self._lanes.submit(owed.chat_id, partial(self._finish, update_id, self._answerer.show, owed))

    def _submit(self, update_id: int, update: Update | None) -> None:
        work = partial(self._finish, update_id, self._application.process_update, update)
        self._lanes.submit(_lane_of(update), work)

    async def _finish(self, update_id: int, work: Callable[[T], Awaitable[None]], what: T) -> None:
        await work(what)
        await commit(self._database, lambda unit: unit.inbox.done(update_id))

    def _restored(self, text: str) -> Update | None:
        """Return a stored update; None for one that another version wrote and this one can't read."""
        try:
            return Update.de_json(json.loads(text), self._application.bot)
        except (LookupError, TypeError, ValueError):
            _log.exception("update-unreadable")
            return None

    def _backoff(self, error: TelegramError) -> float:
        self._failures += 1
        silent = self._clock() - (self.last_success_at or self._began_at)
        log = _log.error if silent > _ALARM_AFTER else _log.warning
        log("polling-failed", error=describe(error), failures=self._failures, silent_s=silent.seconds)
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        return min(_LONGEST_BACKOFF_SECONDS, 2.0 ** min(self._failures - 1, 6))

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        except TimeoutError:
            return
