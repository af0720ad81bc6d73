"""What became of a row: no alert is lost, none is sent twice."""

from dataclasses import replace

import pytest

from bot.model import DeliveryState
from tests.storage.conftest import AnyDatabase
from tests.storage.queueing import (
    CLAIMED,
    DEAD,
    QUEUED,
    SENT,
    TICK,
    UNKNOWN,
    add,
    claim,
    get,
    settle,
)
from tests.storage.values import HOUR, MINUTE, NOW, alert

pytestmark = pytest.mark.usefixtures("chats")


def test_a_sent_row_remembers_its_message(db: AnyDatabase) -> None:
    """The next alert of the incident knows which message to edit or to answer."""
    add(db, alert(), alert(revision=2), alert("i2"))
    first = claim(db)[0]
    settle(db, first, SENT, message_id=555)
    assert (SENT, 555) == (get(db, first).state, get(db, first).message_id)
    second = claim(db)[0]
    assert (2, 555) == (second.alert.revision, second.target_message_id)
    settle(db, second, SENT, message_id=556)
    assert [None] == [one.target_message_id for one in claim(db)]
    assert 556 == get(db, first).target_message_id


def test_a_message_is_remembered_per_thread_and_chat(db: AnyDatabase) -> None:
    add(db, alert(), alert(thread_id=4), alert(chat_id=8))
    first, *others = claim(db)
    settle(db, first, SENT, message_id=555)
    assert [None, None] == [get(db, one).target_message_id for one in others]


@pytest.mark.parametrize("state", [QUEUED, UNKNOWN])
def test_a_row_given_back_counts_an_attempt_and_waits(db: AnyDatabase, state: DeliveryState) -> None:
    add(db, alert())
    (first,) = claim(db)
    settle(db, first, state, not_before=NOW + MINUTE, error="timeout")
    assert replace(first, state=state, attempts=1, not_before=NOW + MINUTE, error="timeout") == get(db, first)
    assert [] == claim(db, now=MINUTE - TICK)
    (again,) = claim(db, now=MINUTE)
    assert (first.id, 1) == (again.id, again.attempts)


def test_a_row_given_back_without_a_time_is_due_at_once(db: AnyDatabase) -> None:
    add(db, alert())
    settle(db, claim(db)[0], QUEUED)
    assert 1 == len(claim(db))


def test_a_dead_row_keeps_its_error_and_is_not_claimed(db: AnyDatabase) -> None:
    add(db, alert())
    (first,) = claim(db)
    settle(db, first, DEAD, error="blocked")
    assert (DEAD, "blocked") == (get(db, first).state, get(db, first).error)
    assert [] == claim(db, now=HOUR)


def test_what_was_sent_stays_sent(db: AnyDatabase) -> None:
    """A late word from a sender that was thought dead doesn't send it again."""
    add(db, alert())
    (first,) = claim(db)
    settle(db, first, SENT, message_id=555)
    settle(db, first, QUEUED)
    assert SENT is get(db, first).state
    assert [] == claim(db)


def test_a_row_recovered_meanwhile_can_still_be_settled(db: AnyDatabase) -> None:
    """A sender that was thought dead and delivered says so, and it isn't sent again."""
    add(db, alert())
    (first,) = claim(db)
    db.transact(lambda unit: unit.outbox.recover(NOW, NOW + MINUTE))
    settle(db, first, SENT, message_id=555)
    assert [] == claim(db, now=HOUR)


def test_settling_what_does_not_exist_does_nothing(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.outbox.settle(12345, SENT, now=NOW, message_id=1))
    assert db.transact(lambda unit: unit.outbox.get(12345)) is None


def test_rows_found_claimed_at_start_are_uncertain(db: AnyDatabase) -> None:
    """What a killed sender had under way is tried again later, once, and counted as an attempt."""
    add(db, alert(), alert(chat_id=8), alert(chat_id=9))
    settle(db, claim(db)[2], SENT, message_id=1)
    assert 2 == db.transact(lambda unit: unit.outbox.recover(NOW, NOW + MINUTE))
    assert 0 == db.transact(lambda unit: unit.outbox.recover(NOW, NOW + MINUTE))
    assert [] == claim(db, now=MINUTE - TICK)
    assert [(7, 1), (8, 1)] == [(one.alert.chat_id, one.attempts) for one in claim(db, now=MINUTE)]


def test_waiting_rows_past_their_expiry_die(db: AnyDatabase) -> None:
    """Rows under way are left to their sender."""
    brief = {"expires_at": NOW + MINUTE}
    add(db, alert("i1", **brief), alert("i2", **brief), alert("i3", chat_id=8, **brief), alert("i4"))
    under_way, uncertain = claim(db)
    settle(db, uncertain, UNKNOWN)
    assert 0 == db.transact(lambda unit: unit.outbox.expire(NOW + MINUTE - TICK))
    assert 2 == db.transact(lambda unit: unit.outbox.expire(NOW + MINUTE))
    assert (CLAIMED, DEAD) == (get(db, under_way).state, get(db, uncertain).state)
    assert "expired" == get(db, uncertain).error


def test_dropping_a_chat_kills_its_waiting_rows_only(db: AnyDatabase) -> None:
    add(db, alert("i1"), alert("i2"), alert("i3", thread_id=4), alert(chat_id=8))
    under_way = claim(db, limit=1)[0]
    assert 2 == db.transact(lambda unit: unit.outbox.drop_chat(7, "blocked"))
    assert CLAIMED is get(db, under_way).state
    assert [8] == [one.alert.chat_id for one in claim(db)]


@pytest.mark.parametrize("state", [QUEUED, UNKNOWN, DEAD])
def test_an_outcome_recorded_twice_counts_once(db: AnyDatabase, state: DeliveryState) -> None:
    """A commit whose answer was lost is repeated: the row may be under way again by then."""
    add(db, alert())
    (first,) = claim(db)
    settle(db, first, QUEUED, attempts=first.attempts)
    (again,) = claim(db)
    settle(db, first, state, attempts=first.attempts)
    assert (CLAIMED, 1) == (get(db, again).state, get(db, again).attempts)


def test_a_late_success_counts(db: AnyDatabase) -> None:
    """Whoever says it: what was accepted is not sent again."""
    add(db, alert())
    (first,) = claim(db)
    settle(db, first, QUEUED, attempts=first.attempts)
    claim(db)
    settle(db, first, SENT, message_id=555)
    assert SENT is get(db, first).state
