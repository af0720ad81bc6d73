"""/list and /remove: what the chat follows, a page at a time, and how to drop it."""

from bot.conversations.finding import here, holding, meant, named
from bot.conversations.model import Call, Reply, in_rows, screen
from bot.conversations.phrasing import shown
from bot.conversations.stopping import stopped_note
from bot.conversations.watching import name_of, watchlist_screen
from bot.markup import Rich, foreign, joined, shortened, text_of
from bot.model import Button, Draft, DraftKind, Message
from filters.arabic import fold
from filters.model import Watchlist

_PER_PAGE = 8
_LIMIT_LABEL = 34
# Longer ones, isolates included, are cut where two stand side by side.
_SHORT_LABEL = 18
_LIMIT_TOAST = 180
_LONGEST_NUMBER = 4
# Whoever wants all of them gone chooses from all of them: one word is too little to lose so much.
_ALL = frozenset(map(fold, ("الكل", "كل القوائم", "القوائم كلها", "كل شيء", "all", "everything")))


def lists(call: Call) -> Reply:
    """Return the watchlists of this chat and thread, or those that the argument means."""
    found = meant(call) if call.argument else ()
    if len(found) == 1:
        return Reply(watchlist_screen(call, found[0]))
    if found:
        return Reply(_found(call, found))
    return Reply(_screen(call, 0, _unknown(call) if call.argument else ()))


def page_pressed(call: Call) -> Reply:
    """Show page `<number>` of the watchlists, in place."""
    return Reply(_screen(call, _page(call.argument)), in_place=True)


def _unknown(call: Call) -> Rich:
    return call.texts.rich("remove.unknown", name=shown(call.argument))


def _page(argument: str) -> int:
    is_page = argument.isascii() and argument.isdecimal() and len(argument) <= _LONGEST_NUMBER
    return int(argument) if is_page else 0


def _screen(call: Call, page: int, note: Rich = ()) -> Message:
    texts, mine = call.texts, here(call)
    if not mine:
        topics = ((Button(texts.t("command.topics"), "topics:0"),),)
        return screen(texts, stopped_note(call.subscriber, texts), texts.rich("list.empty"), buttons=topics)
    page = min(page, (len(mine) - 1) // _PER_PAGE)
    first = page * _PER_PAGE
    listed = tuple(enumerate(mine, 1))[first : first + _PER_PAGE]
    lines = (note, texts.n_("list.title", len(mine)), *_items(call, listed), texts.rich("list.hint"))
    rows = _open_rows(call, listed) + _pager(call, page, len(mine), "list")
    return screen(texts, stopped_note(call.subscriber, texts), *lines, buttons=rows)


def _found(call: Call, found: tuple[Watchlist, ...]) -> Message:
    """Return the first of the watchlists in which the argument stands, with their numbers."""
    texts = call.texts
    listed = tuple((at, one) for at, one in enumerate(here(call), 1) if one in found)[:_PER_PAGE]
    title = texts.n_("list.holding", len(found), word=shown(call.argument))
    lines = (stopped_note(call.subscriber, texts), title, *_items(call, listed), texts.rich("list.hint"))
    back = ((Button(texts.t("button.back-to-lists"), "list:0"),),)
    return screen(texts, *lines, buttons=_open_rows(call, listed) + back)


def _items(call: Call, listed: tuple[tuple[int, Watchlist], ...]) -> list[Rich]:
    return [_item(call, number, watchlist) for number, watchlist in listed]


def _open_rows(call: Call, listed: tuple[tuple[int, Watchlist], ...]) -> tuple[tuple[Button, ...], ...]:
    buttons = [_open_button(call, watchlist) for _, watchlist in listed]
    are_short = all(len(button.label) <= _SHORT_LABEL for button in buttons)
    return in_rows(buttons, 2 if are_short else 1)


def _item(call: Call, number: int, watchlist: Watchlist) -> Rich:
    key = "list.topic" if watchlist.kind == "topic" else "list.item"
    added = call.texts.ago(watchlist.created_at, call.now)
    line = call.texts.rich(key, number=number, name=shown(name_of(call, watchlist)), added=added)
    if watchlist.is_heard(call.now):
        return line
    return joined((line, call.texts.rich("list.paused" if watchlist.paused else "list.muted")), " · ")


def _open_button(call: Call, watchlist: Watchlist) -> Button:
    name = text_of(shortened(foreign(name_of(call, watchlist)), _LIMIT_LABEL))
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
    """Ask whether to remove the watchlist that the argument names, or else which of those it may mean."""
    texts, found = call.texts, named(call) if call.argument else None
    if found is not None:
        return Reply(_ask(call, found))
    if not call.argument or fold(call.argument) in _ALL:
        return Reply(_removing(call, 0))
    held = holding(call)
    if not held:
        return Reply(_removing(call, 0, _unknown(call)))
    said = texts.n_("remove.holding", len(held), word=shown(call.argument))
    return Reply(screen(texts, said, buttons=_remove_rows(call, held)))


def removing_pressed(call: Call) -> Reply:
    """Show page `<number>` of the watchlists that could be removed, in place."""
    return Reply(_removing(call, _page(call.argument)), in_place=True)


def _removing(call: Call, page: int, note: Rich = ()) -> Message:
    """Return the watchlists as buttons that remove, each after a question, with `note` above them."""
    mine, texts = here(call), call.texts
    if not mine:
        return _screen(call, 0)
    page = min(page, (len(mine) - 1) // _PER_PAGE)
    rows = _remove_rows(call, mine[page * _PER_PAGE : (page + 1) * _PER_PAGE])
    pager = _pager(call, page, len(mine), "removing")
    return screen(texts, note, texts.rich("remove.which"), buttons=rows + pager)


def _remove_rows(call: Call, listed: tuple[Watchlist, ...]) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(_remove_label(call, one), f"remove:{one.id}"),) for one in listed)


def _remove_label(call: Call, watchlist: Watchlist) -> str:
    return call.texts.t("remove.one", name=shortened(foreign(name_of(call, watchlist)), _LIMIT_LABEL))


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
    return screen(texts, texts.rich("remove.ask", name=shown(name_of(call, watchlist))), buttons=(row,))


def remove_confirmed(call: Call, draft: Draft) -> Reply:
    """Remove the watchlist of the draft and show what is left in place of the question."""
    watchlist = call.unit.watchlists.get(draft.chat_id, int(draft.text))
    if watchlist is None:
        return Reply(_screen(call, 0), toast=call.texts.t("remove.gone"), in_place=True)
    call.unit.watchlists.remove(draft.chat_id, watchlist.id)
    done = call.texts.rich("remove.done", name=shown(name_of(call, watchlist)))
    return Reply(_screen(call, 0), toast=text_of(shortened(done, _LIMIT_TOAST)), in_place=True)


def remove_refused(call: Call) -> Reply:
    """Show the list again: nothing was removed."""
    return Reply(_screen(call, 0), toast=call.texts.t("remove.kept"), in_place=True)
