"""No alert is lost, none is sent twice, and each chat gets its own in order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.model import Alert, AlertKind, ChatState, Delivery, DeliveryState, Priority
from rasid.storage.unit import Unit
from tests.storage.conftest import AnyDatabase
from tests.storage.values import CHAT, HOUR, MINUTE, NOW, alert, values_of

hypothesis_on_a_file = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

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


# What is queued


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


# What is claimed, and in which order


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


# What became of it


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


# What is asked of it


def test_told_is_the_highest_revision_ever_queued(db: AnyDatabase) -> None:
    """Sent, dead or waiting: it was decided, and isn't decided again."""
    add(db, alert(revision=3), alert(revision=2), alert(chat_id=8), alert("i2", thread_id=4))
    settle(db, claim(db)[0], DEAD)
    expected = {(7, 0, "i1"): 3, (8, 0, "i1"): 1, (7, 4, "i2"): 1}
    assert expected == db.transact(lambda unit: unit.outbox.told(["i1", "i2", "i3", "i1"]))
    assert {(7, 4, "i2"): 1} == db.transact(lambda unit: unit.outbox.told(["i2"]))
    assert {} == db.transact(lambda unit: unit.outbox.told([]))


def test_nothing_is_due_when_nothing_waits(db: AnyDatabase) -> None:
    assert next_due(db) is None


def test_the_next_due_row_is_found(db: AnyDatabase) -> None:
    later = NOW + 2 * MINUTE
    add(db, alert(created_at=later), alert(chat_id=8, created_at=NOW + MINUTE))
    assert MINUTE == next_due(db)


def test_a_paused_chat_is_due_when_its_pause_ends(db: AnyDatabase) -> None:
    """The sender sleeps until there is something to do."""
    add(db, alert())
    db.transact(lambda unit: unit.outbox.pause(7, NOW + MINUTE))
    assert MINUTE == next_due(db)


def test_a_row_behind_another_is_not_due_before_it(db: AnyDatabase) -> None:
    add(db, alert("i1"), alert("i2"))
    settle(db, claim(db)[0], QUEUED, not_before=NOW + MINUTE)
    assert MINUTE == next_due(db)


def test_what_cannot_be_claimed_is_not_due(db: AnyDatabase) -> None:
    """Neither what waits behind a row under way, nor what waits for a chat that accepts nothing."""
    add(db, alert("i1"), alert("i2"), alert(chat_id=8))
    db.transact(lambda unit: unit.chats.set_state(8, ChatState.BLOCKED))
    claim(db)
    assert next_due(db) is None


def test_depth_counts_every_state(db: AnyDatabase) -> None:
    add(db, alert("i1"), alert("i2"), alert(chat_id=8), alert(chat_id=9))
    first, second, _ = claim(db)
    settle(db, first, SENT, message_id=1)
    settle(db, second, DEAD)
    expected = {QUEUED: 1, CLAIMED: 1, SENT: 1, UNKNOWN: 0, DEAD: 1}
    assert expected == db.transact(lambda unit: unit.outbox.depth())


# What is read back (the ledger)


def ids(deliveries: tuple[Delivery, ...]) -> list[int]:
    return [one.id for one in deliveries]


def demote(db: AnyDatabase, *deliveries: int) -> None:
    db.transact(lambda unit: unit.ledger.demote(deliveries))


def test_what_waits_for_a_thread_is_read_in_order(db: AnyDatabase) -> None:
    """Neither what is under way nor what another thread or chat waits for."""
    add(db, alert(), alert("i2"), alert("i3"), alert(thread_id=4), alert(chat_id=8))
    claim(db, 1)
    assert [2, 3] == ids(db.transact(lambda unit: unit.ledger.waiting(7, 0, 9)))
    assert [2] == ids(db.transact(lambda unit: unit.ledger.waiting(7, 0, 1)))
    assert () == db.transact(lambda unit: unit.ledger.waiting(99, 0, 9))


def test_what_is_under_way_is_read_in_order(db: AnyDatabase) -> None:
    add(db, alert(priority=Priority.UPDATE), alert(chat_id=8), alert(chat_id=9))
    claim(db, 2)
    assert [2, 3] == ids(db.transact(lambda unit: unit.ledger.claimed()))


def test_a_chats_history_is_newest_first(db: AnyDatabase) -> None:
    add(db, alert(), alert("i2"), alert(chat_id=8), alert("i3", thread_id=4))
    settle(db, claim(db, 1)[0], SENT, message_id=5)
    assert [4, 2, 1] == ids(db.transact(lambda unit: unit.ledger.of_chat(7, 9)))
    assert [4, 2] == ids(db.transact(lambda unit: unit.ledger.of_chat(7, 2)))


