"""CPU per message: python-telegram-bot over its own HTTP client, over ours, bare aiohttp; our sender.

A loopback Bot API server runs in a process of its own; the clients send the same alerts, in
turn, `--rounds` times, and the median is told. The sender works off a SQLite outbox, without
rate limits; its latency is from the commit of an alert, one at a time, to Telegram's acceptance.
Run: `python benchmarks/transport.py`.
"""

import argparse
import asyncio
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta

import aiohttp
import structlog
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.app import BotSettings, build
from bot.clocks import utc_now
from bot.delivery import Sender
from bot.limits import Budget, Rates
from bot.model import Alert
from bot.transport import AiohttpRequest
from rasid.demo.botapi import DEMO_TOKEN, BotApiServer
from rasid.storage.database import open_database
from rasid.storage.migrate import migrate
from tests.bot.builders import alert, subscriber

TEXT = "🔴 <b>أولي · هجوم — المنطقة الخضراء، بغداد</b>\n" + "قال مصدر أمني إن صاروخين سقطا قرب الجسر. " * 6


async def serve() -> None:
    server = BotApiServer(strict=False, keep_calls=False)
    for chat in range(1, 101):
        server.user(chat)
    print(await server.start(), flush=True)
    await asyncio.Event().wait()


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


async def work_off(url: str, messages: int, in_flight: int) -> dict[str, float]:
    """Return what our whole sender costs and how long an alert takes it, from a SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        migrate(f"sqlite:///{folder}/rasid.db")
        database = open_database(f"sqlite:///{folder}/rasid.db")
        settings = BotSettings(api_base_url=url, in_flight=in_flight)
        bot = build(DEMO_TOKEN, settings, database)
        await bot.application.initialize()
        budget = Budget(Rates(100_000, 100_000, private_seconds=0), 0.0)
        sender = Sender(database, bot.application.bot, budget, in_flight=in_flight, most_waiting=10**9)
        for chat in range(1, 101):
            await database.run(lambda unit, chat=chat: unit.chats.put(subscriber(chat)))
        await database.run(lambda unit: unit.outbox.add([queued(number) for number in range(messages)]))
        cpu, wall = time.process_time(), time.perf_counter()
        task = asyncio.create_task(sender.run())
        await finished(sender, messages)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        latencies = []
        for number in range(messages, messages + 100):
            await database.run(lambda unit, number=number: unit.outbox.add([queued(number)]))
            began = time.perf_counter()
            sender.wake()
            await finished(sender, number + 1)
            latencies.append(1000 * (time.perf_counter() - began))
        sender.stop()
        await task
        await bot.close()
        await database.close()
    cuts = statistics.quantiles(latencies, n=100)
    return {
        "cpu_ms_per_message": round(1000 * cpu / messages, 3),
        "messages_per_second": round(messages / wall, 1),
        **{f"latency_ms_p{share}": round(cuts[share - 1], 1) for share in (50, 95, 99)},
    }


def queued(number: int) -> Alert:
    """Return an alert for one of a hundred chats."""
    now = utc_now()
    return alert(number % 100 + 1, f"{number:012x}", created_at=now, expires_at=now + timedelta(hours=1))


async def finished(sender: Sender, messages: int) -> None:
    """Return when so many deliveries were recorded."""
    while sender.outcomes.total() < messages:  # noqa: ASYNC110  # the sender tells nobody
        await asyncio.sleep(0.002)


async def compare(messages: int, rounds: int, in_flight: int) -> dict[str, dict[str, float]]:
    clients: dict[str, Callable[[], BaseRequest]] = {
        "ptb-httpx": lambda: HTTPXRequest(connection_pool_size=in_flight),
        "rasid-aiohttp": lambda: AiohttpRequest(connections=in_flight),
    }
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        __file__,
        "--serve",
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert server.stdout
    url = (await server.stdout.readline()).decode().strip()
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in (*clients, "bare-aiohttp")}
    for _ in range(rounds):
        for name, make in clients.items():
            measured[name].append(await send(url, make(), messages, in_flight))
        measured["bare-aiohttp"].append(await post(url, messages, in_flight))
    sender = await work_off(url, messages, in_flight)
    server.kill()
    await server.wait()
    return {
        name: {
            "cpu_ms_per_message": round(statistics.median(cpu for cpu, _ in runs), 3),
            "messages_per_second": round(statistics.median(rate for _, rate in runs), 1),
        }
        for name, runs in measured.items()
    } | {"rasid-sender": sender}


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
        print(json.dumps(asyncio.run(compare(options.messages, options.rounds, options.in_flight)), indent=2))


if __name__ == "__main__":
    main()
