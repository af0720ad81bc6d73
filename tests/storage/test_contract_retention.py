"""What is old goes; what could still be told, edited or taken for news stays."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model import DeliveryState
from filters.model import Actuality, Analysis, Event, Match
from rasid.storage.unit import Unit
from tests.storage.conftest import AnyDatabase
from tests.storage.values import CHAT, INCIDENT, NOW, alert, entry

ANALYSIS = Analysis(Event.NONE, Actuality.NEW, "")
OLD = NOW - timedelta(days=100)
BEFORE = NOW - timedelta(days=90)
SENT, DEAD = DeliveryState.SENT, DeliveryState.DEAD


@pytest.fixture(autouse=True)
def _chat(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.chats.put(CHAT))


def purge(db: AnyDatabase, limit: int = 500) -> int:
    return db.transact(lambda unit: unit.purge(BEFORE, limit))


def queue(db: AnyDatabase, incident_id: str, created_at: datetime, state: DeliveryState | None) -> None:
    def work(unit: Unit) -> None:
        unit.outbox.add([alert(incident_id, created_at=created_at)])
        if state:
            (row,) = unit.outbox.claim(NOW, 1)
            unit.outbox.settle(row.id, state, now=NOW, message_id=5)

    db.transact(work)


def test_old_alerts_that_ended_go(db: AnyDatabase) -> None:
    """One that still waits stays, however old."""
    queue(db, "sent", OLD, SENT)
    queue(db, "dead", OLD, DEAD)
    queue(db, "new", NOW, SENT)
    queue(db, "waits", OLD, None)
    assert 2 == purge(db)
    left = db.transact(lambda unit: unit.ledger.of_chat(7, 9))
    assert ["waits", "new"] == [row.alert.incident_id for row in left]
    assert 0 == purge(db)


def test_old_incidents_go_with_what_was_told_of_them(db: AnyDatabase) -> None:
    """What was told of an open incident stays, even when its alert is gone."""
    for name, last_at in (("old", OLD), ("open", NOW)):
        incident = replace(INCIDENT, id=name, last_at=last_at)
        db.transact(lambda unit, incident=incident: unit.incidents.put(incident))
        queue(db, name, OLD, SENT)
    assert 3 == purge(db)
    assert db.transact(lambda unit: unit.incidents.get("old")) is None
    assert db.transact(lambda unit: unit.incidents.get("open")) is not None
    assert {(7, 0, "open"): 1} == db.transact(lambda unit: unit.outbox.told(["old", "open"]))


def test_an_old_review_leaves_nothing_behind(db: AnyDatabase) -> None:
    """It is no incident, so it takes along that it was told."""
    queue(db, "review:2025-11-25", OLD, SENT)
    queue(db, "review:2026-03-05", NOW, SENT)
    assert 1 == purge(db)
    told = db.transact(lambda unit: unit.outbox.told(["review:2025-11-25", "review:2026-03-05"]))
    assert {(7, 0, "review:2026-03-05"): 1} == told


def test_old_entries_go(db: AnyDatabase) -> None:
    entries = [
        entry(1, published_at=OLD, seen_at=OLD),
        entry(2, published_at=OLD, seen_at=NOW),
        entry(3, published_at=NOW, seen_at=OLD),
    ]
    db.transact(lambda unit: unit.entries.add((one, ANALYSIS) for one in entries))
    db.transact(lambda unit: unit.matches.add([Match(1, one, ()) for one in entries]))
    assert 1 == purge(db)
    assert entries[:1] == list(db.transact(lambda unit: unit.entries.unknown(entries)))


def test_an_entry_without_a_date_is_emptied(db: AnyDatabase) -> None:
    """Its feed may show it for ever, and without its identity it would be told as news each time."""
    one = entry(1, published_at=None, seen_at=OLD, body="نص طويل")
    db.transact(lambda unit: unit.entries.add([(one, ANALYSIS)]))
    assert 1 == purge(db)
    assert 0 == purge(db)
    assert () == db.transact(lambda unit: unit.entries.unknown([one]))
    assert replace(one, body="") == db.transact(lambda unit: unit.entries.get(one.uid))


def test_much_goes_in_pieces(db: AnyDatabase) -> None:
    """So that no transaction holds up the others for long."""
    old = [(entry(number, published_at=OLD, seen_at=OLD), None) for number in range(5)]
    db.transact(lambda unit: unit.entries.add(old))
    assert [2, 2, 1, 0] == [purge(db, 2) for _ in range(4)]
