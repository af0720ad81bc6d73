"""Editors of a group: named by its admins, for its watchlists alone."""

from dataclasses import replace

import pytest

from bot.ports import Unit
from rasid.demo.refusal import Json
from tests.bot.builders import NOW
from tests.bot.conftest import Stage, buttons
from tests.bot.test_groups import CHANNEL, EDITORS_ONLY, GROUP, asked_for_a_name, first_line, name_of
from tests.bot.test_journeys import queries, shown

ADMIN, EDITOR, MEMBER = 7, 8, 9
OWNERS_ONLY = "ضبط راصد في هذه المجموعة للمشرفين وحدهم."


@pytest.fixture
def group(stage: Stage) -> Stage:
    stage.server.user(EDITOR, "علي")
    stage.server.user(MEMBER, "هدى")
    members = {ADMIN: "administrator", EDITOR: "member", MEMBER: "member"}
    stage.server.group(GROUP, members=members)
    stage.server.world.chats[GROUP].bot_status = "administrator"
    return stage


async def named(group: Stage, who: int = EDITOR, by: int = ADMIN) -> Json:
    """Let the admin reply to something that the person wrote."""
    said = group.server.send_text(GROUP, who, "صباح الخير")
    return await group.says("/editors", GROUP, by, reply_to=said["message_id"])


def bare(label: str) -> str:
    return label.translate(dict.fromkeys(map(ord, "\u2068\u2069")))


async def editors(group: Stage) -> tuple[int, ...]:
    chat = await group.database.run(lambda unit: unit.chats.get(GROUP))
    return chat.editors if chat else ()


async def test_an_editor_sees_to_the_watchlists(group: Stage) -> None:
    """Adds them, changes them, follows topics."""
    told = await named(group)
    assert "بات بوسع علي إضافة قوائم الرصد وتعديلها. أما الإعدادات فتبقى للمشرفين." == shown(told)
    await group.presses(await group.says("/add غزة", GROUP, EDITOR), "أضف", EDITOR)
    topics = await group.says("/topics", GROUP, EDITOR)
    await group.presses(topics, "هجمات المنطقة الخضراء", EDITOR)
    assert ["غزة", "green-zone-attack"] == await queries(group, GROUP)


@pytest.mark.parametrize("said", ["/settings", "/stop", "/forget", "/editors", "/export", "/start"])
async def test_an_editor_does_not_own_the_group(group: Stage, said: str) -> None:
    """Neither settings nor roles nor what is known of the chat are an editor's."""
    await named(group)
    assert OWNERS_ONLY == first_line(await group.says(said, GROUP, EDITOR))


@pytest.mark.parametrize(
    "data", ["set:lang:en", "halt:1:8", "forget:1:8", "unedit:8", "editors:", "import:1:8"]
)
async def test_forged_buttons_of_owners_are_refused_to_editors(group: Stage, data: str) -> None:
    told = await named(group)
    query = group.server.press_forged(told, data, EDITOR)
    await group.server.until(lambda: group.server.answer(query) is not None)
    assert OWNERS_ONLY == (group.server.answer(query) or {})["text"]
    assert (EDITOR,) == await editors(group)


async def test_an_editor_names_no_editor(group: Stage) -> None:
    await named(group)
    assert OWNERS_ONLY == first_line(await named(group, MEMBER, EDITOR))
    assert (EDITOR,) == await editors(group)


async def test_others_read_as_before(group: Stage) -> None:
    await named(group)
    assert EDITORS_ONLY == first_line(await group.says("/add غزة", GROUP, MEMBER))
    assert [] == await queries(group, GROUP)


async def test_settings_show_editors_and_take_them_back(group: Stage) -> None:
    """By the names that Telegram knows now: only numbers are stored."""
    await named(group)
    settings = await group.says("/settings", GROUP, ADMIN)
    assert "الإعدادات للمشرفين، وقوائم الرصد لهم ولمحرّر واحد" in shown(settings)
    await group.presses(settings, "👥 المحرّرون")
    group.server.user(EDITOR, "علي الكاظم")
    settings = group.now_reads(settings)
    assert "• علي" in shown(settings)
    assert ["✕ علي", "رجوع"] == [bare(label) for label in buttons(settings)]
    await group.presses(settings, buttons(settings)[0])
    assert () == await editors(group)
    assert "لا محرّرين بعد" in shown(group.now_reads(settings))
    assert EDITORS_ONLY == first_line(await group.says("/add غزة", GROUP, EDITOR))


async def test_naming_somebody_can_be_undone_at_once(group: Stage) -> None:
    told = await named(group)
    await group.presses(told, "تراجع")
    assert () == await editors(group)


async def test_naming_twice_is_naming_once(group: Stage) -> None:
    await named(group)
    assert "علي من المحرّرين أصلًا." == shown(await named(group))
    assert (EDITOR,) == await editors(group)


