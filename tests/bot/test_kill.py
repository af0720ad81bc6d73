"""kill -9 between the commit and the send, with a real file and a real process: the alert arrives, once."""

import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rasid.demo.botapi import BotApiServer
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.migrate import migrate
from tests.bot.builders import alert, subscriber

PROCESS = """
import asyncio, sys
from bot.app import BotSettings, build
from rasid.demo.botapi import DEMO_TOKEN
from rasid.storage.database import open_database

async def main(url, api):
    bot = build(DEMO_TOKEN, BotSettings(api_base_url=api), open_database(url))
    await bot.start()
    await bot.run()

asyncio.run(main(*sys.argv[1:]))
"""


async def start(url: str, api: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROCESS,
        url,
        api,
        stdout=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )


async def kill(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def queue(database: SqlDatabase) -> None:
    now = datetime.now(UTC)
    told = alert(created_at=now, expires_at=now + timedelta(hours=6))
    await database.run(lambda unit: unit.chats.put(subscriber(created_at=now)))
    await database.run(lambda unit: unit.outbox.add([told]))


async def test_an_alert_survives_kill(server: BotApiServer, tmp_path: Path) -> None:
    """Killed while the request hangs unanswered and unaccepted: after the restart there is one message."""
    url = f"sqlite:///{tmp_path / 'rasid.sqlite'}"
    migrate(url)
    database = open_database(url)
    await queue(database)
    fault = server.faults.add("hang", method="sendMessage")
    process = await start(url, server.url)
    try:
        await server.until(lambda: fault.left == 0, 20)
        await kill(process)
        assert [] == server.messages(7)
        process = await start(url, server.url)
        await server.until(lambda: bool(server.messages(7)), 20)
        process.terminate()
        await process.wait()
        assert 1 == len(server.messages(7))
    finally:
        if process.returncode is None:
            await kill(process)
        await database.close()


async def test_commands_survive_kill(server: BotApiServer, tmp_path: Path) -> None:
    """Killed while ten commands wait to be answered: the next process answers all ten."""
    url = f"sqlite:///{tmp_path / 'rasid.sqlite'}"
    migrate(url)
    fault = server.faults.add("hang", method="sendMessage")
    process = await start(url, server.url)
    try:
        for number in range(10):
            server.send_text(7, 7, f"/add كلمة{number}")
        await server.until(lambda: fault.left == 0, 20)
        await kill(process)
        process = await start(url, server.url)
        await server.until(lambda: len(server.messages(7)) >= 20, 20)
        questions = [message["text"] for message in server.messages(7) if message["from"]["is_bot"]]
        assert {str(number) for number in range(10)} <= {text.split("كلمة")[1][0] for text in questions}
    finally:
        await kill(process)
