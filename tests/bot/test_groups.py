"""Newsroom groups: admins configure, everybody reads, topics keep to themselves."""

import pytest
from telegram import Update

from bot.conversations.hearing import incoming_of
from bot.conversations.model import Said
from bot.model import ChatState
from rasid.demo.refusal import Json
from tests.bot.builders import NOW, alert
from tests.bot.conftest import Stage, buttons
from tests.bot.test_journeys import queries, shown, state

GROUP, CHANNEL = -100_5, -100_6
ADMIN, MEMBER = 7, 8


@pytest.fixture
def group(stage: Stage) -> Stage:
    stage.server.user(MEMBER, "علي")
    stage.server.group(GROUP, members={ADMIN: "administrator", MEMBER: "member"})
    return stage


EDITORS_ONLY = "ضبط قوائم الرصد في هذه المجموعة لمشرفيها ومحرّريها وحدهم."


def first_line(message: Json) -> str:
    return shown(message).split("\n")[0]


def refused(message: Json) -> bool:
    return first_line(message) in ("ضبط راصد في هذه المجموعة للمشرفين وحدهم.", EDITORS_ONLY)


async def test_members_are_refused_politely(group: Stage) -> None:
    """Neither commands nor buttons of a member change anything."""
    assert refused(await group.says("/add@rasid_bot غزة", GROUP, MEMBER))
    assert refused(await group.says("/stop", GROUP, MEMBER))
    told = await group.says("/start", GROUP, MEMBER)
    assert refused(told)
    assert [] == [name for name in ("/search", "/map", "/list") if name not in shown(told)]
    welcome = await group.says("/start", GROUP, ADMIN)
    toast = await group.presses(welcome, "هجمات المنطقة الخضراء", MEMBER)
    assert EDITORS_ONLY == toast
    assert [] == await queries(group, GROUP)


async def test_members_can_read(group: Stage) -> None:
    for command in ("/list", "/help", "/topics"):
        assert not refused(await group.says(command, GROUP, MEMBER))


async def test_admins_configure(group: Stage) -> None:
    question = await group.says("/add غزة", GROUP, ADMIN)
    await group.presses(question, "أضف", ADMIN)
    assert ["غزة"] == await queries(group, GROUP)


async def test_a_question_belongs_to_who_asked(group: Stage) -> None:
    """Another admin's tap on somebody's question is refused, and the question stays open."""
    group.server.user(9, "هدى")
    group.server.world.chats[GROUP].members[9] = "creator"
    question = await group.says("/add غزة", GROUP, ADMIN)
    assert "هذا الزر لصاحب الطلب وحده." == await group.presses(question, "أضف", 9)
    await group.presses(question, "أضف", ADMIN)
    assert ["غزة"] == await queries(group, GROUP)


async def test_a_forum_topic_has_its_own_watchlists(group: Stage) -> None:
    """What is added in a topic is answered there and alerts there."""
    forum = group.server.group(GROUP, is_forum=True, members={ADMIN: "administrator"})
    topic = group.server.topic(forum, "عاجل")
    question = await group.says("/add غزة", GROUP, ADMIN, thread_id=topic.id)
    assert topic.id == question["message_thread_id"]
    await group.presses(question, "أضف", ADMIN)
    (watchlist,) = await group.database.run(lambda unit: unit.watchlists.of_chat(GROUP))
    assert topic.id == watchlist.thread_id


def test_a_chain_of_replies_is_no_forum_topic() -> None:
    """Outside forums Telegram gives answers a thread id too; the watchlist must not hide in it."""
    message = {
        "message_id": 9, "date": 1, "message_thread_id": 55, "text": "/list",
        "chat": {"id": GROUP, "type": "supergroup"}, "from": {"id": 7, "is_bot": False, "first_name": "سارة"},
    }  # fmt: skip
    update = Update.de_json({"update_id": 1, "message": message}, None)
    said = incoming_of(update, "rasid_bot")
    assert isinstance(said, Said)
    assert 0 == said.origin.thread_id


async def test_talk_among_people_is_not_answered(group: Stage) -> None:
    """A group's own messages, and commands for another bot, are none of ours."""
    group.server.world.chats[GROUP].bot_status = "administrator"
    group.server.send_text(GROUP, MEMBER, "أضف ملحًا إلى الطعام")
    group.server.send_text(GROUP, MEMBER, "/list@other_bot")
    answer = await group.says("/help", GROUP, MEMBER)
    assert 4 == len(group.server.messages(GROUP))
    assert shown(answer).startswith("كيفية استعمال راصد")


async def test_talk_about_an_alert_is_not_answered(group: Stage) -> None:
    """People answer the bot's messages to discuss them; it keeps out of it."""
    told = await group.says("/help", GROUP, MEMBER)
    group.server.send_text(GROUP, MEMBER, "من المصدر؟", reply_to=told["message_id"])
    await group.says("/help", GROUP, MEMBER)
    assert 5 == len(group.server.messages(GROUP))


async def test_a_mention_is_for_us(group: Stage) -> None:
    question = await group.says("@rasid_bot أضف غزة", GROUP, ADMIN)
    assert "أأضيف «غزة» إلى قوائم الرصد؟" == shown(question).split("\n")[0]


