"""/export, and the file sent back."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.answering import Owed, owed_json, owed_of
from bot.model import Document, Message
from bot.portable import Portable, read
from bot.ports import Unit
from rasid.demo.refusal import Json
from tests.bot.conftest import Clock, Stage, bot_of, buttons, running
from tests.bot.test_journeys import queries, shown

CHARS = 400


async def follows(stage: Stage, *texts: str, chat: int = 7) -> None:
    def add(unit: Unit) -> None:
        for text in texts:
            unit.watchlists.add(chat, 0, "keywords", text, text, stage.clock())

    await stage.database.run(add)


def body_of(stage: Stage, message: Json) -> bytes:
    return stage.server.world.files[message["document"]["file_id"]].body


async def sends(stage: Stage, body: bytes, name: str = "rasid.json", chat: int = 7, **more: Any) -> Json:
    """Send a file as the chat's person and return the bot's answer."""
    before = len(stage.server.messages(chat))
    stage.server.send_document(chat, more.pop("user", chat), name, body, **more)
    await stage.server.until(lambda: len(stage.server.messages(chat)) > before + 1, seconds=30)
    return stage.server.messages(chat)[-1]


def file(*listed: object, **changes: Any) -> bytes:
    return json.dumps({"rasid": 1, "watchlists": listed} | changes, ensure_ascii=False).encode()


async def test_the_export_holds_watchlists_and_settings(stage: Stage) -> None:
    """A JSON file under today's name, with a caption that says what it is."""
    await follows(stage, "غزة", "صاروخ + سفارة")
    sent = await stage.says("/export")
    assert "rasid-2026-11-25.json" == sent["document"]["file_name"]
    assert "في الملف قائمتا رصد والإعدادات." == shown({"text": sent["caption"]}).split("\n")[0]
    found = read(body_of(stage, sent), CHARS)
    assert isinstance(found, Portable)
    assert ["غزة", "صاروخ + سفارة"] == [one.query for one in found.watchlists]
    assert ("zone", "Asia/Baghdad") in found.settings


async def test_another_chat_takes_the_file_in(stage: Stage) -> None:
    """Shown first, added by a tap, all at once; what is there already is counted and not doubled."""
    await follows(stage, "غزة", "بغداد")
    exported = body_of(stage, await stage.says("/export"))
    stage.server.user(8)
    await follows(stage, "بغداد", chat=8)
    offer = await sends(stage, exported, chat=8)
    lines = ["تُضاف قائمة رصد واحدة: «غزة»", "في الملف قائمة واحدة لديك من قبل."]
    assert lines == shown(offer).split("\n")[2:4]
    assert ["بغداد"] == await queries(stage, 8)
    assert ["أضف القوائم", "لا"] == buttons(offer)
    await stage.presses(offer, "أضف القوائم", user=8)
    assert "تم، وأُضيفت قائمة رصد واحدة." == shown(stage.now_reads(offer)).split("\n")[0]
    assert ["بغداد", "غزة"] == await queries(stage, 8)
    assert "ليس في الملف ما يضاف." == shown(await sends(stage, exported, chat=8)).split("\n")[0]


async def test_settings_are_taken_only_if_wanted(stage: Stage) -> None:
    """The second button takes them too, and says so; the first leaves them."""
    wishes = file({"query": "غزة"}, settings={"language": "en", "digits": "arabic", "zone": "Africa/Cairo"})
    offer = await sends(stage, wishes)
    assert "تصير الإعدادات: " in shown(offer)
    await stage.presses(offer, "أضف القوائم")
    chat = await stage.database.run(lambda unit: unit.chats.get(7))
    assert chat
    assert ("ar", ["غزة"]) == (chat.language, await queries(stage))
    offer = await sends(stage, wishes)
    await stage.presses(offer, "غيّر الإعدادات")
    changed = await stage.database.run(lambda unit: unit.chats.get(7))
    assert replace(chat, language="en", digits="arabic", zone="Africa/Cairo") == changed


async def test_refusing_changes_nothing(stage: Stage) -> None:
    offer = await sends(stage, file({"query": "غزة"}))
    await stage.presses(offer, "لا")
    assert [] == await queries(stage)


