"""Telegram updates received and not yet handled, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select, update

from rasid.storage.meta import SqlMeta
from rasid.storage.schema import inbox
from rasid.storage.statements import insert_new

LAST_ID = "inbox.last_id"
# Telegram repeats at most one unconfirmed batch of a hundred.
REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class SqlInbox:
    """See `bot.ports.Inbox`."""

    connection: Connection

    def add(self, updates: Sequence[tuple[int, str]]) -> None:
        """Store (update_id, json) pairs; ids pending or lately handled are ignored."""
        if not updates:
            return
        insert_new(self.connection, inbox, [{"update_id": number, "body": body} for number, body in updates])
        newest = max(number for number, _ in updates)
        known = self.last_id()
        SqlMeta(self.connection).put(LAST_ID, str(newest if known is None else max(known, newest)))

    def pending(self, limit: int) -> tuple[tuple[int, str], ...]:
        """Return unhandled updates in order of id."""
        waiting = select(inbox.c.update_id, inbox.c.body).where(inbox.c.body.is_not(None))
        rows = self.connection.execute(waiting.order_by(inbox.c.update_id).limit(limit))
        return tuple((row.update_id, row.body) for row in rows)

    def replace(self, update_id: int, body: str) -> None:
        """Put what is still owed for a handled update in the place of its text."""
        is_it = (inbox.c.update_id == update_id) & inbox.c.body.is_not(None)
        self.connection.execute(update(inbox).where(is_it).values(body=body))

    def done(self, update_id: int) -> None:
        """Delete a handled update's text; the number is forgotten after a thousand others."""
        self.connection.execute(update(inbox).where(inbox.c.update_id == update_id).values(body=None))
        newest = self.connection.scalar(select(func.max(inbox.c.position))) or 0
        is_old = inbox.c.body.is_(None) & (inbox.c.position <= newest - REMEMBERED)
        self.connection.execute(delete(inbox).where(is_old))

    def last_id(self) -> int | None:
        """Return the highest update id ever stored, also after it was handled."""
        value = SqlMeta(self.connection).get(LAST_ID)
        return None if value is None else int(value)
