"""Which entries of a poll may alert: not those of a first poll, nor those that only came back renamed."""

from dataclasses import dataclass
from datetime import datetime

from feeds.model import Entry, ParsedFeed
from feeds.renaming import MEMORY, archived, renamed
from feeds.schedule import first_poll_news
from rasid.storage.unit import FeedRow, Unit

# Enough for a week of a busy feed; what lies further back is not in its document any more.
_MOST_KNOWN = 500
# From so many on it is not an edited headline but a site that changed its names.
_MANY = 5


@dataclass(frozen=True, slots=True)
class Before:
    """What was known before a poll: which of its entries are fresh, and the feed's own of late.

    `is_pushed` says that a hub has promised to send what is new.
    """

    fresh: tuple[Entry, ...] = ()
    known: tuple[Entry, ...] = ()
    is_pushed: bool = False


@dataclass(frozen=True, slots=True)
class Newness:
    """The entries that may alert, those recorded silently, how many of these only came back renamed."""

    news: tuple[Entry, ...]
    silent: tuple[Entry, ...]
    renamings: int = 0


def look(unit: Unit, row: FeedRow, parsed: ParsedFeed | None, now: datetime, *, is_pushed: bool) -> Before:
    """Return what the database knows of the entries of a poll; `is_pushed` asks for the subscription too."""
    subscription = unit.subscriptions.get(row.feed.url) if is_pushed else None
    is_live = subscription is not None and subscription.is_live(now)
    if parsed is None or row.state.baselined_at is None:
        return Before(is_pushed=is_live)
    fresh = unit.entries.unknown(parsed.entries)
    known = unit.entries.of_feed(row.feed.url, now - MEMORY, _MOST_KNOWN) if fresh else ()
    return Before(fresh, known, is_live)


def newness(row: FeedRow, parsed: ParsedFeed, before: Before, now: datetime) -> Newness:
    """Return which of the poll's entries are news; `renamings` is 0 unless they are many."""
    if row.state.baselined_at is None:
        news = first_poll_news(parsed.entries, now)
        old = {entry.uid for entry in parsed.entries} - {entry.uid for entry in news}
        renamings = 0
    else:
        back = (*renamed(before.fresh, before.known), *archived(parsed.entries, before.fresh, now))
        old = {entry.uid for entry in back}
        news = tuple(entry for entry in parsed.entries if entry.uid not in old)
        renamings = len(old) if len(old) >= _MANY else 0
    return Newness(news, tuple(entry for entry in parsed.entries if entry.uid in old), renamings)
