"""The types of our columns, for SQLite and PostgreSQL alike."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeEngine

from rasid.storage.codec import storable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime: `timestamptz` on PostgreSQL, microseconds since 1970 on SQLite."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[int]:
        """Return the column type of `dialect`."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | int | None:
        """Return what is stored; TypeError for a naive datetime."""
        if value is None:
            return None
        since = value - _EPOCH
        return value if dialect.name == "postgresql" else since // _MICROSECOND

    def process_result_value(self, value: datetime | int | None, _dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        if isinstance(value, int):
            return _EPOCH + value * _MICROSECOND
        return None if value is None else value.astimezone(UTC)


class Duration(TypeDecorator[timedelta]):
    """A timedelta as microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, _dialect: Dialect) -> int | None:
        """Return what is stored."""
        return None if value is None else value // _MICROSECOND

    def process_result_value(self, value: int | None, _dialect: Dialect) -> timedelta | None:
        """Return the duration."""
        return None if value is None else value * _MICROSECOND


class CleanText(TypeDecorator[str]):
    """Text without what a database refuses: an entry must never be lost to a NUL in it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Return what is stored."""
        # str, because psycopg has its own idea of what an enumeration is.
        return None if value is None else storable(str(value))


class Ids(TypeDecorator[tuple[int, ...]]):
    """A few numbers in their order, as text with commas between them."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, _dialect: Dialect) -> str | None:
        """Return what is stored."""
        return None if value is None else ",".join(str(number) for number in value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> tuple[int, ...] | None:
        """Return the numbers."""
        return None if value is None else tuple(int(number) for number in value.split(",") if number)


# SQLite numbers rows by itself only in a column that is INTEGER by name.
_ROW_ID = BigInteger().with_variant(Integer(), "sqlite")


def text_column(name: str, *, null: bool = False, key: bool = False) -> Column[str]:
    """Return a column of text."""
    return Column(name, CleanText(), nullable=null, primary_key=key)


def ids_column(name: str) -> Column[tuple[int, ...]]:
    """Return a column of a few numbers each."""
    return Column(name, Ids(), nullable=False)


def instant_column(name: str, *, null: bool = False) -> Column[datetime]:
    """Return a column of instants."""
    return Column(name, Instant(), nullable=null)


def number_column(name: str, *, null: bool = False, key: bool = False) -> Column[int]:
    """Return a column of numbers, such as the ids of chats, that are given to it."""
    return Column(name, BigInteger(), nullable=null, primary_key=key, autoincrement=False)


def row_id_column(name: str = "id") -> Column[int]:
    """Return a column that numbers its rows, never the same twice."""
    return Column(name, _ROW_ID, primary_key=True, autoincrement=True)
