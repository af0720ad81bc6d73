"""The sender against a Bot API server that misbehaves: nothing lost, little doubled."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiogram.methods import EditMessageText, SendMessage

from bot.clocks import utc_now
from bot.delivery import Sender
from bot.errors import TokenRefusedError
from bot.limits import Budget, Rates
from bot.model import Alert, AlertKind, ChatState, DeliveryState, Priority
from bot.settling import recover
from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from rasid.storage.refusal import StorageError
from tests.bot.builders import NOW, TITLE, alert, content, subscriber
from tests.bot.conftest import FAST, Clock, bot_of


class Post:
    """The sender with everything around it."""

    def __init__(self, server: BotApiServer, database: MemoryDatabase, clock: Clock, sender: Sender) -> None:
        self.server, self.database, self.clock, self.sender = server, database, clock, sender

    async def queue(self, *alerts: Alert) -> None:
        await self.database.run(lambda unit: unit.outbox.add(alerts))
        self.sender.wake()

    async def state(self, delivery_id: int = 1) -> DeliveryState:
        delivery = await self.database.run(lambda unit: unit.outbox.get(delivery_id))
        assert delivery
        return delivery.state

    async def error(self, delivery_id: int = 1) -> str:
        delivery = await self.database.run(lambda unit: unit.outbox.get(delivery_id))
        assert delivery
        return delivery.error or ""

    async def chat_state(self, chat_id: int = 7) -> ChatState:
        chat = await self.database.run(lambda unit: unit.chats.get(chat_id))
        assert chat
        return chat.state

    async def becomes(self, state: DeliveryState, delivery_id: int = 1, **passing: float) -> None:
        """Return when the row is in that state, letting the clock pass as given, step by step."""
        for _ in range(300):
            if await self.state(delivery_id) is state:
                return
            self.clock.moves(**passing)
            self.sender.wake()
            await asyncio.sleep(0.01)
        raise AssertionError(
            f"{await self.state(delivery_id)} is not {state}: {await self.error(delivery_id)}"
        )

    async def attempted(self, times: int) -> None:
        """Return when `times` requests were recorded as outcomes."""
        for _ in range(300):
            if self.sender.outcomes.total() >= times:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{self.sender.outcomes}")

    def texts(self, chat: int = 7) -> list[str]:
        return [message["text"] for message in self.server.messages(chat)]

    def calls(self, method: str) -> list[dict[str, object]]:
        return [call.params for call in self.server.calls if call.method.lower() == method.lower()]


@asynccontextmanager
async def sending(
    server: BotApiServer, database: MemoryDatabase, clock: Clock, rates: Rates = FAST, **changes: float
) -> AsyncIterator[Post]:
    bot = bot_of(server, database, clock, **changes)
    await bot.application.initialize()
    sender = Sender(
        database,
        bot.application.bot,
        Budget(rates, clock.steady()),
        clock=clock,
        steady=clock.steady,
        chance=lambda: 0.0,
        drain_seconds=1.0,
    )
    task = asyncio.create_task(sender.run())
    try:
        yield Post(server, database, clock, sender)
    finally:
        sender.stop()
        await asyncio.gather(task, return_exceptions=True)
        await bot.close()


@pytest.fixture
async def post(server: BotApiServer, database: MemoryDatabase, clock: Clock) -> AsyncIterator[Post]:
    for chat in (7, 8, 9):
        server.user(chat)
        await knows(database, chat)
    async with sending(server, database, clock) as post:
        yield post


async def knows(database: MemoryDatabase, chat: int) -> None:
    await database.run(lambda unit: unit.chats.put(subscriber(chat)))


def numbered(number: int, chat: int = 7, **changes: object) -> Alert:
    return alert(chat, f"{number:04x}00000000", **{"content": content(title=f"الخبر {number}"), **changes})


async def test_an_alert_arrives(post: Post) -> None:
    """It is sent once, recorded with its message id, as parameters that aiogram's model accepts whole."""
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    assert 1 == len(post.texts())
    (params,) = post.calls("sendMessage")
    assert not SendMessage.model_validate(params).model_extra
    delivery = await post.database.run(lambda unit: unit.outbox.get(1))
    assert delivery
    assert post.server.messages(7)[0]["message_id"] == delivery.message_id


async def test_a_chat_keeps_its_order(post: Post) -> None:
    """Ten alerts to each of three chats, four in flight: each chat reads them in order."""
    await post.queue(*(numbered(n, chat) for n in range(10) for chat in (7, 8, 9)))
    await post.becomes(DeliveryState.SENT, 30)
    for chat in (7, 8, 9):
        assert list(range(10)) == [
            int(text.split("الخبر ")[1].split("\u2069")[0]) for text in post.texts(chat)
        ]


