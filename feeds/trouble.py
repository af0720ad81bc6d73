"""When a feed has fared so badly for so long that its operator should be told, and when it is well again."""

from datetime import datetime, timedelta

from feeds.model import FeedState, FetchClass, Trouble
from feeds.rhythm import silence

MOST_KILLS = 3
_FEWEST_FAILURES = 3
_LONGEST_FAILING = timedelta(days=1)
_GRAVITY = tuple(Trouble)


def trouble_after(state: FeedState, now: datetime) -> Trouble | None:
    """Return what is wrong with a feed whose `state` is that after its latest poll; None if it is well.

    `state.trouble` is what was found before. A lesser trouble in the middle of a graver one,
    and a failure that alone would be too little to tell of, change nothing: only a good poll
    ends an episode, so that one episode is told once.
    """
    found = _found(state, now)
    if state.error_class is None:
        return found
    if found is None or state.trouble is None:
        return found or state.trouble
    return max(found, state.trouble, key=_GRAVITY.index)


def _found(state: FeedState, now: datetime) -> Trouble | None:
    if state.error_class is None:
        return Trouble.SILENT if silence(state.gap, state.last_entry_at, now) else None
    if state.error_class is FetchClass.GONE:
        return Trouble.GONE
    if state.kills >= MOST_KILLS:
        return Trouble.QUARANTINED
    if state.failures < _FEWEST_FAILURES:
        return None
    # A challenge page or a hotel's login: the server is there, so nobody would look for the fault.
    if state.error_class is FetchClass.NOT_A_FEED:
        return Trouble.NOT_A_FEED
    since = state.last_success_at
    return Trouble.FAILING if since is None or now - since >= _LONGEST_FAILING else None
