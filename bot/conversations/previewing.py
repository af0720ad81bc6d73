"""What a query would have told in the last days, before it is saved; with ways to find less, or more."""

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.archive import Found, Look
from bot.conversations.meaning import meaning_lines
from bot.conversations.model import Call, Reply, in_rows, number_of, screen
from bot.conversations.phrasing import mistake_lines, refusal, shown
from bot.conversations.reading import doubt_lines, read
from bot.excerpts import excerpt
from bot.markup import BLANK, Rich, foreign, joined, plain, shortened, text_of
from bot.model import Button, Draft, DraftKind, Message
from filters.arabic import fold, raw_tokens
from filters.loosening import looser
from filters.query import QueryError
from filters.trimming import narrower, words_of

_DAY = timedelta(days=1)
# More a day than this, and people mute the bot.
_FLOOD = 20
_LATEST = 3
_KEEP = 60
_MOST_WAYS = 6
_MOST_COMPANY = 4
_SHORTEST_COMPANY = 4
_LEAST_COMPANY = 2
_LIMIT_LABEL = 34


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the buttons of a preview need. `replaces` is the watchlist whose query it would become."""

    query: str
    others: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()
    replaces: int | None = None

    @property
    def ways(self) -> tuple[str, ...]:
        """Return every query that can be tried, in the order of the buttons' numbers."""
        return (self.query, *self.others, *self.narrower, *self.wider)


def propose(call: Call) -> Reply:
    """Ask «أأضيف …؟» with a preview; for what can't be read, show where, and a mend to tap."""
    return preview(call)


def preview(call: Call, replaces: int | None = None) -> Reply:
    """Show what the query of the argument would have told, and ask whether to save it."""
    why_not = refusal(call, is_new=replaces is None)
    if why_not:
        return Reply(screen(call.texts, why_not))
    try:
        reading = read(call)
    except QueryError as error:
        return Reply(_mistake(call, error, replaces))
    call, query = replace(call, argument=reading.text), reading.query
    found = call.given.found
    if found is None:
        return Reply(look=Look(call.argument, call.now - call.rules.search_back, keep=_KEEP))
    company = _company(found, words_of(query))
    wider = tuple(text for text, _ in found.looser) or looser(query)
    mended = (found.respelt,) if found.respelt else ()
    kept = _Kept(
        call.argument,
        reading.others,
        narrower(query, company)[:_MOST_WAYS] if found.matches else (),
        tuple(dict.fromkeys((*mended, *wider)))[:_MOST_WAYS],
        replaces,
    )
    key = "add.ask" if replaces is None else "rewrite.confirm"
    lines = (
        call.texts.rich(key, query=shown(call.argument)),
        *meaning_lines(call, query),
        *doubt_lines(call, reading),
        BLANK,
        *_told(call, found),
    )
    return Reply(screen(call.texts, *lines, buttons=_buttons(call, kept)))


