"""The databases that one contract holds for."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.memory import MemoryDatabase
from rasid.storage.migrate import migrate
from rasid.storage.schema import metadata
from tests.postgres import Server
from tests.storage.values import CHAT

AnyDatabase = MemoryDatabase | SqlDatabase


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Server) -> str:
    """Return the URL of a database with our schema, which the tests share one after the other."""
    url = postgres.create("rasid")
    migrate(url)
    return url


@pytest.fixture
def empty_postgres(postgres: Server) -> Iterator[str]:
    """Make a database without tables, for one test; return its URL."""
    name = f"empty_{os.urandom(4).hex()}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a file with our schema, to be copied."""
    path = tmp_path_factory.mktemp("storage") / "rasid.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """Return the URL of a fresh file with our schema."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path)}"


@pytest.fixture
def postgres_url(migrated_postgres: str) -> str:
    """Return the URL of a database with our schema and nothing in it."""
    numbered = [(name, table.autoincrement_column) for name, table in metadata.tables.items()]
    # Several times as fast as TRUNCATE, which makes new files.
    deletes = [f"DELETE FROM {name}" for name in metadata.tables]
    resets = [
        f"ALTER SEQUENCE {name}_{column.name}_seq RESTART" for name, column in numbered if column is not None
    ]
    with psycopg.connect(migrated_postgres) as connection:
        connection.execute("; ".join([*deletes, *resets]))
    return migrated_postgres


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a real database with our schema and nothing in it."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def db(request: pytest.FixtureRequest) -> Iterator[AnyDatabase]:
    """Open an empty database of each kind."""
    if request.param == "memory":
        yield MemoryDatabase()
    else:
        database = open_database(request.getfixturevalue(f"{request.param}_url"))
        yield database
        database.shut()


@pytest.fixture
def chats(db: AnyDatabase) -> None:
    """Let chats 7, 8 and 9 accept messages."""
    for chat_id in (7, 8, 9):
        db.transact(lambda unit, chat_id=chat_id: unit.chats.put(replace(CHAT, chat_id=chat_id)))
