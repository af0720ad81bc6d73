"""Scenes of what the bot tells: alerts of every kind and what is under them, digests, maps, notices."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count, cycle
from typing import Any

from bot.digest import digest_message
from bot.i18n import texts_of
from bot.locating import MAP, map_message
from bot.model import (
    QUIET,
    Alert,
    AlertKind,
    Delivery,
    DeliveryState,
    Headline,
    Message,
    Notice,
    Reason,
)
from bot.notices import notice_alert, notice_message
from bot.render import _KNOWN_NEWS, alert_message, why_message
from bot.review import picture_message, review_message
from filters.model import Event, Evidence, Qualifier, Report, Span, Status
from rasid.storage.unit import Unit
from tests.bot.builders import NOW, alert, claim, content, hit, incident
from tests.bot.chat import BOLD, LONG, NAME, QUERY, URL, Chat


def alerting(chat: Chat) -> None:
    """Every kind of alert with all that it can hold, and everything under it."""
    watchlist = chat.follows(f"{QUERY}", name=NAME)
    topic = chat.follows("green-zone-attack", "topic")
    both = _reason(watchlist.id, topic.id)
    rows = chat.told(*_alerts(chat, both))
    texts = texts_of(chat.subscriber)
    for audience in ("supergroup", "channel"):
        chat.shown.append(alert_message(rows[0], texts, NOW, audience))
    for row in rows:
        chat.shown.append(alert_message(row, texts, NOW))
    for row in [row for row in rows if row.alert.reason != both or row is rows[0]]:
        chat.shown.append(why_message(row, texts, 1000))
    bare = replace(_reason(chat.follows("صاروخ، قذيفة", name=NAME).id), hits=())
    (own,) = chat.told(alert(chat.id, "b7f3bb00c1d2", content=content(title=LONG), reason=bare))
    (follow,) = chat.told(
        alert(chat.id, "c7f3bb00c1d2", content=content(title=LONG), reason=_reason(topic.id))
    )
    for row in (own, follow):
        for name in ("why", "hush", "unhush", "more", "not", "where", "attend", "attend"):
            chat.presses(f"{name}:{row.id}")
    chat.presses("why:999")
    asked = chat.presses(f"not:{own.id}").message
    assert asked
    chat.presses_all(asked)
    chat.presses(f"rest:{own.id}:3")
    chat.presses(f"rest:{own.id}:m")


def _reason(*watchlists: int) -> Reason:
    spans = [
        hit(span=Span("body", at, at + 9, LONG), form=LONG, proclitic="و", enclitic="هم") for at in range(9)
    ]
    classed = [hit(form_class=name, span=Span("title", 0, 4, NAME)) for name in _FORMS]
    bare = hit("صواريخ", form="صواريخ", form_class="unheard", proclitic="", enclitic="")
    same = hit("صواريخ", form="صواريخ", form_class="plural", proclitic="", enclitic="")
    evidence = tuple(Evidence("attack", Span("title", at, at + 3, LONG)) for at in range(9))
    names = tuple(LONG for _ in watchlists)
    return Reason(
        "first-report", watchlists, names, (bare, same, *classed, *spans), evidence, LONG, score=0.0
    )


_FORMS = ("sg", "dual", "plural", "verb", "name", "alias", "exact")
_NEWS = (*_KNOWN_NEWS, "unheard-of")
_WEAPONS = (
    "rocket", "missile", "drone", "shell", "ied", "car_bomb", "suicide", "grenade", "airstrike", "gunfire",
    "unheard-of",
)  # fmt: skip


def _alerts(chat: Chat, reason: Reason) -> Iterator[Alert]:
    number = count(1)
    nasty = content(
        title=LONG, sentence=LONG[::-1], bold=BOLD, title_bold=BOLD, source=LONG, url=URL,
        outlets=(LONG,) * 101, news=_NEWS, first_at=NOW - timedelta(days=2),
        latest=Headline(LONG, URL, NOW - timedelta(days=1)),
    )  # fmt: skip
    for event, status in zip(Event, cycle(Status), strict=False):
        told = replace(nasty, event=event, status=status, claims=_claims())
        yield alert(chat.id, f"{next(number):012x}", content=told, reason=reason)
    for kind, decision, how in (
        (AlertKind.EDIT, "small-change", "no open incident"),
        (AlertKind.REPLY, "big-change", "same attack"),
    ):
        why = replace(reason, decision=decision, assignment=how)
        yield alert(chat.id, f"{next(number):012x}", kind=kind, content=nasty, reason=why)
    yield alert(
        chat.id,
        f"{next(number):012x}",
        content=nasty,
        reason=replace(reason, score=0.83, hits=reason.hits[2:]),
    )
    for at in range(0, len(_FORMS), 5):
        yield alert(chat.id, f"{next(number):012x}", reason=replace(reason, hits=reason.hits[1 + at :]))
    for weapon in _WEAPONS:
        claims = (claim(weapon, 3, LONG, LONG),)
        yield alert(chat.id, f"{next(number):012x}", content=content(claims=claims, source=LONG, url=None))
    for qualifier in Qualifier:
        claims = tuple(
            claim("rocket", many, f"{LONG}{many}", LONG, qualifier=qualifier) for many in (3, None)
        )
        yield alert(chat.id, f"{next(number):012x}", content=content(claims=claims))
    for kind in ("killed", "injured"):
        for qualifier in Qualifier:
            claims = tuple(claim(kind, 10**at, f"{LONG}{at}", qualifier=qualifier) for at in range(3))
            none = (claim(kind, None, NAME, qualifier=qualifier),)
            yield alert(chat.id, f"{next(number):012x}", content=content(claims=claims + none))


def _claims() -> tuple[Any, ...]:
    weapons = [claim(kind, 12, f"{LONG}{kind}", LONG, qualifier=Qualifier.ABOUT) for kind in _WEAPONS]
    return (*weapons, claim("killed", 2, LONG, LONG), claim("injured", 101, LONG, LONG))


def remembering(chat: Chat) -> None:
    """Show the history with each fate, digests and reviews of a hundred, the chart and the map."""
    chat.says("/history")
    chat.says("/map")
    fates = {
        "sent": (DeliveryState.SENT, None), "digest": (DeliveryState.SENT, "digest"),
        "waiting": (DeliveryState.QUEUED, None), "held": (DeliveryState.QUEUED, QUIET),
        "expired": (DeliveryState.DEAD, "expired"), "superseded": (DeliveryState.DEAD, "superseded"),
        "muted": (DeliveryState.DEAD, "muted"), "unreachable": (DeliveryState.DEAD, "blocked"),
        "failed": (DeliveryState.DEAD, "bad request"),
    }  # fmt: skip
    review = alert(chat.id, "review:2026-11-25", reason=Reason("review", (), ()))
    nasty = content(title=LONG, source=LONG, url=URL)
    told = [alert(chat.id, f"{at:012x}", content=nasty, thread_id=at) for at in range(9)]
    for one, (state, error) in zip(told, fates.values(), strict=True):
        chat.told(one)
        _settle(chat, one, state, error)
    chat.told(review)
    chat.told(alert(chat.id, revision=-1, reason=Reason(MAP, (), ())))
    chat.says("/history")
    texts = texts_of(chat.subscriber)
    chat.shown.append(review_message((), texts, NOW))
    chat.shown.append(map_message(content(), texts))
    for many in (1, 2, 5, 11, 101):
        alerts = [_gathered(chat, at) for at in range(many)]
        rows = [Delivery(at, one, DeliveryState.SENT, 0, NOW) for at, one in enumerate(alerts)]
        chat.shown.append(digest_message(rows, texts, NOW))
        chat.shown.append(review_message(rows, texts, NOW))
        chat.shown.append(picture_message(rows, texts, NOW) or Message("-"))
    places = (
        "green-zone/baghdad",
        "basra",
        "mosul",
        "kirkuk",
        "erbil",
        "gaza",
        "beirut",
        "damascus",
        "sanaa",
    )
    reports = (Report("uid", "id", NAME, LONG, URL, NOW),)
    found = [
        replace(incident(id=f"{at:012x}", place=place, event=event), reports=reports)
        for at, (place, event) in enumerate((place, event) for place in places for event in Event)
    ]
    chat.run(lambda unit: [unit.incidents.put(one) for one in found])
    for place in ("", " بغداد", " القاهرة", f" {NAME}"):
        chat.says(f"/map{place}")


def _gathered(chat: Chat, at: int) -> Alert:
    told = content(title=LONG, source=LONG, url=URL, event=list(Event)[at % 3], place="green-zone/baghdad")
    return alert(chat.id, f"{at:012x}", content=told, reason=Reason("first-report", (1,), (LONG,)))


def _settle(chat: Chat, one: Alert, state: DeliveryState, error: str | None) -> None:
    def work(unit: Unit) -> None:
        (row,) = unit.outbox.claim(NOW, 1)
        assert row.alert.incident_id == one.incident_id
        later = NOW + timedelta(hours=9)
        number = 5 if state is DeliveryState.SENT else None
        unit.outbox.settle(row.id, state, now=NOW, message_id=number, not_before=later, error=error)

    chat.run(work)


def warning(chat: Chat) -> None:
    """Tell the operator of the daemon itself."""
    for kind, is_relief in (
        ("gone", False), ("quarantined", False), ("not-a-feed", False), ("failing", False), ("silent", False),
        ("well", True), ("renamed", False), ("uplink-down", False), ("uplink-back", True),
    ):  # fmt: skip
        notice = Notice(
            kind,
            URL,
            NOW,
            LONG,
            URL,
            LONG,
            f"rasid feeds check {URL}",
            NOW - timedelta(days=3),
            12,
            is_relief,
        )
        told = notice_alert(notice, chat.subscriber)
        chat.shown.append(notice_message(told, texts_of(chat.subscriber), NOW))
