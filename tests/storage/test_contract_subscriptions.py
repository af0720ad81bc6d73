"""What hubs were asked to send us: at most one subscription a feed, found by its token."""

from dataclasses import replace
from datetime import timedelta

from feeds.model import Feed
from feeds.websub import Subscription
from tests.storage.conftest import AnyDatabase
from tests.storage.values import FEED, HOUR, NOW

OTHER = Feed("https://other.example/atom", "الفرات")
FIRST = Subscription(FEED.url, "https://hub.example/", FEED.url, "token-1", "secret-1", NOW)
DUE = NOW - HOUR
SECOND = Subscription(OTHER.url, FIRST.hub, OTHER.url, "token-2", "secret-2", DUE, DUE - HOUR, 3, NOW + HOUR)


def put(db: AnyDatabase, *subscriptions: Subscription) -> None:
    for one in subscriptions:
        db.transact(lambda unit, one=one: unit.subscriptions.put(one))


def test_a_subscription_is_found_by_feed_and_by_token(db: AnyDatabase) -> None:
    put(db, FIRST, SECOND)
    for one in (FIRST, SECOND):
        assert one == db.transact(lambda unit, one=one: unit.subscriptions.get(one.feed_url))
        assert one == db.transact(lambda unit, one=one: unit.subscriptions.of_token(one.token))
    assert db.transact(lambda unit: unit.subscriptions.get("https://none.example/")) is None
    assert db.transact(lambda unit: unit.subscriptions.of_token("")) is None


def test_a_feed_has_one_at_a_time(db: AnyDatabase) -> None:
    """Its former token opens nothing any more."""
    renewed = replace(FIRST, token="token-3", until=NOW + timedelta(days=10))
    put(db, FIRST, renewed)
    assert renewed == db.transact(lambda unit: unit.subscriptions.get(FEED.url))
    assert db.transact(lambda unit: unit.subscriptions.of_token("token-1")) is None


def test_a_removed_one_is_gone(db: AnyDatabase) -> None:
    put(db, FIRST, SECOND)
    db.transact(lambda unit: unit.subscriptions.remove(FEED.url))
    assert db.transact(lambda unit: unit.subscriptions.of_token("token-1")) is None
    assert SECOND == db.transact(lambda unit: unit.subscriptions.get(OTHER.url))


def test_due_are_those_of_polled_feeds_the_longest_overdue_first(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.feeds.sync([FEED, OTHER], NOW))
    put(db, FIRST, SECOND)
    assert (SECOND, FIRST) == db.transact(lambda unit: unit.subscriptions.due(NOW, 9))
    assert (SECOND,) == db.transact(lambda unit: unit.subscriptions.due(NOW, 1))
    assert (SECOND,) == db.transact(lambda unit: unit.subscriptions.due(NOW - HOUR, 9))
    db.transact(lambda unit: unit.feeds.sync([FEED], NOW))
    assert (FIRST,) == db.transact(lambda unit: unit.subscriptions.due(NOW, 9))


def test_a_polled_feed_is_found_by_its_url(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.feeds.sync([FEED, OTHER], NOW))
    db.transact(lambda unit: unit.feeds.sync([FEED], NOW))
    row = db.transact(lambda unit: unit.feeds.get(FEED.url))
    assert row is not None
    assert FEED == row.feed
    assert db.transact(lambda unit: unit.feeds.get(OTHER.url)) is None
