"""The full texts behind short summaries: asked for politely, through the gate, extracted in a worker."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from feeds.fetch import fetch
from feeds.gate import Client
from feeds.model import Entry, Feed, FeedState, FetchClass, Fetched, FetchFailed
from feeds.workers import ParserPool

ROBOT = "Rasid"
CPU_SECONDS = 20
WALL_SECONDS = 20.0
_PAGE_BYTES, _ROBOTS_BYTES = 2_000_000, 500_000
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_SHORT = 600
_ROBOTS_KEPT, _ROBOTS_MISSED_KEPT = timedelta(days=1), timedelta(hours=1)
_MOST_SITES = 1000
# The standard (RFC 9309): a site that answers without having the file forbids nothing, one that
# fails forbids all.
_NO_ROBOTS = frozenset({FetchClass.HTTP_CLIENT, FetchClass.GONE})
_PASSING = frozenset({
    FetchClass.DNS, FetchClass.CONNECT, FetchClass.TIMEOUT, FetchClass.RESET,
    FetchClass.RATE_LIMITED, FetchClass.HTTP_SERVER,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Robots:
    """What a site's robots.txt says, None if it can't be had, and how long that is believed."""

    rules: RobotFileParser | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Articles:
    """Reads articles for entries. `workers` is a pool of its own, so that feeds never wait for articles."""

    client: Client
    workers: ParserPool
    robots: dict[str, _Robots] = field(default_factory=dict)

    async def text(self, url: str, now: datetime) -> str | FetchFailed:
        """Return the text of the article at `url`, empty if there is none or the site wants no robots there.

        A failure is one that may pass; what will not pass is an empty text.
        """
        if not await self._may(url, now):
            return ""
        page = await fetch(self.client, _as_feed(url, _PAGE_BYTES), _unknown(url, now), accept=_ACCEPT)
        if isinstance(page, FetchFailed):
            return page if page.error_class in _PASSING else ""
        if not isinstance(page, Fetched) or "html" not in (page.content_type or "html").lower():
            return ""
        # Where redirects led is another page, perhaps of another site.
        if page.url != url and not await self._may(page.url, now):
            return ""
        found = await self.workers.article(page)
        return "" if isinstance(found, FetchFailed) else found

    async def _may(self, url: str, now: datetime) -> bool:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        known = self.robots.get(site)
        if known is None or known.until <= now:
            if len(self.robots) >= _MOST_SITES:
                self.robots.clear()
            known = self.robots[site] = await self._asked(site, now)
        return known.rules is not None and known.rules.can_fetch(ROBOT, url)

    async def _asked(self, site: str, now: datetime) -> _Robots:
        url = f"{site}/robots.txt"
        answer = await fetch(
            self.client, _as_feed(url, _ROBOTS_BYTES), _unknown(url, now), accept="text/plain, */*"
        )
        rules = RobotFileParser()
        if isinstance(answer, Fetched):
            # Half a megabyte of rules takes a fifth of a second.
            await asyncio.to_thread(rules.parse, answer.body.decode("utf-8", "replace").splitlines())
        elif isinstance(answer, FetchFailed) and answer.error_class in _NO_ROBOTS:
            rules.parse(())
        else:
            return _Robots(None, now + _ROBOTS_MISSED_KEPT)
        return _Robots(rules, now + _ROBOTS_KEPT)


def is_short(entry: Entry) -> bool:
    """Return whether the entry leads to an article and is itself but a summary of it."""
    return bool(entry.url) and len(entry.body) < _SHORT


def _as_feed(url: str, limit_bytes: int) -> Feed:
    return Feed(url, outlet="", limit_bytes=limit_bytes)


def _unknown(url: str, now: datetime) -> FeedState:
    return FeedState(url, next_poll_at=now)
