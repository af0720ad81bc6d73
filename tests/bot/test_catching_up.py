"""Who begins to follow is told at once of what is under way."""

from rasid.demo.refusal import Json
from rasid.pipeline import Batch, Pipeline
from tests.bot.builders import NOW
from tests.bot.conftest import Stage, buttons
from tests.filters.news_builders import entry

TOPIC = "هجمات المنطقة الخضراء"


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


async def test_later_reports_change_that_message(stage: Stage) -> None:
    """It is an alert like any other: the next outlet edits it, nothing is told twice."""
    await happens(stage, "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد", minutes_ago=20)
    await follows(stage)
    await stage.server.until(lambda: len(alerts(stage)) == 1)
    await happens(stage, "سقوط ثلاثة صواريخ في المنطقة الخضراء وسط بغداد", minutes_ago=5, source="قناة الضفة")
    stage.bot.wake()
    await stage.server.until(lambda: "قناة الضفة" in alerts(stage)[0]["text"])
    assert 1 == len(alerts(stage))


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


async def told(stage: Stage) -> tuple:  # type: ignore[type-arg]  # deliveries
    """Return every alert that was queued to the chat."""
    return await stage.database.run(lambda unit: unit.ledger.of_chat(7, 50))
