"""What a feed is, what was remembered of it, what it said: plain values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

LIMIT_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Feed:
    """What we poll. Its identity is `url`.

    `outlet` is the name shown to readers; feeds of one outlet count as one voice.
    `zone` is the IANA zone in which the outlet prints dates that carry none. With a `slowest`
    it is polled by its own rhythm, between that and `interval`; without, at `interval`.
    With `full_text` the articles behind its short summaries are read too.
    """

    url: str
    outlet: str
    language: str = "ar"
    zone: str = "Asia/Baghdad"
    interval: timedelta = timedelta(minutes=5)
    limit_bytes: int = LIMIT_BYTES
    slowest: timedelta | None = None
    full_text: bool = False


class FetchClass(StrEnum):
    """The kinds of trouble a poll can meet; shown by `rasid feeds list`."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    FORBIDDEN_ADDRESS = "forbidden-address"
    BAD_URL = "bad-url"
    REDIRECT_LOOP = "redirect-loop"
    HTTP_CLIENT = "http-4xx"
    GONE = "gone"
    RATE_LIMITED = "rate-limited"
    HTTP_SERVER = "http-5xx"
    TOO_LARGE = "too-large"
    BAD_ENCODING = "bad-encoding"
    NOT_A_FEED = "not-a-feed"
    EMPTY = "empty"
    PARSER_KILLED = "parser-killed"


class Trouble(StrEnum):
    """What is wrong with a feed for so long that its operator is told; the graver later."""

    SILENT = "silent"
    FAILING = "failing"
    NOT_A_FEED = "not-a-feed"
    QUARANTINED = "quarantined"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered between two polls of one feed.

    `failures` counts polls in a row that failed; `baselined_at` is None until the
    first good poll, whose entries are recorded without an alert unless they are young.
    `gap` is the usual time between two entries. `address` is where it is asked instead of its
    URL, once a permanent redirect to it was met in `moved_polls` polls since `moved_since`.
    `kills` counts the parser workers that it cost since it was last parsed; `trouble` is what
    its operator was last told of it, None while it is well. `ttl`, `quiet_hours` and `quiet_days`
    are what its last document wished (see `ParsedFeed`).
    """

    url: str
    next_poll_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: int = 0
    error_class: FetchClass | None = None
    error_detail: str | None = None
    last_success_at: datetime | None = None
    last_entry_at: datetime | None = None
    baselined_at: datetime | None = None
    gap: timedelta | None = None
    address: str | None = None
    moved_to: str | None = None
    moved_polls: int = 0
    moved_since: datetime | None = None
    kills: int = 0
    trouble: Trouble | None = None
    ttl: timedelta | None = None
    quiet_hours: int = 0
    quiet_days: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as published. Its identity is (`feed_url`, `id`).

    `id` is the guid, else the link, else a hash of title and body. Texts are plain
    (no HTML, entities resolved), NFC, without control characters. `published_at` is None
    when the feed gave no date that can be believed; `seen_at` is the time of first sight.
    """

    id: str
    feed_url: str
    source: str
    url: str | None
    title: str
    body: str
    published_at: datetime | None
    seen_at: datetime

    @property
    def uid(self) -> str:
        """Return 32 hex digits that name this entry among all feeds."""
        named = f"{self.feed_url}\n{self.id}".encode(errors="surrogatepass")
        return blake2b(named, digest_size=16).hexdigest()

    @property
    def at(self) -> datetime:
        """Return when it was published, as far as is known: never None."""
        return self.published_at or self.seen_at


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The entries of one document in its order, and what it said of itself.

    `quiet_hours` (GMT) and `quiet_days` (Monday first) are bits: when it wants not to be asked.
    `hub` and `topic` say where and under which name it can be subscribed to.
    """

    title: str
    entries: tuple[Entry, ...]
    ttl: timedelta | None = None
    warning: str | None = None
    quiet_hours: int = 0
    quiet_days: int = 0
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body arrived. `url` is where it came from after redirects, `hub` and `topic` what its links said."""

    body: bytes
    url: str
    content_type: str | None
    etag: str | None
    last_modified: str | None
    retry_after: timedelta | None = None
    moved_to: str | None = None
    max_age: timedelta | None = None
    hub: str | None = None
    topic: str | None = None

    @property
    def body_hash(self) -> str:
        """Return 32 hex digits of the body, to notice the same bytes again."""
        return blake2b(self.body, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server said 304, or sent the very bytes of last time."""

    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """No news could be had. `detail` is for the operator, without secrets.

    `is_permanent` means that asking again makes no sense (410); `retry_after` is the
    server's own wish, already clamped.
    """

    error_class: FetchClass
    detail: str
    is_permanent: bool = False
    retry_after: timedelta | None = None


FetchOutcome = Fetched | NotModified | FetchFailed
