"""Copies of an SQLite database, made while it is in use, and the way back."""

import os
from pathlib import Path

from rasid.storage.engine import parse_url, sqlite_path
from rasid.storage.instance import lock_instance
from rasid.storage.refusal import StorageError
from rasid.storage.sqlite_file import check_file, copy_file, publish


def backup(url: str, target: Path) -> None:
    """Write a checked copy of the database at `url`, as of now, to `target`, replacing it; all or nothing.

    The daemon may run meanwhile.
    """
    path = _path_of(url, "pg_dump")
    check_file(path)
    copy_file(path, target)


def restore(url: str, source: Path) -> Path | None:
    """Put a copy of the backup `source` in the place of the database at `url`; all or nothing.

    Returns where the replaced file is kept, None if there was none. The backup may be older than
    the program: migrate afterwards. Raises StorageError, and changes nothing, if the backup is
    damaged or a daemon runs.
    """
    path = _path_of(url, "pg_restore")
    check_file(source)
    with lock_instance(url):
        part = path.with_name(f"{path.name}.new")
        try:
            copy_file(source, part)
            kept = _keep(path)
            publish(part, path)
        except OSError as error:
            raise StorageError(f"{source} can't be restored to {path}: {error.strerror}") from error
    return kept


def _path_of(url: str, program: str) -> Path:
    path = sqlite_path(parse_url(url))
    if path is None:
        raise StorageError(f"this is PostgreSQL, which has a program of its own for that: {program}")
    return path


def _keep(path: Path) -> Path | None:
    """Set the old database and its log aside: SQLite would apply an old log to the new file."""
    kept = path.with_name(f"{path.name}.replaced")
    log, kept_log = (one.with_name(f"{one.name}-wal") for one in (path, kept))
    for old in (kept, kept_log, path.with_name(f"{path.name}-shm")):
        old.unlink(missing_ok=True)
    if not path.exists():
        return None
    os.link(path, kept)
    if log.exists():
        log.rename(kept_log)
    return kept
