"""Whether it is our own way to the network that is down, and not the feeds."""

from collections import deque

from feeds.model import FetchClass

_WAY_LOST = frozenset({FetchClass.DNS, FetchClass.CONNECT, FetchClass.TIMEOUT, FetchClass.RESET})
_WATCHED = 20
_FEWEST = 5
# With many feeds at one host that is down, the others must still be seen among the latest.
_MOST_OF_A_HOST = 5


class Uplink:
    """Counts the latest polls of different feeds: when nine in ten of them can't connect, it is us.

    One notice then stands for all of them, until a poll reaches its server again.
    """

    def __init__(self, *, is_down: bool = False) -> None:
        """Start with the way open, or as the last process left it."""
        self._lost: deque[tuple[str, str, bool]] = deque(maxlen=_WATCHED)
        self.is_down = is_down

    def polled(self, url: str, error_class: FetchClass | None) -> bool:
        """Take in how a poll ended; return whether the way was lost or came back by it."""
        was_down, is_lost = self.is_down, error_class in _WAY_LOST
        self._lost = deque((each for each in self._lost if each[0] != url), maxlen=_WATCHED)
        host = _host(url)
        neighbours = [each for each in self._lost if each[1] == host]
        if len(neighbours) == _MOST_OF_A_HOST:
            self._lost.remove(neighbours[0])
        self._lost.append((url, host, is_lost))
        lost = sum(lost for _, _, lost in self._lost)
        if was_down:
            self.is_down = is_lost
            if not is_lost:
                self._lost.clear()
        else:
            self.is_down = len(self._lost) >= _FEWEST and lost * 10 >= len(self._lost) * 9
        return self.is_down != was_down

    def is_to_blame(self, error_class: FetchClass) -> bool:
        """Return whether a poll that ended so says nothing about its feed, because our way is lost."""
        return self.is_down and error_class in _WAY_LOST


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]
