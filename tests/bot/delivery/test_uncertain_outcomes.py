"""Answers that get lost and servers that are away: nothing lost, little doubled."""

import asyncio
from datetime import timedelta

import pytest

from bot.model import DeliveryState, Priority
from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import NOW, alert, subscriber
from tests.bot.conftest import Clock
from tests.bot.post import Post, numbered, sending


@pytest.mark.parametrize(
    ("kind", "copies"),
    [("reset", 1), ("accept-then-drop", 2), ("cut-json", 2), ("5xx", 1), ("html-200", 1)],
)
async def test_an_uncertain_outcome_is_repeated_once(post: Post, kind: str, copies: int) -> None:
    """One failure of each kind: the alert arrives; where Telegram had taken it, there are two copies."""
    post.server.faults.add(kind, method="sendMessage")  # type: ignore[arg-type]  # a FaultKind by name
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT, seconds=5)
    assert copies == len(post.texts())


async def test_a_message_that_always_vanishes_is_not_repeated_for_ever(post: Post) -> None:
    """Accepted and dropped every time: three copies, then it is given up and the ledger says so."""
    post.server.faults.add("accept-then-drop", method="sendMessage", times=None)
    await post.queue(alert())
    await post.becomes(DeliveryState.DEAD, seconds=5)
    assert 3 == len(post.texts())
    assert (await post.error()).startswith("maybe-sent 3")


async def test_an_outage_of_hours_loses_nothing(post: Post) -> None:
    """A server that reports errors for hours is asked ever more rarely, then gets the alert once."""
    fault = post.server.faults.add("5xx", method="sendMessage", times=40)
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT, seconds=30)
    assert 0 == fault.left
    assert 1 == len(post.texts())


async def test_an_outage_of_half_an_hour(post: Post) -> None:
    """Telegram is away for 30 minutes with 60 alerts waiting: few requests; then the newest goes first.

    `test_simulated` does it for a hundred chats.
    """
    fault = post.server.faults.add("5xx", method="sendMessage", times=None)
    grave = [numbered(n, chat) for n in (1, 2) for chat in (7, 8, 9)]
    updates = [numbered(n, chat, priority=Priority.UPDATE) for n in range(3, 21) for chat in (7, 8, 9)]
    await post.queue(*grave, *updates)
    while post.clock() < NOW + timedelta(minutes=30):
        post.clock.moves(seconds=15)
        post.sender.wake()
        await asyncio.sleep(0.01)
    assert len(post.calls("sendMessage")) < 300
    await post.rests()
    await post.queue(*[numbered(99, chat, created_at=post.clock()) for chat in (7, 8, 9)])
    fault.left = 0
    for number in range(1, 64):
        await post.becomes(DeliveryState.SENT, number, seconds=5)
    for chat in (7, 8, 9):
        newest, *rest = post.texts(chat)
        assert "الخبر 99\u2069" in newest
        assert ["20 خبرًا في موجز"] == [text.splitlines()[0].strip("\u200f") for text in rest]
        assert all(f"الخبر {n}\u2069" in rest[0] for n in range(1, 21))


async def test_an_alert_that_waited_too_long_is_dropped(post: Post) -> None:
    post.server.faults.add("5xx", method="sendMessage", times=None)
    await post.queue(alert())
    await post.becomes(DeliveryState.DEAD, minutes=10)
    assert "expired" == await post.error()


async def test_a_server_that_is_away_costs_no_copy(database: MemoryDatabase, clock: Clock) -> None:
    """Connections refused are certain failures: tried until the server is back, then one message."""
    away = BotApiServer(strict=True)
    url = await away.start()
    port = int(url.rsplit(":", 1)[1])
    away.user(7)
    await database.run(lambda unit: unit.chats.put(subscriber()))
    async with sending(away, database, clock) as post:
        await away.stop()
        await post.queue(alert())
        assert await _moving(post, 2)
        assert {"NeverSent"} == set(post.sender.outcomes)
        await away.start(port=port)
        await post.becomes(DeliveryState.SENT, seconds=30)
        assert 1 == len(post.texts())
    await away.stop()


async def _moving(post: Post, times: int) -> bool:
    """Let time pass until `times` attempts were made."""
    for _ in range(300):
        if post.sender.outcomes.total() >= times:
            return True
        post.clock.moves(seconds=2)
        post.sender.wake()
        await asyncio.sleep(0.01)
    return False
