"""Entries that come back under another id: a site that changes its guids has no news."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from feeds.identity import canonical_link
from feeds.model import Entry

MEMORY = timedelta(days=7)
_FLOOD_SHARE = 0.8
_FLOOD_LEAST = 5
_FLOOD_UNDATED = 20
_STALE = timedelta(hours=24)
_HEADLINE_WORDS = 5

Key = tuple[str, ...]


def renamed(fresh: Sequence[Entry], known: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return those of `fresh`, of one feed, that are entries of `known` under another id.

    `fresh` are entries whose ids were never seen, `known` the feed's own of the last seven
    days. The same entry has the same link, unless several share it or the headline is quite
    another, or the same title with the same time or body. A title alone is not enough: two
    explosions may bear the same; nor is a link: a live page prints news after news under its own.
    """
    before = list(known)
    alone = _alone(fresh, _link) & _alone(before, _link)
    headlines = {link: entry.title for entry in before if (link := _link(entry)) in alone}
    dated = {_titled(entry, str(entry.published_at)) for entry in before if entry.published_at}
    worded = {_titled(entry, entry.body) for entry in before if entry.body}
    return tuple(
        entry
        for entry in fresh
        if _is_alike(entry.title, headlines.get(_link(entry)))
        or (entry.title and _titled(entry, str(entry.published_at)) in dated)
        or (entry.title and _titled(entry, entry.body) in worded)
    )


def archived(parsed: Sequence[Entry], fresh: Sequence[Entry], now: datetime) -> tuple[Entry, ...]:
    """Return those of `fresh` that a known feed shows because its archive was put in or the site moved.

    So it is when four fifths of its entries, and at least five, are fresh and older than a
    day; what is younger is news even then. Entries without a date count as old only when
    there are many: a short feed without dates may have turned over between two polls.
    """
    undated_too = len(fresh) >= _FLOOD_UNDATED
    old = [
        entry for entry in fresh if (now - entry.published_at > _STALE if entry.published_at else undated_too)
    ]
    return tuple(old) if len(old) >= max(_FLOOD_LEAST, _FLOOD_SHARE * len(parsed)) else ()


def returned(parsed: Sequence[Entry], fresh: Sequence[Entry], known: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return those of `fresh` whose headlines are known, where a feed names and dates all of them anew.

    So it is when four fifths of its entries, and at least five, are fresh, and four fifths of these bear
    known headlines. Short ones count as unknown: «نشرة الثامنة» is another one every day.
    """
    headlines = {entry.title for entry in known if len(entry.title.split()) >= _HEADLINE_WORDS}
    back = tuple(entry for entry in fresh if entry.title in headlines)
    is_turned = len(fresh) >= _FLOOD_SHARE * len(parsed)
    is_theirs = len({entry.title for entry in back}) >= max(_FLOOD_LEAST, _FLOOD_SHARE * len(fresh))
    return back if is_turned and is_theirs else ()


def _is_alike(headline: str, before: str | None) -> bool:
    """Return whether half of the words of both headlines stand in both."""
    if before is None:
        return False
    words, others = set(headline.split()), set(before.split())
    return headline == before or 2 * len(words & others) >= len(words | others) > 0


def _alone(entries: Sequence[Entry], key: Callable[[Entry], str]) -> set[str]:
    counts = Counter(map(key, entries))
    return {value for value, count in counts.items() if value and count == 1}


def _link(entry: Entry) -> str:
    return canonical_link(entry.url) if entry.url else ""


def _titled(entry: Entry, more: str) -> Key:
    return " ".join(entry.title.split()), more
