"""What is queued, what leaves first: each chat gets its own in order."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from bot.model import Alert, ChatState, Delivery, Priority
from rasid.storage.unit import Unit
from tests.storage.conftest import AnyDatabase
from tests.storage.queueing import (
    CLAIMED,
    DEAD,
    QUEUED,
    SENT,
    TICK,
    add,
    claim,
    settle,
    told_of,
)
from tests.storage.values import CHAT, HOUR, MINUTE, NOW, alert, values_of

pytestmark = pytest.mark.usefixtures("chats")

hypothesis_on_a_file = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_a_queued_alert_is_claimed_as_it_was_decided(db: AnyDatabase) -> None:
    add(db, alert())
    (delivery,) = claim(db)
    assert Delivery(delivery.id, alert(), CLAIMED, 0, NOW) == delivery


@hypothesis_on_a_file
@given(one=values_of(Alert))
def test_every_alert_comes_back_equal(db: AnyDatabase, one: Alert) -> None:
    one = replace(one, chat_id=7, thread_id=0)

    def work(unit: Unit) -> list[Alert]:
        unit.outbox.drop_chat(7, "test")
        unit.outbox.recover(NOW, NOW)
        unit.outbox.drop_chat(7, "test")
        is_new = unit.outbox.add([one]) == 1
        claimed = unit.outbox.claim(max(one.created_at, NOW), 1) if is_new else ()
        return [delivery.alert for delivery in claimed]

    is_due = one.created_at <= max(one.created_at, NOW) < one.expires_at
    found = db.transact(work)
    assert ([one] if is_due and found else []) == found


def test_the_same_alert_is_queued_once(db: AnyDatabase) -> None:
    """A pass that is repeated, or an alert decided twice, tells nobody twice."""
    assert 2 == add(db, alert(), alert(), alert(revision=2))
    assert 1 == add(db, alert(), alert(revision=2), alert(revision=3))
    assert 3 == db.transact(lambda unit: unit.outbox.depth())[QUEUED]


def test_chat_thread_incident_and_revision_tell_alerts_apart(db: AnyDatabase) -> None:
    assert 5 == add(
        db, alert(), alert(chat_id=8), alert(thread_id=4), alert(incident_id="i2"), alert(revision=2)
    )


def test_an_alert_that_was_sent_is_not_queued_again(db: AnyDatabase) -> None:
    add(db, alert())
    settle(db, claim(db)[0], SENT, message_id=5)
    assert 0 == add(db, alert())
    assert [] == claim(db)


def test_a_chat_id_of_a_supergroup_fits(db: AnyDatabase) -> None:
    """Ids of supergroups are far below what 32 bits hold."""
    chat_id = -1_002_345_678_901
    db.transact(lambda unit: unit.chats.put(replace(CHAT, chat_id=chat_id)))
    add(db, alert(chat_id=chat_id))
    assert [(chat_id, "i1", 1)] == told_of(claim(db))


def test_the_best_priority_goes_first_and_then_the_oldest(db: AnyDatabase) -> None:
    add(
        db,
        alert(chat_id=7, priority=Priority.UPDATE),
        alert(chat_id=8, priority=Priority.BREAKING),
        alert(chat_id=9, priority=Priority.BREAKING),
    )
    assert [8, 9] == [one.alert.chat_id for one in claim(db, limit=2)]
    assert [7] == [one.alert.chat_id for one in claim(db)]


def test_one_row_of_a_chat_and_thread_is_under_way_at_a_time(db: AnyDatabase) -> None:
    add(db, alert("i1"), alert("i2"), alert("i3", thread_id=4))
    assert [(7, "i1", 1), (7, "i3", 1)] == told_of(claim(db))
    assert [] == claim(db)


def test_a_chat_gets_its_alerts_in_the_order_they_were_queued(db: AnyDatabase) -> None:
    """An update never comes before the news it updates, whatever its priority."""
    add(db, alert("i1", priority=Priority.NORMAL), alert("i1", 2, priority=Priority.REPLY))
    (first,) = claim(db)
    settle(db, first, SENT, message_id=5)
    assert [(7, "i1", 1), (7, "i1", 2)] == told_of([first, *claim(db)])


def test_a_row_that_waits_for_its_time_holds_its_chat_up(db: AnyDatabase) -> None:
    """A retry keeps its place; other chats go on."""
    add(db, alert("i1"), alert("i2"), alert("i1", chat_id=8))
    first = claim(db)[0]
    settle(db, first, QUEUED, not_before=NOW + MINUTE)
    assert [] == claim(db)
    assert [(7, "i1", 1)] == told_of(claim(db, now=MINUTE))


def test_a_dead_row_holds_nobody_up(db: AnyDatabase) -> None:
    add(db, alert("i1"), alert("i2"))
    settle(db, claim(db)[0], DEAD, error="too long")
    assert [(7, "i2", 1)] == told_of(claim(db))


def test_a_row_past_its_expiry_is_passed_over(db: AnyDatabase) -> None:
    """Stale news isn't sent, and fresh news doesn't wait behind it."""
    add(db, alert("i1", expires_at=NOW + MINUTE), alert("i2"))
    assert [(7, "i2", 1)] == told_of(claim(db, now=MINUTE))


def test_no_more_than_the_limit_is_claimed(db: AnyDatabase) -> None:
    add(db, *(alert(chat_id=chat_id) for chat_id in (7, 8, 9)))
    assert [2, 1, 0] == [len(claim(db, limit=2)) for _ in range(3)]


@pytest.mark.parametrize("state", [state for state in ChatState if state is not ChatState.ACTIVE])
def test_a_chat_that_accepts_nothing_is_passed_over(db: AnyDatabase, state: ChatState) -> None:
    """Its alerts wait, in case it comes back."""
    add(db, alert(), alert(chat_id=8))
    db.transact(lambda unit: unit.chats.set_state(7, state))
    assert [8] == [one.alert.chat_id for one in claim(db)]
    db.transact(lambda unit: unit.chats.set_state(7, ChatState.ACTIVE))
    assert [7] == [one.alert.chat_id for one in claim(db)]


def test_a_chat_that_never_wrote_is_passed_over(db: AnyDatabase) -> None:
    add(db, alert(chat_id=1))
    assert [] == claim(db)


def test_a_paused_chat_waits_and_others_do_not(db: AnyDatabase) -> None:
    add(db, alert(), alert(chat_id=8))
    db.transact(lambda unit: unit.outbox.pause(7, NOW + MINUTE))
    assert [8] == [one.alert.chat_id for one in claim(db, now=MINUTE - TICK)]
    assert [7] == [one.alert.chat_id for one in claim(db, now=MINUTE)]


def test_a_longer_pause_stays(db: AnyDatabase) -> None:
    """A second answer with a shorter wait doesn't end the first."""
    add(db, alert())
    db.transact(lambda unit: unit.outbox.pause(7, NOW + HOUR))
    db.transact(lambda unit: unit.outbox.pause(7, NOW + MINUTE))
    assert [] == claim(db, now=HOUR - TICK)
    assert 1 == len(claim(db, now=HOUR))
