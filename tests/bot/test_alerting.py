"""The buttons under an alert."""

from datetime import timedelta

import pytest

from bot.model import Alert, AlertKind, Reason
from bot.ports import MUTED
from rasid.demo.botapi import BotApiServer
from rasid.demo.refusal import Json
from tests.bot.builders import NOW, alert, content, hit, subscriber
from tests.bot.conftest import Clock, Stage, buttons
from tests.bot.test_journeys import queries, shown
from tests.bot.test_watching import followed, stored

TITLE = "هزة في المنطقة الخضراء لسوق الأسهم"


async def told(stage: Stage, one: Alert | None = None, chat: int = 7) -> Json:
    """Let an alert arrive and return its message."""
    known = await stage.database.run(lambda unit: unit.chats.get(chat))
    if known is None:
        kind = "private" if chat > 0 else "supergroup"
        await stage.database.run(lambda unit: unit.chats.put(subscriber(chat, kind=kind)))
    await stage.database.run(lambda unit: unit.outbox.add([one or alert(chat)]))
    stage.bot.wake()
    await stage.server.until(lambda: any("#A7F3" in m.get("text", "") for m in stage.server.messages(chat)))
    return stage.server.messages(chat)[-1]


async def told_of(stage: Stage, kind: str = "keywords", query: str = "المنطقة الخضراء") -> tuple[Json, int]:
    """Let an alert of a watchlist arrive; return its message and the watchlist's id."""
    watchlist = await followed(stage, query, kind)
    reason = Reason("first-report", (watchlist.id,), (query,), (hit(),))
    message = await told(stage, alert(content=content(title=TITLE), reason=reason))
    return message, watchlist.id


async def test_a_story_is_hushed_and_heard_again(stage: Stage) -> None:
    """No more of this incident, and one tap takes that back."""
    message = await told(stage)
    assert "كُتمت القصة" == await stage.presses(message, "🔕 اكتم القصة")
    answer = stage.server.messages(7)[-1]
    assert message["message_id"] == answer["reply_to_message"]["message_id"]
    assert "🔕 كُتمت القصة #A7F3: لن يصلك جديدها." == shown(answer)
    key = (7, 0, alert().incident_id)
    assert MUTED == (await stage.database.run(lambda unit: unit.outbox.told([key[2]])))[key]
    await stage.presses(answer, "أعدها")
    assert 1 == (await stage.database.run(lambda unit: unit.outbox.told([key[2]])))[key]


async def test_what_waits_of_a_hushed_story_is_dropped(stage: Stage) -> None:
    """A reply that was decided before the tap does not come after it."""
    await stage.presses(await told(stage), "🔕 اكتم القصة")
    later = alert(revision=2, kind=AlertKind.REPLY, created_at=NOW, content=content(title="تطور جديد"))
    await stage.database.run(lambda unit: unit.outbox.add([later]))
    stage.bot.wake()
    await stage.says("/help")
    await stage.server.until(lambda: not _waits(stage))
    assert not [m for m in stage.server.messages(7) if "تطور جديد" in m.get("text", "")]


def _waits(stage: Stage) -> bool:
    return bool(stage.database.transact(lambda unit: unit.outbox.next_due_at()))


@pytest.mark.parametrize(
    ("button", "hours", "end"),
    [("🔕 اكتم القائمة 3 ساعات", 3, "03:00"), ("🌙 اكتم القائمة حتى الصباح", 7, "07:00")],
)
async def test_a_watchlist_rests(stage: Stage, button: str, hours: int, end: str) -> None:
    """It is midnight in Baghdad; the answer says until when, and opens the watchlist."""
    message, number = await told_of(stage)
    await stage.presses(message, "⋯ المزيد")
    menu = stage.server.messages(7)[-1]
    await stage.presses(menu, button)
    assert f"🔕 كُتمت «المنطقة الخضراء» حتى {end}." == shown(stage.now_reads(menu))
    found = await stage.database.run(lambda unit: unit.watchlists.get(7, number))
    assert found
    assert NOW + timedelta(hours=hours) == found.muted_until
    assert not found.is_heard(NOW)
    assert found.is_heard(NOW + timedelta(hours=hours))
    await stage.presses(stage.now_reads(menu), "\u2068المنطقة الخضراء\u2069")
    assert "🔕 مكتومة حتى" in shown(stage.now_reads(menu))


