"""Work is done as a whole or not at all."""

import asyncio
import threading
from dataclasses import replace

import pytest

from bot.model import DeliveryState, DraftKind
from filters.model import Match
from rasid.storage.stats import Stats
from rasid.storage.unit import Unit
from tests.storage.conftest import AnyDatabase
from tests.storage.values import ALERT, CHAT, ENTRY, FEED, HOUR, INCIDENT, MINUTE, NOW, alert, entry


def fill(unit: Unit) -> None:
    """Write one row of every kind."""
    unit.feeds.sync([FEED], NOW)
    unit.entries.add([(ENTRY, None)])
    unit.matches.add([Match(1, ENTRY, ())])
    unit.incidents.put(INCIDENT)
    unit.chats.put(CHAT)
    unit.watchlists.add(7, 0, "keywords", "اسم", "صاروخ", NOW)
    unit.drafts.add(7, 0, 1, DraftKind.ADD, "نص", NOW + HOUR)
    unit.outbox.add([ALERT])
    unit.inbox.add([(10, "{}")])
    unit.meta.put("k", "v")


def change(unit: Unit) -> None:
    """Change every row that `fill` wrote, and add more."""
    (row,) = unit.feeds.claim_due(NOW, 1, MINUTE)
    unit.feeds.record(row, replace(row.state, etag="changed"))
    unit.entries.add([(entry(2), None)])
    unit.incidents.put(replace(INCIDENT, revision=2))
    unit.chats.put(replace(CHAT, language="en"))
    unit.watchlists.remove(7, 1)
    unit.watchlists.add(7, 0, "keywords", "اسم", "مسيّرة", NOW)
    unit.drafts.take(1, 7, NOW)
    unit.outbox.add([alert("i2"), alert("i1", 9)])
    (delivery,) = unit.outbox.claim(NOW, 1)
    unit.outbox.settle(delivery.id, DeliveryState.SENT, now=NOW, message_id=5)
    unit.outbox.pause(7, NOW + HOUR)
    unit.inbox.done(10)
    unit.inbox.add([(11, "{}")])
    unit.meta.put("k", "changed")
    unit.chats.migrate(7, 8)


def look(unit: Unit) -> tuple[object, ...]:
    """Return everything that the unit shows and looking doesn't change."""
    return (
        unit.feeds.all(),
        unit.entries.recent(NOW - HOUR, 9),
        unit.incidents.open(NOW - HOUR),
        [unit.chats.get(chat_id) for chat_id in (7, 8)],
        (unit.watchlists.all(), unit.watchlists.version()),
        [unit.outbox.get(number) for number in range(1, 5)],
        (unit.outbox.told(["i1", "i2"]), unit.outbox.next_due_at()),
        (unit.inbox.pending(9), unit.inbox.last_id(), unit.meta.get("k")),
        unit.stats(),
    )


def test_work_that_raises_leaves_nothing(db: AnyDatabase) -> None:
    """Feed state, entries, incidents and outbox are one: a crash in between loses no alert."""
    db.transact(fill)
    before = db.transact(look)

    def fail(unit: Unit) -> None:
        change(unit)
        raise ArithmeticError("on purpose")

    with pytest.raises(ArithmeticError, match="on purpose"):
        db.transact(fail)
    assert before == db.transact(look)


def test_work_goes_on_after_a_failure_as_if_nothing_had_been(db: AnyDatabase) -> None:
    """The rows that are open, their order and the ids that follow are those of before."""
    db.transact(fill)

    def fail(unit: Unit) -> None:
        change(unit)
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        db.transact(fail)
    db.transact(change)
    after = db.transact(look)
    assert "changed" == after[7][2]  # type: ignore[index]  # a tuple by construction
    assert (8,) == tuple(chat.chat_id for chat in after[3] if chat)  # type: ignore[attr-defined]  # a list


def test_what_work_wrote_it_reads(db: AnyDatabase) -> None:
    """A transaction sees its own changes."""

    def work(unit: Unit) -> int:
        fill(unit)
        return unit.entries.count()

    assert 1 == db.transact(work)


def test_committed_work_changed_everything(db: AnyDatabase) -> None:
    """The test of failure above would see each of these changes."""
    db.transact(fill)
    before = db.transact(look)
    db.transact(change)
    after = db.transact(look)
    assert [True] * len(before) == [one != other for one, other in zip(before, after, strict=True)]


async def test_run_commits_and_returns(db: AnyDatabase) -> None:
    assert 1 == await db.run(lambda unit: unit.outbox.add([ALERT]))
    assert 1 == (await db.run(lambda unit: unit.outbox.depth()))[DeliveryState.QUEUED]


async def test_run_rolls_back_and_raises(db: AnyDatabase) -> None:
    def fail(unit: Unit) -> None:
        fill(unit)
        raise ArithmeticError("on purpose")

    with pytest.raises(ArithmeticError, match="on purpose"):
        await db.run(fail)
    assert 0 == await db.run(lambda unit: unit.entries.count())


async def test_work_run_at_once_is_done_one_after_the_other(db: AnyDatabase) -> None:
    """Every addition counts, though each reads before it writes."""

    def count_up(unit: Unit) -> None:
        unit.meta.put("n", str(int(unit.meta.get("n") or 0) + 1))

    await asyncio.gather(*(db.run(count_up) for _ in range(20)))
    assert "20" == await db.run(lambda unit: unit.meta.get("n"))


async def test_the_event_loop_goes_on_while_work_waits(url: str) -> None:
    """A slow disk delays the database, not the bot's answers."""
    from rasid.storage.database import open_database  # noqa: PLC0415

    db = open_database(url)
    is_free = threading.Event()
    waiting = asyncio.create_task(db.run(lambda _unit: is_free.wait(5)))
    await asyncio.sleep(0)
    is_free.set()
    assert await waiting
    await db.close()


def test_stats_count_what_is_stored(db: AnyDatabase) -> None:
    db.transact(fill)

    def work(unit: Unit) -> Stats:
        unit.chats.set_state(7, CHAT.state.BLOCKED)
        (row,) = unit.feeds.claim_due(NOW, 1, MINUTE)
        unit.feeds.record(row, replace(row.state, failures=2))
        unit.outbox.add([alert(chat_id=9, created_at=NOW - MINUTE)])
        return unit.stats()

    outbox = dict.fromkeys(DeliveryState, 0) | {DeliveryState.QUEUED: 2}
    assert Stats(
        feeds=1,
        failing_feeds=1,
        entries=1,
        incidents=1,
        chats=1,
        active_chats=0,
        watchlists=1,
        outbox=outbox,
        oldest_waiting_at=NOW - MINUTE,
    ) == db.transact(work)


def test_stats_of_an_empty_database_are_noughts(db: AnyDatabase) -> None:
    expected = Stats(0, 0, 0, 0, 0, 0, 0, dict.fromkeys(DeliveryState, 0))
    assert expected == db.transact(lambda unit: unit.stats())
