"""The chat page in a real browser: laid out right to left, tapped, typed into, narrow and wide."""

import asyncio
import shutil
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from rasid.demo.servers import DemoServers, start_demo_servers
from tests.demo.conftest import Client

# One browser for all: starting it takes longer than most of the tests.
pytestmark = pytest.mark.asyncio(loop_scope="module")
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_KEYBOARD = {
    "inline_keyboard": [
        [{"text": "استهداف المنطقة الخضراء", "callback_data": "t"}],
        [{"text": "افتح", "url": "https://example.org/x"}],
    ]
}
_ALERT = (
    "<b>صاروخان على المنطقة الخضراء</b>\n"
    "<blockquote>قال المصدر &lt;إن&gt; <i>الأضرار</i> طفيفة</blockquote>\n"
    'وكالة سنابل · <a href="https://example.org/1">الخبر</a>\nEnglish line'
)


@pytest_asyncio.fixture(loop_scope="module")
async def demo() -> AsyncIterator[DemoServers]:
    demo = await start_demo_servers(strict=True)
    yield demo
    await demo.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def bot(demo: DemoServers) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        bot = Client(demo.server, session)
        await bot.ok("setMyCommands", commands=[{"command": "list", "description": "قوائمك"}])
        yield bot


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(params=[(390, 844), (1200, 800)], ids=["phone", "desk"], loop_scope="module")
async def page(demo: DemoServers, browser: Browser, request) -> AsyncIterator[Page]:
    """Open the page as an Arabic reader; a script error or a breach of the policy fails the test."""
    width, height = request.param
    page = await browser.new_page(viewport={"width": width, "height": height})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(demo.page_url)
    yield page
    await page.close()
    assert [] == complaints


async def _begin(demo: DemoServers, page: Page) -> None:
    await page.get_by_role("button", name="ابدأ").click()
    await demo.server.until(lambda: len(demo.server.messages(1)) == 1)


async def test_start_is_one_tap_and_the_answer_is_right_to_left(
    demo: DemoServers, bot: Client, page: Page
) -> None:
    """Arabic stands at the right, an English paragraph of the same message at the left, nothing overflows."""
    await _begin(demo, page)
    assert "/start" == demo.server.messages(1)[0]["text"]
    await bot.ok("sendMessage", chat_id=1, text=_ALERT, parse_mode="HTML", reply_markup=_KEYBOARD)
    bubble = page.locator("#m2 .bubble")
    await expect(bubble.locator("blockquote")).to_have_text("قال المصدر <إن> الأضرار طفيفة")
    await expect(bubble.locator("a")).to_have_attribute("href", "https://example.org/1")
    sides = await page.evaluate(_SIDES)
    assert sides["arabicToRight"] < 3 < sides["arabicToLeft"]
    assert sides["englishToLeft"] < sides["englishToRight"]
    assert sides["bubbleToRight"] < sides["bubbleToLeft"]
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# Distances of text from the edges of its bubble, and of the bubble from those of the log, in pixels.
_SIDES = """() => {
  const text = document.querySelector("#m2 .text"), box = text.getBoundingClientRect();
  const bold = text.querySelector("strong").getBoundingClientRect();
  const last = [...text.childNodes].findLast((node) => node.nodeType === 3 && node.data.includes("English"));
  const range = document.createRange();
  range.setStart(last, last.data.indexOf("English"));
  range.setEnd(last, last.data.length);
  const english = range.getBoundingClientRect();
  const bubble = document.querySelector("#m2 .bubble").getBoundingClientRect();
  const log = document.querySelector("#log").getBoundingClientRect();
  const meta = text.querySelector(".meta").getBoundingClientRect();
  return {
    arabicToRight: box.right - bold.right, arabicToLeft: bold.left - box.left,
    englishToLeft: english.left - Math.min(meta.right, english.left),
    englishToRight: box.right - english.right,
    bubbleToRight: log.right - bubble.right, bubbleToLeft: bubble.left - log.left,
  };
}"""


async def test_a_tap_spins_until_answered_and_the_message_changes_in_place(
    demo: DemoServers, bot: Client, page: Page
) -> None:
    await _begin(demo, page)
    await bot.ok("sendMessage", chat_id=1, text="اختر", reply_markup=_KEYBOARD)
    key = page.get_by_role("button", name="استهداف المنطقة الخضراء")
    await key.click()
    await expect(key).to_have_attribute("aria-busy", "true")
    query_id = await _pressed(bot)
    await bot.ok("answerCallbackQuery", callback_query_id=query_id, text="تمّت المتابعة")
    await expect(page.get_by_role("status")).to_have_text("تمّت المتابعة")
    await expect(key).not_to_have_attribute("aria-busy", "true")
    await bot.ok("editMessageText", chat_id=1, message_id=2, text="تتابع الآن")
    await expect(page.locator("#m2 .text")).to_contain_text("تتابع الآن")
    await expect(page.locator("#m2 .meta")).to_contain_text("معدّلة")
    await expect(page.locator("#m2 .key")).to_have_count(0)


async def test_an_edited_screen_keeps_the_keyboard(demo: DemoServers, bot: Client, page: Page) -> None:
    """Somebody who taps by keyboard goes on from the buttons that replace the old ones."""
    await _begin(demo, page)
    await bot.ok("sendMessage", chat_id=1, text="اختر", reply_markup=_KEYBOARD)
    await page.get_by_role("button", name="استهداف المنطقة الخضراء").press("Enter")
    # An edit that overtakes the press takes the pressed button away: the server then rightly says 410.
    await _pressed(bot)
    back = {"inline_keyboard": [[{"text": "رجوع", "callback_data": "back"}]]}
    await bot.ok("editMessageText", chat_id=1, message_id=2, text="تمّ", reply_markup=back)
    await expect(page.get_by_role("button", name="رجوع")).to_be_focused()


