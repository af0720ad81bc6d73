"""The promise of delivery, with real processes, real kills and a real database.

`benchmarks/crash.py` runs it as large as the promise is made.
"""

import random

from tests.crash.harness import fail_at, kill_senders, stop_senders
from tests.crash.nursery import Nursery
from tests.crash.scene import Scene
from tests.crash.worker import FAILPOINTS, alert_of


async def test_killed_senders_lose_nothing(scene: Scene, nursery: Nursery) -> None:
    """Each alert arrives; a kill costs at most one copy in each chat that it met; order is kept."""
    await scene.queue([alert_of(0, number, scene.chats) for number in range(500)])
    verdict = await kill_senders(scene, nursery, 60, random.Random(43))
    assert [] == verdict.problems()
    assert verdict.claimed


async def test_a_death_at_any_point_loses_nothing(scene: Scene, nursery: Nursery) -> None:
    """Before, within and after the claim, the request and the record of its outcome."""
    await scene.queue([alert_of(0, number, scene.chats) for number in range(150)])
    verdict = await fail_at(scene, nursery, FAILPOINTS, 2, random.Random(43))
    assert [] == verdict.problems()
    assert 2 * len(FAILPOINTS) == verdict.ends


async def test_stopped_senders_repeat_nothing(scene: Scene, nursery: Nursery) -> None:
    """SIGTERM: not one copy too many."""
    await scene.queue([alert_of(0, number, scene.chats) for number in range(150)])
    verdict = await stop_senders(scene, nursery, 8, random.Random(43))
    assert [] == verdict.problems()
    assert (0, 0) == (verdict.duplicates, verdict.claimed.total())


async def test_the_harness_sees_a_sender_that_records_before_it_sends(scene: Scene, nursery: Nursery) -> None:
    """A known bug, put in on purpose, is found: alerts are lost."""
    await scene.queue([alert_of(0, number, scene.chats) for number in range(60)])
    verdict = await fail_at(scene, nursery, ["after-claim"], 2, random.Random(43), bug="sent-before-sending")
    assert any("lost" in problem for problem in verdict.problems())
