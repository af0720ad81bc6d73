"""Dates as Arab newsrooms print them, as instants; what cannot be believed is None.

Knows RFC 822 and ISO dates, the three traditions of Arabic month names, both kinds of
digits, ص and م, Hijri dates (Umm al-Qura), zone names as the region uses them, and epochs.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from hijridate import Hijri

from feeds.month_names import HIJRI_MONTHS, HOURS_OF_ZONE, MONTHS

_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2100
_HIJRI_YEARS = range(1400, 1500)
_AHEAD, _NEARLY = timedelta(minutes=15), timedelta(days=3)
_LONGEST = 120
_NOON, _LAST_SECOND, _LEAP_SECOND = 12, 59, 60
_FARTHEST_ZONE = timedelta(hours=15)
_DIGITS_OF_A_DAY = 2


_UNSEEN = (*range(0x064B, 0x0653), 0x0640, 0x0670, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF)
_FOLD: dict[int, str | None] = {
    **dict.fromkeys(_UNSEEN),
    **dict.fromkeys(map(ord, "،,;|()[]«»\u00a0\u202f"), " "),
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    **{ord(letter): plain for letter, plain in zip("ىیةکéû", "ييهكeu", strict=True)},
    **{base + digit: str(digit) for base in (0x0660, 0x06F0) for digit in range(10)},
}

_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)[t ]?(\d\d)(\d\d)(\d\d)?(?!\d)")
_TIME = re.compile(r"(?:(?<=\dt)|(?<![\d:]))(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?![\d:])")
_HALF_DAY = r"(?:(?P<am>ص|صباحا|فجرا|a\.?m\.?)|(?P<pm>م|مساء|مساءا|ظهرا|عصرا|ليلا|p\.?m\.?))"
_HALF_DAY_AFTER = re.compile(rf"\s*{_HALF_DAY}(?![^\W\d_])")
# «2026 م» is a year of our era, and no afternoon.
_HALF_DAY_BEFORE = re.compile(rf"(?<![^\W\d_])(?<!\d)(?<!\d\s){_HALF_DAY}\s*\Z")
_OFFSET = re.compile(r"\s*([+-])(\d\d?)(?::?([0-5]\d))?(?![\d/.-])")
_GMT_OFFSET = re.compile(r"(?:gmt|utc)\s*([+-])\s*(\d\d?)(?::?([0-5]\d))?(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_NUMERIC = re.compile(r"(?<!\d)(\d{4}|\d{1,2})\s?([-/.\\])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})(?!\d)")
_NUMBER_BEFORE = re.compile(r"(?<!\d)(\d{1,4})(?:st|nd|rd|th|\s|من|of|[-/.])*\Z")
_NUMBERS_AFTER = re.compile(r"\D{0,16}(?<!\d)(\d{1,4})(?!\d)(?:\D{1,4}(\d{1,4})(?!\d))?")


# What most feeds print, told apart at one glance: RFC 822 with a number for the zone, or GMT.
_USUAL = re.compile(
    r"(?:[a-z]{3} +)?(\d\d?) ([a-z]{3}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:gmt|utc|([+-])(\d\d)([0-5]\d))"
)


def _names(names: dict[str, int]) -> re.Pattern[str]:
    longest_first = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{longest_first})(?![^\W\d_])")


_MONTH_NAME = _names(MONTHS)
_HIJRI_NAME = _names(HIJRI_MONTHS)


def parse_date(text: str, *, zone: str, language: str, now: datetime) -> datetime | None:
    """Return the instant that `text` names, in UTC, or None if none can be believed.

    A date without a zone is of `zone` (an IANA name; raises ZoneInfoNotFoundError for
    another). "AST" is Arabian Standard Time in an Arabic feed. None too if it lies more than
    15 minutes after `now`, or names today and no time: first sight is then the better guess.

    >>> now = datetime(2026, 9, 25, tzinfo=UTC)
    >>> parse_date("الخميس، ٢٤ أيلول ٢٠٢٦ 01:00 م", zone="Asia/Baghdad", language="ar", now=now)
    datetime.datetime(2026, 9, 24, 10, 0, tzinfo=datetime.timezone.utc)
    """
    folded = text[:_LONGEST].translate(_FOLD).lower().strip()
    epoch = _EPOCH.fullmatch(folded)
    if epoch:
        found = _from_epoch(epoch)
    else:
        found = _from_usual(folded) or _from_words(folded, ZoneInfo(zone), language, now)
    return found if found and found <= now + _AHEAD else None


def _from_epoch(match: re.Match[str]) -> datetime | None:
    instant = datetime.fromtimestamp(int(match.group(1)), UTC)
    return instant if _EARLIEST_YEAR <= instant.year <= _LATEST_YEAR else None


def _from_usual(text: str) -> datetime | None:
    """Return what `_from_words` would, sooner; None if it has to be asked."""
    usual = _USUAL.fullmatch(text)
    if usual is None or usual[2] not in MONTHS:
        return None
    year, month, day = int(usual[3]), MONTHS[usual[2]], int(usual[1])
    clock = (int(usual[4]), int(usual[5]), int(usual[6]))
    ahead = timedelta(hours=int(usual[8] or 0), minutes=int(usual[9] or 0))
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR or clock[2] > _LAST_SECOND or ahead >= _FARTHEST_ZONE:
        return None
    try:
        there = datetime(year, month, day, *clock, tzinfo=UTC)
    except ValueError:
        return None
    return there + ahead if usual[7] == "-" else there - ahead


def _from_words(text: str, zone: tzinfo, language: str, now: datetime) -> datetime | None:
    text = _COMPACT.sub(_spread, text)
    time = _TIME.search(text)
    before, after = (text[: time.start()], text[time.end() :]) if time else (text, "")
    clock = _clock(time, before, after) if time else None
    if time and clock is None:
        return None
    there = _printed_zone(text, after, language) or zone
    for day in _days(f"{before} {after}"):
        at = _instant(day, clock, there)
        if at and at <= now + _AHEAD:
            is_today = clock is None and day == now.astimezone(there).date()
            return None if is_today else at
        # 3/5 may be the fifth of March where the third of May is far ahead; near, it is a wrong clock.
        if at and at <= now + _NEARLY:
            return None
    return None


def _spread(match: re.Match[str]) -> str:
    year, month, day, hour, minute, second = match.groups(default="00")
    return f"{year}-{month}-{day} {hour}:{minute}:{second}"


def _clock(time: re.Match[str], before: str, after: str) -> tuple[int, int, int] | None:
    hour, minute, second = (int(part) for part in time.groups(default="0"))
    half = _HALF_DAY_AFTER.match(after) or _HALF_DAY_BEFORE.search(before)
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half["pm"] else 0)
    return (hour, minute, min(second, _LAST_SECOND)) if second <= _LEAP_SECOND else None


def _printed_zone(text: str, after: str, language: str) -> tzinfo | None:
    half = _HALF_DAY_AFTER.match(after)
    offset = _GMT_OFFSET.search(text) or _OFFSET.match(after, half.end() if half else 0)
    if offset:
        sign, hours, minutes = offset.groups(default="0")
        ahead = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(ahead if sign == "+" else -ahead) if ahead < _FARTHEST_ZONE else None
    for word in _WORD.findall(after):
        if word == "ast":
            return timezone(timedelta(hours=3 if language.startswith("ar") else -4))
        if word in HOURS_OF_ZONE:
            return timezone(timedelta(hours=HOURS_OF_ZONE[word]))
    return None


def _instant(day: date, clock: tuple[int, int, int] | None, zone: tzinfo) -> datetime | None:
    try:
        return datetime(day.year, day.month, day.day, *(clock or (0, 0, 0)), tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None


def _days(text: str) -> Iterator[date]:
    """Yield the days that `text` may name, the likeliest first; of two calendars ours."""
    numbers = _NUMERIC.search(text)
    yield from _named(text, _MONTH_NAME, MONTHS, _gregorian)
    if numbers:
        yield from _numeric(numbers, _gregorian)
    yield from _named(text, _HIJRI_NAME, HIJRI_MONTHS, _from_hijri)
    if numbers:
        yield from _numeric(numbers, _from_hijri)


_Calendar = Callable[[int, int, int], date | None]


def _named(
    text: str, pattern: re.Pattern[str], months: dict[str, int], calendar: _Calendar
) -> Iterator[date]:
    found = list(pattern.finditer(text))
    # «أيلول/سبتمبر» is one month; two different ones are no date.
    if len({months[match.group()] for match in found}) != 1:
        return
    month = months[found[0].group()]
    before = _NUMBER_BEFORE.search(text[: found[0].start()])
    after = _NUMBERS_AFTER.match(text[found[-1].end() :])
    first, second = after.groups() if after else (None, None)
    day, year = (before.group(1), first) if before else (first, second)
    if day and year:
        if len(day) > _DIGITS_OF_A_DAY:
            day, year = year, day
        yield from _existing(calendar(_full_year(year), month, int(day)))


def _numeric(match: re.Match[str], calendar: _Calendar) -> Iterator[date]:
    first, _, second, third = match.groups()
    if len(first) > _DIGITS_OF_A_DAY:
        yield from _existing(calendar(int(first), int(second), int(third)))
        return
    if len(third) < _DIGITS_OF_A_DAY:
        return
    year = _full_year(third)
    yield from _existing(calendar(year, int(second), int(first)))
    yield from _existing(calendar(year, int(first), int(second)))


def _existing(day: date | None) -> Iterator[date]:
    if day:
        yield day


def _full_year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) <= _DIGITS_OF_A_DAY else 0)


def _gregorian(year: int, month: int, day: int) -> date | None:
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _from_hijri(year: int, month: int, day: int) -> date | None:
    if year not in _HIJRI_YEARS:
        return None
    try:
        return date(*Hijri(year, month, day).to_gregorian().datetuple())
    except (ValueError, OverflowError):
        return None