async def test_an_answer_shows_what_it_answers(demo: DemoServers, bot: Client, page: Page) -> None:
    await _begin(demo, page)
    reply = {"message_id": 1}
    await bot.ok("sendMessage", chat_id=1, text="أهلًا", reply_parameters=reply)
    await expect(page.get_by_role("article", name="راصد").locator(".quoted")).to_have_text("أنت/start")


async def _pressed(bot: Client) -> str:
    """Return the query of the next press; the messages written before it may come alone."""
    offset = 0
    async with asyncio.timeout(20):
        while True:
            for update in await bot.ok("getUpdates", timeout=5, offset=offset):
                if "callback_query" in update:
                    return str(update["callback_query"]["id"])
                offset = update["update_id"] + 1


async def test_an_alert_waits_to_be_read(demo: DemoServers, bot: Client, page: Page) -> None:
    await _begin(demo, page)
    await bot.ok("sendMessage", chat_id=1, text="اختر", reply_markup=_KEYBOARD)
    await page.get_by_role("button", name="استهداف المنطقة الخضراء").click()
    query_id = await _pressed(bot)
    await bot.ok("answerCallbackQuery", callback_query_id=query_id, text="لأنك تتابع", show_alert=True)
    await expect(page.get_by_role("dialog")).to_contain_text("لأنك تتابع")
    await page.get_by_role("button", name="حسنًا").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_keyboard_alone_can_write_and_choose_a_command(
    demo: DemoServers, bot: Client, page: Page
) -> None:
    """Enter sends, a slash offers the commands, the arrow reaches them."""
    await _begin(demo, page)
    field = page.get_by_role("textbox", name="رسالة")
    await expect(field).to_be_focused()
    await page.keyboard.type("أضف بغداد")
    await page.keyboard.press("Enter")
    await page.keyboard.type("/")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option", name="/list")).to_be_focused()
    await page.keyboard.press("Enter")
    await demo.server.until(lambda: len(demo.server.messages(1)) == 3)
    assert ["/start", "أضف بغداد", "/list"] == [message["text"] for message in demo.server.messages(1)]


async def test_english_turns_the_page_round(demo: DemoServers, bot: Client, page: Page) -> None:
    await page.get_by_role("button", name="EN").click()
    await expect(page.locator("html")).to_have_attribute("dir", "ltr")
    await expect(page.get_by_role("button", name="Start")).to_be_visible()
    assert "en" == demo.server.world.people[1].language_code


async def test_a_command_in_a_text_is_sent_by_a_tap(demo: DemoServers, bot: Client, page: Page) -> None:
    await _begin(demo, page)
    await bot.ok("sendMessage", chat_id=1, text="اكتب /list لترى قوائمك")
    await page.get_by_role("link", name="/list").click()
    await demo.server.until(lambda: len(demo.server.messages(1)) == 3)
    assert "/list" == demo.server.messages(1)[-1]["text"]


async def test_a_deep_link_to_the_bot_starts_it_here(demo: DemoServers, bot: Client, page: Page) -> None:
    """A shared watchlist's link works in the demo, by text and by button; another bot's stays a link."""
    await _begin(demo, page)
    shared = "https://t.me/rasid_bot?start=w_abc"
    keyboard = {"inline_keyboard": [[{"text": "اشترك", "url": shared}]]}
    text = f'<a href="{shared}">القائمة</a> و<a href="https://t.me/other?start=x">غيرها</a>'
    await bot.ok("sendMessage", chat_id=1, text=text, parse_mode="HTML", reply_markup=keyboard)
    await page.get_by_role("link", name="القائمة").click()
    await page.get_by_role("link", name="اشترك").click()
    await demo.server.until(lambda: len(demo.server.messages(1)) == 4)
    assert ["/start w_abc"] * 2 == [message["text"] for message in demo.server.messages(1)[2:]]
    await expect(page.get_by_role("link", name="غيرها")).to_have_attribute(
        "href", "https://t.me/other?start=x"
    )


async def test_a_file_is_chosen_and_sent(demo: DemoServers, bot: Client, page: Page) -> None:
    """By the paper clip; the same one can be chosen again."""
    await _begin(demo, page)
    saved = {"name": "rasid-2026-11-25.json", "mimeType": "application/json", "buffer": b"{}"}
    for count in (2, 3):
        async with page.expect_file_chooser() as chooser:
            await page.get_by_role("button", name="إرفاق ملف").click()
        await (await chooser.value).set_files([saved])  # type: ignore[list-item]  # playwright's own payload
        await demo.server.until(lambda count=count: len(demo.server.messages(1)) == count)  # type: ignore[misc]  # bound now
    await expect(page.locator(".out .document").first).to_have_text("rasid-2026-11-25.json")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_hostile_text_stays_text(demo: DemoServers, bot: Client, page: Page) -> None:
    """Markup in a message is shown, not obeyed, and a script link leads nowhere."""
    await _begin(demo, page)
    hostile = "<img src=x onerror=alert(1)>"
    entity = {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(1)"}
    await bot.ok("sendMessage", chat_id=1, text=hostile, entities=[entity])
    await expect(page.locator("#m2 .text")).to_contain_text(hostile)
    assert 0 == await page.locator("#m2 img").count()
    for href in await page.locator("#m2 a").evaluate_all("links => links.map((link) => link.href)"):
        assert href == "about:blank"
