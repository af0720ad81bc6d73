"""What the bot needs from storage. One unit of work is one transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.model import Alert, ChatState, Delivery, DeliveryState, Draft, DraftKind, Subscriber
from feeds.model import Entry, Feed
from filters.model import Analysis, Incident, Watchlist

T = TypeVar("T")

# More than any revision: what `Outbox.told` says of an incident that a chat has muted.
MUTED = 2**62


class Chats(Protocol):
    """The chats that ever wrote to us."""

    def get(self, chat_id: int) -> Subscriber | None:
        """Return the chat, or None if it never wrote."""

    def put(self, subscriber: Subscriber) -> None:
        """Store the chat, replacing what was there."""

    def set_state(self, chat_id: int, state: ChatState) -> None:
        """Change only the state; an unknown chat is ignored."""

    def migrate(self, old_id: int, new_id: int) -> None:
        """Give everything of `old_id` (watchlists, drafts, outbox, told) to `new_id`."""

    def active(self, chat_ids: Sequence[int]) -> dict[int, Subscriber]:
        """Return those of `chat_ids` that accept messages."""

    def erase(self, chat_id: int) -> None:
        """Delete everything of the chat: its settings, watchlists, questions, alerts, what it was told."""

    def review_due(self, now: datetime, limit: int) -> tuple[Subscriber, ...]:
        """Return up to `limit` chats that accept messages and whose `digest_due_at` has come."""


class Watchlists(Protocol):
    """What the chats follow. Every change raises `version`."""

    def version(self) -> int:
        """Return a number that grows with every change of any watchlist."""

    def all(self) -> tuple[Watchlist, ...]:
        """Return every watchlist in order of id."""

    def changes(self, version: int) -> dict[int, Watchlist | None]:
        """Return by id what changed after `version`: each as it is now, None if it is gone.

        Costs as much as changed, not as there is. After version 0 that is all there ever was.
        """

    def of_chat(self, chat_id: int, thread_id: int | None = None) -> tuple[Watchlist, ...]:
        """Return the chat's watchlists in order of id; of one thread when given."""

    def get(self, chat_id: int, watchlist_id: int) -> Watchlist | None:
        """Return the watchlist if it belongs to the chat."""

    def add(
        self, chat_id: int, thread_id: int, kind: str, name: str, query: str, created_at: datetime
    ) -> Watchlist:
        """Store a watchlist and return it with its id; the same (chat, thread, kind, query) is the first."""

    def update(self, changed: Watchlist) -> bool:
        """Replace the chat's watchlist of that id.

        False, and nothing changes, if the chat has no such watchlist, or another one with that query.
        """

    def remove(self, chat_id: int, watchlist_id: int) -> bool:
        """Delete it; False if the chat has no such watchlist."""

    def share(self, chat_id: int, watchlist_id: int, token: str) -> str | None:
        """Return its token, that of before or else `token`; None if the chat has no such watchlist."""

    def shared(self, token: str) -> Watchlist | None:
        """Return the watchlist that is shared under `token`, whosever it is; None once it is not any more."""

    def unshare(self, chat_id: int, watchlist_id: int) -> bool:
        """Forget its token; False if it was not shared, or is not the chat's."""


class Drafts(Protocol):
    """Pending questions of conversations."""

    def add(
        self, chat_id: int, thread_id: int, user_id: int, kind: DraftKind, text: str, expires_at: datetime
    ) -> Draft:
        """Store a question and return it with its id."""

    def take(self, draft_id: int, chat_id: int, now: datetime) -> Draft | None:
        """Return and delete the chat's draft; None if gone, expired or another chat's."""

    def peek(self, draft_id: int, chat_id: int, now: datetime) -> Draft | None:
        """Return the chat's draft and leave it; None if gone, expired or another chat's."""

    def pending(
        self, chat_id: int, thread_id: int, user_id: int, kinds: Sequence[DraftKind], now: datetime
    ) -> Draft | None:
        """Return the person's latest question of one of these kinds, None if there is none."""

    def of_kind(self, chat_id: int, thread_id: int, kind: DraftKind, now: datetime) -> tuple[Draft, ...]:
        """Return everybody's of the kind in the chat's thread, in order of id."""

    def trim(self, chat_id: int, keep: int) -> None:
        """Delete all of the chat's but its latest `keep`."""

    def purge(self, now: datetime) -> int:
        """Delete the expired ones; return how many."""


