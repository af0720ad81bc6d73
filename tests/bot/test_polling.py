"""Receiving: no update is lost or handled twice, chats do not wait for one another, and trouble is named."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from telegram import Update
from telegram.ext import TypeHandler

from bot.app import TelegramBot
from bot.errors import PollingConflictError, TokenRefusedError
from bot.lanes import Lanes
from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from rasid.storage.refusal import StorageError
from tests.bot.conftest import Clock, Stage, bot_of, running


async def test_work_of_one_key_keeps_its_order() -> None:
    """A slow first piece holds up its own lane and no other."""
    lanes, done = Lanes(4), []
    gate = asyncio.Event()

    async def slow() -> None:
        await gate.wait()
        done.append("slow")

    def quick(name: str) -> Callable[[], "asyncio.Future[None]"]:
        async def work() -> None:
            done.append(name)

        return lambda: asyncio.ensure_future(work())

    lanes.submit(1, slow)
    lanes.submit(1, quick("after"))
    lanes.submit(2, quick("other"))
    await asyncio.sleep(0.01)
    assert ["other"] == done
    gate.set()
    await lanes.close(1.0)
    assert "slow" == done[1]


async def test_closing_begins_nothing_new() -> None:
    """What only waits stays for the next start; what runs too long is cancelled."""
    lanes, begun = Lanes(1), []

    async def endless() -> None:
        begun.append(1)
        await asyncio.Event().wait()

    lanes.submit(1, endless)
    lanes.submit(1, endless)
    await asyncio.sleep(0.01)
    await lanes.close(0.01)
    assert [1] == begun


async def _seen(bot: TelegramBot) -> list[str]:
    """Replace the conversations by one that only notes the texts."""
    texts: list[str] = []

    async def note(update: Update, _context: object) -> None:
        texts.append(update.message.text if update.message and update.message.text else "")

    bot.application.handlers.clear()
    bot.application.add_handler(TypeHandler(Update, note))
    return texts


async def test_updates_are_stored_before_they_are_handled(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """While its handler runs, the update stands in the inbox; afterwards it is gone."""
    bot = bot_of(server, database, clock)
    stored: list[int] = []
    finished = asyncio.Event()

    async def look(_update: Update, _context: object) -> None:
        stored.append(len(await database.run(lambda unit: unit.inbox.pending(10))))
        finished.set()

    bot.application.handlers.clear()
    bot.application.add_handler(TypeHandler(Update, look))
    async with running(bot):
        server.send_text(7, 7, "نص")
        await asyncio.wait_for(finished.wait(), 5)
    assert [1] == stored
    assert () == await database.run(lambda unit: unit.inbox.pending(10))


async def test_commands_of_a_killed_process_are_handled_by_the_next(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """Ten commands received, the process killed in the first: the next handles all ten once, in order."""
    bot = bot_of(server, database, clock)
    stuck = asyncio.Event()

    async def hang(_update: Update, _context: object) -> None:
        stuck.set()
        await asyncio.Event().wait()

    bot.application.handlers.clear()
    bot.application.add_handler(TypeHandler(Update, hang))
    await bot.start()
    for number in range(10):
        server.send_text(7, 7, f"أمر {number}")
    poller = asyncio.create_task(bot.poller.run())
    await asyncio.wait_for(stuck.wait(), 5)
    while len(await database.run(lambda unit: unit.inbox.pending(99))) < 10:
        await asyncio.sleep(0.01)
    for task in (*bot.poller._lanes._tasks, poller):
        task.cancel()
    await asyncio.gather(poller, return_exceptions=True)
    await bot.close()

    heir = bot_of(server, database, clock)
    texts = await _seen(heir)
    async with running(heir):
        for _ in range(200):
            if len(texts) >= 10:
                break
            await asyncio.sleep(0.01)
    assert [f"أمر {number}" for number in range(10)] == texts


async def test_an_unreadable_update_is_passed_over(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """A stored update that can't be read neither stops the start nor stays for ever."""
    await database.run(lambda unit: unit.inbox.add([(1, '{"message": {}}'), (2, "{")]))
    bot = bot_of(server, database, clock)
    async with running(bot):
        for _ in range(200):
            if not await database.run(lambda unit: unit.inbox.pending(9)):
                break
            await asyncio.sleep(0.01)
    assert () == await database.run(lambda unit: unit.inbox.pending(9))


