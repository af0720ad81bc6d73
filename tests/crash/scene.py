"""A database, a Bot API server, and the count of what it accepted."""

import asyncio
import re
import signal
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, Self

from bot.model import Alert, DeliveryState
from bot.patience import commit
from rasid.demo.botapi import BotApiServer
from rasid.storage.database import SqlDatabase
from tests.bot.builders import subscriber
from tests.crash.nursery import Worker
from tests.crash.verdict import Verdict, out_of_order
from tests.crash.worker import alert_of

# Every title ends with who made it and its number; the mark isolates foreign text.
_TITLE = re.compile(r"(\d+ \d+)\u2069")
_WAITING = (DeliveryState.QUEUED, DeliveryState.UNKNOWN, DeliveryState.CLAIMED)


class Scene:
    """Everything around the workers. The Bot API server lives in this process and outlives them."""

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
        """Put alerts into the outbox."""
        self.verdict.alerts += len(alerts)
        for start in range(0, len(alerts), 500):
            piece = alerts[start : start + 500]
            await commit(self.database, lambda unit, piece=piece: unit.outbox.add(piece))

    async def top_up(self) -> None:
        """Queue more when little waits: a sender that is to die on its way needs something to do."""
        if await self.waiting() < 2 * self.chats:
            first = self.verdict.alerts
            await self.queue([alert_of(0, first + number, self.chats) for number in range(3 * self.chats)])

    async def until_accepted(self, more: int, seconds: float = 2.0) -> None:
        """Return when so many more messages were accepted, or after a while."""
        wanted = self._accepted() + more
        with suppress(TimeoutError):
            await self.server.until(lambda: self._accepted() >= wanted, seconds)

    def _accepted(self) -> int:
        return sum(len(chat.messages) for chat in self.server.world.chats.values())

    async def note_end(self) -> None:
        """Remember which chats had a request under way when a sender died.

        Where several senders work, those of the others are counted with it.
        """
        rows = await commit(self.database, lambda unit: unit.ledger.claimed())
        self.verdict.ends += 1
        self.verdict.claimed.update(row.alert.chat_id for row in rows)

    async def waiting(self) -> int:
        """Return how many alerts are not yet done."""
        depth = await commit(self.database, lambda unit: unit.outbox.depth())
        return sum(depth[state] for state in _WAITING)

    async def until_certain(self, start: Callable[[], Awaitable[Worker]]) -> None:
        """Let a sender work until all that may have been sent before is done, and stop it."""
        doubtful = await self._doubtful(range(1, self.chats + 1))
        sender = await start()
        async with asyncio.timeout(60.0):
            while await self._doubtful({chat for _, chat in doubtful}) & doubtful:
                await asyncio.sleep(0.1)
        await sender.end(signal.SIGTERM)

    async def _doubtful(self, chats: Iterable[int]) -> set[tuple[int, int]]:
        """Return id and chat of what was under way when a sender died, or is on its way again."""
        rows = await commit(
            self.database, lambda unit: [row for chat in chats for row in unit.ledger.of_chat(chat, 10**6)]
        )
        states = (DeliveryState.UNKNOWN, DeliveryState.CLAIMED)
        return {(row.id, row.alert.chat_id) for row in rows if row.state in states}

    async def finish(self, *senders: Worker, seconds: float = 900.0) -> None:
        """Let the senders work until nothing waits, and stop them."""
        async with asyncio.timeout(seconds):
            while await self.waiting():
                await asyncio.sleep(0.2)
        for sender in senders:
            await sender.end(signal.SIGTERM)

    async def judge(self) -> Verdict:
        """Compare what was queued with what arrived."""
        arrived: dict[int, list[str]] = defaultdict(list)
        for chat in range(1, self.chats + 1):
            for message in self.server.messages(chat):
                found = _TITLE.search(message["text"])
                assert found, message["text"]
                arrived[chat].append(found.group(1))
        self.verdict.copies = Counter((chat, title) for chat, titles in arrived.items() for title in titles)
        await commit(self.database, self._judge_rows)
        self.verdict.disorder = [
            (chat, later) for chat, titles in arrived.items() for later in out_of_order(titles)
        ]
        return self.verdict

    def _judge_rows(self, unit: Any) -> None:
        for chat in range(1, self.chats + 1):
            for row in unit.ledger.of_chat(chat, 10**6):
                title = " ".join(row.alert.content.title.split()[-2:])
                self.verdict.lost += (chat, title) not in self.verdict.copies
                self.verdict.given_up += row.state is DeliveryState.DEAD
