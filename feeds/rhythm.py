"""How often a feed has something new, and whether it has been silent for longer than that explains."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from feeds.model import Entry, Feed, ParsedFeed

_LATEST = 20
_FEWEST = 4
# Asked four times between two entries, a feed's news is a quarter of its rhythm old on average at most.
_POLLS_A_GAP = 4
_HOURS_A_WEEK = 7 * 24
_SILENT_GAPS = 12
_SILENT_LEAST = timedelta(days=1)


def gap_of(entries: Sequence[Entry], now: datetime) -> timedelta | None:
    """Return the median time between the feed's latest 20 entries; None if fewer than 4 have a date."""
    dated = sorted({entry.published_at for entry in entries if entry.published_at}, reverse=True)
    latest = [at for at in dated if at <= now][:_LATEST]
    if len(latest) < _FEWEST:
        return None
    return timedelta(seconds=median((later - before).total_seconds() for later, before in pairwise(latest)))


def pause_of(feed: Feed, gap: timedelta | None, wish: timedelta | None) -> timedelta:
    """Return how long to wait before the next poll, jitter aside: a quarter of the feed's rhythm.

    Between `feed.interval` and `feed.slowest`; a feed without the latter, or of unknown
    rhythm, is asked at its interval. The server's `wish` (a ttl, a max-age) is heard unless the
    feed's own rhythm belies it: many say «60 minutes» and publish every other minute.
    """
    if feed.slowest is None or gap is None:
        return feed.interval
    wanted = gap / _POLLS_A_GAP
    if wish is not None and wish <= gap:
        wanted = max(wanted, wish)
    return min(max(wanted, feed.interval), feed.slowest)


def heard_quiet(parsed: ParsedFeed, now: datetime) -> tuple[int, int]:
    """Return the hours and days in which the feed wants to be left alone, as bits.

    Without those in which one of its latest entries was published: there its wish would make news late.
    """
    if not (parsed.quiet_hours or parsed.quiet_days):
        return 0, 0
    published = [at for entry in parsed.entries if (at := entry.published_at) and at <= now]
    busy_hours = {at.astimezone(UTC).hour for at in published}
    busy_days = {at.astimezone(UTC).weekday() for at in published}
    hours = parsed.quiet_hours & ~sum(1 << hour for hour in busy_hours)
    return hours, parsed.quiet_days & ~sum(1 << day for day in busy_days)


def after_quiet(at: datetime, quiet_hours: int, quiet_days: int) -> datetime:
    """Return `at`, or the next full hour that is not among the quiet ones; looks a week ahead."""
    moment = at.astimezone(UTC)
    for _ in range(_HOURS_A_WEEK):
        if not (quiet_hours >> moment.hour & 1 or quiet_days >> moment.weekday() & 1):
            break
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def silence(gap: timedelta | None, last_entry_at: datetime | None, now: datetime) -> str | None:
    """Return a sentence for the operator if the feed has been silent for far longer than is its way."""
    if gap is None or last_entry_at is None:
        return None
    quiet = now - last_entry_at
    if quiet <= max(_SILENT_GAPS * gap, _SILENT_LEAST):
        return None
    return f"silent for {_in_words(quiet)}; an entry every {_in_words(gap)} is usual"


def _in_words(length: timedelta) -> str:
    minutes = max(1, round(length.total_seconds() / 60))
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes >= 2 * size:
            return f"{round(minutes / size)} {unit}"
    return f"{minutes} min"
