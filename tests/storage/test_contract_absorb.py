"""Two incidents that are found to be one: who was told of either was told of what remains."""

from dataclasses import replace

from bot.model import DeliveryState
from bot.ports import MUTED
from tests.storage.conftest import AnyDatabase
from tests.storage.values import CHAT, INCIDENT, MINUTE, NOW, alert

GONE, KEPT = replace(INCIDENT, id="younger"), replace(INCIDENT, id="older", revision=3)
OTHER_CHAT = CHAT.chat_id + 1


def absorb(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.incidents.absorb(GONE.id, KEPT))


def told(db: AnyDatabase) -> dict[tuple[int, int, str], int]:
    return db.transact(lambda unit: unit.outbox.told([GONE.id, KEPT.id]))


def test_the_incident_that_remains_is_stored_and_the_other_gone(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.incidents.put(GONE))
    absorb(db)
    assert db.transact(lambda unit: unit.incidents.get(GONE.id)) is None
    assert (KEPT,) == db.transact(lambda unit: unit.incidents.open(NOW - MINUTE))


def test_who_was_told_of_one_is_known_under_the_other(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.outbox.add([alert(GONE.id, 2), alert(KEPT.id, 1, chat_id=OTHER_CHAT)]))
    absorb(db)
    assert {(CHAT.chat_id, 0, KEPT.id): 2, (OTHER_CHAT, 0, KEPT.id): 1} == told(db)


def test_who_was_told_of_both_knows_the_higher_revision(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.outbox.add([alert(GONE.id, 4), alert(KEPT.id, 1)]))
    absorb(db)
    assert {(CHAT.chat_id, 0, KEPT.id): 4} == told(db)


def test_who_wants_to_hear_no_more_of_one_hears_no_more_of_the_other(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.outbox.add([alert(GONE.id, 1), alert(KEPT.id, 2)]))
    db.transact(lambda unit: unit.outbox.mute(CHAT.chat_id, 0, GONE.id, is_muted=True))
    absorb(db)
    assert {(CHAT.chat_id, 0, KEPT.id): MUTED} == told(db)


def test_what_waits_is_sent_as_news_of_what_remains(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.chats.put(CHAT))
    db.transact(lambda unit: unit.outbox.add([alert(GONE.id, 2)]))
    absorb(db)
    (claimed,) = db.transact(lambda unit: unit.outbox.claim(NOW, 9))
    assert (KEPT.id, 2) == (claimed.alert.incident_id, claimed.alert.revision)


def test_the_message_about_the_one_is_the_message_about_the_other(db: AnyDatabase) -> None:
    """A later edit finds the message that the chat got before the two were one."""
    db.transact(lambda unit: unit.chats.put(CHAT))
    db.transact(lambda unit: unit.outbox.add([alert(GONE.id, 1)]))
    (claimed,) = db.transact(lambda unit: unit.outbox.claim(NOW, 9))
    db.transact(lambda unit: unit.outbox.settle(claimed.id, DeliveryState.SENT, now=NOW, message_id=55))
    absorb(db)
    db.transact(lambda unit: unit.outbox.add([alert(KEPT.id, 2)]))
    (later,) = db.transact(lambda unit: unit.outbox.claim(NOW, 9))
    assert 55 == later.target_message_id


def test_a_revision_that_a_chat_has_of_both_stays_under_its_own_name(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.outbox.add([alert(GONE.id, 1), alert(KEPT.id, 1)]))
    absorb(db)
    assert 2 == db.transact(lambda unit: unit.outbox.depth())[DeliveryState.QUEUED]


def test_absorbing_what_was_never_stored_only_stores_what_remains(db: AnyDatabase) -> None:
    absorb(db)
    assert KEPT == db.transact(lambda unit: unit.incidents.get(KEPT.id))
