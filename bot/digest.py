"""Many alerts of one chat as one message: which go into it, and how it reads."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.i18n import Texts
from bot.markup import Rich, directed, foreign, joined, marked, plain, shortened, styled
from bot.model import AlertKind, Delivery, Message, Priority
from bot.render import reference
from bot.telegram_html import to_html
from filters.model import Event, Status

LONGEST = 30
_STALE_AFTER = timedelta(minutes=15)
_LEAST_STALE = 2
_STILL_ALONE = 3
_LIMIT_TITLE = 90
_GRAVE = (Event.ATTACK, Event.EXPLOSION, Event.ALERT)


def to_fold(waiting: Sequence[Delivery], now: datetime, most: int) -> tuple[int, ...]:
    """Return the ids of those of one chat's waiting alerts that go into a digest; empty if none need to.

    With more than `most` waiting, all do but the three newest of the fresh breaking ones. With
    fewer, those that have waited for a quarter of an hour, if there are two: after an outage the
    new comes first. Edits are left alone, but for those of an incident that is itself folded.
    """
    news = [row for row in waiting if row.alert.kind is not AlertKind.EDIT]
    fresh = [row for row in news if now - row.alert.created_at < _STALE_AFTER]
    if len(news) > most:
        alone = [row.id for row in fresh if row.alert.priority is Priority.BREAKING][-_STILL_ALONE:]
        folded = [row for row in news if row.id not in alone]
    else:
        folded = [row for row in news if row not in fresh]
        if len(folded) < _LEAST_STALE:
            return ()
    incidents = {row.alert.incident_id for row in folded}
    edits = [row for row in waiting if row.alert.kind is AlertKind.EDIT]
    with_edits = [*folded, *(row for row in edits if row.alert.incident_id in incidents)]
    return tuple(row.id for row in with_edits if row.alert.priority is not Priority.DIGEST)


def digest_message(rows: Iterable[Delivery], texts: Texts, now: datetime) -> Message:
    """Return one silent message for the alerts: one line for each incident, the gravest and newest first."""
    latest = {row.alert.incident_id: row for row in sorted(rows, key=lambda row: row.id)}
    shown = sorted(latest.values(), key=lambda row: row.alert.content.at, reverse=True)
    shown.sort(key=is_minor)
    title = styled(texts.n_("digest.title", len(shown)), bold=True)
    lines = directed((title, *(line_of(row, texts, now) for row in shown[:LONGEST])), texts.language)
    return Message(to_html(lines), silent=all(is_minor(row) for row in shown))


def is_minor(row: Delivery) -> bool:
    """Return whether the alert can wait: no attack, explosion or alarm, or one that was denied."""
    content = row.alert.content
    return content.event not in _GRAVE or content.status is Status.DENIED


def line_of(row: Delivery, texts: Texts, now: datetime) -> Rich:
    """Return the alert as one line: headline, outlet, time, reference."""
    content = row.alert.content
    title = shortened(marked(content.title, (), href=content.url), _LIMIT_TITLE)
    when = plain(texts.when(content.at, now))
    name = foreign(reference(row.alert.incident_id))
    tail = joined((foreign(content.source), when, name), " · ")
    return (*plain("▪️ " if is_minor(row) else "🔴 "), *joined((title, tail), " — "))
