"""Feeds are polled by one at a time, and what is remembered of them survives."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings

from feeds.model import Feed, FeedState, FetchClass, Trouble
from rasid.storage.unit import FeedRow, Unit
from tests.storage.conftest import AnyDatabase
from tests.storage.values import FEED, HOUR, MINUTE, NOW, values_of

LEASE = 2 * MINUTE
OTHER = Feed("https://other.example/atom", "الفرات", zone="Asia/Dubai", interval=timedelta(seconds=61.5))

hypothesis_on_a_file = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def claim(db: AnyDatabase, now: timedelta = timedelta(0), limit: int = 9) -> tuple[FeedRow, ...]:
    return db.transact(lambda unit: unit.feeds.claim_due(NOW + now, limit, LEASE))


def sync(db: AnyDatabase, *feeds: Feed) -> None:
    db.transact(lambda unit: unit.feeds.sync(feeds, NOW))


def test_a_new_feed_is_due_at_once(db: AnyDatabase) -> None:
    sync(db, FEED)
    assert [(FEED, FeedState(FEED.url, next_poll_at=NOW))] == [(row.feed, row.state) for row in claim(db)]


def test_a_claimed_feed_is_left_alone_while_the_lease_runs(db: AnyDatabase) -> None:
    sync(db, FEED)
    claim(db)
    assert () == claim(db, LEASE - timedelta(microseconds=1))


def test_a_lease_that_ran_out_is_due_again(db: AnyDatabase) -> None:
    """A poller that died delays its feed by the lease, no longer."""
    sync(db, FEED)
    claim(db)
    assert [FEED] == [row.feed for row in claim(db, LEASE)]


def test_a_released_lease_is_due_at_once_and_lost_to_who_had_it(db: AnyDatabase) -> None:
    """After a restart a feed that was being asked is asked at once; who asked it stores nothing."""
    sync(db, FEED)
    (late,) = claim(db)
    db.transact(lambda unit: unit.feeds.release())

    assert not db.transact(lambda unit: unit.feeds.record(late, replace(late.state, etag="stale")))
    assert [FEED] == [row.feed for row in claim(db)]


def test_a_lost_lease_stores_nothing(db: AnyDatabase) -> None:
    """A poller that was thought dead can't write over the one that took its place."""
    sync(db, FEED)
    (late,) = claim(db)
    (current,) = claim(db, LEASE)
    stale = replace(late.state, etag="stale", next_poll_at=NOW + HOUR)
    fresh = replace(late.state, etag="fresh", next_poll_at=NOW + HOUR)

    assert not db.transact(lambda unit: unit.feeds.record(late, stale))
    assert db.transact(lambda unit: unit.feeds.record(current, fresh))
    assert ["fresh"] == [row.state.etag for row in db.transact(lambda unit: unit.feeds.all())]


def test_a_late_record_counts_while_nobody_else_claimed(db: AnyDatabase) -> None:
    """A slow poll isn't thrown away."""
    sync(db, FEED)
    (row,) = claim(db)
    late = replace(row.state, next_poll_at=NOW + HOUR)
    assert db.transact(lambda unit: unit.feeds.record(row, late))


def test_a_recorded_feed_is_due_when_its_state_says(db: AnyDatabase) -> None:
    """The lease ends with the record, also before its time."""
    sync(db, FEED)
    (row,) = claim(db)
    soon = replace(row.state, next_poll_at=NOW + MINUTE)
    db.transact(lambda unit: unit.feeds.record(row, soon))
    assert ((), [soon]) == (claim(db, MINUTE / 2), [row.state for row in claim(db, MINUTE)])


def test_the_longest_overdue_come_first(db: AnyDatabase) -> None:
    feeds = [replace(FEED, url=f"https://feed.example/{number}") for number in range(4)]
    sync(db, *feeds)
    for row, wait in zip(claim(db), (3, 1, 4, 2), strict=True):
        waiting = replace(row.state, next_poll_at=NOW + wait * MINUTE)
        db.transact(lambda unit, row=row, waiting=waiting: unit.feeds.record(row, waiting))
    assert ["1", "3"] == [row.feed.url[-1] for row in claim(db, HOUR, limit=2)]


def test_a_stopped_feed_is_resumed(db: AnyDatabase) -> None:
    """It is due again with its failures forgotten and its entries remembered as seen."""
    sync(db, FEED)
    (row,) = claim(db)
    wrong = {
        "error_class": FetchClass.PARSER_KILLED,
        "error_detail": "killed",
        "trouble": Trouble.QUARANTINED,
    }
    later = NOW + 9999 * HOUR
    stopped = replace(row.state, next_poll_at=later, failures=3, kills=3, etag="e1", **wrong)
    db.transact(lambda unit: unit.feeds.record(row, stopped))
    assert db.transact(lambda unit: unit.feeds.resume(FEED.url, NOW + HOUR))
    assert [FeedState(FEED.url, next_poll_at=NOW + HOUR, etag="e1")] == [row.state for row in claim(db, HOUR)]


