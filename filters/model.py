"""What was found in an entry, and what the reports of one event add up to: plain values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from feeds.model import Entry

FieldName = Literal["title", "body"]
Volume = Literal["urgent", "normal", "silent", "digest"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the printed text: `text` is what stands at [`start`, `end`) of `field`.

    Offsets count code points of the entry's title or body.
    """

    field: FieldName
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a term of a watchlist stands in an entry, and as which form of it.

    `term` is the term as typed; `form` the dictionary form that the token was recognised
    as; `form_class` why that form belongs to the term (`sg`, `dual`, `plural`, `verb`,
    `name`, `alias`, `exact`, …); `proclitic` and `enclitic` what was cut off;
    `context` the printed word that settled a homograph's sense.
    """

    span: Span
    term: str
    form: str = ""
    form_class: str = ""
    proclitic: str = ""
    enclitic: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Watchlist:
    """What one chat follows. `query` is the watchlist language; for `kind` "topic", a topic's slug.

    `volume` says how it speaks: urgent also in quiet hours, normal, silent without a sound, digest
    only in the chat's review.
    """

    id: int
    chat_id: int
    thread_id: int
    kind: Literal["keywords", "topic"]
    name: str
    query: str
    created_at: datetime
    paused: bool = False
    muted_until: datetime | None = None
    volume: Volume = "normal"

    def is_heard(self, now: datetime) -> bool:
        """Return whether it may tell its chat anything at `now`."""
        return not self.paused and (self.muted_until is None or self.muted_until <= now)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that satisfies a watchlist, with every hit in order of field and offset."""

    watchlist_id: int
    entry: Entry
    hits: tuple[Hit, ...]


class Event(StrEnum):
    """The gravest security event that an entry newly reports, in falling gravity."""

    ATTACK = "attack"
    EXPLOSION = "explosion"
    ALERT = "alert"
    FIRE = "fire"
    ACCIDENT = "accident"
    PROTEST = "protest"
    CLOSURE = "closure"
    ARREST = "arrest"
    CRIME = "crime"
    STATEMENT = "statement"
    NONE = "none"


class Actuality(StrEnum):
    """Whether the event happened now, was only recalled, was announced, denied, played, meant otherwise."""

    NEW = "new"
    BACKGROUND = "background"
    THREAT = "threat"
    DENIAL = "denial"
    DRILL = "drill"
    FIGURATIVE = "figurative"
    NA = "na"


class Qualifier(StrEnum):
    """How a count was said: 4, «أكثر من», «نحو», «عدة», «عشرات», «لا إصابات»."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    ABOUT = "about"
    SEVERAL = "several"
    TENS = "tens"
    NONE_REPORTED = "none_reported"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure that somebody states. `kind` is what is counted: a weapon kind, `killed`, `injured`.

    `count` is None when not told; `source` is who is cited, as printed, None for the
    outlet's own voice.
    """

    kind: str
    count: int | None
    qualifier: Qualifier
    source: str | None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of the gazetteer or of an actor that occurs in the entry."""

    entity: str
    type: str
    span: Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which words decided a judgement: `rule` is a name in docs/glossary.md or a lexicon."""

    rule: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Recollection:
    """An event that an entry speaks of without reporting it: what is condemned, mourned, investigated.

    `is_named` says that its words call it by what it was («تفجير»), not only by its victims («شهداء»);
    `is_definite` that they mean a certain one («التفجير», «تفجير الكرادة»); `weapons` are the kinds of
    weapon that they name.
    """

    event: Event
    place: str
    is_named: bool = True
    is_definite: bool = False
    weapons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an entry is about. `place` is a path, most precise first: `green-zone/baghdad`, "" if unknown.

    `topics` holds slugs of the topics whose definition the entry satisfies. `summary`
    holds sentences of the entry, verbatim.
    """

    event: Event
    actuality: Actuality
    place: str
    topics: tuple[str, ...] = ()
    weapons: tuple[Quantity, ...] = ()
    killed: tuple[Quantity, ...] = ()
    injured: tuple[Quantity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    summary: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    recalled: Recollection | None = None


class Status(StrEnum):
    """How sure an incident is: أولي، متعدد المصادر، مؤكد رسميًا، متضارب، منفي."""

    INITIAL = "initial"
    MULTI_SOURCE = "multi-source"
    OFFICIAL = "official"
    CONFLICTING = "conflicting"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure of one report: who published it, who is cited in it, when."""

    kind: str
    count: int | None
    qualifier: Qualifier
    outlet: str
    cited: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """One entry's place in an incident; `terms` are its folded content words, for likeness.

    A follow-up (`is_follow_up`) speaks of the event after it: it is listed, but confirms nothing.
    """

    entry_uid: str
    entry_id: str
    outlet: str
    title: str
    url: str | None
    at: datetime
    terms: frozenset[str] = frozenset()
    is_follow_up: bool = False


class _Claimed:
    """What is known of an incident's claims at a glance: no fields, so that nobody stores them."""

    __slots__ = ("figures", "kinds")
    kinds: frozenset[str]
    figures: frozenset[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Incident(_Claimed):
    """Entries judged to report one event. `revision` grows by one with every change worth telling.

    `id` derives from the first entry, so replaying the same entries gives the same ids. `recalled` is
    what a statement or another entry without an event of its own speaks of. `places` are the paths of
    all the places at which its reports put it, in the order told: a square, then the embassy beside it.
    `kinds` and `figures` are those of its claims, kept for whoever compares it with many.
    """

    id: str
    event: Event
    place: str
    topics: tuple[str, ...]
    status: Status
    first_at: datetime
    last_at: datetime
    revision: int = 1
    reports: tuple[Report, ...] = ()
    claims: tuple[Claim, ...] = ()
    recalled: Recollection | None = None
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", frozenset(claim.kind for claim in self.claims))
        object.__setattr__(self, "figures", frozenset((claim.kind, claim.count) for claim in self.claims))

    @property
    def outlets(self) -> tuple[str, ...]:
        """Return the outlets that report it, each once, in the order of their first report."""
        return tuple(dict.fromkeys(report.outlet for report in self.reports if not report.is_follow_up))


class Change(StrEnum):
    """What an entry did to its incident."""

    OPENED = "opened"
    SMALL = "small"
    BIG = "big"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Assignment:
    """The incident after an entry was added, what that changed, and why it was put there.

    `score` is how well the entry fits, 0-1, 0.0 where no likeness decided. `merged` are ids of
    incidents that were found to be this one: their reports and claims are in it, they are no more.
    """

    incident: Incident
    change: Change
    reason: str
    news: tuple[str, ...] = field(default=())
    score: float = 0.0
    merged: tuple[str, ...] = ()
