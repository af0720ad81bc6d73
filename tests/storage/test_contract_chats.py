"""Chats, what they follow, what they were asked, and small facts survive."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from bot.model import ChatState, DeliveryState, Draft, DraftKind, Subscriber
from filters.model import Watchlist
from rasid.storage.unit import Unit
from tests.storage.conftest import AnyDatabase
from tests.storage.values import ALERT, CHAT, HOUR, MINUTE, NOW, texts, values_of

hypothesis_on_a_file = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def follow(
    db: AnyDatabase, query: str, chat_id: int = 7, thread_id: int = 0, kind: str = "keywords"
) -> Watchlist:
    return db.transact(lambda unit: unit.watchlists.add(chat_id, thread_id, kind, "اسم", query, NOW))


def ask(db: AnyDatabase, chat_id: int = 7) -> Draft:
    return db.transact(lambda unit: unit.drafts.add(chat_id, 3, 99, DraftKind.ADD, "صاروخ", NOW + MINUTE))


@hypothesis_on_a_file
@given(chat=values_of(Subscriber))
def test_every_chat_comes_back_equal(db: AnyDatabase, chat: Subscriber) -> None:
    """Storing replaces what was there."""

    def work(unit: Unit) -> Subscriber | None:
        unit.chats.put(replace(CHAT, chat_id=chat.chat_id))
        unit.chats.put(chat)
        return unit.chats.get(chat.chat_id)

    assert chat == db.transact(work)


def test_a_chat_that_never_wrote_is_none(db: AnyDatabase) -> None:
    assert db.transact(lambda unit: unit.chats.get(7)) is None


def test_a_change_of_state_leaves_the_rest(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.chats.put(CHAT))
    db.transact(lambda unit: unit.chats.set_state(7, ChatState.BLOCKED))
    db.transact(lambda unit: unit.chats.set_state(8, ChatState.BLOCKED))
    assert replace(CHAT, state=ChatState.BLOCKED) == db.transact(lambda unit: unit.chats.get(7))
    assert db.transact(lambda unit: unit.chats.get(8)) is None


def test_only_active_chats_accept_messages(db: AnyDatabase) -> None:
    """Every other state keeps the chat out, and so does never having written."""
    for chat_id, state in enumerate(ChatState):
        chat = replace(CHAT, chat_id=chat_id, state=state)
        db.transact(lambda unit, chat=chat: unit.chats.put(chat))
    asked = [*range(len(ChatState) + 1), 0]
    assert {0: replace(CHAT, chat_id=0)} == db.transact(lambda unit: unit.chats.active(asked))


@hypothesis_on_a_file
@given(name=texts(), query=texts())
def test_every_watchlist_comes_back_equal(db: AnyDatabase, name: str, query: str) -> None:
    def work(unit: Unit) -> tuple[Watchlist, Watchlist | None]:
        for old in unit.watchlists.of_chat(-5):
            unit.watchlists.remove(-5, old.id)
        new = unit.watchlists.add(-5, 12, "topic", name, query, NOW)
        return new, unit.watchlists.get(-5, new.id)

    new, found = db.transact(work)
    assert Watchlist(new.id, -5, 12, "topic", name, query, NOW) == new == found


def test_the_same_watchlist_twice_is_the_first(db: AnyDatabase) -> None:
    """A button pressed twice neither doubles the list nor wakes the matcher."""
    first = follow(db, "صاروخ")
    version = db.transact(lambda unit: unit.watchlists.version())
    assert first == follow(db, "صاروخ")
    assert version == db.transact(lambda unit: unit.watchlists.version())


def test_chat_thread_kind_and_query_tell_watchlists_apart(db: AnyDatabase) -> None:
    found = [
        follow(db, "صاروخ"),
        follow(db, "صاروخين"),
        follow(db, "صاروخ", chat_id=8),
        follow(db, "صاروخ", thread_id=4),
        follow(db, "صاروخ", kind="topic"),
    ]
    assert tuple(found) == db.transact(lambda unit: unit.watchlists.all())


def test_a_query_of_four_thousand_letters_is_stored(db: AnyDatabase) -> None:
    """No index of the database limits what can be followed; the last letter counts."""
    long = "صاروخ " * 700
    first, second = follow(db, f"{long}أ"), follow(db, f"{long}ب")
    assert (first, second) == db.transact(lambda unit: unit.watchlists.of_chat(7))


def test_a_chat_sees_its_own_watchlists_only(db: AnyDatabase) -> None:
    mine, in_thread, other = follow(db, "أ"), follow(db, "ب", thread_id=4), follow(db, "ج", chat_id=8)
    assert (mine, in_thread) == db.transact(lambda unit: unit.watchlists.of_chat(7))
    assert (in_thread,) == db.transact(lambda unit: unit.watchlists.of_chat(7, 4))
    assert (mine,) == db.transact(lambda unit: unit.watchlists.of_chat(7, 0))
    assert db.transact(lambda unit: unit.watchlists.get(7, other.id)) is None


def test_a_chat_cannot_remove_what_another_follows(db: AnyDatabase) -> None:
    watchlist = follow(db, "صاروخ")
    assert not db.transact(lambda unit: unit.watchlists.remove(8, watchlist.id))
    assert (watchlist,) == db.transact(lambda unit: unit.watchlists.all())


def test_a_removed_watchlist_is_gone_and_its_id_never_comes_back(db: AnyDatabase) -> None:
    """An old button can't hit a new watchlist."""
    old = follow(db, "صاروخ")
    assert db.transact(lambda unit: unit.watchlists.remove(7, old.id))
    assert not db.transact(lambda unit: unit.watchlists.remove(7, old.id))
    assert old.id < follow(db, "صاروخ").id


