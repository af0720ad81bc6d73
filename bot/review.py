"""The review that a chat gets at its hour: what it was told, or spared, in the last day or week."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.digest import LONGEST, is_minor, line_of
from bot.hours import next_review, review_begin
from bot.i18n import Texts
from bot.locating import MAP
from bot.markup import Rich, directed, joined, plain, styled
from bot.model import (
    Alert,
    AlertKind,
    Chart,
    Content,
    Delivery,
    Message,
    Priority,
    Reason,
    Series,
    Subscriber,
)
from bot.ports import Unit
from bot.render import shown_name
from bot.telegram_html import to_html
from filters.gazetteer import place_label
from filters.model import Event, Status

REVIEW, PICTURE = "review", "review-picture"
_DECISIONS = (REVIEW, PICTURE)
_NO_NEWS = (*_DECISIONS, MAP)
_KEPT_FOR = timedelta(hours=12)
_AT_ONCE = 200
_LIMIT_TEXT = 3500
_LIMIT_ROWS = 1000
_CHART_DAYS = 7
_CHART_PLACES = 5


def queue_reviews(unit: Unit, now: datetime) -> int:
    """Queue a review for each chat whose hour has come, and set its next hour; return how many chats.

    One for each thread in which the chat follows something. The local day is in its name, so
    that no day has two, whatever the clocks or a crash do.
    """
    due = unit.chats.review_due(now, _AT_ONCE)
    for chat in due:
        due_at = chat.digest_due_at or now
        threads = sorted({watchlist.thread_id for watchlist in unit.watchlists.of_chat(chat.chat_id)})
        unit.outbox.add([alert for thread in threads for alert in _alerts(chat, thread, due_at, now)])
        unit.chats.put(_rescheduled(chat, now))
    return len(due)


def _rescheduled(chat: Subscriber, now: datetime) -> Subscriber:
    return replace(chat, digest_due_at=next_review(chat, now))


def _alerts(chat: Subscriber, thread_id: int, due_at: datetime, now: datetime) -> tuple[Alert, ...]:
    day = due_at.astimezone(ZoneInfo(chat.zone)).date()
    begin = review_begin(chat, due_at)
    content = Content(Event.NONE, "", Status.INITIAL, "", "", None, due_at, first_at=begin)
    return tuple(
        Alert(
            chat_id=chat.chat_id,
            thread_id=thread_id,
            incident_id=f"{decision}:{day}",
            revision=1,
            kind=AlertKind.NEW,
            priority=Priority.DIGEST,
            content=content,
            reason=Reason(decision, (), ()),
            created_at=now,
            expires_at=now + _KEPT_FOR,
        )
        for decision in _DECISIONS
    )


def recap_of(unit: Unit, row: Delivery) -> tuple[Delivery, ...]:
    """Return what the review `row` tells of: each incident once, the gravest and newest first."""
    alert = row.alert
    begin = alert.content.first_at or alert.content.at
    if alert.reason.decision == PICTURE:
        begin = alert.content.at - timedelta(days=_CHART_DAYS)
    rows = unit.ledger.since(alert.chat_id, alert.thread_id, begin, _LIMIT_ROWS)
    news = [one for one in rows if one.alert.reason.decision not in _NO_NEWS and not one.alert.content.notice]
    latest = {one.alert.incident_id: one for one in sorted(news, key=lambda one: one.id)}
    shown = sorted(latest.values(), key=lambda one: one.alert.content.at, reverse=True)
    return tuple(sorted(shown, key=is_minor))


def review_message(recap: Sequence[Delivery], texts: Texts, now: datetime) -> Message:
    """Return the review, silent, by watchlist, at most thirty lines."""
    if not recap:
        return Message(to_html(directed((texts.rich("review.empty"),), texts.language)), silent=True)
    title = styled(texts.n_("review.title", len(recap)), bold=True)
    lines, shown = _lines(recap, texts, now)
    rest = texts.n_("review.rest", len(recap) - shown) if shown < len(recap) else ()
    return Message(to_html(directed((title, *lines, rest), texts.language)), silent=True)


def _lines(recap: Sequence[Delivery], texts: Texts, now: datetime) -> tuple[list[Rich], int]:
    """Return the lines under their headings, as many as fit, and how many incidents they tell."""
    lines: list[Rich] = []
    length = shown = 0
    for name, rows in _by_watchlist(recap).items():
        heading = styled(plain(shown_name(name, texts)), bold=True)
        for at, row in enumerate(rows):
            new = [heading, line_of(row, texts, now)] if at == 0 else [line_of(row, texts, now)]
            length += sum(len(run.text) + 1 for line in new for run in line)
            if shown == LONGEST or length > _LIMIT_TEXT:
                return lines, shown
            lines += new
            shown += 1
    return lines, shown


def _by_watchlist(recap: Iterable[Delivery]) -> dict[str, list[Delivery]]:
    found: dict[str, list[Delivery]] = {}
    for row in recap:
        found.setdefault(next(iter(row.alert.reason.names), ""), []).append(row)
    return found


def picture_message(recap: Sequence[Delivery], texts: Texts, due_at: datetime) -> Message | None:
    """Return incidents by day and place as a chart with the same in words; None if no place is known."""
    placed = [row for row in recap if row.alert.content.place and not _is_talk(row)]
    if not placed:
        return None
    days = [due_at - timedelta(days=ago) for ago in range(_CHART_DAYS - 1, -1, -1)]
    busiest = Counter(_city(row) for row in placed).most_common(_CHART_PLACES)
    series = tuple(
        Series(place_label(place, texts.language), tuple(_count(placed, place, day, texts) for day in days))
        for place, _ in busiest
    )
    told = [
        (*plain(place_label(place, texts.language)), *plain(f" {texts.number(count)}"))
        for place, count in busiest
    ]
    caption = (texts.rich("review.chart"), joined(told, texts.t("alert.comma")))
    chart = Chart(
        texts.t("review.chart-title"), texts.language, tuple(texts.date(day) for day in days), series
    )
    return Message(to_html(directed(caption, texts.language)), silent=True, drawing=chart)


def _is_talk(row: Delivery) -> bool:
    content = row.alert.content
    return content.event in (Event.STATEMENT, Event.NONE) or content.status is Status.DENIED


def _city(row: Delivery) -> str:
    """Return the widest named part of the place: a quarter counts for its city."""
    return row.alert.content.place.rsplit("/", 1)[-1]


def _count(rows: Iterable[Delivery], place: str, day: datetime, texts: Texts) -> int:
    zone = ZoneInfo(texts.zone)
    wanted = day.astimezone(zone).date()
    return sum(_city(row) == place and row.alert.content.at.astimezone(zone).date() == wanted for row in rows)
