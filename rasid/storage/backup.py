"""Copies of an SQLite database, made while it is in use, and the way back."""

import os
from itertools import count
from pathlib import Path

from rasid.storage.engine import parse_url, sqlite_path
from rasid.storage.instance import lock_instance
from rasid.storage.refusal import StorageError
from rasid.storage.sqlite_file import check_file, copy_file, publish


def backup(url: str, target: Path, *, replace: bool = False) -> None:
    """Write a checked copy of the database at `url`, as of now, to `target`; all or nothing.

    The daemon may run meanwhile. Raises FileExistsError if `target` is there and not to be replaced.
    """
    path = _path_of(url, "pg_dump")
    if not path.exists():
        raise StorageError(f"there is no database at {path} to copy; the first `rasid run` makes one")
    check_file(path)
    if target.exists() and target.samefile(path):
        # A running daemon would go on writing into the file that the copy replaced.
        raise StorageError(f"{target} is the database itself; give the copy another name")
    if target.exists() and not replace:
        raise FileExistsError(target)
    copy_file(path, target)


def restore(url: str, source: Path) -> Path | None:
    """Put a copy of the backup `source` in the place of the database at `url`; all or nothing.

    Returns where the replaced file is kept, None if there was none. The backup may be older than
    the program: migrate afterwards. Raises StorageError, and changes nothing, if the backup is
    damaged or a daemon runs.
    """
    path = _path_of(url, "pg_restore")
    check_file(source)
    if path.exists() and source.samefile(path):
        raise StorageError(f"{source} is the database itself; give a copy that `rasid backup` wrote")
    with lock_instance(url):
        part = path.with_name(f"{path.name}.new")
        try:
            copy_file(source, part)
            kept = _keep(path)
            publish(part, path)
            _hand_over(path)
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
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    log, kept = path.with_name(f"{path.name}-wal"), _free_name(path)
    is_there = path.exists()
    if is_there:
        os.link(path, kept)
    if log.exists():
        log.rename(kept.with_name(f"{kept.name}-wal"))
    return kept if is_there else None


def _free_name(path: Path) -> Path:
    """Return a name that is not taken: what was kept before may be the only copy of something."""
    names = (f"{path.name}.replaced{'' if number == 1 else f'-{number}'}" for number in count(1))
    return next(kept for kept in map(path.with_name, names) if not _is_taken(kept))


def _is_taken(kept: Path) -> bool:
    return kept.exists() or kept.with_name(f"{kept.name}-wal").exists()


def _hand_over(path: Path) -> None:
    """Give what root made to the owner of the directory, as whom the service must open it."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        for made in (path, path.with_name(f"{path.name}.lock")):
            os.chown(made, owner.st_uid, owner.st_gid)