async def test_a_small_change_edits_the_message(post: Post) -> None:
    """The first message is changed in place; nothing new is sent."""
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    await post.queue(alert(revision=2, kind=AlertKind.EDIT, content=content(news=("new-outlet",))))
    await post.becomes(DeliveryState.SENT, 2)
    (text,) = post.texts()
    assert "مصدر جديد" in text
    (params,) = post.calls("editMessageText")
    assert not EditMessageText.model_validate(params).model_extra


async def test_an_edit_keeps_the_headline_of_its_message(post: Post) -> None:
    """Another outlet's small news changes figures and outlets, not headline, link and sentence.

    An edit of the reply that told a big change keeps the reply's.
    """
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    other = content(
        title="عنوان آخر", url="https://other.example/2", outlets=("وكالة الرافدين", "قناة النهر")
    )
    await post.queue(alert(revision=2, kind=AlertKind.EDIT, content=other))
    await post.becomes(DeliveryState.SENT, 2)
    (text,) = post.texts()
    assert TITLE in text
    assert "عنوان آخر" not in text
    assert "قناة النهر" in text
    assert "rafidain.example" in text
    await post.queue(alert(revision=3, kind=AlertKind.REPLY, content=other))
    await post.queue(alert(revision=4, kind=AlertKind.EDIT, content=content(title="عنوان ثالث")))
    await post.becomes(DeliveryState.SENT, 4)
    assert [True, False] == [TITLE in text for text in post.texts()]
    assert "عنوان آخر" in post.texts()[1]


async def test_an_edit_that_changes_nothing_is_success(post: Post) -> None:
    await post.queue(alert(kind=AlertKind.EDIT))
    await post.becomes(DeliveryState.SENT)
    await post.queue(alert(revision=2, kind=AlertKind.EDIT))
    await post.becomes(DeliveryState.SENT, 2)
    assert 1 == len(post.texts())


async def test_an_edit_of_a_deleted_message_is_sent_anew(post: Post) -> None:
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    post.server.world.chats[7].messages.clear()
    await post.queue(alert(revision=2, kind=AlertKind.EDIT))
    await post.becomes(DeliveryState.SENT, 2)
    assert 1 == len(post.texts())


async def test_only_the_last_of_several_edits_is_made(post: Post) -> None:
    """Three small changes that waited together edit the message once, to the last state."""
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    edits = [
        alert(revision=n, kind=AlertKind.EDIT, content=content(outlets=(f"وكالة {n}",))) for n in (2, 3, 4)
    ]
    await post.queue(*edits)
    await post.becomes(DeliveryState.SENT, 4)
    assert 1 == len(post.calls("editMessageText"))
    assert "وكالة 4" in post.texts()[0]
    assert DeliveryState.DEAD is await post.state(2)
    assert "superseded" == await post.error(2)


