"""A watchlist handed on by a link."""

import re

import pytest

from rasid.demo.refusal import Json
from tests.bot.conftest import Clock, Stage, bot_of, buttons, running
from tests.bot.test_journeys import queries, shown

QUERY = "صاروخ + سفارة -مناورة"


async def link_of(stage: Stage, query: str = QUERY) -> tuple[Json, str]:
    """Let the first person follow and share a watchlist; return the screen and what follows `start=`."""
    await stage.database.run(lambda unit: unit.watchlists.add(7, 0, "keywords", query, query, stage.clock()))
    screen = await stage.says("/share")
    await stage.presses(screen, buttons(screen)[0])
    screen = stage.now_reads(screen)
    found = re.search(r"https://t\.me/rasid_bot\?start=([A-Za-z0-9_-]+)", screen["text"])
    assert found
    return screen, found[1]


async def opens(stage: Stage, payload: str) -> Json:
    """Let another person open the link."""
    stage.server.user(8, "علي")
    return await stage.says(f"/start {payload}", chat=8, user=8)


async def test_a_link_is_opened_confirmed_and_copied(stage: Stage) -> None:
    """The other person sees what it finds, taps once, and has a watchlist of their own."""
    _, payload = await link_of(stage)
    assert len(payload) <= 64
    offer = await opens(stage, payload)
    assert f"وصلتك قائمة رصد: «{QUERY}». أأضيفها إلى قوائمك؟" == shown(offer).split("\n")[0]
    assert "ترصد كل خبر فيه معًا: «صاروخ»، «سفارة»، إلا ما فيه «مناورة»." in shown(offer)
    assert [] == await queries(stage, 8)
    await stage.presses(offer, "أضف", user=8)
    assert shown(stage.now_reads(offer)).startswith(f"أُضيفت «{QUERY}»")
    assert [QUERY] == await queries(stage, 8)
    assert [QUERY] == await queries(stage, 7)


async def test_a_link_can_be_refused(stage: Stage) -> None:
    _, payload = await link_of(stage)
    offer = await opens(stage, payload)
    await stage.presses(offer, "لا", user=8)
    assert [] == await queries(stage, 8)


async def test_a_topic_is_shared_too(stage: Stage) -> None:
    """It is offered by its name, and followed like any topic."""
    await stage.presses(await stage.says("/start"), "هجمات المنطقة الخضراء")
    screen = await stage.says("شارك")
    await stage.presses(screen, "\u2068هجمات المنطقة الخضراء\u2069")
    payload = stage.now_reads(screen)["text"].split("start=")[1].split("\u2069")[0]
    offer = await opens(stage, payload)
    assert "«هجمات المنطقة الخضراء»" in shown(offer)
    await stage.presses(offer, "أضف", user=8)
    assert "تتابع الآن «هجمات المنطقة الخضراء»" == shown(stage.now_reads(offer))
    assert ["green-zone-attack"] == await queries(stage, 8)


async def test_a_link_stays_the_same_until_it_is_taken_back(stage: Stage) -> None:
    """Shared twice it is one link; taken back it opens nothing, also for who was asked before."""
    screen, payload = await link_of(stage)
    again = await stage.says("/share")
    await stage.presses(again, buttons(again)[0])
    assert payload in stage.now_reads(again)["text"]
    offer = await opens(stage, payload)
    await stage.presses(screen, "ألغِ الرابط")
    assert "أُلغي رابط قائمة" in shown(stage.now_reads(screen))
    assert "لم يعد يعمل" in shown(await opens(stage, payload))
    await stage.presses(offer, "أضف", user=8)
    assert "لم يعد يعمل" in shown(stage.now_reads(offer))
    assert [] == await queries(stage, 8)
    await stage.presses(screen, "رابط جديد")
    assert "start=w_" in stage.now_reads(screen)["text"]
    assert payload not in stage.now_reads(screen)["text"]


@pytest.mark.parametrize(
    "payload", ["w_", "w_x", "w_AAAAAAAAAAAAAAAAAAAAAA", "w_%27%20OR%201", "w_" + "غ" * 40]
)
async def test_an_unknown_link_is_said_to_be_dead(stage: Stage, payload: str) -> None:
    assert "هذا الرابط لم يعد يعمل" in shown(await opens(stage, payload))


async def test_the_watchlist_is_copied_as_it_is_now(stage: Stage) -> None:
    """What was removed meanwhile can't be copied."""
    _, payload = await link_of(stage)
    offer = await opens(stage, payload)
    (mine,) = await stage.database.run(lambda unit: unit.watchlists.of_chat(7))
    await stage.database.run(lambda unit: unit.watchlists.remove(7, mine.id))
    await stage.presses(offer, "أضف", user=8)
    assert [] == await queries(stage, 8)


async def test_ones_own_link_and_a_second_copy_add_nothing(stage: Stage) -> None:
    _, payload = await link_of(stage)
    assert f"«{QUERY}» موجودة في قوائمك." == shown(await stage.says(f"/start {payload}"))
    offer = await opens(stage, payload)
    await stage.presses(offer, "أضف", user=8)
    assert f"«{QUERY}» موجودة في قوائمك." == shown(await opens(stage, payload))
    assert [QUERY] == await queries(stage, 8)


async def test_who_has_no_room_is_told_so(stage: Stage, clock: Clock) -> None:
    """The limit holds at the question and at the answer."""
    _, payload = await link_of(stage)
    stage.bot.stop()
    async with running(bot_of(stage.server, stage.database, clock, watchlists_per_chat=1)) as bot:
        stage.bot = bot
        offer = await opens(stage, payload)
        await stage.database.run(lambda unit: unit.watchlists.add(8, 0, "keywords", "غزة", "غزة", clock()))
        await stage.presses(offer, "أضف", user=8)
        assert "بلغت الحد الأقصى" in shown(stage.now_reads(offer))
        assert "بلغت الحد الأقصى" in shown(await opens(stage, payload))
    assert ["غزة"] == await queries(stage, 8)


async def test_nobody_shares_or_takes_back_what_is_anothers(stage: Stage) -> None:
    """A forged number of somebody else's watchlist makes no link and ends none."""
    _, payload = await link_of(stage)
    (mine,) = await stage.database.run(lambda unit: unit.watchlists.of_chat(7))
    stage.server.user(8)
    screen = await stage.says("/help", chat=8, user=8)
    for data in (f"share:{mine.id}", f"unshare:{mine.id}", "share:x", "unshare:99999999999999999999"):
        stage.server.press_forged(screen, data, 8)
    await stage.settles()
    assert 2 == len(stage.server.messages(8))
    assert f"«{QUERY}»" in shown(await opens(stage, payload))


async def test_a_member_of_a_group_shares_nothing(stage: Stage) -> None:
    stage.server.user(8)
    stage.server.group(-5, members={8: "member"})
    assert "لمشرفيها ومحرّريها وحدهم" in shown(await stage.says("/share", chat=-5, user=8))
