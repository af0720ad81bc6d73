"""Two newcomers, in Arabic and in English, from the first tap to the morning's review, in a real browser.

With RASID_PICTURES=FOLDER in the environment the pictures of the guide are written there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page

from tests.rasid.test_demo_in_browser import GAPS_AT_THE_RIGHT, Demo, demo, page, picture

# Fixtures of another file, used by name.
_FIXTURES = (demo, page)
# Whether a text or a button is cut off by the edge of what it stands in.
IS_CLIPPED = "node => node.scrollWidth > node.clientWidth + 1"


@dataclass(frozen=True)
class Words:
    """What a newcomer of one language taps and reads."""

    language: str
    topic: str
    why: str
    why_answer: str
    hush: str
    hushed: str
    query: str
    counted: str
    narrow: str
    in_title: str
    save: str
    saved: str
    review: str
    daily: str
    other: str
    reviewed: str
    more: str
    where: str


ARABIC = Words(
    "ar", "المنطقة الخضراء", "لماذا؟", "لماذا وصلك هذا التنبيه", "اكتم القصة", "كُتمت القصة", "صاروخ",
    "في آخر", "ضيّقها", "عنوان:", "أضف", "أُضيفت", "🗞", "يومية", "اكتب غيرها", "حصيلتك", "المزيد", "أين؟",
)  # fmt: skip
ENGLISH = Words(
    "en", "Green Zone", "Why?", "Why", "Mute story", "is muted", "صاروخ",
    "in the last", "Narrow", "عنوان:", "Add", "on your watchlists", "🗞", "Daily", "Type another",
    "Your review", "More", "Where?",
)  # fmt: skip
BOTH = pytest.mark.parametrize(("page", "words"), [("ar", ARABIC), ("en", ENGLISH)], indirect=["page"])


async def begun(page: Page, demo: Demo, words: Words) -> None:
    """Open the page as a person of that language and press start."""
    await page.goto(demo.address)
    if words.language == "en":
        await page.locator("button[data-language=en]").click()
    await page.locator("#start").click()
    await page.get_by_role("button", name=words.topic).first.wait_for(timeout=15_000)


async def says(page: Page, text: str) -> None:
    await page.locator("#field").fill(text)
    await page.locator("#field").press("Enter")


async def shot(page: Page, name: str, tmp_path: Path) -> None:
    """Picture the end of the chat, when nothing moves any more."""
    await page.locator("#scroller").evaluate("node => node.scrollTo(0, node.scrollHeight)")
    await page.wait_for_timeout(400)
    await picture(page, name, tmp_path)


def last(page: Page) -> Locator:
    return page.locator("article.in").last


async def holds(message: Locator, text: str, seconds: int = 20) -> None:
    await message.filter(has_text=text).wait_for(timeout=seconds * 1000)


async def taps(message: Locator, label: str) -> None:
    await message.get_by_role("button", name=label).first.click()


async def is_sound(page: Page, words: Words) -> None:
    """Nothing of what is shown is clipped, and Arabic text begins at the right."""
    for part in ("article.in .text", "article.in button"):
        clipped = await page.locator(part).evaluate_all(f"nodes => nodes.map({IS_CLIPPED})")
        assert clipped
        assert not any(clipped), part
    if words.language == "ar":
        script = f"nodes => nodes.map(node => ({GAPS_AT_THE_RIGHT})(node)[0])"
        gaps = await page.locator("article.in .text").evaluate_all(script)
        assert all(gap < 3 for gap in gaps), gaps


@BOTH
async def test_from_a_topic_to_a_muted_story(demo: Demo, page: Page, words: Words, tmp_path: Path) -> None:
    """Start, tap the Green Zone, be told, ask why, look where, hear no more of it."""
    await begun(page, demo, words)
    await shot(page, f"guide-start-{words.language}", tmp_path)
    await page.get_by_role("button", name=words.topic).first.click()
    alert = page.locator("article.in", has_text="صواريخ").first
    await alert.wait_for(timeout=30_000)
    await shot(page, f"guide-alert-{words.language}", tmp_path)
    await taps(alert, words.why)
    await holds(last(page), words.why_answer)
    await shot(page, f"guide-why-{words.language}", tmp_path)
    await taps(alert, words.more)
    await holds(last(page), "#")
    menu = last(page)
    await shot(page, f"guide-more-{words.language}", tmp_path)
    await taps(menu, words.where)
    await page.locator("article.in img").last.wait_for(timeout=30_000)
    await shot(page, f"guide-where-{words.language}", tmp_path)
    await taps(alert, words.hush)
    await holds(last(page), words.hushed)
    await is_sound(page, words)
    await shot(page, f"guide-hushed-{words.language}", tmp_path)


@BOTH
@pytest.mark.timeout(300)
async def test_from_a_keyword_to_the_review(demo: Demo, page: Page, words: Words, tmp_path: Path) -> None:
    """A word is typed, previewed, narrowed and saved; the review comes at the hour asked for."""
    await begun(page, demo, words)
    await page.get_by_role("button", name=words.topic).first.click()
    await page.locator("article.in", has_text="صواريخ").first.wait_for(timeout=30_000)
    await says(page, words.query)
    question = page.locator("article.in", has_text=words.counted).last
    await question.wait_for(timeout=30_000)
    await shot(page, f"guide-preview-{words.language}", tmp_path)
    await taps(question, words.narrow)
    narrowed = page.locator("article.in", has_text=words.in_title).last
    await narrowed.wait_for(timeout=15_000)
    await shot(page, f"guide-narrow-{words.language}", tmp_path)
    await taps(narrowed, words.in_title)
    question = page.locator("article.in", has_text=words.counted).last
    await holds(question, words.in_title)
    await taps(question, words.save)
    await page.locator("article.in", has_text=words.saved).last.wait_for(timeout=15_000)
    await says(page, "/settings")
    settings = page.locator("article.in").filter(has=page.get_by_role("button", name=words.review)).last
    await taps(settings, words.review)
    await taps(last(page), words.daily)
    await shot(page, f"guide-review-hour-{words.language}", tmp_path)
    await taps(last(page), words.other)
    soon = datetime.now(ZoneInfo("Asia/Baghdad")) + timedelta(seconds=75)
    await says(page, f"{soon:%H:%M}")
    review = page.locator("article.in", has_text=words.reviewed).first
    await review.wait_for(timeout=120_000)
    await page.locator("article.in img").last.wait_for(timeout=30_000)
    await is_sound(page, words)
    await shot(page, f"guide-review-{words.language}", tmp_path)
