"""What is remembered after a poll, and when the next one is due."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.model import Entry, Feed, FeedState, FetchClass, Fetched, FetchFailed, NotModified, ParsedFeed
from feeds.rhythm import after_quiet, gap_of, heard_quiet, pause_of, silence
from feeds.trouble import MOST_KILLS, trouble_after

LONGEST_PAUSE = timedelta(hours=6)
_STOPPED = timedelta(days=3650)
_SPREAD = 0.1
_PUSHED_FACTOR = 10
_LONGEST_PUSHED_PAUSE = timedelta(hours=1)
_FULL_FETCH = timedelta(days=1)
_FLOOD_PAUSE = timedelta(hours=1)
_MOST_DOUBLINGS = 16
_MOVED_POLLS = 3
_MOVED_FOR = timedelta(days=1)
_MOST_AT_NEW_ADDRESS = 3
YOUNG = timedelta(hours=6)
MOST_YOUNG = 3


def after_success(  # all that a pass has, in the order in which it got it
    state: FeedState,
    feed: Feed,
    outcome: Fetched | NotModified,
    parsed: ParsedFeed | None,
    now: datetime,
    jitter: float,
    *,
    is_pushed: bool = False,
) -> FeedState:
    """Return the state after a poll that went well; `parsed` is None if nothing had changed.

    The next poll comes when the feed's rhythm lets expect news (`rhythm.pause_of`), give or take
    5 % by `jitter` in [0, 1), not in the hours and days in which it wants to be left alone but
    for at most six hours, and not before the server's own Retry-After. Commit it with
    the poll's entries, not before: its validators say that these were seen. After about one
    unchanged poll a day they are forgotten, so that the next one brings the whole body.
    A feed whose news `is_pushed` by a hub is asked ten times less often, but once an hour.
    """
    gap = (gap_of(parsed.entries, now) if parsed else None) or state.gap
    ttl = parsed.ttl if parsed else state.ttl
    quiet = heard_quiet(parsed, now) if parsed else (state.quiet_hours, state.quiet_days)
    wish = max((each for each in (outcome.max_age, ttl) if each), default=None)
    usual = pause_of(feed, gap, wish)
    if is_pushed and feed.slowest is not None:
        usual = max(usual, min(_PUSHED_FACTOR * usual, _LONGEST_PUSHED_PAUSE))
    due_at = now + usual * (1 - _SPREAD / 2 + _SPREAD * jitter)
    if feed.slowest is not None:
        due_at = max(due_at, min(after_quiet(due_at, *quiet), now + LONGEST_PAUSE))
    last_entry_at = _latest(state.last_entry_at, parsed, now)
    # Some servers keep an ETag while the body changes: about once a day none is sent.
    is_trusted = isinstance(outcome, Fetched) or jitter >= usual / _FULL_FETCH
    fetched = outcome if isinstance(outcome, Fetched) else None
    after = replace(
        _moved(state, feed, outcome.moved_to, now),
        next_poll_at=max(due_at, now + ((fetched.retry_after if fetched else None) or timedelta())),
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
        kills=0 if parsed else state.kills,
        ttl=ttl,
        quiet_hours=quiet[0],
        quiet_days=quiet[1],
    )
    return replace(after, trouble=trouble_after(after, now))


def after_flood(state: FeedState, passed_over: int, now: datetime) -> FeedState:
    """Return the state after a poll that brought more news than are judged at once: it waits for an hour."""
    return replace(
        state,
        next_poll_at=max(state.next_poll_at, now + _FLOOD_PAUSE),
        error_detail=state.error_detail or f"{passed_over} entries too many: recorded without an alert",
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
    A permanent failure, and the third parser killed in a row, stop the feed: its next poll is
    years away, until somebody resumes it (`rasid feeds resume`).
    A failure that `is_ours`, the feed being blameless, doubles nothing: it is asked again soon.
    """
    failures = min(state.failures, 1) if is_ours else state.failures + 1
    kills = state.kills + (failed.error_class is FetchClass.PARSER_KILLED)
    is_stopped_now = failed.is_permanent or kills >= MOST_KILLS
    after = replace(
        state,
        # Where it had moved to is asked no more: perhaps it moved back.
        address=state.address if failures < _MOST_AT_NEW_ADDRESS else None,
        next_poll_at=now + (_STOPPED if is_stopped_now else _pause(feed, failed, failures, jitter)),
        failures=failures,
        error_class=failed.error_class,
        error_detail=failed.detail,
        kills=kills,
    )
    return replace(after, trouble=trouble_after(after, now))


def _pause(feed: Feed, failed: FetchFailed, failures: int, jitter: float) -> timedelta:
    ceiling = max(LONGEST_PAUSE, feed.interval)
    full = min(ceiling, feed.interval * float(1 << min(failures, _MOST_DOUBLINGS)))
    # Spread, because all feeds of a host that asked for patience would come back at one moment.
    asked = (failed.retry_after or timedelta()) * (1 + _SPREAD * jitter)
    return max(full / 2 + full / 2 * jitter, asked)


def is_stopped(state: FeedState, now: datetime) -> bool:
    """Return whether a permanent failure stopped the feed."""
    return state.next_poll_at - now > _STOPPED / 2


def resumed(state: FeedState, now: datetime) -> FeedState:
    """Return the state of a feed that is asked again at `now` as if it had never failed."""
    return replace(
        state, next_poll_at=now, failures=0, kills=0, error_class=None, error_detail=None, trouble=None
    )


def first_poll_news(entries: Sequence[Entry], now: datetime) -> tuple[Entry, ...]:
    """Return the entries of a feed's first poll that may alert: at most three, the newest first.

    Only those published within six hours: an undated entry may be of any age.
    """
    young = [entry for entry in entries if entry.published_at and now - entry.published_at < YOUNG]
    return tuple(sorted(young, key=lambda entry: entry.at, reverse=True)[:MOST_YOUNG])
