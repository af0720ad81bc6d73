"""Loopback servers that misbehave as asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest

from feeds.gate import Client


class Site:
    """A server on loopback that sends the bytes given for a path and counts its connections.

    `answers` maps a path to bytes, or to a function of (request head, writer) that writes itself.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.connections = 0
        self.heads: list[str] = []
        self.answers: dict[str, bytes | Callable[[str, asyncio.StreamWriter], Awaitable[None]]] = {}

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, path: str, body: bytes = b"", status: str = "200 OK", **headers: str) -> str:
        """Have `path` answered with `body`; return its URL."""
        lines = {"Content-Length": str(len(body)), "Connection": "close"}
        lines |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.answers[path] = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
        return self.url(path)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.heads.append(head)
            answer = self.answers.get(
                head.split(" ")[1], b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            )
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(head, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def _run_site() -> AsyncIterator[Site]:
    site = Site(0)
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """Yield a server that the client may ask."""
    async for running in _run_site():
        yield running


@pytest.fixture
async def inner_site() -> AsyncIterator[Site]:
    """Yield a server on loopback that nobody may reach."""
    async for running in _run_site():
        running.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"
        yield running


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    """Yield a client that may ask `site`, of all of loopback."""
    async with Client(user_agent="Rasid/test", private_hosts=(f"127.0.0.1:{site.port}",)) as opened:
        yield opened


@pytest.fixture
async def closed_port() -> int:
    """Return a port of loopback on which nobody listens."""
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port
