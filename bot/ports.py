"""What the bot needs from storage. One unit of work is one transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from bot.model import Alert, ChatState, Delivery, DeliveryState, Draft, DraftKind, Subscriber
from filters.model import Watchlist

T = TypeVar("T")


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


class Watchlists(Protocol):
    """What the chats follow. Every change raises `version`."""

    def version(self) -> int:
        """Return a number that grows with every change of any watchlist."""

    def all(self) -> tuple[Watchlist, ...]:
        """Return every watchlist in order of id."""

    def of_chat(self, chat_id: int, thread_id: int | None = None) -> tuple[Watchlist, ...]:
        """Return the chat's watchlists in order of id; of one thread when given."""

    def get(self, chat_id: int, watchlist_id: int) -> Watchlist | None:
        """Return the watchlist if it belongs to the chat."""

    def add(
        self, chat_id: int, thread_id: int, kind: str, name: str, query: str, created_at: datetime
    ) -> Watchlist:
        """Store a watchlist and return it with its id; the same (chat, thread, kind, query) twice returns the first."""

    def remove(self, chat_id: int, watchlist_id: int) -> bool:
        """Delete it; False if the chat has no such watchlist."""


class Drafts(Protocol):
    """Pending questions of conversations."""

    def add(
        self, chat_id: int, thread_id: int, user_id: int, kind: DraftKind, text: str, expires_at: datetime
    ) -> Draft:
        """Store a question and return it with its id."""

    def take(self, draft_id: int, chat_id: int, now: datetime) -> Draft | None:
        """Return and delete the chat's draft; None if gone, expired or another chat's."""

    def purge(self, now: datetime) -> int:
        """Delete the expired ones; return how many."""


class Outbox(Protocol):
    """Alerts that wait, are under way, or are done."""

    def add(self, alerts: Sequence[Alert]) -> int:
        """Queue alerts; one whose (chat, thread, incident, revision) exists is ignored. Return how many are new."""

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
    ) -> None:
        """Record what became of a claimed row.

        SENT with a `message_id` also remembers it as the chat's message about the incident.
        QUEUED and UNKNOWN give it back, not before `not_before`; both count as an attempt.
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
        """Return for (chat, thread, incident) the highest revision ever queued to it."""

    def next_due_at(self) -> datetime | None:
        """Return when the next waiting row is due, None if nothing waits."""

    def depth(self) -> dict[DeliveryState, int]:
        """Return how many rows stand in each state."""


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

    def done(self, update_id: int) -> None:
        """Delete a handled update."""

    def last_id(self) -> int | None:
        """Return the highest update id ever stored, also after it was handled."""


class Unit(Protocol):
    """One transaction's view of the tables."""

    @property
    def chats(self) -> Chats: ...
    @property
    def watchlists(self) -> Watchlists: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def outbox(self) -> Outbox: ...
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