def test_the_version_grows_with_every_change(db: AnyDatabase) -> None:
    versions = [db.transact(lambda unit: unit.watchlists.version())]
    watchlist = follow(db, "صاروخ")
    versions.append(db.transact(lambda unit: unit.watchlists.version()))
    db.transact(lambda unit: unit.watchlists.remove(7, watchlist.id))
    versions.append(db.transact(lambda unit: unit.watchlists.version()))
    assert versions == sorted(set(versions))


def test_a_shared_watchlist_is_read_by_its_token(db: AnyDatabase) -> None:
    """It has one token, and is read as it is now; an unknown token is nobody's."""
    mine = follow(db, "صاروخ")
    assert "t_1" == db.transact(lambda unit: unit.watchlists.share(7, mine.id, "t_1"))
    assert "t_1" == db.transact(lambda unit: unit.watchlists.share(7, mine.id, "t_2"))
    assert mine == db.transact(lambda unit: unit.watchlists.shared("t_1"))
    assert db.transact(lambda unit: unit.watchlists.shared("t_2")) is None


def test_a_token_can_be_taken_back(db: AnyDatabase) -> None:
    """By the owner alone; a watchlist that is gone is not shared either, and a new token is another one."""
    mine = follow(db, "صاروخ")
    assert db.transact(lambda unit: unit.watchlists.share(8, mine.id, "t_1")) is None
    db.transact(lambda unit: unit.watchlists.share(7, mine.id, "t_1"))
    assert not db.transact(lambda unit: unit.watchlists.unshare(8, mine.id))
    assert db.transact(lambda unit: unit.watchlists.unshare(7, mine.id))
    assert not db.transact(lambda unit: unit.watchlists.unshare(7, mine.id))
    assert db.transact(lambda unit: unit.watchlists.shared("t_1")) is None
    assert "t_2" == db.transact(lambda unit: unit.watchlists.share(7, mine.id, "t_2"))
    db.transact(lambda unit: unit.watchlists.remove(7, mine.id))
    assert db.transact(lambda unit: unit.watchlists.shared("t_2")) is None


def test_a_shared_watchlist_stays_shared_when_its_group_moves(db: AnyDatabase) -> None:
    mine = follow(db, "صاروخ")
    db.transact(lambda unit: unit.watchlists.share(7, mine.id, "t_1"))
    db.transact(lambda unit: unit.chats.migrate(7, 8))
    moved = db.transact(lambda unit: unit.watchlists.shared("t_1"))
    assert moved is not None
    assert (8, "صاروخ") == (moved.chat_id, moved.query)


