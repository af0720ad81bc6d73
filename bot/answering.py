"""Answers to people, carried to Telegram until they arrive: an answer that is owed survives a kill."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import structlog
from telegram import Bot
from telegram.constants import ParseMode

from bot import sending
from bot.limits import Budget
from bot.model import Button, Document, Drawing, Mark, Message
from bot.outcomes import (
    ChatLost,
    MaybeSent,
    NeverSent,
    Ours,
    Outcome,
    Sent,
    TargetGone,
    ThreadGone,
    TooFast,
    backoff,
)
from bot.patience import commit
from bot.ports import Database

_log = structlog.stdlib.get_logger("bot.answering")

_LIMIT_COPIES = 3
_GIVE_UP_AFTER_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Owed:
    """What a chat still has to be shown. `edits` is the message it replaces, `quotes` the one it answers."""

    chat_id: int
    thread_id: int
    message: Message
    edits: int | None = None
    quotes: int | None = None


def owed_json(owed: Owed) -> str:
    """Return `owed` as the inbox keeps it in the place of the update that it answers."""
    return json.dumps({"owed": asdict(owed)}, ensure_ascii=False)


def owed_of(text: str) -> Owed | None:
    """Return what `owed_json` wrote, None for anything else, such as an update."""
    try:
        value = json.loads(text)["owed"]
        message = value.pop("message")
        rows = tuple(tuple(Button(**button) for button in row) for row in message.pop("buttons"))
        drawing = _drawing_of(message.pop("drawing", None))
        file = message.pop("document", None)
        document = None if file is None else Document(**file)
        return Owed(**value, message=Message(**message, buttons=rows, drawing=drawing, document=document))
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


def _drawing_of(value: dict[str, Any] | None) -> Drawing | None:
    if value is None:
        return None
    return Drawing(**value | {"marks": tuple(Mark(**mark) for mark in value["marks"])})


class Answerer:
    """Shows what is owed; `steady` tells seconds, `chance` in [0, 1) spreads the tries."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        budget: Budget,
        *,
        steady: Callable[[], float],
        chance: Callable[[], float] = lambda: 0.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._bot = bot
        self._budget = budget
        self._steady = steady
        self._chance = chance
        self._sleep = sleep

    async def show(self, owed: Owed) -> None:
        """Return when the chat has it, or can't have it; tried for an hour if Telegram is away.

        What may have arrived is repeated, but no more than three copies are made.
        """
        began, failures, copies = self._steady(), 0, 0
        while True:
            await self._sleep(self._budget.reply_wait(owed.chat_id, self._steady()))
            self._budget.spend(owed.chat_id, self._steady())
            outcome = await self._try(owed)
            if isinstance(outcome, MaybeSent) and not outcome.is_answered and owed.edits is None:
                copies += 1
            is_late = self._steady() - began > _GIVE_UP_AFTER_SECONDS
            if is_late or copies >= _LIMIT_COPIES or not isinstance(outcome, NeverSent | MaybeSent | TooFast):
                break
            await self._sleep(self._pause(owed, outcome, failures).total_seconds())
            failures += 1
        await self._note(owed, outcome)

    def _pause(self, owed: Owed, outcome: Outcome, failures: int) -> timedelta:
        if isinstance(outcome, TooFast):
            # The budget remembers it, so the next wait for it is long enough.
            self._budget.refused(owed.chat_id, outcome.retry_after.total_seconds(), self._steady())
            return timedelta()
        return backoff(failures, self._chance())

    async def _try(self, owed: Owed) -> Outcome:
        outcome = await self._send(owed, owed.message)
        if isinstance(outcome, Ours):
            _log.error("reply-refused", error=outcome.error)
            return await self._send(owed, sending.as_plain(owed.message), parse_mode=None)
        return outcome

    async def _send(self, owed: Owed, message: Message, parse_mode: str | None = ParseMode.HTML) -> Outcome:
        if owed.edits is not None:
            outcome = await sending.edit(self._bot, owed.chat_id, owed.edits, message, parse_mode)
            if not isinstance(outcome, TargetGone):
                return outcome
        for thread_id in dict.fromkeys((owed.thread_id, 0)):
            outcome = await sending.send(
                self._bot, owed.chat_id, thread_id, message, reply_to=owed.quotes, parse_mode=parse_mode
            )
            if not isinstance(outcome, ThreadGone):
                break
        return outcome

    async def _note(self, owed: Owed, outcome: Outcome) -> None:
        if isinstance(outcome, ChatLost):
            state = outcome.state
            await commit(self._database, lambda unit: unit.chats.set_state(owed.chat_id, state))
        if not isinstance(outcome, Sent):
            log = _log.error if isinstance(outcome, Ours) else _log.warning
            log("reply-lost", outcome=type(outcome).__name__, error=getattr(outcome, "error", None))
