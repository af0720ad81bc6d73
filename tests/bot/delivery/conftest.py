"""The sender at work, for the tests of delivery."""

from collections.abc import AsyncIterator

import pytest

from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from tests.bot.conftest import Clock
from tests.bot.post import Post, knows, sending


@pytest.fixture
async def post(server: BotApiServer, database: MemoryDatabase, clock: Clock) -> AsyncIterator[Post]:
    for chat in (7, 8, 9):
        server.user(chat)
        await knows(database, chat)
    async with sending(server, database, clock) as post:
        yield post
