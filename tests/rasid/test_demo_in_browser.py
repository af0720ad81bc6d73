"""A newcomer's first minute with the demo, in a real browser.

With RASID_PICTURES=FOLDER in the environment the pictures of the README are written there.
"""

import asyncio
import os
import re
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from tests.rasid.stage import RASID

CHROMIUM = Path("/usr/bin/chromium")
# No background traffic: the browser would look for hosts that a closed network refuses.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

# How far each line of a text ends from the right edge of its box, in pixels.
GAPS_AT_THE_RIGHT = """node => {
  const range = document.createRange(), edge = node.getBoundingClientRect().right, lines = [];
  range.selectNodeContents(node);
  for (const box of range.getClientRects()) {
    // Bold letters and pictures of one line are not equally high.
    const middle = (box.top + box.bottom) / 2;
    const line = lines.find(line => Math.abs(line.middle - middle) < 8);
    if (line) line.right = Math.max(line.right, box.right);
    else lines.push({middle, right: box.right});
  }
  return lines.map(line => edge - line.right);
}"""


@dataclass
class Demo:
    """The demo as a process, and where its chat page is."""

    process: Process
    address: str


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    env = {key: value for key, value in os.environ.items() if key != "RASID_TELEGRAM_TOKEN"}
    process = await asyncio.create_subprocess_exec(RASID, "demo", stdout=PIPE, stderr=PIPE, env=env)
    assert process.stdout is not None
    # Only so that a demo that never starts is given up; what is promised is timed in the tests.
    async with asyncio.timeout(120):
        printed = ""
        while not (found := re.search(r"http://127\.0\.0\.1:\d+/", printed)):
            line = (await process.stdout.readline()).decode()
            assert line, (await process.stderr.read()).decode()  # type: ignore[union-attr]
            printed += line
    # Nobody reads the log from here on: a full pipe would stop the daemon.
    drains = [asyncio.create_task(stream.read()) for stream in (process.stdout, process.stderr) if stream]
    yield Demo(process, found[0])
    if process.returncode is None:
        process.terminate()
    await process.wait()
    await asyncio.gather(*drains)


@pytest.fixture
async def page(request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    if not await asyncio.to_thread(CHROMIUM.exists) and not os.environ.get("RASID_TESTS_REQUIRE_BROWSER"):
        pytest.skip("Debian's chromium is not installed")
    language = getattr(request, "param", "ar")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(locale=language, viewport={"width": 420, "height": 900})
        yield page
        await browser.close()


async def picture(page: Page, name: str, tmp_path: Path) -> None:
    """Take a picture of the page at rest: nothing still fades in, no note lies over the text."""
    folder = Path(os.environ.get("RASID_PICTURES", tmp_path))
    if "RASID_PICTURES" in os.environ:
        # Not by a script: the page's own policy lets none be made of a text.
        await page.locator("#toast.shown").wait_for(state="detached")
        # The page scrolls smoothly to what is new.
        await page.locator("#scroller").evaluate("node => node.scrollTo(0, node.scrollHeight)")
        await page.wait_for_timeout(400)
    await page.screenshot(path=folder / f"{name}.png", animations="disabled")


async def test_a_newcomer_gets_an_alert_within_15_seconds(demo: Demo, page: Page, tmp_path: Path) -> None:
    """Open, start, tap the Green Zone, be told: in Arabic, right to left; then ask why."""
    opened = time.monotonic()
    await page.goto(demo.address)
    await page.locator("#start").click()
    topic = page.get_by_role("button", name="المنطقة الخضراء").first
    await topic.click()
    await page.get_by_role("button", name="✓").first.wait_for(timeout=15_000)
    alert = page.locator("article.in", has_text="صواريخ").first
    await alert.wait_for(timeout=15_000)
    assert time.monotonic() - opened < 15
    assert all(gap < 3 for gap in await alert.locator(".text").evaluate(GAPS_AT_THE_RIGHT))
    assert 0 < await alert.locator("strong, b").count()
    await picture(page, "demo-alert-ar", tmp_path)
    await alert.get_by_role("button", name="لماذا؟").click()
    await page.get_by_text("لماذا وصلك هذا التنبيه").first.wait_for(timeout=15_000)
    await picture(page, "demo-why-ar", tmp_path)


async def test_the_evening_ends_in_one_message_that_was_kept_true(
    demo: Demo, page: Page, tmp_path: Path
) -> None:
    """Both figures stand in it with who says them; ordinary news and the phone call told nobody."""
    await page.goto(demo.address)
    await page.locator("#start").click()
    await page.get_by_role("button", name="المنطقة الخضراء").first.click()
    alert = page.locator("article.in", has_text="#").first
    await page.get_by_text("خلية الإعلام الأمني").first.wait_for(timeout=40_000)
    await page.get_by_text("مصدر طبي").first.wait_for(timeout=40_000)
    await picture(page, "demo-evening-ar", tmp_path)
    told = await page.locator("#log").inner_text()
    assert "اتصال" not in told
    assert "الدينار" not in told
    assert 1 == await page.locator("article.in", has_text="أولي").count() or await alert.count()


@pytest.mark.parametrize("page", ["en"], indirect=True)
async def test_an_english_reader_is_spoken_to_in_english(demo: Demo, page: Page, tmp_path: Path) -> None:
    """The bot speaks the language of the person's Telegram; the news stays as printed."""
    await page.goto(demo.address)
    await page.locator("button[data-language=en]").click()
    await page.locator("#start").click()
    await page.get_by_role("button", name="Green Zone").first.click()
    alert = page.locator("article.in", has_text="صواريخ").first
    await alert.wait_for(timeout=15_000)
    assert "Green Zone, Baghdad" in await alert.inner_text()
    await picture(page, "demo-alert-en", tmp_path)


async def test_nothing_is_asked_of_the_world_outside(demo: Demo, page: Page) -> None:
    """The page works on a machine without a network."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(demo.address)
    await page.locator("#start").click()
    await page.get_by_role("button", name="المنطقة الخضراء").first.wait_for(timeout=15_000)
    assert asked
    assert all(url.startswith(demo.address) for url in asked)


async def test_ctrl_c_ends_the_demo_cleanly(demo: Demo) -> None:
    demo.process.send_signal(2)
    async with asyncio.timeout(20):
        assert 0 == await demo.process.wait()
