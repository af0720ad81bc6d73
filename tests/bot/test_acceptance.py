"""What docs/delivery.md says is tested, is; and the tests of that page that belong nowhere else."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

from bot.model import DeliveryState
from rasid.demo.botapi import BotApiServer
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import NOW, alert, subscriber
from tests.bot.conftest import Clock
from tests.bot.post import sending

ROOT = Path(__file__).parents[2]


def test_every_named_test_exists() -> None:
    """A line of the table that no test proves would be a wish."""
    page = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    written = set(re.findall(r"def (test_\w+)\(", sources))
    named = set(re.findall(r"`(test_\w+)`", page)) - {
        path.stem for path in (ROOT / "tests").rglob("test_*.py")
    }
    assert set() == named - written
    numbers = re.findall(r"^\| (\d+) \|", page.partition("## What is accepted")[2], re.MULTILINE)
    assert [str(number) for number in range(1, 41)] == numbers


async def test_a_rate_limit_of_hours_survives_a_restart(
    server: BotApiServer, database: MemoryDatabase, clock: Clock
) -> None:
    """The next process doesn't ask for what Telegram has put off by three hours; then it sends."""
    await database.run(lambda unit: unit.chats.put(subscriber()))
    server.faults.add("429", method="sendMessage", retry_after=10_072)
    async with sending(server, database, clock) as post:
        await post.queue(alert())
        await post.attempted(1)
    clock.moves(seconds=10_000)
    async with sending(server, database, clock) as post:
        await asyncio.sleep(0.1)
        assert 0 == post.sender.outcomes.total()
        await post.becomes(DeliveryState.SENT, seconds=10)
    assert clock() - NOW >= timedelta(seconds=10_072)
    assert 1 == len(server.messages(7))
