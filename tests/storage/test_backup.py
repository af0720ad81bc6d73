"""A copy holds what was committed, and comes back whole."""

import os
import shutil
from pathlib import Path

import pytest

from rasid.storage.backup import backup, restore
from rasid.storage.database import open_database
from rasid.storage.instance import lock_instance
from rasid.storage.migrate import MigrateResult, migrate
from rasid.storage.refusal import StorageError
from tests.storage.values import entry


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy.db"


def store(url: str, *numbers: int) -> None:
    db = open_database(url)
    db.transact(lambda unit: unit.entries.add([(entry(number), None) for number in numbers]))
    db.shut()


def count(url: str) -> int:
    db = open_database(url)
    found = db.transact(lambda unit: unit.entries.count())
    db.shut()
    return found


def test_a_backup_holds_what_was_committed_while_the_daemon_runs(sqlite_url: str, copy: Path) -> None:
    """Also what stands only in the write-ahead log."""
    db = open_database(sqlite_url)
    db.transact(lambda unit: unit.entries.add([(entry(1), None)]))
    backup(sqlite_url, copy)
    db.transact(lambda unit: unit.entries.add([(entry(2), None)]))
    db.shut()
    assert (1, 2) == (count(f"sqlite:///{copy}"), count(sqlite_url))


def test_a_backup_is_never_written_over_unasked(sqlite_url: str, copy: Path) -> None:
    """The earlier one may be the only whole copy."""
    backup(sqlite_url, copy)
    store(sqlite_url, 1)
    with pytest.raises(FileExistsError):
        backup(sqlite_url, copy)
    assert 0 == count(f"sqlite:///{copy}")


def test_a_backup_is_private_and_replaces_the_last_one_if_told(sqlite_url: str, copy: Path) -> None:
    backup(sqlite_url, copy)
    store(sqlite_url, 1)
    backup(sqlite_url, copy, replace=True)
    assert (0o600, 1) == (copy.stat().st_mode & 0o777, count(f"sqlite:///{copy}"))


def test_a_backup_that_fails_leaves_the_last_one(sqlite_url: str, path: Path, copy: Path) -> None:
    """A damaged database doesn't take its backup with it."""
    store(sqlite_url, 1)
    backup(sqlite_url, copy)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(byte ^ 0x55 for byte in whole[4096:]))
    with pytest.raises(StorageError, match="is damaged"):
        backup(sqlite_url, copy, replace=True)
    assert 1 == count(f"sqlite:///{copy}")


def test_a_backup_into_nowhere_is_said(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"can't be copied to .*; check the disk"):
        backup(sqlite_url, tmp_path / "nowhere" / "copy.db")


def test_where_nothing_is_stored_yet_there_is_nothing_to_copy(
    sqlite_url: str, path: Path, copy: Path
) -> None:
    path.unlink()
    with pytest.raises(StorageError, match=r"no database at .* to copy; the first `rasid run` makes one"):
        backup(sqlite_url, copy)


def test_a_restored_backup_is_what_it_was(sqlite_url: str, path: Path, copy: Path) -> None:
    """What came after it is kept beside, not mixed in."""
    store(sqlite_url, 1)
    backup(sqlite_url, copy)
    store(sqlite_url, 2, 3)
    kept = restore(sqlite_url, copy)
    assert kept is not None
    assert (1, 3) == (count(sqlite_url), count(f"sqlite:///{kept}"))
    assert MigrateResult.CURRENT is migrate(sqlite_url)
    assert 0o600 == path.stat().st_mode & 0o777


def test_an_old_log_is_not_applied_to_a_restored_file(sqlite_url: str, path: Path, copy: Path) -> None:
    """A daemon that was killed leaves its log beside the database."""
    db = open_database(sqlite_url)
    db.transact(lambda unit: unit.entries.add([(entry(1), None)]))
    backup(sqlite_url, copy)
    db.transact(lambda unit: unit.entries.add([(entry(2), None)]))
    log = path.with_name(f"{path.name}-wal")
    left = log.read_bytes()
    base = path.read_bytes()
    db.shut()
    path.write_bytes(base)
    log.write_bytes(left)

    kept = restore(sqlite_url, copy)
    assert (1, 2) == (count(sqlite_url), count(f"sqlite:///{kept}"))


def test_a_backup_is_restored_where_nothing_is_left(sqlite_url: str, path: Path, copy: Path) -> None:
    store(sqlite_url, 1)
    backup(sqlite_url, copy)
    path.unlink()
    assert restore(sqlite_url, copy) is None
    assert 1 == count(sqlite_url)


def test_every_replaced_file_is_kept(sqlite_url: str, copy: Path) -> None:
    """Whoever restores the wrong backup first, then the right one, has lost nothing."""
    backup(sqlite_url, copy)
    store(sqlite_url, 1)
    kept = [restore(sqlite_url, copy), restore(sqlite_url, copy)]
    assert ["rasid.db.replaced", "rasid.db.replaced-2"] == [one.name for one in kept if one]
    assert [1, 0] == [count(f"sqlite:///{one}") for one in kept]


def test_the_database_is_no_place_for_its_own_copy(sqlite_url: str, path: Path, tmp_path: Path) -> None:
    """A daemon that runs would go on writing into the file that was replaced."""
    (tmp_path / "link.db").symlink_to(path)
    for same in (path, tmp_path / "link.db"):
        for act in (backup, restore):
            with pytest.raises(StorageError, match="is the database itself"):
                act(sqlite_url, same)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_restores_is_the_services(sqlite_url: str, path: Path, copy: Path) -> None:
    """The service runs as the user who owns the directory."""
    backup(sqlite_url, copy)
    os.chown(path.parent, 12345, 12345)
    restore(sqlite_url, copy)
    assert (12345, 12345) == (path.stat().st_uid, path.with_name(f"{path.name}.lock").stat().st_uid)


def test_a_damaged_backup_is_not_restored(sqlite_url: str, path: Path, copy: Path) -> None:
    store(sqlite_url, 1)
    shutil.copy(path, copy)
    copy.write_bytes(copy.read_bytes()[:9000])
    with pytest.raises(StorageError, match=r"copy\.db is damaged"):
        restore(sqlite_url, copy)
    assert 1 == count(sqlite_url)


def test_nothing_is_restored_under_a_running_daemon(sqlite_url: str, copy: Path) -> None:
    backup(sqlite_url, copy)
    store(sqlite_url, 1)
    with lock_instance(sqlite_url), pytest.raises(StorageError, match="another rasid runs"):
        restore(sqlite_url, copy)
    assert 1 == count(sqlite_url)


def test_postgres_has_programs_of_its_own(copy: Path) -> None:
    with pytest.raises(StorageError, match="pg_dump"):
        backup("postgresql://rasid@host/rasid", copy)
    with pytest.raises(StorageError, match="pg_restore"):
        restore("postgresql://rasid@host/rasid", copy)
