"""Quiet hours and reviews: what waits, for how long, and how it arrives."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.holding import held_until
from bot.i18n import Texts
from bot.model import (
    QUIET,
    AlertKind,
    Chart,
    Content,
    Delivery,
    DeliveryState,
    Priority,
    Reason,
    Subscriber,
)
from bot.review import picture_message, queue_reviews, review_message
from filters.model import Event
from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import NOW, alert, content, subscriber
from tests.bot.conftest import Clock
from tests.bot.post import Post, numbered, sending
from tests.bot.telegram_text import read
from tests.bot.test_render import check, contents, readers

# Midnight in Baghdad.
NIGHT = subscriber(quiet_from=23 * 60, quiet_to=7 * 60)
MORNING = NOW + timedelta(hours=7)
NORMAL = alert(priority=Priority.NORMAL)


@pytest.fixture
async def post(server: BotApiServer, database: MemoryDatabase, clock: Clock) -> AsyncIterator[Post]:
    async with sending(server, database, clock) as post:
        yield post


def row(**changes: object) -> Delivery:
    return replace(Delivery(1, NORMAL, DeliveryState.CLAIMED, 0, NOW), **changes)  # type: ignore[arg-type]  # named by the test


def loud(volume: str, priority: Priority = Priority.NORMAL) -> Delivery:
    reason = Reason("first-report", (1,), ("غزة",), volume=volume)  # type: ignore[arg-type]  # one of four
    return row(alert=alert(priority=priority, reason=reason))


@pytest.mark.parametrize(
    ("volume", "priority", "is_woken", "is_held"),
    [
        ("normal", Priority.NORMAL, True, True),
        ("normal", Priority.BREAKING, True, False),
        ("normal", Priority.BREAKING, False, True),
        ("silent", Priority.BREAKING, True, True),
        ("urgent", Priority.NORMAL, False, False),
        ("digest", Priority.DIGEST, True, True),
    ],
)
def test_only_what_may_wake_goes_through_the_night(
    volume: str, priority: Priority, *, is_woken: bool, is_held: bool
) -> None:
    chat = replace(NIGHT, is_woken=is_woken)
    assert (MORNING if is_held else None) == held_until(loud(volume, priority), chat, NOW)
    assert held_until(loud(volume, priority), chat, MORNING) is None


def test_an_edit_makes_no_sound_and_is_made() -> None:
    """But without its message it would be a new one."""
    edit = row(alert=alert(kind=AlertKind.EDIT, priority=Priority.UPDATE), target_message_id=5)
    assert held_until(edit, NIGHT, NOW) is None
    assert MORNING == held_until(replace(edit, target_message_id=None), NIGHT, NOW)


def test_nothing_is_held_twice() -> None:
    """What was tried, or has waited for one morning already, leaves."""
    assert held_until(row(error=QUIET), NIGHT, NOW) is None
    assert held_until(row(attempts=1), NIGHT, NOW) is None


def test_what_is_for_the_review_waits_for_it() -> None:
    """Quiet hours or not; without a review it is only silent."""
    due_at = NOW + timedelta(hours=20)
    chat = subscriber(digest="daily", digest_due_at=due_at)
    assert due_at == held_until(loud("digest"), chat, NOW)
    assert held_until(loud("digest"), subscriber(), NOW) is None


async def test_a_night_arrives_in_the_morning_as_one_message(post: Post) -> None:
    """Breaking news comes through at once; the rest is held, and told together when the night ends."""
    await post.database.run(lambda unit: unit.chats.put(NIGHT))
    await post.queue(*(numbered(n, priority=Priority.NORMAL) for n in (1, 2, 3)), numbered(4))
    await post.becomes(DeliveryState.SENT, 4)
    assert 1 == len(post.texts())
    assert {QUIET} == {await post.error(n) for n in (1, 2, 3)}
    await post.becomes(DeliveryState.SENT, 3, minutes=10)
    assert MORNING <= post.clock.now < MORNING + timedelta(minutes=30)
    assert 2 == len(post.texts())
    assert "3 أخبار في موجز" in post.texts()[1]
    assert all(f"الخبر {n}\u2069" in post.texts()[1] for n in (1, 2, 3))


async def test_one_alert_of_the_night_keeps_its_buttons(post: Post) -> None:
    await post.database.run(lambda unit: unit.chats.put(NIGHT))
    await post.queue(numbered(1, priority=Priority.NORMAL))
    await post.becomes(DeliveryState.SENT, 1, minutes=10)
    assert "reply_markup" in post.server.messages(7)[0]


async def test_a_silent_watchlist_makes_no_sound(post: Post) -> None:
    await post.database.run(lambda unit: unit.chats.put(subscriber()))
    await post.queue(loud("silent").alert)
    await post.becomes(DeliveryState.SENT)
    assert post.calls("sendMessage")[0]["disable_notification"]


def reviewed(**changes: object) -> Subscriber:
    """Return a chat whose review is due every day at 08:00 in Baghdad."""
    chat = subscriber(digest="daily", digest_at=8 * 60, digest_due_at=datetime(2026, 11, 26, 5, tzinfo=UTC))
    return replace(chat, **changes)  # type: ignore[arg-type]  # named by the test


async def test_a_review_tells_the_day_once(post: Post) -> None:
    """Text and chart at the chat's hour; however often the clock is looked at, one a day."""
    database = post.database
    await database.run(lambda unit: unit.chats.put(reviewed()))
    await database.run(lambda unit: unit.watchlists.add(7, 0, "keywords", "غزة", "غزة", NOW))
    await post.queue(numbered(1), numbered(2))
    await post.becomes(DeliveryState.SENT, 2)
    assert 0 == await database.run(lambda unit: queue_reviews(unit, NOW))
    due_at = datetime(2026, 11, 26, 5, tzinfo=UTC)
    post.clock.now = due_at
    assert 1 == await database.run(lambda unit: queue_reviews(unit, due_at))
    assert 0 == await database.run(lambda unit: queue_reviews(unit, due_at))
    await database.run(lambda unit: unit.chats.put(reviewed()))
    await database.run(lambda unit: queue_reviews(unit, due_at + timedelta(minutes=1)))
    await post.becomes(DeliveryState.SENT, 4, seconds=1)
    told = post.server.messages(7)[2:]
    assert "حصيلتك: خبران" in told[0]["text"]
    assert "الخبر 1" in told[0]["text"]
    assert "photo" in told[1]
    assert "بغداد 2" in told[1]["caption"].translate({0x2068: "", 0x2069: ""})
    assert 2 == len(told)
    chat = await database.run(lambda unit: unit.chats.get(7))
    assert chat
    assert due_at + timedelta(days=1) == chat.digest_due_at


