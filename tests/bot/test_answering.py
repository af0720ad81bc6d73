"""No command stays unanswered: an answer is tried until it arrives, also by the next process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import Answerer, Owed, owed_json, owed_of
from bot.limits import Budget, Rates
from bot.model import Button, ChatState, Message
from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import subscriber
from tests.bot.conftest import FAST, Clock, bot_of, running

OWED = Owed(7, 0, Message("<b>أأضيف «غزة»؟</b>", ((Button("نعم", data="add:1:7"),),)))


class Counter:
    """An answerer whose waits pass at once, on the test's clock."""

    def __init__(self, server: BotApiServer, database: MemoryDatabase, clock: Clock, bot: Any) -> None:
        self.server, self.database, self.clock = server, database, clock
        self.waited: list[float] = []
        self.answerer = self.make(bot, FAST)

    def make(self, bot: Any, rates: Rates) -> Answerer:
        budget = Budget(rates, self.clock.steady())
        return Answerer(self.database, bot, budget, steady=self.clock.steady, sleep=self.wait)

    async def wait(self, seconds: float) -> None:
        if seconds:
            self.waited.append(seconds)
            self.clock.moves(seconds=seconds)

    def texts(self) -> list[str]:
        return [message["text"] for message in self.server.messages(7)]

    def fail(self, kind: str, times: int | None = 1, **more: Any) -> None:
        self.server.faults.add(kind, method="sendMessage", times=times, **more)  # type: ignore[arg-type]  # a FaultKind by name


@pytest.fixture
async def counter(server: BotApiServer, database: MemoryDatabase, clock: Clock) -> AsyncIterator[Counter]:
    await database.run(lambda unit: unit.chats.put(subscriber()))
    bot = bot_of(server, database, clock)
    await bot.application.initialize()
    yield Counter(server, database, clock, bot.application.bot)
    await bot.close()


@pytest.mark.parametrize(
    ("kind", "copies"), [("5xx", 1), ("reset", 1), ("html-200", 1), ("accept-then-drop", 2), ("429", 1)]
)
async def test_an_answer_that_failed_is_shown_again(counter: Counter, kind: str, copies: int) -> None:
    """Whatever went wrong once: the person gets the answer, twice only if Telegram had taken it."""
    counter.fail(kind)
    await counter.answerer.show(OWED)
    assert copies == len(counter.texts())


async def test_an_answer_waits_for_telegram(counter: Counter) -> None:
    """Away for many minutes, asked ever more rarely: the answer comes."""
    counter.fail("5xx", times=20)
    await counter.answerer.show(OWED)
    assert 1 == len(counter.texts())
    assert [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0] == counter.waited[:8]


async def test_an_answer_is_given_up_after_an_hour(counter: Counter) -> None:
    """Who waited for an hour has long asked again."""
    counter.fail("5xx", times=None)
    await counter.answerer.show(OWED)
    assert 3600 <= sum(counter.waited) <= 3700


async def test_an_answer_is_not_repeated_for_ever(counter: Counter) -> None:
    counter.fail("accept-then-drop", times=None)
    await counter.answerer.show(OWED)
    assert 3 == len(counter.texts())


async def test_an_answer_that_cannot_be_read_goes_as_plain_text(counter: Counter) -> None:
    counter.fail("deny", code=400, description="Bad Request: can't parse entities: unexpected end tag")
    await counter.answerer.show(OWED)
    (message,) = counter.server.messages(7)
    assert "أأضيف «غزة»؟" == message["text"]
    assert "entities" not in message


async def test_an_answer_keeps_a_rate_limit(counter: Counter) -> None:
    """429 for 9 s: the answer comes after 9 s and half a second."""
    answerer = counter.make(counter.answerer._bot, Rates())
    counter.fail("429", retry_after=9)
    await answerer.show(OWED)
    assert 1 == len(counter.texts())
    assert [9.5] == counter.waited


async def test_who_blocked_the_bot_is_marked(counter: Counter) -> None:
    counter.fail("deny")
    await counter.answerer.show(OWED)
    chat = await counter.database.run(lambda unit: unit.chats.get(7))
    assert chat
    assert ChatState.BLOCKED is chat.state


async def test_an_edit_of_a_message_that_is_gone_is_sent_anew(counter: Counter) -> None:
    await counter.answerer.show(replace(OWED, edits=999))
    assert 1 == len(counter.texts())


async def test_a_killed_process_owes_the_answer_and_not_the_command(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """Killed between the command and its answer: the next process answers, and adds nothing twice."""
    fault = server.faults.add("5xx", method="sendMessage", times=99)
    bot = bot_of(server, database, clock)
    await bot.start()
    polling = asyncio.create_task(bot.poller.run())
    server.send_text(7, 7, "/add غزة")
    while fault.left == 99:
        await asyncio.sleep(0.01)
    ((_, body),) = await database.run(lambda unit: unit.inbox.pending(9))
    for task in (*bot.poller._lanes._tasks, polling):
        task.cancel()
    with suppress(asyncio.CancelledError):
        await polling
    await bot.close()

    assert owed_of(body)
    fault.left = 0
    async with running(bot_of(server, database, clock)):
        await server.until(lambda: any("غزة" in m["text"] for m in server.messages(7) if m["from"]["is_bot"]))
    drafts = await database.run(lambda unit: [unit.drafts.take(n, 7, clock()) for n in (1, 2, 3)])
    # The question and what its preview may try; a second asking would have made more.
    assert [False, False, True] == [draft is None for draft in drafts]
    assert () == await database.run(lambda unit: unit.inbox.pending(9))


@given(
    st.builds(
        Owed,
        st.integers(-(2**62), 2**62),
        st.integers(0, 2**31),
        st.builds(
            Message,
            st.text(),
            st.lists(
                st.lists(st.builds(Button, st.text(), data=st.text() | st.none()), max_size=3).map(tuple),
                max_size=3,
            ).map(tuple),
            st.text() | st.none(),
            st.booleans(),
        ),
        st.integers(1) | st.none(),
        st.integers(1) | st.none(),
    )
)
def test_what_is_owed_comes_back_equal(owed: Owed) -> None:
    assert owed == owed_of(owed_json(owed))


@given(st.text() | st.just('{"update_id": 1, "message": {}}') | st.just('{"owed": {"message": 1}}'))
def test_anything_else_is_not_owed(text: str) -> None:
    assert owed_of(text) is None
