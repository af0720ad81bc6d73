"""A poller in this process: a fake database, a newsroom on loopback, a clock that the test turns."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.model import Alert, Subscriber
from feeds.gate import Client
from feeds.model import Feed, FeedState
from feeds.workers import MEMORY_BYTES, ParserPool
from rasid.pipeline import Pipeline
from rasid.polling import Poller
from rasid.storage.memory import MemoryDatabase
from rasid.telling import Operators
from tests.rasid.stage import Newsroom

OPERATOR = 99
READER = 7


@dataclass
class Desk:
    """What the daemon has of polling. `later` is how far its clock has been turned."""

    newsroom: Newsroom
    database: MemoryDatabase
    later: timedelta = timedelta(0)
    poller: Poller = field(init=False)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.later

    def follow(self, *paths: str, **options: object) -> None:
        """Poll the newsroom's feeds at `paths`, and no others."""
        feeds = [Feed(self.newsroom.url + path, f"وكالة{path}", **options) for path in paths]
        self.database.transact(lambda unit: unit.feeds.sync(feeds, self.now()))

    async def poll(self, times: int = 1) -> None:
        """Let whatever is polled next become due, `times` times, and poll all that is due."""
        for _ in range(times):
            due = [row.state.next_poll_at for row in self.rows()]
            self.later += max(timedelta(0), min(due) - self.now()) + timedelta(seconds=1)
            for row in await self.poller.due(100):
                await self.poller.poll(row)

    def rows(self):
        return self.database.transact(lambda unit: unit.feeds.all())

    def state(self, path: str) -> FeedState:
        return next(row.state for row in self.rows() if row.feed.url == self.newsroom.url + path)

    def alerts(self, chat: int = READER) -> list[Alert]:
        """Return all that was ever queued for the chat, in its order."""
        rows = self.database.transact(lambda unit: unit.ledger.of_chat(chat, 1000))
        return [row.alert for row in reversed(rows)]

    def notices(self) -> list[str]:
        """Return what the operator was told: the kind of each, and the path that it is about."""
        found = [alert.content.notice for alert in self.alerts(OPERATOR)]
        return [
            f"{one.kind} {(one.url or '').removeprefix(self.newsroom.url)}".strip() for one in found if one
        ]

    def watch(self, query: str) -> None:
        """Have the reader follow the query."""
        now = self.now()
        self.database.transact(
            lambda unit: unit.watchlists.add(READER, 0, "keywords", query, query, now),
        )


@asynccontextmanager
async def open_desk(newsroom: Newsroom, *, memory_bytes: int = MEMORY_BYTES) -> AsyncIterator[Desk]:
    """Yield a desk with an operator and a reader, and nothing to poll yet."""
    desk = Desk(newsroom, MemoryDatabase())
    host = newsroom.url.removeprefix("http://")
    reader = Subscriber(READER, "private", "ar", desk.now())
    desk.database.transact(lambda unit: unit.chats.put(reader))
    desk.database.transact(lambda unit: unit.chats.put(replace(reader, chat_id=OPERATOR)))
    async with (
        Client(user_agent="Rasid/test", private_hosts=(host, "127.0.0.1")) as client,
        ParserPool(1, memory_bytes=memory_bytes) as parsers,
    ):
        pipeline = Pipeline(desk.database)
        operators = Operators((OPERATOR, 12345))
        desk.poller = Poller(
            desk.database, pipeline, client, parsers, desk.now, lambda: None, operators=operators
        )
        yield desk
