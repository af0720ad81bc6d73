"""The one way out: no spelling, name, redirect or answer of a resolver reaches a private address."""

import ast
import asyncio
import html
import socket
import threading
from datetime import datetime
from pathlib import Path

import pytest

from feeds.discover import discover
from feeds.fetch import fetch
from feeds.gate import Client
from feeds.model import Feed, FetchClass, Fetched
from feeds.opml import read_opml
from feeds.parse import parse
from feeds.resolving import SystemLookup
from tests.feeds.builders import NOW, feed, rss, state
from tests.feeds.conftest import Site

ROOT = Path(__file__).parents[2]
INNER = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://127。0。0。1:{port}/",
    "http://１２７.０.０.１:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127.0.0.1%00.example.org:{port}/",
    "http://example.org\\@127.0.0.1:{port}/",
    "http://example.org@127.0.0.1:{port}/",
    "http://user:word@127.0.0.1:{port}/",
    "http://@127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1:{port}/\r\nHost: x",
    "//127.0.0.1:{port}/",
    "inner.example:{port}/",
    "http://inner.example:{port}/",
    "http://mixed.example:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_x",
    "ftp://127.0.0.1:{port}/",
]
FORBIDDEN_KINDS = {FetchClass.FORBIDDEN_ADDRESS, FetchClass.BAD_URL, FetchClass.DNS, FetchClass.REDIRECT_LOOP}


async def _lookup(host: str, port: int) -> tuple[str, ...]:
    """Answer as a stranger's name server: loopback, alone or beside a public address."""
    known = {
        "inner.example": ("127.0.0.1",),
        "mixed.example": ("93.184.215.14", "127.0.0.1"),
        "localhost": ("127.0.0.1", "::1"),
        "localhost.": ("127.0.0.1",),
        "127.0.0.1.": ("127.0.0.1",),
    }
    if host not in known:
        raise OSError(-2, "Name or service not known")
    return known[host]


async def _parse_here(answer: Fetched, asked: Feed, now: datetime):
    return parse(answer.body, answer.content_type, asked, now, base_url=answer.url)


@pytest.fixture
async def stranger_client(site: Site):
    hosts = (f"127.0.0.1:{site.port}",)
    async with Client(user_agent="Rasid/test", private_hosts=hosts, lookup=_lookup) as opened:
        yield opened


@pytest.mark.parametrize("form", INNER)
async def test_no_url_reaches_an_inner_server(stranger_client: Client, inner_site: Site, form: str):
    url = form.format(port=inner_site.port)
    outcome = await fetch(stranger_client, feed(url), state(url))
    assert outcome.error_class in FORBIDDEN_KINDS
    assert inner_site.connections == 0


@pytest.mark.parametrize("form", INNER)
async def test_no_redirect_reaches_an_inner_server(
    stranger_client: Client, site: Site, inner_site: Site, form: str
):
    target = form.format(port=inner_site.port).replace("\r\n", "%0d%0a")
    url = site.answer("/rss", status="302 Found", Location=target)
    outcome = await fetch(stranger_client, feed(url), state(url))
    assert not isinstance(outcome, Fetched)
    assert inner_site.connections == 0


@pytest.mark.parametrize("form", INNER)
async def test_no_remembered_redirect_reaches_an_inner_server(
    stranger_client: Client, site: Site, inner_site: Site, form: str
):
    """What was stored as the new address of a feed is checked at each poll like any other URL."""
    url = form.format(port=inner_site.port)
    outcome = await fetch(stranger_client, feed(site.url("/rss")), state(address=url))
    assert outcome.error_class in FORBIDDEN_KINDS
    assert (0, 0) == (site.connections, inner_site.connections)


@pytest.mark.parametrize("form", INNER)
async def test_no_link_of_a_page_reaches_an_inner_server(
    stranger_client: Client, site: Site, inner_site: Site, form: str
):
    href = html.escape(form.format(port=inner_site.port))
    page = f'<html><link rel="alternate" type="application/rss+xml" href="{href}"></html>'
    found = await discover(stranger_client, _parse_here, site.answer("/", page.encode()), NOW)
    assert () == found
    assert inner_site.connections == 0


@pytest.mark.parametrize("form", INNER)
async def test_no_listed_feed_reaches_an_inner_server(stranger_client: Client, inner_site: Site, form: str):
    """A list of feeds is refused, or marks the feed, or its name leads nowhere when it is asked."""
    href = html.escape(form.format(port=inner_site.port)).replace("\r\n", "&#13;&#10;")
    for outline in read_opml(f'<opml><body><outline xmlUrl="{href}"/></body></opml>'.encode()):
        outcome = await fetch(stranger_client, feed(outline.url), state(outline.url))
        assert outcome.error_class in FORBIDDEN_KINDS
    assert inner_site.connections == 0


async def test_the_system_resolver_is_checked_too(inner_site: Site):
    url = f"http://localhost:{inner_site.port}/"
    async with Client(user_agent="Rasid/test") as client:
        outcome = await fetch(client, feed(url), state(url))
    assert outcome.error_class is FetchClass.FORBIDDEN_ADDRESS
    assert inner_site.connections == 0