async def test_a_review_tells_what_was_kept_for_it(post: Post) -> None:
    """What waits for the review is in it, and comes no second time."""
    database = post.database
    await database.run(lambda unit: unit.chats.put(reviewed()))
    await database.run(lambda unit: unit.watchlists.add(7, 0, "keywords", "غزة", "غزة", NOW))
    kept = replace(loud("digest").alert, priority=Priority.DIGEST, content=content(title="خبر محفوظ"))
    await post.queue(kept)
    while await post.error() != QUIET:
        await asyncio.sleep(0.01)
    due_at = datetime(2026, 11, 26, 5, tzinfo=UTC)
    post.clock.now = due_at
    await database.run(lambda unit: queue_reviews(unit, due_at))
    await post.becomes(DeliveryState.SENT, 1, seconds=1)
    await post.becomes(DeliveryState.SENT, 2, seconds=1)
    texts = [message.get("text", "") for message in post.server.messages(7)]
    assert 1 == sum("خبر محفوظ" in text for text in texts)
    assert "حصيلتك: خبر واحد" in texts[0]


async def test_an_empty_day_is_said(post: Post) -> None:
    """No message at all would leave the reader wondering; there is no chart of nothing."""
    database = post.database
    await database.run(lambda unit: unit.chats.put(reviewed()))
    await database.run(lambda unit: unit.watchlists.add(7, 0, "keywords", "غزة", "غزة", NOW))
    post.clock.now = datetime(2026, 11, 26, 5, tzinfo=UTC)
    await database.run(lambda unit: queue_reviews(unit, post.clock.now))
    post.sender.wake()
    await post.becomes(DeliveryState.SENT, 1)
    await post.becomes(DeliveryState.DEAD, 2, seconds=1)
    assert ["🗞 لم يرد شيء مما ترصده منذ الحصيلة السابقة."] == [
        text.translate({0x200F: "", 0x2068: "", 0x2069: ""}) for text in post.texts()
    ]


def delivered(number: int, **changes: object) -> Delivery:
    return Delivery(number, numbered(number, **changes), DeliveryState.SENT, 0, NOW)


def test_a_review_of_a_hundred_shows_thirty_and_says_how_many_are_left() -> None:
    """Whatever the titles, it fits into one message and tells the rest."""
    rows = [delivered(n, content=content(title=f"{'خبر طويل ' * 30} {n}")) for n in range(100)]
    text = read(review_message(rows, Texts("ar"), NOW).html)["text"]
    assert len(text.encode("utf-16-le")) // 2 <= 4096
    shown = text.count("#")
    assert 10 < shown <= 30
    assert f"و{100 - shown} خبر" in text


def test_a_review_is_grouped_by_watchlist() -> None:
    rows = [
        delivered(n, reason=Reason("first-report", (n % 2,), (("غزة", "explosions")[n % 2],)))
        for n in range(4)
    ]
    lines = [
        line.strip("\u200f\u2068\u2069")
        for line in read(review_message(rows, Texts("ar"), NOW).html)["text"].split("\n")
    ]
    headings = [line for line in lines if line in ("غزة", "الانفجارات")]
    assert 2 == len(headings)


def test_a_chart_counts_by_day_and_place() -> None:
    """In the reader's zone; talk about events is no event."""
    rows = [
        delivered(1, content=content(at=NOW)),
        delivered(2, content=content(at=NOW - timedelta(minutes=5))),
        delivered(3, content=content(event=Event.STATEMENT)),
        delivered(4, content=content(place="basra", at=NOW - timedelta(days=3))),
    ]
    message = picture_message(rows, Texts("ar"), NOW)
    assert message
    assert isinstance(message.drawing, Chart)
    assert "26 تشرين الثاني" == message.drawing.days[-1]
    assert {"بغداد": (0, 0, 0, 0, 0, 1, 1), "البصرة": (0, 0, 0, 1, 0, 0, 0)} == {
        series.label: series.counts for series in message.drawing.series
    }
    assert picture_message(rows[2:3], Texts("ar"), NOW) is None


@settings(deadline=None, max_examples=30)
@given(st.lists(contents, max_size=40), readers)
def test_no_review_is_refused(told: list[Content], texts: Texts) -> None:
    """Whatever the feeds say, it is legal and within the limits, and so is its chart's caption."""
    rows = [delivered(number, content=one) for number, one in enumerate(told)]
    check(review_message(rows, texts, NOW))
    picture = picture_message(rows, texts, NOW)
    if picture is not None:
        check(picture)
        assert len(read(picture.html)["text"]) <= 1024
