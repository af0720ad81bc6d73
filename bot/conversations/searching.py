"""/search: the watchlist language over the entries of the last days, five to a page."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from bot.archive import Found, Look, rematched
from bot.conversations import adding, phrasing
from bot.conversations.model import Call, Reply, screen
from bot.conversations.reading import read
from bot.excerpts import excerpt
from bot.markup import BLANK, Rich, foreign, joined, plain, shortened, text_of
from bot.model import Button, Draft, DraftKind, Message
from filters.model import Match
from filters.query import QueryError

_PER_PAGE = 5
_MOST_KEPT = 50
_MOST_OTHERS = 4
_LIMIT_LABEL = 30
_DAY = timedelta(days=1)
_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a search leaves behind for its buttons: what was found, in order, and what else to try."""

    query: str
    uids: tuple[str, ...] = ()
    total: int = 0
    back_to: str | None = None
    others: tuple[str, ...] = ()


def search(call: Call) -> Reply:
    """Look back for the argument; without one, show how."""
    texts = call.texts
    if not call.argument:
        return Reply(screen(texts, texts.rich("search.how", window=window(call)), *_examples(call)))
    if len(call.argument) > call.rules.query_chars:
        return Reply(screen(texts, texts.n_("add.too-long", call.rules.query_chars)))
    try:
        call = replace(call, argument=read(call).text)
    except QueryError as error:
        return Reply(_mistake(call, error))
    if call.given.found is None:
        return Reply(look=Look(call.argument, call.now - call.rules.search_back, keep=_MOST_KEPT))
    return Reply(_first_page(call, call.given.found))


def _examples(call: Call) -> tuple[Rich, ...]:
    keys = ("search.example-phrase", "search.example-minus", "search.example-or", "add.explained")
    return tuple(call.texts.rich(key) for key in keys)


def _mistake(call: Call, error: QueryError) -> Message:
    lines = phrasing.mistake_lines(call, error)
    if not error.suggestion or len(error.suggestion) > call.rules.query_chars:
        return screen(call.texts, *lines)
    draft = _keep(call, _Kept(call.argument, others=(error.suggestion,)))
    return screen(
        call.texts,
        *lines,
        call.texts.rich("query.suggestion", query=phrasing.shown(error.suggestion)),
        buttons=((Button(call.texts.t("search.use"), f"find:{draft.id}:0"),),),
    )


