"""Which entries of a poll may alert: not those of a first poll, nor those that only came back renamed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.model import Entry, ParsedFeed
from feeds.renaming import MEMORY, archived, renamed, returned
from feeds.schedule import first_poll_news
from rasid.storage.unit import FeedRow, Unit

# Enough for a week of a busy feed; what lies further back is not in its document any more.
_MOST_KNOWN = 500
# From so many on it is not an edited headline but a site that changed its names.
_MANY = 5
# More than any outlet publishes while nobody looks.
MOST_NEWS = 500


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
    """The entries that may alert, those stored before, and those to be recorded silently.

    Of the silent ones `renamings` only came back renamed, and `passed_over` were too many to be judged.
    """

    news: tuple[Entry, ...]
    known: tuple[Entry, ...] = ()
    silent: tuple[Entry, ...] = ()
    renamings: int = 0
    passed_over: int = 0


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
    """Return which of the poll's entries are news: the newest 500; `renamings` is 0 unless they are many."""
    if row.state.baselined_at is None:
        news = first_poll_news(parsed.entries, now)
        return Newness(news, silent=_without(parsed.entries, news))
    old = (
        *renamed(before.fresh, before.known),
        *archived(parsed.entries, before.fresh, now),
        *returned(parsed.entries, before.fresh, before.known),
    )
    fresh = sorted(_without(before.fresh, old), key=lambda entry: entry.at, reverse=True)
    back = _without(before.fresh, fresh)
    news, too_many = tuple(fresh[:MOST_NEWS]), tuple(fresh[MOST_NEWS:])
    return Newness(
        news,
        _without(parsed.entries, before.fresh),
        (*back, *too_many),
        len(back) if len(back) >= _MANY else 0,
        len(too_many),
    )


def _without(entries: Sequence[Entry], others: Sequence[Entry]) -> tuple[Entry, ...]:
    if not others:
        return tuple(entries)
    uids = {entry.uid for entry in others}
    return tuple(entry for entry in entries if entry.uid not in uids)
