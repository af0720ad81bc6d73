"""What a driver complains of, as what an operator can do about it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

from rasid.storage.refusal import StorageError

_SQLITE = {
    "SQLITE_BUSY": "another program keeps the database locked; stop it, or wait and try again",
    "SQLITE_FULL": "the disk is full; free some space",
    "SQLITE_READONLY": "the database can't be written; check the rights of the file and its directory",
    "SQLITE_CANTOPEN": "the database can't be opened; check the path and the rights of file and directory",
    "SQLITE_IOERR": "the disk fails or is full; check it and the system's log",
    "SQLITE_CORRUPT": "the database is damaged; stop rasid and restore a backup",
    "SQLITE_NOTADB": "the database is damaged; stop rasid and restore a backup",
}
_POSTGRES = {
    "3D000": "the database does not exist; create it: createdb",
    "28": "PostgreSQL refuses the user or password; check database.url",
    "42501": "the PostgreSQL user may not do that; grant it the rights on the database",
    "53100": "PostgreSQL's disk is full; free some space",
    "55P03": "another program keeps the database locked; stop it, or wait and try again",
    "25006": "PostgreSQL is read-only; connect to the primary",
}
_UNREACHABLE = "PostgreSQL can't be reached; check that it runs and that database.url is right"


@contextmanager
def explained() -> Iterator[None]:
    """Turn failures of the database within into StorageError; what we did wrong ourselves passes as it is."""
    try:
        yield
    except DBAPIError as error:
        if type(error) in (OperationalError, InterfaceError, DatabaseError):
            raise explain(error.orig) from error
        raise


def explain(cause: BaseException | None) -> StorageError:
    """Return a driver's own error in words for the operator."""
    detail = " ".join(str(cause).split())
    name = getattr(cause, "sqlite_errorname", None)
    if name is not None:
        # The extended names only add to the primary one: SQLITE_IOERR_WRITE.
        advice = next((words for known, words in _SQLITE.items() if name.startswith(known)), None)
        return StorageError(f"{advice or 'SQLite failed'} ({name}: {detail})")
    state = getattr(cause, "sqlstate", None) or ("3D000" if "does not exist" in detail else "")
    advice = next((words for known, words in _POSTGRES.items() if state.startswith(known)), _UNREACHABLE)
    return StorageError(f"{advice} ({detail})")
