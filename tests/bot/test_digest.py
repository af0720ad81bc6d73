"""Too many alerts for one chat become one message; nothing is left out and the gravest stands first."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest import digest_message, to_fold
from bot.i18n import Texts
from bot.model import AlertKind, Delivery, DeliveryState, Priority
from filters.model import Event
from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import NOW, alert, content, subscriber
from tests.bot.conftest import Clock
from tests.bot.post import Post, numbered, sending
from tests.bot.telegram_text import read

OLD = NOW - timedelta(hours=1)


def waiting(number: int, **changes: object) -> Delivery:
    return Delivery(number, numbered(number, **changes), DeliveryState.QUEUED, 0, NOW)


def minor(number: int, **changes: object) -> Delivery:
    return waiting(number, priority=Priority.NORMAL, **changes)


def test_a_few_fresh_alerts_stay_alone() -> None:
    assert () == to_fold([waiting(n) for n in range(10)], NOW, 10)


def test_more_than_ten_become_one() -> None:
    """All but the three newest breaking ones, which are told by themselves and first."""
    assert tuple(range(8)) == to_fold([waiting(n) for n in range(11)], NOW, 10)
    assert tuple(range(11)) == to_fold([minor(n) for n in range(11)], NOW, 10)


def test_what_waited_through_an_outage_becomes_one() -> None:
    """Two that have waited a quarter of an hour go into a digest; one alone is told as it is."""
    assert (1, 2) == to_fold([waiting(1, created_at=OLD), waiting(2, created_at=OLD), waiting(3)], NOW, 10)
    assert () == to_fold([waiting(1, created_at=OLD), waiting(3)], NOW, 10)


def test_an_edit_follows_its_incident() -> None:
    """The edit of a message that was sent is made; of one that is folded, it goes with it."""
    edits = [waiting(number, kind=AlertKind.EDIT, revision=2, priority=Priority.UPDATE) for number in (3, 20)]
    assert 20 not in to_fold([*(minor(n) for n in range(11)), *edits], NOW, 10)
    assert 3 in to_fold([*(minor(n) for n in range(11)), *edits], NOW, 10)


@given(
    st.lists(st.tuples(st.sampled_from(Priority), st.sampled_from(AlertKind), st.integers(0, 120))),
    st.integers(1, 20),
)
def test_folding_names_each_once_and_settles(rows: list[tuple[Priority, AlertKind, int]], most: int) -> None:
    """Only ids that are there and not folded yet; and folding what is left folds no more than that."""
    lane = [
        waiting(n, priority=priority, kind=kind, created_at=NOW - timedelta(minutes=minutes))
        for n, (priority, kind, minutes) in enumerate(rows)
    ]
    folded = to_fold(lane, NOW, most)
    assert len(set(folded)) == len(folded)
    assert set(folded) <= {row.id for row in lane if row.alert.priority is not Priority.DIGEST}
    demoted = [
        replace(row, alert=replace(row.alert, priority=Priority.DIGEST)) if row.id in folded else row
        for row in lane
    ]
    assert () == to_fold(demoted, NOW, most)


def test_the_gravest_and_newest_stand_first() -> None:
    rows = [
        waiting(1, content=content(title="بيان", event=Event.STATEMENT)),
        waiting(2, content=content(title="قصف قديم", at=OLD)),
        waiting(3, content=content(title="قصف جديد")),
    ]
    text = read(digest_message(rows, Texts(), NOW).html)["text"]
    assert text.index("قصف جديد") < text.index("قصف قديم") < text.index("بيان")


def test_an_incident_is_one_line_in_its_last_state() -> None:
    rows = [
        Delivery(number, alert(revision=number, content=content(title=title)), DeliveryState.QUEUED, 0, NOW)
        for number, title in ((1, "أولي"), (2, "أخير"))
    ]
    text = read(digest_message(rows, Texts(), NOW).html)["text"]
    assert "أخير" in text
    assert "أولي" not in text


def test_only_a_grave_digest_sounds() -> None:
    assert digest_message([waiting(1, content=content(event=Event.STATEMENT))], Texts(), NOW).silent
    assert not digest_message([waiting(1)], Texts(), NOW).silent


@pytest.mark.parametrize(
    ("count", "title"),
    [
        (2, "خبران في موجز"),
        (3, "3 أخبار في موجز"),
        (11, "11 خبرًا في موجز"),
        (100, "100 خبر في موجز"),
    ],
)
def test_the_title_counts_in_arabic(count: int, title: str) -> None:
    assert title in read(digest_message([minor(n) for n in range(count)], Texts(), NOW).html)["text"]


@given(st.lists(st.text(), min_size=2, max_size=40))
def test_no_digest_is_refused(titles: list[str]) -> None:
    """Whatever the titles hold, Telegram's own parser takes the message."""
    rows = [waiting(n, content=content(title=title, source=title)) for n, title in enumerate(titles)]
    text = read(digest_message(rows, Texts(), NOW).html)["text"]
    assert 0 < len(text) <= 4096


@pytest.fixture
async def post(server: BotApiServer, database: MemoryDatabase, clock: Clock) -> AsyncIterator[Post]:
    await database.run(lambda unit: unit.chats.put(subscriber()))
    async with sending(server, database, clock) as post:
        yield post


async def test_a_storm_is_told_in_one_message(post: Post) -> None:
    """Twelve alerts at once: the three newest breaking ones alone and first, the nine others in one."""
    await post.queue(*(numbered(n) for n in range(1, 13)))
    await post.becomes(DeliveryState.SENT, 9)
    assert 4 == len(post.texts())
    *alone, digest = post.texts()
    assert ["الخبر 10", "الخبر 11", "الخبر 12"] == [
        next(f"الخبر {n}" for n in (10, 11, 12) if f"الخبر {n}" in text) for text in alone
    ]
    assert all(f"الخبر {n}\u2069" in digest for n in range(1, 10))
    assert {DeliveryState.SENT} == {await post.state(n) for n in range(1, 13)}
    assert "digest" == await post.error(1)


async def test_a_digest_that_may_have_arrived_is_repeated_once(post: Post) -> None:
    """An answer that is lost costs a second copy of one message, not of nine."""
    post.server.faults.add("accept-then-drop", method="sendMessage")
    await post.queue(*(numbered(n, priority=Priority.NORMAL) for n in range(1, 13)))
    await post.becomes(DeliveryState.SENT, 12, seconds=2)
    assert 2 == len(post.texts())
    assert all("12 خبرًا في موجز" in text for text in post.texts())


async def test_more_than_a_message_holds_go_into_two(post: Post) -> None:
    await post.queue(*(numbered(n, priority=Priority.NORMAL) for n in range(1, 46)))
    await post.becomes(DeliveryState.SENT, 45)
    await post.becomes(DeliveryState.SENT, 1)
    assert ["30 خبرًا في موجز", "15 خبرًا في موجز"] == [
        text.splitlines()[0].strip("\u200f\u2068\u2069") for text in post.texts()
    ]


async def test_what_follows_a_digest_is_told_alone(post: Post) -> None:
    """The digest is no incident's message: a later edit doesn't overwrite it."""
    await post.queue(*(numbered(n, priority=Priority.NORMAL) for n in range(1, 13)))
    await post.becomes(DeliveryState.SENT, 12)
    await post.queue(numbered(3, revision=2, kind=AlertKind.REPLY))
    await post.becomes(DeliveryState.SENT, 13)
    digest, reply = post.texts()
    assert "في موجز" in digest
    assert "في موجز" not in reply
