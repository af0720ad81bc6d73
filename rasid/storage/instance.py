"""The guard that keeps two daemons off one database."""

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import psycopg
from sqlalchemy import URL

from rasid.storage.engine import INSTANCE_LOCK, parse_url, sqlite_path
from rasid.storage.errors import explain
from rasid.storage.refusal import StorageError

Role = Literal["all", "bot", "poll"]


@dataclass(frozen=True, slots=True)
class InstanceLock:
    """The right to run, held until `release`, the end of a `with`, or of the process."""

    release: Callable[[], None]
    is_held: Callable[[], bool]
    """Ask again: False if PostgreSQL dropped the connection and with it the right."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()


def lock_instance(url: str, role: Role = "all") -> InstanceLock:
    """Return the right to run `role` on the database at `url`; StorageError if another process has it.

    On SQLite one process runs at a time. On PostgreSQL there is one with the bot ("all" or "bot"),
    beside any number that only "poll".
    """
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    return _lock_postgres(parsed, role) if path is None else _lock_file(path)


def begun_file(url: str) -> Path | None:
    """Return where the sender on the database at `url` notes its requests; None for PostgreSQL."""
    path = sqlite_path(parse_url(url))
    return None if path is None else path.with_name(f"{path.name}.begun")


def _lock_file(path: Path) -> InstanceLock:
    lock = path.with_name(f"{path.name}.lock")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.fdopen(os.open(lock, os.O_CREAT | os.O_RDWR, 0o600), "r+")
    except OSError as error:
        raise StorageError(f"{lock} can't be made: {error.strerror}; check the directory") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        with file:
            other = file.read(20).strip()
        raise _taken(str(path), f"process {other}" if other else "") from error
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return InstanceLock(release=file.close, is_held=lambda: not file.closed)


def _lock_postgres(url: URL, role: Role) -> InstanceLock:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg.connect(
            address, autocommit=True, connect_timeout=10, keepalives_idle=60, application_name="rasid lock"
        )
        if role != "poll" and not _try_lock(connection):
            connection.close()
            raise _taken(url.render_as_string(), "")
    except psycopg.Error as error:
        raise explain(error) from error
    return InstanceLock(release=connection.close, is_held=lambda: _is_alive(connection))


def _try_lock(connection: psycopg.Connection) -> bool:
    # The server takes a moment to see that the holder is gone: a restart must not be refused for it.
    connection.execute("SET lock_timeout = '1s'")
    try:
        connection.execute("SELECT pg_advisory_lock(%s)", (INSTANCE_LOCK,))
    except psycopg.errors.LockNotAvailable:
        return False
    return True


def _is_alive(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def _taken(place: str, who: str) -> StorageError:
    return StorageError(f"another rasid runs on {place}{who and f' ({who})'}; stop it first")
