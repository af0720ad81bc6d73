"""What Telegram shows about the bot: its commands and descriptions, in Arabic and English."""

from hashlib import sha256

import structlog
from telegram import Bot, BotCommand, BotCommandScope
from telegram import BotCommandScopeAllChatAdministrators as Admins
from telegram import BotCommandScopeAllGroupChats as Groups
from telegram import BotCommandScopeAllPrivateChats as Private
from telegram import BotCommandScopeDefault as Everywhere
from telegram.error import TelegramError

from bot.conversations.words import COMMANDS
from bot.i18n import Texts
from bot.ports import Database

_log = structlog.stdlib.get_logger("bot.profile")

_PUBLISHED_KEY = "telegram.profile"
_MEMBERS_COMMANDS = ("list", "topics", "search", "map", "help")
# Nobody else has anything to say to a person alone.
_PRIVATE_COMMANDS = tuple(name for name in COMMANDS if name != "editors")
# Telegram's language code, empty for every other language, and the language that is spoken then.
_LANGUAGES = (("ar", "ar"), ("en", "en"), ("", "en"))


async def publish(bot: Bot, database: Database) -> bool:
    """Set commands and descriptions if they are not those set last; return whether they were set.

    A failure is logged and tried again at the next start: the bot works without them.
    """
    wanted = _fingerprint(bot.id)
    if await database.run(lambda unit: unit.meta.get(_PUBLISHED_KEY)) == wanted:
        return False
    try:
        for code, language in _LANGUAGES:
            await _publish_language(bot, code, Texts(language))
    except TelegramError as error:
        _log.warning("profile-not-set", error=type(error).__name__)
        return False
    await database.run(lambda unit: unit.meta.put(_PUBLISHED_KEY, wanted))
    return True


async def _publish_language(bot: Bot, code: str, texts: Texts) -> None:
    scopes: tuple[tuple[BotCommandScope, tuple[str, ...]], ...] = (
        (Everywhere(), _PRIVATE_COMMANDS),
        (Private(), _PRIVATE_COMMANDS),
        (Groups(), _MEMBERS_COMMANDS),
        (Admins(), COMMANDS),
    )
    for scope, names in scopes:
        await bot.set_my_commands(commands(names, texts), scope=scope, language_code=code or None)
    await bot.set_my_description(texts.t("bot.description"), language_code=code or None)
    await bot.set_my_short_description(texts.t("bot.short"), language_code=code or None)


def commands(names: tuple[str, ...], texts: Texts) -> list[BotCommand]:
    """Return the commands with their descriptions."""
    return [BotCommand(name, texts.t(f"command.{name}")) for name in names]


def _fingerprint(bot_id: int) -> str:
    shown = [str(bot_id)]
    for _, language in _LANGUAGES:
        texts = Texts(language)
        shown += [texts.t("bot.description"), texts.t("bot.short"), *_MEMBERS_COMMANDS]
        shown += [command.description for command in commands(COMMANDS, texts)]
    return sha256("\n".join(shown).encode()).hexdigest()
