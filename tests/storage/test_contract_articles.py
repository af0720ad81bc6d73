"""Entries whose full text is still to be read: each taken, tried again, and forgotten in time."""

from datetime import timedelta

from feeds.model import Entry
from tests.storage.conftest import AnyDatabase
from tests.storage.values import HOUR, MINUTE, NOW, entry

LEASE = 5 * MINUTE


def store(db: AnyDatabase, *entries: Entry, now: timedelta = timedelta(0)) -> None:
    db.transact(lambda unit: unit.entries.add([(one, None) for one in entries]))
    db.transact(lambda unit: unit.articles.add([one.uid for one in entries], NOW + now))


def take(db: AnyDatabase, now: timedelta = timedelta(0), limit: int = 9) -> tuple[Entry, ...]:
    return db.transact(lambda unit: unit.articles.take(NOW + now, limit, LEASE))


def test_what_waits_longest_is_taken_first(db: AnyDatabase) -> None:
    store(db, entry(1), now=MINUTE)
    store(db, entry(2))
    assert (entry(2), entry(1)) == take(db, MINUTE)
    assert () == take(db, MINUTE)


def test_no_more_are_taken_than_asked_for(db: AnyDatabase) -> None:
    store(db, entry(1), entry(2), entry(3))
    assert 2 == len(take(db, limit=2))
    assert 1 == len(take(db, limit=2))


def test_what_is_not_done_is_taken_again_three_times_in_all(db: AnyDatabase) -> None:
    """A page that kills us, or is never there, is let go."""
    store(db, entry(1))
    assert [(entry(1),)] * 3 == [take(db, round_ * LEASE) for round_ in range(3)]
    assert () == take(db, HOUR)
    store(db, entry(1), now=HOUR)
    assert (entry(1),) == take(db, HOUR)


def test_what_is_done_is_forgotten(db: AnyDatabase) -> None:
    store(db, entry(1), entry(2))
    take(db)
    db.transact(lambda unit: unit.articles.done(entry(1).uid))
    assert (entry(2),) == take(db, LEASE)


def test_what_waits_already_stays_as_it_was(db: AnyDatabase) -> None:
    store(db, entry(1))
    take(db)
    store(db, entry(1))
    assert () == take(db)


def test_an_entry_that_is_gone_is_forgotten(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.articles.add([entry(1).uid], NOW))
    assert () == take(db)
    store(db, entry(1), now=MINUTE)
    assert (entry(1),) == take(db, MINUTE)
