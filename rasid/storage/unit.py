"""What the pass needs from storage, beside what the bot needs (`bot.ports`)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.ports import Chats, Drafts, Inbox, Ledger, Meta, Outbox, Watchlists
from feeds.model import Entry, Feed, FeedState
from feeds.websub import Subscription
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

    def claim_due(
        self, now: datetime, limit: int, lease: timedelta, besides: Sequence[str] = ()
    ) -> tuple[FeedRow, ...]:
        """Lease up to `limit` due feeds, the longest overdue first; a lease that ran out is due again.

        Those at the hosts `besides` are left for later.
        """

    def record(self, row: FeedRow, state: FeedState) -> bool:
        """Store the state and end the lease; False (nothing stored) if the lease was lost to another."""

    def release(self) -> None:
        """End every lease, for who holds the database alone: what was leased before is nobody's."""

    def resume(self, url: str, now: datetime) -> bool:
        """Make a feed that was stopped or waits due at `now`; False if none of that URL is polled."""

    def get(self, url: str) -> FeedRow | None:
        """Return the polled feed of that URL."""

    def all(self) -> tuple[FeedRow, ...]:
        """Return every polled feed in order of URL."""


class Subscriptions(Protocol):
    """What hubs were asked to send us, at most one for a feed."""

    def get(self, feed_url: str) -> Subscription | None:
        """Return the feed's subscription."""

    def of_token(self, token: str) -> Subscription | None:
        """Return the subscription that has the token."""

    def put(self, subscription: Subscription) -> None:
        """Store the subscription, replacing the feed's former one."""

    def remove(self, feed_url: str) -> None:
        """Delete the feed's subscription."""

    def due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """Return those of polled feeds whose hub is to be asked, the longest overdue first."""


class Entries(Protocol):
    """What was seen. An entry is stored once, for ever identified by its uid; it may be reworded."""

    def unknown(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Return those never stored, in their order."""

    def add(self, analysed: Iterable[tuple[Entry, Analysis | None]]) -> int:
        """Store entries with their analysis (None: recorded silently); return how many were new.

        One that is stored already stays as it was.
        """

    def retitled(self, entries: Sequence[Entry]) -> tuple[tuple[Entry, Entry], ...]:
        """Return those stored under another title, in their order, each after what is stored of it."""

    def reword(self, entry: Entry, analysis: Analysis | None) -> None:
        """Replace title, body and analysis of a stored entry; one that is not stored is ignored."""

    def get(self, uid: str) -> Entry | None:
        """Return the entry."""

    def count(self) -> int:
        """Return how many are stored."""

    def recent(self, since: datetime, limit: int) -> tuple[Entry, ...]:
        """Return entries at or after `since`, newest first."""

    def since(self, moment: datetime, limit: int, before: Entry | None = None) -> tuple[Entry, ...]:
        """Return entries at or after `moment` that come after `before`; see `bot.ports.Entries`."""

    def analyses(self, uids: Sequence[str]) -> dict[str, Analysis]:
        """Return what was found in those of the entries that were analysed, by uid."""

    def of_feed(self, feed_url: str, since: datetime, limit: int) -> tuple[Entry, ...]:
        """Return the feed's entries published (or else seen) at or after `since`, newest first."""


class Articles(Protocol):
    """Entries whose full text is still to be read."""

    def add(self, uids: Sequence[str], now: datetime) -> None:
        """Have the articles of these entries read from `now` on; one that waits already stays as it was."""

    def take(self, now: datetime, limit: int, lease: timedelta) -> tuple[Entry, ...]:
        """Return up to `limit` entries that are due, each again after `lease` unless it is done by then.

        One that was taken three times is forgotten, and so is one whose entry is gone.
        """

    def done(self, uid: str) -> None:
        """Forget the entry."""


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

    def absorb(self, gone_id: str, kept: Incident) -> None:
        """Store `kept` in place of the incident `gone_id` too, which was found to be the same.

        Whoever was told of `gone_id`, up to some revision, was told of `kept`, up to the same.
        """


class Forms(Protocol):
    """The forms of watched words as text, so that a start need not make them again."""

    def all(self, version: str) -> dict[str, str]:
        """Return the forms that were stored under `version`, by word."""

    def put(self, version: str, made: Mapping[str, str]) -> None:
        """Store forms by word, and delete those of any other version; a word that is stored stays so."""


class Unit(Protocol):
    """One transaction's view of all tables. Also a `bot.ports.Unit`."""

    @property
    def feeds(self) -> Feeds: ...
    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def articles(self) -> Articles: ...
    @property
    def matches(self) -> Matches: ...
    @property
    def incidents(self) -> Incidents: ...
    @property
    def chats(self) -> Chats: ...
    @property
    def watchlists(self) -> Watchlists: ...
    @property
    def forms(self) -> Forms: ...
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
