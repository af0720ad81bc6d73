"""What arrived, held against what the promise allows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MOST_COPIES = 3


@dataclass
class Verdict:
    """What was found. `claimed` counts, per chat, the kills that met a request under way.

    `given_up` are alerts under way at three deaths: they are no longer sent, and are lost only if
    none of the three requests arrived.
    """

    alerts: int = 0
    ends: int = 0
    lost: int = 0
    copies: Counter[tuple[int, str]] = field(default_factory=Counter)
    claimed: Counter[int] = field(default_factory=Counter)
    disorder: list[tuple[int, str]] = field(default_factory=list)
    given_up: int = 0

    @property
    def duplicates(self) -> int:
        """Return how many messages were copies of others."""
        return sum(number - 1 for number in self.copies.values())

    def problems(self) -> list[str]:
        """Return what breaks the promise."""
        extra: Counter[int] = Counter()
        for (chat, _), number in self.copies.items():
            extra[chat] += number - 1
        found = {
            "lost": self.lost,
            "more copies in a chat than kills that met it": sum(
                extra[chat] > self.claimed[chat] for chat in extra
            ),
            f"more than {MOST_COPIES} copies": sum(number > MOST_COPIES for number in self.copies.values()),
            "out of order": len(self.disorder),
        }
        return [f"{what}: {number}" for what, number in found.items() if number]

    def as_json(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "alerts": self.alerts,
            "ends": self.ends,
            "lost": self.lost,
            "duplicates": self.duplicates,
            "most_copies": max(self.copies.values(), default=0),
            "requests_met_by_a_kill": self.claimed.total(),
            "given_up": self.given_up,
            "problems": self.problems(),
        }


def out_of_order(titles: Iterable[str]) -> list[str]:
    """Return the titles `<worker> <number>` that came after a later one of the same worker."""
    last: dict[str, int] = {}
    found = []
    for title in titles:
        worker, number = title.split()
        if int(number) < last.get(worker, -1):
            found.append(title)
        last[worker] = int(number)
    return found
