"""The daemon as a process of its own, with a Telegram and a newsroom on loopback."""

import asyncio
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

from aiohttp import web

from rasid.demo.botapi import DEMO_TOKEN, BotApiServer
from rasid.demo.refusal import Json

RASID = str(Path(sys.executable).with_name("rasid"))
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Item:
    """One item of a feed; `age` says how long ago it was published."""

    guid: str
    title: str
    body: str = ""
    age: timedelta = timedelta(0)


@dataclass
class Newsroom:
    """A web server whose every path is a feed that the test fills, or misbehaves as told."""

    url: str = ""
    items: dict[str, list[Item]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def publish(self, path: str, *items: Item) -> None:
        """Put items at the top of the feed at `path`."""
        self.items[path] = [*items, *self.items.get(path, [])]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        if request.path in self.answers:
            return await self.answers[request.path](request)
        if request.path not in self.items:
            return web.Response(status=404)
        return web.Response(text=rss(self.items[request.path]), content_type="application/rss+xml")


def rss(items: list[Item]) -> str:
    """Return an RSS document as newsrooms write them."""
    now = datetime.now(UTC)
    rows = "".join(
        f"<item><guid isPermaLink='false'>{item.guid}</guid><title>{escape(item.title)}</title>"
        f"<link>https://news.example/{item.guid}</link><description>{escape(item.body)}</description>"
        f"<pubDate>{format_datetime(now - item.age)}</pubDate></item>"
        for item in items
    )
    head = "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>أخبار</title>"
    return f"{head}{rows}</channel></rss>"


@dataclass
class Daemon:
    """A configuration on disk and the process that runs by it."""

    folder: Path
    telegram: BotApiServer
    newsroom: Newsroom
    paths: tuple[str, ...]
    database: str = ""
    operators: tuple[int, ...] = ()
    process: Process | None = None
    log: list[str] = field(default_factory=list)
    _reader: asyncio.Task[None] | None = None

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database_file(self) -> Path:
        return self.folder / "data" / "rasid.db"

    def write_config(self, more: str = "") -> None:
        host = self.newsroom.url.removeprefix("http://")
        feeds = "".join(
            f'[[feeds]]\nurl = "{self.newsroom.url}{path}"\noutlet = "وكالة{path}"\n' for path in self.paths
        )
        database = f'[database]\nurl = "{self.database}"\n' if self.database else ""
        self.config.write_text(
            f'[telegram]\napi_base_url = "{self.telegram.url}"\n'
            f"operator_chats = {list(self.operators)}\n{database}"
            "[polling]\ninterval_s = 1\nslowest_s = 1\nparser_workers = 1\n"
            f'private_hosts = ["{host}"]\n{more}{feeds}',
            encoding="utf-8",
        )

    async def start(self) -> None:
        """Start the process and return once it says that it runs."""
        await self.spawn()
        await self.says("event=started")

    async def spawn(self) -> None:
        """Start the process without waiting."""
        env = os.environ | {"RASID_TELEGRAM_TOKEN": DEMO_TOKEN}
        self.log.clear()
        self.process = await asyncio.create_subprocess_exec(
            RASID, "run", "--config", str(self.config), env=env, stdout=PIPE, stderr=PIPE
        )
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process is not None
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.log.append(line.decode())

    async def says(self, text: str, seconds: float = 20) -> str:
        """Return the first log line that holds `text`, as soon as it is there."""
        async with asyncio.timeout(seconds):
            while True:
                for line in self.log:
                    if text in line:
                        return line
                if self.process is not None and self.process.returncode is not None:
                    raise AssertionError(f"the daemon ended: {''.join(self.log)}")
                await asyncio.sleep(0.02)

    async def ends(self, seconds: float = 20) -> int:
        """Return the exit code."""
        assert self.process is not None
        assert self._reader is not None
        async with asyncio.timeout(seconds):
            code = await self.process.wait()
            await self._reader
        return code

    async def kill(self) -> None:
        """Kill it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        await self.ends()

    async def stop(self) -> int:
        """Ask it to stop and return the exit code."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        return await self.ends()

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of another rasid with the same configuration."""
        return [RASID, *arguments, "--config", str(self.config)]

    async def newsroom_is_asked_again(self, path: str = "/a.xml", times: int = 2) -> None:
        """Return after `path` was asked for `times` times more: what is there now has been read."""
        wanted = self.newsroom.asked.count(path) + times
        async with asyncio.timeout(20):
            while self.newsroom.asked.count(path) < wanted:
                await asyncio.sleep(0.02)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Look into the SQLite file."""
        with sqlite3.connect(f"file:{self.database_file}?mode=ro", uri=True) as connection:
            return connection.execute(query).fetchall()

    async def alerts(self, count: int, chat: int = 7, seconds: float = 20) -> list[Json]:
        """Return the chat's alerts as soon as there are `count`."""
        await self.telegram.until(lambda: len(self._alerts(chat)) >= count, seconds)
        return self._alerts(chat)

    def _alerts(self, chat: int) -> list[Json]:
        return [
            message
            for message in self.telegram.messages(chat)
            if any("why:" in str(button.get("callback_data")) for row in _keyboard(message) for button in row)
        ]

    async def follow(self, topic: str = "green-zone-attack", chat: int = 7) -> None:
        """Send /start and tap the topic's button, as a newcomer would."""
        self.telegram.send_text(chat, chat, "/start")
        await self.telegram.until(lambda: bool(_keyboard(self.telegram.messages(chat)[-1])), 20)
        welcome = self.telegram.messages(chat)[-1]
        data = next(
            b["callback_data"] for row in _keyboard(welcome) for b in row if topic in b["callback_data"]
        )
        query = self.telegram.press(welcome, data)
        await self.telegram.until(lambda: self.telegram.answer(query) is not None, 20)
        await self.telegram.until(lambda: "✓" in str(_keyboard(self._now(welcome))), 20)

    async def adds(self, query: str, chat: int = 7) -> None:
        """Add a watchlist by plain words and the tap that confirms it."""
        self.telegram.send_text(chat, chat, f"أضف {query}")
        await self.telegram.until(lambda: bool(_keyboard(self.telegram.messages(chat)[-1])), 20)
        question = self.telegram.messages(chat)[-1]
        self.telegram.press(question, _keyboard(question)[0][0]["callback_data"])
        await self.telegram.until(lambda: any("edit" in call.method for call in self.telegram.calls), 20)

    def _now(self, message: Json) -> Json:
        chat = message["chat"]["id"]
        return next(m for m in self.telegram.messages(chat) if m["message_id"] == message["message_id"])


def _keyboard(message: Json) -> list[list[Json]]:
    rows: list[list[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows
