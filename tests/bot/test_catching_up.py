"""Who begins to follow is told at once of what is under way."""

import json
from datetime import timedelta
from pathlib import Path

from bot.markup import FSI, PDI, RLM
from rasid.demo.evening import recorded
from rasid.demo.refusal import Json
from rasid.pipeline import Batch, Pipeline
from rasid.records import BadLine, read_entries
from tests.bot.builders import NOW
from tests.bot.conftest import Stage, buttons
from tests.filters.news_builders import entry

TOPIC = "هجمات المنطقة الخضراء"
CATCH = "📨 أرسل حوادث آخر 12 ساعة"


async def happens(stage: Stage, title: str, *, minutes_ago: float, source: str = "وكالة النخيل") -> None:
    """Let an outlet report something and the pass take it in."""
    news = entry(title, source=source, at=NOW, minutes=-minutes_ago)
    await Pipeline(stage.database).run(Batch([news]), NOW)


def alerts(stage: Stage, chat: int = 7) -> list[Json]:
    return [message for message in stage.server.messages(chat) if "لماذا؟" in buttons(message)]


async def follows(stage: Stage) -> None:
    await stage.presses(await stage.says("/start"), TOPIC)


async def test_an_attack_under_way_is_told_to_who_begins_to_follow(stage: Stage) -> None:
    await happens(stage, "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد", minutes_ago=20)
    await follows(stage)
    await stage.server.until(lambda: len(alerts(stage)) == 1)
    assert "سقوط ثلاثة صواريخ" in alerts(stage)[0]["text"]


async def test_who_comes_late_is_told_the_event_then_the_newest(stage: Stage, tmp_path: Path) -> None:
    """The demo's evening, three minutes old: a headline of the inquiry alone would tell of no attack."""
    evening = tmp_path / "evening.jsonl"
    rows = recorded(NOW - timedelta(minutes=3))
    evening.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    for news in read_entries([evening]):
        assert not isinstance(news, BadLine)
        await Pipeline(stage.database).run(Batch([news]), NOW)
    await follows(stage)
    await stage.server.until(lambda: len(alerts(stage)) == 1)
    told = _visible(alerts(stage)[0]["text"])
    assert "مصدر أمني: سقوط أربعة صواريخ كاتيوشا داخل المنطقة الخضراء وسط بغداد" == told[1]
    assert told[2].startswith("«أفاد مصدر أمني، مساء اليوم، بسقوط أربعة صواريخ")
    newest = "مجلس القضاء يفتح تحقيقًا في قصف المنطقة الخضراء ويصدر مذكرتي قبض"
    assert f"آخر ما ورد (23:59): {newest}" in told


async def test_what_only_repeats_the_event_is_not_the_newest(stage: Stage) -> None:
    attack = "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد"
    await happens(stage, attack, minutes_ago=20)
    await happens(stage, attack, minutes_ago=5, source="قناة الضفة")
    await follows(stage)
    await stage.server.until(lambda: len(alerts(stage)) == 1)
    assert "آخر ما ورد" not in alerts(stage)[0]["text"]


def _visible(text: str) -> list[str]:
    return [line.translate(dict.fromkeys(map(ord, FSI + PDI + RLM))) for line in text.split("\n")]


async def test_later_reports_change_that_message(stage: Stage) -> None:
    """It is an alert like any other: the next outlet edits it, nothing is told twice."""
    await happens(stage, "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد", minutes_ago=20)
    await follows(stage)
    await stage.server.until(lambda: len(alerts(stage)) == 1)
    await happens(stage, "سقوط ثلاثة صواريخ في المنطقة الخضراء وسط بغداد", minutes_ago=5, source="قناة الضفة")
    stage.bot.wake()
    await stage.server.until(lambda: "قناة الضفة" in alerts(stage)[0]["text"])
    assert 1 == len(alerts(stage))


async def test_why_says_what_was_held_back(stage: Stage) -> None:
    """Reports that brought no message of their own; nothing is said where there are none."""
    await happens(stage, "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد", minutes_ago=20)
    await follows(stage)
    await stage.server.until(lambda: len(alerts(stage)) == 1)
    assert "وُفّر" not in await why(stage)
    for minutes, words in ((9, "في"), (8, "داخل")):
        title = f"سقوط ثلاثة صواريخ {words} المنطقة الخضراء وسط بغداد"
        await happens(stage, title, minutes_ago=minutes, source="وكالة النخيل")
    spared = "وُفّرت عليك قراءة خبرين آخرين عن الحادث نفسه، لم أرَ فيهما تغيّرًا في الأعداد أو حالة التأكيد."
    assert spared in await why(stage)


async def test_of_a_muted_story_nothing_is_said_to_be_unchanged(stage: Stage) -> None:
    """What was kept from the chat at its own wish may well have told more."""
    await happens(stage, "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد", minutes_ago=20)
    await follows(stage)
    await stage.server.until(lambda: len(alerts(stage)) == 1)
    await stage.presses(alerts(stage)[0], "🔕 اكتم القصة")
    title = "مقتل سبعة بسقوط ثلاثة صواريخ في المنطقة الخضراء وسط بغداد"
    await happens(stage, title, minutes_ago=9, source="وكالة النخيل")
    assert "وُفّر" not in await why(stage)


