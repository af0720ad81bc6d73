"""How much one chat may ask, and who may ask at all."""

import asyncio
import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admission import shut_out
from bot.archive import Look
from bot.conversations.turns import ANSWERS, BUTTONS
from bot.looking_back import Looker
from bot.model import ChatState, DeliveryState
from bot.quotas import Quota, Quotas, Verdict
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import NOW, alert, subscriber
from tests.bot.conftest import Clock, Stage, bot_of, buttons, running
from tests.bot.test_exporting import sends
from tests.bot.test_inlining import asks
from tests.bot.test_journeys import queries, shown
from tests.bot.test_searching import ROCKETS, published

ADMITTED, REFUSED, IGNORED = Verdict.ADMITTED, Verdict.REFUSED, Verdict.IGNORED


def test_what_is_beyond_the_quota_is_refused_once() -> None:
    """And then passed over in silence until the chat may ask again."""
    quotas = Quotas(Quota(commands=3))
    assert [ADMITTED] * 3 + [REFUSED] + [IGNORED] * 5 == [quotas.command(7, 0.0) for _ in range(9)]
    assert ADMITTED is quotas.command(8, 0.0)
    assert [ADMITTED, REFUSED, IGNORED] == [quotas.command(7, 20.0) for _ in range(3)]
    assert [ADMITTED] * 3 + [REFUSED] == [quotas.command(7, 999.0) for _ in range(4)]


def test_commands_and_searches_are_counted_apart() -> None:
    quotas = Quotas(Quota(commands=1, searches=1))
    assert (ADMITTED, ADMITTED) == (quotas.command(7, 0.0), quotas.search(7, 0.0))
    assert (REFUSED, REFUSED) == (quotas.command(7, 0.0), quotas.search(7, 0.0))


def test_a_stranger_is_answered_once_an_hour() -> None:
    quotas = Quotas(allowed=[7])
    assert (True, False) == (quotas.is_allowed(7), quotas.is_allowed(8))
    assert [REFUSED, IGNORED, IGNORED] == [quotas.stranger(8, at) for at in (0.0, 1.0, 1800.0)]
    assert REFUSED is quotas.stranger(8, 3700.0)


@given(st.lists(st.floats(0, 30), max_size=80), st.integers(1, 5))
def test_no_minute_has_twice_the_quota(gaps: list[float], limit: int) -> None:
    """However it is spread, a minute holds at most what was saved up and what came back meanwhile."""
    quotas, now, admitted = Quotas(Quota(commands=limit)), 0.0, []
    for gap in gaps:
        now += gap
        if quotas.command(7, now) is ADMITTED:
            admitted.append(now)
    for start in admitted:
        assert sum(start <= at < start + 60 for at in admitted) <= 2 * limit + 1


def test_chats_that_are_quiet_are_forgotten() -> None:
    """A million chats that asked once do not stay in memory."""
    quotas = Quotas()
    for chat in range(1000):
        quotas.command(chat, 0.0)
    quotas.command(1, 5000.0)
    assert 1 == len(quotas._buckets)  # memory is not seen from outside


async def test_a_chat_hears_once_that_it_asks_too_much(stage: Stage, clock: Clock) -> None:
    """The limit is said once; a minute later everything works again."""
    stage.bot.stop()
    async with running(bot_of(stage.server, stage.database, clock, quota=Quota(3, 3))) as bot:
        stage.bot = bot
        for _ in range(3):
            await stage.says("/help")
        assert "انتظر دقيقة ثم تابع" in shown(await stage.says("/help"))
        said = len(stage.server.messages(7))
        for _ in range(5):
            stage.server.send_text(7, 7, "/help")
        await stage.settles()
        assert said + 5 == len(stage.server.messages(7))
        clock.moves(minutes=1)
        assert "/add" in (await stage.says("/help"))["text"]


async def test_searches_have_a_quota_of_their_own(stage: Stage, clock: Clock) -> None:
    """Who has searched enough may still do everything else; the button of a search says it as a toast."""
    stage.bot.stop()
    async with running(bot_of(stage.server, stage.database, clock, quota=Quota(99, 2))) as bot:
        stage.bot = bot
        await published(stage, ROCKETS)
        nothing = await stage.says('/search "سقوط صاروخ"')
        await stage.says("/search سفارة")
        assert "انتظر دقيقة ثم أعد البحث" in shown(await stage.says("/search سفارة"))
        assert "انتظر دقيقة" in (await stage.presses(nothing, buttons(nothing)[0]) or "")
        assert "/add" in (await stage.says("/help"))["text"]


async def test_files_count_as_searches(stage: Stage, clock: Clock) -> None:
    """What is beyond the quota is not even fetched."""
    stage.bot.stop()
    async with running(bot_of(stage.server, stage.database, clock, quota=Quota(99, 1))) as bot:
        stage.bot = bot
        assert "ليس مما أصدّره" in shown(await sends(stage, b"{}"))
        assert "انتظر دقيقة ثم أعد الإرسال" in shown(await sends(stage, b"{}"))
        assert 1 == sum(call.method.lower() == "getfile" for call in stage.server.calls)


