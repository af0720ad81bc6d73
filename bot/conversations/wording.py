"""What a chat answers in its own words to a question of ours: a new name, new words, a time, a zone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.conversations import previewing, settings_said, watching
from bot.conversations.model import (
    AWAITED,
    Call,
    Origin,
    Reply,
    cancel_row,
    directed_html,
    keep_question,
    number_of,
    screen,
)
from bot.conversations.phrasing import shown
from bot.model import Draft, DraftKind, Message
from bot.ports import Unit

_LIMIT_NAME = 60


def awaited(call: Call) -> Draft | None:
    """Return the question that the person's next text answers, None if there is none."""
    return _pending(call.unit, call.origin, call.now)


def is_awaited(unit: Unit, origin: Origin, now: datetime) -> bool:
    """Return whether the person was asked something that the next text answers."""
    return _pending(unit, origin, now) is not None


def _pending(unit: Unit, origin: Origin, now: datetime) -> Draft | None:
    return unit.drafts.pending(origin.chat_id, origin.thread_id, origin.user_id, AWAITED, now)


def answered(call: Call, draft: Draft) -> Reply:
    """Take the text of the argument as the answer to `draft`; what can't be used is asked again."""
    return _ANSWERED[draft.kind](call, draft)


def ask_name(call: Call) -> Reply:
    """Ask for a new name of the watchlist whose id is the argument."""
    return _ask_about(call, DraftKind.RENAME, "rename.ask")


def ask_words(call: Call) -> Reply:
    """Ask for new words of the watchlist whose id is the argument."""
    return _ask_about(call, DraftKind.REWRITE, "rewrite.ask")


def _ask_about(call: Call, kind: DraftKind, key: str) -> Reply:
    wanted = number_of(call.argument)
    watchlist = None if wanted is None else call.unit.watchlists.get(call.origin.chat_id, wanted)
    if watchlist is None or watchlist.kind != "keywords":
        return Reply(toast=call.texts.t("remove.gone"))
    texts = call.texts
    asked = texts.rich(key, name=shown(watchlist.name), query=shown(watchlist.query))
    draft = keep_question(call, kind, str(watchlist.id))
    return Reply(screen(texts, asked, buttons=(cancel_row(call, draft),)), in_place=True)


def _renamed(call: Call, draft: Draft) -> Reply:
    call.unit.drafts.take(draft.id, draft.chat_id, call.now)
    watchlist = call.unit.watchlists.get(draft.chat_id, int(draft.text))
    if watchlist is None:
        return Reply(screen(call.texts, call.texts.rich("remove.gone")))
    texts, name = call.texts, call.argument[:_LIMIT_NAME].strip()
    renamed = replace(watchlist, name=name)
    call.unit.watchlists.update(renamed)
    is_cut = len(call.argument) > _LIMIT_NAME
    note = texts.n_("rename.cut", _LIMIT_NAME) if is_cut else texts.rich("rename.done")
    return Reply(watching.watchlist_screen(call, renamed, note))


def _rewritten(call: Call, draft: Draft) -> Reply:
    """Preview the new words; the question waits until they are saved or it is taken back."""
    if call.unit.watchlists.get(draft.chat_id, int(draft.text)) is None:
        call.unit.drafts.take(draft.id, draft.chat_id, call.now)
        return Reply(screen(call.texts, call.texts.rich("remove.gone")))
    reply = previewing.preview(call, replaces=int(draft.text))
    told = reply.message
    return reply if told is None or call.given.found else replace(reply, message=_again(call, draft, told))


def _again(call: Call, draft: Draft, told: Message) -> Message:
    """Return what is wrong with the words, with the wish for others and the way out below it."""
    again = directed_html(call.texts, call.texts.rich("rewrite.again"))
    html = f"{told.html}\n{again}"
    return replace(told, html=html, buttons=(*told.buttons, cancel_row(call, draft)))


_ANSWERED: dict[DraftKind, Callable[[Call, Draft], Reply]] = {
    DraftKind.RENAME: _renamed,
    DraftKind.REWRITE: _rewritten,
    DraftKind.QUIET: settings_said.quiet_said,
    DraftKind.ZONE: settings_said.zone_said,
    DraftKind.DIGEST: settings_said.review_said,
}
