"""Entries of the fake whose full text is still to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import Entry
from rasid.storage.memory.rows import Rows
from rasid.storage.memory.stream import MemoryEntries

_MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class MemoryArticles:
    """See `rasid.storage.unit.Articles`. A row is when it is due and how often it was taken."""

    rows: Rows[str, tuple[datetime, int]]
    entries: MemoryEntries

    def add(self, uids: Sequence[str], now: datetime) -> None:
        """Have the articles of these entries read from `now` on; one that waits already stays as it was."""
        for uid in uids:
            self.rows.put_new(uid, (now, 0))

    def take(self, now: datetime, limit: int, lease: timedelta) -> tuple[Entry, ...]:
        """Return up to `limit` entries that are due, each again after `lease` unless it is done by then."""
        due = sorted((at, uid, tries) for uid, (at, tries) in self.rows.items() if at <= now)
        for _, uid, tries in due:
            if tries >= _MOST_TRIES or self.entries.get(uid) is None:
                self.rows.pop(uid)
        taken = [(uid, tries) for _, uid, tries in due if uid in self.rows][:limit]
        for uid, tries in taken:
            self.rows.put(uid, (now + lease, tries + 1))
        found = (self.entries.get(uid) for uid, _ in taken)
        return tuple(entry for entry in found if entry)

    def done(self, uid: str) -> None:
        """Forget the entry."""
        self.rows.pop(uid)
