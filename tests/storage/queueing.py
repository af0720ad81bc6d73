"""The steps of the tests of the outbox."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model import Alert, Delivery, DeliveryState
from tests.storage.conftest import AnyDatabase
from tests.storage.values import CHAT, NOW

CLAIMED, DEAD, QUEUED = DeliveryState.CLAIMED, DeliveryState.DEAD, DeliveryState.QUEUED
SENT, UNKNOWN = DeliveryState.SENT, DeliveryState.UNKNOWN
TICK = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _chats(db: AnyDatabase) -> None:
    """Chats 7, 8 and 9 accept messages."""
    for chat_id in (7, 8, 9):
        db.transact(lambda unit, chat_id=chat_id: unit.chats.put(replace(CHAT, chat_id=chat_id)))


def add(db: AnyDatabase, *alerts: Alert) -> int:
    return db.transact(lambda unit: unit.outbox.add(alerts))


def claim(db: AnyDatabase, limit: int = 9, now: timedelta = timedelta(0)) -> list[Delivery]:
    return list(db.transact(lambda unit: unit.outbox.claim(NOW + now, limit)))


def told_of(deliveries: list[Delivery]) -> list[tuple[int, str, int]]:
    return [(one.alert.chat_id, one.alert.incident_id, one.alert.revision) for one in deliveries]


def settle(db: AnyDatabase, delivery: Delivery, state: DeliveryState, **rest: Any) -> None:
    db.transact(lambda unit: unit.outbox.settle(delivery.id, state, now=NOW, **rest))


def get(db: AnyDatabase, delivery: Delivery) -> Delivery:
    found = db.transact(lambda unit: unit.outbox.get(delivery.id))
    assert found is not None
    return found


def next_due(db: AnyDatabase) -> timedelta | None:
    found = db.transact(lambda unit: unit.outbox.next_due_at())
    return None if found is None else found - NOW


def ids(deliveries: tuple[Delivery, ...]) -> list[int]:
    return [one.id for one in deliveries]


def demote(db: AnyDatabase, *deliveries: int) -> None:
    db.transact(lambda unit: unit.ledger.demote(deliveries))
