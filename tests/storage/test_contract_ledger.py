"""What is asked of the outbox, and what is read back from it."""

from datetime import timedelta

import pytest

from bot.model import AlertKind, ChatState, Priority
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
    demote,
    get,
    ids,
    next_due,
    settle,
)
from tests.storage.values import HOUR, MINUTE, NOW, alert

pytestmark = pytest.mark.usefixtures("chats")


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


def test_what_is_under_way_for_long_is_told_from_the_rest(db: AnyDatabase) -> None:
    add(db, alert(), alert(chat_id=8))
    claim(db, 1)
    claim(db, 1, now=MINUTE)
    assert () == db.transact(lambda unit: unit.ledger.claimed(NOW - TICK))
    assert [1] == ids(db.transact(lambda unit: unit.ledger.claimed(NOW + MINUTE - TICK)))
    assert [1, 2] == ids(db.transact(lambda unit: unit.ledger.claimed(NOW + MINUTE)))


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
