"""What is remembered after a poll, and when the next one is due."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.model import Entry, Feed, FeedState, FetchClass, Fetched, FetchFailed, NotModified, ParsedFeed
from feeds.rhythm import gap_of, pause_of, silence

LONGEST_PAUSE = timedelta(hours=6)
_STOPPED = timedelta(days=3650)
_SPREAD = 0.1
_FULL_FETCH = timedelta(days=1)
_MOST_DOUBLINGS = 16
_MOVED_POLLS = 3
_MOVED_FOR = timedelta(days=1)
_MOST_AT_NEW_ADDRESS = 3
_MOST_KILLS = 3  # a feed that kills its parser so often goes to the longest pause at once
YOUNG = timedelta(hours=6)
MOST_YOUNG = 3


def after_success(  # all that a pass has, in the order in which it got it
    state: FeedState,
    feed: Feed,
    outcome: Fetched | NotModified,
    parsed: ParsedFeed | None,
    now: datetime,
    jitter: float,
) -> FeedState:
    """Return the state after a poll that went well; `parsed` is None if nothing had changed.

    The next poll comes when the feed's rhythm lets expect news (`rhythm.pause_of`), give or take
    5 % by `jitter` in [0, 1), and not before the server's own Retry-After. Commit it with
    the poll's entries, not before: its validators say that these were seen. After about one
    unchanged poll a day they are forgotten, so that the next one brings the whole body.
    """
    gap = (gap_of(parsed.entries, now) if parsed else None) or state.gap
    wish = max((each for each in (outcome.max_age, parsed.ttl if parsed else None) if each), default=None)
    usual = pause_of(feed, gap, wish)
    pause = usual * (1 - _SPREAD / 2 + _SPREAD * jitter)
    last_entry_at = _latest(state.last_entry_at, parsed, now)
    # Some servers keep an ETag while the body changes: about once a day none is sent.
    is_trusted = isinstance(outcome, Fetched) or jitter >= usual / _FULL_FETCH
    fetched = outcome if isinstance(outcome, Fetched) else None
    return replace(
        _moved(state, feed, outcome.moved_to, now),
        next_poll_at=now + max(pause, (fetched.retry_after if fetched else None) or pause),
        etag=outcome.etag if is_trusted else None,
        last_modified=outcome.last_modified if is_trusted else None,
        body_hash=fetched.body_hash if fetched else state.body_hash,
        failures=0,
        error_class=None,
        error_detail=(parsed.warning if parsed else None) or silence(gap, last_entry_at, now),
        last_success_at=now,
        last_entry_at=last_entry_at,
        gap=gap,
        baselined_at=state.baselined_at or (now if parsed else None),
    )


def _moved(state: FeedState, feed: Feed, moved_to: str | None, now: datetime) -> FeedState:
    """Return the state that knows of a permanent redirect; believed after three polls over a day.

    A redirect to the feed's own URL ends an earlier move at once.
    """
    if moved_to is None or moved_to == (state.address or feed.url):
        return replace(state, moved_to=None, moved_polls=0, moved_since=None)
    if moved_to != state.moved_to or state.moved_since is None:
        return replace(state, moved_to=moved_to, moved_polls=1, moved_since=now)
    polls = state.moved_polls + 1
    if polls < _MOVED_POLLS or now - state.moved_since < _MOVED_FOR:
        return replace(state, moved_polls=polls)
    address = None if moved_to == feed.url else moved_to
    return replace(state, address=address, moved_to=None, moved_polls=0, moved_since=None)


def _latest(known: datetime | None, parsed: ParsedFeed | None, now: datetime) -> datetime | None:
    found = [entry.published_at for entry in parsed.entries if entry.published_at] if parsed else []
    return max((at for at in (known, *found) if at and at <= now), default=None)


def after_failure(
    state: FeedState,
    feed: Feed,
    failed: FetchFailed,
    now: datetime,
    jitter: float,
    *,
    is_ours: bool = False,
) -> FeedState:
    """Return the state after a poll that failed; validators and baseline stay as they were.

    The pause doubles with each failure in a row, from the feed's interval to six hours, and
    is then drawn from its upper half by `jitter` in [0, 1). A longer Retry-After is honoured.
    A permanent failure stops the feed: its next poll is years away, until somebody resumes it.
    A failure that `is_ours`, the feed being blameless, doubles nothing: it is asked again soon.
    """
    failures = min(state.failures, 1) if is_ours else state.failures + 1
    return replace(
        state,
        # Where it had moved to is asked no more: perhaps it moved back.
        address=state.address if failures < _MOST_AT_NEW_ADDRESS else None,
        next_poll_at=now + (_STOPPED if failed.is_permanent else _pause(feed, failed, failures, jitter)),
        failures=failures,
        error_class=failed.error_class,
        error_detail=failed.detail,
    )


def _pause(feed: Feed, failed: FetchFailed, failures: int, jitter: float) -> timedelta:
    ceiling = max(LONGEST_PAUSE, feed.interval)
    doublings = min(failures, _MOST_DOUBLINGS)
    if failed.error_class is FetchClass.PARSER_KILLED and failures >= _MOST_KILLS:
        doublings = _MOST_DOUBLINGS
    full = min(ceiling, feed.interval * float(1 << doublings))
    # Spread, because all feeds of a host that asked for patience would come back at one moment.
    asked = (failed.retry_after or timedelta()) * (1 + _SPREAD * jitter)
    return max(full / 2 + full / 2 * jitter, asked)


def is_stopped(state: FeedState, now: datetime) -> bool:
    """Return whether a permanent failure stopped the feed."""
    return state.next_poll_at - now > _STOPPED / 2


def first_poll_news(entries: Sequence[Entry], now: datetime) -> tuple[Entry, ...]:
    """Return the entries of a feed's first poll that may alert: at most three, the newest first.

    Only those published within six hours: an undated entry may be of any age.
    """
    young = [entry for entry in entries if entry.published_at and now - entry.published_at < YOUNG]
    return tuple(sorted(young, key=lambda entry: entry.at, reverse=True)[:MOST_YOUNG])
