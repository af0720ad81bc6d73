"""What was seen, in SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from feeds.model import Entry
from filters.model import Analysis
from rasid.storage.codec import decode, encode, storable
from rasid.storage.schema import entries
from rasid.storage.statements import insert_new, select_in

_FIELDS = tuple(field.name for field in fields(Entry))
_COLUMNS = tuple(entries.c[name] for name in _FIELDS)


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

    def add(self, analysed: Iterable[tuple[Entry, Analysis | None]]) -> int:
        """Store entries and return how many were new; one that is stored already stays as it was."""
        return insert_new(
            self.connection, entries, [_values(entry, analysis) for entry, analysis in analysed]
        )

    def retitled(self, candidates: Sequence[Entry]) -> tuple[tuple[Entry, Entry], ...]:
        """Return those stored under another title, in their order; of several with one uid, the first."""
        by_uid: dict[str, Entry] = {}
        for entry in candidates:
            by_uid.setdefault(entry.uid, entry)
        titles = select(entries.c.uid, entries.c.title)
        stored = {row.uid: row.title for row in select_in(self.connection, titles, entries.c.uid, [*by_uid])}
        other = [uid for uid in by_uid if uid in stored and stored[uid] != storable(by_uid[uid].title)]
        rows = select_in(self.connection, select(*_COLUMNS, entries.c.uid), entries.c.uid, other)
        found = {row.uid: _entry(row) for row in rows}
        return tuple((found[uid], by_uid[uid]) for uid in other)

    def reword(self, entry: Entry, analysis: Analysis | None) -> None:
        """Replace title, body and analysis of a stored entry; one that is not stored is ignored."""
        values = {name: _values(entry, analysis)[name] for name in ("title", "body", "analysis")}
        self.connection.execute(update(entries).where(entries.c.uid == entry.uid).values(values))

    def get(self, uid: str) -> Entry | None:
        """Return the entry."""
        row = self.connection.execute(select(entries).where(entries.c.uid == uid)).first()
        return None if row is None else _entry(row)

    def count(self) -> int:
        """Return how many are stored; reads the whole index."""
        return self.connection.scalar(select(func.count()).select_from(entries)) or 0

    def recent(self, since: datetime, limit: int) -> tuple[Entry, ...]:
        """Return entries published (or else seen) at or after `since`, newest first."""
        return self.since(since, limit)

    def since(self, moment: datetime, limit: int, before: Entry | None = None) -> tuple[Entry, ...]:
        """Return the entries from `moment` on that come after `before`, newest first."""
        # The analysis is several times as long as the entry, and not asked for.
        newest = select(*_COLUMNS).where(entries.c.at >= moment).order_by(entries.c.at.desc(), entries.c.uid)
        if before is not None:
            # The first condition says nothing new, but it is the one that the index can start from.
            is_older = (entries.c.at < before.at) | (entries.c.uid > before.uid)
            newest = newest.where(entries.c.at <= before.at, is_older)
        return tuple(_entry(row) for row in self.connection.execute(newest.limit(limit)))

    def analyses(self, uids: Sequence[str]) -> dict[str, Analysis]:
        """Return what was found in those of the entries that were analysed, by uid."""
        analysed = select(entries.c.uid, entries.c.analysis).where(entries.c.analysis.is_not(None))
        rows = select_in(self.connection, analysed, entries.c.uid, uids)
        return {row.uid: decode(Analysis, row.analysis) for row in rows}

    def of_feed(self, feed_url: str, since: datetime, limit: int) -> tuple[Entry, ...]:
        """Return the feed's entries published (or else seen) at or after `since`, newest first."""
        mine = select(*_COLUMNS).where(entries.c.feed_url == feed_url, entries.c.at >= since)
        newest = mine.order_by(entries.c.at.desc(), entries.c.uid).limit(limit)
        return tuple(_entry(row) for row in self.connection.execute(newest))


def _values(entry: Entry, analysis: Analysis | None) -> dict[str, Any]:
    found = None if analysis is None else encode(Analysis, analysis)
    values = {name: getattr(entry, name) for name in _FIELDS}
    return values | {"uid": entry.uid, "at": entry.at, "analysis": found}


def _entry(row: Row[Any]) -> Entry:
    values = row._mapping  # noqa: SLF001  # public API of SQLAlchemy, underscored to spare the column names
    return Entry(**{name: values[name] for name in _FIELDS})
