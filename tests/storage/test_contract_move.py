"""A group that becomes a supergroup keeps what it follows and is told nothing twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import ChatState, Delivery, DeliveryState, DraftKind, Subscriber
from rasid.storage.merge import OutboxKey, merge_outbox
from tests.storage.conftest import AnyDatabase
from tests.storage.values import CHAT, HOUR, MINUTE, NOW, alert

OLD, NEW = -12345, -1_001_234_567_890
OLD_CHAT = Subscriber(OLD, "group", "en", NOW, zone="Asia/Amman", digits="arabic", editors=(8, 9))
NEW_CHAT = Subscriber(NEW, "supergroup", "ar", NOW + HOUR)


def start(db: AnyDatabase, *chats: Subscriber) -> None:
    for chat in chats:
        db.transact(lambda unit, chat=chat: unit.chats.put(chat))


def move(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.chats.migrate(OLD, NEW))


def add(db: AnyDatabase, *alerts: Any) -> None:
    db.transact(lambda unit: unit.outbox.add(alerts))


def claim(db: AnyDatabase, limit: int = 9) -> list[Delivery]:
    return list(db.transact(lambda unit: unit.outbox.claim(NOW, limit)))


def settle(db: AnyDatabase, delivery: Delivery, state: DeliveryState, message_id: int | None = None) -> None:
    db.transact(lambda unit: unit.outbox.settle(delivery.id, state, now=NOW, message_id=message_id))


def state_of(db: AnyDatabase, delivery: Delivery) -> DeliveryState | None:
    found = db.transact(lambda unit: unit.outbox.get(delivery.id))
    return found and found.state


def test_the_chat_takes_its_settings_along(db: AnyDatabase) -> None:
    start(db, OLD_CHAT)
    move(db)
    expected = replace(OLD_CHAT, chat_id=NEW, kind="supergroup")
    assert expected == db.transact(lambda unit: unit.chats.get(NEW))
    assert db.transact(lambda unit: unit.chats.get(OLD)) is None


def test_a_chat_known_under_both_ids_keeps_its_old_settings_and_its_new_state(db: AnyDatabase) -> None:
    """The old id may already have been found dead by a message that failed."""
    start(db, replace(OLD_CHAT, state=ChatState.INVALID), replace(NEW_CHAT, editors=(9, 10)))
    move(db)
    expected = replace(OLD_CHAT, chat_id=NEW, kind="supergroup", state=ChatState.ACTIVE, editors=(8, 9, 10))
    assert expected == db.transact(lambda unit: unit.chats.get(NEW))


def test_a_chat_that_never_wrote_can_move(db: AnyDatabase) -> None:
    move(db)
    assert db.transact(lambda unit: unit.chats.get(NEW)) is None


def test_moving_twice_is_moving_once(db: AnyDatabase) -> None:
    """Telegram tells of it in two messages."""
    start(db, OLD_CHAT)
    move(db)
    move(db)
    assert replace(OLD_CHAT, chat_id=NEW, kind="supergroup") == db.transact(lambda unit: unit.chats.get(NEW))


def test_moving_to_itself_changes_nothing(db: AnyDatabase) -> None:
    start(db, OLD_CHAT)
    db.transact(lambda unit: unit.chats.migrate(OLD, OLD))
    assert OLD_CHAT == db.transact(lambda unit: unit.chats.get(OLD))


def test_watchlists_move_and_what_both_follow_is_kept_once(db: AnyDatabase) -> None:
    def follow(chat_id: int, query: str) -> int:
        return db.transact(lambda unit: unit.watchlists.add(chat_id, 0, "keywords", "اسم", query, NOW)).id

    old_only, old_both, new_both, new_only = (
        follow(OLD, "أ"),
        follow(OLD, "ب"),
        follow(NEW, "ب"),
        follow(NEW, "ج"),
    )
    version = db.transact(lambda unit: unit.watchlists.version())
    move(db)
    found = db.transact(lambda unit: unit.watchlists.all())
    assert [(old_only, NEW), (new_both, NEW), (new_only, NEW)] == [(one.id, one.chat_id) for one in found]
    assert old_both not in [one.id for one in found]
    assert version < db.transact(lambda unit: unit.watchlists.version())


def test_drafts_move(db: AnyDatabase) -> None:
    draft = db.transact(lambda unit: unit.drafts.add(OLD, 0, 1, DraftKind.ADD, "نص", NOW + HOUR))
    move(db)
    assert replace(draft, chat_id=NEW) == db.transact(lambda unit: unit.drafts.take(draft.id, NEW, NOW))


def test_waiting_alerts_move_and_keep_their_order(db: AnyDatabase) -> None:
    start(db, OLD_CHAT, NEW_CHAT)
    add(db, alert("i1", chat_id=OLD), alert("i2", chat_id=NEW), alert("i3", chat_id=OLD))
    move(db)
    order = []
    while claimed := claim(db):
        order += [(one.alert.chat_id, one.alert.incident_id) for one in claimed]
        settle(db, claimed[0], DeliveryState.SENT, message_id=1)
    assert [(NEW, "i1"), (NEW, "i2"), (NEW, "i3")] == order


def test_an_alert_that_the_old_chat_had_is_not_sent_to_the_new_one(db: AnyDatabase) -> None:
    """Its readers are the same people."""
    start(db, OLD_CHAT, NEW_CHAT)
    add(db, alert(chat_id=OLD))
    settle(db, claim(db)[0], DeliveryState.SENT, message_id=1)
    add(db, alert(chat_id=NEW))
    move(db)
    assert [] == claim(db)


def test_an_alert_that_died_in_the_old_chat_still_reaches_the_new_one(db: AnyDatabase) -> None:
    start(db, OLD_CHAT, NEW_CHAT)
    add(db, alert(chat_id=OLD), alert(chat_id=NEW))
    settle(db, claim(db, limit=1)[0], DeliveryState.DEAD)
    move(db)
    assert [NEW] == [one.alert.chat_id for one in claim(db)]


def test_an_alert_under_way_moves_and_can_be_settled(db: AnyDatabase) -> None:
    """The answer that tells of the move comes while the row is claimed."""
    start(db, OLD_CHAT)
    add(db, alert(chat_id=OLD))
    (delivery,) = claim(db)
    move(db)
    settle(db, delivery, DeliveryState.QUEUED)
    assert [(delivery.id, NEW)] == [(one.id, one.alert.chat_id) for one in claim(db)]


@pytest.mark.parametrize("other", [DeliveryState.QUEUED, DeliveryState.UNKNOWN, DeliveryState.SENT])
def test_of_one_alert_twice_the_one_under_way_stays(db: AnyDatabase, other: DeliveryState) -> None:
    """Its sender has yet to say what became of it, and must find the row."""
    start(db, OLD_CHAT, NEW_CHAT)
    add(db, alert(chat_id=OLD), alert(chat_id=NEW))
    under_way, twin = claim(db)
    settle(db, twin, other)
    move(db)
    assert (DeliveryState.CLAIMED, None) == (state_of(db, under_way), state_of(db, twin))


@pytest.mark.parametrize("other", [DeliveryState.QUEUED, DeliveryState.UNKNOWN])
def test_of_one_alert_twice_the_one_that_was_sent_stays(db: AnyDatabase, other: DeliveryState) -> None:
    start(db, OLD_CHAT, NEW_CHAT)
    add(db, alert(chat_id=OLD), alert(chat_id=NEW))
    sent, twin = claim(db)
    settle(db, sent, DeliveryState.SENT, message_id=1)
    settle(db, twin, other)
    move(db)
    assert (DeliveryState.SENT, None) == (state_of(db, sent), state_of(db, twin))


def test_two_alerts_under_way_become_one_under_way_and_one_uncertain(db: AnyDatabase) -> None:
    """The lane of the new chat still has one at a time."""
    start(db, OLD_CHAT, NEW_CHAT)
    add(db, alert("i1", chat_id=OLD), alert("i2", chat_id=NEW))
    old, new = claim(db)
    move(db)
    assert (DeliveryState.UNKNOWN, DeliveryState.CLAIMED) == (state_of(db, old), state_of(db, new))
    assert [] == claim(db)


def test_what_was_told_moves_with_the_highest_revision(db: AnyDatabase) -> None:
    add(db, alert("i1", 3, chat_id=OLD), alert("i1", 2, chat_id=NEW), alert("i2", 1, chat_id=OLD))
    add(db, alert("i3", 1, chat_id=OLD), alert("i3", 4, chat_id=NEW))
    move(db)
    expected = {(NEW, 0, "i1"): 3, (NEW, 0, "i2"): 1, (NEW, 0, "i3"): 4}
    assert expected == db.transact(lambda unit: unit.outbox.told(["i1", "i2", "i3"]))


def test_a_message_of_the_old_chat_is_not_edited_in_the_new_one(db: AnyDatabase) -> None:
    """Its number would be another message there; one of the new chat stays known."""
    start(db, OLD_CHAT, NEW_CHAT)
    add(
        db,
        alert("i1", chat_id=OLD),
        alert("i2", chat_id=OLD, thread_id=4),
        alert("i2", 2, chat_id=NEW, thread_id=4),
    )
    for delivery in claim(db):
        settle(db, delivery, DeliveryState.SENT, message_id=500 + delivery.id)
    move(db)
    add(db, alert("i1", 5, chat_id=NEW), alert("i2", 5, chat_id=NEW, thread_id=4))
    assert [None, 503] == [one.target_message_id for one in claim(db)]


def test_the_longer_pause_moves(db: AnyDatabase) -> None:
    start(db, OLD_CHAT)
    add(db, alert(chat_id=OLD))
    db.transact(lambda unit: unit.outbox.pause(OLD, NOW + MINUTE))
    db.transact(lambda unit: unit.outbox.pause(NEW, NOW + timedelta(seconds=1)))
    move(db)
    assert NOW + MINUTE == db.transact(lambda unit: unit.outbox.next_due_at())


def test_other_chats_are_left_alone(db: AnyDatabase) -> None:
    start(db, OLD_CHAT, CHAT)
    add(db, alert())
    move(db)
    assert [CHAT.chat_id] == [one.alert.chat_id for one in claim(db)]


@given(
    st.lists(
        st.builds(
            OutboxKey,
            id=st.integers(1, 9),
            chat_id=st.sampled_from([OLD, NEW]),
            thread_id=st.integers(0, 1),
            incident_id=st.sampled_from("ab"),
            revision=st.integers(1, 2),
            state=st.sampled_from(DeliveryState),
        ),
        unique_by=lambda key: key.id,
    )
)
def test_no_merge_loses_an_alert_or_leaves_a_conflict(keys: list[OutboxKey]) -> None:
    """Of each alert exactly one row stays, and at most one of a lane is under way."""
    merge = merge_outbox(keys, NEW)
    kept = [key for key in keys if key.id not in merge.doomed]
    alerts = [(key.thread_id, key.incident_id, key.revision) for key in kept]
    under_way = [
        key.thread_id for key in kept if key.state is DeliveryState.CLAIMED and key.id not in merge.demoted
    ]
    assert {(key.thread_id, key.incident_id, key.revision) for key in keys} == set(alerts)
    assert len(alerts) == len(set(alerts))
    assert len(under_way) == len(set(under_way))