def test_a_draft_is_taken_once(db: AnyDatabase) -> None:
    """A button pressed twice does its work once."""
    draft = ask(db)
    assert draft == db.transact(lambda unit: unit.drafts.take(draft.id, 7, NOW))
    assert db.transact(lambda unit: unit.drafts.take(draft.id, 7, NOW)) is None


def test_a_draft_holds_what_was_asked(db: AnyDatabase) -> None:
    draft = ask(db)
    assert Draft(draft.id, 7, 3, 99, DraftKind.ADD, "صاروخ", NOW + MINUTE) == draft


def test_a_chat_keeps_its_latest_drafts(db: AnyDatabase) -> None:
    """Those of other chats are left alone."""
    mine, other = [ask(db) for _ in range(5)], ask(db, 8)
    for _ in range(2):
        db.transact(lambda unit: unit.drafts.trim(7, 2))
    kept = [db.transact(lambda unit, d=draft: unit.drafts.peek(d.id, 7, NOW)) for draft in mine]
    assert [None, None, None, *mine[3:]] == kept
    assert other == db.transact(lambda unit: unit.drafts.peek(other.id, 8, NOW))


def test_a_draft_can_be_looked_at(db: AnyDatabase) -> None:
    """As often as wanted, by its own chat, until it expires."""
    draft = ask(db)
    for _ in range(2):
        assert draft == db.transact(lambda unit: unit.drafts.peek(draft.id, 7, NOW))
    assert db.transact(lambda unit: unit.drafts.peek(draft.id, 8, NOW)) is None
    assert db.transact(lambda unit: unit.drafts.peek(draft.id, 7, NOW + MINUTE)) is None


def test_another_chat_cannot_take_a_draft(db: AnyDatabase) -> None:
    draft = ask(db)
    assert db.transact(lambda unit: unit.drafts.take(draft.id, 8, NOW)) is None
    assert draft == db.transact(lambda unit: unit.drafts.take(draft.id, 7, NOW))


def test_a_draft_ends_at_its_expiry(db: AnyDatabase) -> None:
    draft = ask(db)
    assert db.transact(lambda unit: unit.drafts.take(draft.id, 7, NOW + MINUTE)) is None


def test_purging_deletes_expired_drafts_only(db: AnyDatabase) -> None:
    ask(db)
    db.transact(lambda unit: unit.drafts.add(7, 3, 99, DraftKind.STOP, "", NOW + HOUR))
    assert 1 == db.transact(lambda unit: unit.drafts.purge(NOW + MINUTE))
    assert 0 == db.transact(lambda unit: unit.drafts.purge(NOW + MINUTE))
    assert 1 == db.transact(lambda unit: unit.drafts.purge(NOW + HOUR))


def test_meta_keeps_the_last_value(db: AnyDatabase) -> None:
    assert db.transact(lambda unit: unit.meta.get("k")) is None
    for value in ("1", "٢"):
        db.transact(lambda unit, value=value: unit.meta.put("k", value))
    assert "٢" == db.transact(lambda unit: unit.meta.get("k"))


def test_updates_wait_in_order_of_their_id(db: AnyDatabase) -> None:
    db.transact(lambda unit: unit.inbox.add([(12, "{12}"), (10, "{10}")]))
    db.transact(lambda unit: unit.inbox.add([(11, "{11}")]))
    assert ((10, "{10}"), (11, "{11}")) == db.transact(lambda unit: unit.inbox.pending(2))


def test_an_update_twice_is_one(db: AnyDatabase) -> None:
    """Telegram repeats what wasn't confirmed; the first text counts."""
    db.transact(lambda unit: unit.inbox.add([(10, "{}"), (10, "{again}")]))
    db.transact(lambda unit: unit.inbox.add([(10, "{again}")]))
    assert ((10, "{}"),) == db.transact(lambda unit: unit.inbox.pending(9))


def test_a_handled_update_that_comes_again_is_not_handled_again(db: AnyDatabase) -> None:
    """A crash between handling and confirming doesn't repeat the command."""
    db.transact(lambda unit: unit.inbox.add([(10, "{}")]))
    db.transact(lambda unit: unit.inbox.done(10))
    db.transact(lambda unit: unit.inbox.add([(10, "{}"), (11, "{}")]))
    assert ((11, "{}"),) == db.transact(lambda unit: unit.inbox.pending(9))


