"""What a chat wishes survives: quiet hours, reviews, muted stories, watchlists changed in place."""

from dataclasses import replace

from bot.model import QUIET, DeliveryState, DraftKind, Priority
from bot.ports import MUTED
from filters.model import Watchlist
from rasid.storage.unit import Unit
from tests.storage.conftest import AnyDatabase
from tests.storage.values import ALERT, CHAT, HOUR, MINUTE, NOW, alert


def follow(db: AnyDatabase, query: str, chat_id: int = 7) -> Watchlist:
    return db.transact(lambda unit: unit.watchlists.add(chat_id, 0, "keywords", query, query, NOW))


def version(db: AnyDatabase) -> int:
    return db.transact(lambda unit: unit.watchlists.version())


def test_a_watchlist_is_changed_in_place(db: AnyDatabase) -> None:
    """Name, query, pause, mute and volume; the matcher learns of it, and the id stays."""
    old, before = follow(db, "صاروخ"), version(db)
    new = replace(
        old, name="قذائف", query="صاروخ، قذيفة", paused=True, muted_until=NOW + HOUR, volume="urgent"
    )
    assert db.transact(lambda unit: unit.watchlists.update(new))
    assert (new,) == db.transact(lambda unit: unit.watchlists.of_chat(7))
    assert before < version(db)


def test_a_change_that_changes_nothing_wakes_nobody(db: AnyDatabase) -> None:
    watchlist = follow(db, "صاروخ")
    before = version(db)
    assert db.transact(lambda unit: unit.watchlists.update(watchlist))
    assert before == version(db)


def test_a_watchlist_can_not_become_another_one(db: AnyDatabase) -> None:
    """Two equal watchlists would tell everything twice over."""
    first, second = follow(db, "صاروخ"), follow(db, "مسيّرة")
    assert not db.transact(lambda unit: unit.watchlists.update(replace(second, query="صاروخ")))
    assert (first, second) == db.transact(lambda unit: unit.watchlists.all())


def test_nobody_changes_the_watchlist_of_another(db: AnyDatabase) -> None:
    watchlist = follow(db, "صاروخ", chat_id=8)
    assert not db.transact(lambda unit: unit.watchlists.update(replace(watchlist, chat_id=7, name="لي")))
    assert (watchlist,) == db.transact(lambda unit: unit.watchlists.all())


def test_a_changed_query_can_be_followed_again(db: AnyDatabase) -> None:
    """The old query is free once the watchlist has another one."""
    first = follow(db, "صاروخ")
    db.transact(lambda unit: unit.watchlists.update(replace(first, query="قذيفة")))
    assert first.id != follow(db, "صاروخ").id
    assert first.id == follow(db, "قذيفة").id


def test_the_latest_question_of_a_person_is_found(db: AnyDatabase) -> None:
    """Of the kinds asked for, in this thread, by this person, and not expired."""

    def work(unit: Unit) -> list[int]:
        ask = unit.drafts.add
        ask(7, 3, 99, DraftKind.RENAME, "1", NOW + MINUTE)
        wanted = ask(7, 3, 99, DraftKind.RENAME, "2", NOW + MINUTE)
        ask(7, 3, 99, DraftKind.RENAME, "3", NOW - MINUTE)
        ask(7, 3, 98, DraftKind.RENAME, "4", NOW + MINUTE)
        ask(7, 0, 99, DraftKind.RENAME, "5", NOW + MINUTE)
        ask(8, 3, 99, DraftKind.RENAME, "6", NOW + MINUTE)
        ask(7, 3, 99, DraftKind.ADD, "7", NOW + MINUTE)
        found = unit.drafts.pending(7, 3, 99, [DraftKind.RENAME, DraftKind.REWRITE], NOW)
        assert found == wanted
        return [one.id for one in (found, unit.drafts.pending(7, 3, 97, [DraftKind.ADD], NOW)) if one]

    assert 1 == len(db.transact(work))


def test_reviews_come_due_for_chats_that_accept_messages(db: AnyDatabase) -> None:
    def work(unit: Unit) -> tuple[int, ...]:
        for number, due_at in enumerate((NOW, NOW - HOUR, NOW + MINUTE, None)):
            unit.chats.put(replace(CHAT, chat_id=number, digest="daily", digest_due_at=due_at))
        return tuple(chat.chat_id for chat in unit.chats.review_due(NOW, 10))

    assert (1, 0) == db.transact(work)
    assert (1,) == db.transact(lambda unit: tuple(chat.chat_id for chat in unit.chats.review_due(NOW, 1)))


