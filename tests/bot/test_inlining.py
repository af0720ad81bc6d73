"""@bot query: stored entries shared anywhere."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive import Found, Look
from bot.conversations.inlining import Page, articles
from bot.excerpts import excerpt
from bot.i18n import Texts
from bot.markup import text_of
from filters.model import Match
from rasid.demo.refusal import Json
from tests.bot.builders import NOW, entry
from tests.bot.conftest import Clock, Stage, bot_of, running
from tests.bot.telegram_text import nasty_text, read
from tests.bot.test_searching import ROCKETS, published, published_twelve


async def asks(stage: Stage, text: str, user: int = 7, offset: str = "") -> Json:
    """Type `@rasid_bot text`, scroll to `offset`, and return the bot's answer."""
    query = stage.server.inline_query(user, text, offset)
    # The first search of a process loads the tables of word forms.
    await stage.server.until(lambda: stage.server.answer(query) is not None, seconds=30)
    answer: Any = stage.server.answer(query)
    return dict(answer)


def plain(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\u2068\u2069\u200e\u200f")))


async def test_a_query_lists_entries_as_articles(stage: Stage) -> None:
    """Each with its title, sentence and outlet; chosen, it is sent with a link and its words in bold."""
    await published(stage, "هدوء في العاصمة", body="سمع السكان دويا قرب السفارات مساء.")
    (article,) = (await asks(stage, "سفارة"))["results"]
    assert ("article", "هدوء في العاصمة") == (article["type"], plain(article["title"]))
    assert "وكالة الرافدين · 00:00 — «سمع السكان دويا قرب السفارات مساء.»" == plain(article["description"])
    content = article["input_message_content"]
    sent = read(content["message_text"])
    assert "هدوء في العاصمة" in plain(sent["text"])
    kinds = {one["type"]["@type"] for one in sent["entities"]}
    assert {"textEntityTypeBold", "textEntityTypeTextUrl"} <= kinds
    assert "https://www.rafidain.example/news/1" == content["link_preview_options"]["url"]


def titles(answer: Json) -> list[str]:
    return [plain(article["title"]) for article in answer["results"]]


async def test_at_most_twenty_and_the_newest_first(stage: Stage) -> None:
    for number in range(25):
        await published(stage, f"{ROCKETS} رقم {number}", number=number)
    answer = await asks(stage, "سفارة")
    assert [f"{ROCKETS} رقم {number}" for number in range(20)] == titles(answer)
    assert (60, True) == (answer["cache_time"], answer["is_personal"])


async def test_scrolling_shows_the_rest_once(stage: Stage) -> None:
    """Page after page until nothing is left; what is published meanwhile repeats none of it."""
    for number in range(45):
        await published(stage, f"{ROCKETS} رقم {number}", number=number)
    first = await asks(stage, "سفارة")
    await published(stage, f"{ROCKETS} الآن", number=-1)
    second = await asks(stage, "سفارة", offset=first["next_offset"])
    third = await asks(stage, "سفارة", offset=second["next_offset"])
    shown = [title for answer in (first, second, third) for title in titles(answer)]
    assert [f"{ROCKETS} رقم {number}" for number in range(45)] == shown
    assert not third.get("next_offset")


@pytest.mark.parametrize("offset", ["gone", "20", "0" * 32, "\u202e"])
async def test_a_page_after_nothing_we_know_is_empty(stage: Stage, offset: str) -> None:
    """Forged, or its entry is no longer found: the list ends there."""
    await published_twelve(stage)
    answer = await asks(stage, "سفارة", offset=offset)
    assert ([], None) == (answer["results"], answer.get("next_offset") or None)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "اكتب كلمة لأبحث عنها في الأخبار"),
        ("س", "اكتب كلمة لأبحث عنها في الأخبار"),
        ("(سفارة", "القوس لم يُغلق."),
        ("النجف", "لا نتائج في الأيام الماضية"),
        ("س" * 401, "العبارة طويلة: الحد الأقصى 400 حرف."),
    ],
)
async def test_what_finds_nothing_says_so_on_a_button(stage: Stage, text: str, hint: str) -> None:
    """The button opens the chat with the bot; nothing of it is kept by Telegram."""
    await published(stage, ROCKETS)
    answer = await asks(stage, text)
    assert ([], hint, 0) == (answer["results"], answer["button"]["text"], answer["cache_time"])
    assert "inline" == answer["button"]["start_parameter"]


async def test_the_reader_gets_his_own_language(stage: Stage) -> None:
    """That of his settings, else that of his Telegram; who asks is not stored."""
    stage.server.user(9, language_code="en")
    assert "Type a word to search the news" == (await asks(stage, "", 9))["button"]["text"]
    assert None is await stage.database.run(lambda unit: unit.chats.get(9))
    await stage.presses(await stage.says("/settings", chat=9, user=9), "العربية", user=9)
    assert "اكتب كلمة لأبحث عنها في الأخبار" == (await asks(stage, "", 9))["button"]["text"]


async def test_queries_of_different_people_do_not_wait_for_one_another(stage: Stage, clock: Clock) -> None:
    """And one that Telegram has given up, such as one left over from before a restart, breaks nothing."""
    await published_twelve(stage)
    old = stage.server.inline_query(7, "سفارة")
    stage.server.world.queries.clear()
    await stage.settles()
    stage.server.user(8)
    assert 12 == len((await asks(stage, "سفارة", 8))["results"])
    assert None is stage.server.answer(old)
    stage.bot.stop()
    async with running(bot_of(stage.server, stage.database, clock)) as bot:
        stage.bot = bot
        assert 12 == len((await asks(stage, "سفارة"))["results"])


@given(
    nasty_text(),
    nasty_text(),
    nasty_text(4),
    st.one_of(st.none(), nasty_text(3), st.just("https://x.example/a")),
    st.sampled_from(["ar", "en"]),
)
@settings(max_examples=150, deadline=None)
def test_any_entry_is_an_article_that_telegram_takes(
    title: str, body: str, source: str, url: str | None, language: str
) -> None:
    """A title that is not empty, a text that can be read, nothing that reorders the list."""
    one = entry(title=title, body=body, source=source, url=url)
    look = Look("x", NOW)
    found = Found(look, (Match(1, one, ()),), (one.at,), 1, NOW, is_whole=True)
    listed = articles(found, Texts(language), NOW)
    assert isinstance(listed, Page)
    assert len(listed.articles) == 1
    for article in listed.articles:
        assert article.title.strip("\u2068\u2069 \u200f\u200e")
        assert len(article.title) <= 120
        assert len(article.description) <= 200
        assert 0 < len(read(article.html)["text"]) <= 4096
        assert not set("\u202a\u202b\u202d\u202e") & set(article.title + article.description)


def test_an_entry_without_title_and_link_is_still_shown() -> None:
    """The outlet stands for its title; what would reorder its surroundings is gone."""
    bare = entry(title="", body="نص قصير جدا عن السفارة.", url=None, source="وكالة\u202e الرافدين")
    shown = excerpt(Match(1, bare, ()), Texts("ar"), NOW)
    assert "وكالة الرافدين" == plain(text_of(shown.title))
