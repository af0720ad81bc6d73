"""Small facts that must survive a restart, in SQL."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from rasid.storage.schema import meta
from rasid.storage.statements import put


@dataclass(frozen=True, slots=True)
class SqlMeta:
    """See `bot.ports.Meta`."""

    connection: Connection

    def get(self, key: str) -> str | None:
        """Return the value, None if never set."""
        return self.connection.scalar(select(meta.c.value).where(meta.c.key == key))

    def put(self, key: str, value: str) -> None:
        """Store the value."""
        put(self.connection, meta, {"key": key, "value": value})
