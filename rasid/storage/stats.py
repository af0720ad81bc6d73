"""How much is stored and how it fares: the figures of `rasid stats`."""

from dataclasses import dataclass
from datetime import datetime

from bot.model import DeliveryState


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of what is stored. `failing_feeds` failed at their last poll.

    `oldest_waiting_at` is when the alert that has waited longest was decided, None if none waits.
    """

    feeds: int
    failing_feeds: int
    entries: int
    incidents: int
    chats: int
    active_chats: int
    watchlists: int
    outbox: dict[DeliveryState, int]
    oldest_waiting_at: datetime | None = None
