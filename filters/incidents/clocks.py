"""The hour of day at which a text says that something happened: «في الساعة 0225», «قرابة الرابعة فجرا»."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from filters.arabic import fold

_HOUR_NAMES = (
    "الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة",
    "العاشرة", "الحادية عشرة", "الثانية عشرة",
)  # fmt: skip
_HOURS = {fold(name): number for number, name in enumerate(_HOUR_NAMES, start=1)}
_TENS = {"العاشره": 10, "العشرين": 20, "الثلاثين": 30, "الاربعين": 40, "الخمسين": 50}
_PARTS = {"والنصف": 30, "ونصف": 30, "والربع": 15, "وربع": 15, "والثلث": 20, "وثلث": 20}
_LACKING = {"الا ربعا": 15, "الا ربع": 15, "الا ثلثا": 20, "الا عشر دقايق": 10, "الا خمس دقايق": 5}
_HOUR = "|".join(sorted(map(re.escape, _HOURS), key=len, reverse=True))
_PART = "|".join(map(re.escape, (*_PARTS, *_LACKING)))
_NEAR = r"(?:في|عند|قرابه|نحو|حوالي|بحدود|حدود|تمام|قبيل|بعيد)\s+"
_DIGITS = r"\(?(?P<hour>2[0-3]|[01]\d|\d)(?:[:.]?(?P<minute>[0-5]\d))?\)?"
_WORDS = (
    rf"(?P<named>{_HOUR})(?:\s+(?P<part>{_PART})|\s+و(?P<odd>\d\d?)\s+دقيقه"
    rf"|\s+والدقيقه\s+(?P<tens>{'|'.join(_TENS)}))?"
)
_PERIOD = (
    r"(?:\s+من)?"
    r"(?:\s+(?P<period>بعد\s+منتصف\s+الليل|بعد\s+الظهر|فجرا?|صباحا?|ظهرا?|عصرا?|مسا\w?|ليلا?|ليله))\b"
)
_CLOCK = re.compile(rf"(?:(?:بال|ال)ساعه\s+(?:{_DIGITS}|{_WORDS})|{_NEAR}{_WORDS.replace('<', '<w')})")
_THEN = re.compile(_PERIOD)
_ELSEWHERE = re.compile(r"غرينتش|جرينتش|غرينيتش|gmt|المحلي", re.IGNORECASE)
_NOON, _DAY = 12, 24
# «الحادية عشرة ظهرا» comes before noon, «الثالثة ليلا» before dawn.
_BEFORE_NOON, _DAWN = 10, 5
_LATE = timedelta(minutes=15)
_AFTER_LETTERS = 30


class Clock(NamedTuple):
    """Where in a text an hour of day is told, and when it last was before the text was published."""

    start: int
    end: int
    at: datetime


def clocks_in(text: str, published: datetime) -> Iterator[Clock]:
    """Yield the hours of day in a folded `text`, in the time zone of `published`.

    An hour without a period of the day is read only on the 24-hour clock («20:25», «0225»); one of
    another zone («بتوقيت غرينتش») is passed over.

    >>> from datetime import datetime
    >>> [clock.at.hour for clock in clocks_in("في الساعه 8:35 مسا", datetime(2026, 11, 25, 23))]
    [20]
    """
    for match in _CLOCK.finditer(text):
        period = _THEN.match(text, match.end())
        minutes = _minutes_of(match, period["period"] if period else "")
        after = text[match.end() : match.end() + _AFTER_LETTERS]
        if minutes is not None and not _ELSEWHERE.search(after):
            yield Clock(match.start(), period.end() if period else match.end(), _last(published, minutes))


def _last(published: datetime, minutes: int) -> datetime:
    midnight = published.replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + timedelta(minutes=minutes)
    return at if at <= published + _LATE else at - timedelta(days=1)


def _minutes_of(match: re.Match[str], period: str) -> int | None:
    """Return the minutes since midnight, None where it isn't clear which half of the day is meant."""
    named = match["named"] or match["wnamed"]
    hour = _HOURS[named] if named else int(match["hour"])
    if period:
        hour = _of_period(hour, period)
    elif named or not _is_whole_day(match, hour):
        return None
    return (hour * 60 + _odd_minutes(match)) % (_DAY * 60)


def _is_whole_day(match: re.Match[str], hour: int) -> bool:
    digits = match["hour"]
    return hour > _NOON or (match["minute"] is not None and digits.startswith("0"))


def _odd_minutes(match: re.Match[str]) -> int:
    if match["minute"]:
        return int(match["minute"])
    part, odd, tens = (match[name] or match["w" + name] for name in ("part", "odd", "tens"))
    return _PARTS.get(part, 0) - _LACKING.get(part, 0) + int(odd or 0) + _TENS.get(tens, 0)


def _of_period(hour: int, period: str) -> int:
    """Return the hour of 24: «الثانية فجرا» 2, «الثانية ظهرا» 14, «الواحدة ليلا» 1."""
    if hour > _NOON:
        return hour
    if period.startswith(("فجر", "صباح")) or period.endswith("منتصف الليل"):
        return hour % _NOON
    if period.startswith("ظهر"):
        return hour if hour >= _BEFORE_NOON else hour + _NOON
    if period.startswith("ليل"):
        return hour % _NOON if hour % _NOON < _DAWN else hour + _NOON
    return hour % _NOON + _NOON