async def test_a_second_start_does_not_repeat(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """What was handled before a restart is not handled again, though Telegram was never told."""
    first = bot_of(server, database, clock)
    texts = await _seen(first)
    async with running(first):
        server.send_text(7, 7, "مرة")
        while not texts:
            await asyncio.sleep(0.01)
    second = bot_of(server, database, clock)
    again = await _seen(second)
    async with running(second):
        server.send_text(7, 7, "أخرى")
        while not again:
            await asyncio.sleep(0.01)
    assert ["أخرى"] == again


async def test_what_cannot_be_stored_is_asked_for_again(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """A full disk: the update is not confirmed, and handled once the database works again."""
    bot = bot_of(server, database, clock)
    texts = await _seen(bot)
    real_run, failures = database.run, [StorageError("the disk is full")] * 2

    async def run(work: Callable[[Any], Any]) -> Any:
        if work.__name__ == "store" and failures:
            raise failures.pop()
        return await real_run(work)

    database.run = run  # type: ignore[method-assign]  # a disk that is full for a while
    bot.poller._rest = lambda _seconds: asyncio.sleep(0)  # type: ignore[assignment]  # no waiting
    async with running(bot):
        server.send_text(7, 7, "نص")
        for _ in range(300):
            if texts:
                break
            await asyncio.sleep(0.01)
    assert ["نص"] == texts
    assert [] == failures


async def test_a_failing_piece_does_not_close_its_lane() -> None:
    lanes, done = Lanes(4), []

    async def fails() -> None:
        raise OSError("no space left on device")

    async def works() -> None:
        done.append("works")

    lanes.submit(1, fails)
    lanes.submit(1, works)
    while not done:
        await asyncio.sleep(0)
    await lanes.close(1.0)
    assert 0 == lanes.waiting()


async def test_a_lower_numbering_after_a_week_is_heard(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """After a silent week Telegram may number from anywhere; the old offset must not hide the new updates."""
    await database.run(lambda unit: unit.meta.put("telegram.offset", "900000000"))
    seen_at = (clock() - timedelta(days=8)).isoformat()
    await database.run(lambda unit: unit.meta.put("telegram.update_seen_at", seen_at))
    bot = bot_of(server, database, clock)
    texts = await _seen(bot)
    async with running(bot):
        server.send_text(7, 7, "بعد أسبوع")
        for _ in range(200):
            if texts:
                break
            await asyncio.sleep(0.01)
    assert ["بعد أسبوع"] == texts
    first = next(call for call in server.calls if call.method.lower() == "getupdates")
    assert "offset" not in first.params


async def test_a_second_poller_ends_this_one(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """409: it stops at once with a message that says what to do, and fights nobody."""
    bot = bot_of(server, database, clock)
    await bot.start()
    server.faults.add(
        "deny", method="getUpdates", code=409, description="Conflict: terminated by other getUpdates"
    )
    with pytest.raises(PollingConflictError, match="another process"):
        await asyncio.wait_for(bot.run(), 5)
    await bot.close()


async def test_a_revoked_token_ends_it(server: BotApiServer, database: MemoryDatabase, clock: Clock) -> None:
    bot = bot_of(server, database, clock)
    await bot.start()
    server.faults.add("deny", method="getUpdates", code=401, description="Unauthorized", times=None)
    with pytest.raises(TokenRefusedError, match="@BotFather"):
        await asyncio.wait_for(bot.run(), 5)
    await bot.close()


async def test_trouble_passes(server: BotApiServer, database: MemoryDatabase, clock: Clock) -> None:
    """A failing gateway, a cut answer and a rate limit are waited out, and the heartbeat tells."""
    bot = bot_of(server, database, clock)
    texts = await _seen(bot)
    await bot.start()
    assert bot.poller.last_success_at is None
    bot.poller._rest = lambda _seconds: asyncio.sleep(0)  # type: ignore[assignment]  # no waiting
    for kind in ("5xx", "html-200", "429", "reset"):
        server.faults.add(kind, method="getUpdates")  # type: ignore[arg-type]  # a FaultKind by name
    server.send_text(7, 7, "نص")
    task = asyncio.create_task(bot.run())
    for _ in range(300):
        if texts:
            break
        await asyncio.sleep(0.01)
    bot.stop()
    await task
    await bot.close()
    assert ["نص"] == texts
    assert clock() == bot.poller.last_success_at


async def test_stopping_interrupts_the_long_poll(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """Stop does not wait for the 50 s of a poll without news."""
    bot = bot_of(server, database, clock, poll_seconds=50)
    texts = await _seen(bot)
    await bot.start()
    task = asyncio.create_task(bot.run())
    server.send_text(7, 7, "نص")
    while not texts:
        await asyncio.sleep(0.01)
    bot.stop()
    await asyncio.wait_for(task, 2)
    await bot.close()


async def test_one_chats_flood_does_not_hold_up_another(stage: Stage) -> None:
    """A hundred messages of one person, then a question of another: answered without waiting for them all."""
    stage.server.user(8, "هدى")
    for number in range(100):
        stage.server.send_text(7, 7, f"كلمة {number}")
    await stage.says("/help", 8, 8)
    answered = len(stage.server.messages(7)) - 100
    assert answered < 100
    await stage.settles()