async def test_who_types_on_is_searched_for_once(stage: Stage) -> None:
    """A query that others were waited for is dropped when a later one has come; the last is answered."""
    await published(stage, ROCKETS)
    looker = Looker(stage.database, lambda: 0.0)
    look = Look("سفارة", NOW - timedelta(days=1))
    assert None is await looker.look_if(lambda: False, look, 1.0)
    found = await looker.look_if(lambda: True, look, 1.0)
    assert found is not None
    assert 1 == len(found.matches)
    queries = [stage.server.inline_query(7, "سفارة") for _ in range(9)]
    await stage.server.until(lambda: stage.server.answer(queries[-1]) is not None)
    assert 1 == len((stage.server.answer(queries[-1]) or {})["results"])


async def test_a_list_while_typing_has_its_own_quota(stage: Stage, clock: Clock) -> None:
    """Each pause asks: so it is larger; what is beyond it gets an empty list."""
    stage.bot.stop()
    async with running(bot_of(stage.server, stage.database, clock, quota=Quota(99, 1))) as bot:
        stage.bot = bot
        await published(stage, ROCKETS)
        counts = [len((await asks(stage, "سفارة"))["results"]) for _ in range(6)]
        assert [1, 1, 1, 1, 1, 0] == counts
        assert f"1. {ROCKETS}" in shown(await stage.says("/search سفارة"))


async def test_a_chat_that_is_not_let_in_is_told_its_number(stage: Stage, clock: Clock) -> None:
    """Once; nothing of it is stored and nothing else answered. Who is let in notices nothing."""
    stage.bot.stop()
    allowed = frozenset({7})
    async with running(bot_of(stage.server, stage.database, clock, allowed_chats=allowed)) as bot:
        stage.bot = bot
        await published(stage, ROCKETS)
        stage.server.user(8, language_code="en")
        assert "The number of this chat is 8;" in shown(await stage.says("/start", chat=8, user=8))
        for text in ("/start", "غزة", "/export"):
            stage.server.send_text(8, 8, text)
        query = stage.server.inline_query(8, "سفارة")
        await stage.server.until(lambda: stage.server.answer(query) is not None)
        await stage.settles()
        assert 5 == len(stage.server.messages(8))
        assert [] == (stage.server.answer(query) or {})["results"]
        assert None is await stage.database.run(lambda unit: unit.chats.get(8))
        assert "أهلًا بك في راصد" in shown(await stage.says("/start"))


async def test_a_group_that_is_not_let_in_is_not_greeted(stage: Stage, clock: Clock) -> None:
    stage.bot.stop()
    allowed = frozenset({7})
    async with running(bot_of(stage.server, stage.database, clock, allowed_chats=allowed)) as bot:
        stage.bot = bot
        stage.server.group(-5, members={7: "creator"}, bot_status="left")
        stage.server.set_bot_status(-5, "member", 7)
        await stage.server.until(lambda: not len(stage.server.updates))
        await stage.settles()
        assert [] == stage.server.messages(-5)
        assert None is await stage.database.run(lambda unit: unit.chats.get(-5))


async def test_a_group_that_was_let_in_keeps_what_it_follows_when_it_moves(
    stage: Stage, clock: Clock
) -> None:
    """Its new number has to be let in before it may ask for anything."""
    stage.bot.stop()
    allowed = frozenset({-5})
    async with running(bot_of(stage.server, stage.database, clock, allowed_chats=allowed)) as bot:
        stage.bot = bot
        stage.server.group(-5, kind="group", members={7: "creator"})
        await stage.presses(await stage.says("/add@rasid_bot غزة", chat=-5), "أضف", user=7)
        stage.server.migrate(-5, -1005)
        assert "رقم هذه المحادثة -1005" in shown(await stage.says("/list", chat=-1005))
        assert ["غزة"] == await queries(stage, -1005)


async def test_who_is_no_longer_let_in_is_told_nothing_more() -> None:
    """Its alerts stop and those that wait are dropped; its watchlists stay for another time."""
    database = MemoryDatabase()
    for chat in (7, 8):
        await database.run(lambda unit, c=chat: unit.chats.put(subscriber(c)))  # type: ignore[misc]  # c is an int
        await database.run(lambda unit, c=chat: unit.watchlists.add(c, 0, "keywords", "غزة", "غزة", NOW))  # type: ignore[misc]  # c is an int
        await database.run(lambda unit, c=chat: unit.outbox.add([alert(c)]))  # type: ignore[misc]  # c is an int
    assert 0 == await shut_out(database, None)
    assert 1 == await shut_out(database, frozenset({7}))
    assert 0 == await shut_out(database, frozenset({7}))
    assert [7] == [one.alert.chat_id for one in await database.run(lambda unit: unit.outbox.claim(NOW, 9))]
    other = await database.run(lambda unit: unit.chats.get(8))
    assert other
    assert ChatState.STOPPED is other.state
    assert 2 == len(await database.run(lambda unit: unit.watchlists.all()))
    assert 1 == (await database.run(lambda unit: unit.outbox.depth()))[DeliveryState.DEAD]


