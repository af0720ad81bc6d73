"""The promise of delivery at full size: kills, deaths at each failpoint, stops, cut logs, PostgreSQL.

    python benchmarks/crash.py --full [--state FOLDER] [--parts N]
    python benchmarks/crash.py [--alerts N] [--chats N] [--kills N] [--deaths N] [--stops N] [--cuts N]
                               [--shared-kills N] [--restarts N]

Real processes on a real database and a Bot API server on loopback. The work is done in parts of a
few minutes; each prints a line of JSON and is kept in the state folder, so that the same command
goes on where the last one ended; `--parts` says after how many new ones to stop. Ends with 1 if
the promise was broken, or if a known bug was not found out, 2 if parts are left to do.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rasid.storage.database import open_database
from rasid.storage.migrate import migrate
from tests.crash.cutting import cut_logs, damage
from tests.crash.harness import fail_at, kill_passes, kill_senders, send_together, stop_senders
from tests.crash.nursery import Nursery
from tests.crash.scene import Scene
from tests.crash.worker import FAILPOINTS, alert_of
from tests.postgres import Server, durable, find_programs, running_server

# As many kills or stops as fit into a few minutes.
_OF_A_PART = 100
_SHARED_OF_A_PART = 50
_WORKERS = 4

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the work; `number` makes its chance. One with a bug must find problems."""

    name: str
    number: int
    work: Callable[[Nursery, random.Random], Coroutine[Any, Any, Figures]]
    has_bug: bool = False


def plan(size: argparse.Namespace) -> list[Part]:
    """Return all parts, in order."""
    parts = []
    for name, act, total, alerts in (
        ("kills", kill_senders, size.kills, size.alerts),
        ("stops", stop_senders, size.stops, size.stops * 10),
    ):
        for number, times in enumerate(_pieces(total, _OF_A_PART)):
            share = alerts * times // total
            work = _on_a_file(size.chats, share, _often(act, times))
            parts.append(Part(name, number, work))
    if size.deaths:
        parts += [
            Part(
                f"death {failpoint}",
                0,
                _on_a_file(size.chats, size.deaths * 20, _deaths(failpoint, size.deaths)),
            )
            for failpoint in FAILPOINTS
        ]
    if size.cuts:
        parts.append(Part("cuts", 0, lambda _, chance: _cuts(size.cuts, chance)))
    killed = 0
    for number, kills in enumerate(_pieces(size.shared_kills, _SHARED_OF_A_PART)):
        before, killed = killed, killed + kills
        restarts = size.restarts * killed // size.shared_kills - size.restarts * before // size.shared_kills
        passes = _counting(kills, _passes(kills))
        parts.append(Part("postgresql", number, _on_postgres(size.chats, passes, restarts)))
        parts.append(Part("four senders", number, _on_postgres(size.chats, _together(kills), 0)))
    if size.kills:
        bug = _deaths("after-claim", 5, bug="sent-before-sending")
        parts.append(Part("bug: sent before sending", 0, _on_a_file(size.chats, 500, bug), has_bug=True))
        torn = _on_a_file(size.chats, 0, _passes(40, workers=1, senders=1, bug="two-transactions"))
        parts.append(Part("bug: two transactions", 0, torn, has_bug=True))
    return parts


def _pieces(total: int, most: int) -> list[int]:
    return [min(most, total - start) for start in range(0, total, most)]


Act = Callable[[Scene, Nursery, random.Random], Coroutine[Any, Any, Any]]


def _often(act: Callable[..., Coroutine[Any, Any, Any]], times: int) -> Act:
    return lambda scene, nursery, chance: act(scene, nursery, times, chance)


def _deaths(failpoint: str, times: int, bug: str = "") -> Act:
    return lambda scene, nursery, chance: fail_at(scene, nursery, [failpoint], times, chance, bug=bug)


def _passes(kills: int, workers: int = _WORKERS, senders: int = _WORKERS, bug: str = "") -> Act:
    lease = 20.0 if senders > 1 else 0.0
    return lambda scene, nursery, chance: kill_passes(
        scene, nursery, kills, workers, chance, senders=senders, lease=lease, bug=bug
    )


def _counting(kills: int, act: Act) -> Act:
    """Return `act` with its kills told: `ends` are those of senders only."""

    async def counted(scene: Scene, nursery: Nursery, chance: random.Random) -> Figures:
        return {"kills": kills} | _figures(await act(scene, nursery, chance))

    return counted


