"""The statements that differ between SQLite and PostgreSQL, or must be cut into pieces."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

# Far below what either driver accepts as parameters of one statement.
_PIECE = 500


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows` but those that would break a unique constraint, also among themselves."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def insert_one(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert `row`; False, and nothing stored, if it would break a unique constraint."""
    return insert_counted(connection, table, [row]) == 1


def insert_counted(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Do as `insert_new`; return how many were inserted."""
    if not rows:
        return 0
    first_key = next(iter(table.primary_key))
    statement = _insert(connection, table).on_conflict_do_nothing().returning(first_key)
    return len(connection.execute(statement, rows).fetchall())


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


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    return _insert_into(connection.dialect.name, table)


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
