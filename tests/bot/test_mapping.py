"""/map: where something happened in the last day."""

import json

import pytest

from bot.answering import Owed, owed_json, owed_of
from bot.markup import FSI, PDI
from bot.model import Drawing, Mark, Message
from tests.bot.conftest import Stage
from tests.bot.test_catching_up import happens
from tests.bot.test_journeys import shown


async def test_the_map_is_a_photo_with_the_places_in_words(stage: Stage) -> None:
    await happens(stage, "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد", minutes_ago=60)
    await happens(stage, "دوي انفجار في كركوك", minutes_ago=300)
    message = await stage.says("الخريطة")
    assert message["photo"]
    assert "حوادث آخر 24 ساعة" in message["caption"]
    caption = message["caption"].translate(dict.fromkeys(map(ord, FSI + PDI)))
    attack = "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد"
    assert f"• المنطقة الخضراء، بغداد: هجوم · 23:00 · {attack}" in caption
    assert "• كركوك: انفجار · 19:00 · دوي انفجار في كركوك" in caption


async def test_of_one_place_the_newest_event_is_told(stage: Stage) -> None:
    await happens(stage, "دوي انفجار في كركوك", minutes_ago=300)
    await happens(stage, "اندلاع حريق كبير في سوق بكركوك", minutes_ago=60)
    caption = (await stage.says("/map"))["caption"].translate(dict.fromkeys(map(ord, FSI + PDI)))
    assert "• كركوك: انفجار، حريق · 23:00 · اندلاع حريق كبير في سوق بكركوك" in caption


async def test_on_a_bad_day_no_place_gives_way_to_a_headline(stage: Stage) -> None:
    """A caption is short: what there is no room for is the headline, never the place."""
    cities = ["كركوك", "البصرة", "الموصل", "الرمادي", "تكريت", "أربيل", "بعقوبة", "الفلوجة", "الكوت"]
    cities += ["الناصرية", "الحلة", "السليمانية", "تلعفر"]
    for number, city in enumerate(cities):
        tail = " وفق ما أفادت به مصادر محلية متطابقة في المدينة مساء اليوم"
        await happens(stage, f"دوي انفجار في {city}{tail}", minutes_ago=60 + number)
    caption = (await stage.says("/map"))["caption"]
    assert 12 == caption.count("• ")
    assert 6 < caption.count("دوي انفجار") < 12
    assert len(caption) <= 1024


async def test_what_is_older_or_no_event_is_not_on_it(stage: Stage) -> None:
    await happens(stage, "دوي انفجار في كركوك", minutes_ago=25 * 60)
    await happens(stage, "وزير الكهرباء يفتتح محطة في البصرة", minutes_ago=10)
    message = await stage.says("/map")
    assert "photo" not in message
    assert "لم يُسجَّل" in message["text"]


async def test_an_english_reader_gets_it_in_english(stage: Stage) -> None:
    stage.server.user(9, language_code="en")
    await happens(stage, "دوي انفجار في كركوك", minutes_ago=60)
    message = await stage.says("/map", chat=9, user=9)
    assert "Kirkuk: Explosion" in message["caption"]


def test_a_map_that_is_owed_survives_a_kill() -> None:
    """It is kept as what is to be drawn, not as the picture."""
    marks = (Mark("green-zone/baghdad", "المنطقة الخضراء", 2), Mark("basra", "البصرة"))
    owed = Owed(7, 0, Message("نص", drawing=Drawing("حوادث", "ar", marks)))
    assert owed == owed_of(owed_json(owed))


@pytest.mark.parametrize("drawing", [{"title": "x"}, {"marks": [1]}, "x", 3])
def test_what_is_no_drawing_is_not_owed(drawing: object) -> None:
    kept = json.loads(owed_json(Owed(7, 0, Message("نص"))))
    kept["owed"]["message"]["drawing"] = drawing
    assert owed_of(json.dumps(kept)) is None


async def test_the_map_of_one_place(stage: Stage) -> None:
    """What lies in it, by any of its names; what it does not know, or what was calm, is said."""
    await happens(stage, "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد", minutes_ago=60)
    await happens(stage, "دوي انفجار في كركوك", minutes_ago=300)
    message = await stage.says("/map بغداد")
    assert "حوادث آخر 24 ساعة في «\u2068بغداد\u2069»" in message["caption"]
    assert "• المنطقة الخضراء، بغداد: هجوم" in message["caption"]
    assert "كركوك" not in message["caption"]
    assert "كركوك" in (await stage.says("/map العراق"))["caption"]
    calm = await stage.says("/map البصرة")
    assert "لم يُسجَّل في آخر 24 ساعة حادث في «البصرة»." == shown(calm)
    await stage.presses(calm, "الخريطة كلها")
    await stage.server.until(lambda: "photo" in stage.server.messages(7)[-1])
    assert "لا أعرف مكانًا باسم «أطلنطس»." == shown(await stage.says("/map أطلنطس"))
