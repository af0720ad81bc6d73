"""/help, and the watchlist language one tap below it."""

import re

import pytest

from bot.conversations.words import COMMANDS
from bot.i18n import LANGUAGES, Texts
from bot.markup import text_of
from filters.query import parse
from tests.bot.conftest import Stage, buttons
from tests.bot.test_i18n import catalogue
from tests.bot.test_journeys import shown

MARKS = ("،", "+", "-", "(", '"', "قرب/", "*", "~", "عنوان:", "مصدر:", "مكان:")


async def test_help_holds_every_command(stage: Stage) -> None:
    """/editors belongs to groups, and whoever reads /help has found it."""
    told = shown(await stage.says("/help"))
    assert [] == [name for name in COMMANDS if f"/{name}" not in told and name not in ("editors", "help")]


@pytest.mark.parametrize("command", ["/help", "/add", "أضف"])
async def test_the_language_is_one_tap_away(stage: Stage, command: str) -> None:
    told = await stage.says(command)
    assert ["لغة الرصد"] == buttons(told)
    await stage.presses(told, "لغة الرصد")
    explained = shown(stage.server.messages(7)[-1])
    assert explained.startswith("لغة الرصد\n")
    assert [] == [mark for mark in MARKS if mark not in explained]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("digits", ["western", "arabic"])
def test_every_example_can_be_watched_for(language: str, digits: str) -> None:
    """As it is printed, in whatever digits."""
    keys = [str(message.id) for message in catalogue(language) if str(message.id).startswith("language.")]
    texts = Texts(language, digits=digits)
    examples = [
        text_of(tuple(run for run in texts.rich(key) if run.code)) for key in keys if key not in NO_EXAMPLES
    ]
    assert 13 == len(examples)
    for example in examples:
        parse(re.sub("[\u2068\u2069]", "", example))


NO_EXAMPLES = ("language.title", "language.button")


@pytest.mark.parametrize(
    ("text", "back"), [("السلام عليكم", "وعليكم السلام."), ("شكرا", "العفو."), ("كيف حالك؟", "أهلًا بك.")]
)
async def test_a_greeting_is_returned(stage: Stage, text: str, back: str) -> None:
    """With what the bot is for, instead of a watchlist of the greeting."""
    told = await stage.says(text)
    assert back == shown(told).split("\n")[0]
    assert "أنا راصد، أتابع الأخبار العربية." in shown(told)
    assert ["مواضيع جاهزة"] == buttons(told)
