"""From the address of a site to the feeds it offers."""

import html
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from feeds.decode import decode
from feeds.fetch import fetch
from feeds.gate import Client
from feeds.identity import absolute_link
from feeds.model import Feed, FeedState, FetchClass, Fetched, FetchFailed, NotModified, ParsedFeed

Parse = Callable[[Fetched, Feed, datetime], Awaitable[ParsedFeed | FetchFailed]]
"""`ParserPool.parse`, or what stands for it."""

MOST_PROBES = 8
_HEAD_CHARACTERS = 300_000
_LINK = re.compile(r"""<(?:link|a)\s((?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]{1,20})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
# Where the publishing systems of Arabic outlets keep their feeds.
_COMMON_PATHS = ("/feed/", "/rss.xml", "/rss", "/feed", "/ar/rss", "/ar/rss.xml", "/atom.xml", "/index.xml")


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that answered: where it is, what it calls itself, how much it holds, how fresh it is."""

    url: str
    title: str
    entries: int
    newest_at: datetime | None


async def discover(client: Client, parse: Parse, url: str, now: datetime) -> tuple[Found, ...] | FetchFailed:
    """Return the feeds at `url`, or those that the page there names, or those at common paths.

    Every candidate is fetched and parsed before it is named, at most eight of them, through
    the same gate. Empty if the page answers but has none; the failure if it doesn't answer.
    """
    page = await _ask(client, url, now)
    if isinstance(page, FetchFailed):
        return page
    itself = await _found(parse, page, now)
    if itself:
        return (itself,)
    text = decode(page.body, page.content_type)
    named = await _probe(client, parse, dict.fromkeys(feed_links(text, page.url)), now)
    if named:
        return named
    common = [urljoin(page.url, path) for path in _COMMON_PATHS]
    return (await _probe(client, parse, dict.fromkeys(common), now))[:1]


def feed_links(page: str, url: str) -> Iterator[str]:
    """Yield the absolute URLs of the feeds that a page of HTML names in its links, in their order."""
    for match in _LINK.finditer(page[:_HEAD_CHARACTERS]):
        attributes = {
            name.lower(): html.unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(match[1])
        }
        is_alternate = "alternate" in attributes.get("rel", "").lower().split()
        href = attributes.get("href", "")
        if is_alternate and href and attributes.get("type", "").lower() in _FEED_TYPES:
            link = absolute_link(url, href)
            if link:
                yield link


async def _probe(
    client: Client, parse: Parse, candidates: dict[str, None], now: datetime
) -> tuple[Found, ...]:
    found = {}
    for url in list(candidates)[:MOST_PROBES]:
        answer = await _ask(client, url, now)
        feed = await _found(parse, answer, now) if isinstance(answer, Fetched) else None
        if feed:
            found[feed.url] = feed
    return tuple(found.values())


async def _ask(client: Client, url: str, now: datetime) -> Fetched | FetchFailed:
    answer = await fetch(client, Feed(url, outlet=""), FeedState(url, next_poll_at=now))
    if isinstance(answer, NotModified):
        return FetchFailed(FetchClass.HTTP_SERVER, "nothing was known that could be unchanged")
    return answer


async def _found(parse: Parse, answer: Fetched, now: datetime) -> Found | None:
    parsed = await parse(answer, Feed(answer.url, outlet=""), now)
    if isinstance(parsed, FetchFailed):
        return None
    dates = [entry.published_at for entry in parsed.entries if entry.published_at]
    return Found(answer.url, parsed.title, len(parsed.entries), max(dates, default=None))
