"""Ask for an inner server in every form and on every way, and count what reaches it.

    python benchmarks/feed_addresses.py

The forms are those of tests/feeds/test_gate.py: a stranger's URL, or what a stranger's server or
name server answers. The ways: `rasid feeds add` and the daemon's fetch, redirects, redirects that are
remembered, pages and OPML lists that name feeds, hubs that feeds name and where these redirect to,
articles that entries lead to. Prints for each form and way why it was refused ("-": it is no URL
there, so nothing is asked), and how many connections the inner server counted.
"""

import asyncio
import html
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from feeds.articles import Articles
from feeds.discover import discover
from feeds.fetch import fetch
from feeds.gate import Client, GateError
from feeds.model import Feed, Fetched, FetchFailed, ParsedFeed
from feeds.opml import read_opml
from feeds.parse import parse
from feeds.workers import ParserPool
from rasid.cli.probing import probe_feeds
from rasid.config import PollingSection
from tests.feeds.builders import NOW, feed, item, rss, state
from tests.feeds.conftest import Site
from tests.feeds.test_gate import INNER, _lookup

Way = Callable[[Client, Site, str], Awaitable[str]]


async def _fetched(client: Client, url: str, address: str | None = None) -> str:
    outcome = await fetch(client, feed(url), state(url, address=address))
    return str(outcome.error_class) if isinstance(outcome, FetchFailed) else "FETCHED"


async def _asked(client: Client, _site: Site, url: str) -> str:
    return await _fetched(client, url)


async def _redirect(client: Client, site: Site, url: str) -> str:
    location = url.replace("\r\n", "%0d%0a")
    return await _fetched(client, site.answer("/rss", status="302 Found", Location=location))


async def _stored(client: Client, site: Site, url: str) -> str:
    return await _fetched(client, site.url("/rss"), address=url)


async def _page(client: Client, site: Site, url: str) -> str:
    link = f'<link rel="alternate" type="application/rss+xml" href="{html.escape(url)}">'
    found = await discover(client, _parse_here, site.answer("/", f"<html>{link}</html>".encode()), NOW)
    return "FOUND" if found else "no feed"


async def _list(client: Client, _site: Site, url: str) -> str:
    href = html.escape(url).replace("\r\n", "&#13;&#10;")
    outlines = read_opml(f'<opml><body><outline xmlUrl="{href}"/></body></opml>'.encode())
    return " ".join([await _fetched(client, outline.url) for outline in outlines]) or "-"


async def _added(client: Client, _site: Site, url: str) -> str:
    polling = PollingSection(private_hosts=sorted(client.private_hosts), parser_workers=1)
    (finding,) = await probe_feeds([feed(url)], polling)
    return (finding.problem or "FETCHED").partition(":")[0]


async def _hub(client: Client, _site: Site, url: str) -> str:
    link = f'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="{html.escape(url)}"/>'
    parsed = parse(rss(head=link).encode(), None, feed(), NOW)
    hub = None if isinstance(parsed, FetchFailed) else parsed.hub
    return await _posted(client, hub) if hub else "-"


async def _hubs_redirect(client: Client, site: Site, url: str) -> str:
    async def redirect(_head: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)  # the form comes after the head
        location = url.replace("\r\n", "%0d%0a").encode()
        writer.write(b"HTTP/1.1 307 Go\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n" % location)
        await writer.drain()

    site.answers["/hub"] = redirect
    await asyncio.sleep(0.01)  # the site's closed connections are noticed
    return await _posted(client, site.url("/hub"))


async def _posted(client: Client, url: str) -> str:
    try:
        return f"ANSWERED {await client.post(url, {'hub.mode': 'subscribe'})}"
    except GateError as error:
        return str(error.error_class)


async def _article(client: Client, _site: Site, url: str) -> str:
    parsed = parse(rss(item(link=html.escape(url))).encode(), None, feed(), NOW)
    link = None if isinstance(parsed, FetchFailed) else parsed.entries[0].url
    if link is None:
        return "-"
    async with ParserPool(1) as workers:
        return "READ" if await Articles(client, workers).text(link, NOW) else "no text"


async def _parse_here(answer: Fetched, asked: Feed, now: datetime) -> ParsedFeed | FetchFailed:
    return parse(answer.body, answer.content_type, asked, now, base_url=answer.url)


WAYS: dict[str, Way] = {
    "add": _added,
    "fetch": _asked,
    "redirect": _redirect,
    "stored redirect": _stored,
    "discovery": _page,
    "OPML": _list,
    "hub": _hub,
    "hub's redirect": _hubs_redirect,
    "article": _article,
}


@asynccontextmanager
async def _serving(site: Site) -> AsyncIterator[Site]:
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site


async def main() -> None:
    async with _serving(Site(0)) as site, _serving(Site(0)) as inner:
        inner.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"
        hosts = (f"127.0.0.1:{site.port}",)
        async with Client(user_agent="Rasid/bench", private_hosts=hosts, lookup=_lookup) as client:
            print(f"{'form':44}" + "".join(f"{way:19}" for way in WAYS))
            for form in INNER:
                cells = [await way(client, site, form.format(port=inner.port)) for way in WAYS.values()]
                print(f"{form.format(port='PORT')!r:44}" + "".join(f"{cell:19}" for cell in cells))
        tried = len(INNER) * len(WAYS)
        print(f"{len(INNER)} forms, {tried} attempts, {inner.connections} connections to the inner server")


if __name__ == "__main__":
    asyncio.run(main())
