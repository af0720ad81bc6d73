"""Which conversation takes which command, which button and which answer to a question."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversations import (
    adding,
    alerting,
    cancelling,
    catching_up,
    editing,
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
    taking,
    topics,
    watching,
    wording,
)
from bot.conversations.model import Call, Reply, screen
from bot.model import Draft, DraftKind

Turn = Callable[[Call], Reply]

TURNS: dict[str, Turn] = {
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
    "editors": editing.editors,
    "help": explaining.show_help,
    "cancel": cancelling.cancel,
    "stop": stopping.stop,
    "privacy": privacy.privacy,
    "forget": privacy.forget,
    "greet": explaining.greet,
}
BUTTONS: dict[str, Turn] = {
    "follow": start.follow_pressed,
    "leave": start.leave_pressed,
    "topics": topics.topics,
    "list": lists.page_pressed,
    "remove": lists.remove_pressed,
    "removing": lists.removing_pressed,
    "set": settings.chosen,
    "editors": editing.editors_pressed,
    "unedit": editing.unedit_pressed,
    "why": explaining.why,
    "map": mapping.day_map,
    "language": explaining.show_language,
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
    "attend": taking.take_pressed,
    "where": alerting.where_pressed,
    "found": searching.page_pressed,
    "find": searching.other_pressed,
    "watch": searching.watch_pressed,
    "catch": catching_up.catch_up_pressed,
    "share": sharing.share_pressed,
    "unshare": sharing.revoke_pressed,
}
ANSWERS = {
    "add": DraftKind.ADD,
    "take": DraftKind.SHARED,
    "import": DraftKind.IMPORT,
    "replace": DraftKind.REPLACE,
    "drop": DraftKind.REMOVE,
    "halt": DraftKind.STOP,
    "forget": DraftKind.FORGET,
    "no": None,
}
CONFIRMED: dict[DraftKind, Callable[[Call, Draft], Reply]] = {
    DraftKind.ADD: adding.add_confirmed,
    DraftKind.REMOVE: lists.remove_confirmed,
    DraftKind.STOP: lambda call, _draft: stopping.stop_confirmed(call),
    DraftKind.FORGET: lambda call, _draft: privacy.forget_confirmed(call),
    DraftKind.SHARED: sharing.copy_confirmed,
    DraftKind.IMPORT: exporting.import_confirmed,
    DraftKind.REPLACE: watching.replace_confirmed,
}


def refused(call: Call, draft: Draft) -> Reply:
    """Do nothing about the question of the draft, and say so, or show what it was about, in its place."""
    turn = _REFUSED.get(draft.kind)
    return turn(call, draft) if turn else Reply(toast=call.texts.t("draft.gone"))


def _said(key: str) -> Callable[[Call, Draft], Reply]:
    return lambda call, _draft: Reply(screen(call.texts, call.texts.rich(key)), in_place=True)


def _settings_again(call: Call, _draft: Draft) -> Reply:
    return replace(settings.settings(call), in_place=True)


_REFUSED: dict[DraftKind, Callable[[Call, Draft], Reply]] = {
    DraftKind.ADD: _said("add.cancelled"),
    DraftKind.SHARED: _said("add.cancelled"),
    DraftKind.IMPORT: _said("add.cancelled"),
    DraftKind.REMOVE: lambda call, _draft: lists.remove_refused(call),
    DraftKind.STOP: _said("stop.kept"),
    DraftKind.FORGET: lambda call, _draft: privacy.forget_refused(call),
    DraftKind.ZONE: _settings_again,
    DraftKind.QUIET: _settings_again,
    DraftKind.DIGEST: _settings_again,
    DraftKind.RENAME: watching.reopened,
    DraftKind.REWRITE: watching.reopened,
    DraftKind.REPLACE: watching.reopened,
}
