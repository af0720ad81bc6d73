"""A body as it was fetched to the entries it holds."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.apart import read_broken
from feeds.channel import is_channel, read_channel
from feeds.dates import parse_date
from feeds.decode import decode, is_html_page
from feeds.document import Document, Item
from feeds.identity import Naming, absolute_link, name
from feeds.jsonfeed import read_json
from feeds.mending import Mended, Refused, mend
from feeds.model import Entry, Feed, FetchClass, FetchFailed, ParsedFeed
from feeds.text import plain, plain_line
from feeds.wellformed import read_wellformed, read_wellformed_bytes
from feeds.wishes import read_wishes

_TTL_MINUTES = range(1, 24 * 60 + 1)
_BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n\x00"  # a byte order mark and blanks
_ITEMS_BEGIN = re.compile(rb"<(?:item|entry)[\s>]")
_LONGEST_HEAD = 262_144
# A hundred times as many as an outlet's longest feed; more would hold up the event loop.
MOST_ITEMS = 20_000


def parse(
    body: bytes, content_type: str | None, feed: Feed, now: datetime, *, base_url: str | None = None
) -> ParsedFeed | FetchFailed:
    """Return the entries of `body` in its order, or why it is no feed.

    Relative links count from `base_url`, where redirects led, else from the feed's URL.
    Takes time linear in the body but for feedparser's own traps: run it in `feeds.workers`.
    """
    # Nine in ten are this: UTF-8, which need not be decoded first, and well-formed.
    document = read_wellformed_bytes(body.lstrip(_BEFORE_MARKUP))
    if document is not None:
        return _parsed(document, _head(body), feed, now, base_url or feed.url)
    text = decode(body, content_type)
    if not text.strip():
        return FetchFailed(FetchClass.EMPTY, "the body is empty")
    channel = read_channel(text) if is_channel(feed.url) else None
    if channel is None and is_html_page(text):
        return FetchFailed(FetchClass.NOT_A_FEED, "a web page came instead of a feed")
    found = channel or _document(text)
    if isinstance(found, Refused):
        return FetchFailed(FetchClass.NOT_A_FEED, found.reason)
    if not found.version and not found.items:
        return FetchFailed(FetchClass.NOT_A_FEED, found.warning or "neither RSS, Atom nor JSON Feed")
    return _parsed(found, text, feed, now, base_url or feed.url)


def _head(body: bytes) -> str:
    """Return what stands before the first item."""
    first = _ITEMS_BEGIN.search(body)
    return body[: first.end() if first else _LONGEST_HEAD].decode("utf-8", "ignore")


def _parsed(document: Document, text: str, feed: Feed, now: datetime, base_url: str) -> ParsedFeed:
    wishes = read_wishes(text, base_url)
    warning = document.warning
    if len(document.items) > MOST_ITEMS:
        warning = f"of {len(document.items)} items only the first {MOST_ITEMS} are read"
        document = replace(document, items=document.items[:MOST_ITEMS])
    return ParsedFeed(
        title=plain_line(document.title),
        entries=tuple(_entries(document, feed, now, base_url)),
        ttl=max((each for each in (_ttl(document.ttl), wishes.pause) if each), default=None),
        warning=warning,
        quiet_hours=wishes.quiet_hours,
        quiet_days=wishes.quiet_days,
        hub=wishes.hub,
        topic=wishes.topic,
    )


def _document(text: str) -> Document | Refused:
    """Read the fast way if that is certain to be right, before and after mending, else with feedparser."""
    document = read_json(text) or read_wellformed(Mended(text))
    if document:
        return document
    mended = mend(text)
    if isinstance(mended, Refused):
        return mended
    return read_wellformed(mended) or read_broken(mended)


def _entries(document: Document, feed: Feed, now: datetime, base_url: str) -> Iterator[Entry]:
    namings = [_naming(item, feed, now, base_url) for item in document.items]
    for naming, entry_id in zip(namings, name(namings), strict=True):
        if entry_id is not None and (naming.title or naming.body or naming.link):
            yield Entry(
                id=entry_id,
                feed_url=feed.url,
                source=feed.outlet,
                url=naming.link,
                title=naming.title,
                body=naming.body,
                published_at=naming.at,
                seen_at=now,
            )


def _naming(item: Item, feed: Feed, now: datetime, base_url: str) -> Naming:
    """Return what a reader sees of the item."""
    # A guid that is no URL is no link either, though RSS says so by default.
    printed = item.link or item.guid
    is_bare_guid = printed == item.guid and "://" not in printed
    return Naming(
        guid=plain_line(item.guid, is_html=False),
        link=absolute_link(base_url, printed) if printed and not is_bare_guid else None,
        title=plain_line(item.title, is_html=item.title_is_html),
        body=next((text for markup in item.texts if (text := plain(markup))), ""),
        at=_published_at(item, feed, now),
    )


def _published_at(item: Item, feed: Feed, now: datetime) -> datetime | None:
    for printed in item.dates:
        found = parse_date(printed, zone=feed.zone, language=feed.language, now=now)
        if found:
            return found
    return None


def _ttl(minutes: str) -> timedelta | None:
    digits = minutes.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5):  # noqa: PLR2004  # no year of minutes
        return None
    return timedelta(minutes=int(digits)) if int(digits) in _TTL_MINUTES else None
