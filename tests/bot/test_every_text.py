"""Every text of the catalogues, in both languages, with the longest and nastiest in it: Telegram takes it.

A text that no scene brings to the screen fails the test, so that a new one needs a scene.
"""

import gettext
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pytest
from aiogram.methods import AnswerCallbackQuery
from telegram import Bot

import bot.i18n
from bot import sending
from bot.archive import Found, Look
from bot.conversations.inlining import articles, asked
from bot.conversations.model import screen
from bot.conversations.words import COMMANDS
from bot.i18n import LANGUAGES, Texts
from bot.markup import foreign, shortened
from bot.model import Message
from bot.outcomes import Sent
from bot.profile import commands
from rasid.demo.botapi import DEMO_TOKEN, BotApiServer
from tests.bot.builders import NOW
from tests.bot.chat import BUTTON, LONG, RULES
from tests.bot.scenes import SCENES
from tests.bot.telegram_text import is_stored_as_shown, read
from tests.bot.test_i18n import catalogue, forms_of
from tests.bot.test_render import check

# An apology for a bug of ours, and what Telegram shows before there is a chat: tests of their own.
_SAID_ELSEWHERE = {"error.ours", "bot.description", "bot.short"}
_LIMIT_CAPTION = 1024
_LIMIT_TOAST = 200
# Clients cut longer ones, or make them so small that nobody reads them.
_LIMIT_LABEL = 64
_PLURALS = (0, 1, 2, 5, 11, 100, 1_000_000)


class Heard(gettext.NullTranslations):
    """A catalogue that notes what it was asked for."""

    def __init__(self, real: gettext.GNUTranslations) -> None:
        super().__init__()
        self.real = real
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        """Return the text of a key."""
        self.asked.add(message)
        return self.real.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the text of a key in the form that `n` takes."""
        self.asked.add(msgid1)
        return self.real.ngettext(msgid1, msgid2, n)


def keys(language: str) -> set[str]:
    found = (message.id for message in catalogue(language))
    return {key if isinstance(key, str) else key[0] for key in found} - {""}


@dataclass(frozen=True)
class Played:
    """What all scenes together brought on, and the keys that were asked for."""

    messages: tuple[Message, ...]
    toasts: tuple[str, ...]
    keys: frozenset[str]


@cache
def played(language: Literal["ar", "en"]) -> Played:
    """Return what the scenes bring on in the language."""
    real = bot.i18n._catalogue
    heard = Heard(real(language))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.i18n, "_catalogue", lambda code: heard if code == language else real(code))
        chats = [scene(language) for scene in SCENES]
        articles(Found(Look("x", NOW), (), (), 0, NOW, is_whole=True), Texts(language), NOW)
        asked("", Texts(language), RULES, NOW)
        commands(COMMANDS, Texts(language))
    assert all(chat.shown for chat in chats)
    messages = {message.html: message for chat in chats for message in chat.shown}
    toasts = dict.fromkeys(toast for chat in chats for toast in chat.toasts)
    return Played(tuple(messages.values()), tuple(toasts), frozenset(heard.asked))


def check_shown(message: Message) -> None:
    """Raise if Telegram would not take the message, or not as it is meant."""
    check(message)
    is_caption = message.drawing is not None or message.document is not None
    assert not is_caption or len(read(message.html)["text"]) <= _LIMIT_CAPTION
    for button in (button for row in message.buttons for button in row):
        assert 0 < len(button.label.strip()) <= _LIMIT_LABEL
        assert is_stored_as_shown(button.label)


def check_toast(toast: str) -> None:
    assert 0 < len(toast) <= _LIMIT_TOAST
    assert is_stored_as_shown(toast)
    AnswerCallbackQuery(callback_query_id="1", text=toast)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_comes_on(language: Literal["ar", "en"]) -> None:
    """No text of the catalogue is without a scene."""
    assert [] == sorted(keys(language) - played(language).keys - _SAID_ELSEWHERE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_comes_on_is_legal(language: Literal["ar", "en"]) -> None:
    """Within every limit, stored by Telegram as it was meant."""
    for message in played(language).messages:
        check_shown(message)
    for toast in played(language).toasts:
        check_toast(toast)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_all_that_comes_on_passes_the_judges(
    server: BotApiServer, language: Literal["ar", "en"]
) -> None:
    """Sent, and edited in place, at a server with Telegram's own parser; aiogram and teremok judge it."""
    telegram = Bot(DEMO_TOKEN, base_url=f"{server.url}/bot")
    server.send_text(7, 7, "/start")
    async with telegram:
        for message in played(language).messages:
            outcome = await sending.send(telegram, 7, 0, message)
            assert isinstance(outcome, Sent), (outcome, message.html)
            if message.drawing is None and message.document is None and message.buttons:
                outcome = await sending.edit(telegram, 7, outcome.message_id or 0, message)
                assert isinstance(outcome, Sent), (outcome, message.html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_every_text_holds_whatever_is_filled_in(language: str) -> None:
    """Each plural, with the longest and nastiest names in its place, as a line of its own."""
    texts, fillings = Texts(language), (shortened(foreign(LONG), 300), foreign(BUTTON))
    for message in catalogue(language):
        key = message.id if isinstance(message.id, str) else message.id[0] if message.id else ""
        named = {name for form in forms_of(message) for name in re.findall(r"\{(\w+)\}", form)} - {"count"}
        for filling in fillings if key else ():
            values = dict.fromkeys(named, filling)
            counts = _PLURALS if isinstance(message.id, tuple) else ()
            lines = [texts.n_(key, number, **values) for number in counts]
            lines = lines or [texts.rich(key, count=5, **values)]
            for line in lines:
                check(screen(texts, line))


def test_a_text_without_a_scene_is_noticed() -> None:
    """The first test would pass if nothing were noted, or all."""
    heard = Heard(bot.i18n._catalogue("ar"))
    heard.gettext("start.welcome")
    heard.ngettext("add.full", "add.full", 3)
    assert {"start.welcome", "add.full"} == heard.asked
    assert 400 < len(keys("ar"))
