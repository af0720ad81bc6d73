"""Events and the entries that report them, in SQL."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from filters.model import Incident
from rasid.storage.codec import decode, encode
from rasid.storage.schema import incidents
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
