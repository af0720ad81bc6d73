"""The subscriptions of the fake."""

from dataclasses import dataclass
from datetime import datetime

from feeds.websub import Subscription
from rasid.storage.memory.rows import Rows
from rasid.storage.memory.stream import MemoryFeeds


@dataclass(frozen=True, slots=True)
class MemorySubscriptions:
    """See `rasid.storage.unit.Subscriptions`."""

    rows: Rows[str, Subscription]
    feeds: MemoryFeeds

    def get(self, feed_url: str) -> Subscription | None:
        """Return the feed's subscription."""
        return self.rows.get(feed_url)

    def of_token(self, token: str) -> Subscription | None:
        """Return the subscription that has the token."""
        return next((one for one in self.rows.values() if one.token == token), None)

    def put(self, subscription: Subscription) -> None:
        """Store the subscription, replacing the feed's former one."""
        self.rows.put(subscription.feed_url, subscription)

    def remove(self, feed_url: str) -> None:
        """Delete the feed's subscription."""
        self.rows.pop(feed_url)

    def due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """Return those of polled feeds whose hub is to be asked, the longest overdue first."""
        polled = {row.feed.url for row in self.feeds.all()}
        found = [one for one in self.rows.values() if one.next_ask_at <= now and one.feed_url in polled]
        return tuple(sorted(found, key=lambda one: (one.next_ask_at, one.feed_url))[:limit])
