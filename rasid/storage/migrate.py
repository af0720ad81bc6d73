"""Bringing a database to the schema of this program, or refusing it with what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from rasid.storage.engine import open_postgres, open_sqlite, parse_url, sqlite_path
from rasid.storage.errors import explained
from rasid.storage.refusal import StorageError
from rasid.storage.schema import VERSION_TABLE, metadata
from rasid.storage.sqlite_file import APPLICATION_ID, check_file, check_header, copy_file, create_file

# Where the steps are.
SCRIPTS = Path(__file__).with_name("migrations")


class MigrateResult(StrEnum):
    """What `migrate` did."""

    CREATED = "created"
    UPGRADED = "upgraded"
    CURRENT = "current"


def migrate(url: str) -> MigrateResult:
    """Make the database at `url`, or bring it to the schema of this program; all or nothing.

    An older SQLite file is copied first, to `<file>.backup-<revision>`. Raises StorageError, and
    changes nothing, for a file or schema that is damaged, foreign, newer or out of reach.
    """
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    if path is None:
        return _upgrade(open_postgres(parsed), parsed.render_as_string())
    if not path.exists() and create_file(path, _build):
        return MigrateResult.CREATED
    check_file(path)
    return _upgrade(open_sqlite(path), str(path), path)


def check_current(url: str) -> None:
    """Raise StorageError, saying what to do, unless the database at `url` has the schema of this program."""
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    if path is not None:
        if not path.exists():
            raise StorageError(f"there is no database at {path}; run: rasid migrate")
        check_header(path)
    engine = open_postgres(parsed) if path is None else open_sqlite(path)
    place = str(path or parsed.render_as_string())
    if _revision(engine, place) != newest_revision():
        raise StorageError(f"{place} has an older schema; run: rasid migrate")


def _build(path: Path) -> None:
    with _transaction(open_sqlite(path)) as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        run_migrations(connection)


def _upgrade(engine: Engine, place: str, path: Path | None = None) -> MigrateResult:
    head = newest_revision()
    before = _revision(engine, place)
    if before == head:
        return MigrateResult.CURRENT
    if path is not None:
        copy_file(path, path.with_name(f"{path.name}.backup-{before}"))
    with _transaction(engine) as connection:
        if _read_revision(connection) == head:
            # Another migrator was quicker.
            return MigrateResult.CURRENT
        run_migrations(connection)
    return MigrateResult.UPGRADED if before else MigrateResult.CREATED


def newest_revision() -> str | None:
    """Return the revision of the schema that this program has."""
    return _scripts(SCRIPTS).get_current_head()


def run_migrations(connection: Connection, revision: str = "head") -> None:
    """Bring the database to `revision` within the transaction of `connection`."""
    config = _config(SCRIPTS)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _revision(engine: Engine, place: str) -> str | None:
    """Return the revision of the schema; None for a PostgreSQL database without tables of ours."""
    with _transaction(engine) as connection:
        revision = _read_revision(connection)
        tables = set(inspect(connection).get_table_names())
    if revision is None and (engine.dialect.name == "sqlite" or tables & metadata.tables.keys()):
        raise StorageError(
            f"{place} holds tables without a schema version; restore a backup, or name another"
        )
    if revision is not None and revision not in _known():
        newest = newest_revision()
        raise StorageError(
            f"{place} was written by a newer rasid (schema {revision}, this one knows {newest}); "
            "install the newer rasid, or restore a backup of before"
        )
    return revision


def _read_revision(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that ends with the engine's connections."""
    try:
        with explained(), engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _known() -> set[str]:
    return {script.revision for script in _scripts(SCRIPTS).walk_revisions()}


@cache
def _scripts(directory: Path) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(directory))


def _config(directory: Path) -> Config:
    config = Config()
    # The configuration's parser reads a lone % as the start of a reference.
    config.set_main_option("script_location", str(directory).replace("%", "%%"))
    return config
