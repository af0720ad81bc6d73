"""Telegram's updates in, the desk's answers out: the only conversation file that knows Telegram."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog
from telegram import Bot, CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import CallbackContext

from bot.answering import Answerer, Owed, owed_json
from bot.conversations.desk import answer, language_of, needs_admin
from bot.conversations.model import (
    ANYBODY,
    Incoming,
    MemberChanged,
    Moved,
    Origin,
    Pressed,
    Reply,
    Rules,
    Said,
    screen,
)
from bot.conversations.words import command_of
from bot.i18n import Texts
from bot.model import ChatState
from bot.model import Message as OurMessage
from bot.patience import commit
from bot.ports import Database, Unit

_log = structlog.stdlib.get_logger("bot.conversations")

_GROUPS = ("group", "supergroup")
_ADMINS = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


class Gateway:
    """Handles one update at a time per chat; `wake` is called when a chat may have begun to accept alerts."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        answerer: Answerer,
        rules: Rules,
        *,
        clock: Callable[[], datetime],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._bot = bot
        self._answerer = answerer
        self._rules = rules
        self._clock = clock
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
        incoming = await self._with_rights(incoming)
        now = self._clock()

        def work(unit: Unit) -> tuple[Reply | None, Owed | None]:
            # With the answer in the place of the update, a kill makes us repeat the one, not the other.
            reply = answer(unit, incoming, self._rules, now)
            owed = _owed(incoming, reply, reply.message) if reply and reply.message else None
            if owed:
                unit.inbox.replace(update.update_id, owed_json(owed))
            else:
                unit.inbox.done(update.update_id)
            return reply, owed

        reply, owed = await commit(self._database, work)
        if update.callback_query:
            await self._toast(update.callback_query, reply.toast if reply else None)
        if owed:
            await self._answerer.show(owed)
        self._wake()

    async def _with_rights(self, incoming: Incoming) -> Incoming:
        """Return `incoming` knowing whether a group's member may configure it; asked only when it matters."""
        origin = incoming.origin
        if origin.chat_kind not in _GROUPS or origin.user_id == ANYBODY or not needs_admin(incoming):
            return incoming
        try:
            member: ChatMember | None = await self._bot.get_chat_member(origin.chat_id, origin.user_id)
        except TelegramError as error:
            _log.warning("admin-unknown", error=type(error).__name__)
            member = None
        is_admin = member is not None and member.status in _ADMINS
        return replace(incoming, origin=replace(origin, is_admin=is_admin))

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
        elif isinstance(incoming, Said):
            sorry = screen(texts, texts.rich("error.ours"))
            await self._answerer.show(_owed(incoming, Reply(), sorry))


def _owed(incoming: Incoming, reply: Reply, message: OurMessage) -> Owed:
    origin = incoming.origin
    pressed = incoming.message_id if isinstance(incoming, Pressed) else None
    return Owed(
        origin.chat_id,
        origin.thread_id,
        message,
        edits=pressed if reply.in_place else None,
        quotes=pressed if reply.quotes_it else None,
    )


def incoming_of(update: Update, username: str) -> Incoming | None:
    """Return what the update says to us, None for what is not for us."""
    if update.callback_query:
        return _pressed(update.callback_query)
    if update.my_chat_member:
        return _member_changed(update.my_chat_member)
    if update.message:
        return _said(update.message, username)
    return None


def _origin(chat: Chat, user: User | None, thread_id: int = 0) -> Origin:
    return Origin(
        chat_id=chat.id,
        chat_kind=chat.type if chat.type in ("private", *_GROUPS) else "channel",  # type: ignore[arg-type]  # PTB types it str
        user_id=user.id if user else ANYBODY,
        thread_id=thread_id,
        language=user.language_code if user else None,
    )


def _thread_of(message: Message) -> int:
    """Return the forum topic; outside forums a thread id only marks a chain of replies."""
    return (message.message_thread_id or 0) if message.is_topic_message else 0


def _pressed(query: CallbackQuery) -> Pressed | None:
    if query.message is None or query.data is None:
        return None
    thread_id = _thread_of(query.message) if isinstance(query.message, Message) else 0
    origin = _origin(query.message.chat, query.from_user, thread_id)
    return Pressed(origin, query.data, query.message.message_id)


def _member_changed(change: ChatMemberUpdated) -> MemberChanged:
    new, old = change.new_chat_member, change.old_chat_member
    is_gone = new.status in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
    can_write = getattr(new, "can_send_messages", True) is not False
    gone = ChatState.BLOCKED if change.chat.type == "private" else ChatState.KICKED
    state = gone if is_gone else ChatState.ACTIVE if can_write else ChatState.RESTRICTED
    is_new = old.status in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
    return MemberChanged(_origin(change.chat, change.from_user), state, is_new)


def _said(message: Message, username: str) -> Incoming | None:
    is_admin_as_group = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    origin = _origin(message.chat, None if is_admin_as_group else message.from_user, _thread_of(message))
    if message.migrate_from_chat_id is not None:
        return Moved(origin, message.migrate_from_chat_id)
    if message.migrate_to_chat_id is not None:
        return Moved(replace(origin, chat_id=message.migrate_to_chat_id), message.chat.id)
    if origin.chat_kind == "private":
        return Said(origin, message.text)
    text = message.text or ""
    spoken, mentions = re.subn(rf"@{re.escape(username)}\b", " ", text, flags=re.IGNORECASE)
    is_addressed = _is_addressed(text, username, is_mentioned=mentions > 0)
    return Said(origin, text if text.startswith("/") else spoken, is_addressed=is_addressed)


def _is_addressed(text: str, username: str, *, is_mentioned: bool) -> bool:
    """Return whether a text in a group is for us: a command for no other bot, or a mention.

    An answer to an alert is talk about the news, not a wish to us.
    """
    command = command_of(text) if text.startswith("/") else None
    if command:
        return command.bot is None or command.bot.lower() == username.lower()
    return is_mentioned and bool(text)
