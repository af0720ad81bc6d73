"""No entry is stored without its alert, whoever is killed and whenever the server restarts."""

import asyncio
import random
from pathlib import Path

from tests.crash.conftest import staged
from tests.crash.harness import kill_passes, send_together
from tests.crash.nursery import Nursery
from tests.crash.worker import alert_of
from tests.postgres import Server, durable

CHATS = 5


async def test_killed_passes_leave_no_entry_without_its_alert(tmp_path: Path, nursery: Nursery) -> None:
    async with staged(f"sqlite:///{tmp_path / 'rasid.db'}", CHATS) as scene:
        verdict, problems = await kill_passes(scene, nursery, 20, 1, random.Random(44))
    assert [] == problems
    assert verdict.alerts > 0


async def test_the_harness_sees_a_pass_of_two_transactions(tmp_path: Path, nursery: Nursery) -> None:
    """A known bug, put in on purpose, is found: the position moves on and the alert is missing."""
    async with staged(f"sqlite:///{tmp_path / 'rasid.db'}", CHATS) as scene:
        _, problems = await kill_passes(scene, nursery, 20, 1, random.Random(44), bug="two-transactions")
    assert any("stored apart" in problem for problem in problems)


async def test_four_workers_on_postgresql(postgres: Server, nursery: Nursery) -> None:
    """Four passes and a sender, killed in turn while the server crashes and comes back."""
    url = durable(postgres, "crash")
    async with staged(url, CHATS) as scene:

        async def restart() -> None:
            for _ in range(2):
                await asyncio.sleep(0.8)
                await asyncio.to_thread(postgres.stop)
                await asyncio.to_thread(postgres.start)

        restarting = asyncio.create_task(restart())
        verdict, problems = await kill_passes(scene, nursery, 12, 4, random.Random(49))
        await restarting
    assert [] == problems
    assert verdict.alerts > 0


async def test_four_senders_share_a_queue(postgres: Server, nursery: Nursery) -> None:
    """Nothing is sent by two of them, each chat keeps its order, and none is killed without an heir."""
    url = durable(postgres, "senders")
    async with staged(url, CHATS) as scene:
        await scene.queue([alert_of(0, number, CHATS) for number in range(100)])
        undisturbed = await send_together(scene, nursery, 4, 0, random.Random(45), lease=10.0)
        assert ([], 0) == (undisturbed.problems(), undisturbed.duplicates)
        await scene.queue([alert_of(0, number, CHATS) for number in range(100, 200)])
        killed = await send_together(scene, nursery, 4, 6, random.Random(45), lease=2.0)
    assert [] == killed.problems()
    assert killed.claimed
