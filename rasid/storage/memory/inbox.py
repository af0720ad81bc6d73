"""Telegram updates and small facts of the fake."""

from collections.abc import Sequence
from dataclasses import dataclass

from rasid.storage.memory.rows import Rows


@dataclass(frozen=True, slots=True)
class MemoryMeta:
    """See `bot.ports.Meta`."""

    rows: Rows[str, str]

    def get(self, key: str) -> str | None:
        """Return the value, None if never set."""
        return self.rows.get(key)

    def put(self, key: str, value: str) -> None:
        """Store the value."""
        self.rows.put(key, value)


@dataclass(frozen=True, slots=True)
class MemoryInbox:
    """See `bot.ports.Inbox`. Handled updates stay as empty text for ever."""

    rows: Rows[int, str]

    def add(self, updates: Sequence[tuple[int, str]]) -> None:
        """Store (update_id, json) pairs; known ids are ignored."""
        for update_id, body in updates:
            self.rows.put_new(update_id, body)

    def pending(self, limit: int) -> tuple[tuple[int, str], ...]:
        """Return unhandled updates in order of id."""
        return tuple(sorted((number, body) for number, body in self.rows.items() if body)[:limit])

    def replace(self, update_id: int, body: str) -> None:
        """Put what is still owed for a handled update in the place of its text."""
        if self.rows.get(update_id):
            self.rows.put(update_id, body)

    def done(self, update_id: int) -> None:
        """Delete a handled update's text."""
        if update_id in self.rows:
            self.rows.put(update_id, "")

    def last_id(self) -> int | None:
        """Return the highest update id ever stored, also after it was handled."""
        return max(self.rows, default=None)