async def test_a_big_change_replies_to_the_first_message(post: Post) -> None:
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    await post.queue(alert(revision=2, kind=AlertKind.REPLY))
    await post.becomes(DeliveryState.SENT, 2)
    first, second = post.server.messages(7)
    assert first["message_id"] == second["reply_to_message"]["message_id"]


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
    """Telegram is away for 30 minutes with 60 alerts waiting: few requests, then few messages.

    `test_simulated` says in which order.
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
    fresh = [numbered(99, chat, created_at=post.clock()) for chat in (7, 8, 9)]
    await post.queue(*fresh)
    fault.left = 0
    for number in range(1, 64):
        await post.becomes(DeliveryState.SENT, number, seconds=5)
    for chat in (7, 8, 9):
        # The request that was under way when Telegram came back may tell one or two of them alone.
        texts = post.texts(chat)
        assert len(texts) <= 4
        assert 1 == sum("خبرًا في موجز" in text for text in texts)
        assert all(1 == sum(f"الخبر {n}\u2069" in text for text in texts) for n in (*range(1, 21), 99))


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


async def test_a_rate_limit_rests_its_chat_alone(post: Post) -> None:
    """429 for 7 s in one chat: it gets its alert after 7 s, another chat at once."""
    post.server.faults.add("429", method="sendMessage", chat_id=7, retry_after=7)
    await post.queue(alert(7), numbered(2, 7), alert(8))
    await post.becomes(DeliveryState.SENT, 3)
    await post.attempted(2)
    assert [] == post.texts(7)
    post.clock.moves(seconds=6)
    post.sender.wake()
    await asyncio.sleep(0.1)
    assert [] == post.texts(7)
    post.clock.moves(seconds=2)
    await post.becomes(DeliveryState.SENT, 2)
    assert 2 == len(post.texts(7))


async def test_a_rate_limit_of_hours_harms_no_other(post: Post) -> None:
    """retry_after of almost three hours neither crashes nor holds up other chats."""
    post.server.faults.add("429", method="sendMessage", chat_id=7, retry_after=10_072)
    await post.queue(alert(7), alert(8))
    await post.becomes(DeliveryState.SENT, 2)
    await post.becomes(DeliveryState.SENT, 1, minutes=10)
    assert post.clock() - NOW >= timedelta(seconds=10_072)


@pytest.mark.parametrize(
    ("code", "description", "state"),
    [
        (403, "Forbidden: bot was blocked by the user", ChatState.BLOCKED),
        (403, "Forbidden: user is deactivated", ChatState.DEACTIVATED),
        (403, "Forbidden: bot can't initiate conversation with a user", ChatState.BLOCKED),
        (403, "Forbidden: bot was kicked from the supergroup chat", ChatState.KICKED),
        (403, "Forbidden: bot is not a member of the channel chat", ChatState.KICKED),
        (403, "Forbidden: the group chat was deleted", ChatState.KICKED),
        (400, "Bad Request: not enough rights to send text messages to the chat", ChatState.RESTRICTED),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", ChatState.RESTRICTED),
    ],
)
async def test_a_lost_chat_is_left_alone(post: Post, code: int, description: str, state: ChatState) -> None:
    """The chat gets its state, its queue is dropped after one request, and its watchlists stay."""
    await post.database.run(lambda unit: unit.watchlists.add(7, 0, "keywords", "غزة", "غزة", NOW))
    post.server.faults.add(
        "deny", method="sendMessage", chat_id=7, times=None, code=code, description=description
    )
    await post.queue(alert(7), numbered(2, 7), alert(8))
    await post.becomes(DeliveryState.DEAD, 1)
    await post.becomes(DeliveryState.DEAD, 2)
    await post.becomes(DeliveryState.SENT, 3)
    assert state is await post.chat_state()
    assert 1 == sum(params["chat_id"] == 7 for params in post.calls("sendMessage"))
    assert 1 == len(await post.database.run(lambda unit: unit.watchlists.of_chat(7)))


async def test_chat_not_found_is_believed_the_second_time(post: Post) -> None:
    post.server.faults.add(
        "deny", method="sendMessage", times=None, code=400, description="Bad Request: chat not found"
    )
    await post.queue(alert())
    await post.attempted(1)
    assert ChatState.ACTIVE is await post.chat_state()
    await post.becomes(DeliveryState.DEAD, seconds=30)
    assert ChatState.INVALID is await post.chat_state()
    assert 2 == len(post.calls("sendMessage"))


async def test_a_group_that_moved_is_followed(post: Post) -> None:
    """Everything of the group goes to the supergroup, and the alert arrives there once."""
    post.server.group(-5, kind="group")
    await post.database.run(lambda unit: unit.chats.put(subscriber(-5, kind="group")))
    post.server.migrate(-5, -1005)
    await post.queue(alert(-5))
    await post.becomes(DeliveryState.SENT)
    moved = await post.database.run(lambda unit: unit.chats.get(-1005))
    assert moved
    assert "supergroup" == moved.kind
    assert 1 == sum("#A7F3" in message.get("text", "") for message in post.server.messages(-1005))


async def test_a_closed_topic_falls_back_to_the_group(post: Post) -> None:
    forum = post.server.group(-6, is_forum=True)
    topic = post.server.topic(forum, "عاجل")
    topic.is_deleted = True
    await post.database.run(lambda unit: unit.chats.put(subscriber(-6, kind="supergroup")))
    await post.queue(alert(-6, thread_id=topic.id))
    await post.becomes(DeliveryState.SENT)
    assert "message_thread_id" not in post.server.messages(-6)[-1]


async def test_a_text_that_telegram_refuses_goes_as_plain_text(post: Post) -> None:
    """Our bug must not cost the reader the news: once more, without tags and buttons."""
    post.server.faults.add(
        "deny",
        method="sendMessage",
        code=400,
        description="Bad Request: can't parse entities: unexpected end tag",
    )
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    (message,) = post.server.messages(7)
    assert "entities" not in message or all(e["type"] != "bold" for e in message["entities"])
    assert "سقوط أربعة صواريخ" in message["text"]
    assert "reply_markup" not in message


async def test_a_text_that_is_refused_twice_is_a_dead_letter(post: Post) -> None:
    post.server.faults.add(
        "deny", method="sendMessage", times=None, code=400, description="Bad Request: message is too long"
    )
    await post.queue(alert(), numbered(2))
    await post.becomes(DeliveryState.DEAD)
    assert "message is too long" in (await post.error()).lower()
    assert 2 <= len(post.calls("sendMessage")) <= 4


async def test_a_refused_token_stops_the_sender(post: Post) -> None:
    """401: nothing is lost, nothing is tried again, and the sender says why it ended."""
    post.server.faults.add("deny", method="sendMessage", times=None, code=401, description="Unauthorized")
    await post.queue(alert())
    await post.becomes(DeliveryState.QUEUED)
    with pytest.raises(TokenRefusedError):
        await post.sender.run()


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
