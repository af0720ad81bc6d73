"""Telegram's updates as plain values: what was said, sent, pressed or changed, and whether it is for us."""

import re
from dataclasses import replace

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Document, Message, Update, User
from telegram.constants import ChatMemberStatus

from bot.conversations.model import (
    ANYBODY,
    Incoming,
    MemberChanged,
    Moved,
    Origin,
    Person,
    Pressed,
    Said,
    Sent,
)
from bot.conversations.words import command_of
from bot.model import ChatState

_GROUPS = ("group", "supergroup")
# Telegram's own limit, in case a Bot API server does not keep it.
_LIMIT_TEXT = 4096


def incoming_of(update: Update, username: str) -> Incoming | None:
    """Return what the update says to us, None for what is not for us."""
    if update.callback_query:
        return _pressed(update.callback_query)
    if update.my_chat_member:
        return _member_changed(update.my_chat_member)
    if update.message:
        return _said(update.message, username)
    if update.channel_post:
        return _posted(update.channel_post)
    return None


def _origin(chat: Chat, user: User | None, thread_id: int = 0) -> Origin:
    return Origin(
        chat_id=chat.id,
        chat_kind=chat.type if chat.type in ("private", *_GROUPS) else "channel",  # type: ignore[arg-type]  # PTB types it str
        user_id=user.id if user else ANYBODY,
        thread_id=thread_id,
        language=user.language_code if user else None,
        name=user.full_name if user else "",
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
    if message.document is not None:
        return _sent(message, message.document, origin, username)
    if origin.chat_kind == "private":
        return Said(origin, message.text and message.text[:_LIMIT_TEXT])
    text = (message.text or "")[:_LIMIT_TEXT]
    spoken, mentions = re.subn(rf"@{re.escape(username)}\b", " ", text, flags=re.IGNORECASE)
    is_addressed = _is_addressed(text, username, is_mentioned=mentions > 0)
    replied = message.reply_to_message
    is_answer = (
        replied is not None and replied.from_user is not None and replied.from_user.username == username
    )
    return Said(
        origin,
        text if text.startswith("/") else spoken,
        is_addressed=is_addressed,
        is_answer=is_answer,
        about=_person(replied),
    )


def _person(replied: Message | None) -> Person | None:
    """Return who wrote the message, None for a bot, a channel or an admin who writes as the group."""
    if replied is None or replied.from_user is None or replied.from_user.is_bot or replied.sender_chat:
        return None
    return Person(replied.from_user.id, replied.from_user.full_name)


def _posted(message: Message) -> Said:
    """Return a channel's post: only its admins can post, and only a command is meant for us."""
    text = (message.text or "")[:_LIMIT_TEXT]
    return Said(_origin(message.chat, None), text, is_addressed=text.startswith("/"))


def _sent(message: Message, document: Document, origin: Origin, username: str) -> Sent:
    """Return the file; in a group it is for us if its caption names us."""
    is_named = re.search(rf"@{re.escape(username)}\b", message.caption or "", re.IGNORECASE) is not None
    is_addressed = origin.chat_kind == "private" or is_named
    return Sent(origin, document.file_id, document.file_name or "", document.file_size or 0, is_addressed)


def _is_addressed(text: str, username: str, *, is_mentioned: bool) -> bool:
    """Return whether a text in a group is for us: a command for no other bot, or a mention.

    An answer to an alert is talk about the news, not a wish to us.
    """
    command = command_of(text) if text.startswith("/") else None
    if command:
        return command.bot is None or command.bot.lower() == username.lower()
    return is_mentioned and bool(text)
