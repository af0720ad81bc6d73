"""Kills what delivers, again and again, and counts what arrived: the promise of delivery, measured.

The Bot API server lives in this process and remembers what it accepted; senders and passes are
children of nurseries (`tests.crash.worker`), so that a start costs milliseconds.
"""

import asyncio
import json
import os
import random
import re
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from bot.model import Alert, DeliveryState
from bot.patience import commit
from rasid.demo.botapi import BotApiServer
from rasid.storage.database import SqlDatabase
from tests.bot.builders import subscriber

ROOT = Path(__file__).parents[2]
_TITLE = re.compile(r"(\d+) (\d+)\u2069")
WAITING = (DeliveryState.QUEUED, DeliveryState.UNKNOWN, DeliveryState.CLAIMED)


class Nursery:
    """A process that forks workers for us, one at a time."""

    def __init__(self, kind: str, options: dict[str, Any]) -> None:
        self.kind, self.options, self.pid = kind, options, 0

    async def __aenter__(self) -> Self:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.crash.worker",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
        )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        self.process.stdin.close()  # type: ignore[union-attr]  # a pipe
        await self.process.wait()

    async def start(self, **changes: Any) -> None:
        """Fork a worker."""
        self.process.stdin.write(f"{self.kind} {json.dumps(self.options | changes)}\n".encode())  # type: ignore[union-attr]  # a pipe
        self.pid = int(await self._line())

    async def end(self, how: signal.Signals | None = None) -> int:
        """Send the signal, if any, and return the exit code once the worker is gone."""
        if how is not None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, how)
        code = int(await self._line())
        self.pid = 0
        return code

    async def _line(self) -> str:
        return (await self.process.stdout.readline()).decode()  # type: ignore[union-attr]  # a pipe


@dataclass
class Verdict:
    """What the harness found. `claimed` counts, per chat, the kills that met a request under way."""

    alerts: int = 0
    ends: int = 0
    lost: int = 0
    copies: Counter[tuple[int, str]] = field(default_factory=Counter)
    claimed: Counter[int] = field(default_factory=Counter)
    disorder: list[tuple[int, str]] = field(default_factory=list)
    given_up: int = 0
    per_end: list[int] = field(default_factory=list)

    @property
    def duplicates(self) -> int:
        return sum(number - 1 for number in self.copies.values())

    def problems(self) -> list[str]:
        """Return what breaks the promise."""
        extra: Counter[int] = Counter()
        for (chat, _), number in self.copies.items():
            extra[chat] += number - 1
        found = {
            "lost": self.lost,
            "more copies in a chat than kills that met it": sum(
                extra[chat] > self.claimed[chat] for chat in extra
            ),
            "more than 3 copies": sum(number > 3 for number in self.copies.values()),
            "out of order": len(self.disorder),
        }
        return [f"{what}: {number}" for what, number in found.items() if number]

    def as_json(self) -> dict[str, Any]:
        return {
            "alerts": self.alerts,
            "ends": self.ends,
            "lost": self.lost,
            "duplicates": self.duplicates,
            "most_copies": max(self.copies.values(), default=0),
            "requests_met_by_a_kill": self.claimed.total(),
            "given_up": self.given_up,
            "problems": self.problems(),
        }


class Scene:
    """A database with queued alerts, a Bot API server, and the count of what it accepted."""

    def __init__(self, database: SqlDatabase, url: str, chats: int) -> None:
        self.database, self.url, self.chats = database, url, chats
        self.verdict = Verdict()
        self.server = BotApiServer(strict=False, keep_calls=False)
        self.api = ""

    async def __aenter__(self) -> Self:
        self.api = await self.server.start()
        for chat in range(1, self.chats + 1):
            self.server.user(chat)
            await commit(self.database, lambda unit, chat=chat: unit.chats.put(subscriber(chat)))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.stop()

    async def queue(self, alerts: list[Alert]) -> None:
        self.verdict.alerts += len(alerts)
        for start in range(0, len(alerts), 500):
            piece = alerts[start : start + 500]
            await commit(self.database, lambda unit, piece=piece: unit.outbox.add(piece))

    async def until_accepted(self, more: int, seconds: float = 2.0) -> None:
        """Return when so many more messages were accepted, or after a while."""
        wanted = self._accepted() + more
        with suppress(TimeoutError):
            await self.server.until(lambda: self._accepted() >= wanted, seconds)

    def _accepted(self) -> int:
        return sum(len(chat.messages) for chat in self.server.world.chats.values())

    async def note_end(self) -> None:
        """Remember which chats had a request under way when a sender died."""
        rows = await commit(self.database, lambda unit: unit.ledger.claimed())
        self.verdict.ends += 1
        self.verdict.claimed.update(row.alert.chat_id for row in rows)

    async def waiting(self) -> int:
        depth = await commit(self.database, lambda unit: unit.outbox.depth())
        return sum(depth[state] for state in WAITING)

    async def finish(self, nursery: Nursery, seconds: float = 900.0) -> None:
        """Let a sender work until nothing waits, and stop it."""
        await nursery.start()
        async with asyncio.timeout(seconds):
            while await self.waiting():
                await asyncio.sleep(0.2)
        await nursery.end(signal.SIGTERM)

    async def judge(self) -> Verdict:
        """Compare what was queued with what arrived."""
        arrived: dict[int, list[str]] = defaultdict(list)
        for chat in range(1, self.chats + 1):
            for message in self.server.messages(chat):
                found = _TITLE.search(message["text"])
                assert found, message["text"]
                arrived[chat].append(found.group())
        self.verdict.copies = Counter((chat, title) for chat, titles in arrived.items() for title in titles)
        await commit(self.database, self._judge_rows)
        self.verdict.disorder = [
            (chat, later) for chat, titles in arrived.items() for later in _out_of_order(titles)
        ]
        return self.verdict

    def _judge_rows(self, unit: Any) -> None:
        for chat in range(1, self.chats + 1):
            for row in unit.ledger.of_chat(chat, 10**6):
                title = f"{row.alert.content.title}\u2069"
                self.verdict.lost += (chat, title) not in self.verdict.copies
                self.verdict.given_up += row.state is DeliveryState.DEAD