def test_an_update_below_the_last_one_is_handled(db: AnyDatabase) -> None:
    """Telegram numbers anew at random after a quiet week."""
    db.transact(lambda unit: unit.inbox.add([(900, "{}")]))
    db.transact(lambda unit: unit.inbox.done(900))
    db.transact(lambda unit: unit.inbox.add([(5, "{}")]))
    assert ((5, "{}"),) == db.transact(lambda unit: unit.inbox.pending(9))


def test_the_last_update_id_outlives_its_update(db: AnyDatabase) -> None:
    assert db.transact(lambda unit: unit.inbox.last_id()) is None
    db.transact(lambda unit: unit.inbox.add([(12, "{}"), (10, "{}")]))
    db.transact(lambda unit: unit.inbox.done(12))
    assert 12 == db.transact(lambda unit: unit.inbox.last_id())


def test_what_is_still_owed_replaces_the_update(db: AnyDatabase) -> None:
    """Only as long as the update is pending: what was handled stays handled."""
    db.transact(lambda unit: unit.inbox.add([(10, "{}"), (11, "{}")]))
    db.transact(lambda unit: unit.inbox.replace(10, "{answer}"))
    assert ((10, "{answer}"), (11, "{}")) == db.transact(lambda unit: unit.inbox.pending(9))
    db.transact(lambda unit: unit.inbox.done(10))
    db.transact(lambda unit: unit.inbox.replace(10, "{again}"))
    db.transact(lambda unit: unit.inbox.replace(99, "{none}"))
    assert ((11, "{}"),) == db.transact(lambda unit: unit.inbox.pending(9))


def test_an_erased_chat_leaves_nothing_behind(db: AnyDatabase) -> None:
    """Settings, watchlists, questions, alerts, what it was told: all of it, and nothing of another chat's."""
    other = replace(ALERT, chat_id=CHAT.chat_id + 1)

    def begin(unit: Unit) -> tuple[int, int]:
        unit.chats.put(CHAT)
        unit.chats.put(replace(CHAT, chat_id=other.chat_id))
        watchlist = unit.watchlists.add(CHAT.chat_id, 0, "keywords", "اسم", "صاروخ", NOW)
        unit.watchlists.add(other.chat_id, 0, "keywords", "اسم", "صاروخ", NOW)
        draft = unit.drafts.add(CHAT.chat_id, 0, 99, DraftKind.FORGET, "", NOW + HOUR)
        unit.outbox.add([ALERT, other])
        unit.outbox.pause(CHAT.chat_id, NOW + HOUR)
        return watchlist.id, draft.id

    watchlist_id, draft_id = db.transact(begin)
    version = db.transact(lambda unit: unit.watchlists.version())
    db.transact(lambda unit: unit.chats.erase(CHAT.chat_id))

    def look(unit: Unit) -> tuple[object, ...]:
        return (
            unit.chats.get(CHAT.chat_id),
            unit.watchlists.get(CHAT.chat_id, watchlist_id),
            unit.drafts.take(draft_id, CHAT.chat_id, NOW),
            unit.ledger.of_chat(CHAT.chat_id, 9),
            {key for key in unit.outbox.told([ALERT.incident_id]) if key[0] == CHAT.chat_id},
        )

    assert (None, None, None, (), set()) == db.transact(look)
    assert version < db.transact(lambda unit: unit.watchlists.version())
    assert 1 == len(db.transact(lambda unit: unit.watchlists.of_chat(other.chat_id)))
    assert 1 == len(db.transact(lambda unit: unit.ledger.of_chat(other.chat_id, 9)))


def test_an_alert_under_way_while_its_chat_is_erased_is_not_remembered(db: AnyDatabase) -> None:
    def begin(unit: Unit) -> int:
        unit.chats.put(CHAT)
        unit.outbox.add([ALERT])
        return unit.outbox.claim(NOW, 1)[0].id

    number = db.transact(begin)
    db.transact(lambda unit: unit.chats.erase(CHAT.chat_id))
    db.transact(lambda unit: unit.outbox.settle(number, DeliveryState.SENT, now=NOW, message_id=5))
    assert {} == db.transact(lambda unit: unit.outbox.told([ALERT.incident_id]))