async def test_being_let_in_is_answered_once(group: Stage) -> None:
    """Added to a group the bot introduces itself; thrown out it falls silent; back again it goes on."""
    group.server.world.chats[GROUP].bot_status = "left"
    group.server.set_bot_status(GROUP, "member", ADMIN)
    await group.server.until(lambda: bool(group.server.messages(GROUP)))
    assert shown(group.server.messages(GROUP)[0]).startswith("أنبّه هذه المجموعة")
    group.server.kick(GROUP, ADMIN)
    await becomes(group, ChatState.KICKED)
    group.server.set_bot_status(GROUP, "member", ADMIN)
    await becomes(group, ChatState.ACTIVE)


async def becomes(stage: Stage, wanted: ChatState, chat: int = GROUP) -> None:
    for _ in range(200):
        if await state(stage, chat) is wanted:
            return
        await stage.server.until(lambda: True)
        await stage.settles()
    raise AssertionError(f"{await state(stage, chat)} is not {wanted}")


async def test_a_moved_group_keeps_its_watchlists(group: Stage) -> None:
    group.server.group(-5, kind="group", members={ADMIN: "creator"})
    await group.presses(await group.says("/add غزة", -5, ADMIN), "أضف", ADMIN)
    group.server.migrate(-5, -1006)
    listed = await group.says("/list", -1006, ADMIN)
    assert "غزة" in shown(listed)
    moved = await group.database.run(lambda unit: unit.chats.get(-1006))
    assert moved
    assert "supergroup" == moved.kind


async def test_a_blocked_bot_waits_for_the_person(stage: Stage) -> None:
    """Blocking is remembered without a request; unblocking revives, watchlists and all."""
    await stage.presses(await stage.says("غزة"), "أضف")
    stage.server.block(7)
    await becomes(stage, ChatState.BLOCKED, 7)
    stage.server.unblock(7)
    await becomes(stage, ChatState.ACTIVE, 7)
    assert ["غزة"] == await queries(stage)


async def test_unblocking_does_not_undo_a_stop(stage: Stage) -> None:
    await stage.presses(await stage.says("/stop"), "أوقفها")
    stage.server.unblock(7)
    await stage.says("/list")
    assert ChatState.STOPPED is await state(stage)


async def asked_for_a_name(group: Stage, who: int) -> tuple[int, Json]:
    """Return a watchlist whose new name the person is asked for, and the message that asks."""
    watchlist = await group.database.run(
        lambda unit: unit.watchlists.add(GROUP, 0, "keywords", "غزة", "غزة", NOW)
    )
    listed = await group.says("/list", GROUP, who)
    query = group.server.press_forged(listed, f"rename:{watchlist.id}", who)
    await group.server.until(lambda: group.server.answer(query) is not None)
    await group.settles()
    return watchlist.id, listed


async def name_of(group: Stage, watchlist_id: int) -> str:
    watchlist = await group.database.run(lambda unit: unit.watchlists.get(GROUP, watchlist_id))
    return watchlist.name if watchlist else ""


async def test_a_question_in_a_group_is_answered_by_a_reply(group: Stage) -> None:
    """Only by who was asked: what others reply to the bot's message is talk among themselves."""
    watchlist_id, listed = await asked_for_a_name(group, ADMIN)
    group.server.send_text(GROUP, MEMBER, "ما هذا؟", reply_to=listed["message_id"])
    await group.settles()
    group.server.send_text(GROUP, ADMIN, "القطاع", reply_to=listed["message_id"])
    await group.server.until(lambda: "تغيّر الاسم." in str(group.server.messages(GROUP)[-1].get("text")))
    assert "القطاع" == await name_of(group, watchlist_id)


async def test_talk_below_an_alert_asks_telegram_nothing(group: Stage) -> None:
    """Whose right it is matters only where something was asked."""
    listed = await group.says("/list", GROUP, MEMBER)
    group.server.send_text(GROUP, MEMBER, "خبر مهم", reply_to=listed["message_id"])
    await group.says("/list", GROUP, MEMBER)  # handled after it
    assert "getchatmember" not in {call.method for call in group.server.calls}


async def test_a_channel_is_configured_by_its_posts(stage: Stage) -> None:
    """A command posted there is for us, other posts are not; readers can press no button of an alert."""
    admin = {ADMIN: "administrator"}
    stage.server.group(CHANNEL, "نشرة الأخبار", "channel", members=admin, bot_status="administrator")
    stage.server.send_text(CHANNEL, ADMIN, "صباح الخير من بغداد")
    stage.server.send_text(CHANNEL, ADMIN, "/add المنطقة الخضراء")
    await stage.server.until(lambda: any("أأضيف" in text_of(m) for m in stage.server.messages(CHANNEL)))
    question = stage.server.messages(CHANNEL)[-1]
    await stage.presses(question, "أضف", ADMIN)
    assert ["المنطقة الخضراء"] == await queries(stage, CHANNEL)
    await stage.database.run(lambda unit: unit.outbox.add([alert(CHANNEL)]))
    stage.bot.wake()
    await stage.server.until(lambda: any("#A7F3" in text_of(m) for m in stage.server.messages(CHANNEL)))
    assert ["افتح الخبر"] == buttons(stage.server.messages(CHANNEL)[-1])
    assert 4 == len(stage.server.messages(CHANNEL))


def text_of(message: Json) -> str:
    return str(message.get("text", ""))
