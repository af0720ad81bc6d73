"""How much one chat may ask of us, and which chats may ask at all."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum, auto

_MINUTE = 60.0
_HOUR = 3600.0
_SWEEP_SECONDS = 600.0
_PAUSES_OF_A_SEARCH = 5


class Verdict(Enum):
    """What becomes of a wish; of those refused in a row only the first is answered."""

    ADMITTED = auto()
    REFUSED = auto()
    IGNORED = auto()


@dataclass(frozen=True, slots=True)
class Quota:
    """How many commands and taps, and how many searches, one chat may send in a minute, on average."""

    commands: int = 60
    searches: int = 12


@dataclass(slots=True)
class _Bucket:
    """What may still be asked; filled up again over time. `is_told` says that the chat heard of its limit."""

    left: float
    counted_at: float
    is_told: bool = False

    def take(self, limit: float, period: float, now: float) -> Verdict:
        self.left = min(limit, self.left + (now - self.counted_at) * limit / period)
        self.counted_at = now
        if self.left >= 1:
            self.left -= 1
            self.is_told = False
            return Verdict.ADMITTED
        first, self.is_told = not self.is_told, True
        return Verdict.REFUSED if first else Verdict.IGNORED


@dataclass(slots=True)
class Quotas:
    """Keeps account of what each chat asked. Times are seconds of one clock that never goes back.

    `allowed` are the only chats that are answered; None answers everybody.
    """

    quota: Quota = field(default_factory=Quota)
    allowed: Collection[int] | None = None
    _buckets: dict[tuple[str, int], _Bucket] = field(default_factory=dict)
    _swept_at: float = 0.0

    def is_allowed(self, chat_id: int) -> bool:
        """Return whether the operator lets the chat in."""
        return self.allowed is None or chat_id in self.allowed

    def command(self, chat_id: int, now: float) -> Verdict:
        """Return whether the chat may send one more command or tap."""
        return self._take("command", chat_id, self.quota.commands, _MINUTE, now)

    def search(self, chat_id: int, now: float) -> Verdict:
        """Return whether the chat may have the archive searched once more."""
        return self._take("search", chat_id, self.quota.searches, _MINUTE, now)

    def inline(self, user_id: int, now: float) -> Verdict:
        """Return whether the person may be shown one more list while typing: each pause asks for one."""
        return self._take("inline", user_id, self.quota.searches * _PAUSES_OF_A_SEARCH, _MINUTE, now)

    def stranger(self, chat_id: int, now: float) -> Verdict:
        """Return REFUSED, to be answered, once an hour for a chat that is not let in, else IGNORED."""
        admitted = self._take("stranger", chat_id, 1, _HOUR, now)
        return Verdict.REFUSED if admitted is Verdict.ADMITTED else Verdict.IGNORED

    def _take(self, what: str, chat_id: int, limit: int, period: float, now: float) -> Verdict:
        self._sweep(now)
        bucket = self._buckets.setdefault((what, chat_id), _Bucket(float(limit), now))
        return bucket.take(limit, period, now)

    def _sweep(self, now: float) -> None:
        """Forget the chats that have asked nothing for so long that they may ask everything again."""
        if now - self._swept_at < _SWEEP_SECONDS:
            return
        self._swept_at = now
        self._buckets = {
            key: bucket for key, bucket in self._buckets.items() if now - bucket.counted_at < _HOUR
        }
