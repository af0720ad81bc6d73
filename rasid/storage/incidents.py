"""Events and the entries that report them, in SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, select, update

from filters.model import Incident
from rasid.storage.codec import decode, encode
from rasid.storage.schema import incidents, outbox, told
from rasid.storage.statements import put


@dataclass(frozen=True, slots=True)
class SqlIncidents:
    """See `rasid.storage.unit.Incidents`."""

    connection: Connection

    def open(self, since: datetime) -> tuple[Incident, ...]:
        """Return incidents whose `last_at` is `since` or later, in order of `first_at`, then id."""
        rows = self.connection.scalars(select(incidents.c.value).where(incidents.c.last_at >= since))
        found = [decode(Incident, value) for value in rows]
        return tuple(sorted(found, key=lambda incident: (incident.first_at, incident.id)))

    def put(self, incident: Incident) -> None:
        """Store the incident, replacing what was there."""
        row = {
            "id": incident.id,
            "first_at": incident.first_at,
            "last_at": incident.last_at,
            "revision": incident.revision,
            "value": encode(Incident, incident),
        }
        put(self.connection, incidents, row)

    def get(self, incident_id: str) -> Incident | None:
        """Return the incident."""
        value = self.connection.scalar(select(incidents.c.value).where(incidents.c.id == incident_id))
        return None if value is None else decode(Incident, value)

    def absorb(self, gone_id: str, kept: Incident) -> None:
        """Store `kept` in place of the incident `gone_id` too, and give it who was told of that one."""
        self.put(kept)
        self.connection.execute(delete(incidents).where(incidents.c.id == gone_id))
        self._move_told(gone_id, kept.id)
        self._move_outbox(gone_id, kept.id)

    def _move_told(self, gone_id: str, kept_id: str) -> None:
        rows = self.connection.execute(select(told).where(told.c.incident_id.in_([gone_id, kept_id])))
        merged: dict[tuple[int, int], dict[str, Any]] = {}
        for row in sorted(rows, key=lambda row: row.incident_id == kept_id):
            before = merged.get((row.chat_id, row.thread_id), _NOTHING_TOLD)
            merged[row.chat_id, row.thread_id] = {
                "revision": max(row.revision, before["revision"]),
                "message_id": row.message_id or before["message_id"],
                "muted": row.muted or before["muted"],
            }
        self.connection.execute(delete(told).where(told.c.incident_id == gone_id))
        for (chat_id, thread_id), values in merged.items():
            key = {"chat_id": chat_id, "thread_id": thread_id, "incident_id": kept_id}
            put(self.connection, told, key | values)

    def _move_outbox(self, gone_id: str, kept_id: str) -> None:
        """Give the rows to `kept_id`, but for one whose revision a chat has of both already."""
        other = outbox.alias()
        is_taken = exists().where(
            other.c.incident_id == kept_id,
            other.c.chat_id == outbox.c.chat_id,
            other.c.thread_id == outbox.c.thread_id,
            other.c.revision == outbox.c.revision,
        )
        is_free = (outbox.c.incident_id == gone_id) & ~is_taken
        self.connection.execute(update(outbox).where(is_free).values(incident_id=kept_id))


_NOTHING_TOLD: dict[str, Any] = {"revision": 0, "message_id": None, "muted": False}
