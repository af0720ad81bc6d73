"""Ends, restarts and trouble of our own: the queue is kept, and nothing is sent twice."""

import asyncio
from collections.abc import Callable

from bot.model import DeliveryState
from bot.recovering import recover
from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from rasid.storage.refusal import StorageError
from tests.bot.builders import NOW, alert, content, subscriber
from tests.bot.conftest import Clock
from tests.bot.post import Post, numbered, sending


async def test_what_was_under_way_is_sent_once_more(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """A row found claimed at start belonged to a process that died: after 5 s it is sent."""
    await database.run(lambda unit: unit.chats.put(subscriber()))
    await database.run(lambda unit: unit.outbox.add([alert()]))
    await database.run(lambda unit: unit.outbox.claim(NOW, 1))
    async with sending(server, database, clock) as post:
        await asyncio.sleep(0.05)
        assert [] == post.texts()
        await post.becomes(DeliveryState.SENT, seconds=1)
        assert 1 == len(post.texts())


async def test_stopping_lets_the_request_finish(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """SIGTERM in the middle of a request: its answer is awaited and recorded, and nothing new is begun."""
    await database.run(lambda unit: unit.chats.put(subscriber()))
    async with sending(server, database, clock) as post:
        server.faults.add("hang", method="sendMessage", seconds=0.2)
        await post.queue(alert(), numbered(2))
        await server.until(lambda: True)
        while await post.state() is not DeliveryState.CLAIMED:
            await asyncio.sleep(0.005)
        post.sender.stop()
    assert DeliveryState.CLAIMED not in {await post.state(1), await post.state(2)}
    assert DeliveryState.QUEUED is await post.state(2)


async def test_a_database_that_fails_for_a_while_is_asked_again(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """A full disk passes: the queue is kept and the alert is sent when the database works again."""
    await database.run(lambda unit: unit.chats.put(subscriber()))

    class Failing:
        """A database that refuses its first two transactions."""

        left = 2

        async def run(self, work: Callable[..., object]) -> object:
            if self.left:
                self.left -= 1
                raise StorageError("the disk is full; free some space")
            return await database.run(work)

    async with sending(server, Failing(), clock) as post:  # type: ignore[arg-type]  # generic only in the protocol
        await database.run(lambda unit: unit.outbox.add([alert()]))
        for _ in range(500):
            if post.texts():
                break
            await asyncio.sleep(0.01)
        assert 1 == len(post.texts())


async def test_a_bug_in_one_alert_spares_the_others(post: Post) -> None:
    """An alert that can't be rendered is put aside with the error; the next one is sent."""
    broken = alert(content=content(title=None))
    await post.queue(broken, numbered(2))
    await post.becomes(DeliveryState.DEAD, 1)
    await post.becomes(DeliveryState.SENT, 2)
    assert (await post.error()).startswith("bug:")


async def test_a_row_that_kills_its_sender_is_put_aside(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """Under way at three deaths of the process: it is a dead letter, and the next alert gets through."""
    await database.run(lambda unit: unit.chats.put(subscriber()))
    await database.run(lambda unit: unit.outbox.add([alert(), numbered(2)]))
    for _ in range(3):
        assert 1 == len(await database.run(lambda unit: unit.outbox.claim(clock(), 1)))
        await database.run(lambda unit: recover(unit, clock()))
        clock.moves(minutes=11)
    async with sending(server, database, clock) as post:
        await post.becomes(DeliveryState.SENT, 2)
        assert DeliveryState.DEAD is await post.state(1)
        assert "maybe-sent 3: the process ended" == await post.error(1)
        assert 1 == len(post.texts())