def test_a_poll_under_way_does_not_undo_a_resumption(db: AnyDatabase) -> None:
    sync(db, FEED)
    (row,) = claim(db)
    assert db.transact(lambda unit: unit.feeds.resume(FEED.url, NOW))
    assert not db.transact(lambda unit: unit.feeds.record(row, row.state))


def test_what_is_not_polled_is_not_resumed(db: AnyDatabase) -> None:
    sync(db, FEED)
    sync(db)
    assert not db.transact(lambda unit: unit.feeds.resume(FEED.url, NOW))
    assert not db.transact(lambda unit: unit.feeds.resume(OTHER.url, NOW))


def test_a_feed_that_left_the_configuration_is_not_polled(db: AnyDatabase) -> None:
    sync(db, FEED, OTHER)
    sync(db, OTHER)
    assert [OTHER] == [row.feed for row in claim(db)]
    assert [OTHER] == [row.feed for row in db.transact(lambda unit: unit.feeds.all())]


def test_a_feed_that_comes_back_knows_where_it_was(db: AnyDatabase) -> None:
    """What was seen before it left isn't told as news."""
    sync(db, FEED)
    (row,) = claim(db)
    state = replace(row.state, etag="e1", baselined_at=NOW)
    db.transact(lambda unit: unit.feeds.record(row, state))
    sync(db)
    sync(db, FEED)
    assert [state] == [row.state for row in db.transact(lambda unit: unit.feeds.all())]


def test_settings_change_and_the_state_stays(db: AnyDatabase) -> None:
    sync(db, FEED)
    (row,) = claim(db)
    db.transact(lambda unit: unit.feeds.record(row, replace(row.state, etag="e1")))
    renamed = replace(FEED, outlet="وكالة أخرى", interval=7 * MINUTE, limit_bytes=2**33)
    sync(db, renamed)
    assert [(renamed, "e1")] == [
        (row.feed, row.state.etag) for row in db.transact(lambda unit: unit.feeds.all())
    ]


def test_a_change_of_settings_leaves_a_running_poll_its_lease(db: AnyDatabase) -> None:
    """Reloading the configuration in the middle of a poll neither repeats nor loses it."""
    sync(db, FEED)
    (row,) = claim(db)
    sync(db, replace(FEED, outlet="وكالة أخرى"))
    assert () == claim(db)
    assert db.transact(lambda unit: unit.feeds.record(row, row.state))


def test_all_feeds_stand_in_order_of_url(db: AnyDatabase) -> None:
    """The order is that of code points, whatever the locale of the database."""
    urls = ["https://a.example/", "https://B.example/", "https://a.example/Z", "https://خبر.example/"]
    sync(db, *(replace(FEED, url=url) for url in urls))
    assert sorted(urls) == [row.feed.url for row in db.transact(lambda unit: unit.feeds.all())]


@hypothesis_on_a_file
@given(state=values_of(FeedState))
def test_every_state_comes_back_equal(db: AnyDatabase, state: FeedState) -> None:
    expected = replace(state, url=FEED.url)

    def work(unit: Unit) -> list[FeedState]:
        unit.feeds.sync([FEED], NOW)
        (row,) = unit.feeds.all()
        unit.feeds.record(row, expected)
        return [row.state for row in unit.feeds.all()]

    assert [expected] == db.transact(work)


@hypothesis_on_a_file
@given(feed=values_of(Feed))
def test_every_feed_comes_back_equal(db: AnyDatabase, feed: Feed) -> None:
    def work(unit: Unit) -> list[Feed]:
        unit.feeds.sync([feed], NOW)
        return [row.feed for row in unit.feeds.all()]

    assert [feed] == db.transact(work)


def test_feeds_at_a_crowded_host_are_left_for_later(db: AnyDatabase) -> None:
    """Under every spelling of a URL there, and also where a feed moved to; others that look alike are not."""
    there = ["http://crowd.example/a", "https://crowd.example:8443/b", "https://crowd.example?c"]
    elsewhere = ["https://crowd.example.org/a", "https://other.example/?u=https://crowd.example/a"]
    moved = replace(FEED, url="https://left.example/rss")
    sync(db, *(replace(FEED, url=url) for url in (*there, *elsewhere)), moved)
    (row,) = [row for row in claim(db, limit=99) if row.feed == moved]
    db.transact(lambda unit: unit.feeds.record(row, replace(row.state, address="https://crowd.example/left")))
    later = NOW + 2 * LEASE
    found = db.transact(lambda unit: unit.feeds.claim_due(later, 99, LEASE, besides=["crowd.example", "x_y"]))
    assert sorted(elsewhere) == sorted(row.feed.url for row in found)
    assert {*there, moved.url} == {
        row.feed.url for row in db.transact(lambda unit: unit.feeds.claim_due(later, 99, LEASE))
    }
