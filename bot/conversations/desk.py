"""Whatever arrives from a chat, brought to its conversation inside one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.conversations import (
    adding,
    explaining,
    history,
    lists,
    mapping,
    privacy,
    settings,
    start,
    stopping,
    topics,
)
from bot.conversations.model import (
    ANYBODY,
    Call,
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
from bot.conversations.words import Command, command_of, tidy
from bot.i18n import texts_of
from bot.model import ChatState, Draft, DraftKind, Subscriber
from bot.ports import Unit

Turn = Callable[[Call], Reply]

_COMMANDS: dict[str, Turn] = {
    "start": start.start,
    "add": adding.add,
    "list": lists.lists,
    "remove": lists.remove,
    "topics": topics.topics,
    "map": mapping.day_map,
    "history": history.history,
    "settings": settings.settings,
    "help": explaining.show_help,
    "stop": stopping.stop,
    "privacy": privacy.privacy,
    "forget": privacy.forget,
}
_BUTTONS: dict[str, Turn] = {
    "follow": start.follow_pressed,
    "leave": start.leave_pressed,
    "topics": topics.topics,
    "list": lists.lists,
    "remove": lists.remove_pressed,
    "set": settings.chosen,
    "why": explaining.why,
}
_ANSWERS = {
    "add": DraftKind.ADD,
    "drop": DraftKind.REMOVE,
    "halt": DraftKind.STOP,
    "forget": DraftKind.FORGET,
    "no": None,
}
_OPEN_TO_ALL = frozenset({"list", "topics", "map", "history", "help", "privacy", "why"})


def needs_admin(incoming: Incoming) -> bool:
    """Return whether only an admin of a group may do this."""
    match incoming:
        case Pressed(data=data):
            return data.partition(":")[0] not in _OPEN_TO_ALL
        case Said(text=text, is_addressed=True):
            command = command_of(text or "")
            return command is None or command.name not in _OPEN_TO_ALL
    return False


def answer(unit: Unit, incoming: Incoming, rules: Rules, now: datetime) -> Reply | None:
    """Do what `incoming` asks and return what is shown, None if nothing is."""
    match incoming:
        case Moved():
            _move(unit, incoming, now)
            return None
        case MemberChanged():
            return _member_changed(unit, incoming, now)
        case Said() if not incoming.is_addressed:
            return None
    call = _call(unit, incoming.origin, rules, now)
    is_refused = not incoming.origin.is_admin and needs_admin(incoming)
    if isinstance(incoming, Pressed):
        return Reply(toast=call.texts.t("group.admins")) if is_refused else _pressed(call, incoming.data)
    command = command_of(incoming.text or "")
    if is_refused:
        return Reply(screen(call.texts, call.texts.rich("group.admins")))
    return _said(call, command, tidy(incoming.text or ""))


def _said(call: Call, command: Command | None, text: str) -> Reply:
    if command and command.name in _COMMANDS:
        return _COMMANDS[command.name](replace(call, argument=command.argument))
    if command:
        return Reply(screen(call.texts, call.texts.rich("unknown.command")))
    if not text:
        return Reply(screen(call.texts, call.texts.rich("unknown.content")))
    return adding.propose(replace(call, argument=text))


def _pressed(call: Call, data: str) -> Reply:
    name, _, argument = data.partition(":")
    if name in _ANSWERS:
        return _answered(call, name, argument)
    turn = _BUTTONS.get(name)
    if turn is None:
        return Reply(toast=call.texts.t("unknown.button"))
    return turn(replace(call, argument=argument))


def _answered(call: Call, name: str, argument: str) -> Reply:
    """Take the draft `<id>:<owner>` and go on with its question; only who asked may answer."""
    draft_id, _, owner = argument.partition(":")
    is_number = all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (draft_id, owner))  # noqa: PLR2004  # 64 bits
    if not is_number:
        return Reply(toast=call.texts.t("unknown.button"))
    if int(owner) not in (ANYBODY, call.origin.user_id):
        return Reply(toast=call.texts.t("draft.foreign"))
    draft = call.unit.drafts.take(int(draft_id), call.origin.chat_id, call.now)
    if draft is None or draft.user_id != int(owner) or _ANSWERS[name] not in (None, draft.kind):
        return Reply(toast=call.texts.t("draft.gone"))
    return _refused(call, draft) if name == "no" else _confirmed(call, draft)


def _confirmed(call: Call, draft: Draft) -> Reply:
    match draft.kind:
        case DraftKind.ADD:
            return adding.add_confirmed(call, draft)
        case DraftKind.REMOVE:
            return lists.remove_confirmed(call, draft)
        case DraftKind.STOP:
            return stopping.stop_confirmed(call)
        case DraftKind.FORGET:
            return privacy.forget_confirmed(call)


def _refused(call: Call, draft: Draft) -> Reply:
    match draft.kind:
        case DraftKind.REMOVE:
            return lists.remove_refused(call)
        case DraftKind.ADD:
            return Reply(screen(call.texts, call.texts.rich("add.cancelled")), in_place=True)
        case DraftKind.STOP:
            return Reply(screen(call.texts, call.texts.rich("stop.kept")), in_place=True)
        case DraftKind.FORGET:
            return privacy.forget_refused(call)


def _call(unit: Unit, origin: Origin, rules: Rules, now: datetime) -> Call:
    """Return the turn with the chat's record, made at first sight; who writes can be written to."""
    known = unit.chats.get(origin.chat_id)
    subscriber = known or _new(origin, now)
    if subscriber.state not in (ChatState.ACTIVE, ChatState.STOPPED):
        subscriber = replace(subscriber, state=ChatState.ACTIVE)
    if subscriber != known:
        unit.chats.put(subscriber)
    return Call(unit, origin, subscriber, texts_of(subscriber), rules, now)


def _new(origin: Origin, now: datetime) -> Subscriber:
    return Subscriber(origin.chat_id, origin.chat_kind, language_of(origin.language), now)


def language_of(code: str | None) -> Literal["ar", "en"]:
    """Return the language for a client set to `code`, such as "ar-EG": Arabic if it says nothing."""
    return "ar" if not code or code.lower().split("-")[0] == "ar" else "en"


def _member_changed(unit: Unit, change: MemberChanged, now: datetime) -> Reply | None:
    """Remember whether the chat can be reached; greet a group that has just let us in."""
    known = unit.chats.get(change.origin.chat_id)
    if known is None:
        known = replace(_new(change.origin, now), state=change.state)
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
    return Reply(screen(texts, texts.rich("start.group"))) if is_greeted else None


def _move(unit: Unit, moved: Moved, now: datetime) -> None:
    new_id = moved.origin.chat_id
    unit.chats.migrate(moved.old_id, new_id)
    unit.chats.put(replace(unit.chats.get(new_id) or _new(moved.origin, now), kind="supergroup"))