async def test_a_reply_to_the_bot_names_nobody(group: Stage) -> None:
    told = await group.says("/help", GROUP, ADMIN)
    listed = await group.says("/editors", GROUP, ADMIN, reply_to=told["message_id"])
    assert shown(listed).startswith("محرّرو هذه المجموعة")
    assert () == await editors(group)


async def test_there_is_room_for_twenty(group: Stage) -> None:
    await group.says("/editors", GROUP, ADMIN)

    def fill(unit: Unit) -> None:
        chat = unit.chats.get(GROUP)
        assert chat
        unit.chats.put(replace(chat, editors=tuple(range(100, 120))))

    await group.database.run(fill)
    assert "لا يتسع المكان لأكثر من 20 محرّرًا." == shown(await named(group))
    listed = await group.says("/editors", GROUP, ADMIN)
    assert "• العضو 119" in shown(listed)


async def test_who_has_left_the_group_edits_no_more(group: Stage) -> None:
    told = await named(group)
    watchlist = await group.database.run(
        lambda unit: unit.watchlists.add(GROUP, 0, "keywords", "غزة", "غزة", NOW)
    )
    group.server.world.chats[GROUP].members[EDITOR] = "left"
    query = group.server.press_forged(told, f"pause:{watchlist.id}", EDITOR)
    await group.server.until(lambda: group.server.answer(query) is not None)
    assert EDITORS_ONLY == (group.server.answer(query) or {})["text"]


async def test_an_editor_answers_what_was_asked(group: Stage) -> None:
    await named(group)
    watchlist_id, listed = await asked_for_a_name(group, EDITOR)
    group.server.send_text(GROUP, EDITOR, "القطاع", reply_to=listed["message_id"])
    await group.server.until(lambda: "تغيّر الاسم." in shown(group.server.messages(GROUP)[-1]))
    assert "القطاع" == await name_of(group, watchlist_id)


@pytest.mark.parametrize("has_left", [True, False])
async def test_what_an_editor_was_asked_ends_with_the_right(group: Stage, *, has_left: bool) -> None:
    """The question stays open for a while: whoever is taken off or leaves the group answers it no more."""
    told = await named(group)
    watchlist_id, listed = await asked_for_a_name(group, EDITOR)
    if has_left:
        group.server.world.chats[GROUP].members[EDITOR] = "left"
    else:
        query = group.server.press_forged(told, f"unedit:{EDITOR}", ADMIN)
        await group.server.until(lambda: group.server.answer(query) is not None)
        await group.settles()
    group.server.send_text(GROUP, EDITOR, "القطاع", reply_to=listed["message_id"])
    await group.server.until(lambda: EDITORS_ONLY == first_line(group.server.messages(GROUP)[-1]))
    assert "غزة" == await name_of(group, watchlist_id)


@pytest.mark.parametrize("chat", [7, CHANNEL])
async def test_only_groups_have_editors(stage: Stage, chat: int) -> None:
    """A person alone has nobody to name, a channel's admins post for it."""
    if chat == CHANNEL:
        stage.server.group(CHANNEL, "نشرة", "channel", members={7: "creator"}, bot_status="administrator")
    assert "المحرّرون للمجموعات وحدها." == shown(await stage.says("/editors", chat))


async def test_a_file_of_the_group_names_nobody(group: Stage) -> None:
    """Who is sent the export learns of no editor."""
    await named(group)
    sent = await group.says("/export", GROUP, ADMIN)
    body = group.server.world.files[sent["document"]["file_id"]].body.decode()
    assert "editors" not in body


async def test_what_is_stored_of_editors_is_told(group: Stage) -> None:
    assert "أرقام حسابات محرّري المجموعة" in shown(await group.says("/privacy", GROUP, MEMBER))


async def test_who_owns_no_more_answers_no_question_of_the_settings(group: Stage) -> None:
    """An admin who has become an editor sees to watchlists alone."""
    settings = await group.says("/settings", GROUP, ADMIN)
    query = group.server.press_forged(settings, "set:zone:say", ADMIN)
    await group.server.until(lambda: group.server.answer(query) is not None)
    await group.settles()
    group.server.world.chats[GROUP].members[ADMIN] = "member"
    await group.database.run(
        lambda unit: unit.chats.put(replace(chat, editors=(ADMIN,))) if (chat := unit.chats.get(GROUP)) else 0
    )
    group.server.send_text(GROUP, ADMIN, "القاهرة", reply_to=settings["message_id"])
    await group.server.until(lambda: OWNERS_ONLY == first_line(group.server.messages(GROUP)[-1]))
    chat = await group.database.run(lambda unit: unit.chats.get(GROUP))
    assert chat
    assert "Asia/Baghdad" == chat.zone
