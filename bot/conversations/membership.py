"""Chats as they come and go: new ones, those that shut us out or let us in, groups that move."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.conversations.model import MemberChanged, Moved, Origin, Reply, screen
from bot.i18n import texts_of
from bot.model import ChatState, Subscriber
from bot.ports import Unit


def newcomer(origin: Origin, now: datetime) -> Subscriber:
    """Return the record of a chat that we have never heard of."""
    return Subscriber(origin.chat_id, origin.chat_kind, language_of(origin.language), now)


def language_of(code: str | None) -> Literal["ar", "en"]:
    """Return the language for a client set to `code`, such as "ar-EG": Arabic if it says nothing."""
    return "ar" if not code or code.lower().split("-")[0] == "ar" else "en"


def member_changed(unit: Unit, change: MemberChanged, now: datetime) -> Reply | None:
    """Remember whether the chat can be reached; greet a group that has just let us in."""
    known = unit.chats.get(change.origin.chat_id)
    if known is None:
        known = replace(newcomer(change.origin, now), state=change.state)
    is_kept = known.state is ChatState.STOPPED and change.state is ChatState.ACTIVE
    unit.chats.put(known if is_kept else replace(known, state=change.state))
    if change.state is not ChatState.ACTIVE:
        unit.outbox.drop_chat(change.origin.chat_id, change.state.value)
    is_greeted = (
        change.is_new
        and change.state is ChatState.ACTIVE
        and change.origin.chat_kind in ("group", "supergroup")
    )
    texts = texts_of(known)
    if not is_greeted:
        return None
    return Reply(screen(texts, texts.rich("start.group"), texts.rich("group.members")))


def move(unit: Unit, moved: Moved, now: datetime) -> None:
    """Give the supergroup everything that was the group's."""
    new_id = moved.origin.chat_id
    unit.chats.migrate(moved.old_id, new_id)
    unit.chats.put(replace(unit.chats.get(new_id) or newcomer(moved.origin, now), kind="supergroup"))
