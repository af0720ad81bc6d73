"""A chat's hours: when it wants quiet, and when its review is due, also where clocks change."""

import re
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.model import Subscriber

_DAY_MINUTES = 24 * 60
_NOON = 12
# The working week begins on a Sunday in most Arab countries.
_REVIEW_WEEKDAY = 6
_LONGEST_WAIT_DAYS = 8
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_TIME = re.compile(r"(\d{1,2})(?:[:.٫](\d{2}))?\s*(ص|صباحا|صباحًا|م|مساء|مساءً|am|pm)?", re.IGNORECASE)
_AFTERNOON = ("م", "مساء", "مساءً", "pm")
_BETWEEN = re.compile(r"\s*(?:-|–|—|إلى|الى|حتى|to|until)\s*", re.IGNORECASE)


def quiet_until(subscriber: Subscriber, now: datetime) -> datetime | None:
    """Return when the quiet hours that hold at `now` end, None if none do."""
    begin, end = subscriber.quiet_from, subscriber.quiet_to
    if begin is None or end is None or begin == end:
        return None
    local = now.astimezone(ZoneInfo(subscriber.zone))
    minute = local.hour * 60 + local.minute
    is_quiet = begin <= minute < end if begin < end else minute >= begin or minute < end
    if not is_quiet:
        return None
    is_over_midnight = begin > end and minute >= begin
    return _at(local.date() + timedelta(days=is_over_midnight), end, subscriber.zone)


def next_review(subscriber: Subscriber, now: datetime) -> datetime | None:
    """Return the first moment after `now` at which the chat's review is due, None if it wants none."""
    if subscriber.digest == "off":
        return None
    today = now.astimezone(ZoneInfo(subscriber.zone)).date()
    days = [today + timedelta(days=ahead) for ahead in range(_LONGEST_WAIT_DAYS)]
    due = [
        at
        for day in days
        if subscriber.digest == "daily" or day.weekday() == _REVIEW_WEEKDAY
        if (at := _at(day, subscriber.digest_at, subscriber.zone)) > now
    ]
    return due[0]


def review_begin(subscriber: Subscriber, due_at: datetime) -> datetime:
    """Return since when the review that is due at `due_at` tells: a day or a week before it."""
    return due_at - timedelta(days=7 if subscriber.digest == "weekly" else 1)


def minute_of_day(text: str) -> int | None:
    """Return the minutes after midnight of «7», «07:30», «٧:٣٠ ص», «9 pm»; None for anything else."""
    found = _TIME.fullmatch(text.strip().translate(_ARABIC_DIGITS))
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= _NOON:
        return None
    if half:
        hour = hour % _NOON + (_NOON if half in _AFTERNOON else 0)
    minutes = hour * 60 + minute
    return minutes if minute < 60 and minutes < _DAY_MINUTES else None  # noqa: PLR2004  # minutes of an hour


class Misread(StrEnum):
    """Why a text is no span of a day: not two times, no such time in a day, or twice the same one."""

    TWO = "two"
    TIME = "time"
    SAME = "same"


def span_of_day(text: str) -> tuple[int, int] | Misread:
    """Return the two times of «23:00-07:00» or «11 مساء إلى 7 صباحا», or why they are none."""
    times = _BETWEEN.split(text.strip())
    if len(times) != 2:  # noqa: PLR2004  # begin and end
        return Misread.TWO
    begin, end = map(minute_of_day, times)
    if begin is None or end is None:
        return Misread.TIME
    return Misread.SAME if begin == end else (begin, end)


def _at(day: date, minutes: int, zone: str) -> datetime:
    """Return the moment of a local time; one that the clock skips counts by the time before the change."""
    return datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(zone)).astimezone(UTC)
