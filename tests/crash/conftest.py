"""What the tests with kills share."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rasid.storage.database import open_database
from rasid.storage.migrate import migrate
from tests.crash.nursery import Nursery
from tests.crash.scene import Scene


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Start one nursery for all tests."""
    with Nursery() as nursery:
        yield nursery


@asynccontextmanager
async def staged(url: str, chats: int) -> AsyncIterator[Scene]:
    """Open a scene on a new database."""
    migrate(url)
    database = open_database(url)
    async with Scene(database, url, chats) as scene:
        yield scene
    await database.close()


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """Open a scene of ten chats on a file."""
    async with staged(f"sqlite:///{tmp_path / 'rasid.db'}", 10) as scene:
        yield scene
