"""The SQLite file itself: is it ours and whole, making it, copying it."""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from rasid.storage.refusal import StorageError

# "Rasd" in ASCII, in the header of every file of ours.
APPLICATION_ID = 0x52617364

_MAGIC = b"SQLite format 3\0"
_ID_AT = 68
_AWAY = "or move the file away to start anew"


def check_file(path: Path) -> None:
    """Raise StorageError unless `path` is an undamaged SQLite file of ours. Reads all of it."""
    check_header(path)
    try:
        with closing(_open_reading(path)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.OperationalError as error:
        raise StorageError(
            f"{path} can't be read; check the rights of file and directory ({error})"
        ) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error
    if found != ["ok"]:
        raise _damaged(path, "; ".join(found))


def create_file(path: Path, build: Callable[[Path], None]) -> bool:
    """Make the file at `path` with what `build` writes, all or nothing; False if another made it first."""
    with _locked(path.parent):
        if path.exists():
            return False
        new = path.with_name(f"{path.name}.new")
        _discard(new)
        try:
            _make_private(new)
            build(new)
        except BaseException:
            _discard(new)
            raise
        publish(new, path)
        return True


def copy_file(path: Path, target: Path) -> None:
    """Write a checked copy of the database `path`, as of now, to `target`, replacing it."""
    part = target.with_name(f"{target.name}.part")
    try:
        _discard(part)
        _make_private(part)
        with closing(_open_reading(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        check_file(part)
        publish(part, target)
    except (OSError, sqlite3.Error) as error:
        _discard(part)
        raise StorageError(f"{path} can't be copied to {target}; check the disk ({error})") from error


def check_header(path: Path) -> None:
    """Raise StorageError unless `path` looks like a whole SQLite file of ours. Quick."""
    try:
        with path.open("rb") as file:
            header = file.read(_ID_AT + 4)
    except OSError as error:
        raise StorageError(f"{path} can't be read: {error.strerror}") from error
    if not header:
        raise StorageError(
            f"{path} is empty: a copy failed or a disk was full; restore a backup over it, {_AWAY}"
        )
    if not header.startswith(_MAGIC):
        raise StorageError(f"{path} is no SQLite database; restore a backup over it, {_AWAY}")
    if int.from_bytes(header[_ID_AT:], "big") != APPLICATION_ID:
        raise StorageError(f"{path} belongs to another program; name another file in database.url")
    _check_size(path, header)


def _check_size(path: Path, header: bytes) -> None:
    """Raise StorageError for a file cut short: SQLite reads what is missing of its last page as noughts."""
    page_bytes = int.from_bytes(header[16:18], "big")
    wanted = int.from_bytes(header[28:32], "big") * (65536 if page_bytes == 1 else page_bytes)
    found = path.stat().st_size
    wal = path.with_name(f"{path.name}-wal")
    # With a write-ahead log the file may lag behind: the log has the rest.
    if found < wanted and not (wal.exists() and wal.stat().st_size):
        raise _damaged(path, f"{found} bytes of {wanted}")


def _damaged(path: Path, detail: str) -> StorageError:
    return StorageError(f"{path} is damaged ({detail}); restore a backup over it, {_AWAY}")


def _open_reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, isolation_level=None)


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise StorageError(f"directory {directory} can't be used: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    except OSError as error:
        raise StorageError(f"directory {directory} can't be written: {error.strerror}") from error
    finally:
        os.close(descriptor)


def _discard(path: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _make_private(path: Path) -> None:
    """Make an empty file that only we may read: chats and what they follow are nobody else's business."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def publish(part: Path, path: Path) -> None:
    """Put the finished `part` in the place of `path`, so that a power cut leaves one or the other."""
    _sync(part)
    part.rename(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
