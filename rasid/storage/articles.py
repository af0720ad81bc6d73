"""Entries whose full text is still to be read, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_, select, update

from feeds.model import Entry
from rasid.storage.entries import SqlEntries
from rasid.storage.schema import articles, entries
from rasid.storage.statements import insert_new

MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class SqlArticles:
    """See `rasid.storage.unit.Articles`."""

    connection: Connection

    def add(self, uids: Sequence[str], now: datetime) -> None:
        """Have the articles of these entries read from `now` on; one that waits already stays as it was."""
        insert_new(
            self.connection, articles, [{"entry_uid": uid, "next_try_at": now, "tries": 0} for uid in uids]
        )

    def take(self, now: datetime, limit: int, lease: timedelta) -> tuple[Entry, ...]:
        """Return up to `limit` entries that are due, each again after `lease` unless it is done by then."""
        is_due = articles.c.next_try_at <= now
        known = select(entries.c.uid)
        is_over = or_(articles.c.tries >= MOST_TRIES, articles.c.entry_uid.not_in(known))
        self.connection.execute(delete(articles).where(is_due, is_over))
        due = select(articles.c.entry_uid).where(is_due)
        ordered = due.order_by(articles.c.next_try_at, articles.c.entry_uid).limit(limit)
        uids = [*self.connection.scalars(ordered)]
        if not uids:
            return ()
        taken = {"next_try_at": now + lease, "tries": articles.c.tries + 1}
        self.connection.execute(update(articles).where(articles.c.entry_uid.in_(uids)).values(taken))
        found = (SqlEntries(self.connection).get(uid) for uid in uids)
        return tuple(entry for entry in found if entry)

    def done(self, uid: str) -> None:
        """Forget the entry."""
        self.connection.execute(delete(articles).where(articles.c.entry_uid == uid))
