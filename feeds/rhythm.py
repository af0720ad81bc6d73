"""How often a feed has something new, and whether it has been silent for longer than that explains."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from feeds.model import Entry, Feed

_LATEST = 20
_FEWEST = 4
# Asked four times between two entries, a feed's news is a quarter of its rhythm old on average at most.
_POLLS_A_GAP = 4
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
