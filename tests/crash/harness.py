"""Kills what delivers, again and again, and counts what arrived: the promise of delivery, measured."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from bot.patience import commit
from tests.crash.nursery import Nursery, Worker
from tests.crash.scene import Scene
from tests.crash.storing import follow, position_key
from tests.crash.verdict import Verdict

# So few that chats are left in which nothing has died twice.
_DEATHS_IN_A_ROW = 10
# Longer than so many deaths take; added up, shorter than makes an alert stale.
_LONG = timedelta(minutes=1)


async def kill_senders(scene: Scene, nursery: Nursery, kills: int, chance: random.Random) -> Verdict:
    """Kill a busy sender `kills` times at random moments, then let one finish."""
    for _ in range(kills):
        sender = await _sender(scene, nursery)
        await scene.until_accepted(chance.randint(1, 8))
        await asyncio.sleep(chance.uniform(0.0, 0.02))
        await sender.end(signal.SIGKILL)
        await scene.note_end()
    await scene.finish(await _sender(scene, nursery))
    return await scene.judge()


async def fail_at(
    scene: Scene,
    nursery: Nursery,
    failpoints: Sequence[str],
    times: int,
    chance: random.Random,
    *,
    bug: str = "",
) -> Verdict:
    """Let a sender die at each failpoint `times` times, then let one finish.

    What died twice waits until a sender comes that does not die: to die a third time would end it.
    """
    options: dict[str, Any] = {"bug": bug, "recover_after": (0.5, _LONG.total_seconds())}
    deaths = [failpoint for failpoint in failpoints for _ in range(times)]
    for number, failpoint in enumerate(deaths, 1):
        await scene.top_up()
        at = {"failpoint": failpoint, "times": chance.randint(1, 4)}
        sender = await _sender(scene, nursery, **options, **at)
        assert -signal.SIGKILL == await sender.end(), failpoint
        await scene.note_end()
        if number % _DEATHS_IN_A_ROW == 0:
            await commit(scene.database, lambda unit: unit.ledger.shift(-_LONG))
            await scene.until_certain(partial(_sender, scene, nursery, bug=bug))
    await commit(scene.database, lambda unit: unit.ledger.shift(-_LONG))
    await scene.finish(await _sender(scene, nursery, bug=bug))
    return await scene.judge()


async def stop_senders(scene: Scene, nursery: Nursery, times: int, chance: random.Random) -> Verdict:
    """Stop a busy sender by SIGTERM `times` times, then let one finish."""
    for _ in range(times):
        sender = await _sender(scene, nursery)
        await scene.until_accepted(chance.randint(1, 8))
        await sender.end(signal.SIGTERM)
        await scene.note_end()
    await scene.finish(await _sender(scene, nursery))
    return await scene.judge()


async def send_together(
    scene: Scene, nursery: Nursery, senders: int, kills: int, chance: random.Random, lease: float
) -> Verdict:
    """Let several senders work on one database, kill one after the other, then let them finish."""
    together = [await _sender(scene, nursery, lease=lease) for _ in range(senders)]
    for _ in range(kills):
        await scene.until_accepted(chance.randint(1, 8))
        await asyncio.sleep(chance.uniform(0.0, 0.02))
        which = chance.randrange(senders)
        await together[which].end(signal.SIGKILL)
        await scene.note_end()
        together[which] = await _sender(scene, nursery, lease=lease)
    await scene.finish(*together)
    return await scene.judge()


async def kill_passes(
    scene: Scene,
    nursery: Nursery,
    kills: int,
    workers: int,
    chance: random.Random,
    *,
    senders: int = 1,
    lease: float = 0.0,
    bug: str = "",
) -> tuple[Verdict, list[str]]:
    """Kill `workers` that store entries with their alerts, and senders beside them; return what broke.

    The Bot API server gets what was committed; each entry must have its alert, each alert its message.
    """
    await commit(scene.database, lambda unit: follow(unit, scene.chats))
    starts = _starts(scene, nursery, workers, senders, lease, bug)
    running = [await start() for start in starts]
    for _ in range(kills):
        # A new process needs a while for its first pass: kills in mere time would leave none.
        await scene.until_accepted(chance.randint(1, 4))
        await asyncio.sleep(chance.uniform(0.0, 0.05))
        which = chance.randrange(len(starts))
        await running[which].end(signal.SIGKILL)
        if which >= workers:
            await scene.note_end()
        running[which] = await starts[which]()
    for worker in running:
        await worker.end(signal.SIGKILL)
    await scene.note_end()
    await scene.finish(*[await start() for start in starts[workers:]], seconds=240.0)
    verdict = await scene.judge()
    verdict.alerts = sum((await commit(scene.database, lambda unit: unit.outbox.depth())).values())
    apart = await commit(scene.database, lambda unit: stored_apart(unit, workers))
    return verdict, [*verdict.problems(), *apart]


def _starts(
    scene: Scene, nursery: Nursery, workers: int, senders: int, lease: float, bug: str
) -> list[Callable[[], Awaitable[Worker]]]:
    """Return what starts each of the workers, and then each of the senders."""
    passes = [
        lambda worker=worker: nursery.start("store", url=scene.url, worker=worker, chats=scene.chats, bug=bug)
        for worker in range(workers)
    ]
    return [*passes, *[lambda: _sender(scene, nursery, lease=lease)] * senders]


async def _sender(scene: Scene, nursery: Nursery, **options: Any) -> Worker:
    return await nursery.start("send", url=scene.url, api=scene.api, **options)


def stored_apart(unit: Any, workers: int) -> list[str]:
    """Return what breaks the rule that entries, alerts and positions are stored together."""
    positions = sum(int(unit.meta.get(position_key(worker)) or 0) for worker in range(workers))
    found = {
        "positions": positions,
        "entries": unit.entries.count(),
        "alerts": sum(unit.outbox.depth().values()),
    }
    return [] if len(set(found.values())) == 1 else [f"stored apart: {found}"]
