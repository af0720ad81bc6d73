"""When the next poll is due, and what is remembered until then."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import FetchClass, FetchFailed, NotModified, ParsedFeed, Trouble
from feeds.schedule import after_failure, after_success, first_poll_news, is_stopped, resumed
from tests.feeds.builders import NOW, entry, feed, fetched, state

JITTER = st.floats(0, 1, exclude_max=True)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TIMEOUT = FetchFailed(FetchClass.TIMEOUT, "no answer within 30 s")
KILLED = FetchFailed(FetchClass.PARSER_KILLED, "parsing took more CPU time than allowed")
GONE = FetchFailed(FetchClass.GONE, "the server answered 410", is_permanent=True)


def parsed(*entries, **changes) -> ParsedFeed:
    return ParsedFeed("x", entries, **changes)


@given(JITTER, st.integers(60, 86_400))
def test_the_next_poll_comes_after_the_interval(jitter: float, seconds: int):
    """Within a tenth of it, so that feeds added together do not stay together."""
    interval = timedelta(seconds=seconds)
    after = after_success(state(), feed(interval=interval), fetched(b"x"), parsed(), NOW, jitter)
    assert interval * 0.94 <= after.next_poll_at - NOW <= interval * 1.06


def test_jitter_spreads_the_polls():
    pauses = {
        after_success(state(), feed(), fetched(b"x"), parsed(), NOW, j / 10).next_poll_at for j in range(10)
    }
    assert len(pauses) == 10


def test_a_success_remembers_validators_and_body_and_forgets_failures():
    before = state(failures=3, error_class=FetchClass.TIMEOUT, error_detail="no answer", etag="old")
    outcome = fetched(b"body", etag="new", last_modified="today")
    after = after_success(before, feed(), outcome, parsed(), NOW, 0.5)
    assert ("new", "today", outcome.body_hash) == (after.etag, after.last_modified, after.body_hash)
    assert (0, None, None, NOW) == (
        after.failures,
        after.error_class,
        after.error_detail,
        after.last_success_at,
    )


def test_a_body_without_validators_forgets_the_old_ones():
    after = after_success(state(etag="old", last_modified="old"), feed(), fetched(b"x"), parsed(), NOW, 0.5)
    assert (None, None) == (after.etag, after.last_modified)


def test_no_change_keeps_the_body_and_takes_the_servers_validators():
    before = state(etag="old", body_hash="h", last_entry_at=NOW, baselined_at=NOW - HOUR)
    after = after_success(before, feed(), NotModified("new", None), None, NOW, 0.5)
    assert ("new", "h", NOW, NOW - HOUR) == (
        after.etag,
        after.body_hash,
        after.last_entry_at,
        after.baselined_at,
    )


def test_once_a_day_an_unchanged_feed_is_asked_without_validators():
    """A server whose ETag stays while the body changes would else hide its news for ever."""
    polls = [after_success(state(), feed(), NotModified("e", "m"), None, NOW, n / 2880) for n in range(2880)]
    forgotten = [poll for poll in polls if (poll.etag, poll.last_modified) == (None, None)]
    assert len(forgotten) == 10  # of 2,880 polls at five minutes, which take ten days
    assert {("e", "m")} == {(poll.etag, poll.last_modified) for poll in polls if poll not in forgotten}


def test_the_first_good_poll_sets_the_baseline_and_no_later_one():
    first = after_success(state(), feed(), fetched(b"x"), parsed(), NOW, 0.5)
    second = after_success(first, feed(), fetched(b"y"), parsed(), NOW + HOUR, 0.5)
    assert (NOW, NOW) == (first.baselined_at, second.baselined_at)


def test_the_latest_entry_is_remembered():
    entries = [entry("1", published_at=NOW - HOUR), entry("2", published_at=NOW - 2 * HOUR), entry("3")]
    after = after_success(state(), feed(), fetched(b"x"), parsed(*entries), NOW, 0.5)
    assert after.last_entry_at == NOW - HOUR
    later = after_success(after, feed(), fetched(b"y"), parsed(entries[1]), NOW, 0.5)
    assert later.last_entry_at == NOW - HOUR


def test_a_warning_of_the_parser_is_kept_for_the_operator():
    after = after_success(state(), feed(), fetched(b"x"), parsed(warning="not well-formed"), NOW, 0.5)
    assert (None, "not well-formed") == (after.error_class, after.error_detail)


def test_a_server_that_asks_for_patience_with_its_answer_gets_it():
    after = after_success(state(), feed(), fetched(b"x", retry_after=HOUR), parsed(), NOW, 0.5)
    assert after.next_poll_at == NOW + HOUR


def test_a_failure_keeps_what_was_known():
    before = state(etag="e", last_modified="m", body_hash="h", baselined_at=NOW, last_success_at=NOW - HOUR)
    after = after_failure(before, feed(), TIMEOUT, NOW, 0.5)
    assert ("e", "m", "h", NOW, NOW - HOUR) == (
        after.etag,
        after.last_modified,
        after.body_hash,
        after.baselined_at,
        after.last_success_at,
    )
    assert (1, FetchClass.TIMEOUT, "no answer within 30 s") == (
        after.failures,
        after.error_class,
        after.error_detail,
    )


@given(JITTER)
def test_pauses_double_up_to_six_hours(jitter: float):
    after, least = state(), 5 * MINUTE
    for _ in range(20):
        after = after_failure(after, feed(interval=5 * MINUTE), TIMEOUT, NOW, jitter)
        assert least <= after.next_poll_at - NOW <= min(2 * least, 6 * HOUR)
        least = min(2 * least, 3 * HOUR)


@given(JITTER, st.integers(0, 10_000))
def test_no_pause_is_beyond_reason(jitter: float, failures: int):
    after = after_failure(state(failures=failures), feed(), TIMEOUT, NOW, jitter)
    assert 5 * MINUTE <= after.next_poll_at - NOW <= 6 * HOUR


def test_a_feed_polled_once_a_day_is_not_polled_more_when_it_fails():
    after = after_failure(state(failures=9), feed(interval=24 * HOUR), TIMEOUT, NOW, 0.99)
    assert after.next_poll_at - NOW > 23 * HOUR


def test_a_longer_retry_after_is_honoured():
    busy = FetchFailed(FetchClass.RATE_LIMITED, "the server answered 429", retry_after=20 * HOUR)
    assert after_failure(state(), feed(), busy, NOW, 0.0).next_poll_at == NOW + 20 * HOUR
    hasty = FetchFailed(FetchClass.RATE_LIMITED, "the server answered 429", retry_after=MINUTE)
    assert after_failure(state(failures=5), feed(), hasty, NOW, 0.0).next_poll_at >= NOW + HOUR


def test_a_feed_that_is_gone_is_stopped_and_shown():
    after = after_failure(state(), feed(), GONE, NOW, 0.5)
    assert is_stopped(after, NOW)
    assert after.error_class is FetchClass.GONE


@pytest.mark.parametrize("failures", [0, 1, 50])
def test_a_feed_that_is_down_is_never_stopped(failures: int):
    assert not is_stopped(after_failure(state(failures=failures), feed(), TIMEOUT, NOW, 0.99), NOW)


def test_a_feed_that_killed_its_parser_thrice_is_stopped():
    """Failures of another kind between the kills neither count nor clear them."""
    before = state()
    for outcome in (KILLED, KILLED, TIMEOUT, TIMEOUT):
        before = after_failure(before, feed(), outcome, NOW, 0.5)
        assert not is_stopped(before, NOW)
    after = after_failure(before, feed(), KILLED, NOW, 0.5)
    assert is_stopped(after, NOW)
    assert Trouble.QUARANTINED is after.trouble


def test_a_feed_that_was_parsed_again_begins_anew():
    after = after_success(state(kills=2), feed(), fetched(b""), ParsedFeed("", ()), NOW, 0.5)
    assert 0 == after.kills


def test_a_resumed_feed_is_due_as_if_it_had_never_failed():
    stopped = after_failure(state(kills=2, etag="e1"), feed(), KILLED, NOW, 0.5)
    later = NOW + HOUR
    assert state(next_poll_at=later, etag="e1") == resumed(stopped, later)


def test_of_a_first_poll_the_three_newest_young_entries_may_alert():
    ages = [5, 1, 7, 3, 2, 6]
    entries = [entry(str(age), published_at=NOW - age * HOUR) for age in ages]
    assert ["1", "2", "3"] == [e.id for e in first_poll_news(entries, NOW)]


def test_an_undated_entry_of_a_first_poll_does_not_alert():
    assert first_poll_news([entry("1")], NOW) == ()


def test_an_entry_of_six_hours_does_not_alert():
    assert first_poll_news([entry("1", published_at=NOW - 6 * HOUR)], NOW) == ()


def quiet_after(moment, hours: int = 0, days: int = 0, *entries, **changes):
    """Return when a feed of its own rhythm is due next that was polled at `moment` and has such wishes."""
    own = feed(interval=MINUTE, slowest=15 * MINUTE)
    said = parsed(*entries, quiet_hours=hours, quiet_days=days)
    return after_success(state(**changes), own, fetched(b"x"), said, moment, 0.5).next_poll_at


def test_a_quiet_hour_is_respected_to_its_end():
    """12:00 to 14:00 GMT: what would be due at 12:01 is due at 14:00."""
    assert NOW + 2 * HOUR == quiet_after(NOW, 0b11 << 12)
    assert NOW + MINUTE == quiet_after(NOW, 0b11 << 13)


def test_a_quiet_day_makes_no_feed_slower_than_six_hours():
    """The 25th of September 2026 is a Friday."""
    assert NOW + 6 * HOUR == quiet_after(NOW, 0, 0b10000)
    assert NOW + 6 * HOUR == quiet_after(NOW, 2**23 - 1, 2**6 - 1)


def test_a_quiet_hour_in_which_it_publishes_is_not_heard():
    """Its wish would make its news late."""
    assert NOW + MINUTE == quiet_after(NOW, 1 << 12, 0, entry(published_at=NOW - 24 * HOUR))


def test_an_interval_of_the_operators_goes_before_quiet_hours():
    said = parsed(quiet_hours=2**24 - 2)
    after = after_success(state(), feed(interval=MINUTE), fetched(b"x"), said, NOW, 0.5)
    assert NOW + MINUTE == after.next_poll_at


def test_wishes_are_remembered_while_nothing_changes():
    """A 304 says nothing of them."""
    own = feed(interval=MINUTE, slowest=15 * MINUTE)
    said = parsed(ttl=10 * MINUTE, quiet_hours=1 << 12)
    first = after_success(state(gap=HOUR), own, fetched(b"x"), said, NOW - HOUR, 0.5)
    second = after_success(first, own, NotModified(), None, NOW, 0.5)
    assert (10 * MINUTE, 1 << 12) == (second.ttl, second.quiet_hours)
    assert NOW + HOUR == second.next_poll_at


DAY = timedelta(days=1)
NEW_HOME = "https://new.example/rss"


def moves(before, at, to=NEW_HOME):
    return after_success(before, feed(), fetched(b"x", moved_to=to), parsed(), at, 0.5)


def test_a_permanent_redirect_is_believed_after_three_polls_over_a_day():
    """A captive portal, too, says «moved permanently»."""
    first = moves(state(), NOW)
    second = moves(first, NOW + HOUR)
    third = moves(second, NOW + 2 * HOUR)
    assert (None, None, None) == (first.address, second.address, third.address)
    assert NEW_HOME == moves(third, NOW + DAY).address


def test_two_polls_a_day_apart_are_not_enough():
    assert moves(moves(state(), NOW), NOW + 2 * DAY).address is None


def test_a_redirect_that_ends_is_forgotten():
    before = moves(moves(state(), NOW), NOW + HOUR)
    back = moves(before, NOW + 2 * HOUR, to=None)
    assert (None, 0, None) == (back.moved_to, back.moved_polls, back.moved_since)


def test_a_feed_that_moves_back_is_asked_at_its_url_again():
    moved = state(address=NEW_HOME)
    for hours in (0, 12, 25):
        moved = moves(moved, NOW + hours * HOUR, to=feed().url)
    assert moved.address is None


def test_a_new_address_that_fails_thrice_is_given_up():
    at_new = state(address=NEW_HOME)
    for _ in range(2):
        at_new = after_failure(at_new, feed(), TIMEOUT, NOW, 0.5)
    assert NEW_HOME == at_new.address
    assert after_failure(at_new, feed(), TIMEOUT, NOW, 0.5).address is None


def test_a_feed_with_a_rhythm_of_its_own_is_asked_by_it():
    """An entry every twenty minutes: asked every five; the rhythm is remembered without a new body."""
    own = feed(interval=MINUTE, slowest=15 * MINUTE)
    entries = [entry(str(n), published_at=NOW - 20 * n * MINUTE) for n in range(9)]
    after = after_success(state(), own, fetched(b"x"), parsed(*entries), NOW, 0.5)
    assert (20 * MINUTE, 5 * MINUTE) == (after.gap, after.next_poll_at - NOW)
    later = after_success(after, own, NotModified(), None, NOW + HOUR, 0.5)
    assert (20 * MINUTE, NOW + HOUR + 5 * MINUTE) == (later.gap, later.next_poll_at)


def test_a_feed_fallen_silent_says_so_where_errors_are_shown():
    entries = [entry(str(n), published_at=NOW - 3 * DAY - 20 * n * MINUTE) for n in range(9)]
    after = after_success(state(), feed(), fetched(b"x"), parsed(*entries), NOW, 0.5)
    assert "silent for 3 d; an entry every 20 min is usual" == after.error_detail


@given(JITTER, st.integers(0, 20))
def test_while_our_own_way_is_lost_no_feed_is_put_off(jitter: float, failures: int):
    """After six hours without a network every feed is asked within two of its intervals."""
    after = after_failure(state(failures=failures), feed(), TIMEOUT, NOW, jitter, is_ours=True)
    assert after.next_poll_at - NOW <= 2 * feed().interval
    assert after.failures <= 1
    assert FetchClass.TIMEOUT is after.error_class
