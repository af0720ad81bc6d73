"""The promise of delivery at full size: alerts, kills, deaths at each failpoint, stops; as JSON.

    PYTHONPATH=. python benchmarks/crash.py [--alerts N] [--chats N] [--kills N] [--deaths N] [--stops N]

Real processes on a real SQLite file and a Bot API server on loopback; takes minutes. Ends with 1
if the promise was broken, or if the sender with a known bug was not found out.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rasid.storage.database import open_database
from rasid.storage.migrate import migrate
from tests.crash.harness import Scene, Verdict, fail_at, kill_senders, stop_senders
from tests.crash.worker import FAILPOINTS, alert_of

SEED = 43


@asynccontextmanager
async def staged(alerts: int, chats: int) -> AsyncIterator[Scene]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/rasid.db"
        migrate(url)
        database = open_database(url)
        async with Scene(database, url, chats) as scene:
            await scene.queue([alert_of(0, number, chats) for number in range(alerts)])
            yield scene
        await database.close()
        with sqlite3.connect(Path(folder) / "rasid.db") as connection:
            (found,) = connection.execute("PRAGMA integrity_check").fetchone()
            assert found == "ok", found


async def run(
    alerts: int, chats: int, act: Callable[[Scene, random.Random], Awaitable[Verdict]]
) -> dict[str, Any]:
    began = time.perf_counter()
    async with staged(alerts, chats) as scene:
        verdict = await act(scene, random.Random(SEED))
    return verdict.as_json() | {"seconds": round(time.perf_counter() - began, 1)}


async def measure(options: argparse.Namespace) -> int:
    broken = False

    async def tell(name: str, alerts: int, act: Callable[[Scene, random.Random], Awaitable[Verdict]]) -> None:
        nonlocal broken
        found = await run(alerts, options.chats, act)
        broken |= bool(found["problems"]) != name.startswith("bug")
        print(json.dumps({"what": name} | found), flush=True)

    if options.kills:
        await tell("kills", options.alerts, lambda scene, seed: kill_senders(scene, options.kills, seed))
        await tell(
            "bug: sent before sending",
            1000,
            lambda scene, seed: fail_at(scene, ["after-claim"], 5, seed, bug="sent-before-sending"),
        )
    for failpoint in FAILPOINTS if options.deaths else ():
        await tell(
            failpoint,
            options.deaths * 20,
            lambda scene, seed, failpoint=failpoint: fail_at(scene, [failpoint], options.deaths, seed),
        )
    if options.stops:
        await tell("stops", options.alerts, lambda scene, seed: stop_senders(scene, options.stops, seed))
    return int(broken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("alerts", 10_000), ("chats", 50), ("kills", 1000), ("deaths", 50), ("stops", 500)):
        parser.add_argument(f"--{name}", type=int, default=default)
    return asyncio.run(measure(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
