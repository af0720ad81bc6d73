"""The bot put together: it waits for Telegram, shows its commands in each language, and names a bad token."""

import asyncio
from datetime import timedelta

import pytest

from bot.app import BotSettings
from bot.conversations.words import COMMANDS
from bot.errors import TokenRefusedError
from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from tests.bot.conftest import Clock, bot_of


def set_commands(server: BotApiServer) -> dict[tuple[str, str], list[str]]:
    """Return the descriptions set last, by scope and language."""
    return {
        (call.params["scope"]["type"], call.params.get("language_code", "")): [
            command["description"] for command in call.params["commands"]
        ]
        for call in server.calls
        if call.method.lower() == "setmycommands"
    }


async def test_commands_are_set_for_each_language_and_scope(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """Arabic clients read Arabic, all others English; members of groups are offered what they may use."""
    bot = bot_of(server, database, clock)
    await bot.start()
    await bot.close()
    sets = set_commands(server)
    assert {"ar", "en", ""} == {language for _, language in sets}
    assert "قوائم الرصد" in sets["all_private_chats", "ar"]
    assert sets["default", "en"] == sets["default", ""]
    assert len(COMMANDS) - 1 == len(sets["all_private_chats", "en"])
    assert len(COMMANDS) == len(sets["all_chat_administrators", "en"])
    assert 5 == len(sets["all_group_chats", "ar"])


async def test_commands_are_not_set_again(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """A restart does not spend requests on what Telegram knows."""
    for _ in range(2):
        bot = bot_of(server, database, clock)
        await bot.start()
        await bot.close()
    assert 12 == sum(call.method.lower() == "setmycommands" for call in server.calls)


async def test_a_refused_description_stops_nothing(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    server.faults.add("429", method="setMyCommands", times=None)
    bot = bot_of(server, database, clock)
    await bot.start()
    await bot.close()


async def test_a_bad_token_is_named(server: BotApiServer, database: MemoryDatabase, clock: Clock) -> None:
    server.faults.add("deny", method="getMe", code=401, description="Unauthorized", times=None)
    bot = bot_of(server, database, clock)
    with pytest.raises(TokenRefusedError):
        await bot.start()


async def test_telegram_may_come_later(
    server: BotApiServer, database: MemoryDatabase, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When Telegram is away at start, the bot asks again until it answers."""
    monkeypatch.setattr("bot.app.backoff", lambda *_: timedelta())
    server.faults.add("5xx", method="getMe", times=3)
    bot = bot_of(server, database, clock)
    async with asyncio.timeout(5):
        await bot.start()
    await bot.close()


async def test_stopping_does_not_wait_for_telegram(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """SIGTERM while Telegram is away: start gives up and run has nothing to do."""
    fault = server.faults.add("hang", method="getMe")
    bot = bot_of(server, database, clock)
    starting = asyncio.create_task(bot.start())
    await server.until(lambda: fault.left == 0)
    bot.stop()
    async with asyncio.timeout(2):
        await starting
        await bot.run()
    await bot.close()


def test_the_settings_are_telegrams_own_by_default() -> None:
    settings = BotSettings()
    assert ("https://api.telegram.org", 50, 4) == (
        settings.api_base_url,
        settings.watchlists_per_chat,
        settings.in_flight,
    )
