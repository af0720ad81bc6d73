"""Which rows of the fake's outbox wait or are under way."""

from bisect import insort
from dataclasses import dataclass, field

from bot.model import Delivery


@dataclass(frozen=True, slots=True)
class OpenRows:
    """Which rows wait or are under way: all in the order they are wanted, and by lane in order of id."""

    wanted: list[tuple[int, int]] = field(default_factory=list)
    lanes: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def add(self, delivery: Delivery) -> None:
        """Take up a row."""
        insort(self.wanted, (delivery.alert.priority, delivery.id))
        insort(self.lanes.setdefault(_lane(delivery), []), delivery.id)

    def remove(self, delivery: Delivery) -> None:
        """Let a row go."""
        self.wanted.remove((delivery.alert.priority, delivery.id))
        self.lanes[_lane(delivery)].remove(delivery.id)

    def lane_of(self, delivery: Delivery) -> list[int]:
        """Return the ids of the open rows of the same chat and thread."""
        return self.lanes[_lane(delivery)]

    def of(self, chat_id: int, thread_id: int) -> list[int]:
        """Return the ids of the open rows of a chat and thread."""
        return list(self.lanes.get((chat_id, thread_id), ()))

    def clear(self) -> None:
        """Let all rows go."""
        self.wanted.clear()
        self.lanes.clear()


def _lane(delivery: Delivery) -> tuple[int, int]:
    return delivery.alert.chat_id, delivery.alert.thread_id
