"""A chat's watchlists and settings as a file, and back: JSON in UTF-8 that people can read and edit."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args
from zoneinfo import available_timezones

from bot.hours import minute_of_day
from bot.markup import clean_foreign
from bot.model import Subscriber
from filters.model import Volume, Watchlist
from filters.query import QueryError, parse
from filters.topics import all_topics

FORMAT = 1
LIMIT_BYTES = 1_000_000
MOST_WATCHLISTS = 1_000
_MARK = "rasid"
_LIMIT_NAME = 60
_VOLUMES = get_args(Volume)
_ZONES = available_timezones()

Reason = Literal["too-large", "not-json", "not-ours", "too-new", "too-many", "too-often", "not-fetched"]


@dataclass(frozen=True, slots=True)
class Carried:
    """A watchlist without its owner."""

    kind: Literal["keywords", "topic"]
    query: str
    name: str
    paused: bool = False
    volume: Volume = "normal"


@dataclass(frozen=True, slots=True)
class Bad:
    """A watchlist of a file that can't be taken: `code` is that of its QueryError, or `other`."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Portable:
    """What a file holds. `settings` are fields of a Subscriber with values that it may have."""

    watchlists: tuple[Carried, ...]
    settings: tuple[tuple[str, Any], ...] = ()
    bad: tuple[Bad, ...] = ()

    def applied_to(self, subscriber: Subscriber) -> Subscriber:
        """Return the chat with the settings of the file."""
        return replace(subscriber, **dict(self.settings))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why nothing of a file can be taken."""

    reason: Reason


def carried(watchlist: Watchlist) -> Carried:
    """Return the watchlist without its owner."""
    return Carried(
        watchlist.kind, watchlist.query, watchlist.name, paused=watchlist.paused, volume=watchlist.volume
    )


def written(subscriber: Subscriber, watchlists: Iterable[Carried], now: datetime) -> str:
    """Return the file: which chat it was is not in it."""
    value = {
        _MARK: FORMAT,
        "exported_at": now.isoformat(timespec="seconds"),
        "settings": _settings(subscriber),
        "watchlists": [_item(one) for one in watchlists],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _settings(subscriber: Subscriber) -> dict[str, object]:
    begin, end = subscriber.quiet_from, subscriber.quiet_to
    is_quiet = begin is not None and end is not None
    return {
        "language": subscriber.language,
        "digits": subscriber.digits,
        "zone": subscriber.zone,
        "quiet": [_clock(begin or 0), _clock(end or 0)] if is_quiet else None,
        "urgent_in_quiet": subscriber.is_woken,
        "maps": subscriber.maps,
        "digest": subscriber.digest,
        "digest_at": _clock(subscriber.digest_at),
    }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _item(one: Carried) -> dict[str, object]:
    named = {"name": one.name} if one.name != one.query else {}
    paused = {"paused": True} if one.paused else {}
    volume = {"volume": one.volume} if one.volume != "normal" else {}
    return {"kind": one.kind, "query": one.query, **named, **paused, **volume}


def read(data: bytes, query_chars: int, *, is_ours: bool = False) -> Portable | Unreadable:
    """Return what the file holds, each watchlist once; what can't be taken is among `bad`.

    Costs up to a few milliseconds for each watchlist, but next to nothing if it `is_ours`:
    written by us from what was read before.
    """
    if len(data) > LIMIT_BYTES:
        return Unreadable("too-large")
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Unreadable("not-json")
    version = value.get(_MARK) if isinstance(value, dict) else None
    listed = value.get("watchlists", []) if isinstance(value, dict) else None
    if type(version) is not int or not isinstance(listed, list):
        return Unreadable("not-ours")
    if version > FORMAT:
        return Unreadable("too-new")
    if len(listed) > MOST_WATCHLISTS:
        return Unreadable("too-many")
    return _read(listed, value.get("settings"), query_chars, is_ours=is_ours)


def _read(listed: list[Any], settings: object, query_chars: int, *, is_ours: bool) -> Portable:
    good: dict[tuple[str, str], Carried] = {}
    bad: list[Bad] = []
    for value in listed:
        one = _carried_of(value)
        if one is None:
            bad.append(Bad(_name_of(value), "other"))
            continue
        code = None if is_ours else _fault(one, query_chars)
        if code is None:
            good.setdefault((one.kind, one.query), one)
        else:
            bad.append(Bad(one.name, code))
    return Portable(tuple(good.values()), _settings_of(settings), tuple(bad))


def _carried_of(value: object) -> Carried | None:
    if not isinstance(value, dict):
        return None
    kind, query = value.get("kind", "keywords"), _line(value.get("query"))
    volume = value.get("volume", "normal")
    if kind not in ("keywords", "topic") or not query or volume not in _VOLUMES:
        return None
    name = _line(value.get("name"))[:_LIMIT_NAME].strip() or query
    return Carried(kind, query, name, paused=value.get("paused") is True, volume=volume)


def _line(value: object) -> str:
    """Return a text on one line without anything invisible, "" for what is no text."""
    return " ".join(clean_foreign(value).split()) if isinstance(value, str) else ""


def _name_of(value: object) -> str:
    fields = value if isinstance(value, dict) else {}
    return (_line(fields.get("name")) or _line(fields.get("query")) or "?")[:_LIMIT_NAME]


def _fault(one: Carried, query_chars: int) -> str | None:
    """Return why the query can't be taken, None if it can."""
    if one.kind == "topic":
        return None if any(topic.slug == one.query for topic in all_topics()) else "other"
    if len(one.query) > query_chars:
        return "too-long"
    try:
        parse(one.query)
    except QueryError as error:
        return error.code
    return None


def _settings_of(value: object) -> tuple[tuple[str, Any], ...]:
    """Return those settings that a chat may have; anything else counts as not there."""
    if not isinstance(value, Mapping):
        return ()
    found: dict[str, object] = {}
    for key, allowed in (
        ("language", ("ar", "en")),
        ("digits", ("western", "arabic")),
        ("digest", ("off", "daily", "weekly")),
    ):
        if value.get(key) in allowed:
            found[key] = value[key]
    if isinstance(value.get("zone"), str) and value["zone"] in _ZONES:
        found["zone"] = value["zone"]
    if isinstance(value.get("urgent_in_quiet"), bool):
        found["is_woken"] = value["urgent_in_quiet"]
    if isinstance(value.get("maps"), bool):
        found["maps"] = value["maps"]
    at = minute_of_day(_line(value.get("digest_at")))
    if at is not None:
        found["digest_at"] = at
    return tuple((found | _quiet_of(value)).items())


def _quiet_of(value: Mapping[str, Any]) -> dict[str, object]:
    quiet = value.get("quiet", ())
    if quiet is None:
        return {"quiet_from": None, "quiet_to": None}
    times = [minute_of_day(_line(one)) for one in quiet] if isinstance(quiet, list) else []
    if len(times) != 2 or None in times or times[0] == times[1]:  # noqa: PLR2004  # a beginning and an end
        return {}
    return {"quiet_from": times[0], "quiet_to": times[1]}
