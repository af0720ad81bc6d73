"""One watchlist on one screen: what it finds, how it speaks, and everything that can be done to it."""

import json
from dataclasses import replace

from bot.conversations.model import Call, Reply, forget_questions, in_rows, number_of, screen
from bot.conversations.phrasing import shown
from bot.conversations.stopping import stopped_note
from bot.markup import Rich, foreign, joined, plain, shortened, text_of
from bot.model import Button, Draft, DraftKind, Message
from bot.render import shown_name
from filters.model import Volume, Watchlist
from filters.query import QueryError, parse
from filters.trimming import chips, without_chip

_LIMIT_LABEL = 24
_MOST_CHIPS = 12
VOLUMES: tuple[Volume, ...] = ("urgent", "normal", "silent", "digest")


def name_of(call: Call, watchlist: Watchlist) -> str:
    """Return the watchlist's name as the reader knows it."""
    return shown_name(watchlist.query, call.texts) if watchlist.kind == "topic" else watchlist.name


def existing(call: Call, kind: str, query: str) -> Watchlist | None:
    """Return the watchlist of this chat and thread that finds just that, None if there is none."""
    mine = call.unit.watchlists.of_chat(call.origin.chat_id, call.origin.thread_id)
    return next((one for one in mine if (one.kind, one.query) == (kind, query)), None)


def exists_screen(call: Call, watchlist: Watchlist) -> Message:
    """Return that the chat has the watchlist already, with the way to it."""
    said = call.texts.rich("add.exists", query=shown(name_of(call, watchlist)))
    opening = ((Button(call.texts.t("button.open-list"), f"open:{watchlist.id}"),),)
    return screen(call.texts, said, buttons=opening)


def opened(call: Call) -> Reply:
    """Show the watchlist whose id is the argument, in place."""
    return _shown(call, _found(call, call.argument))


def reopened(call: Call, draft: Draft) -> Reply:
    """Show the watchlist that the draft was to change, in place of its question: nothing was changed."""
    kept = json.loads(draft.text)
    _forget_rewriting(call, draft)
    return opened(replace(call, argument=str(kept[0] if isinstance(kept, list) else kept)))


def _found(call: Call, number: str) -> Watchlist | None:
    wanted = number_of(number)
    return None if wanted is None else call.unit.watchlists.get(call.origin.chat_id, wanted)


def _shown(call: Call, watchlist: Watchlist | None, toast: str | None = None) -> Reply:
    if watchlist is None:
        return Reply(toast=call.texts.t("remove.gone"))
    return Reply(watchlist_screen(call, watchlist), toast=toast, in_place=True)


def watchlist_screen(call: Call, watchlist: Watchlist, note: Rich = ()) -> Message:
    """Return the screen of one watchlist, with `note` above it."""
    texts = call.texts
    name = shown(name_of(call, watchlist))
    is_named = watchlist.kind == "keywords" and watchlist.name != watchlist.query
    lines = (
        note,
        stopped_note(call.subscriber, texts),
        texts.rich("watch.title", name=name),
        texts.rich("watch.query", query=shown(watchlist.query)) if is_named else (),
        _state(call, watchlist),
        texts.rich(f"volume.{watchlist.volume}-long"),
        texts.rich("watch.added", added=texts.ago(watchlist.created_at, call.now)),
        texts.rich("watch.chips") if _chips(watchlist) else (),
    )
    return screen(texts, *lines, buttons=_buttons(call, watchlist))


def _state(call: Call, watchlist: Watchlist) -> Rich:
    if watchlist.paused:
        return call.texts.rich("watch.paused")
    if watchlist.muted_until is not None and watchlist.muted_until > call.now:
        return call.texts.rich("watch.muted", time=plain(call.texts.when(watchlist.muted_until, call.now)))
    return ()


def _chips(watchlist: Watchlist) -> tuple[str, ...]:
    if watchlist.kind == "topic":
        return ()
    try:
        return chips(parse(watchlist.query))[:_MOST_CHIPS]
    except QueryError:
        # Stored by an older version that could read more.
        return ()


def _buttons(call: Call, watchlist: Watchlist) -> tuple[tuple[Button, ...], ...]:
    texts, number = call.texts, watchlist.id
    is_silenced = watchlist.paused or not watchlist.is_heard(call.now)
    taken_out = [
        Button(_label(call, "watch.chip", chip), f"chip:{number}:{at}:{_stamp(watchlist)}")
        for at, chip in enumerate(_chips(watchlist))
    ]
    sound = Button(texts.t("watch.volume"), f"volume:{number}")
    pause = Button(texts.t("watch.resume" if is_silenced else "watch.pause"), _toggle(watchlist, is_silenced))
    change = (
        Button(texts.t("watch.rename"), f"rename:{number}"),
        Button(texts.t("watch.rewrite"), f"rewrite:{number}"),
    )
    pass_on = (
        Button(texts.t("watch.share"), f"share:{number}"),
        Button(texts.t("watch.remove"), f"remove:{number}"),
    )
    return (
        *in_rows(taken_out, 2),
        (pause, sound),
        *((change,) if watchlist.kind == "keywords" else ()),
        pass_on,
        (Button(texts.t("button.back-to-lists"), "list:0"),),
    )


