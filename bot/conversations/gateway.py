"""Telegram's updates in, the desk's answers out."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog
from telegram import Bot, CallbackQuery, ChatMember, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import CallbackContext

from bot.answering import Answerer, Owed, owed_json
from bot.conversations.desk import answer
from bot.conversations.hearing import incoming_of
from bot.conversations.membership import language_of
from bot.conversations.model import (
    ANYBODY,
    Given,
    Incoming,
    MemberChanged,
    Moved,
    Origin,
    Pressed,
    Reply,
    Rules,
    Said,
    Sent,
    screen,
)
from bot.conversations.roles import Role, needed
from bot.conversations.wording import is_awaited
from bot.i18n import Texts
from bot.looking_back import Looker
from bot.model import Message
from bot.patience import commit
from bot.portable import Portable, Unreadable
from bot.ports import Database, Unit
from bot.quotas import Quotas, Verdict
from bot.receiving import received

_log = structlog.stdlib.get_logger("bot.conversations")

_ADMINS = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)
_GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


class Gateway:
    """Handles one update at a time per chat; `wake` is called when a chat may have begun to accept alerts."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        answerer: Answerer,
        looker: Looker,
        quotas: Quotas,
        rules: Rules,
        *,
        clock: Callable[[], datetime],
        steady: Callable[[], float],
        token: Callable[[], str] = secrets.token_urlsafe,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._bot = bot
        self._answerer = answerer
        self._rules = rules
        self._clock = clock
        self._steady = steady
        self._looker = looker
        self._quotas = quotas
        self._token = token
        self._wake = wake

    async def handle(self, update: object, _context: CallbackContext[Bot, object, object, object]) -> None:
        """Answer one update; whatever goes wrong is logged, and the person told once."""
        if not isinstance(update, Update):
            return
        incoming = incoming_of(update, self._bot.username)
        if incoming is None:
            return
        try:
            await self._answer(update, incoming)
        except Exception:  # noqa: BLE001  # a bug in one conversation must not end the others
            _log.exception("conversation-bug", update=update.update_id)
            await self._apologise(update, incoming)

    async def _answer(self, update: Update, incoming: Incoming) -> None:
        verdict, refusal = self._judged(incoming)
        if verdict is Verdict.IGNORED:
            return
        reply, owed = await (
            self._heard(update.update_id, incoming)
            if verdict is Verdict.ADMITTED
            else self._turn(update.update_id, incoming, Given(refusal=refusal))
        )
        if update.callback_query:
            await self._toast(update.callback_query, reply.toast if reply else None)
        if owed:
            await self._answerer.show(owed)
        self._wake()

    def _judged(self, incoming: Incoming) -> tuple[Verdict, str]:
        """Return whether it is heard, and with what text it is refused if it is not."""
        chat_id, now = incoming.origin.chat_id, self._steady()
        is_talk = isinstance(incoming, Said | Sent) and not incoming.is_addressed
        if isinstance(incoming, Moved):
            # Whoever may ask under which number: what the group follows must not be lost.
            return Verdict.ADMITTED, ""
        if not self._quotas.is_allowed(chat_id):
            is_asked = isinstance(incoming, Said | Sent | Pressed) and not is_talk
            verdict = self._quotas.stranger(chat_id, now) if is_asked else Verdict.IGNORED
            return verdict, "quota.stranger"
        if is_talk or isinstance(incoming, MemberChanged):
            return Verdict.ADMITTED, ""
        return self._quotas.command(chat_id, now), "quota.commands"

    async def _heard(self, update_id: int, incoming: Incoming) -> tuple[Reply | None, Owed | None]:
        incoming = await self._with_rights(incoming)
        given = Given(token=self._token(), bot_name=self._bot.username, file=await self._file(incoming))
        reply, owed = await self._turn(update_id, incoming, given)
        if reply is None or not reply.is_asking:
            return reply, owed
        return await self._turn(update_id, incoming, await self._asked(incoming, reply, given))

    async def _asked(self, incoming: Incoming, reply: Reply, given: Given) -> Given:
        """Return `given` with what the reply asks for."""
        if reply.look is None:
            return replace(given, names=await self._names(incoming.origin, reply.names_of))
        if self._quotas.search(incoming.origin.chat_id, self._steady()) is Verdict.ADMITTED:
            return replace(given, found=await self._looker.look(reply.look))
        return replace(given, refusal="quota.searches")

    async def _names(self, origin: Origin, user_ids: tuple[int, ...]) -> dict[int, str]:
        """Return how these people of a chat are called now, those whom Telegram knows there."""
        members = [await self._member(origin.chat_id, user_id) for user_id in user_ids]
        return {member.user.id: member.user.full_name for member in members if member is not None}

    async def _file(self, incoming: Incoming) -> Portable | Unreadable | None:
        """Return what a file holds that is for us to read, None for anything else."""
        if not isinstance(incoming, Sent) or not incoming.is_addressed or not incoming.origin.is_admin:
            return None
        # Its queries cost as much as a search.
        if self._quotas.search(incoming.origin.chat_id, self._steady()) is not Verdict.ADMITTED:
            return Unreadable("too-often")
        chars = self._rules.query_chars
        return await received(self._bot, incoming.file_id, incoming.name, incoming.size, chars)

    async def _turn(
        self, update_id: int, incoming: Incoming, given: Given
    ) -> tuple[Reply | None, Owed | None]:
        """Take one turn in a transaction and return its reply, and what is owed to the chat for it."""
        now = self._clock()

        def work(unit: Unit) -> tuple[Reply | None, Owed | None]:
            # With the answer in the place of the update, a kill makes us repeat the one, not the other.
            reply = answer(unit, incoming, self._rules, now, given)
            owed = _owed(incoming, reply, reply.message) if reply and reply.message else None
            if owed:
                unit.inbox.replace(update_id, owed_json(owed))
            elif not (reply and reply.is_asking):
                unit.inbox.done(update_id)
            return reply, owed

        return await commit(self._database, work)

    async def _with_rights(self, incoming: Incoming) -> Incoming:
        """Return `incoming` knowing what its sender is to a group; asked only when it matters."""
        origin = incoming.origin
        if origin.chat_kind == "private" or origin.user_id == ANYBODY or needed(incoming) is Role.READER:
            return incoming
        if isinstance(incoming, Said) and not incoming.is_addressed and not await self._is_awaited(origin):
            return incoming  # talk below a message of ours
        member = await self._member(origin.chat_id, origin.user_id)
        is_admin = member is not None and member.status in _ADMINS
        is_member = member is not None and member.status not in _GONE
        return replace(incoming, origin=replace(origin, is_admin=is_admin, is_member=is_member))

    async def _is_awaited(self, origin: Origin) -> bool:
        """Return whether the person was asked something that the next text answers."""
        now = self._clock()
        return await commit(self._database, lambda unit: is_awaited(unit, origin, now))

    async def _member(self, chat_id: int, user_id: int) -> ChatMember | None:
        try:
            return await self._bot.get_chat_member(chat_id, user_id)
        except TelegramError as error:
            _log.warning("member-unknown", error=type(error).__name__)
            return None

    async def _toast(self, query: CallbackQuery, text: str | None) -> None:
        """End the button's spinner; a query too old to be answered is no loss."""
        try:
            await query.answer(text)
        except TelegramError as error:
            _log.info("toast-lost", error=type(error).__name__)

    async def _apologise(self, update: Update, incoming: Incoming) -> None:
        texts = Texts(language_of(incoming.origin.language))
        if update.callback_query:
            await self._toast(update.callback_query, texts.t("error.ours"))
        elif isinstance(incoming, Said | Sent):
            sorry = screen(texts, texts.rich("error.ours"))
            await self._answerer.show(_owed(incoming, Reply(), sorry))


def _owed(incoming: Incoming, reply: Reply, message: Message) -> Owed:
    origin = incoming.origin
    pressed = incoming.message_id if isinstance(incoming, Pressed) else None
    return Owed(
        origin.chat_id,
        origin.thread_id,
        message,
        edits=pressed if reply.in_place else None,
        quotes=pressed if reply.quotes_it else None,
    )
