"""Hosts that asked to be left alone for a while: what one feed was told holds for its neighbours."""

from datetime import timedelta

LONGEST = timedelta(hours=1)


class Patience:
    """Until when which host is not to be asked; times are seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        """Start with every host free to be asked."""
        self._until: dict[str, float] = {}

    def ask(self, host: str, wait: timedelta, at: float) -> None:
        """Leave `host` alone for `wait` from `at` on, one hour at most: other feeds may fare better there."""
        self._until = {name: until for name, until in self._until.items() if until > at}
        until = at + min(wait, LONGEST).total_seconds()
        self._until[host] = max(until, self._until.get(host, until))

    def left(self, host: str, at: float) -> timedelta | None:
        """Return how long `host` is still to be left alone at `at`; None if it may be asked."""
        until = self._until.get(host, at)
        return timedelta(seconds=until - at) if until > at else None