def _toggle(watchlist: Watchlist, is_silenced: bool) -> str:
    # Each button says what it does, so that a double tap does it once.
    return f"{'resume' if is_silenced else 'pause'}:{watchlist.id}"


def _label(call: Call, key: str, text: str) -> str:
    return call.texts.t(key, name=text_of(shortened(foreign(text), _LIMIT_LABEL)))


def _stamp(watchlist: Watchlist) -> str:
    """Return a mark of the query, so that a chip of a screen that is out of date takes out nothing."""
    return f"{sum(ord(char) * (at + 1) for at, char in enumerate(watchlist.query)) % 0xFFFF:x}"


def pause_pressed(call: Call) -> Reply:
    """Let the watchlist of the argument say nothing until it is resumed."""
    watchlist = _found(call, call.argument)
    return _changed(call, watchlist, "watch.paused-toast", paused=True)


def resume_pressed(call: Call) -> Reply:
    """Let the watchlist of the argument speak again."""
    watchlist = _found(call, call.argument)
    return _changed(call, watchlist, "watch.resumed-toast", paused=False, muted_until=None)


def _changed(call: Call, watchlist: Watchlist | None, toast: str, **changes: object) -> Reply:
    if watchlist is None:
        return _shown(call, None)
    changed = replace(watchlist, **changes)  # type: ignore[arg-type]  # fields named by this module
    call.unit.watchlists.update(changed)
    return _shown(call, changed, call.texts.t(toast))


def volume_pressed(call: Call) -> Reply:
    """Offer the volumes of watchlist `<id>`, or set it to that of `<id>:<volume>`."""
    number, _, chosen = call.argument.partition(":")
    watchlist = _found(call, number)
    if watchlist is None:
        return _shown(call, None)
    if chosen in VOLUMES:
        return _changed(call, watchlist, "settings.saved", volume=chosen)
    texts = call.texts
    rows = [(_choice(call, watchlist, volume),) for volume in VOLUMES]
    lines = (
        texts.rich("watch.title", name=shown(name_of(call, watchlist))),
        *(texts.rich(f"volume.{volume}-long") for volume in VOLUMES),
    )
    back = ((Button(texts.t("button.back"), f"open:{number}"),),)
    return Reply(screen(texts, *lines, buttons=(*rows, *back)), in_place=True)


def _choice(call: Call, watchlist: Watchlist, volume: Volume) -> Button:
    label = call.texts.t(f"volume.{volume}")
    is_it = watchlist.volume == volume
    label = call.texts.t("button.followed", name=plain(label)) if is_it else label
    return Button(label, f"volume:{watchlist.id}:{volume}")


def chip_pressed(call: Call) -> Reply:
    """Take chip `<id>:<number>:<stamp>` out of its watchlist's query, if that is still the one shown."""
    number, _, rest = call.argument.partition(":")
    at, _, stamp = rest.partition(":")
    watchlist, wanted = _found(call, number), number_of(at)
    if watchlist is None or wanted is None:
        return _shown(call, None)
    left = without_chip(parse(watchlist.query), wanted) if stamp == _stamp(watchlist) else None
    if left is None:
        return _shown(call, watchlist, call.texts.t("watch.chip-kept"))
    return rewritten(call, watchlist, left)


def rewritten(call: Call, watchlist: Watchlist, query: str) -> Reply:
    """Give the watchlist another query and show it in place; one that was named by its query stays so."""
    name = query if watchlist.name == watchlist.query else watchlist.name
    changed = replace(watchlist, query=query, name=name)
    if not call.unit.watchlists.update(changed):
        return _shown(call, watchlist, text_of(call.texts.rich("add.exists", query=shown(query)))[:200])
    return _shown(call, changed, call.texts.t("watch.rewritten-toast"))


def listed_names(call: Call, watchlists: tuple[Watchlist, ...]) -> Rich:
    """Return the names of the watchlists, quoted."""
    quoted = [call.texts.rich("alert.quote", text=shown(name_of(call, one))) for one in watchlists]
    return joined(quoted, call.texts.t("alert.comma"))


def replace_confirmed(call: Call, draft: Draft) -> Reply:
    """Give the watchlist of the draft its new query, and show it in place of the question."""
    number, query = json.loads(draft.text)
    _forget_rewriting(call, draft)
    watchlist = call.unit.watchlists.get(draft.chat_id, number)
    return _shown(call, None) if watchlist is None else rewritten(call, watchlist, query)


def _forget_rewriting(call: Call, draft: Draft) -> None:
    # Asked for new words, people send others until they save some: the next text is none of them.
    forget_questions(call, draft.thread_id, draft.user_id, (DraftKind.REWRITE,))
