"""What the pass needs from storage, beside what the bot needs (`bot.ports`)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.ports import Chats, Drafts, Inbox, Ledger, Meta, Outbox, Watchlists
from feeds.model import Entry, Feed, FeedState
from filters.model import Analysis, Incident, Match
from rasid.storage.stats import Stats

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed with its state; `lease` must be given back with `record`."""

    feed: Feed
    state: FeedState
    lease: int


class Feeds(Protocol):
    """The feeds that are polled and what is remembered of each."""

    def sync(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make the stored feeds those of `feeds`: new ones due at `now`, the others' settings updated.

        A feed that is gone keeps its state and entries but is no longer polled.
        """

    def claim_due(self, now: datetime, limit: int, lease: timedelta) -> tuple[FeedRow, ...]:
        """Lease up to `limit` due feeds, the longest overdue first; a lease that ran out is due again."""

    def record(self, row: FeedRow, state: FeedState) -> bool:
        """Store the state and end the lease; False (nothing stored) if the lease was lost to another."""

    def all(self) -> tuple[FeedRow, ...]:
        """Return every polled feed in order of URL."""


class Entries(Protocol):
    """What was seen. An entry is stored once, for ever identified by its uid."""

    def unknown(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Return those never stored, in their order."""

    def add(self, analysed: Iterable[tuple[Entry, Analysis | None]]) -> None:
        """Store entries with their analysis (None: recorded silently)."""

    def get(self, uid: str) -> Entry | None:
        """Return the entry."""

    def count(self) -> int:
        """Return how many are stored."""

    def recent(self, since: datetime, limit: int) -> tuple[Entry, ...]:
        """Return entries at or after `since`, newest first."""

    def of_feed(self, feed_url: str, since: datetime, limit: int) -> tuple[Entry, ...]:
        """Return the feed's entries published (or else seen) at or after `since`, newest first."""


class Matches(Protocol):
    """Which entries satisfied which watchlists."""

    def add(self, matches: Sequence[Match]) -> None:
        """Store matches; one of the same entry and watchlist is ignored."""


class Incidents(Protocol):
    """Events and the entries that report them."""

    def open(self, since: datetime) -> tuple[Incident, ...]:
        """Return incidents with a report at or after `since`, in order of their first report."""

    def put(self, incident: Incident) -> None:
        """Store the incident, replacing what was there."""

    def get(self, incident_id: str) -> Incident | None:
        """Return the incident."""


class Unit(Protocol):
    """One transaction's view of all tables. Also a `bot.ports.Unit`."""

    @property
    def feeds(self) -> Feeds: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def matches(self) -> Matches: ...
    @property
    def incidents(self) -> Incidents: ...
    @property
    def chats(self) -> Chats: ...
    @property
    def watchlists(self) -> Watchlists: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def meta(self) -> Meta: ...

    def purge(self, before: datetime, limit: int = 500) -> int:
        """Delete up to `limit` rows of each kind that ended before `before`; return how many went.

        Alerts that were sent or given up; incidents and who was told of them; entries, except that
        those without a date are only emptied, since their feed would show them as new.
        Matches go with their entries. Call it again while it returns more than 0.
        """

    def stats(self) -> Stats:
        """Return how much is stored and how it fares."""


class Database(Protocol):
    """A place that runs work in transactions; see `bot.ports.Database`."""

    async def run(self, work: Callable[[Unit], T]) -> T:
        """Run `work` in one write transaction off the event loop; commit on return, roll back on raise."""

    async def close(self) -> None:
        """Finish what runs and release the place."""
