"""A loopback Bot API server for each test, its clock in the test's hand, every request of its bot judged."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from rasid.demo.botapi import BotApiServer
from tests.judges import judge


class Clock:
    """A clock that stands still until told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


class Client:
    """Asks the server as any HTTP client would; returns the body of the reply."""

    def __init__(self, server: BotApiServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session

    def url(self, method: str, token: str | None = None) -> str:
        return f"{self.server.url}/bot{token or self.server.token}/{method}"

    async def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        async with self.session.post(self.url(method), json=params) as reply:
            body = await reply.json()
            assert reply.status == body.get("error_code", 200)
            return body

    async def ok(self, method: str, **params: Any) -> Any:
        body = await self(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        body = await self(method, **params)
        assert not body["ok"], body
        return body["description"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[BotApiServer]:
    """Start a server that reads texts with Telegram's own parser, and judge its calls at the end."""
    server = BotApiServer(clock=clock, strict=True)
    await server.start()
    yield server
    await server.stop()
    for call in server.calls:
        if call.was_carried_out:
            judge(call)


@pytest.fixture
async def client(server: BotApiServer) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(server, session)
