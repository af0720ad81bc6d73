"""From a database URL to an engine whose transactions exclude one another."""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError

from rasid.storage.refusal import StorageError

# Keys of PostgreSQL's advisory locks: "Rasd" in ASCII, then which lock.
PASS_LOCK = 0x52617364_00000001
INSTANCE_LOCK = 0x52617364_00000002

_BUSY_TIMEOUT_S = 5
_PRAGMAS = (
    # WAL with FULL loses nothing that was committed, also when the power fails.
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    f"busy_timeout = {_BUSY_TIMEOUT_S * 1000}",
)
_ARGUMENTS = {"connect_timeout": 10, "application_name": "rasid"}
_SETTINGS = (
    "SET timezone = 'UTC'",
    # A process that hangs must not keep the others out for ever.
    "SET lock_timeout = '30s'",
    "SET idle_in_transaction_session_timeout = '60s'",
    # Before it has statistics, PostgreSQL reads and sorts the whole queue rather than
    # walk the index that has the wanted order and stop after a few rows.
    "SET enable_sort = off",
)


def parse_url(url: str) -> URL:
    """Return `url` with the driver that is used; StorageError if it names no database that Rasid knows."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(f"database URL can't be read; {_EXAMPLES}") from error
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed
    raise StorageError(f"database URL {parsed.render_as_string()} is not of a known kind; {_EXAMPLES}")


_EXAMPLES = "write sqlite:///rasid.db, sqlite:////var/lib/rasid/rasid.db or postgresql://user@host/rasid"


def sqlite_path(url: URL) -> Path | None:
    """Return the file of an SQLite URL, None for PostgreSQL."""
    return Path(url.database or "") if url.drivername == "sqlite" else None


def open_engine(url: str) -> Engine:
    """Return an engine with one connection; nothing is opened yet and no file is ever made."""
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    return open_postgres(parsed) if path is None else open_sqlite(path)


def open_sqlite(path: Path) -> Engine:
    """Return an engine on an existing SQLite file; each transaction begins with the right to write."""

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?mode=rw",
            uri=True,
            timeout=_BUSY_TIMEOUT_S,
            # The driver's own BEGIN is deferred, and a deferred read-then-write fails at once
            # when another wrote between: so it is switched off and `_begin_immediate` does it.
            isolation_level=None,
            check_same_thread=False,
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=1, max_overflow=0)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def open_postgres(url: URL) -> Engine:
    """Return an engine on a PostgreSQL database; a connection that the server dropped is made anew."""
    engine = create_engine(
        url,
        connect_args={name: value for name, value in _ARGUMENTS.items() if name not in url.query},
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,
    )
    event.listen(engine, "connect", _set_session)
    event.listen(engine, "begin", _lock_pass)
    return engine


def _set_pragmas(connection: DBAPIConnection, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_session(connection: DBAPIConnection, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("; ".join(_SETTINGS))
    cursor.close()
    connection.commit()


def _lock_pass(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({PASS_LOCK})")
