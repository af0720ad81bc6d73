"""The chat page's requests: what it is told, what it may do, and who may not."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from rasid.demo.botapi import DEMO_TOKEN
from rasid.demo.servers import DemoServers, start_demo_servers
from tests.demo.conftest import Client, Clock

_ELSEWHERE = (
    r"""(?:src|href)=["']\w+:|url\(["']?\w+:|from ["']\w+:|(?:fetch|EventSource)\(["'`]\w+:|@import"""
)
_KEYBOARD = {"inline_keyboard": [[{"text": "لماذا؟", "callback_data": "why:1"}]]}


@pytest.fixture
async def demo(clock: Clock) -> AsyncIterator[DemoServers]:
    demo = await start_demo_servers(clock=clock)
    yield demo
    await demo.stop()


class Tab:
    """An open tab: what it was told, and what it posts."""

    def __init__(self, demo: DemoServers, session: aiohttp.ClientSession) -> None:
        self.demo = demo
        self.session = session
        self.bot = Client(demo.server, session)
        self.origin = demo.page_url.rstrip("/")

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        headers = {"Origin": self.origin}
        async with self.session.post(f"{self.origin}/chat/{path}", json=body, headers=headers) as reply:
            return await reply.json() if reply.status == 200 else {"status": reply.status}

    @asynccontextmanager
    async def listening(self, query: str = "user=1") -> AsyncIterator["Ear"]:
        async with self.session.get(f"{self.origin}/chat/events?{query}") as stream:
            yield Ear(stream.content)


class Ear:
    """The events of one stream."""

    def __init__(self, content: aiohttp.StreamReader) -> None:
        self.content = content

    async def hear(self, kind: str) -> Any:
        """Return the value of the next event of `kind`."""
        async with asyncio.timeout(5):
            while True:
                line = (await self.content.readline()).decode()
                if line.startswith("data: ") and (event := json.loads(line[6:]))["kind"] == kind:
                    return event["value"]


@pytest.fixture
async def tab(demo: DemoServers) -> AsyncIterator[Tab]:
    async with aiohttp.ClientSession() as session:
        yield Tab(demo, session)


async def test_opening_the_page_tells_everything_and_begins_the_evening(demo: DemoServers, tab: Tab) -> None:
    """The first event holds bot, person, menu and messages; the page's files alone begin nothing."""
    await tab.bot.ok(
        "setMyCommands", commands=[{"command": "start", "description": "البداية"}], language_code="ar"
    )
    async with tab.session.get(demo.page_url) as reply:
        assert 'dir="rtl"' in await reply.text()
    assert demo.evening.begun_at is None
    async with tab.listening("user=1&lang=ar") as ear:
        state = await ear.hear("state")
    assert demo.evening.begun_at is not None
    assert ("rasid_bot", "ar", [], "start") == (
        state["bot"]["username"],
        state["user"]["language_code"],
        state["messages"],
        state["commands"][0]["command"],
    )


async def test_what_is_typed_reaches_the_bot_and_its_answer_the_page(demo: DemoServers, tab: Tab) -> None:
    async with tab.listening() as ear:
        await ear.hear("state")
        await tab.post("send", user="1", text="  أضف بغداد ")
        assert "أضف بغداد" == (await ear.hear("message"))["text"]
        update = (await tab.bot.ok("getUpdates"))[0]["message"]
        assert ("أضف بغداد", 1) == (update["text"], update["from"]["id"])
        await tab.bot.ok("sendChatAction", chat_id=1, action="typing")
        assert "typing" == await ear.hear("typing")
        sent = await tab.bot.ok("sendMessage", chat_id=1, text="أُضيفت")
        assert sent == await ear.hear("message")
        await tab.bot.ok("deleteMessage", chat_id=1, message_id=sent["message_id"])
        assert sent["message_id"] == await ear.hear("deleted")


async def test_a_tap_and_its_answer_find_each_other(demo: DemoServers, tab: Tab) -> None:
    """The page learns the query's id when it taps, and the answer names it."""
    async with tab.listening() as ear:
        await ear.hear("state")
        await tab.post("send", user="1", text="/start")
        message = await tab.bot.ok("sendMessage", chat_id=1, text="خبر", reply_markup=_KEYBOARD)
        tapped = await tab.post("press", user="1", message_id=message["message_id"], data="why:1")
        await tab.bot.ok("answerCallbackQuery", callback_query_id=tapped["id"], text="لأنك تتابع")
        answer = await ear.hear("answer")
    assert (tapped["id"], "لأنك تتابع", False) == (answer["id"], answer["text"], answer["show_alert"])


async def test_buttons_that_are_gone_cannot_be_tapped(demo: DemoServers, tab: Tab) -> None:
    """Neither a missing message nor data that no button carries gets through to the bot."""
    await tab.post("send", user="1", text="/start")
    message = await tab.bot.ok("sendMessage", chat_id=1, text="خبر", reply_markup=_KEYBOARD)
    forged = await tab.post("press", user="1", message_id=message["message_id"], data="forged")
    missing = await tab.post("press", user="1", message_id=404, data="why:1")
    assert [{"status": 410}, {"status": 410}] == [forged, missing]
    assert 1 == len(await tab.bot.ok("getUpdates"))


async def test_the_language_switch_changes_the_persons_telegram(demo: DemoServers, tab: Tab) -> None:
    async with tab.listening() as ear:
        assert "ar" == (await ear.hear("state"))["user"]["language_code"]
        await tab.post("language", user="1", language="en")
        assert "en" == (await ear.hear("state"))["user"]["language_code"]
    await tab.post("send", user="1", text="/start")
    assert "en" == (await tab.bot.ok("getUpdates"))[0]["message"]["from"]["language_code"]


async def test_each_address_is_a_person_of_its_own(demo: DemoServers, tab: Tab) -> None:
    await tab.post("send", user="1", text="الأول")
    await tab.post("send", user="2", text="الثاني")
    assert [["الأول"], ["الثاني"]] == [[m["text"] for m in demo.server.messages(user)] for user in (1, 2)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"user": "1", "text": ""}, 400),
        ({"user": "1", "text": "ب" * 4097}, 400),
        ({"user": "-1", "text": "خبر"}, 400),
        ({"user": "١; drop", "text": "خبر"}, 400),
    ],
)
async def test_unsound_input_is_refused(tab: Tab, body: dict[str, str], status: int) -> None:
    assert {"status": status} == await tab.post("send", **body)


