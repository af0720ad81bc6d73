"""Zone, quiet hours and review, by button and in one's own words."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.model import QUIET, Priority, Subscriber
from bot.zones import OFFERED, zone_name, zone_of
from tests.bot.builders import alert
from tests.bot.conftest import Stage, buttons
from tests.bot.test_journeys import shown


async def chat(stage: Stage) -> Subscriber:
    known = await stage.database.run(lambda unit: unit.chats.get(7))
    assert known
    return known


async def test_a_night_is_chosen_by_a_tap(stage: Stage) -> None:
    message = await stage.says("/settings")
    assert "ساعات الهدوء: معطّلة" in shown(message)
    await stage.presses(message, "🌙 ساعات الهدوء")
    await stage.presses(stage.now_reads(message), "23:00–07:00")
    assert "ساعات الهدوء: من 23:00 إلى 07:00، عدا العاجل" in shown(stage.now_reads(message))
    await stage.presses(stage.now_reads(message), "😴 لا توقظني")
    known = await chat(stage)
    assert (23 * 60, 7 * 60, False) == (known.quiet_from, known.quiet_to, known.is_woken)
    await stage.presses(stage.now_reads(message), "رجوع")
    assert "ساعات الهدوء: من 23:00 إلى 07:00" in shown(stage.now_reads(message))


async def test_a_night_is_typed_to_the_minute(stage: Stage) -> None:
    """What can't be read is asked again; then it is stored."""
    message = await stage.says("/settings")
    await stage.presses(message, "🌙 ساعات الهدوء")
    await stage.presses(stage.now_reads(message), "اكتب غيرها…")
    for text, why in (
        ("من الليل حتى الفجر", "ليس هذا وقتًا صحيحًا"),
        ("25:00 - 06:00", "ليس هذا وقتًا صحيحًا"),
        ("06:00 - 06:00", "البداية والنهاية وقت واحد"),
        ("الليل كله", "لم أجد في ما كتبته وقتين: بداية ونهاية."),
    ):
        told = await stage.says(text)
        assert shown(told).startswith(why)
        assert "إلغاء" in buttons(told)
    assert "من 23:30 إلى 06:45" in shown(await stage.says("23:30 - ٦:٤٥"))
    known = await chat(stage)
    assert (23 * 60 + 30, 6 * 60 + 45) == (known.quiet_from, known.quiet_to)


async def test_without_quiet_hours_nothing_waits_for_the_morning(stage: Stage) -> None:
    """Switched off at night, what was held comes at once."""
    message = await stage.says("/settings")
    await stage.presses(message, "🌙 ساعات الهدوء")
    await stage.presses(stage.now_reads(message), "23:00–07:00")
    await stage.database.run(lambda unit: unit.outbox.add([alert(priority=Priority.NORMAL)]))
    stage.bot.wake()
    await is_held(stage)
    await stage.presses(stage.now_reads(message), "بلا ساعات هدوء")
    stage.bot.wake()
    await stage.server.until(lambda: any("#A7F3" in one["text"] for one in stage.server.messages(7)))


async def is_held(stage: Stage) -> None:
    """Return once the first alert waits for the morning; nothing that the server sees tells of it."""
    for _ in range(1000):
        row = await stage.database.run(lambda unit: unit.outbox.get(1))
        if row and row.error == QUIET:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the alert is not held")


async def test_a_review_is_ordered_by_a_tap_and_by_words(stage: Stage) -> None:
    """It is midnight in Baghdad: the first one is due in the morning."""
    message = await stage.says("/settings")
    await stage.presses(message, "🗞 الحصيلة")
    await stage.presses(stage.now_reads(message), "يومية")
    assert "الحصيلة: كل يوم عند الساعة 08:00" in shown(stage.now_reads(message))
    assert datetime(2026, 11, 26, 5, tzinfo=UTC) == (await chat(stage)).digest_due_at
    await stage.presses(stage.now_reads(message), "اكتب غيرها…")
    assert "الحصيلة: كل يوم عند الساعة 07:15" in shown(await stage.says("٧:١٥ ص"))
    assert datetime(2026, 11, 26, 4, 15, tzinfo=UTC) == (await chat(stage)).digest_due_at


async def test_an_hour_orders_a_review_that_was_off(stage: Stage) -> None:
    """Who chooses an hour wants one, and is told that it comes every day from now on."""
    message = await stage.says("/settings")
    await stage.presses(message, "🗞 الحصيلة")
    toast = await stage.presses(stage.now_reads(message), "09:00")
    assert "حُفظ. الحصيلة: كل يوم عند الساعة 09:00" == toast
    assert ("daily", 540) == ((await chat(stage)).digest, (await chat(stage)).digest_at)
    assert "✓ يومية" in buttons(stage.now_reads(message))
    assert "حُفظ. الحصيلة: كل يوم أحد عند الساعة 09:00" == await stage.presses(
        stage.now_reads(message), "أسبوعية"
    )
    assert "حُفظ" == await stage.presses(stage.now_reads(message), "08:00")
    assert "weekly" == (await chat(stage)).digest


