"""Where the bot may write, what it hears, and what it learns of chats."""

from collections.abc import Callable

import pytest

from rasid.demo.botapi import BotApiServer
from tests.demo.conftest import Client, Clock

_GROUP = -1001


def _never_seen(_server: BotApiServer) -> None:
    """Nobody of that id exists."""


def _never_started(server: BotApiServer) -> None:
    server.user(7, is_started=False)


def _blocked(server: BotApiServer) -> None:
    server.block(server.user(7))


def _deactivated(server: BotApiServer) -> None:
    server.deactivate(server.user(7))


@pytest.mark.parametrize(
    ("trouble", "refusal"),
    [
        (_never_seen, "Bad Request: chat not found"),
        (_never_started, "Forbidden: bot can't initiate conversation with a user"),
        (_blocked, "Forbidden: bot was blocked by the user"),
        (_deactivated, "Forbidden: user is deactivated"),
    ],
)
async def test_a_person_out_of_reach_is_said_so(
    server: BotApiServer, client: Client, trouble: Callable[[BotApiServer], None], refusal: str
) -> None:
    trouble(server)
    assert refusal == await client.refusal("sendMessage", chat_id=7, text="خبر")


@pytest.mark.parametrize(
    ("kind", "status", "refusal"),
    [
        ("group", "kicked", "Forbidden: bot was kicked from the group chat"),
        ("supergroup", "kicked", "Forbidden: bot was kicked from the supergroup chat"),
        ("channel", "left", "Forbidden: bot is not a member of the channel chat"),
        ("channel", "member", "Bad Request: need administrator rights in the channel chat"),
    ],
)
async def test_a_group_out_of_reach_is_said_so(
    server: BotApiServer, client: Client, kind: str, status: str, refusal: str
) -> None:
    server.group(_GROUP, kind=kind, bot_status=status)
    assert refusal == await client.refusal("sendMessage", chat_id=_GROUP, text="خبر")


async def test_a_muted_bot_and_a_deleted_group_are_said_so(server: BotApiServer, client: Client) -> None:
    server.group(_GROUP).may_write = False
    refusal = await client.refusal("sendMessage", chat_id=_GROUP, text="خبر")
    assert "Bad Request: not enough rights to send text messages to the chat" == refusal
    server.group(_GROUP - 1).is_deleted = True
    refusal = await client.refusal("sendMessage", chat_id=_GROUP - 1, text="خبر")
    assert "Forbidden: the group chat was deleted" == refusal
    assert "Bad Request: chat_id is empty" == await client.refusal("sendMessage", text="خبر")


async def test_a_channel_is_reached_by_its_name(server: BotApiServer, client: Client) -> None:
    """A post in a channel has no sender but the channel."""
    server.group(_GROUP, kind="channel", username="rasid_news", bot_status="administrator")
    post = await client.ok("sendMessage", chat_id="@rasid_news", text="خبر")
    assert (_GROUP, _GROUP) == (post["sender_chat"]["id"], post["chat"]["id"])
    assert "from" not in post


async def test_forum_topics_take_messages_until_closed(server: BotApiServer, client: Client) -> None:
    forum = server.group(_GROUP, is_forum=True)
    topic = server.topic(forum, "المنطقة الخضراء")
    params = {"chat_id": _GROUP, "text": "خبر", "message_thread_id": topic.id}
    message = await client.ok("sendMessage", **params)
    assert (topic.id, True) == (message["message_thread_id"], message["is_topic_message"])
    topic.is_closed = True
    assert "Bad Request: TOPIC_CLOSED" == await client.refusal("sendMessage", **params)
    topic.is_deleted = True
    assert "Bad Request: TOPIC_DELETED" == await client.refusal("sendMessage", **params)
    refusal = await client.refusal("sendMessage", **{**params, "message_thread_id": 404})
    assert "Bad Request: message thread not found" == refusal


async def test_a_group_that_moved_names_its_new_id(server: BotApiServer, client: Client) -> None:
    """The bot gets both service messages, and a refusal with the new id for the old one."""
    sara = server.user(7)
    server.group(-5, kind="group", members={sara.id: "creator"})
    server.migrate(-5, _GROUP)
    body = await client("sendMessage", chat_id=-5, text="خبر")
    assert "Bad Request: group chat was upgraded to a supergroup chat" == body["description"]
    assert {"migrate_to_chat_id": _GROUP} == body["parameters"]
    await client.ok("sendMessage", chat_id=_GROUP, text="خبر")
    told = [update["message"] for update in await client.ok("getUpdates")]
    assert [(-5, _GROUP), (_GROUP, -5)] == [
        (m["chat"]["id"], m.get("migrate_to_chat_id") or m["migrate_from_chat_id"]) for m in told
    ]


async def test_privacy_mode_hears_only_what_is_meant_for_the_bot(
    server: BotApiServer, client: Client
) -> None:
    """In a group the bot gets commands, mentions and answers to itself; as an administrator everything."""
    sara = server.user(7)
    server.group(_GROUP, members={7: "member"})
    ours = (await client.ok("sendMessage", chat_id=_GROUP, text="من يتابع؟"))["message_id"]
    server.send_text(_GROUP, sara, "حديث جانبي")
    server.send_text(_GROUP, sara, "/list")
    server.send_text(_GROUP, sara, "يا @rasid_bot أضف بغداد")
    server.send_text(_GROUP, sara, "أنا", reply_to=ours)
    server.set_bot_status(_GROUP, "administrator", sara)
    server.send_text(_GROUP, sara, "حديث آخر")
    updates = await client.ok("getUpdates")
    heard = [update["message"]["text"] for update in updates if "message" in update]
    assert ["/list", "يا @rasid_bot أضف بغداد", "أنا", "حديث آخر"] == heard


