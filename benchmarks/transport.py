"""CPU per message: python-telegram-bot over its own HTTP client, over ours, bare aiohttp; our sender.

A loopback Bot API server runs in a process of its own; the clients send the same alerts, in
turn, `--rounds` times, and the median is told. The sender works off a SQLite outbox, one alert for
each of a thousand chats: once as fast as it can, once at the rate that Telegram allows. Its latency
is from the commit of an alert, one at a time, to Telegram's acceptance. Last, ten minutes at full
rate on a simulated clock, with 60 ms for each answer. Run: `python benchmarks/transport.py`.
"""

import argparse
import asyncio
import json
import logging
import statistics
import sys
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import aiohttp
import structlog
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.app import BotSettings, build
from bot.clocks import steady_seconds, utc_now
from bot.delivery import Sender
from bot.limits import Budget, Rates
from bot.model import Alert
from bot.ports import Unit
from bot.transport import AiohttpRequest
from rasid.demo.botapi import DEMO_TOKEN, BotApiServer
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.memory import MemoryDatabase
from rasid.storage.migrate import migrate
from tests.bot.builders import NOW, alert, subscriber
from tests.bot.simulation import SimulatedTelegram, sender_of, simulate

CHATS = 1000
UNLIMITED = Rates(100_000, 100_000, private_seconds=0)
TEXT = "🔴 <b>أولي · هجوم — المنطقة الخضراء، بغداد</b>\n" + "قال مصدر أمني إن صاروخين سقطا قرب الجسر. " * 6


async def serve() -> None:
    server = BotApiServer(strict=False, keep_calls=False)
    for chat in range(1, CHATS + 1):
        server.user(chat)
    print(await server.start(), flush=True)
    await asyncio.Event().wait()


@asynccontextmanager
async def server_running() -> AsyncIterator[str]:
    """Give the address of a Bot API server in a process of its own."""
    server = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--serve", stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout
    try:
        yield (await server.stdout.readline()).decode().strip()
    finally:
        server.kill()
        await server.wait()


async def send(url: str, request: BaseRequest, messages: int, in_flight: int) -> tuple[float, float]:
    """Return CPU milliseconds a message and messages a second."""
    bot = Bot(DEMO_TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=AiohttpRequest())
    slots = asyncio.Semaphore(in_flight)

    async def one(number: int) -> None:
        async with slots:
            await bot.send_message(number % 100 + 1, TEXT, parse_mode="HTML")

    async with bot:
        await asyncio.gather(*(one(number) for number in range(20)))
        cpu, wall = time.process_time(), time.perf_counter()
        await asyncio.gather(*(one(number) for number in range(messages)))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return 1000 * cpu / messages, messages / wall


async def post(url: str, messages: int, in_flight: int) -> tuple[float, float]:
    """Do as `send` with nothing but aiohttp."""
    slots = asyncio.Semaphore(in_flight)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=in_flight)) as session:

        async def one(number: int) -> None:
            body = {"chat_id": str(number % 100 + 1), "text": TEXT, "parse_mode": "HTML"}
            async with slots, session.post(f"{url}/bot{DEMO_TOKEN}/sendMessage", data=body) as answer:
                await answer.json()

        await asyncio.gather(*(one(number) for number in range(20)))
        cpu, wall = time.process_time(), time.perf_counter()
        await asyncio.gather(*(one(number) for number in range(messages)))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return 1000 * cpu / messages, messages / wall


class Counted(Counter[str]):
    """Outcomes that say when there are enough of them."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted, self.enough = 0, asyncio.Event()

    def __setitem__(self, name: str, number: int) -> None:
        super().__setitem__(name, number)
        if self.total() >= self.wanted:
            self.enough.set()

    async def reach(self, wanted: int) -> None:
        """Return when so many deliveries were recorded."""
        self.wanted = wanted
        self.enough.clear()
        if self.total() < wanted:
            await self.enough.wait()


@dataclass(frozen=True, slots=True)
class Works:
    """A sender at work, the file at `url` that it works off, and what became of its requests."""

    url: str
    database: SqlDatabase
    sender: Sender
    outcomes: Counted


@asynccontextmanager
async def sending(api: str, rates: Rates, in_flight: int) -> AsyncIterator[Works]:
    """Give a sender at work on a file."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/rasid.db"
        migrate(url)
        database = open_database(url)
        bot = build(DEMO_TOKEN, BotSettings(api_base_url=api, in_flight=in_flight), database)
        await bot.application.initialize()
        budget = Budget(rates, steady_seconds())
        sender = Sender(database, bot.application.bot, budget, in_flight=in_flight)
        sender.outcomes = outcomes = Counted()
        await database.run(add_chats)
        task = asyncio.create_task(sender.run())
        yield Works(url, database, sender, outcomes)
        sender.stop()
        await task
        await bot.close()
        await database.close()


