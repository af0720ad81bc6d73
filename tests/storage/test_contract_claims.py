"""Several processes and threads never get the same row."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.model import DeliveryState
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.unit import Unit
from tests.storage.processes import spawn
from tests.storage.values import CHAT, FEED, HOUR, MINUTE, NOW, alert

CHATS = 12
EACH = 4
Take = Callable[[SqlDatabase], list[str]]


@pytest.fixture
def filled(url: str) -> str:
    """Queue four alerts to each of twelve chats, and as many feeds."""

    def fill(unit: Unit) -> None:
        for chat_id in range(CHATS):
            unit.chats.put(replace(CHAT, chat_id=chat_id))
            unit.outbox.add([alert(f"i{number}", chat_id=chat_id) for number in range(EACH)])
        unit.feeds.sync([replace(FEED, url=f"https://{n}.example/") for n in range(CHATS * EACH)], NOW)

    db = open_database(url)
    db.transact(fill)
    db.shut()
    return url


def take_alerts(db: SqlDatabase) -> list[str]:
    """Claim two at a time and settle them, until nothing is left; return the ids."""
    taken: list[str] = []
    while db.transact(lambda unit: unit.outbox.depth())[DeliveryState.QUEUED]:
        for delivery in db.transact(lambda unit: unit.outbox.claim(NOW, 2)):
            taken.append(str(delivery.id))
            db.transact(
                lambda unit, number=delivery.id: unit.outbox.settle(
                    number, DeliveryState.SENT, now=NOW, message_id=1
                )
            )
    return taken


def take_feeds(db: SqlDatabase) -> list[str]:
    """Claim three at a time and record them, until nothing is due; return the URLs."""
    taken: list[str] = []
    while rows := db.transact(lambda unit: unit.feeds.claim_due(NOW, 3, MINUTE)):
        taken += [row.feed.url for row in rows]
        for row in rows:
            later = replace(row.state, next_poll_at=NOW + HOUR)
            assert db.transact(lambda unit, row=row, later=later: unit.feeds.record(row, later))
    return taken


@pytest.mark.parametrize("take", [take_alerts, take_feeds])
def test_no_two_processes_get_the_same_row(filled: str, take: Take) -> None:
    def work(write: Callable[[bytes], None]) -> None:
        write(" ".join(take(open_database(filled))).encode())

    children = [spawn(work) for _ in range(3)]
    taken = [one for child in children for one in child.finish().decode().split()]
    assert CHATS * EACH == len(taken) == len(set(taken))


@pytest.mark.parametrize("take", [take_alerts, take_feeds])
def test_no_two_threads_get_the_same_row(filled: str, take: Take) -> None:
    taken: list[str] = []

    def work() -> None:
        db = open_database(filled)
        taken.extend(take(db))
        db.shut()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert CHATS * EACH == len(taken) == len(set(taken))


def test_two_processes_that_read_before_they_write_both_count(url: str) -> None:
    """The assignment of an entry to an incident reads first: two polls can't both open it."""

    def work(_write: Callable[[bytes], None]) -> None:
        db = open_database(url)
        for _ in range(25):
            db.transact(count_up)

    for child in [spawn(work) for _ in range(3)]:
        child.finish()
    db = open_database(url)
    assert "75" == db.transact(lambda unit: unit.meta.get("n"))
    db.shut()


def test_a_change_of_watchlists_is_seen_by_other_processes(url: str) -> None:
    """The matcher of one process learns of a list that the bot of another added."""

    def work(_write: Callable[[bytes], None]) -> None:
        other = open_database(url)
        other.transact(lambda unit: unit.watchlists.add(7, 0, "keywords", "اسم", "صاروخ", NOW))

    db = open_database(url)
    before = db.transact(lambda unit: unit.watchlists.version())
    spawn(work).finish()
    assert before < db.transact(lambda unit: unit.watchlists.version())
    db.shut()


def count_up(unit: Unit) -> None:
    unit.meta.put("n", str(int(unit.meta.get("n") or 0) + 1))
