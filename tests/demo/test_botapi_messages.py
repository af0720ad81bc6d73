"""Messages: what a sent, edited and deleted one looks like, and what Telegram refuses."""

import aiohttp
import pytest

from rasid.demo.botapi import BotApiServer
from tests.demo.conftest import Client, Clock

_NO_ACTION = (
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
)
_KEYBOARD = {"inline_keyboard": [[{"text": "لماذا؟", "callback_data": "why:1"}]]}


async def test_a_message_comes_back_whole(server: BotApiServer, client: Client) -> None:
    """The reply carries sender, chat, date, text, buttons, preview options, the message answered."""
    sara = server.user(7, "سارة")
    asked = server.send_text(sara, sara, "/start")
    options = {"is_disabled": True}
    message = await client.ok(
        "sendMessage",
        chat_id=7,
        text="🚀 <b>عاجل</b>",
        parse_mode="HTML",
        reply_markup=_KEYBOARD,
        link_preview_options=options,
        reply_parameters={"message_id": asked["message_id"]},
    )
    assert {
        "message_id": 2,
        "date": 1773511200,
        "from": {"id": 1000000, "is_bot": True, "first_name": "راصد", "username": "rasid_bot"},
        "chat": {"id": 7, "type": "private", "first_name": "سارة"},
        "reply_to_message": asked,
        "text": "🚀 عاجل",
        "entities": [{"offset": 3, "length": 4, "type": "bold"}],
        "link_preview_options": options,
        "reply_markup": _KEYBOARD,
    } == message
    assert message == server.messages(7)[-1]


@pytest.mark.parametrize("as_form", [True, False])
async def test_forms_queries_and_json_are_read_alike(
    server: BotApiServer, client: Client, *, as_form: bool
) -> None:
    server.user(7)
    params = {
        "chat_id": "7",
        "text": "خبر",
        "disable_notification": "true",
        "reply_markup": '{"inline_keyboard":[]}',
    }
    how = {"data": params} if as_form else {"params": params}
    verb = client.session.post if as_form else client.session.get
    async with verb(client.url("SENDMESSAGE"), **how) as reply:
        assert (await reply.json())["ok"]
    expected = {
        "chat_id": 7,
        "text": "خبر",
        "disable_notification": True,
        "reply_markup": {"inline_keyboard": []},
    }
    assert expected == server.calls[-1].params


async def test_the_limit_counts_code_points_after_parsing(server: BotApiServer, client: Client) -> None:
    """4096 emoji in bold pass, though they take 8192 UTF-16 units and markup; one more is refused."""
    server.user(7)
    text = "🚀" * 4096
    sent = await client.ok("sendMessage", chat_id=7, text=f"<b>{text}</b>", parse_mode="HTML")
    assert text == sent["text"]
    assert "Bad Request: message is too long" == await client.refusal(
        "sendMessage", chat_id=7, text=text + "🚀"
    )


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "Bad Request: message text is empty"),
        (" \n ", "Bad Request: message text is empty"),
        ("<b> </b>", "Bad Request: message text is empty"),
        ("<b>أ", "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("ب" * 16385, "Bad Request: text is too long"),
    ],
)
async def test_texts_are_refused_in_telegrams_words(
    server: BotApiServer, client: Client, text: str, refusal: str
) -> None:
    server.user(7)
    assert refusal == await client.refusal("sendMessage", chat_id=7, text=text, parse_mode="HTML")
    assert [] == server.messages(7)


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"callback_data": "ب" * 33}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"callback_data": ""}, "Bad Request: BUTTON_DATA_INVALID"),
        (
            {},
            _NO_ACTION,
        ),
        (
            {"url": "http://localhost/x"},
            "Bad Request: inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_unsound_buttons_are_refused(
    server: BotApiServer, client: Client, button: dict[str, str], refusal: str
) -> None:
    server.user(7)
    keyboard = {"inline_keyboard": [[{"text": "زر", **button}]]}
    assert refusal == await client.refusal("sendMessage", chat_id=7, text="خبر", reply_markup=keyboard)


async def test_thirty_two_arabic_letters_fill_a_button(server: BotApiServer, client: Client) -> None:
    """64 bytes of callback data are the limit, a hundred buttons too."""
    server.user(7)
    button = {"text": "زر", "callback_data": "ب" * 32}
    await client.ok("sendMessage", chat_id=7, text="خبر", reply_markup={"inline_keyboard": [[button]] * 100})
    keyboard = {"inline_keyboard": [[button]] * 101}
    refusal = await client.refusal("sendMessage", chat_id=7, text="خبر", reply_markup=keyboard)
    assert "Bad Request: reply markup is too long" == refusal


async def test_an_edit_replaces_text_and_buttons(server: BotApiServer, client: Client, clock: Clock) -> None:
    """The message keeps its id and date, gains an edit date, and loses buttons that the edit doesn't name."""
    server.user(7)
    sent = await client.ok("sendMessage", chat_id=7, text="أولي", reply_markup=_KEYBOARD)
    clock.advance(seconds=90)
    edited = await client.ok("editMessageText", chat_id=7, message_id=sent["message_id"], text="مؤكد")
    kept = {key: sent[key] for key in ("message_id", "date", "from", "chat")}
    assert {**kept, "text": "مؤكد", "edit_date": sent["date"] + 90} == edited


