"""What is old is deleted piece by piece, so that years of news fit on a disk; in SQL."""

from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from bot.model import DeliveryState
from rasid.storage.schema import entries, incidents, matches, outbox, told

_ENDED = (DeliveryState.SENT, DeliveryState.DEAD)


def purge(connection: Connection, before: datetime, limit: int) -> int:
    """Delete up to `limit` rows each of what ended before `before`; see `rasid.storage.unit.Unit`."""
    return (
        _alerts(connection, before, limit)
        + _incidents(connection, before, limit)
        + _dated_entries(connection, before, limit)
        + _undated_entries(connection, before, limit)
    )


def _alerts(connection: Connection, before: datetime, limit: int) -> int:
    is_old = outbox.c.state.in_(_ENDED) & (outbox.c.created_at < before)
    ids = [*connection.scalars(select(outbox.c.id).where(is_old).order_by(outbox.c.id).limit(limit))]
    # Of an incident the chat's knowledge lives as long as that; a review or a notice is none.
    named = select(outbox.c.incident_id).where(outbox.c.id.in_(ids), outbox.c.incident_id.contains(":"))
    connection.execute(delete(told).where(told.c.incident_id.in_([*connection.scalars(named)])))
    connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))
    return len(ids)


def _incidents(connection: Connection, before: datetime, limit: int) -> int:
    """Forget incidents with what the chats were told of them: they are closed, no report joins them."""
    ids = [*connection.scalars(select(incidents.c.id).where(incidents.c.last_at < before).limit(limit))]
    connection.execute(delete(told).where(told.c.incident_id.in_(ids)))
    connection.execute(delete(incidents).where(incidents.c.id.in_(ids)))
    return len(ids)


def _dated_entries(connection: Connection, before: datetime, limit: int) -> int:
    """Delete entries that are too old to be news if their feed shows them again."""
    is_old = (entries.c.published_at < before) & (entries.c.seen_at < before)
    uids = [*connection.scalars(select(entries.c.uid).where(is_old).limit(limit))]
    connection.execute(delete(matches).where(matches.c.entry_uid.in_(uids)))
    connection.execute(delete(entries).where(entries.c.uid.in_(uids)))
    return len(uids)


def _undated_entries(connection: Connection, before: datetime, limit: int) -> int:
    """Empty entries without a date: forgotten altogether, they would be news again in their feed."""
    is_full = or_(entries.c.body != "", entries.c.analysis.is_not(None))
    is_old = entries.c.published_at.is_(None) & (entries.c.seen_at < before) & is_full
    uids = [*connection.scalars(select(entries.c.uid).where(is_old).limit(limit))]
    connection.execute(delete(matches).where(matches.c.entry_uid.in_(uids)))
    connection.execute(update(entries).where(entries.c.uid.in_(uids)).values(body="", analysis=None))
    return len(uids)
