"""/map: where something happened in the last day."""

import json

import pytest

from bot.answering import Owed, owed_json, owed_of
from bot.model import Drawing, Mark, Message
from tests.bot.conftest import Stage
from tests.bot.test_catching_up import happens


async def test_the_map_is_a_photo_with_the_places_in_words(stage: Stage) -> None:
    await happens(stage, "سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد", minutes_ago=60)
    await happens(stage, "دوي انفجار في كركوك", minutes_ago=300)
    message = await stage.says("الخريطة")
    assert message["photo"]
    assert "حوادث آخر 24 ساعة" in message["caption"]
    assert "• المنطقة الخضراء، بغداد: هجوم" in message["caption"]
    assert "• كركوك: انفجار" in message["caption"]


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
