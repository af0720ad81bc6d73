"""What hubs were asked to send us, in SQL."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, Select, delete, select

from feeds.websub import Subscription
from rasid.storage.schema import feeds, subscriptions
from rasid.storage.statements import put

_NAMES = tuple(field.name for field in fields(Subscription))


@dataclass(frozen=True, slots=True)
class SqlSubscriptions:
    """See `rasid.storage.unit.Subscriptions`."""

    connection: Connection

    def get(self, feed_url: str) -> Subscription | None:
        """Return the feed's subscription."""
        found = self._read(select(subscriptions).where(subscriptions.c.feed_url == feed_url))
        return found[0] if found else None

    def of_token(self, token: str) -> Subscription | None:
        """Return the subscription that has the token."""
        found = self._read(select(subscriptions).where(subscriptions.c.token == token))
        return found[0] if found else None

    def put(self, subscription: Subscription) -> None:
        """Store the subscription, replacing the feed's former one."""
        put(self.connection, subscriptions, asdict(subscription))

    def remove(self, feed_url: str) -> None:
        """Delete the feed's subscription."""
        self.connection.execute(delete(subscriptions).where(subscriptions.c.feed_url == feed_url))

    def due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """Return those of polled feeds whose hub is to be asked, the longest overdue first."""
        polled = select(feeds.c.url).where(feeds.c.polled)
        is_due = (subscriptions.c.next_ask_at <= now) & subscriptions.c.feed_url.in_(polled)
        order = (subscriptions.c.next_ask_at, subscriptions.c.feed_url)
        return self._read(select(subscriptions).where(is_due).order_by(*order).limit(limit))

    def _read(self, query: "Select[tuple[object, ...]]") -> tuple[Subscription, ...]:
        rows = self.connection.execute(query)
        return tuple(Subscription(**{name: row._mapping[name] for name in _NAMES}) for row in rows)  # noqa: SLF001  # public API of SQLAlchemy, underscored to spare the column names
