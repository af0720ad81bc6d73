"""How long from a feed's publication to the message in the chats: the whole daemon, on loopback.

    python benchmarks/stream.py [--feeds 100] [--chats 20] [--events 12] [--json OUT]

The daemon asks each feed every second, so half a second of the first figure is waiting for the
poll. Messages go out at 25 a second by default, so the last of 20 chats waits 0.8 s for its turn.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aiohttp import web

from bot.model import Subscriber
from rasid.demo.botapi import BotApiServer
from rasid.storage.database import open_database
from rasid.storage.migrate import migrate
from rasid.storage.unit import Unit
from tests.rasid.stage import Daemon, Item, Newsroom

CITIES = (
    "البصرة", "الموصل", "أربيل", "كركوك", "السليمانية", "دهوك", "الرمادي", "تكريت", "بعقوبة", "الكوت",
    "العمارة", "الناصرية", "السماوة", "الديوانية", "النجف", "كربلاء", "الحلة", "الفلوجة", "سامراء", "تلعفر",
)  # fmt: skip


def subscribe(unit: Unit, chats: int) -> None:
    """Let every chat follow explosions."""
    now = datetime.now(UTC)
    for chat in range(1, chats + 1):
        unit.chats.put(Subscriber(chat_id=chat, kind="private", language="ar", created_at=now))
        unit.watchlists.add(chat, 0, "keywords", "انفجار", "انفجار", now)


async def measure(feeds: int, chats: int, events: int) -> dict[str, float]:
    """Return seconds from publication to the first chat and to the last, median and worst."""
    newsroom = Newsroom()
    runner = web.AppRunner(_app(newsroom))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    newsroom.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    paths = tuple(f"/{number}.xml" for number in range(feeds))
    newsroom.items = {path: [] for path in paths}
    telegram = BotApiServer()
    await telegram.start()
    for chat in range(1, chats + 1):
        telegram.user(chat)
    with tempfile.TemporaryDirectory() as folder:
        daemon = Daemon(Path(folder), telegram, newsroom, paths)
        daemon.write_config()
        await _prepare(daemon, chats)
        await daemon.start()
        await _asked_all(newsroom, paths)
        waits = [await _tell(daemon, number, chats) for number in range(events)]
        await daemon.stop()
    await telegram.stop()
    await runner.cleanup()
    first, last = ([wait[which] for wait in waits] for which in (0, 1))
    return {
        "feeds": feeds,
        "chats": chats,
        "events": events,
        "first_chat_median_s": round(statistics.median(first), 2),
        "first_chat_worst_s": round(max(first), 2),
        "last_chat_median_s": round(statistics.median(last), 2),
        "last_chat_worst_s": round(max(last), 2),
    }


def _app(newsroom: Newsroom) -> web.Application:
    app = web.Application()
    app.router.add_get("/{path:.*}", newsroom.serve)
    return app


async def _prepare(daemon: Daemon, chats: int) -> None:
    url = f"sqlite:///{daemon.database_file}"
    await asyncio.to_thread(migrate, url)
    database = open_database(url)
    await database.run(lambda unit: subscribe(unit, chats))
    await database.close()


async def _asked_all(newsroom: Newsroom, paths: tuple[str, ...]) -> None:
    async with asyncio.timeout(120):
        while any(newsroom.asked.count(path) < 2 for path in paths):  # noqa: ASYNC110 - another process asks
            await asyncio.sleep(0.1)


async def _tell(daemon: Daemon, number: int, chats: int) -> tuple[float, float]:
    """Publish one event and return the seconds until the first and the last chat have its message."""
    city = CITIES[number % len(CITIES)]
    before = len(daemon.telegram.messages(1))
    item = Item(f"e{number}", f"انفجار يهز {city}", f"هز انفجار مدينة {city} مساء اليوم من دون تسجيل إصابات.")
    daemon.newsroom.publish(daemon.paths[number % len(daemon.paths)], item)
    began = time.monotonic()

    def have() -> int:
        return sum(len(daemon.telegram.messages(chat)) > before for chat in range(1, chats + 1))

    await daemon.telegram.until(lambda: have() > 0, 60)
    first = time.monotonic() - began
    await daemon.telegram.until(lambda: have() == chats, 60)
    return first, time.monotonic() - began


def main() -> None:
    """Measure once and print JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--feeds", type=int, default=100)
    options.add_argument("--chats", type=int, default=20)
    options.add_argument("--events", type=int, default=12)
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    told = json.dumps(asyncio.run(measure(given.feeds, given.chats, given.events)), indent=1)
    print(told)
    if given.json:
        given.json.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