def _told(call: Call, found: Found) -> tuple[Rich, ...]:
    """Return how much it would have been, whether that is a flood, and the latest of it."""
    texts, total = call.texts, len(found.times)
    days = texts.n_("search.window", max(1, call.rules.search_back // _DAY))
    if not found.read:
        return (texts.rich("preview.no-archive"),)
    if not total:
        near = texts.rich("preview.near") if found.looser or found.respelt else ()
        return texts.rich("preview.nothing", window=days), near
    most = _busiest_day(call, found)
    latest = [
        joined((plain("•"), joined((shown_entry.title, shown_entry.origin), " — ")), " ")
        for match in found.matches[:_LATEST]
        for shown_entry in (excerpt(match, texts, call.now),)
    ]
    return (
        texts.n_("preview.count", total, window=days),
        texts.n_("preview.flood", most) if most > _FLOOD else (),
        texts.rich("preview.latest") if total > 1 else (),
        *latest,
    )


def _busiest_day(call: Call, found: Found) -> int:
    zone = ZoneInfo(call.subscriber.zone)
    days = Counter(at.astimezone(zone).date() for at in found.times)
    return max(days.values(), default=0)


def _company(found: Found, own: frozenset[str]) -> tuple[str, ...]:
    """Return the words that came most often in the headlines found, but not those that were looked for."""
    hit = {fold(item.span.text) for match in found.matches for item in match.hits}
    taken = own | hit | {word for text in hit for word in text.split()}
    counts: Counter[str] = Counter()
    for match in found.matches:
        words = {fold(token): token for token in raw_tokens(match.entry.title)}
        counts.update(printed for word, printed in words.items() if word not in taken and _tells(word))
    return tuple(word for word, times in counts.most_common(_MOST_COMPANY) if times >= _LEAST_COMPANY)


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST_COMPANY and word.isalpha()


def _buttons(call: Call, kept: _Kept) -> tuple[tuple[Button, ...], ...]:
    texts = call.texts
    if kept.replaces is None:
        owned = call.ask(DraftKind.ADD, kept.query)
        answer = (Button(texts.t("add.yes"), f"add:{owned}"), Button(texts.t("add.no"), f"no:{owned}"))
    else:
        owned = call.ask(DraftKind.REPLACE, json.dumps([kept.replaces, kept.query]))
        answer = (
            Button(texts.t("rewrite.yes"), f"replace:{owned}"),
            Button(texts.t("add.no"), f"no:{owned}"),
        )
    if len(kept.ways) == 1:
        return (answer,)
    draft = call.keep(DraftKind.PREVIEW, json.dumps(_packed(kept), ensure_ascii=False))
    ways = (
        *((Button(texts.t("preview.narrow"), f"narrow:{draft.id}"),) if kept.narrower else ()),
        *((Button(texts.t("preview.widen"), f"widen:{draft.id}"),) if kept.wider else ()),
    )
    others = [Button(_label(way), f"try:{draft.id}:{at}") for at, way in enumerate(kept.others, start=1)]
    return (answer, *in_rows(others, 1), *((ways,) if ways else ()))


def _packed(kept: _Kept) -> list[object]:
    return [kept.query, list(kept.others), list(kept.narrower), list(kept.wider), kept.replaces]


def _unpacked(draft: Draft | None) -> _Kept | None:
    if draft is None or draft.kind is not DraftKind.PREVIEW:
        return None
    query, others, tighter, wider, replaces = json.loads(draft.text)
    return _Kept(query, tuple(others), tuple(tighter), tuple(wider), replaces)


def _draft(call: Call, number: str) -> tuple[int, _Kept | None]:
    wanted = number_of(number)
    if wanted is None:
        return 0, None
    return wanted, _unpacked(call.unit.drafts.peek(wanted, call.origin.chat_id, call.now))


def narrow_pressed(call: Call) -> Reply:
    """Offer the queries that find less than the one of preview `<draft>`."""
    number, kept = _draft(call, call.argument)
    return _ways(call, number, kept, "preview.narrow-how", kept.narrower if kept else (), _first(kept))


def widen_pressed(call: Call) -> Reply:
    """Offer the queries that find more than the one of preview `<draft>`."""
    number, kept = _draft(call, call.argument)
    first = _first(kept) + len(kept.narrower) if kept else 1
    return _ways(call, number, kept, "preview.widen-how", kept.wider if kept else (), first)


def _first(kept: _Kept | None) -> int:
    """Return the number of the first of the narrower queries."""
    return 1 + len(kept.others) if kept else 1


def _ways(  # six values, each of its own kind
    call: Call, number: int, kept: _Kept | None, key: str, ways: tuple[str, ...], first: int
) -> Reply:
    texts = call.texts
    if kept is None:
        return Reply(toast=texts.t("search.gone"))
    buttons = [Button(_label(way), f"try:{number}:{first + at}") for at, way in enumerate(ways)]
    back = ((Button(texts.t("button.back"), f"try:{number}:0"),),)
    lines = (
        texts.rich(key, query=shown(kept.query)),
        *(joined((plain("•"), shown(way)), " ") for way in ways),
    )
    return Reply(screen(texts, *lines, buttons=in_rows(buttons, 1) + back), in_place=True)


def _label(query: str) -> str:
    return text_of(shortened(foreign(query), _LIMIT_LABEL))


def try_pressed(call: Call) -> Reply:
    """Preview query `<draft>:<number>` of those that were offered, in place."""
    number, _, chosen = call.argument.partition(":")
    _, kept = _draft(call, number)
    wanted = number_of(chosen)
    if kept is None or wanted is None or wanted >= len(kept.ways):
        return Reply(toast=call.texts.t("search.gone"))
    shown_now = preview(replace(call, argument=kept.ways[wanted]), kept.replaces)
    return replace(shown_now, in_place=True)


def _mistake(call: Call, error: QueryError, replaces: int | None) -> Message:
    """Return what is wrong with the query, where, and the mended query as a button."""
    texts, lines = call.texts, mistake_lines(call, error)
    if not error.suggestion or len(error.suggestion) > call.rules.query_chars:
        return screen(texts, *lines)
    suggestion = texts.rich("query.suggestion", query=shown(error.suggestion))
    draft = call.keep(DraftKind.PREVIEW, json.dumps(_packed(_Kept(error.suggestion, replaces=replaces))))
    return screen(texts, *lines, suggestion, buttons=((Button(texts.t("query.use"), f"try:{draft.id}:0"),),))
