"""No server sends for ever: what stands around a body is bounded like the body."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest
import trustme

from feeds.fetch import fetch
from feeds.gate import Client
from feeds.model import FetchClass, Fetched, FetchFailed
from feeds.wire import TOO_MUCH
from tests.feeds.builders import feed, rss, state
from tests.feeds.conftest import Site

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
HINTS = {
    "answers to come": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2000),
    "hints": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" * 1000),
}
FLOODS = {
    "empty lines": (b"", b"\r\n" * 20_000),
    "chunks of one byte": (CHUNKED, b"1\r\na\r\n" * 10_000),
    "chunk extensions": (CHUNKED, b"1;" + b"x" * 30_000 + b"\r\na\r\n"),
    "one endless chunk extension": (CHUNKED + b"1;", b"x" * 60_000),
}


class Flood:
    """A server that begins an answer and goes on until nobody listens."""

    def __init__(self, begin: bytes, more: bytes) -> None:
        self.begin, self.more, self.ended = begin, more, asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            writer.write(self.begin)
            while True:
                writer.write(self.more)
                await writer.drain()
        except ConnectionError:
            await _drop(writer)
            self.ended.set()


async def _drop(writer: asyncio.StreamWriter) -> None:
    # Closing would wait for what nobody reads any more.
    writer.transport.abort()
    with suppress(ConnectionError):
        await writer.wait_closed()


@pytest.fixture(params=["http", "https"])
async def secured(request: pytest.FixtureRequest) -> AsyncIterator[tuple[str, ssl.SSLContext | None, Client]]:
    """Yield a scheme, the context of its servers, and a client that may ask them."""
    authority, server, trusting = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), None
    if request.param == "https":
        authority.issue_cert("127.0.0.1").configure_cert(server)
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
    async with Client(user_agent="Rasid/test", private_hosts=("127.0.0.1",), tls=trusting) as client:
        yield request.param, server if trusting else None, client


@pytest.mark.parametrize("kind", FLOODS)
async def test_a_flood_around_the_body_ends_the_connection(secured, kind: str):
    """At the bound, long before the deadline, and as what it is; half of a body is not taken for news."""
    scheme, context, client = secured
    flood = Flood(*FLOODS[kind])
    async with await asyncio.start_server(flood.serve, "127.0.0.1", 0, ssl=context) as server:
        url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        outcome = await fetch(client, feed(url), state(url))
        await flood.ended.wait()
    assert FetchFailed(FetchClass.TOO_LARGE, TOO_MUCH) == outcome


@pytest.mark.parametrize("kind", HINTS)
async def test_a_flood_of_answers_that_are_none_is_not_read_for_ever(secured, kind: str):
    """The connection ends at the bound; aiohttp may miss that, and then the deadline ends the request."""
    scheme, context, client = secured
    flood = Flood(*HINTS[kind])
    async with await asyncio.start_server(flood.serve, "127.0.0.1", 0, ssl=context) as server:
        url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        asking = asyncio.create_task(fetch(client, feed(url), state(url), deadline=timedelta(hours=1)))
        async with asyncio.timeout(60):
            await flood.ended.wait()
        asking.cancel()
        await asyncio.wait([asking])


async def test_each_answer_of_a_connection_has_the_whole_bound(secured):
    """Two large bodies, one after the other on one connection, are both read."""
    scheme, context, client = secured
    body, connections = rss("<item><title>x</title></item>").encode().ljust(4_000_000), 0
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()
        await _drop(writer)
        ended.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as server:
        url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        outcomes = [await fetch(client, feed(url), state(url)) for _ in range(2)]
        await client.close()
        await ended.wait()
    assert (1, [Fetched, Fetched]) == (connections, [type(outcome) for outcome in outcomes])


async def test_a_thousand_gzip_members_are_enough(site: Site, client: Client):
    """Each costs a decompressor of its own; programs that compress in parallel make a few dozen."""
    document = gzip.compress(rss("<item><title>x</title></item>").encode())
    few = site.answer("/few", document + gzip.compress(b" ") * 200, Content_Encoding="gzip")
    many = site.answer("/many", document + gzip.compress(b"") * 20_000, Content_Encoding="gzip")
    assert isinstance(await fetch(client, feed(few), state(few)), Fetched)
    outcome = await fetch(client, feed(many), state(many))
    assert outcome.error_class is FetchClass.BAD_ENCODING
