"""A full disk, a held lock, a server that is gone: said in words, and over when it is over."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import StatementError

from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.inbox import REMEMBERED
from rasid.storage.instance import lock_instance
from rasid.storage.refusal import StorageError
from rasid.storage.unit import Unit
from tests.storage.processes import spawn
from tests.storage.values import ALERT, FEED, NOW, entry


def pragma(db: SqlDatabase, words: str) -> None:
    db.transact(lambda unit: unit.connection.exec_driver_sql(f"PRAGMA {words}"))  # type: ignore[attr-defined]  # white box


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_a_full_disk_keeps_the_queue_and_is_said(sqlite_url: str) -> None:
    """What was committed stays, nothing half-written does, and work goes on when there is room."""
    db = open_database(sqlite_url)
    db.transact(lambda unit: unit.outbox.add([ALERT]))
    pages = db.transact(lambda unit: unit.connection.exec_driver_sql("PRAGMA page_count").scalar())  # type: ignore[attr-defined]  # white box
    big = [(entry(number, body="نص" * 3000), None) for number in range(20)]
    pragma(db, f"max_page_count = {pages + 3}")
    with pytest.raises(StorageError, match=r"disk is full; free some space \(SQLITE_FULL"):
        db.transact(lambda unit: unit.entries.add(big))
    assert (0, 1) == db.transact(lambda unit: (unit.entries.count(), sum(unit.outbox.depth().values())))
    pragma(db, f"max_page_count = {pages + 999}")
    db.transact(lambda unit: unit.entries.add(big))
    assert 20 == db.transact(lambda unit: unit.entries.count())
    db.shut()


def test_a_read_only_database_is_said(sqlite_url: str) -> None:
    db = open_database(sqlite_url)
    pragma(db, "query_only = ON")
    with pytest.raises(StorageError, match="can't be written; check the rights"):
        db.transact(lambda unit: unit.outbox.add([ALERT]))
    db.shut()


def test_a_lock_that_another_program_holds_is_said(sqlite_url: str, path: Path) -> None:
    """It is waited for, but not for ever; then work goes on."""
    db = open_database(sqlite_url)
    pragma(db, "busy_timeout = 50")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="keeps the database locked"):
            db.transact(lambda unit: unit.outbox.add([ALERT]))
    assert 1 == db.transact(lambda unit: unit.outbox.add([ALERT]))
    db.shut()


def test_the_settings_that_keep_data_safe_hold(sqlite_url: str) -> None:
    db = open_database(sqlite_url)

    def work(unit: Unit) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        connection = unit.connection  # type: ignore[attr-defined]  # white box
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    full = 2
    assert ["wal", full, 1, 5000] == db.transact(work)
    db.shut()


def test_handled_updates_do_not_pile_up(sqlite_url: str) -> None:
    """A thousand numbers are remembered, whatever a year of commands adds."""
    db = open_database(sqlite_url)

    def work(unit: Unit) -> int | None:
        unit.inbox.add([(number, "{}") for number in range(1, REMEMBERED + 51)])
        for number in range(1, REMEMBERED + 51):
            unit.inbox.done(number)
        found: int = unit.connection.exec_driver_sql("SELECT count(*) FROM inbox").scalar()  # type: ignore[attr-defined]  # white box
        return found

    assert (REMEMBERED, REMEMBERED + 50) == (
        db.transact(work),
        db.transact(lambda unit: unit.inbox.last_id()),
    )
    db.shut()


def test_a_deleted_file_is_not_made_anew(sqlite_url: str, path: Path) -> None:
    """A database that vanished is an alarm, not a fresh start."""
    db = open_database(sqlite_url)
    path.unlink()
    with pytest.raises(StorageError, match="can't be opened"):
        db.transact(lambda unit: unit.outbox.add([ALERT]))
    assert not path.exists()
    db.shut()


def test_a_connection_that_the_server_ends_is_said_and_made_anew(postgres_url: str) -> None:
    """A restart of PostgreSQL costs the work under way, no more."""
    db = open_database(postgres_url)

    def work(unit: Unit) -> None:
        unit.outbox.add([ALERT])
        pid = unit.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()  # type: ignore[attr-defined]  # white box
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    with pytest.raises(StorageError, match="PostgreSQL can't be reached"):
        db.transact(work)
    assert 1 == db.transact(lambda unit: unit.outbox.add([ALERT]))
    db.shut()


def test_a_naive_instant_is_refused(url: str) -> None:
    """A time without a zone is a bug that must not reach the database, nor be taken for an outage."""
    db = open_database(url)
    with pytest.raises(StatementError, match="naive"):
        db.transact(lambda unit: unit.feeds.sync([FEED], NOW.replace(tzinfo=None)))
    db.shut()


def test_a_second_daemon_is_refused_until_the_first_ends(url: str) -> None:
    first = lock_instance(url)
    with pytest.raises(StorageError, match=r"another rasid runs on .*; stop it first"):
        lock_instance(url)
    assert first.is_held()
    first.release()
    with lock_instance(url) as again:
        assert again.is_held()
    lock_instance(url).release()


def test_a_killed_daemon_leaves_no_lock_behind(url: str) -> None:
    def work(write: object) -> None:
        lock = lock_instance(url)
        write(b"locked")  # type: ignore[operator]  # a function
        while lock.is_held():
            pass

    child = spawn(work)
    assert b"locked" == child.read()
    with pytest.raises(StorageError, match="another rasid runs"):
        lock_instance(url)
    child.kill()
    assert any(can_lock(url) for _ in range(200))


def can_lock(url: str) -> bool:
    """Return whether nobody holds the lock; PostgreSQL needs a moment to miss a process."""
    with suppress(StorageError), lock_instance(url):
        return True
    return False


def test_the_refusal_names_the_process_of_a_file(sqlite_url: str) -> None:
    with lock_instance(sqlite_url), pytest.raises(StorageError, match=f"process {os.getpid()}"):
        lock_instance(sqlite_url)


def test_pollers_share_a_postgres_with_one_bot(postgres_url: str) -> None:
    with lock_instance(postgres_url, "poll"), lock_instance(postgres_url, "bot"):
        lock_instance(postgres_url, "poll").release()
        for role in ("bot", "all"):
            with pytest.raises(StorageError, match="another rasid runs"):
                lock_instance(postgres_url, role)


def test_a_lock_that_the_server_ended_is_not_held(postgres_url: str) -> None:
    """The daemon can notice that another may have taken its place."""
    lock = lock_instance(postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = 'rasid lock'"
        )
    assert not lock.is_held()
    lock.release()
