"""The statements that differ between SQLite and PostgreSQL, or must be cut into pieces."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Row, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

# Far below what either driver accepts as parameters of one statement.
_PIECE = 500


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert `rows` but those that would break a unique constraint, also among themselves; return how many.

    All have the keys of the first. A column that is not among them takes the database's default.
    """
    if not rows:
        return 0
    inserting = _inserting(connection.dialect, table, tuple(rows[0]))
    return connection.exec_driver_sql(inserting.sql, inserting.parameters(rows)).rowcount


def insert_one(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert `row`; False, and nothing stored, if it would break a unique constraint."""
    return insert_new(connection, table, [row]) == 1


def put_greatest(
    connection: Connection, table: Table, column: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert `rows`; one whose primary key exists only raises that row's `column`."""
    if rows:
        connection.execute(_putting_greatest(connection.dialect.name, table, column), rows)


def put(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert `row`, or replace the one with its primary key; columns not in `row` keep their values."""
    connection.execute(_putting(connection.dialect.name, table, tuple(row)), row)


def select_in(
    connection: Connection, query: Select[Any], column: Column[Any], values: Sequence[Any]
) -> Iterator[Row[Any]]:
    """Return the rows of `query` whose `column` is among `values`."""
    for start in range(0, len(values), _PIECE):
        yield from connection.execute(query.where(column.in_(values[start : start + _PIECE])))


@dataclass(frozen=True, slots=True)
class _Inserting:
    """A statement as the driver takes it, and how each of its columns makes of a value what is stored."""

    sql: str
    is_positional: bool
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def parameters(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        # Column by column, and not through SQLAlchemy row by row: the texts of a first poll cost a third.
        stored = [
            [row[name] if process is None else process(row[name]) for row in rows]
            for name, process in self.columns
        ]
        names = [name for name, _ in self.columns]
        values = zip(*stored, strict=True)
        return (
            list(values) if self.is_positional else [dict(zip(names, each, strict=True)) for each in values]
        )


# Each engine has a dialect of its own; a process has one engine, its tests have many.
@lru_cache(maxsize=64)
def _inserting(dialect: Dialect, table: Table, names: tuple[str, ...]) -> _Inserting:
    statement = _insert_into(dialect.name, table).on_conflict_do_nothing()
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    kinds = {name: table.c[name].type.dialect_impl(dialect) for name in names}
    processors = {name: kind.bind_processor(dialect) for name, kind in kinds.items()}
    ordered = getattr(compiled, "positiontup", None) or names
    return _Inserting(str(compiled), dialect.positional, tuple((name, processors[name]) for name in ordered))


def _insert_into(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


# Made once for each table: making them costs ten times as much as running them.
@cache
def _putting_greatest(dialect: str, table: Table, column: str) -> postgresql.Insert | sqlite.Insert:
    statement = _insert_into(dialect, table)
    fresh = statement.excluded[column]
    keys = [key.name for key in table.primary_key]
    return statement.on_conflict_do_update(
        index_elements=keys, set_={column: fresh}, where=fresh > table.c[column]
    )


@cache
def _putting(dialect: str, table: Table, columns: tuple[str, ...]) -> postgresql.Insert | sqlite.Insert:
    keys = [column.name for column in table.primary_key]
    statement = _insert_into(dialect, table)
    rest = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)