async def why(stage: Stage) -> str:
    """Press «لماذا؟» under the alert and return the answer."""
    before = len(stage.server.messages(7))
    await stage.presses(alerts(stage)[0], "لماذا؟")
    await stage.server.until(lambda: len(stage.server.messages(7)) > before)
    return str(stage.server.messages(7)[-1]["text"])


async def test_nobody_is_told_twice_by_leaving_and_following_again(stage: Stage) -> None:
    await happens(stage, "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد", minutes_ago=20)
    await follows(stage)
    await stage.server.until(lambda: len(alerts(stage)) == 1)
    screen = await stage.says("/start")
    await stage.presses(screen, f"✓ {TOPIC}")
    await stage.presses(screen, TOPIC)
    assert {(7, 0)} == {(d.alert.chat_id, d.alert.thread_id) for d in await told(stage)}
    assert 1 == len(await told(stage))


async def test_what_is_over_or_of_another_topic_is_not_told(stage: Stage) -> None:
    """Yesterday's attack and today's fire elsewhere are no alerts."""
    await happens(stage, "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد", minutes_ago=13 * 60)
    await happens(stage, "اندلاع حريق كبير في سوق بالبصرة", minutes_ago=10)
    await follows(stage)
    assert () == await told(stage)


async def test_of_many_the_three_latest_are_told(stage: Stage) -> None:
    for number, place in enumerate(("البصرة", "الموصل", "كركوك", "الرمادي", "أربيل")):
        await happens(stage, f"دوي انفجار في {place}", minutes_ago=100 - 20 * number)
    await stage.presses(await stage.says("/topics"), "الانفجارات")
    titles = " ".join(d.alert.content.title for d in await told(stage))
    assert 3 == len(await told(stage))
    assert all(place in titles for place in ("كركوك", "الرمادي", "أربيل"))


async def saves(stage: Stage, query: str) -> Json:
    """Add a watchlist and return the screen that says so."""
    question = await stage.says(query)
    await stage.presses(question, "أضف")
    return stage.now_reads(question)


async def test_words_that_were_just_saved_can_be_caught_up_with(stage: Stage) -> None:
    """What they find of the last hours comes as alerts, and then changes like any alert."""
    await happens(stage, "اندلاع حريق كبير في سوق بالبصرة", minutes_ago=60)
    await happens(stage, "افتتاح جسر جديد في الموصل", minutes_ago=30)
    saved = await saves(stage, "حريق")
    assert () == await told(stage)
    assert "سيصلك تنبيه واحد عن حوادث آخر 12 ساعة." == await stage.presses(saved, CATCH)
    await stage.server.until(lambda: len(alerts(stage)) == 1)
    assert "حريق كبير" in alerts(stage)[0]["text"]
    assert CATCH not in buttons(stage.now_reads(saved))
    await happens(stage, "حريق كبير يلتهم سوقا في البصرة", minutes_ago=5, source="قناة الضفة")
    stage.bot.wake()
    await stage.server.until(lambda: "قناة الضفة" in alerts(stage)[0]["text"])


async def test_catching_up_twice_tells_nothing_twice(stage: Stage) -> None:
    """Nor does what was told under another watchlist come again."""
    await happens(stage, "اندلاع حريق كبير في سوق بالبصرة", minutes_ago=60)
    saved = await saves(stage, "حريق")
    await stage.presses(saved, CATCH)
    await stage.server.until(lambda: len(alerts(stage)) == 1)
    other = await saves(stage, "البصرة")
    assert "لا جديد يطابقها في آخر 12 ساعة." == await stage.presses(other, CATCH)
    assert 1 == len(await told(stage))


async def test_of_many_that_words_find_the_three_latest_are_told(stage: Stage) -> None:
    for number, place in enumerate(("البصرة", "الموصل", "كركوك", "الرمادي", "أربيل")):
        await happens(stage, f"دوي انفجار في {place}", minutes_ago=100 - 20 * number)
    await happens(stage, "دوي انفجار في تكريت", minutes_ago=13 * 60)
    assert "ستصلك 3 تنبيهات عن حوادث آخر 12 ساعة." == await stage.presses(await saves(stage, "انفجار"), CATCH)
    titles = " ".join(d.alert.content.title for d in await told(stage))
    assert all(place in titles for place in ("كركوك", "الرمادي", "أربيل"))


async def test_somebody_elses_watchlist_brings_nothing(stage: Stage) -> None:
    await happens(stage, "اندلاع حريق كبير في سوق بالبصرة", minutes_ago=60)
    saved = await saves(stage, "حريق")
    stage.server.user(8)
    question = await stage.says("غزة", 8, 8)
    query = stage.server.press_forged(question, "catch:1", 8)
    await stage.server.until(lambda: stage.server.answer(query) is not None)
    assert CATCH in buttons(saved)
    assert () == await told(stage)
    assert () == await stage.database.run(lambda unit: unit.ledger.of_chat(8, 50))


async def test_a_chat_that_stopped_its_alerts_is_not_offered_any(stage: Stage) -> None:
    await stage.presses(await stage.says("/stop"), "أوقفها")
    assert CATCH not in buttons(await saves(stage, "حريق"))


async def told(stage: Stage) -> tuple:  # type: ignore[type-arg]  # deliveries
    """Return every alert that was queued to the chat."""
    return await stage.database.run(lambda unit: unit.ledger.of_chat(7, 50))