async def test_what_is_not_relevant_names_the_word_to_exclude(stage: Stage) -> None:
    """Words of the headline but not the watched ones; the watchlist is shown with what it excludes now."""
    message, _ = await told_of(stage)
    await stage.presses(message, "⋯ المزيد")
    menu = stage.server.messages(7)[-1]
    await stage.presses(menu, "👎 لا يعنيني هذا")
    offered = [label.translate({0x2068: "", 0x2069: ""}) for label in buttons(stage.now_reads(menu))]
    assert ["− هزة", "− لسوق", "− الأسهم", "🔕 اكتم القصة", "المنطقة الخضراء"] == offered
    await stage.presses(stage.now_reads(menu), "− \u2068الأسهم\u2069")
    assert shown(stage.now_reads(menu)).startswith("استُثنيت «الأسهم».")
    assert ["المنطقة الخضراء -الأسهم"] == await queries(stage)


async def test_a_topic_has_no_words_to_exclude(stage: Stage) -> None:
    message, _ = await told_of(stage, "topic", "green-zone-attack")
    await stage.presses(message, "⋯ المزيد")
    menu = stage.server.messages(7)[-1]
    await stage.presses(menu, "👎 لا يعنيني هذا")
    assert "موضوع جاهز" in shown(stage.now_reads(menu))
    assert ["green-zone-attack"] == await queries(stage)


async def test_a_map_is_sent_on_demand(stage: Stage) -> None:
    await stage.presses(await told(stage), "⋯ المزيد")
    await stage.presses(stage.server.messages(7)[-1], "🗺 أين؟")
    await stage.server.until(lambda: "photo" in stage.server.messages(7)[-1])
    assert "المنطقة الخضراء" in stage.server.messages(7)[-1]["caption"]


async def test_the_group_knows_who_is_on_it(server: BotApiServer, stage: Stage, clock: Clock) -> None:
    """Any member takes it on, once; the name stands in the group and nowhere in our tables."""
    server.user(7, "سارة")
    server.user(8, "ليث")
    server.group(-1005, members={7: "administrator", 8: "member"}, kind="supergroup")
    message = await told(stage, chat=-1005)
    assert "🙋 أنا أتابعه" in buttons(message)
    assert "أُبلغت المجموعة أنك تتابعه" == await stage.presses(message, "🙋 أنا أتابعه", 8)
    answer = stage.server.messages(-1005)[-1]
    assert message["message_id"] == answer["reply_to_message"]["message_id"]
    assert "🙋 قيد المتابعة لدى ليث منذ 00:00 · #A7F3" == shown(answer)
    clock.moves(minutes=3)
    toast = await stage.presses(message, "🙋 أنا أتابعه", 7)
    assert "أُبلغت المجموعة أنك تتابعه، وهو أيضًا قيد المتابعة لدى \u2068ليث\u2069" == toast
    both = stage.server.messages(-1005)[-1]
    assert "🙋 قيد المتابعة لدى ليث منذ 00:00، سارة منذ 00:03 · #A7F3" == shown(both)
    for who in (7, 8):
        assert "أنت تتابعه بالفعل" == await stage.presses(message, "🙋 أنا أتابعه", who)
    assert both == stage.server.messages(-1005)[-1]


async def test_members_of_a_group_hush_nothing(server: BotApiServer, stage: Stage) -> None:
    server.user(8, "ليث")
    server.group(-1005, members={7: "administrator", 8: "member"}, kind="supergroup")
    message = await told(stage, chat=-1005)
    assert "لمشرفيها ومحرّريها وحدهم" in (await stage.presses(message, "🔕 اكتم القصة", 8) or "")
    told_now = await stage.database.run(lambda unit: unit.outbox.told([alert().incident_id]))
    assert MUTED not in told_now.values()


async def test_the_alerts_of_others_cannot_be_pressed(stage: Stage) -> None:
    """A forged button about another chat's alert changes and shows nothing."""
    theirs = await followed(stage, "سر", chat=99)
    reason = Reason("first-report", (theirs.id,), ("سر",), (hit(),))
    await stage.database.run(lambda unit: unit.outbox.add([alert(99, reason=reason)]))
    mine = await stage.says("/help")
    for name in (
        "hush:1",
        "unhush:1",
        "more:1",
        "rest:1:3",
        "not:1",
        f"except:1:{theirs.id}:0",
        "attend:1",
        "where:1",
    ):
        query = stage.server.press_forged(mine, name, 7)
        await stage.server.until(lambda query=query: stage.server.answer(query) is not None)
    await stage.settles()
    assert theirs == await stored(stage, theirs)
    assert 2 == len(stage.server.messages(7))
    assert (
        MUTED not in (await stage.database.run(lambda unit: unit.outbox.told([alert().incident_id]))).values()
    )
