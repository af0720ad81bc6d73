"""Entries and analyses for the tests of what happened, every field with a sensible default."""

from datetime import UTC, datetime, timedelta

from feeds.model import Entry

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
