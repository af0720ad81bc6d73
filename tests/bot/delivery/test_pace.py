"""The sender keeps the pace of a chat, and pays for more only if told to."""

import asyncio
import time
from datetime import timedelta

import pytest

from bot.clocks import utc_now
from bot.delivery import Sender
from bot.limits import Budget, Rates
from bot.model import DeliveryState
from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import NOW, alert, subscriber
from tests.bot.conftest import Clock, bot_of
from tests.bot.post import knows, numbered, sending


async def test_a_busy_chat_waits_its_second(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """Two alerts to one person are a second apart, and a third chat is not held up."""
    server.user(8)
    for chat in (7, 8):
        await knows(database, chat)
    async with sending(server, database, clock, Rates(burst=3)) as post:
        await post.queue(alert(7), numbered(2, 7), alert(8))
        await post.becomes(DeliveryState.SENT, 1)
        await post.becomes(DeliveryState.SENT, 3)
        assert 1 == len(post.texts(7))
        await post.becomes(DeliveryState.SENT, 2, seconds=0.25)
        assert post.clock() - NOW >= timedelta(seconds=1)


async def test_an_alert_behind_an_answer_leaves_with_the_next_second(
    server: BotApiServer, database: MemoryDatabase
) -> None:
    """An answer used the chat's second: the alert goes out when it is over, on the real clock."""
    await database.run(lambda unit: unit.chats.put(subscriber()))
    bot = bot_of(server, database, utc_now)
    budget = Budget(Rates(), time.monotonic())
    await bot.application.initialize()
    sender = Sender(database, bot.application.bot, budget)
    budget.spend(7, time.monotonic())
    began = time.monotonic()
    now = utc_now()
    await database.run(
        lambda unit: unit.outbox.add([alert(created_at=now, expires_at=now + timedelta(hours=6))])
    )
    task = asyncio.create_task(sender.run())
    await server.until(lambda: bool(server.messages(7)))
    took = time.monotonic() - began
    sender.stop()
    await task
    await bot.close()
    row = await database.run(lambda unit: unit.outbox.get(1))
    # 1.0 on a machine that has nothing else to do; the idle look comes after 5.
    assert 0.9 <= took <= 3.0
    assert row
    assert 0 == row.attempts


@pytest.mark.parametrize("is_paid", [False, True])
async def test_paid_broadcast_is_asked_for_only_when_wanted(
    server: BotApiServer, database: MemoryDatabase, clock: Clock, is_paid: bool
) -> None:
    """It costs Stars: the parameter is in the request if the operator said so, else not at all."""
    await database.run(lambda unit: unit.chats.put(subscriber()))
    await database.run(lambda unit: unit.outbox.add([alert()]))
    bot = bot_of(server, database, clock, paid_broadcast=is_paid)
    await bot.application.initialize()
    task = asyncio.create_task(bot.sender.run())
    await server.until(lambda: bool(server.messages(7)))
    bot.sender.stop()
    await task
    await bot.close()
    (call,) = [call for call in server.calls if call.method.lower() == "sendmessage"]
    assert is_paid is ("allow_paid_broadcast" in call.params)