def window(call: Call) -> Rich:
    """Return how far a search looks back: «في آخر 7 أيام»."""
    return call.texts.n_("search.window", max(1, call.rules.search_back // _DAY))


def _first_page(call: Call, found: Found) -> Message:
    if not found.matches:
        return _nothing(call, found)
    uids = tuple(match.entry.uid for match in found.matches)
    back_to = None if found.is_whole else found.back_to.isoformat()
    kept = _Kept(call.argument, uids, len(found.times), back_to)
    return _page(call, _keep(call, kept), kept, 0, found.matches[:_PER_PAGE])


def _nothing(call: Call, found: Found) -> Message:
    """Return that nothing was found, and what would have been found by looser queries."""
    texts = call.texts
    mended = (found.respelt,) if found.respelt else ()
    counts = dict(found.looser[: _MOST_OTHERS - len(mended)])
    others = (*mended, *counts)
    lines = [
        texts.rich("search.nothing", query=phrasing.shown(call.argument), window=window(call)),
        _partly(call, None if found.is_whole else found.back_to),
        texts.rich("query.suggestion", query=phrasing.shown(mended[0])) if mended else (),
        texts.rich("search.near") if counts else (),
        *(_near(call, text, count) for text, count in counts.items()),
    ]
    draft = _keep(call, _Kept(call.argument, others=others))
    rows = [(Button(_label(text), f"find:{draft.id}:{at}"),) for at, text in enumerate(others)]
    return screen(texts, *lines, buttons=(*rows, (_watch(call, draft),)))


def _near(call: Call, text: str, count: int) -> Rich:
    return call.texts.n_("search.near-item", count, query=phrasing.shown(text))


def _label(query: str) -> str:
    return text_of(shortened(foreign(query), _LIMIT_LABEL))


def _watch(call: Call, draft: Draft) -> Button:
    return Button(call.texts.t("search.watch"), f"watch:{draft.id}")


def _partly(call: Call, back_to: datetime | None) -> Rich:
    if back_to is None:
        return ()
    return call.texts.rich("search.partly", time=plain(call.texts.when(back_to, call.now)))


def _keep(call: Call, kept: _Kept) -> Draft:
    """Keep what the buttons need in a draft of the chat's, open to whoever is there."""
    text = json.dumps(asdict(kept), ensure_ascii=False)
    return call.keep(DraftKind.SEARCH, text)


def _page(call: Call, draft: Draft, kept: _Kept, page: int, matches: tuple[Match, ...]) -> Message:
    texts = call.texts
    back_to = None if kept.back_to is None else datetime.fromisoformat(kept.back_to)
    pages = -(-len(kept.uids) // _PER_PAGE)
    items = [
        line
        for at, match in enumerate(matches, page * _PER_PAGE + 1)
        for line in (BLANK, *_item(call, at, match))
    ]
    return screen(
        texts,
        texts.n_("search.title", kept.total, query=phrasing.shown(kept.query), window=window(call)),
        _partly(call, back_to),
        texts.rich("search.latest", count=len(kept.uids)) if kept.total > len(kept.uids) else (),
        *(items or [BLANK, texts.rich("search.purged")]),
        *((BLANK, texts.rich("search.page", page=page + 1, pages=pages)) if pages > 1 else ()),
        buttons=(*_pager(call, draft, page, pages), (_watch(call, draft),)),
    )


def _item(call: Call, number: int, match: Match) -> tuple[Rich, Rich, Rich]:
    shown = excerpt(match, call.texts, call.now)
    title = joined((plain(f"{call.texts.number(number)}."), shown.title), " ")
    return title, shown.sentence, shown.origin


def _pager(call: Call, draft: Draft, page: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    row = (
        *((Button(call.texts.t("button.previous"), f"found:{draft.id}:{page - 1}"),) if page else ()),
        *((Button(call.texts.t("button.next"), f"found:{draft.id}:{page + 1}"),) if page + 1 < pages else ()),
    )
    return (row,) if row else ()


def page_pressed(call: Call) -> Reply:
    """Show page `<draft>:<page>` of a search in place of the one before."""
    draft, page = _pressed(call)
    kept = _kept(draft) if draft else None
    if draft is None or kept is None or not kept.uids:
        return Reply(toast=call.texts.t("search.gone"))
    page = min(page, (len(kept.uids) - 1) // _PER_PAGE)
    shown = kept.uids[page * _PER_PAGE : (page + 1) * _PER_PAGE]
    stored = [entry for uid in shown if (entry := call.unit.entries.get(uid)) is not None]
    matches = rematched(kept.query, stored, call.unit.entries.analyses(shown))
    return Reply(_page(call, draft, kept, page, matches), in_place=True)


def other_pressed(call: Call) -> Reply:
    """Search for the query `<draft>:<number>` that was proposed instead, in place of the proposal."""
    draft, number = _pressed(call)
    kept = _kept(draft) if draft else None
    if kept is None or number >= len(kept.others):
        return Reply(toast=call.texts.t("search.gone"))
    return replace(search(replace(call, argument=kept.others[number])), in_place=True)


def watch_pressed(call: Call) -> Reply:
    """Ask whether to watch for what was searched for."""
    draft, _ = _pressed(call)
    kept = _kept(draft) if draft else None
    if kept is None:
        return Reply(toast=call.texts.t("search.gone"))
    return adding.proposed(replace(call, argument=kept.query))


def _pressed(call: Call) -> tuple[Draft | None, int]:
    """Return the search's draft and the number of `<draft>:<number>`."""
    first, _, second = call.argument.partition(":")
    is_sound = all(
        part.isascii() and part.isdecimal() and len(part) <= _LONGEST_NUMBER
        for part in (first, second or "0")
    )
    if not is_sound:
        return None, 0
    return call.unit.drafts.peek(int(first), call.origin.chat_id, call.now), int(second or 0)


def _kept(draft: Draft) -> _Kept | None:
    if draft.kind is not DraftKind.SEARCH:
        return None
    value = json.loads(draft.text)
    return _Kept(**value | {"uids": tuple(value["uids"]), "others": tuple(value["others"])})