def test_dead_letters_are_newest_first_without_the_ordinary(db: AnyDatabase) -> None:
    add(db, alert(), alert("i2"), alert("i3"))
    for error in ("too long", "expired", "bug"):
        settle(db, claim(db, 1)[0], DEAD, error=error)
    assert [3, 2, 1] == ids(db.transact(lambda unit: unit.ledger.dead(9)))
    assert [3, 1] == ids(db.transact(lambda unit: unit.ledger.dead(9, ("expired",))))
    assert [3] == ids(db.transact(lambda unit: unit.ledger.dead(1, ("expired",))))


def test_a_released_row_is_as_if_never_claimed(db: AnyDatabase) -> None:
    """No attempt is counted, and its chat is free again."""
    add(db, alert())
    (claimed,) = claim(db)
    db.transact(lambda unit: unit.ledger.release(claimed.id, NOW + MINUTE))
    assert [] == claim(db)
    (again,) = claim(db, now=MINUTE)
    assert 0 == again.attempts
    settle(db, again, SENT, message_id=5)
    db.transact(lambda unit: unit.ledger.release(claimed.id, NOW))
    assert SENT is get(db, claimed).state


def test_a_demoted_row_comes_after_the_rest_of_its_chat(db: AnyDatabase) -> None:
    """It waits for rows that came later, but holds up no other chat."""
    add(db, alert(), alert("i2"), alert("i3"), alert(chat_id=8))
    (first, _) = claim(db, 2)
    demote(db, first.id, 2)
    order = []
    while claimed := claim(db, 1):
        order.append(claimed[0].id)
        settle(db, claimed[0], SENT, message_id=1)
    assert [3, 1, 2] == order
    assert Priority.DIGEST is get(db, first).alert.priority


def test_only_open_rows_are_demoted(db: AnyDatabase) -> None:
    add(db, alert(), alert("i2"))
    (first,) = claim(db, 1)
    settle(db, first, SENT, message_id=5)
    demote(db, first.id, 2, 99)
    assert SENT is get(db, first).state
    assert Priority.DIGEST is not get(db, first).alert.priority
    assert [2] == ids(db.transact(lambda unit: unit.ledger.waiting(7, 0, 9)))


def test_a_dead_letter_can_be_sent_again(db: AnyDatabase) -> None:
    """It starts afresh, with new time to live; what is not dead stays as it is."""
    add(db, alert())
    (first,) = claim(db)
    settle(db, first, QUEUED, error="x")
    settle(db, claim(db)[0], DEAD, error="too long")
    later = NOW + timedelta(days=3)
    assert db.transact(lambda unit: unit.ledger.revive(first.id, later, later + HOUR))
    assert not db.transact(lambda unit: unit.ledger.revive(first.id, later, later + HOUR))
    (again,) = claim(db, now=timedelta(days=3))
    assert (first.id, 0, None) == (again.id, again.attempts, again.error)


def test_a_message_is_traced_to_the_alert_that_began_it(db: AnyDatabase) -> None:
    """Not to the edits of it, nor to another chat's message of the same number."""
    add(db, alert(), alert(chat_id=8))
    for claimed in claim(db):
        settle(db, claimed, SENT, message_id=5)
    add(db, alert(revision=2, kind=AlertKind.EDIT))
    settle(db, claim(db)[0], SENT, message_id=5)
    shown = db.transact(lambda unit: unit.ledger.shown(alert(), 5))
    assert shown
    assert (7, 1) == (shown.alert.chat_id, shown.alert.revision)
    assert db.transact(lambda unit: unit.ledger.shown(alert(), 6)) is None
    assert db.transact(lambda unit: unit.ledger.shown(alert("i2"), 5)) is None


def test_what_waits_moves_with_a_clock_that_was_set(db: AnyDatabase) -> None:
    """Neither expired by a clock set forward nor put off by one set back; what was sent stays."""
    day = timedelta(days=1)
    add(db, alert(), alert("i2", chat_id=8), alert("i3", chat_id=9))
    settle(db, claim(db, 1)[0], SENT, message_id=5)
    db.transact(lambda unit: unit.outbox.pause(9, NOW + MINUTE))
    assert 2 == db.transact(lambda unit: unit.ledger.shift(day))
    assert [] == claim(db, now=day - TICK)
    assert [2] == ids(tuple(claim(db, now=day)))
    assert [3] == ids(tuple(claim(db, now=day + MINUTE)))
    assert 0 == db.transact(lambda unit: unit.outbox.expire(NOW + day))