async def test_a_group_is_told_who_may_do_what(stage: Stage) -> None:
    stage.server.group(-5, members={7: "creator"})
    assert "الإعدادات وقوائم الرصد للمشرفين،" in shown(await stage.says("/settings", chat=-5))
    assert "الضبط للمشرفين" not in shown(await stage.says("/settings"))


@pytest.mark.parametrize("count", [10_000])
async def test_ten_thousand_commands_keep_nobody_waiting(stage: Stage, clock: Clock, count: int) -> None:
    """The quota holds, the chat hears of it once, and another chat is answered within seconds."""
    stage.bot.stop()
    async with running(bot_of(stage.server, stage.database, clock, quota=Quota())) as bot:
        stage.bot = bot
        stage.server.user(8)
        await stage.says("/help", chat=8, user=8)
        for number in range(count):
            stage.server.send_text(8, 8, f"/add كلمة{number}")
        began = time.monotonic()
        stage.server.send_text(7, 7, "/help")
        await stage.server.until(lambda: bool(stage.server.messages(7)[1:]), seconds=30)
        waited = time.monotonic() - began
        await asyncio.sleep(0)
        await stage.settles()
        answers = [one for one in stage.server.messages(8) if one["from"]["is_bot"]]
        assert len(answers) <= Quota().commands + 1
        assert 1 == sum("انتظر دقيقة ثم تابع" in shown(one) for one in answers)
        assert waited < 20


async def test_who_floods_and_leaves_is_known_to_have_left(stage: Stage) -> None:
    """Only wishes go unheard: that a chat shut us out is taken up however much of it waits."""
    stage.server.user(8)
    await stage.says("/help", chat=8, user=8)
    gate = asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    for _ in range(200):
        stage.bot.poller._lanes.submit(8, wait)  # what waits is made, not sent
    stage.server.send_text(8, 8, "/help")
    stage.server.block(8)
    await stage.server.until(lambda: not len(stage.server.updates))
    gate.set()
    await stage.settles()
    chat = await stage.database.run(lambda unit: unit.chats.get(8))
    assert chat
    assert ChatState.BLOCKED is chat.state
    assert 3 == len(stage.server.messages(8))


async def test_a_megabyte_of_text_is_refused_at_once(stage: Stage) -> None:
    """In private and in a group, alone and as a search; it is nowhere repeated in full."""
    stage.server.group(-5, members={7: "creator"})
    for chat in (7, -5):
        for start in ("/add ", "/search ", "@rasid_bot "):
            reply = await stage.says(start + "كلمة " * 200_000, chat=chat)
            assert "العبارة طويلة: الحد الأقصى 400 حرف." == shown(reply)


@pytest.mark.parametrize("said", ["/add {}", "/search {}", "احذف {}", "{}", "/start w_{}"])
async def test_what_reorders_text_does_not_come_back(stage: Stage, said: str) -> None:
    """Overrides, embeddings and unbalanced isolates of the person's are gone from every answer."""
    evil = "\u202eغزة\u2066 gaza\u2069\u2069\u202d\u200f\u2068"
    reply = await stage.says(said.format(evil))
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067") & set(reply["text"])
    assert reply["text"].count("\u2068") == reply["text"].count("\u2069")


async def test_nobody_touches_or_sees_what_is_anothers(stage: Stage) -> None:
    """Every button with every number of somebody else's: nothing changes there, nothing of it is shown."""
    secret = "قنطرةالأسرار"
    await stage.presses(await stage.says(secret), "أضف")
    await stage.says("/settings")
    await published(stage, secret)
    await stage.says(f"/search {secret}")
    await stage.says("/share")
    before = await stage.database.run(lambda unit: (unit.watchlists.all(), unit.chats.get(7)))
    stage.server.user(8)
    screen = await stage.says("/help", chat=8, user=8)
    own = set(stage.server.world.answers)
    names = [*BUTTONS, *ANSWERS]
    for name in names:
        for number in range(1, 7):
            for rest in ("", ":0", ":7"):
                stage.server.press_forged(screen, f"{name}:{number}{rest}", 8)
        await stage.settles()
    await stage.server.until(lambda: not len(stage.server.updates), seconds=30)
    await stage.settles()
    assert before == await stage.database.run(lambda unit: (unit.watchlists.all(), unit.chats.get(7)))
    toasts = [toast for query, toast in stage.server.world.answers.items() if query not in own]
    assert len(names) * 18 == len(toasts)
    assert secret not in str(toasts)
    assert secret not in str(stage.server.messages(8))
    assert secret not in str([call.params for call in stage.server.calls if call.params.get("chat_id") == 8])