def _out_of_order(titles: list[str]) -> list[str]:
    """Return the titles that came after a later one of the same worker."""
    last: dict[str, int] = {}
    found = []
    for title in titles:
        worker, number = title.rstrip("\u2069").split()
        if int(number) < last.get(worker, -1):
            found.append(title)
        last[worker] = int(number)
    return found


async def kill_senders(scene: Scene, kills: int, seed: random.Random) -> Verdict:
    """Kill a busy sender `kills` times at random moments, then let one finish."""
    async with Nursery("send", {"url": scene.url, "api": scene.api}) as nursery:
        for _ in range(kills):
            await nursery.start()
            await scene.until_accepted(seed.randint(1, 8))
            await asyncio.sleep(seed.uniform(0.0, 0.02))
            await nursery.end(signal.SIGKILL)
            await scene.note_end()
        await scene.finish(nursery)
    return await scene.judge()


async def fail_at(
    scene: Scene, failpoints: Sequence[str], times: int, seed: random.Random, *, bug: str = ""
) -> Verdict:
    """Let a sender die at each failpoint `times` times, then let one finish.

    What died twice waits for longer than all of it takes: to die a third time would end it.
    """
    waits = (0.5, max(2.0, len(failpoints) * times / 2))
    options = {"url": scene.url, "api": scene.api, "bug": bug, "recover_after": waits}
    async with Nursery("send", options) as nursery:
        for failpoint in failpoints:
            for _ in range(times):
                await nursery.start(failpoint=failpoint, times=seed.randint(1, 4))
                assert -signal.SIGKILL == await nursery.end(), failpoint
                await scene.note_end()
        await scene.finish(nursery)
    return await scene.judge()


async def stop_senders(scene: Scene, times: int, seed: random.Random) -> Verdict:
    """Stop a busy sender by SIGTERM `times` times, then let one finish."""
    async with Nursery("send", {"url": scene.url, "api": scene.api}) as nursery:
        for _ in range(times):
            await nursery.start()
            await scene.until_accepted(seed.randint(1, 8))
            await nursery.end(signal.SIGTERM)
            await scene.note_end()
        await scene.finish(nursery)
    return await scene.judge()


async def kill_passes(
    scene: Scene, kills: int, workers: int, seed: random.Random, *, bug: str = ""
) -> list[str]:
    """Kill `workers` that store entries with their alerts, and a sender beside them; return what broke.

    The Bot API server gets what was committed; each entry must have its alert, each alert its message.
    """
    options = {"url": scene.url, "chats": scene.chats, "bug": bug}
    async with AsyncExitStack() as stack:
        passes = [
            await stack.enter_async_context(Nursery("store", options | {"worker": worker}))
            for worker in range(workers)
        ]
        sender = await stack.enter_async_context(Nursery("send", {"url": scene.url, "api": scene.api}))
        for nursery in (*passes, sender):
            await nursery.start()
        for _ in range(kills):
            await asyncio.sleep(seed.uniform(0.0, 0.1))
            nursery = seed.choice([*passes, sender])
            await nursery.end(signal.SIGKILL)
            if nursery is sender:
                await scene.note_end()
            await nursery.start()
        for nursery in (*passes, sender):
            await nursery.end(signal.SIGKILL)
        await scene.note_end()
        await scene.finish(sender, 120.0)
    verdict = await scene.judge()
    return [*verdict.problems(), *await commit(scene.database, lambda unit: _unpaired(unit, workers))]


def _unpaired(unit: Any, workers: int) -> list[str]:
    """Return what breaks the rule that entries, alerts and positions are stored together."""
    positions = sum(int(unit.meta.get(f"position-{worker}") or 0) for worker in range(workers))
    found = {
        "positions": positions,
        "entries": unit.entries.count(),
        "alerts": sum(unit.outbox.depth().values()),
    }
    return [] if len(set(found.values())) == 1 else [f"stored apart: {found}"]
