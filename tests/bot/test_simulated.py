"""Rates and outages over minutes and hours of simulated time, with the whole sender."""

import asyncio
from bisect import bisect_left
from collections import Counter
from datetime import timedelta

from bot.model import DeliveryState, Priority
from tests.bot.builders import NOW, subscriber
from tests.bot.post import numbered
from tests.bot.simulation import CountedDatabase, SimulatedTelegram, clock, sender_of, simulate


def fill(database: CountedDatabase, chats: int) -> None:
    for chat in range(1, chats + 1):
        database.transact(lambda unit, chat=chat: unit.chats.put(subscriber(chat)))


def busiest(times: list[float], window: float) -> int:
    """Return the most messages in any window of that length; `times` are in order."""
    return max(bisect_left(times, start + window) - at for at, start in enumerate(times))


def test_ten_thousand_chats_get_thirty_a_second() -> None:
    """At least 95 % of what Telegram allows is used, and no window of a second holds more than 30."""
    database, telegram = CountedDatabase(), SimulatedTelegram()

    async def work() -> None:
        fill(database, 10_000)
        database.transact(lambda unit: unit.outbox.add([numbered(1, chat) for chat in range(1, 10_001)]))
        sender = await sender_of(database, telegram)
        task = asyncio.create_task(sender.run())
        await asyncio.sleep(60)
        sender.stop()
        await task

    simulate(work)
    times = [at for at, _, _ in telegram.accepted]
    assert busiest(times, 1.0) <= 30
    assert len(times) / 60 >= 0.95 * 30
    assert {1} == set(Counter(chat for _, chat, _ in telegram.accepted).values())


def test_half_an_hour_without_telegram() -> None:
    """It is asked seldom; afterwards what is new and grave goes first, and what is stale in one digest."""
    database = CountedDatabase()
    telegram = SimulatedTelegram(is_away=lambda at: at < 1800)
    asked: list[int] = []

    async def work() -> None:
        fill(database, 100)
        stale = [
            numbered(number, chat, priority=Priority.NORMAL) for chat in range(1, 101) for number in (1, 2, 3)
        ]
        database.transact(lambda unit: unit.outbox.add(stale))
        sender = await sender_of(database, telegram)
        task = asyncio.create_task(sender.run())
        await asyncio.sleep(1795)
        asked.extend((telegram.requests, database.transactions))
        fresh = [numbered(9, chat, created_at=clock()) for chat in range(1, 11)]
        database.transact(lambda unit: unit.outbox.add(fresh))
        sender.wake()
        await asyncio.sleep(205)
        sender.stop()
        await task

    simulate(work)
    requests, transactions = asked
    assert requests < 300
    assert transactions < 3000
    chats = [chat for _, chat, _ in telegram.accepted]
    assert set(range(1, 11)) == set(chats[:10])
    assert all("الخبر 9" in text for _, _, text in telegram.accepted[:10])
    digests = telegram.accepted[10:]
    assert set(range(1, 101)) == {chat for _, chat, _ in digests}
    assert all("3 أخبار في موجز" in text for _, _, text in digests)
    assert 100 == len(digests)
    assert 310 == database.transact(lambda unit: unit.outbox.depth())[DeliveryState.SENT]
    assert telegram.accepted[0][0] - 1800 <= 61


def test_a_busy_private_chat_and_a_group_keep_their_pace() -> None:
    """One a second to a person and twenty a minute to a group, while others are not held up."""
    database, telegram = CountedDatabase(), SimulatedTelegram()

    async def work() -> None:
        for chat, kind in ((1, "private"), (-5, "supergroup"), (2, "private")):
            database.transact(lambda unit, chat=chat, kind=kind: unit.chats.put(subscriber(chat, kind=kind)))
        sender = await sender_of(database, telegram)
        task = asyncio.create_task(sender.run())
        for number in range(1, 101):
            alerts = [numbered(number, chat, created_at=clock()) for chat in (1, -5)]
            database.transact(lambda unit, alerts=alerts: unit.outbox.add(alerts))
            sender.wake()
            await asyncio.sleep(1.2)
        late = clock()
        database.transact(lambda unit: unit.outbox.add([numbered(1, 2, created_at=late)]))
        sender.wake()
        await asyncio.sleep(1)
        sender.stop()
        await task

    simulate(work)
    own = {chat: [at for at, to, _ in telegram.accepted if to == chat] for chat in (1, 2, -5)}
    assert 1 == busiest(own[1], 1.0)
    assert busiest(own[-5], 60.0) <= 20
    assert len(own[-5]) >= 30
    (alone,) = own[2]
    assert NOW + timedelta(seconds=alone) - NOW <= timedelta(seconds=120.2)


def test_at_almost_full_rate_an_alert_waits_a_moment() -> None:
    """At 25 alerts a second for a minute and a half, nineteen of twenty leave within two seconds."""
    database, telegram = CountedDatabase(), SimulatedTelegram()
    queued_at: dict[str, float] = {}

    async def work() -> None:
        fill(database, 500)
        sender = await sender_of(database, telegram)
        task = asyncio.create_task(sender.run())
        for number in range(25 * 90):
            told = numbered(number, 1 + number % 500, created_at=clock())
            queued_at[f"{told.chat_id} {number}"] = asyncio.get_running_loop().time()
            database.transact(lambda unit, told=told: unit.outbox.add([told]))
            sender.wake()
            await asyncio.sleep(0.04)
        await asyncio.sleep(5)
        sender.stop()
        await task

    simulate(work)
    waits = []
    for at, chat, text in telegram.accepted:
        number = text.split("الخبر ")[1].split("\u2069")[0]
        waits.append(at - queued_at[f"{chat} {number}"])
    assert 25 * 90 == len(waits)
    assert sorted(waits)[int(0.95 * len(waits))] < 2.0
