"""How often a feed is asked, by how often it has something new."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.rhythm import gap_of, pause_of, silence
from tests.feeds.builders import NOW, entry, feed

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OWN_RHYTHM = feed(interval=MINUTE, slowest=15 * MINUTE)


def every(gap: timedelta, count: int = 10):
    return [entry(str(n), published_at=NOW - n * gap) for n in range(count)]


def test_the_gap_is_the_usual_one():
    """One quiet night does not make a busy feed a slow one."""
    busy = [*every(4 * MINUTE), entry("old", published_at=NOW - 2 * DAY)]
    assert gap_of(busy, NOW) == 4 * MINUTE


def test_too_few_dates_tell_no_rhythm():
    assert gap_of(every(HOUR, 3), NOW) is None
    assert gap_of([entry(str(n), published_at=None) for n in range(20)], NOW) is None


def test_announced_and_repeated_times_do_not_count():
    ahead = [entry(f"f{n}", published_at=NOW + n * HOUR) for n in range(1, 9)]
    twice = [*every(10 * MINUTE), *every(10 * MINUTE)]
    assert gap_of([*ahead, *twice], NOW) == 10 * MINUTE


@pytest.mark.parametrize(
    ("gap", "wish", "pause"),
    [
        (2 * MINUTE, None, MINUTE),
        (20 * MINUTE, None, 5 * MINUTE),
        (3 * HOUR, None, 15 * MINUTE),
        (None, None, MINUTE),
        (2 * MINUTE, HOUR, MINUTE),
        (20 * MINUTE, 10 * MINUTE, 10 * MINUTE),
        (3 * HOUR, 2 * HOUR, 15 * MINUTE),
    ],
)
def test_a_feed_is_asked_by_its_own_rhythm(gap, wish, pause):
    """A ttl that its own rhythm belies is not heard: it would make news an hour late."""
    assert pause_of(OWN_RHYTHM, gap, wish) == pause


def test_an_interval_of_the_operators_own_is_kept():
    assert pause_of(feed(interval=2 * MINUTE), 3 * HOUR, HOUR) == 2 * MINUTE


@given(st.timedeltas(timedelta(0), 400 * DAY), st.none() | st.timedeltas(timedelta(0), 400 * DAY))
def test_no_rhythm_leads_outside_the_bounds(gap, wish):
    assert MINUTE <= pause_of(OWN_RHYTHM, gap, wish) <= 15 * MINUTE


def test_a_feed_that_falls_silent_is_shown():
    """An error for its owner, not «no news»."""
    assert silence(10 * MINUTE, NOW - 25 * HOUR, NOW) == "silent for 25 h; an entry every 10 min is usual"
    assert silence(10 * MINUTE, NOW - 23 * HOUR, NOW) is None
    assert silence(12 * HOUR, NOW - 5 * DAY, NOW) is None
    assert silence(12 * HOUR, NOW - 7 * DAY, NOW) == "silent for 7 d; an entry every 12 h is usual"
    assert silence(None, NOW - 99 * DAY, NOW) is None
