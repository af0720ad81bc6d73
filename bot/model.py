"""Who is told what, why, and what became of it: plain values."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Literal

from filters.model import Claim, Event, Evidence, Hit, Status


class ChatState(StrEnum):
    """Whether a chat accepts messages. Watchlists survive every state but a purge."""

    ACTIVE = "active"
    STOPPED = "stopped"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    KICKED = "kicked"
    RESTRICTED = "restricted"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One chat. Nothing about a person is kept beyond this."""

    chat_id: int
    kind: Literal["private", "group", "supergroup", "channel"]
    language: Literal["ar", "en"]
    created_at: datetime
    zone: str = "Asia/Baghdad"
    digits: Literal["western", "arabic"] = "western"
    state: ChatState = ChatState.ACTIVE


class AlertKind(StrEnum):
    """A first message, an edit of it in place, or a reply to it."""

    NEW = "new"
    EDIT = "edit"
    REPLY = "reply"


class Priority(IntEnum):
    """Which goes first; lower is sooner."""

    REPLY = 0
    BREAKING = 1
    NORMAL = 2
    UPDATE = 3
    DIGEST = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this chat is told this: which watchlists, which hits, which evidence.

    `decision` is the enumerated outcome of routing (`first-report`, `small-change`, `big-change`).
    `names` are the names of the watchlists in the order of `watchlist_ids`; a topic's is its slug.
    """

    decision: str
    watchlist_ids: tuple[int, ...]
    names: tuple[str, ...]
    hits: tuple[Hit, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    assignment: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a message needs, frozen when the alert was decided, so that sending reads nothing back.

    `sentence` is verbatim from the entry; `bold` holds the [start, end) offsets of the hits in it.
    `title_bold` does the same for the title. `news` names what changed (`claims`, `status`, `report`).
    `first_at` is when the incident was first reported, None if it is no incident of several reports.
    """

    event: Event
    place: str
    status: Status
    title: str
    source: str
    url: str | None
    at: datetime
    sentence: str = ""
    bold: tuple[tuple[int, int], ...] = ()
    title_bold: tuple[tuple[int, int], ...] = ()
    claims: tuple[Claim, ...] = ()
    outlets: tuple[str, ...] = ()
    news: tuple[str, ...] = ()
    first_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """The decision to tell one chat one thing: unique by (chat, thread, incident, revision)."""

    chat_id: int
    thread_id: int
    incident_id: str
    revision: int
    kind: AlertKind
    priority: Priority
    content: Content
    reason: Reason
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. Exactly one of `data` (at most 64 bytes) and `url` is given."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a map, with how many incidents it had; `place` is a path such as `green-zone/baghdad`."""

    place: str
    label: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map to be drawn when the message is sent: its heading, whose language, what is marked."""

    title: str
    language: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: Telegram HTML, rows of buttons, the page to preview.

    With a `drawing` it is a photo, and the text its caption.
    """

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    preview_url: str | None = None
    silent: bool = False
    drawing: Drawing | None = None


class DeliveryState(StrEnum):
    """Where an alert stands in the outbox."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert in the outbox.

    `target_message_id` is the chat's message about the incident, if one was sent.
    """

    id: int
    alert: Alert
    state: DeliveryState
    attempts: int
    not_before: datetime
    message_id: int | None = None
    target_message_id: int | None = None
    error: str | None = None


class DraftKind(StrEnum):
    """What a pending question of a conversation asks."""

    ADD = "add"
    REMOVE = "remove"
    STOP = "stop"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Draft:
    """A question put to a chat that waits for its button; survives a restart, ends at `expires_at`."""

    id: int
    chat_id: int
    thread_id: int
    user_id: int
    kind: DraftKind
    text: str
    expires_at: datetime