def add_chats(unit: Unit) -> None:
    for chat in range(1, CHATS + 1):
        unit.chats.put(subscriber(chat))


async def work_off(url: str, messages: int, in_flight: int, rates: Rates) -> dict[str, float]:
    """Return what our whole sender costs, from a SQLite file."""
    async with sending(url, rates, in_flight) as works:
        await works.database.run(lambda unit: unit.outbox.add([queued(number) for number in range(messages)]))
        cpu, wall = time.process_time(), time.perf_counter()
        works.sender.wake()
        await works.outcomes.reach(messages)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {
        "cpu_ms_per_message": round(1000 * cpu / messages, 3),
        "messages_per_second": round(messages / wall, 1),
        "share_of_a_core": round(cpu / wall, 3),
    }


async def time_one_by_one(url: str, messages: int) -> dict[str, float]:
    """Return how long an alert takes from its commit to Telegram's acceptance."""
    latencies = []
    async with sending(url, UNLIMITED, 4) as works:
        for number in range(messages):
            await works.database.run(lambda unit, number=number: unit.outbox.add([queued(number)]))
            began = time.perf_counter()
            works.sender.wake()
            await works.outcomes.reach(number + 1)
            latencies.append(1000 * (time.perf_counter() - began))
    cuts = statistics.quantiles(latencies, n=100)
    return {f"latency_ms_p{share}": round(cuts[share - 1], 1) for share in (50, 95, 99)}


def ten_minutes() -> dict[str, float]:
    """Return the rate that the sender holds on a simulated clock, and the most in any second."""
    database, telegram = MemoryDatabase(), SimulatedTelegram()
    waiting = 18_000

    async def work() -> None:
        for chat in range(1, waiting + 1):
            database.transact(lambda unit, chat=chat: unit.chats.put(subscriber(chat)))
        database.transact(lambda unit: unit.outbox.add([simulated(chat) for chat in range(1, waiting + 1)]))
        sender = await sender_of(database, telegram)
        task = asyncio.create_task(sender.run())
        await asyncio.sleep(600)
        sender.stop()
        await task

    simulate(work)
    times = [at for at, _, _ in telegram.accepted]
    busiest = max(bisect_left(times, start + 1.0) - at for at, start in enumerate(times))
    return {"messages_per_second": round(len(times) / 600, 2), "most_in_a_second": busiest}


def simulated(chat: int) -> Alert:
    """Return an alert that waits for the whole ten minutes and is never stale."""
    return alert(chat, f"{chat:012x}", expires_at=NOW + timedelta(hours=1))


def queued(number: int) -> Alert:
    """Return an alert for one of the chats."""
    now = utc_now()
    return alert(number % CHATS + 1, f"{number:012x}", created_at=now, expires_at=now + timedelta(hours=1))


async def compare(messages: int, rounds: int, in_flight: int) -> dict[str, dict[str, float]]:
    clients: dict[str, Callable[[], BaseRequest]] = {
        "ptb-httpx": lambda: HTTPXRequest(connection_pool_size=in_flight),
        "rasid-aiohttp": lambda: AiohttpRequest(connections=in_flight),
    }
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in (*clients, "bare-aiohttp")}
    async with server_running() as url:
        for _ in range(rounds):
            for name, make in clients.items():
                measured[name].append(await send(url, make(), messages, in_flight))
            measured["bare-aiohttp"].append(await post(url, messages, in_flight))
        sender = await work_off(url, 2 * messages, in_flight, UNLIMITED)
        at_rate = await work_off(url, messages, in_flight, Rates())
        latency = await time_one_by_one(url, 300)
    return {
        name: {
            "cpu_ms_per_message": round(statistics.median(cpu for cpu, _ in runs), 3),
            "messages_per_second": round(statistics.median(rate for _, rate in runs), 1),
        }
        for name, runs in measured.items()
    } | {"rasid-sender": sender, "rasid-sender-at-29-a-second": at_rate, "rasid-sender-one-by-one": latency}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true", help="be the server (used by the benchmark itself)")
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--in-flight", type=int, default=4)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    if options.serve:
        asyncio.run(serve())
    else:
        figures = asyncio.run(compare(options.messages, options.rounds, options.in_flight))
        print(json.dumps(figures | {"ten-simulated-minutes": ten_minutes()}, indent=2))


if __name__ == "__main__":
    main()
