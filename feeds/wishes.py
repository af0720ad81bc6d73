"""What a document says of itself: when it need not be asked, and which hub tells of its news."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from feeds.identity import absolute_link

_HEAD_CHARACTERS = 65_536
_ITEMS_BEGIN = re.compile(r"<(?:[\w-]{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_SKIPPED = re.compile(r"<(skipHours|skipDays)>((?:(?!<skip).){0,2000}?)</\1>", re.IGNORECASE | re.DOTALL)
_VALUE = re.compile(r"<(?:hour|day)>\s*+([^<>\s]{1,20})\s*+</", re.IGNORECASE)
_PERIOD = re.compile(r"<[\w-]{1,20}:updatePeriod[^<>]*>\s*([a-z]{1,10})\s*<", re.IGNORECASE)
_FREQUENCY = re.compile(r"<[\w-]{1,20}:updateFrequency[^<>]*>\s*([0-9]{1,6})\s*<", re.IGNORECASE)
_LINK = re.compile(r"""<(?:[\w-]{1,20}:)?link\s((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z]{1,20})\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """`pause` between two of its changes; `quiet_hours` (GMT) and `quiet_days` (Monday first) as bits.

    `hub` is the address of a WebSub hub and `topic` what the document calls itself there.
    """

    pause: timedelta | None = None
    quiet_hours: int = 0
    quiet_days: int = 0
    hub: str | None = None
    topic: str | None = None


def read_wishes(text: str, url: str) -> Wishes:
    """Return what stands before the document's first item; linear in its first 64 K characters.

    By patterns, because a document that no parser likes says it all the same, and the fast
    and the slow way of reading must hear one thing.
    """
    first = _ITEMS_BEGIN.search(text, 0, _HEAD_CHARACTERS)
    head = text[: first.start() if first else _HEAD_CHARACTERS]
    links = dict(reversed([*_links(head, url)]))
    hours = [_hour(value) for value in _skipped(head, "skiphours")]
    days = [_day(value) for value in _skipped(head, "skipdays")]
    return Wishes(
        pause=_pause(head),
        quiet_hours=_bits(hours, 24),
        quiet_days=_bits(days, 7),
        hub=links.get("hub"),
        topic=links.get("self"),
    )


def _pause(head: str) -> timedelta | None:
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    length = _PERIODS.get(period[1].lower()) if period else None
    return None if length is None else length / max(1, int(frequency[1]) if frequency else 1)


def _skipped(head: str, name: str) -> Iterator[str]:
    for found in _SKIPPED.finditer(head):
        if found[1].lower() == name:
            yield from _VALUE.findall(found[2])


def _hour(printed: str) -> int | None:
    # Early versions of RSS counted from 1 to 24.
    is_hour = printed.isascii() and printed.isdecimal() and int(printed) <= 24  # noqa: PLR2004  # of a day
    return int(printed) % 24 if is_hour else None


def _day(printed: str) -> int | None:
    return _DAYS.index(printed.lower()) if printed.lower() in _DAYS else None


def _bits(values: list[int | None], width: int) -> int:
    bits = sum(1 << value for value in {value for value in values if value is not None})
    # Who names every hour or day means something else.
    return 0 if bits == (1 << width) - 1 else bits


def _links(head: str, url: str) -> Iterator[tuple[str, str]]:
    """Yield (relation, absolute URL) of the links to hubs and to itself."""
    for found in _LINK.finditer(head):
        attributes = {
            name.lower(): html.unescape(double or single)
            for name, double, single in _ATTRIBUTE.findall(found[1])
        }
        href = attributes.get("href", "")
        link = absolute_link(url, href) if href else None
        for relation in attributes.get("rel", "").lower().split():
            if relation in ("hub", "self") and link:
                yield relation, link
