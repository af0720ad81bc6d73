"""Values for the bot's tests, every field with a sensible default."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import (
    Alert,
    AlertKind,
    ChatState,
    Content,
    Delivery,
    DeliveryState,
    Priority,
    Reason,
    Subscriber,
)
from feeds.model import Entry
from filters.model import (
    Actuality,
    Analysis,
    Assignment,
    Change,
    Claim,
    Event,
    Hit,
    Incident,
    Match,
    Qualifier,
    Span,
    Status,
    Watchlist,
)

NOW = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)
TITLE = "سقوط أربعة صواريخ على المنطقة الخضراء"
SENTENCE = "قال مصدر أمني إن أربعة صواريخ سقطت بالمنطقة الخضراء."


def claim(kind: str, count: int | None, outlet: str, cited: str | None = None, **changes: Any) -> Claim:
    return replace(Claim(kind, count, Qualifier.EXACT, outlet, cited, NOW), **changes)


def content(**changes: Any) -> Content:
    whole = Content(
        event=Event.ATTACK,
        place="green-zone/baghdad",
        status=Status.INITIAL,
        title=TITLE,
        source="وكالة الرافدين",
        url="https://www.rafidain.example/news/1",
        at=NOW - timedelta(minutes=2),
        sentence=SENTENCE,
        outlets=("وكالة الرافدين",),
    )
    return replace(whole, **changes)


def hit(text: str = "بالمنطقة الخضراء", **changes: Any) -> Hit:
    start = SENTENCE.find(text)
    whole = Hit(
        Span("body", start, start + len(text), text), "المنطقة الخضراء", "المنطقة الخضراء", "name", "ب"
    )
    return replace(whole, **changes)


def alert(chat_id: int = 7, incident: str = "a7f3bb00c1d2", **changes: Any) -> Alert:
    whole = Alert(
        chat_id=chat_id,
        thread_id=0,
        incident_id=incident,
        revision=1,
        kind=AlertKind.NEW,
        priority=Priority.BREAKING,
        content=content(),
        reason=Reason("first-report", (1,), ("المنطقة الخضراء",), (hit(),)),
        created_at=NOW,
        expires_at=NOW + timedelta(hours=6),
    )
    return replace(whole, **changes)


def delivery(told: Alert | None = None, **changes: Any) -> Delivery:
    return replace(Delivery(77, told or alert(), DeliveryState.CLAIMED, 0, NOW), **changes)


def subscriber(chat_id: int = 7, **changes: Any) -> Subscriber:
    return replace(Subscriber(chat_id, "private", "ar", NOW, state=ChatState.ACTIVE), **changes)


def watchlist(
    watchlist_id: int = 1, chat_id: int = 7, query: str = "المنطقة الخضراء", **changes: Any
) -> Watchlist:
    return replace(Watchlist(watchlist_id, chat_id, 0, "keywords", query, query, NOW), **changes)


def entry(**changes: Any) -> Entry:
    whole = Entry(
        id="1",
        feed_url="https://rafidain.example/rss",
        source="وكالة الرافدين",
        url="https://www.rafidain.example/news/1",
        title=TITLE,
        body=SENTENCE,
        published_at=NOW - timedelta(minutes=2),
        seen_at=NOW,
    )
    return replace(whole, **changes)


def analysis(**changes: Any) -> Analysis:
    return replace(Analysis(Event.ATTACK, Actuality.NEW, "green-zone/baghdad"), **changes)


def incident(**changes: Any) -> Incident:
    whole = Incident(
        id="a7f3bb00c1d2",
        event=Event.ATTACK,
        place="green-zone/baghdad",
        topics=("green-zone-attack",),
        status=Status.INITIAL,
        first_at=NOW - timedelta(minutes=2),
        last_at=NOW,
    )
    return replace(whole, **changes)


def assignment(change: Change = Change.OPENED, **changes: Any) -> Assignment:
    return Assignment(incident(**changes), change, "first report of the event")


def match(watchlist_id: int = 1, *hits: Hit) -> Match:
    return Match(watchlist_id, entry(), hits or (hit(),))