async def test_only_so_many_people_fit(tab: Tab) -> None:
    answers = [await tab.post("send", user=str(user), text="خبر") for user in range(1, 53)]
    assert [{}] * 50 + [{"status": 400}] * 2 == answers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
        ({"Origin": "OWN", "Content-Type": "text/plain"}, 403),
        ({"Origin": "OWN", "Host": "evil.example"}, 421),
    ],
)
async def test_no_other_page_can_write(
    demo: DemoServers, tab: Tab, headers: dict[str, str], status: int
) -> None:
    """A foreign or missing origin, a form's content type, a rebound name: nothing reaches the chat."""
    sent = {"Content-Type": "application/json"} | headers
    sent = {name: value.replace("OWN", tab.origin) for name, value in sent.items()}
    body = json.dumps({"user": "1", "text": "خبر"})
    async with tab.session.post(f"{tab.origin}/chat/send", data=body, headers=sent) as reply:
        assert status == reply.status
    assert {} == demo.server.world.chats


async def test_a_rebound_name_reads_nothing(tab: Tab) -> None:
    """DNS rebinding ends at the Host header, for the page, the stream, the feeds and the Bot API."""
    for path in ("/", "/chat/events", "/feeds/sanabil.xml", f"/bot{tab.demo.token}/getMe"):
        async with tab.session.get(tab.origin + path, headers={"Host": "evil.example"}) as reply:
            assert 421 == reply.status


async def test_the_page_may_load_nothing_from_elsewhere(demo: DemoServers, tab: Tab) -> None:
    """The policy allows this server alone, and no file of the page names another."""
    async with tab.session.get(demo.page_url) as reply:
        policy = reply.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    page = files("rasid.demo").joinpath("page")
    for asset in page.iterdir():
        text = asset.read_text(encoding="utf-8")
        assert not re.search(_ELSEWHERE, text)
        assert "innerHTML" not in text


async def attach(tab: Tab, body: bytes, **changes: str) -> int:
    """Send a file as the page does, but for `changes` of the headers, and return the status."""
    headers = {"Origin": tab.origin, "Content-Type": "application/octet-stream"} | changes
    kept = {name: value for name, value in headers.items() if value}
    url = f"{tab.origin}/chat/attach?user=1&name=rasid.json"
    async with tab.session.post(url, data=BytesIO(body), headers=kept) as reply:
        return reply.status


async def test_a_file_is_sent_to_the_bot(demo: DemoServers, tab: Tab) -> None:
    """The bot hears of it, and can fetch what is in it."""
    async with tab.listening() as ear:
        await ear.hear("state")
        assert 200 == await attach(tab, b'{"rasid": 1}')
        assert "rasid.json" == (await ear.hear("message"))["document"]["file_name"]
    (update,) = await tab.bot.ok("getUpdates", timeout=5)
    file_id = update["message"]["document"]["file_id"]
    assert 12 == update["message"]["document"]["file_size"]
    path = (await tab.bot.ok("getFile", file_id=file_id))["file_path"]
    async with tab.session.get(f"{demo.server.url}/file/bot{DEMO_TOKEN}/{path}") as reply:
        assert b'{"rasid": 1}' == await reply.read()


@pytest.mark.parametrize(
    ("size", "changes", "status"),
    [
        (0, {}, 413),
        (2_000_001, {}, 413),
        (9, {"Origin": ""}, 403),
        (9, {"Origin": "http://evil.example"}, 403),
        (9, {"Content-Type": "text/plain"}, 403),
        (9, {"Content-Type": "multipart/form-data"}, 403),
    ],
)
async def test_what_is_no_file_of_our_page_is_refused(
    demo: DemoServers, tab: Tab, size: int, changes: dict[str, str], status: int
) -> None:
    """Too large, or from another page."""
    async with tab.listening() as ear:
        await ear.hear("state")
    assert status == await attach(tab, b"x" * size, **changes)
    assert [] == demo.server.messages(1)


async def test_files_of_strangers_kinds_are_not_shown_as_pages(demo: DemoServers, tab: Tab) -> None:
    """A document is a download whatever type the bot gave it."""
    await tab.post("send", user="1", text="/export")
    form = aiohttp.FormData({"chat_id": "1"})
    form.add_field("document", b"<script>alert(1)</script>", filename="x.html", content_type="text/html")
    async with tab.session.post(tab.bot.url("sendDocument"), data=form) as reply:
        file_id = (await reply.json())["result"]["document"]["file_id"]
    async with tab.session.get(f"{tab.origin}/chat/file/{file_id}") as reply:
        assert ("application/octet-stream", "attachment") == (
            reply.content_type,
            reply.headers["Content-Disposition"],
        )
