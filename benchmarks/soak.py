"""The sender at almost full rate for as long as you like: memory, CPU and latency, minute by minute.

    python benchmarks/soak.py [--minutes N] [--rate N]

Alerts for a thousand chats are committed every second, as passes would, to a SQLite file; a Bot
API server on loopback, in a process of its own, accepts them. Each line of JSON is a minute: alerts
accepted, the latency from commit to recorded acceptance, the sender's CPU as a share of a core, and the
memory that its process holds. The last line is the whole time.
"""

import argparse
import asyncio
import json
import logging
import resource
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import structlog
from sqlalchemy import Engine, select

from benchmarks.transport import queued, sending, server_running
from bot.limits import Rates
from bot.model import DeliveryState
from rasid.storage.engine import open_engine
from rasid.storage.schema import outbox

_PAGE = resource.getpagesize()


@dataclass(slots=True)
class Minutes:
    """What was seen so far; `settled_to` is the outbox's row up to which latencies were read."""

    settled_to: int = 0
    seconds: list[float] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)

    def read(self, engine: Engine) -> list[float]:
        """Return the latencies, in seconds, of what was accepted since the last reading."""
        rows = select(outbox.c.id, outbox.c.created_at, outbox.c.settled_at).where(
            outbox.c.id > self.settled_to, outbox.c.state == DeliveryState.SENT
        )
        with engine.connect() as connection:
            found = connection.execute(rows.order_by(outbox.c.id)).all()
        self.settled_to = max([self.settled_to, *(row.id for row in found)])
        latencies = [(row.settled_at - row.created_at).total_seconds() for row in found]
        self.seconds += latencies
        return latencies


def memory_mb() -> float:
    """Return the memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * _PAGE / 1e6


def p95(latencies: list[float]) -> float:
    return round(statistics.quantiles(latencies, n=20)[-1], 3)


async def soak(url: str, minutes: int, rate: int) -> None:
    """Offer `rate` alerts a second and print what each minute cost."""
    seen, number = Minutes(), 0
    began_cpu, began = time.process_time(), time.perf_counter()
    async with sending(url, Rates(), 4) as works:
        engine = open_engine(works.url)
        for minute in range(minutes):
            cpu, wall = time.process_time(), time.perf_counter()
            for second in range(60):
                offered = [queued(number + more) for more in range(rate)]
                number += rate
                await works.database.run(lambda unit, offered=offered: unit.outbox.add(offered))
                works.sender.wake()
                await asyncio.sleep(max(0.0, wall + second + 1 - time.perf_counter()))
            share = (time.process_time() - cpu) / (time.perf_counter() - wall)
            latencies = await asyncio.to_thread(seen.read, engine)
            seen.memory_mb.append(memory_mb())
            tell(minute + 1, latencies, share, seen.memory_mb[-1])
        await asyncio.sleep(2)
        await asyncio.to_thread(seen.read, engine)
        engine.dispose()
        share = (time.process_time() - began_cpu) / (time.perf_counter() - began)
    tell("all", seen.seconds, share, max(seen.memory_mb))
    print(json.dumps({"offered": number, "not accepted": number - len(seen.seconds)}))


def tell(minute: int | str, latencies: list[float], share: float, memory: float) -> None:
    line = {
        "minute": minute,
        "accepted": len(latencies),
        "p95_s": p95(latencies),
        "longest_s": round(max(latencies), 3),
        "share_of_a_core": round(share, 3),
        "memory_mb": round(memory, 1),
    }
    print(json.dumps(line), flush=True)


async def run(minutes: int, rate: int) -> None:
    async with server_running() as url:
        await soak(url, minutes, rate)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=2)
    parser.add_argument("--rate", type=int, default=28, help="alerts a second")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(run(options.minutes, options.rate))


if __name__ == "__main__":
    main()