async def test_each_bad_query_is_named(stage: Stage) -> None:
    offer = await sends(stage, file({"query": "غزة"}, {"name": "سفارات", "query": "(سفارة"}, {"query": "في"}))
    lines = shown(offer).split("\n")
    assert "قائمتان لا تُقرآن:" in "".join(lines)
    assert "«سفارات»: القوس لم يُغلق." in lines
    assert any(line.startswith("«في»: ") for line in lines)


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("rasid.json", b"{", "ليس بصيغة JSON سليمة"),
        ("other.json", b'{"a": 1}', "ليس مما أصدّره"),
        ("new.json", b'{"rasid": 9}', "أحدث مني"),
        ("big.json", b" " * 1_000_001, "أكبر من ميغابايت"),
        ("picture.png", b"png", "لا أقرأ من الملفات إلا ما صدّرته"),
        ("", b"{}", "لا أقرأ من الملفات إلا ما صدّرته"),
    ],
)
async def test_a_file_that_is_no_export_is_refused(stage: Stage, name: str, body: bytes, said: str) -> None:
    reply = await sends(stage, body, name)
    assert said in shown(reply)
    assert [] == buttons(reply)


async def test_what_is_too_large_or_no_export_is_not_fetched(stage: Stage) -> None:
    await sends(stage, b" " * 1_000_001, "big.json")
    await sends(stage, b"png", "picture.png")
    assert "getfile" not in {call.method.lower() for call in stage.server.calls}


async def test_a_file_that_cannot_be_had_is_asked_for_again(stage: Stage) -> None:
    """Telegram has lost it: nothing breaks, and the person is told."""
    message = stage.server.send_document(7, 7, "rasid.json", b"{}")
    stage.server.world.files.clear()
    await stage.server.until(lambda: len(stage.server.messages(7)) > 1)
    assert "أرسله مرة أخرى" in shown(stage.server.messages(7)[-1])
    assert message["document"]["file_name"] == "rasid.json"


async def test_no_more_is_added_than_there_is_room(stage: Stage, clock: Clock) -> None:
    """What has no room is said to have none; if the room is gone at the tap, nothing is added."""
    stage.bot.stop()
    async with running(bot_of(stage.server, stage.database, clock, watchlists_per_chat=2)) as bot:
        stage.bot = bot
        offer = await sends(stage, file(*({"query": f"كلمة{n}"} for n in "أبتثج")))
        assert "تُضاف قائمتا رصد: «كلمةأ»، «كلمةب»" in shown(offer)
        assert "في الملف 3 قوائم لا يتسع لها المكان." in shown(offer)
        await follows(stage, "غزة")
        await stage.presses(offer, "أضف القوائم")
        assert "بلغت الحد الأقصى" in shown(stage.now_reads(offer))
        assert ["غزة"] == await queries(stage)


async def test_a_tap_adds_once(stage: Stage) -> None:
    """A double tap finds its question answered."""
    offer = await sends(stage, file({"query": "غزة"}))
    data = offer["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for _ in range(2):
        stage.server.press_forged(offer, data, 7)
    await stage.server.until(lambda: "تم" in shown(stage.now_reads(offer)))
    await stage.settles()
    assert ["غزة"] == await queries(stage)


async def test_in_a_group_a_file_is_for_us_only_if_it_names_us(stage: Stage) -> None:
    """And then only from an admin."""
    stage.server.user(8)
    stage.server.group(-5, members={7: "administrator", 8: "member"}, bot_status="administrator")
    stage.server.send_document(-5, 7, "rasid.json", file({"query": "غزة"}))
    refused = await sends(stage, file({"query": "غزة"}), chat=-5, user=8, caption="@rasid_bot")
    assert "للمشرفين وحدهم" in shown(refused)
    assert "getfile" not in {call.method.lower() for call in stage.server.calls}
    offer = await sends(stage, file({"query": "غزة"}), chat=-5, user=7, caption="@rasid_bot أضف هذا")
    await stage.presses(offer, "أضف القوائم", user=7)
    assert ["غزة"] == await queries(stage, -5)


def test_a_file_that_is_owed_survives_a_kill() -> None:
    owed = Owed(7, 0, Message("نص", document=Document("rasid.json", '{"rasid": 1}')))
    assert owed == owed_of(owed_json(owed))