async def test_names_that_hang_keep_no_other_name_waiting(monkeypatch: pytest.MonkeyPatch):
    """As many as may be asked at once, and more: each hangs in a thread of its own."""
    release, resolve = threading.Event(), socket.getaddrinfo

    def hang(host: str, *rest: object, **more: object) -> object:
        if host.startswith("hangs"):
            release.wait()
            raise OSError(host)
        return resolve(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    lookup = SystemLookup()
    hanging = [asyncio.create_task(lookup(f"hangs{n}.example", 80)) for n in range(100)]
    async with asyncio.timeout(10):
        assert ("127.0.0.1",) == await lookup("127.0.0.1", 80)
    release.set()
    await asyncio.gather(*hanging, return_exceptions=True)
    lookup.close()


async def test_a_proxy_of_the_environment_is_not_asked(
    monkeypatch, client: Client, site: Site, inner_site: Site
):
    monkeypatch.setenv("http_proxy", inner_site.url())
    url = site.answer("/rss", rss().encode())
    assert isinstance(await fetch(client, feed(url), state(url)), Fetched)
    assert inner_site.connections == 0


@pytest.mark.parametrize("listed", ["127.0.0.1", "127.0.0.1:{port}"])
async def test_an_operator_may_list_a_private_host(inner_site: Site, listed: str):
    hosts = (listed.format(port=inner_site.port),)
    async with Client(user_agent="Rasid/test", private_hosts=hosts) as client:
        outcome = await fetch(client, feed(inner_site.url()), state())
    assert outcome.body == b"secret"


async def test_a_listed_port_opens_no_other(site: Site, inner_site: Site, client: Client):
    outcome = await fetch(client, feed(inner_site.url()), state())
    assert outcome.error_class is FetchClass.FORBIDDEN_ADDRESS


async def test_a_listed_name_is_looked_up_once_and_kept_as_host(site: Site):
    """The connection goes to the address that was checked: there is no second look-up to lie in."""
    asked = []

    async def lookup(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",)

    site.answer("/rss", rss().encode())
    url = f"http://feeds.lan:{site.port}/rss"
    async with Client(user_agent="Rasid/test", private_hosts=("feeds.lan",), lookup=lookup) as client:
        assert isinstance(await fetch(client, feed(url), state(url)), Fetched)
    assert asked == ["feeds.lan"]
    assert f"Host: feeds.lan:{site.port}" in site.heads[0]


async def test_the_next_address_is_tried_when_the_first_is_dead(site: Site):
    async def lookup(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.2", "127.0.0.1")

    site.answer("/rss", rss().encode())
    url = f"http://feeds.lan:{site.port}/rss"
    async with Client(user_agent="Rasid/test", private_hosts=("feeds.lan",), lookup=lookup) as client:
        assert isinstance(await fetch(client, feed(url), state(url)), Fetched)


async def test_redirects_are_followed_and_permanent_ones_remembered(client: Client, site: Site):
    site.answer("/new", rss().encode())
    site.answer("/moved", status="308 Permanent Redirect", Location="/new")
    url = site.answer("/rss", status="301 Moved Permanently", Location="moved")
    outcome = await fetch(client, feed(url), state(url))
    assert (site.url("/new"), site.url("/new")) == (outcome.url, outcome.moved_to)


async def test_a_passing_redirect_is_not_remembered(client: Client, site: Site):
    site.answer("/new", rss().encode())
    site.answer("/today", status="301 Moved Permanently", Location="/new")
    url = site.answer("/rss", status="302 Found", Location="/today")
    outcome = await fetch(client, feed(url), state(url))
    assert (site.url("/new"), None) == (outcome.url, outcome.moved_to)


async def test_an_arabic_redirect_is_followed(client: Client, site: Site):
    site.answer("/%D8%A3%D9%85%D9%86", rss().encode())
    site.answers["/rss"] = "HTTP/1.1 302 Found\r\nLocation: /أمن\r\nContent-Length: 0\r\n\r\n".encode()
    assert isinstance(await fetch(client, feed(site.url("/rss")), state()), Fetched)


async def test_a_circle_of_redirects_ends(client: Client, site: Site):
    site.answer("/b", status="302 Found", Location="/a")
    site.answer("/a", status="302 Found", Location="/b")
    url = site.answer("/rss", status="302 Found", Location="/a")
    outcome = await fetch(client, feed(url), state(url))
    assert outcome.error_class is FetchClass.REDIRECT_LOOP
    assert len(site.heads) == 3


async def test_a_long_chain_of_redirects_ends(client: Client, site: Site):
    for step in range(10):
        site.answer(f"/{step}", status="302 Found", Location=f"/{step + 1}")
    outcome = await fetch(client, feed(site.url("/0")), state())
    assert outcome.error_class is FetchClass.REDIRECT_LOOP
    assert len(site.heads) == 6


def test_nothing_else_in_the_feeds_asks_the_web():
    """The HTTP client stands in the gate alone, and no other module of the feeds has a client or a socket."""
    clients = {"aiohttp", "httpx", "requests", "urllib3", "socket", "http.client", "urllib.request", "ftplib"}
    found = {
        (path.name, module)
        for path in ROOT.glob("feeds/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for module in _imported(node)
        if module in clients or module.split(".")[0] in clients
    }
    assert {
        ("gate.py", "aiohttp"),
        ("resolving.py", "aiohttp.abc"),
        ("resolving.py", "socket"),
        ("wire.py", "socket"),
    } == found


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
