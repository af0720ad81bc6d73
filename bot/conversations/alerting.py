"""The buttons under an alert: hush the story or its watchlist, say it is not relevant, map it."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.conversations.model import Call, Reply, in_rows, number_of, screen
from bot.conversations.phrasing import shown
from bot.conversations.watching import listed_names, name_of, watchlist_screen
from bot.hours import quiet_until
from bot.locating import map_message
from bot.markup import foreign, plain, shortened, text_of
from bot.model import Button, Delivery, Message
from bot.render import reference
from filters.arabic import fold, raw_tokens
from filters.gazetteer import coordinates
from filters.model import Watchlist
from filters.query import QueryError, parse
from filters.trimming import excluding, words_of

_HUSH = timedelta(hours=3)
_MORNING = time(7)
_MOST_WORDS = 8
_SHORTEST_WORD = 3
_LIMIT_LABEL = 24
_DIGITS = re.compile(r"\d")


def delivery_of(call: Call) -> Delivery | None:
    """Return the alert whose row is the argument's first number, if it went to this chat."""
    wanted = number_of(call.argument.partition(":")[0])
    found = None if wanted is None else call.unit.outbox.get(wanted)
    return found if found is not None and found.alert.chat_id == call.origin.chat_id else None


def gone(call: Call) -> Reply:
    """Return that the alert is kept no more."""
    return Reply(toast=call.texts.t("why.gone"))


def hush_pressed(call: Call) -> Reply:
    """Tell the chat no more of the alert's incident, and offer to take that back."""
    row = delivery_of(call)
    if row is None:
        return gone(call)
    _mute(call, row, is_muted=True)
    texts = call.texts
    told = texts.rich("hush.done", story=foreign(reference(row.alert.incident_id)))
    undo = ((Button(texts.t("hush.undo"), f"unhush:{row.id}"),),)
    return Reply(screen(texts, told, buttons=undo), toast=texts.t("hush.toast"), quotes_it=True)


def unhush_pressed(call: Call) -> Reply:
    """Tell the chat again of the alert's incident."""
    row = delivery_of(call)
    if row is None:
        return gone(call)
    _mute(call, row, is_muted=False)
    told = call.texts.rich("hush.undone", story=foreign(reference(row.alert.incident_id)))
    return Reply(screen(call.texts, told), in_place=True)


def _mute(call: Call, row: Delivery, *, is_muted: bool) -> None:
    alert = row.alert
    call.unit.outbox.mute(alert.chat_id, alert.thread_id, alert.incident_id, is_muted=is_muted)


def more_pressed(call: Call) -> Reply:
    """Show what else can be done about the alert, below it."""
    row = delivery_of(call)
    return gone(call) if row is None else Reply(_menu(call, row), quotes_it=True)


def _menu(call: Call, row: Delivery) -> Message:
    texts, mine = call.texts, _watchlists(call, row)
    place = coordinates(row.alert.content.place)
    rows = (
        *(((Button(texts.t("more.map"), f"where:{row.id}"),),) if place else ()),
        *(
            (
                (Button(texts.t("more.hours"), f"rest:{row.id}:3"),),
                (Button(texts.t("more.morning"), f"rest:{row.id}:m"),),
                (Button(texts.t("more.irrelevant"), f"not:{row.id}"),),
            )
            if mine
            else ()
        ),
    )
    title = texts.rich("more.title", story=foreign(reference(row.alert.incident_id)))
    lists = texts.n_("why.watchlists", len(mine), names=listed_names(call, mine)) if mine else ()
    return screen(texts, title, lists, buttons=rows)


def _watchlists(call: Call, row: Delivery) -> tuple[Watchlist, ...]:
    ids = row.alert.reason.watchlist_ids
    found = [call.unit.watchlists.get(row.alert.chat_id, number) for number in ids]
    return tuple(watchlist for watchlist in found if watchlist is not None)


def rest_pressed(call: Call) -> Reply:
    """Let the alert's watchlists rest for three hours (`<row>:3`) or until the morning (`<row>:m`)."""
    row = delivery_of(call)
    mine = _watchlists(call, row) if row else ()
    if not mine:
        return gone(call)
    until = call.now + _HUSH if call.argument.endswith(":3") else _morning(call)
    for watchlist in mine:
        call.unit.watchlists.update(replace(watchlist, muted_until=until))
    texts = call.texts
    told = texts.rich("rest.done", names=listed_names(call, mine), time=plain(texts.when(until, call.now)))
    buttons = tuple((Button(_label(call, one), f"open:{one.id}"),) for one in mine)
    return Reply(screen(texts, told, buttons=buttons), in_place=True)


