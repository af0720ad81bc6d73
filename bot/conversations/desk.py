"""Whatever arrives from a chat, brought to its conversation inside one transaction."""

from dataclasses import replace
from datetime import datetime

from bot.conversations import adding, exporting, turns, wording
from bot.conversations.membership import member_changed, move, newcomer
from bot.conversations.model import (
    ANYBODY,
    NOTHING,
    Call,
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
from bot.conversations.roles import Role, needed, needed_to_answer, role_of
from bot.conversations.words import command_of, tidy
from bot.i18n import Texts, texts_of
from bot.model import ChatState, Draft
from bot.ports import Unit

_REFUSALS = {Role.OWNER: "group.admins", Role.EDITOR: "group.editors"}


def answer(
    unit: Unit, incoming: Incoming, rules: Rules, now: datetime, given: Given = NOTHING
) -> Reply | None:
    """Do what `incoming` asks and return what is shown, None if nothing is.

    A reply that is asking has changed nothing yet: ask again with what it asked for as `given`.
    """
    match incoming:
        case Moved():
            move(unit, incoming, now)
            return None
        case MemberChanged():
            return member_changed(unit, incoming, now)
        case Said() | Sent() if not incoming.is_addressed and not _is_asked_for(unit, incoming, now):
            return None
    return _heard(unit, incoming, rules, now, given)


def _is_asked_for(unit: Unit, incoming: Said | Sent, now: datetime) -> bool:
    """Return whether a reply in a group is the answer to a question that we put to this person."""
    is_answer = isinstance(incoming, Said) and incoming.is_answer
    return is_answer and wording.is_awaited(unit, incoming.origin, now)


def _heard(unit: Unit, incoming: Said | Sent | Pressed, rules: Rules, now: datetime, given: Given) -> Reply:
    """Answer what was said to us, or refuse it unheard."""
    if given.refusal:
        # Nothing is stored: a chat that is not let in may be anybody's.
        texts = texts_of(unit.chats.get(incoming.origin.chat_id) or newcomer(incoming.origin, now))
        return _refusal(texts, incoming, given.refusal, chat=str(incoming.origin.chat_id))
    call = replace(_call(unit, incoming.origin, rules, now), given=given)
    wanted = needed(incoming)
    if role_of(incoming.origin, call.subscriber) < wanted:
        return _forbidden(call.texts, incoming, wanted)
    if isinstance(incoming, Pressed):
        return _pressed(call, incoming.data)
    if isinstance(incoming, Sent):
        return exporting.received(call)
    return _said(replace(call, about=incoming.about), incoming)


def _refusal(texts: Texts, incoming: Incoming, key: str, **values: str) -> Reply:
    if isinstance(incoming, Pressed):
        return Reply(toast=texts.t(key, **values))
    return Reply(screen(texts, texts.rich(key, **values)))


def _forbidden(texts: Texts, incoming: Incoming, wanted: Role) -> Reply:
    """Say who may do this, and where there is room for it what everybody may."""
    key = _REFUSALS[wanted]
    if isinstance(incoming, Pressed):
        return Reply(toast=texts.t(key))
    return Reply(screen(texts, texts.rich(key), texts.rich("group.members")))


def _said(call: Call, incoming: Said) -> Reply:
    said = incoming.text or ""
    command, text = command_of(said), tidy(said)
    question = wording.awaited(call)
    is_cancelled = command is not None and command.name == "cancel"
    if question is not None and text and not text.startswith("/") and not is_cancelled:
        wanted = needed_to_answer(question.kind)
        if role_of(call.origin, call.subscriber) >= wanted:
            return wording.answered(replace(call, argument=text), question)
        if command is None:
            return _forbidden(call.texts, incoming, wanted)
    if command and command.name in turns.TURNS:
        return turns.TURNS[command.name](replace(call, argument=command.argument))
    if command:
        return Reply(screen(call.texts, call.texts.rich("unknown.command")))
    if not text:
        return Reply(screen(call.texts, call.texts.rich("unknown.content")))
    return adding.proposed(replace(call, argument=text))


def _pressed(call: Call, data: str) -> Reply:
    name, _, argument = data.partition(":")
    if name in turns.ANSWERS:
        return _answered(call, name, argument)
    turn = turns.BUTTONS.get(name)
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
    if draft is None or draft.user_id != int(owner) or turns.ANSWERS[name] not in (None, draft.kind):
        return Reply(toast=call.texts.t("draft.gone"))
    return turns.refused(call, draft) if name == "no" else _confirmed(call, draft)


def _confirmed(call: Call, draft: Draft) -> Reply:
    turn = turns.CONFIRMED.get(draft.kind)
    return turn(call, draft) if turn else Reply(toast=call.texts.t("draft.gone"))


def _call(unit: Unit, origin: Origin, rules: Rules, now: datetime) -> Call:
    """Return the turn with the chat's record, made at first sight; who writes can be written to."""
    known = unit.chats.get(origin.chat_id)
    subscriber = known or newcomer(origin, now)
    if subscriber.state not in (ChatState.ACTIVE, ChatState.STOPPED):
        subscriber = replace(subscriber, state=ChatState.ACTIVE)
    if subscriber != known:
        unit.chats.put(subscriber)
    return Call(unit, origin, subscriber, texts_of(subscriber), rules, now)
