"""A simulated day of a few hundred feeds, killed at noon: nobody is asked too often or too late."""

import random
from pathlib import Path

import pytest

from rasid.storage.database import open_database
from rasid.storage.migrate import migrate
from tests.rasid.simulated_day import PER_HOST, Day, Seen, ordinary_gaps

# A day is simulated once for all tests of it.
pytestmark = pytest.mark.xdist_group("simulated-day")
FEEDS, CROWD, CONCURRENCY = 120, 20, 10
HOUR = 3600
WARM, NOON, STOP, END = 7 * HOUR, 12 * HOUR, HOUR, 20 * HOUR


def simulate(folder: Path, silent: frozenset[str] = frozenset()) -> Seen:
    url = f"sqlite:///{folder}/rasid.db"
    migrate(url)
    gaps = dict(ordinary_gaps(FEEDS, 20, CROWD, random.Random(1)))
    return Day(open_database(url), gaps, CONCURRENCY, silent, tick=40).run(NOON, STOP, END)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return simulate(tmp_path_factory.mktemp("day"))


def test_every_due_feed_is_asked_within_its_interval_and_a_tenth(day: Seen):
    assert 0 < day.worst(WARM, NOON) <= 0.1


def test_a_kill_and_an_hours_stop_are_made_up_for_within_minutes(day: Seen):
    felt = day.caught_up(NOON + STOP)
    assert 0 < felt <= 20 * 60
    assert day.worst(NOON + STOP + felt + 1, END) <= 0.1


def test_a_start_is_no_burst(day: Seen):
    """All feeds are due then; no more are asked at once than may be."""
    assert CONCURRENCY == day.most_at_once


def test_no_host_is_asked_more_often_at_once_than_it_may(day: Seen):
    """Twenty feeds share one."""
    assert PER_HOST == day.most_at_one_host


def test_a_host_that_says_nothing_keeps_nobody_else_waiting(tmp_path: Path):
    seen = simulate(tmp_path, frozenset({"crowd"}))
    assert 0 < seen.worst(WARM, NOON) <= 0.1
