"""A database is brought to our schema whole, or refused with what to do and left as it was."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from rasid.storage import migrate as migrate_module
from rasid.storage.database import open_database
from rasid.storage.engine import open_engine
from rasid.storage.migrate import MigrateResult, check_current, migrate
from rasid.storage.refusal import StorageError
from rasid.storage.schema import VERSION_TABLE, metadata
from rasid.storage.sqlite_file import APPLICATION_ID
from tests.postgres import Server
from tests.storage.processes import spawn
from tests.storage.values import ENTRY

CREATED, UPGRADED, CURRENT = MigrateResult.CREATED, MigrateResult.UPGRADED, MigrateResult.CURRENT

NEXT_STEP = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{previous}"


def upgrade() -> None:
    op.add_column("meta", sa.Column("since", sa.Text(), nullable=True))
    {then}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rasid.db"


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('path')}"
    found: str = request.getfixturevalue("empty_postgres")
    return found


@pytest.fixture
def add_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Let the program know one migration more than it does, until the end of the test."""
    scripts = tmp_path / "scripts"
    shutil.copytree(migrate_module.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    head = migrate_module.newest_revision()

    def add(then: str = "") -> None:
        (scripts / "versions" / "9999_next.py").write_text(NEXT_STEP.format(previous=head, then=then))
        monkeypatch.setattr(migrate_module, "SCRIPTS", scripts)

    yield add
    monkeypatch.undo()


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def columns_of_meta(url: str) -> set[str]:
    engine = open_engine(url)
    with engine.begin() as connection:
        found = {column for column in connection.exec_driver_sql("SELECT * FROM meta").keys()}  # noqa: C416, SIM118  # a result's keys
    engine.dispose()
    return found


def refuse(url: str, *words: str) -> None:
    """Assert that both migrating and opening refuse `url` with a message that says `words`."""
    for attempt in (migrate, open_database):
        with pytest.raises(StorageError) as refused:
            attempt(url)
        assert [word for word in words if word not in str(refused.value)] == []
        assert "\n" not in str(refused.value)


# Making and upgrading


def test_a_fresh_database_is_made_once(empty_url: str) -> None:
    assert [CREATED, CURRENT, CURRENT] == [migrate(empty_url) for _ in range(3)]


def test_the_migrations_make_the_tables_of_the_schema(empty_url: str) -> None:
    """What alembic would still change is nothing: schema and steps say the same."""
    migrate(empty_url)
    engine = open_engine(empty_url)
    with engine.begin() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engine.dispose()
    assert [] == found


def test_a_made_file_is_marked_as_ours_and_private(path: Path) -> None:
    migrate(url_of(path))
    with closing(sqlite3.connect(path)) as connection:
        assert [(APPLICATION_ID,)] == connection.execute("PRAGMA application_id").fetchall()
        assert [("wal",)] == connection.execute("PRAGMA journal_mode").fetchall()
    assert 0o600 == path.stat().st_mode & 0o777


def test_nothing_else_is_left_beside_a_made_file(path: Path) -> None:
    migrate(url_of(path))
    assert ["rasid.db"] == [file.name for file in path.parent.iterdir() if file.is_file()]


def test_an_older_database_is_upgraded(empty_url: str, add_step: Callable[..., None]) -> None:
    migrate(empty_url)
    add_step()
    assert [UPGRADED, CURRENT] == [migrate(empty_url), migrate(empty_url)]
    assert "since" in columns_of_meta(empty_url)


def test_an_older_database_is_not_opened(empty_url: str, add_step: Callable[..., None]) -> None:
    migrate(empty_url)
    add_step()
    with pytest.raises(StorageError, match="older schema; run: rasid migrate"):
        open_database(empty_url)


def test_an_older_file_is_copied_before_it_is_upgraded(path: Path, add_step: Callable[..., None]) -> None:
    """Whoever regrets the upgrade puts the copy back."""
    migrate(url_of(path))
    db = open_database(url_of(path))
    db.transact(lambda unit: unit.entries.add([(ENTRY, None)]))
    db.shut()
    before = migrate_module.newest_revision()
    add_step()
    migrate(url_of(path))

    backup = path.with_name(f"rasid.db.backup-{before}")
    with closing(sqlite3.connect(backup)) as connection:
        assert [(ENTRY.title,)] == connection.execute("SELECT title FROM entries").fetchall()
    assert "since" not in columns_of_meta(url_of(backup))


def test_an_upgrade_keeps_what_is_stored(empty_url: str, add_step: Callable[..., None]) -> None:
    migrate(empty_url)
    db = open_database(empty_url)
    db.transact(lambda unit: unit.meta.put("k", "v"))
    db.shut()
    add_step()
    migrate(empty_url)
    db = open_database(empty_url)
    assert "v" == db.transact(lambda unit: unit.meta.get("k"))
    db.shut()


def test_an_upgrade_that_fails_leaves_the_old_schema(empty_url: str, add_step: Callable[..., None]) -> None:
    """Never between: neither the column nor the version of the step is there."""
    migrate(empty_url)
    add_step(then="raise ArithmeticError('on purpose')")
    with pytest.raises(ArithmeticError, match="on purpose"):
        migrate(empty_url)
    assert "since" not in columns_of_meta(empty_url)
    with pytest.raises(StorageError, match="older schema"):
        check_current(empty_url)


def test_an_upgrade_that_is_killed_leaves_the_old_schema(
    empty_url: str, add_step: Callable[..., None], tmp_path: Path
) -> None:
    """The next start upgrades as if nothing had been."""
    migrate(empty_url)
    flag = tmp_path / "reached"
    wait = f"import pathlib, time; pathlib.Path({str(flag)!r}).touch(); time.sleep(60)"
    add_step(then=wait)
    child = spawn(lambda _write: (migrate(empty_url), None)[1])
    while not flag.exists():
        pass
    child.kill()
    assert "since" not in columns_of_meta(empty_url)
    add_step()
    assert UPGRADED is migrate(empty_url)


def test_a_creation_that_is_killed_leaves_nothing(path: Path, add_step: Callable[..., None]) -> None:
    """The file appears whole or not at all."""
    flag = path.with_name("reached")
    add_step(then=f"import pathlib, time; pathlib.Path({str(flag)!r}).touch(); time.sleep(60)")
    child = spawn(lambda _write: (migrate(url_of(path)), None)[1])
    while not flag.exists():
        pass
    child.kill()
    assert not path.exists()
    add_step()
    assert CREATED is migrate(url_of(path))


def test_of_several_migrators_at_once_one_makes_the_database(empty_url: str) -> None:
    """Two daemons started together don't spoil each other's work."""
    children = [spawn(lambda write: write(migrate(empty_url).encode())) for _ in range(4)]
    found = sorted(child.finish().decode() for child in children)
    assert ["created", "current", "current", "current"] == found


# Refusing


def test_a_newer_schema_is_refused(
    empty_url: str, add_step: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_step()
    migrate(empty_url)
    monkeypatch.undo()
    refuse(empty_url, "newer rasid", "9999", "install the newer rasid")
    assert "since" in columns_of_meta(empty_url)


def test_a_missing_file_is_not_opened_and_not_made(path: Path) -> None:
    with pytest.raises(StorageError, match=r"no database at .*; run: rasid migrate"):
        open_database(url_of(path))
    assert not path.exists()


def test_an_empty_file_is_refused(path: Path) -> None:
    """It was a database once, most likely: a new one would forget who was told what."""
    path.touch()
    refuse(url_of(path), "is empty", "restore a backup", "move the file away")
    assert 0 == path.stat().st_size


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"<html>" * 1000)
    refuse(url_of(path), "no SQLite database", "restore a backup")
    assert b"<html>" * 1000 == path.read_bytes()


def test_another_program_s_file_is_refused_unchanged(path: Path) -> None:
    """Not even its journal mode changes."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    refuse(url_of(path), "belongs to another program", "name another file")
    assert before == path.read_bytes()


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.99])
def test_a_file_cut_short_is_refused(path: Path, keep: float) -> None:
    migrate(url_of(path))
    whole = path.read_bytes()
    cut = whole[: int(len(whole) * keep)]
    path.write_bytes(cut)
    refuse(url_of(path), "is damaged", "restore a backup")
    assert cut == path.read_bytes()


def test_a_file_with_broken_pages_is_refused(path: Path) -> None:
    migrate(url_of(path))
    broken = bytearray(path.read_bytes())
    broken[4096:] = bytes(byte ^ 0x55 for byte in broken[4096:])
    path.write_bytes(broken)
    refuse(url_of(path), "is damaged", "restore a backup")
    assert bytes(broken) == path.read_bytes()


def test_tables_without_a_version_are_refused(empty_url: str) -> None:
    """Half of a database isn't completed by guess."""
    migrate(empty_url)
    engine = open_engine(empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")
    engine.dispose()
    refuse(empty_url, "without a schema version", "restore a backup")


def test_another_program_s_tables_stay_beside_ours(empty_postgres: str) -> None:
    """A PostgreSQL database may be shared, also with another user of alembic."""
    engine = open_engine(empty_postgres)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num text)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('theirs')")
    engine.dispose()
    assert [CREATED, CURRENT] == [migrate(empty_postgres), migrate(empty_postgres)]


def test_a_missing_directory_is_made_and_private(tmp_path: Path) -> None:
    directory = tmp_path / "var" / "rasid"
    assert CREATED is migrate(url_of(directory / "rasid.db"))
    assert 0o700 == directory.stat().st_mode & 0o777


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"directory .*/file can't be used: .*"):
        migrate(url_of(tmp_path / "file" / "rasid.db"))


def test_a_directory_in_place_of_the_file_is_named(path: Path) -> None:
    path.mkdir()
    refuse(url_of(path), "can't be read", "directory")


def test_a_missing_postgres_database_says_how_to_make_it(postgres: Server) -> None:
    refuse(postgres.url("nowhere"), "does not exist", "createdb")


def test_a_postgres_that_does_not_answer_is_named_without_the_password() -> None:
    url = "postgresql://rasid:geheim@127.0.0.1:1/rasid"
    refuse(url, "can't be reached", "check that it runs")
    with pytest.raises(StorageError) as refused:
        migrate(url)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["mysql://u:geheim@host/db", "sqlite://", "sqlite:///:memory:", "rasid.db", "http://[", ""]
)
def test_an_unknown_url_is_refused_with_examples(url: str) -> None:
    refuse(url, "sqlite:///rasid.db", "postgresql://")
    with pytest.raises(StorageError) as refused:
        migrate(url)
    assert "geheim" not in str(refused.value)
