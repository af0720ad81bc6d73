"""Whatever arrives from a chat, brought to its conversation inside one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.conversations import (
    adding,
    alerting,
    explaining,
    exporting,
    history,
    lists,
    mapping,
    previewing,
    privacy,
    searching,
    settings,
    sharing,
    start,
    stopping,
    topics,
    watching,
    wording,
)
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
from bot.conversations.words import command_of, tidy
from bot.i18n import Texts, texts_of
from bot.model import ChatState, Draft, DraftKind
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
    "search": searching.search,
    "export": exporting.export,
    "share": sharing.share,
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
    "open": watching.opened,
    "pause": watching.pause_pressed,
    "resume": watching.resume_pressed,
    "volume": watching.volume_pressed,
    "chip": watching.chip_pressed,
    "rename": wording.ask_name,
    "rewrite": wording.ask_words,
    "narrow": previewing.narrow_pressed,
    "widen": previewing.widen_pressed,
    "try": previewing.try_pressed,
    "hush": alerting.hush_pressed,
    "unhush": alerting.unhush_pressed,
    "more": alerting.more_pressed,
    "rest": alerting.rest_pressed,
    "not": alerting.irrelevant_pressed,
    "except": alerting.except_pressed,
    "attend": alerting.take_pressed,
    "where": alerting.where_pressed,
    "found": searching.page_pressed,
    "find": searching.other_pressed,
    "watch": searching.watch_pressed,
    "share": sharing.share_pressed,
    "unshare": sharing.revoke_pressed,
}
_ANSWERS = {
    "add": DraftKind.ADD,
    "take": DraftKind.SHARED,
    "import": DraftKind.IMPORT,
    "replace": DraftKind.REPLACE,
    "drop": DraftKind.REMOVE,
    "halt": DraftKind.STOP,
    "forget": DraftKind.FORGET,
    "no": None,
}
_CONFIRMED: dict[DraftKind, Callable[[Call, Draft], Reply]] = {
    DraftKind.ADD: adding.add_confirmed,
    DraftKind.REMOVE: lists.remove_confirmed,
    DraftKind.STOP: lambda call, _draft: stopping.stop_confirmed(call),
    DraftKind.FORGET: lambda call, _draft: privacy.forget_confirmed(call),
    DraftKind.SHARED: sharing.copy_confirmed,
    DraftKind.IMPORT: exporting.import_confirmed,
    DraftKind.REPLACE: watching.replace_confirmed,
}
_OPEN_TO_ALL = frozenset(
    {
        "list",
        "topics",
        "map",
        "history",
        "help",
        "privacy",
        "why",
        "search",
        "found",
        "find",
        "open",
        "more",
        "attend",
        "where",
    }
)


def needs_admin(incoming: Incoming) -> bool:
    """Return whether only an admin of a group may do this."""
    match incoming:
        case Pressed(data=data):
            return data.partition(":")[0] not in _OPEN_TO_ALL
        case Said(text=text, is_addressed=True):
            command = command_of(text or "")
            return command is None or command.name not in _OPEN_TO_ALL
        case Sent(is_addressed=True):
            return True
    return False


def answer(
    unit: Unit, incoming: Incoming, rules: Rules, now: datetime, given: Given = NOTHING
) -> Reply | None:
    """Do what `incoming` asks and return what is shown, None if nothing is.

    A reply with a `look` has changed nothing yet: ask again with what that found as `given`.
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
    if not incoming.origin.is_admin and needs_admin(incoming):
        return _refusal(call.texts, incoming, "group.admins")
    if isinstance(incoming, Pressed):
        return _pressed(call, incoming.data)
    return exporting.received(call) if isinstance(incoming, Sent) else _said(call, incoming.text or "")


def _refusal(texts: Texts, incoming: Incoming, key: str, **values: str) -> Reply:
    if isinstance(incoming, Pressed):
        return Reply(toast=texts.t(key, **values))
    return Reply(screen(texts, texts.rich(key, **values)))


def _said(call: Call, said: str) -> Reply:
    command, text = command_of(said), tidy(said)
    question = wording.awaited(call)
    if question is not None and text and not text.startswith("/"):
        return wording.answered(replace(call, argument=text), question)
    if command and command.name in _COMMANDS:
        return _COMMANDS[command.name](replace(call, argument=command.argument))
    if command:
        return Reply(screen(call.texts, call.texts.rich("unknown.command")))
    if not text:
        return Reply(screen(call.texts, call.texts.rich("unknown.content")))
    return previewing.propose(replace(call, argument=text))


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
    turn = _CONFIRMED.get(draft.kind)
    return turn(call, draft) if turn else Reply(toast=call.texts.t("draft.gone"))


def _refused(call: Call, draft: Draft) -> Reply:
    match draft.kind:
        case DraftKind.REMOVE:
            return lists.remove_refused(call)
        case DraftKind.ADD | DraftKind.SHARED | DraftKind.IMPORT:
            return Reply(screen(call.texts, call.texts.rich("add.cancelled")), in_place=True)
        case DraftKind.STOP:
            return Reply(screen(call.texts, call.texts.rich("stop.kept")), in_place=True)
        case DraftKind.FORGET:
            return privacy.forget_refused(call)
        case DraftKind.ZONE | DraftKind.QUIET | DraftKind.DIGEST:
            return replace(settings.settings(call), in_place=True)
        case _:
            return Reply(screen(call.texts, call.texts.rich("draft.left")), in_place=True)


def _call(unit: Unit, origin: Origin, rules: Rules, now: datetime) -> Call:
    """Return the turn with the chat's record, made at first sight; who writes can be written to."""
    known = unit.chats.get(origin.chat_id)
    subscriber = known or newcomer(origin, now)
    if subscriber.state not in (ChatState.ACTIVE, ChatState.STOPPED):
        subscriber = replace(subscriber, state=ChatState.ACTIVE)
    if subscriber != known:
        unit.chats.put(subscriber)
    return Call(unit, origin, subscriber, texts_of(subscriber), rules, now)
