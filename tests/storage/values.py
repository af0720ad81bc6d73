"""Values of the models: plain ones to build on, and strategies for all of them."""

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from bot.model import Alert, AlertKind, Content, Priority, Reason, Subscriber
from feeds.model import Entry, Feed
from filters.model import Event, Incident, Status

T = TypeVar("T")

NOW = datetime(2026, 3, 5, 20, 40, 12, 345678, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

FEED = Feed("https://news.example/rss", "وكالة الرافدين")
ENTRY = Entry("guid-1", FEED.url, FEED.outlet, "https://news.example/1", "سقوط صاروخين", "نص الخبر", NOW, NOW)
INCIDENT = Incident("i1", Event.ATTACK, "green-zone/baghdad", (), Status.INITIAL, NOW, NOW)
CHAT = Subscriber(7, "private", "ar", NOW)
CONTENT = Content(Event.ATTACK, "green-zone/baghdad", Status.INITIAL, "عنوان", "مصدر", None, NOW)
REASON = Reason("first-report", (1,), ("المنطقة الخضراء",))
ALERT = Alert(
    chat_id=CHAT.chat_id,
    thread_id=0,
    incident_id="i1",
    revision=1,
    kind=AlertKind.NEW,
    priority=Priority.BREAKING,
    content=CONTENT,
    reason=REASON,
    created_at=NOW,
    expires_at=NOW + 6 * HOUR,
)


def alert(incident_id: str = "i1", revision: int = 1, **changes: Any) -> Alert:
    """Return an alert for chat 7, told otherwise."""
    return replace(ALERT, incident_id=incident_id, revision=revision, **changes)


def entry(number: int, **changes: Any) -> Entry:
    """Return an entry that no other number gives."""
    return replace(ENTRY, id=f"guid-{number}", title=f"خبر رقم {number}", **changes)


def values_of(kind: type[T], *, without_nul: bool = True) -> st.SearchStrategy[T]:
    """Return a strategy for every value that the annotations of a dataclass allow."""
    return _strategy(kind, texts(without_nul=without_nul))


def texts(*, without_nul: bool = True) -> st.SearchStrategy[str]:
    """Return a strategy for text that can be encoded."""
    wild = st.characters(exclude_categories=["Cs"], exclude_characters="\0" if without_nul else "")
    arabic = st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإةىؤئـَُِّْ ٠٩\u200f\u202b«»،؟")
    return st.text(st.one_of(arabic, wild), max_size=12)


def instants() -> st.SearchStrategy[datetime]:
    """Return a strategy for aware UTC instants, to the microsecond."""
    return st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def _strategy(kind: Any, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: text,
        int: st.integers(-(2**63), 2**63 - 1),
        bool: st.booleans(),
        float: st.floats(allow_nan=False, allow_infinity=False),
        datetime: instants(),
        timedelta: st.timedeltas(timedelta(0), timedelta(days=9999)),
        type(None): st.none(),
    }
    if kind in plain:
        return plain[kind]
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: _strategy(hints[field.name], text) for field in fields(kind)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    return _composed(kind, text)


def _composed(kind: Any, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, UnionType):
        return st.one_of(*(_strategy(part, text) for part in inner))
    if origin is frozenset:
        return st.frozensets(_strategy(inner[0], text), max_size=3)
    if origin is tuple and inner[1:] == (...,):
        return st.lists(_strategy(inner[0], text), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(_strategy(part, text) for part in inner))
    raise NotImplementedError(kind)
