"""Entries and what becomes of them, for the tests of what happened, every field with a sensible default."""

from datetime import UTC, datetime, timedelta

from feeds.model import Entry
from filters.analysis import analyse
from filters.incidents import OpenIncidents
from filters.model import Assignment

EVENING = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)


def entry(
    title: str,
    body: str = "",
    *,
    source: str = "وكالة النخيل",
    minutes: float = 0,
    at: datetime = EVENING,
) -> Entry:
    """Return an entry published `minutes` after `at`."""
    published = at + timedelta(minutes=minutes)
    name = f"{source}-{published.isoformat()}-{title}"
    return Entry(name, f"https://example.org/{source}", source, None, title, body, published, published)


def assigned(*entries: Entry) -> list[Assignment]:
    """Return what becomes of each entry, one after the other."""
    incidents, told = OpenIncidents(), []
    for news in entries:
        told.append(incidents.assign(news, analyse(news)))
        incidents.take(told[-1])
    return told


def incident_ids(*entries: Entry) -> list[str]:
    """Return the incident of each entry."""
    return [assignment.incident.id for assignment in assigned(*entries)]