def test_a_muted_story_is_known_as_such_until_it_is_heard_again(db: AnyDatabase) -> None:
    """Further alerts of it do not end the muting; another chat and another story stay as they are."""
    db.transact(lambda unit: unit.outbox.add([alert("i1"), alert("i2"), alert("i1", chat_id=8)]))
    db.transact(lambda unit: unit.outbox.mute(7, 0, "i1", is_muted=True))
    db.transact(lambda unit: unit.outbox.add([alert("i1", 2)]))
    told = db.transact(lambda unit: unit.outbox.told(["i1", "i2"]))
    assert {(7, 0, "i1"): MUTED, (7, 0, "i2"): 1, (8, 0, "i1"): 1} == told
    db.transact(lambda unit: unit.outbox.mute(7, 0, "i1", is_muted=False))
    assert 2 == db.transact(lambda unit: unit.outbox.told(["i1"]))[7, 0, "i1"]


def test_a_muted_story_stays_muted_in_the_supergroup(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.outbox.add([alert("i1", chat_id=-8)]))
    db.transact(lambda unit: unit.outbox.mute(-8, 0, "i1", is_muted=True))
    db.transact(lambda unit: unit.chats.migrate(-8, -1008))
    assert {(-1008, 0, "i1"): MUTED} == db.transact(lambda unit: unit.outbox.told(["i1"]))


def test_a_held_alert_waits_for_the_morning_with_its_reason(db: AnyDatabase) -> None:
    """It leaves the lane to others, is due at the end of the quiet hours, and lives beyond them."""
    db.transact(lambda unit: unit.chats.put(CHAT))
    db.transact(lambda unit: unit.outbox.add([alert("i1"), alert("i2")]))
    row = db.transact(lambda unit: unit.outbox.claim(NOW, 1))[0]
    morning = NOW + 7 * HOUR
    db.transact(lambda unit: unit.ledger.hold(row.id, morning, morning + HOUR))
    held = db.transact(lambda unit: unit.outbox.get(row.id))
    assert held
    assert (DeliveryState.QUEUED, QUIET, morning) == (held.state, held.error, held.not_before)
    assert (Priority.DIGEST, morning + HOUR) == (held.alert.priority, held.alert.expires_at)
    other = db.transact(lambda unit: unit.outbox.claim(NOW, 1))[0]
    assert "i2" == other.alert.incident_id
    db.transact(lambda unit: unit.outbox.settle(other.id, DeliveryState.SENT, now=NOW, message_id=5))
    assert () == db.transact(lambda unit: unit.outbox.claim(morning - MINUTE, 1))
    assert morning == db.transact(lambda unit: unit.outbox.next_due_at())
    assert row.id == db.transact(lambda unit: unit.outbox.claim(morning, 1))[0].id


def test_a_digest_of_tonight_does_not_hold_up_that_of_the_morning(db: AnyDatabase) -> None:
    """Each held alert leaves at its own hour, whichever was decided first."""
    db.transact(lambda unit: unit.chats.put(CHAT))
    db.transact(lambda unit: unit.outbox.add([alert("i1"), alert("i2")]))
    for hours in (20, 7):
        row = db.transact(lambda unit: unit.outbox.claim(NOW, 1))[0]
        until = NOW + hours * HOUR
        db.transact(lambda unit, row=row, until=until: unit.ledger.hold(row.id, until, until + HOUR))
    morning = db.transact(lambda unit: unit.outbox.claim(NOW + 7 * HOUR, 5))
    assert ["i2"] == [row.alert.incident_id for row in morning]


def test_what_was_told_since_is_read_back(db: AnyDatabase) -> None:
    """The chat's thread only, the newest first, whatever became of it."""
    late = NOW + HOUR
    told = [
        alert("i1"),
        replace(ALERT, incident_id="i2", created_at=late),
        replace(ALERT, incident_id="i3", created_at=late),
        replace(ALERT, incident_id="i4", created_at=late, thread_id=5),
    ]
    db.transact(lambda unit: unit.outbox.add(told))
    found = db.transact(lambda unit: unit.ledger.since(7, 0, late, 10))
    assert ["i3", "i2"] == [row.alert.incident_id for row in found]
    assert 1 == len(db.transact(lambda unit: unit.ledger.since(7, 0, NOW, 1)))


def test_everybodys_of_a_kind_are_found(db: AnyDatabase) -> None:
    """In this thread, not expired, the oldest first."""

    def work(unit: Unit) -> list[str]:
        ask = unit.drafts.add
        ask(7, 3, 99, DraftKind.TAKEN, "1", NOW + MINUTE)
        ask(7, 3, 98, DraftKind.TAKEN, "2", NOW + MINUTE)
        ask(7, 3, 99, DraftKind.TAKEN, "expired", NOW)
        ask(7, 3, 99, DraftKind.ADD, "other kind", NOW + MINUTE)
        ask(7, 0, 99, DraftKind.TAKEN, "other thread", NOW + MINUTE)
        ask(8, 3, 99, DraftKind.TAKEN, "other chat", NOW + MINUTE)
        return [one.text for one in unit.drafts.of_kind(7, 3, DraftKind.TAKEN, NOW)]

    assert ["1", "2"] == db.transact(work)