def _together(kills: int) -> Act:
    async def act(scene: Scene, nursery: Nursery, chance: random.Random) -> Any:
        await scene.queue([alert_of(0, number, scene.chats) for number in range(20 * kills)])
        return await send_together(scene, nursery, _WORKERS, kills, chance, lease=5.0)

    return act


def _on_a_file(
    chats: int, alerts: int, act: Act
) -> Callable[[Nursery, random.Random], Coroutine[Any, Any, Figures]]:
    async def work(nursery: Nursery, chance: random.Random) -> Figures:
        with tempfile.TemporaryDirectory() as folder:
            async with staged(f"sqlite:///{folder}/rasid.db", chats) as scene:
                await scene.queue([alert_of(0, number, chats) for number in range(alerts)])
                figures = _figures(await act(scene, nursery, chance))
            figures["problems"] += damage(Path(folder) / "rasid.db")
        return figures

    return work


def _on_postgres(
    chats: int, act: Act, restarts: int
) -> Callable[[Nursery, random.Random], Coroutine[Any, Any, Figures]]:
    async def work(nursery: Nursery, chance: random.Random) -> Figures:
        programs = find_programs()
        if programs is None:
            return {"skipped": "PostgreSQL's programs are not here", "problems": []}
        with running_server(programs) as server:
            async with staged(durable(server, "crash"), chats) as scene:
                restarting = asyncio.create_task(_restart(server, restarts, chance))
                found = await act(scene, nursery, chance)
                await restarting
            return _figures(found) | {"restarts": restarts}

    return work


async def _restart(server: Server, times: int, chance: random.Random) -> None:
    for _ in range(times):
        await asyncio.sleep(chance.uniform(0.5, 4.0))
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)


async def _cuts(cuts: int, chance: random.Random) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        return await cut_logs(Path(folder), 40, cuts, chance)


def _figures(found: Any) -> Figures:
    """Return the figures of a verdict, or of one with what else is wrong."""
    if isinstance(found, dict):
        return found
    if isinstance(found, tuple):
        verdict, problems = found
        return verdict.as_json() | {"problems": problems}
    figures: Figures = found.as_json()
    return figures


@asynccontextmanager
async def staged(url: str, chats: int) -> AsyncIterator[Scene]:
    """Open a scene on a new database."""
    migrate(url)
    database = open_database(url)
    async with Scene(database, url, chats) as scene:
        yield scene
    await database.close()


def measure(parts: list[Part], state: Path, most: int) -> int:
    """Do the parts that were not done, print all, and return the exit code."""
    done = {(row["what"], row["part"]): row for row in map(json.loads, _lines(state))}
    for row in done.values():
        print(json.dumps(row, ensure_ascii=False), flush=True)
    todo = [part for part in parts if (part.name, part.number) not in done]
    with Nursery() as nursery:
        for part in todo[:most]:
            row = asyncio.run(_do(part, nursery))
            print(json.dumps(row, ensure_ascii=False), flush=True)
            with state.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    rows = [json.loads(line) for line in _lines(state)]
    if any(row["is_broken"] for row in rows):
        return 1
    return 2 if len(todo) > most else 0


async def _do(part: Part, nursery: Nursery) -> Figures:
    began = time.perf_counter()
    figures = await part.work(nursery, random.Random(43 + part.number))
    is_broken = bool(figures["problems"]) != part.has_bug and "skipped" not in figures
    seconds = round(time.perf_counter() - began, 1)
    return {"what": part.name, "part": part.number} | figures | {"is_broken": is_broken, "seconds": seconds}


def _lines(state: Path) -> list[str]:
    return state.read_text(encoding="utf-8").splitlines() if state.exists() else []


FULL = {
    "alerts": 10_000, "chats": 50, "kills": 1000, "deaths": 50, "stops": 500, "cuts": 500,
    "shared-kills": 200, "restarts": 10,
}  # fmt: skip


def main() -> int:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", action="store_true", help="the size of the promise; it is the default")
    for name, default in FULL.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--state", type=Path, help="where finished parts are kept; a new folder without")
    parser.add_argument("--parts", type=int, default=sys.maxsize, help="stop after so many new parts")
    given = parser.parse_args()
    state = given.state or Path(tempfile.gettempdir()) / f"rasid-crash-{os.getpid()}"
    state.mkdir(parents=True, exist_ok=True)
    return measure(plan(given), state / "parts.jsonl", given.parts)


if __name__ == "__main__":
    sys.exit(main())