async def test_edits_are_refused_in_telegrams_words(server: BotApiServer, client: Client) -> None:
    """Unchanged, missing, somebody else's, and of another kind: each has its own sentence."""
    sara = server.user(7)
    theirs = server.send_text(sara, sara, "سؤال")["message_id"]
    sent = await client.ok(
        "sendMessage", chat_id=7, text="<b>خبر</b>", parse_mode="HTML", reply_markup=_KEYBOARD
    )
    ours = {"chat_id": 7, "message_id": sent["message_id"]}
    same = await client.refusal(
        "editMessageText", **ours, text="<b>خبر</b>", parse_mode="HTML", reply_markup=_KEYBOARD
    )
    assert same.startswith("Bad Request: message is not modified: specified new message content")
    same = await client.refusal("editMessageReplyMarkup", **ours, reply_markup=_KEYBOARD)
    assert same.startswith("Bad Request: message is not modified")
    gone = await client.refusal("editMessageText", chat_id=7, message_id=99, text="خبر")
    assert "Bad Request: message to edit not found" == gone
    foreign = await client.refusal("editMessageText", chat_id=7, message_id=theirs, text="خبر")
    assert "Bad Request: message can't be edited" == foreign
    no_caption = await client.refusal("editMessageCaption", **ours, caption="خبر")
    assert "Bad Request: there is no caption in the message to edit" == no_caption


async def test_deleting_ends_after_two_days(server: BotApiServer, client: Client, clock: Clock) -> None:
    server.user(7)
    old = (await client.ok("sendMessage", chat_id=7, text="قديم"))["message_id"]
    clock.advance(hours=48, seconds=1)
    new = (await client.ok("sendMessage", chat_id=7, text="جديد"))["message_id"]
    assert await client.ok("deleteMessage", chat_id=7, message_id=new)
    refusal = await client.refusal("deleteMessage", chat_id=7, message_id=old)
    assert "Bad Request: message can't be deleted for everyone" == refusal
    refusal = await client.refusal("deleteMessage", chat_id=7, message_id=new)
    assert "Bad Request: message to delete not found" == refusal
    assert [old] == [message["message_id"] for message in server.messages(7)]


async def test_an_answer_to_a_lost_message_needs_leave(server: BotApiServer, client: Client) -> None:
    server.user(7)
    reply = {"message_id": 5}
    refusal = await client.refusal("sendMessage", chat_id=7, text="ردّ", reply_parameters=reply)
    assert "Bad Request: message to be replied not found" == refusal
    leave = {**reply, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await client.ok(
        "sendMessage", chat_id=7, text="ردّ", reply_parameters=leave
    )


async def test_a_picture_can_be_sent_and_fetched(server: BotApiServer, client: Client) -> None:
    """Its size is read from the file, its caption parsed, and getFile leads to its bytes."""
    server.user(7)
    picture = b"\x89PNG\r\n\x1a\n" + bytes(8) + (300).to_bytes(4, "big") + (200).to_bytes(4, "big")
    form = aiohttp.FormData({"chat_id": "7", "caption": "<i>مخطط</i>", "parse_mode": "HTML"})
    form.add_field("photo", picture, filename="chart.png", content_type="image/png")
    async with client.session.post(client.url("sendPhoto"), data=form) as reply:
        message = (await reply.json())["result"]
    size = message["photo"][-1]
    assert (300, 200, "مخطط") == (size["width"], size["height"], message["caption"])
    assert [{"offset": 0, "length": 4, "type": "italic"}] == message["caption_entities"]
    path = (await client.ok("getFile", file_id=size["file_id"]))["file_path"]
    async with client.session.get(f"{server.url}/file/bot{server.token}/{path}") as reply:
        assert picture == await reply.read()


async def test_a_caption_has_a_limit_of_its_own(server: BotApiServer, client: Client) -> None:
    server.user(7)
    form = aiohttp.FormData({"chat_id": "7", "caption": "ب" * 1025})
    form.add_field("document", b"{}", filename="rasid.json", content_type="application/json")
    async with client.session.post(client.url("sendDocument"), data=form) as reply:
        assert "Bad Request: media caption is too long" == (await reply.json())["description"]


async def test_deliveries_are_counted_by_reference(clock: Clock) -> None:
    """Accepted messages count once each by the reference in their text, edits not at all."""
    server = BotApiServer(clock=clock, reference=lambda text: text.partition("#")[2] or None)
    await server.start()
    server.user(7)
    async with aiohttp.ClientSession() as session:
        client = Client(server, session)
        for text in ("خبر #A7F3", "خبر #A7F3", "خبر #B001", "بلا"):
            await client.ok("sendMessage", chat_id=7, text=text)
        await client.ok("editMessageText", chat_id=7, message_id=1, text="تحديث #A7F3")
        await client.refusal("sendMessage", chat_id=8, text="خبر #A7F3")
    await server.stop()
    assert {(7, "A7F3"): 2, (7, "B001"): 1} == server.deliveries


async def test_entities_beyond_the_text_are_passed_over(server: BotApiServer, client: Client) -> None:
    """Given entities count UTF-16 units; one that reaches too far or halves an emoji is left out."""
    server.user(7)
    given = [{"type": "bold", "offset": o, "length": n} for o, n in [(0, 2), (1, 2), (3, 4), (3, 9)]]
    sent = await client.ok("sendMessage", chat_id=7, text="🚀 خبر!", entities=given)
    assert [given[0], given[2]] == sent["entities"]