def _morning(call: Call) -> datetime:
    """Return the end of the chat's night: of its quiet hours, or the next seven o'clock."""
    chat = call.subscriber
    zone = ZoneInfo(chat.zone)
    local = call.now.astimezone(zone)
    ends = time(chat.quiet_to // 60, chat.quiet_to % 60) if chat.quiet_to is not None else _MORNING
    today = datetime.combine(local.date(), ends, zone)
    ahead = today if today > local else datetime.combine(local.date() + timedelta(days=1), ends, zone)
    return quiet_until(chat, call.now) or ahead.astimezone(call.now.tzinfo)


def _label(call: Call, watchlist: Watchlist) -> str:
    return text_of(shortened(foreign(name_of(call, watchlist)), _LIMIT_LABEL))


def irrelevant_pressed(call: Call) -> Reply:
    """Offer words of the alert's headline to be excluded from its watchlist, in place of the menu."""
    row = delivery_of(call)
    mine = _watchlists(call, row) if row else ()
    if row is None or not mine:
        return gone(call)
    texts, own = call.texts, [one for one in mine if one.kind == "keywords"]
    hush = (Button(texts.t("button.hush"), f"hush:{row.id}"),)
    if not own:
        lines = (texts.rich("irrelevant.topic", names=listed_names(call, mine)),)
        opened = tuple((Button(_label(call, one), f"open:{one.id}"),) for one in mine)
        return Reply(screen(texts, *lines, buttons=(hush, *opened)), in_place=True)
    watchlist = own[0]
    words = [
        Button(texts.t("irrelevant.word", word=foreign(word)), f"except:{row.id}:{watchlist.id}:{at}")
        for at, word in enumerate(_words(row, watchlist))
    ]
    lines = (texts.rich("irrelevant.ask", name=shown(name_of(call, watchlist))),)
    opened = ((Button(_label(call, watchlist), f"open:{watchlist.id}"),),)
    return Reply(screen(texts, *lines, buttons=(*in_rows(words, 2), hush, *opened)), in_place=True)


def _words(row: Delivery, watchlist: Watchlist) -> tuple[str, ...]:
    """Return the words of the headline that could be excluded, in order: none of the query's own."""
    try:
        own = words_of(parse(watchlist.query))
    except QueryError:
        return ()
    hit = {fold(word) for item in row.alert.reason.hits for word in raw_tokens(item.span.text)}
    told = {fold(word): word for word in raw_tokens(row.alert.content.title)}
    free = [
        word
        for key, word in told.items()
        if key not in own | hit and len(key) >= _SHORTEST_WORD and not _DIGITS.search(key)
    ]
    return tuple(free[:_MOST_WORDS])


def except_pressed(call: Call) -> Reply:
    """Exclude word `<row>:<watchlist>:<number>` of the headline, and show the watchlist as it is now."""
    row = delivery_of(call)
    numbers = [number_of(part) for part in call.argument.split(":")]
    if row is None or len(numbers) != 3 or numbers[1] is None or numbers[2] is None:  # noqa: PLR2004  # three parts
        return gone(call)
    watchlist = call.unit.watchlists.get(call.origin.chat_id, numbers[1])
    words = _words(row, watchlist) if watchlist is not None and watchlist.kind == "keywords" else ()
    if watchlist is None or numbers[2] >= len(words):
        return Reply(toast=call.texts.t("remove.gone"))
    word = words[numbers[2]]
    query = excluding(parse(watchlist.query), word)
    if query is None or len(query) > call.rules.query_chars:
        return Reply(toast=call.texts.t("watch.chip-kept"))
    name = query if watchlist.name == watchlist.query else watchlist.name
    changed = replace(watchlist, query=query, name=name)
    if not call.unit.watchlists.update(changed):
        return Reply(toast=call.texts.t("watch.chip-kept"))
    note = call.texts.rich("irrelevant.done", word=foreign(word))
    return Reply(watchlist_screen(call, changed, note), in_place=True)


def where_pressed(call: Call) -> Reply:
    """Send a map of where the alert's incident is, below it."""
    row = delivery_of(call)
    content = row.alert.content if row else None
    if content is None or coordinates(content.place) is None:
        return gone(call)
    return Reply(replace(map_message(content, call.texts), silent=False), quotes_it=True)
