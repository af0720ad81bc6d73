"""What can be said of entries without looking at other entries, and of entries that are reworded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from feeds.model import Entry
from filters.analysis import analyse
from filters.model import Actuality, Analysis, Event, Match
from filters.watchlists import WatchlistIndex
from rasid.storage.unit import Unit

# Each is judged twice, and a feed may edit all of its headlines at every poll.
_MOST_EDITED = 100


@dataclass(frozen=True, slots=True)
class Rewording:
    """A stored entry and how it reads now: under an edited headline, or with its full text."""

    before: Entry
    after: Entry


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry with all that can be said of it without looking at other entries.

    One that `rewords` a stored entry has only the matches that this one had not.
    """

    entry: Entry
    analysis: Analysis
    matches: tuple[Match, ...]
    rewords: Entry | None = None

    @property
    def is_news(self) -> bool:
        """Return whether someone follows it or it newly reports a security event."""
        is_event = self.analysis.event not in (Event.NONE, Event.STATEMENT)
        return bool(self.matches) or (is_event and self.analysis.actuality is Actuality.NEW)

    @property
    def is_echo(self) -> bool:
        """Return whether it may speak of a known event, or deny one: listed there, else nowhere."""
        return self.analysis.recalled is not None or self.analysis.actuality is Actuality.DENIAL


def judge(index: WatchlistIndex, entry: Entry) -> Judged:
    """Return the entry analysed and held against the watchlists."""
    analysis = analyse(entry)
    return Judged(entry, analysis, tuple(index.match(entry, analysis)))


def judge_again(index: WatchlistIndex, rewording: Rewording) -> Judged:
    """Return the reworded entry; who follows what it said before was told, or was not to be."""
    now, before = judge(index, rewording.after), judge(index, rewording.before)
    known = {match.watchlist_id for match in before.matches}
    fresh = tuple(match for match in now.matches if match.watchlist_id not in known)
    return replace(now, matches=fresh, rewords=rewording.before)


def edited(unit: Unit, entries: Sequence[Entry]) -> tuple[Rewording, ...]:
    """Return the stored ones of `entries` that stand there under another headline.

    A body alone that changed is none: bodies hold counters and «منذ ساعة», and would be judged at
    every poll. Of more than 100 the first ones: the others differ still when the next poll comes.
    """
    return tuple(
        Rewording(stored, replace(stored, title=entry.title, body=entry.body or stored.body))
        for stored, entry in unit.entries.retitled(entries)[:_MOST_EDITED]
    )
