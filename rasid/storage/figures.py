"""The figures of `rasid stats`, counted in SQL."""

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from bot.model import ChatState
from rasid.storage.outbox import SqlOutbox
from rasid.storage.schema import chats, entries, feeds, incidents, is_waiting, outbox, watchlists
from rasid.storage.stats import Stats


def read_stats(connection: Connection) -> Stats:
    """Return the figures of the database behind `connection`; counts whole tables."""
    return Stats(
        feeds=_count(connection, feeds, feeds.c.polled),
        failing_feeds=_count(connection, feeds, feeds.c.polled, feeds.c.failures > 0),
        entries=_count(connection, entries),
        incidents=_count(connection, incidents),
        chats=_count(connection, chats),
        active_chats=_count(connection, chats, chats.c.state == ChatState.ACTIVE),
        watchlists=_count(connection, watchlists),
        outbox=SqlOutbox(connection).depth(),
        oldest_waiting_at=connection.scalar(select(func.min(outbox.c.created_at)).where(is_waiting(outbox))),
    )


def _count(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(table).where(and_(True, *conditions))
    return connection.scalar(counted) or 0