async def test_blocking_and_returning_are_told(server: BotApiServer, client: Client) -> None:
    sara = server.user(7)
    server.block(sara)
    server.send_text(sara, sara, "/start")
    first, second, third = await client.ok("getUpdates")
    changes = [first["my_chat_member"], second["my_chat_member"]]
    assert ["kicked", "member"] == [change["new_chat_member"]["status"] for change in changes]
    assert "/start" == third["message"]["text"]
    await client.ok("sendMessage", chat_id=7, text="أهلًا بعودتك")


async def test_members_and_administrators_are_known(server: BotApiServer, client: Client) -> None:
    server.user(7, "سارة")
    server.user(8, "علي")
    server.group(_GROUP, members={7: "creator", 8: "member"}, bot_status="administrator")
    heads = await client.ok("getChatAdministrators", chat_id=_GROUP)
    assert [7, 1000000] == [head["user"]["id"] for head in heads]
    assert "member" == (await client.ok("getChatMember", chat_id=_GROUP, user_id=8))["status"]
    assert "administrator" == (await client.ok("getChatMember", chat_id=_GROUP, user_id=1000000))["status"]
    assert 3 == await client.ok("getChatMemberCount", chat_id=_GROUP)
    assert "غرفة الأخبار" == (await client.ok("getChat", chat_id=_GROUP))["title"]
    refusal = await client.refusal("getChatMember", chat_id=_GROUP, user_id=9)
    assert "Bad Request: PARTICIPANT_ID_INVALID" == refusal


async def test_the_menu_follows_scope_and_language(server: BotApiServer, client: Client) -> None:
    """A person sees the menu of the nearest scope in their language, else that scope's general one."""
    sara = server.user(7)
    for scope, language, text in [
        (None, None, "general"),
        (None, "ar", "عام"),
        ({"type": "all_private_chats"}, None, "private"),
    ]:
        await client.ok(
            "setMyCommands",
            commands=[{"command": "start", "description": text}],
            **({"scope": scope} if scope else {}),
            **({"language_code": language} if language else {}),
        )
    seen = server.world.commands_for(server.world.chats[sara.id], "ar")
    assert "private" == seen[0]["description"]
    await client.ok("deleteMyCommands", scope={"type": "all_private_chats"})
    seen = server.world.commands_for(server.world.chats[sara.id], "ar")
    assert "عام" == seen[0]["description"]
    assert "general" == (await client.ok("getMyCommands"))[0]["description"]


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"language_code": "ar-EG"}, "Bad Request: Invalid language code specified"),
        ({"commands": [{"command": "أضف", "description": "x"}]}, "Bad Request: BOT_COMMAND_INVALID"),
        (
            {"commands": [{"command": "add", "description": ""}]},
            "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID",
        ),
    ],
)
async def test_unsound_menus_are_refused(client: Client, params: dict[str, object], refusal: str) -> None:
    sound = {"commands": [{"command": "add", "description": "أضف"}]}
    assert refusal == await client.refusal("setMyCommands", **{**sound, **params})


async def test_a_tap_is_answered_once_it_is_known(server: BotApiServer, client: Client, clock: Clock) -> None:
    """The tap reaches the bot; its answer is kept; an unknown or old query is refused."""
    server.user(7)
    keyboard = {"inline_keyboard": [[{"text": "لماذا؟", "callback_data": "why:1"}]]}
    message = await client.ok("sendMessage", chat_id=7, text="خبر", reply_markup=keyboard)
    query_id = server.press(message, "لماذا؟")
    tapped = (await client.ok("getUpdates"))[0]["callback_query"]
    assert (query_id, "why:1", message) == (tapped["id"], tapped["data"], tapped["message"])
    await client.ok(
        "answerCallbackQuery", callback_query_id=query_id, text="لأنك تتابع بغداد", show_alert=True
    )
    assert {"text": "لأنك تتابع بغداد", "show_alert": True} == server.answer(query_id)
    clock.advance(minutes=16)
    for unknown in (query_id, "404"):
        refusal = await client.refusal("answerCallbackQuery", callback_query_id=unknown)
        assert refusal.startswith("Bad Request: query is too old and response timeout expired")
    with pytest.raises(LookupError):
        server.press(message, "زر آخر")


async def test_the_bots_texts_are_kept_by_language(client: Client) -> None:
    await client.ok("setMyDescription", description="Watches news")
    await client.ok("setMyDescription", description="يراقب الأخبار", language_code="ar")
    assert {"description": "يراقب الأخبار"} == await client.ok("getMyDescription", language_code="ar")
    assert {"description": "Watches news"} == await client.ok("getMyDescription", language_code="fr")
    assert (await client.refusal("setMyShortDescription", short_description="x" * 121)).endswith("too long")