async def test_examples_are_in_the_readers_digits(stage: Stage) -> None:
    message = await stage.says("/settings")
    await stage.presses(message, "١٢٣")
    await stage.presses(stage.now_reads(message), "🗞 الحصيلة")
    await stage.presses(stage.now_reads(message), "اكتب غيرها…")
    assert "اكتب وقت الحصيلة، مثل: ٧:١٥" == shown(stage.now_reads(message))
    assert "123" in buttons(await stage.says("/settings"))


async def test_english_is_told_in_its_own_digits(stage: Stage) -> None:
    """Those of an Arabic reader who tries English are «123» again, until chosen anew."""
    message = await stage.says("/settings")
    await stage.presses(message, "١٢٣")
    await stage.presses(stage.now_reads(message), "\u2068English\u2069")
    assert "western" == (await chat(stage)).digits
    await stage.presses(stage.now_reads(message), "١٢٣")
    assert ("en", "arabic") == ((await chat(stage)).language, (await chat(stage)).digits)


async def test_the_zone_moves_the_review(stage: Stage) -> None:
    message = await stage.says("/settings")
    await stage.presses(message, "🗞 الحصيلة")
    await stage.presses(stage.now_reads(message), "أسبوعية")
    await stage.presses(stage.now_reads(message), "رجوع")
    await stage.presses(stage.now_reads(message), "🌍 التوقيت")
    await stage.presses(stage.now_reads(message), "القاهرة")
    known = await chat(stage)
    assert "Africa/Cairo" == known.zone
    assert datetime(2026, 11, 29, 6, tzinfo=UTC) == known.digest_due_at


async def test_a_city_is_typed(stage: Stage) -> None:
    message = await stage.says("/settings")
    await stage.presses(message, "🌍 التوقيت")
    await stage.presses(stage.now_reads(message), "اكتب غيرها…")
    assert shown(await stage.says("أطلنطس")).startswith("لا أعرف مدينة بهذا الاسم.")
    assert "التوقيت: إسطنبول" in shown(await stage.says("اسطنبول"))
    assert "Asia/Istanbul" == (await chat(stage)).zone


async def test_a_forged_choice_changes_nothing(stage: Stage) -> None:
    message = await stage.says("/settings")
    before = await chat(stage)
    for data in (
        "quiet:1:2",
        "quiet:x",
        "zone:Mars/Base",
        "review:61",
        "review:hourly",
        "lang:fr",
        "x",
        "all:say",
    ):
        query = stage.server.press_forged(message, f"set:{data}", 7)
        await stage.server.until(lambda query=query: stage.server.answer(query) is not None)
    await stage.settles()
    assert before == await chat(stage)


async def test_every_choice_is_offered_once(stage: Stage) -> None:
    message = await stage.says("/settings")
    await stage.presses(message, "🌍 التوقيت")
    labels = buttons(stage.now_reads(message))
    assert len(OFFERED) + 2 == len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("بغداد", "Asia/Baghdad"),
        ("الرياض", "Asia/Riyadh"),
        ("cairo", "Africa/Cairo"),
        ("Asia/Amman", "Asia/Amman"),
        ("القدس", "Asia/Jerusalem"),
        ("غزة", "Asia/Gaza"),
        ("utc", "UTC"),
        ("../etc/passwd", None),
        ("", None),
    ],
)
def test_a_zone_is_known_by_its_city(text: str, zone: str | None) -> None:
    assert zone == zone_of(text)


def test_cities_are_named_in_the_readers_language() -> None:
    assert ("بيروت", "Beirut") == (zone_name("Asia/Beirut", "ar"), zone_name("Asia/Beirut", "en"))


async def test_maps_are_switched_on_and_off_by_a_tap(stage: Stage) -> None:
    message = await stage.says("/settings")
    assert "الخريطة: عند الطلب" in shown(message)
    await stage.presses(message, "🗺 خريطة مع التنبيه")
    assert "الخريطة: تلي أول تنبيه" in shown(stage.now_reads(message))
    assert (await chat(stage)).maps
    await stage.presses(stage.now_reads(message), "✓ 🗺 خريطة مع التنبيه")
    assert not (await chat(stage)).maps


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ساعات الهدوء", "ساعات الهدوء: معطّلة"),
        ("الحصيلة", "الحصيلة: معطّلة"),
        ("التوقيت", "التوقيت: بغداد"),
        ("غيّر اللغة", "الإعدادات"),
        ("English", "الإعدادات"),
    ],
)
async def test_a_setting_is_opened_by_its_name(stage: Stage, text: str, first: str) -> None:
    assert first == shown(await stage.says(text)).split("\n")[0]
