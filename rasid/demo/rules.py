"""Telegram's rates as far as they are known: so many messages a second over all, to a person, to a group."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(slots=True)
class RateRules:
    """Sliding windows; refused requests count for nothing. Edits count in groups.

    `private_burst` messages to one person pass at once, then one a second.
    """

    overall: int = 30
    overall_window: timedelta = timedelta(seconds=1)
    private_burst: int = 3
    private_gap: timedelta = timedelta(seconds=1)
    group: int = 20
    group_window: timedelta = timedelta(seconds=60)
    _all: deque[datetime] = field(default_factory=deque)
    _groups: defaultdict[int, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))
    _private: dict[int, datetime] = field(default_factory=dict)

    def admit(self, chat_id: int, now: datetime, *, is_edit: bool = False) -> int:
        """Return 0 and count the request, or how many seconds it must wait."""
        wait = max(
            _wait(self._all, self.overall, self.overall_window, now),
            self._chat_wait(chat_id, now, is_edit=is_edit),
        )
        if wait:
            return wait
        self._count(chat_id, now, is_edit=is_edit)
        return 0

    def _chat_wait(self, chat_id: int, now: datetime, *, is_edit: bool) -> int:
        if chat_id < 0:
            return _wait(self._groups[chat_id], self.group, self.group_window, now)
        if is_edit:
            return 0
        # The instant at which the person's allowance would be full again, as a leaky bucket keeps it.
        full_at = max(self._private.get(chat_id, now), now)
        over = full_at - now - self.private_gap * (self.private_burst - 1)
        return _seconds(over) if over > timedelta() else 0

    def _count(self, chat_id: int, now: datetime, *, is_edit: bool) -> None:
        self._all.append(now)
        if chat_id < 0:
            self._groups[chat_id].append(now)
        elif not is_edit:
            self._private[chat_id] = max(self._private.get(chat_id, now), now) + self.private_gap


def _wait(seen: deque[datetime], limit: int, window: timedelta, now: datetime) -> int:
    while seen and seen[0] <= now - window:
        seen.popleft()
    return _seconds(seen[0] + window - now) if len(seen) >= limit else 0


def _seconds(delta: timedelta) -> int:
    return max(1, math.ceil(delta.total_seconds()))