class Outbox(Protocol):
    """Alerts that wait, are under way, or are done."""

    def add(self, alerts: Sequence[Alert]) -> int:
        """Queue alerts, each (chat, thread, incident, revision) once, and return how many are new."""

    def claim(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Mark up to `limit` due rows claimed and return them: best priority, then oldest, first.

        At most one row of a (chat, thread) is claimed at a time, rows of inactive chats and of
        paused chats (`pause`) are passed over, and a chat's rows keep their order of id.
        """

    def settle(
        self,
        delivery_id: int,
        state: DeliveryState,
        *,
        now: datetime,
        message_id: int | None = None,
        not_before: datetime | None = None,
        error: str | None = None,
        attempts: int | None = None,
    ) -> None:
        """Record what became of a claimed row.

        SENT with a `message_id` also remembers it as the chat's message about the incident.
        QUEUED and UNKNOWN give it back, not before `not_before`; both count as an attempt.
        With `attempts`, those that the row had when it was claimed, nothing happens if it has
        others by now: the outcome was recorded before, though the database failed to say so.
        """

    def recover(self, now: datetime, not_before: datetime) -> int:
        """Turn rows found claimed at start into UNKNOWN, due at `not_before`; return how many."""

    def expire(self, now: datetime) -> int:
        """Mark waiting rows past `expires_at` DEAD with error `expired`; return how many."""

    def drop_chat(self, chat_id: int, error: str) -> int:
        """Mark the chat's waiting rows DEAD; return how many."""

    def pause(self, chat_id: int, until: datetime) -> None:
        """Let nothing of the chat be claimed before `until`."""

    def get(self, delivery_id: int) -> Delivery | None:
        """Return the row."""

    def told(self, incident_ids: Sequence[str]) -> dict[tuple[int, int, str], int]:
        """Return for (chat, thread, incident) the highest revision ever queued to it, or MUTED."""

    def mute(self, chat_id: int, thread_id: int, incident_id: str, *, is_muted: bool) -> None:
        """Tell the chat's thread no more of an incident that it was told of, or tell it again."""

    def next_due_at(self) -> datetime | None:
        """Return when the next waiting row is due, None if nothing waits."""

    def depth(self) -> dict[DeliveryState, int]:
        """Return how many rows stand in each state."""


class Ledger(Protocol):
    """The outbox read back: what waits for whom, what was told, what was given up."""

    def waiting(self, chat_id: int, thread_id: int, limit: int) -> tuple[Delivery, ...]:
        """Return what waits for the chat's thread, the oldest first."""

    def claimed(self, before: datetime | None = None) -> tuple[Delivery, ...]:
        """Return what is under way, the oldest first; with `before`, what was claimed then or earlier."""

    def of_chat(self, chat_id: int, limit: int) -> tuple[Delivery, ...]:
        """Return the chat's latest alerts, the newest first."""

    def dead(self, limit: int, besides: Sequence[str] = ()) -> tuple[Delivery, ...]:
        """Return what was given up, the newest first, without those whose error is one of `besides`."""

    def since(self, chat_id: int, thread_id: int, moment: datetime, limit: int) -> tuple[Delivery, ...]:
        """Return the latest `limit` alerts of the chat's thread decided since `moment`, newest first."""

    def hold(self, delivery_id: int, until: datetime, expires_at: datetime) -> None:
        """Keep a claimed row for the digest that leaves at `until`, with error `quiet`."""

    def let_go(self, chat_id: int, now: datetime) -> int:
        """Let what is held for the end of the chat's quiet hours be due at `now`; return how many rows."""

    def shown(self, alert: Alert, message_id: int) -> Delivery | None:
        """Return the alert that became the chat's message `message_id` about `alert`'s incident."""

    def shift(self, step: timedelta) -> int:
        """Move the times of all that waits, and of the pauses, by `step`; return how many rows wait.

        For a wall clock that was set: what waits must neither expire by that nor be put off.
        """

    def release(self, delivery_id: int, not_before: datetime) -> None:
        """Give a claimed row back as if it had never been claimed, due at `not_before`."""

    def demote(self, delivery_ids: Sequence[int]) -> None:
        """Put waiting and claimed rows into the chat's digest, behind its other rows."""

    def revive(self, delivery_id: int, now: datetime, expires_at: datetime) -> bool:
        """Queue a dead letter afresh, due at `now`; False if it is none."""


class Meta(Protocol):
    """Small facts that must survive a restart, such as the update offset."""

    def get(self, key: str) -> str | None:
        """Return the value, None if never set."""

    def put(self, key: str, value: str) -> None:
        """Store the value."""


class Inbox(Protocol):
    """Telegram updates received and not yet handled. Adding one twice is harmless."""

    def add(self, updates: Sequence[tuple[int, str]]) -> None:
        """Store (update_id, json) pairs; known ids are ignored."""

    def pending(self, limit: int) -> tuple[tuple[int, str], ...]:
        """Return unhandled updates in order of id."""

    def replace(self, update_id: int, body: str) -> None:
        """Put what is still owed for a handled update in the place of its text."""

    def done(self, update_id: int) -> None:
        """Delete a handled update."""

    def last_id(self) -> int | None:
        """Return the highest update id ever stored, also after it was handled."""


class Entries(Protocol):
    """The entries that were seen."""

    def get(self, uid: str) -> Entry | None:
        """Return the entry."""

    def since(self, moment: datetime, limit: int, before: Entry | None = None) -> tuple[Entry, ...]:
        """Return entries published (or else seen) at or after `moment`, newest first; of equals by uid.

        Only those that come after `before` in that order when it is given: the next slice.
        """

    def analyses(self, uids: Sequence[str]) -> dict[str, Analysis]:
        """Return what was found in those of the entries that were analysed, by uid."""


class Polled(Protocol):
    """A feed that is polled, and what is remembered of it."""

    @property
    def feed(self) -> Feed: ...


class Feeds(Protocol):
    """The feeds that are polled."""

    def all(self) -> Sequence[Polled]:
        """Return every polled feed in order of URL."""


class Incidents(Protocol):
    """Events and the entries that report them."""

    def open(self, since: datetime) -> tuple[Incident, ...]:
        """Return incidents with a report at or after `since`, in order of their first report."""

    def get(self, incident_id: str) -> Incident | None:
        """Return the incident, None if it is no more."""


class Unit(Protocol):
    """One transaction's view of the tables."""

    @property
    def feeds(self) -> Feeds: ...
    @property
    def entries(self) -> Entries: ...
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


class Database(Protocol):
    """Runs work in transactions."""

    async def run(self, work: Callable[[Unit], T]) -> T:
        """Run `work` in one transaction off the event loop and return its result.

        Committed when `work` returns, rolled back when it raises. `work` must not wait for
        anything but the database, and must not keep the unit.
        """
