"""/list and /remove: what the chat follows, a page at a time, and how to drop it."""

from bot.conversations.model import Call, Reply, in_rows, screen
from bot.conversations.phrasing import shown
from bot.conversations.stopping import stopped_note
from bot.markup import Rich, foreign, joined, shortened, text_of
from bot.model import Button, Draft, DraftKind, Message
from bot.render import shown_name
from filters.arabic import fold
from filters.model import Watchlist

_PER_PAGE = 8
_LIMIT_LABEL = 34
# Longer ones, isolates included, are cut where two stand side by side.
_SHORT_LABEL = 18
_LIMIT_TOAST = 180
_LONGEST_NUMBER = 4


def lists(call: Call) -> Reply:
    """Return the watchlists of this chat and thread; the argument is the page."""
    return Reply(_screen(call, _page(call.argument)), in_place=True)


def _page(argument: str) -> int:
    is_page = argument.isascii() and argument.isdecimal() and len(argument) <= _LONGEST_NUMBER
    return int(argument) if is_page else 0


def _screen(call: Call, page: int) -> Message:
    texts, mine = call.texts, _mine(call)
    if not mine:
        return screen(
            texts, texts.rich("list.empty"), buttons=((Button(texts.t("command.topics"), "topics:0"),),)
        )
    page = min(page, (len(mine) - 1) // _PER_PAGE)
    first = page * _PER_PAGE
    listed = mine[first : first + _PER_PAGE]
    lines = [_item(call, first + at + 1, watchlist) for at, watchlist in enumerate(listed)]
    buttons = [_open_button(call, watchlist) for watchlist in listed]
    are_short = all(len(button.label) <= _SHORT_LABEL for button in buttons)
    return screen(
        texts,
        stopped_note(call.subscriber, texts),
        texts.n_("list.title", len(mine)),
        *lines,
        texts.rich("list.hint"),
        buttons=in_rows(buttons, 2 if are_short else 1) + _pager(call, page, len(mine), "list"),
    )


def _mine(call: Call) -> tuple[Watchlist, ...]:
    return call.unit.watchlists.of_chat(call.origin.chat_id, call.origin.thread_id)


def _name(call: Call, watchlist: Watchlist) -> str:
    return shown_name(watchlist.query, call.texts) if watchlist.kind == "topic" else watchlist.name


def _item(call: Call, number: int, watchlist: Watchlist) -> Rich:
    key = "list.topic" if watchlist.kind == "topic" else "list.item"
    added = call.texts.ago(watchlist.created_at, call.now)
    line = call.texts.rich(key, number=number, name=shown(_name(call, watchlist)), added=added)
    if watchlist.is_heard(call.now):
        return line
    return joined((line, call.texts.rich("list.paused" if watchlist.paused else "list.muted")), " · ")


def _open_button(call: Call, watchlist: Watchlist) -> Button:
    name = text_of(shortened(foreign(_name(call, watchlist)), _LIMIT_LABEL))
    return Button(name, f"open:{watchlist.id}")


def _pager(call: Call, page: int, total: int, name: str) -> tuple[tuple[Button, ...], ...]:
    row = (
        *((Button(call.texts.t("button.previous"), f"{name}:{page - 1}"),) if page else ()),
        *(
            (Button(call.texts.t("button.next"), f"{name}:{page + 1}"),)
            if (page + 1) * _PER_PAGE < total
            else ()
        ),
    )
    return (row,) if row else ()


def remove(call: Call) -> Reply:
    """Ask whether to remove the watchlist named by the argument, its number or its name."""
    if not call.argument:
        return Reply(_removing(call, 0))
    found = _find(call)
    if found is None:
        return Reply(screen(call.texts, call.texts.rich("remove.unknown", name=shown(call.argument))))
    return Reply(_ask(call, found))


def removing_pressed(call: Call) -> Reply:
    """Show page `<number>` of the watchlists that could be removed, in place."""
    return Reply(_removing(call, _page(call.argument)), in_place=True)


def _removing(call: Call, page: int) -> Message:
    """Return the watchlists as buttons that remove, each after a question."""
    mine, texts = _mine(call), call.texts
    if not mine:
        return _screen(call, 0)
    page = min(page, (len(mine) - 1) // _PER_PAGE)
    listed = mine[page * _PER_PAGE : (page + 1) * _PER_PAGE]
    rows = tuple((Button(_remove_label(call, one), f"remove:{one.id}"),) for one in listed)
    pager = _pager(call, page, len(mine), "removing")
    return screen(texts, texts.rich("remove.which"), buttons=rows + pager)


def _remove_label(call: Call, watchlist: Watchlist) -> str:
    return call.texts.t("remove.one", name=shortened(foreign(_name(call, watchlist)), _LIMIT_LABEL))


def _find(call: Call) -> Watchlist | None:
    mine, wanted = _mine(call), call.argument
    if wanted.isdecimal() and len(wanted) <= _LONGEST_NUMBER and 0 < int(wanted) <= len(mine):
        return mine[int(wanted) - 1]
    folded = fold(wanted)
    named = [w for w in mine if folded in (fold(_name(call, w)), fold(w.query))]
    return named[0] if named else None


def remove_pressed(call: Call) -> Reply:
    """Ask whether to remove the watchlist whose id is the argument, in place of the list."""
    is_id = call.argument.isascii() and call.argument.isdecimal()
    found = call.unit.watchlists.get(call.origin.chat_id, int(call.argument[:18])) if is_id else None
    if found is None:
        return Reply(_screen(call, 0), toast=call.texts.t("remove.gone"), in_place=True)
    return Reply(_ask(call, found), in_place=True)


def _ask(call: Call, watchlist: Watchlist) -> Message:
    texts, owned = call.texts, call.ask(DraftKind.REMOVE, str(watchlist.id))
    row = (Button(texts.t("remove.yes"), f"drop:{owned}"), Button(texts.t("remove.no"), f"no:{owned}"))
    return screen(texts, texts.rich("remove.ask", name=shown(_name(call, watchlist))), buttons=(row,))


def remove_confirmed(call: Call, draft: Draft) -> Reply:
    """Remove the watchlist of the draft and show what is left in place of the question."""
    watchlist = call.unit.watchlists.get(draft.chat_id, int(draft.text))
    if watchlist is None:
        return Reply(_screen(call, 0), toast=call.texts.t("remove.gone"), in_place=True)
    call.unit.watchlists.remove(draft.chat_id, watchlist.id)
    done = call.texts.rich("remove.done", name=shown(_name(call, watchlist)))
    return Reply(_screen(call, 0), toast=text_of(shortened(done, _LIMIT_TOAST)), in_place=True)


def remove_refused(call: Call) -> Reply:
    """Show the list again: nothing was removed."""
    return Reply(_screen(call, 0), toast=call.texts.t("remove.kept"), in_place=True)
