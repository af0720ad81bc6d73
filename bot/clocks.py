"""The clocks of the sender: the one on the wall, one that nobody sets, and when the first was set."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LEAST_STEP = timedelta(minutes=1)


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def steady_seconds() -> float:
    """Return the seconds of a clock that nobody sets; where there is one, of one that counts sleep too."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


class Steps:
    """Notices when the wall clock is set by a minute or more; slower changes are followed silently."""

    def __init__(self, clock: Callable[[], datetime], steady: Callable[[], float]) -> None:
        self._clock = clock
        self._steady = steady
        self._offset = self._measure()

    def last(self) -> timedelta:
        """Return by how much the wall clock was set since the last call, nothing if it wasn't."""
        before, self._offset = self._offset, self._measure()
        step = self._offset - before
        return step if abs(step) >= _LEAST_STEP else timedelta()

    def _measure(self) -> timedelta:
        return (self._clock() - _EPOCH) - timedelta(seconds=self._steady())
