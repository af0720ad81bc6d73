"""What was seen, in SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from feeds.model import Entry
from filters.model import Analysis
from rasid.storage.codec import encode
from rasid.storage.schema import entries
from rasid.storage.statements import insert_new, select_in

_FIELDS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True, slots=True)
class SqlEntries:
    """See `rasid.storage.unit.Entries`."""

    connection: Connection

    def unknown(self, candidates: Sequence[Entry]) -> tuple[Entry, ...]:
        """Return those never stored, in their order; of several with one uid, the first."""
        by_uid: dict[str, Entry] = {}
        for entry in candidates:
            by_uid.setdefault(entry.uid, entry)
        known = {
            row.uid for row in select_in(self.connection, select(entries.c.uid), entries.c.uid, [*by_uid])
        }
        return tuple(entry for uid, entry in by_uid.items() if uid not in known)

    def add(self, analysed: Iterable[tuple[Entry, Analysis | None]]) -> None:
        """Store entries; one that is stored already stays as it was."""
        insert_new(self.connection, entries, [_values(entry, analysis) for entry, analysis in analysed])

    def get(self, uid: str) -> Entry | None:
        """Return the entry."""
        row = self.connection.execute(select(entries).where(entries.c.uid == uid)).first()
        return None if row is None else _entry(row)

    def count(self) -> int:
        """Return how many are stored; reads the whole index."""
        return self.connection.scalar(select(func.count()).select_from(entries)) or 0

    def recent(self, since: datetime, limit: int) -> tuple[Entry, ...]:
        """Return entries published (or else seen) at or after `since`, newest first."""
        newest = select(entries).where(entries.c.at >= since).order_by(entries.c.at.desc(), entries.c.uid)
        return tuple(_entry(row) for row in self.connection.execute(newest.limit(limit)))

    def of_feed(self, feed_url: str, since: datetime, limit: int) -> tuple[Entry, ...]:
        """Return the feed's entries published (or else seen) at or after `since`, newest first."""
        mine = select(entries).where(entries.c.feed_url == feed_url, entries.c.at >= since)
        newest = mine.order_by(entries.c.at.desc(), entries.c.uid).limit(limit)
        return tuple(_entry(row) for row in self.connection.execute(newest))


def _values(entry: Entry, analysis: Analysis | None) -> dict[str, Any]:
    found = None if analysis is None else encode(Analysis, analysis)
    return asdict(entry) | {"uid": entry.uid, "at": entry.at, "analysis": found}


def _entry(row: Row[Any]) -> Entry:
    values = row._mapping  # noqa: SLF001  # public API of SQLAlchemy, underscored to spare the column names
    return Entry(**{name: values[name] for name in _FIELDS})
