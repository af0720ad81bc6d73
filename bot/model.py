"""Who is told what, why, and what became of it: plain values."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Literal

from filters.model import Claim, Event, Evidence, Hit, Status, Volume

# The error of an alert that waits for the end of the chat's quiet hours.
QUIET = "quiet"


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
    """One chat. Nothing about a person is kept beyond this.

    Times of day are minutes after midnight of `zone`. Between `quiet_from` and `quiet_to` (both None:
    never) alerts are held until the morning, but for urgent ones if `is_woken`. `digest_due_at` is
    when the next review is due. With `maps` a first alert is followed by
    a map. `editors` are the people who may see to a group's watchlists beside its
    admins.
    """

    chat_id: int
    kind: Literal["private", "group", "supergroup", "channel"]
    language: Literal["ar", "en"]
    created_at: datetime
    zone: str = "Asia/Baghdad"
    digits: Literal["western", "arabic"] = "western"
    state: ChatState = ChatState.ACTIVE
    quiet_from: int | None = None
    quiet_to: int | None = None
    is_woken: bool = True
    digest: Literal["off", "daily", "weekly"] = "off"
    digest_at: int = 8 * 60
    digest_due_at: datetime | None = None
    editors: tuple[int, ...] = ()
    maps: bool = False


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
    `volume` is that of the loudest of them. `score` is how well the entry fits its incident, 0-1, 0.0
    where no likeness decided.
    """

    decision: str
    watchlist_ids: tuple[int, ...]
    names: tuple[str, ...]
    hits: tuple[Hit, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    assignment: str = ""
    volume: Volume = "normal"
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Notice:
    """What the operator should know of the daemon itself; `kind` is a key of the catalogues.

    `about` names what it is about, among all notices: a feed's URL or a word. `detail` is in English,
    `command` what to type to mend it, `since` is when it began, `count` of how many it tells, `is_relief`
    that it ends an earlier notice.
    """

    kind: str
    about: str
    at: datetime
    outlet: str = ""
    url: str | None = None
    detail: str = ""
    command: str = ""
    since: datetime | None = None
    count: int = 0
    is_relief: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    """What one report is called, where it is read, when it was published."""

    title: str
    url: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a message needs, frozen when the alert was decided, so that sending reads nothing back.

    `sentence` is verbatim from the entry; `bold` holds the [start, end) offsets of the hits in it.
    `title_bold` does the same for the title. `news` names what changed (`claims`, `status`, `report`).
    `first_at` is when the incident was first reported, None if it is no incident of several reports.
    `latest` is its newest report, None where the others say nothing that it does not.
    With a `notice` it is no news but a word to the operator.
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
    latest: Headline | None = None
    notice: Notice | None = None


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
class Series:
    """How often something happened on each of a chart's days, in their order."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart to be drawn when the message is sent: a bar for each day, cut into the series."""

    title: str
    language: str
    days: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text file, in UTF-8."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: Telegram HTML, rows of buttons, the page to preview.

    With a `drawing` it is a photo, with a `document` a file, and the text its caption.
    """

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    preview_url: str | None = None
    silent: bool = False
    drawing: Drawing | Chart | None = None
    document: Document | None = None


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
    SEARCH = "search"
    SHARED = "shared"
    IMPORT = "import"
    RENAME = "rename"
    REWRITE = "rewrite"
    ZONE = "zone"
    QUIET = "quiet"
    DIGEST = "digest"
    TAKEN = "taken"
    PREVIEW = "preview"
    REPLACE = "replace"


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
