"""A day of polling under a simulated clock: the real claims, gate's slots and schedule.

Time passes only when nothing else can be done, so a day takes as long as its work. Servers
are simulated: they answer "not modified" after a while, or say nothing at all. The whole way
of a poll is the poller's; the short way leaves out requests and log and stores what was
learnt at the next tick, for days of very many feeds.
"""

import asyncio
import random
import selectors
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, TypeVar

from yarl import URL

from feeds.gate import Answer, Client
from feeds.model import Feed, FeedState, NotModified
from feeds.rhythm import pause_of
from feeds.schedule import after_success
from feeds.workers import ParserPool
from rasid.pipeline import Pipeline
from rasid.polling import Poller
from rasid.storage.database import SqlDatabase
from rasid.storage.unit import FeedRow, Unit

T = TypeVar("T")
START = datetime(2026, 9, 24, tzinfo=UTC)
PER_HOST = 4
BODY = b"unchanged"
ETAG = '"1"'


class _Skipping:
    """A selector that lets simulated time pass instead of waiting."""

    def __init__(self) -> None:
        self.inner = selectors.DefaultSelector()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = self.inner.select(0)
        if not ready:
            assert timeout is not None, "nothing will ever happen again"
            self.seconds += timeout
        return ready

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock is that of its selector."""

    def __init__(self) -> None:
        self.skipping = _Skipping()
        super().__init__(self.skipping)  # type: ignore[arg-type]  # it has all that the loop asks of one

    def time(self) -> float:
        return self.skipping.seconds


@dataclass(frozen=True, slots=True)
class InPlace:
    """The database in the loop's own thread: a simulated clock must not run on while another works."""

    database: SqlDatabase

    async def run(self, work: Callable[[Unit], T]) -> T:
        return self.database.transact(work)

    async def close(self) -> None:
        self.database.shut()


@dataclass(slots=True)
class Seen:
    """What was seen of the polls: how late they came, in parts of the feed's interval, how many at once."""

    polls: int = 0
    most_at_once: int = 0
    most_at_one_host: int = 0
    late: list[tuple[float, float]] = field(default_factory=list)  # seconds of the day, lateness

    def worst(self, begin: float, end: float) -> float:
        """Return by how much of its interval a poll came too late at worst."""
        return max((lateness for at, lateness in self.late if begin <= at < end), default=0.0)

    def caught_up(self, begin: float) -> float:
        """Return how many seconds after `begin` the last poll came that was a tenth too late."""
        return max((at - begin for at, lateness in self.late if at >= begin and lateness > 0.1), default=0.0)


class Servers(Client):
    """All hosts of the day, behind the gate's own slots and patience."""

    def __init__(self, day: "Day") -> None:
        super().__init__(user_agent="Rasid/test", per_host=PER_HOST)
        self.day = day
        self.busy: Counter[str] = Counter()

    @asynccontextmanager
    async def get(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[Answer]:
        host = self.host(url)
        self.busy[host] += 1
        self.day.note(url, self.busy[host], self.busy.total())
        try:
            await asyncio.sleep(3600 if self.day.is_silent(host) else self.day.chance.uniform(0.2, 2))
            is_known = headers.get("If-None-Match") == ETAG
            yield Answer(304 if is_known else 200, {"ETag": ETAG}, url, None, _Body())  # type: ignore[arg-type]  # only read
        finally:
            self.busy[host] -= 1


class _Body:
    async def iter_chunked(self, _size: int) -> AsyncIterator[bytes]:
        yield BODY


@dataclass
class Day:
    """The feeds `urls`, each with the gap between its entries, and how they are polled."""

    database: SqlDatabase
    gaps: dict[str, timedelta]
    concurrency: int
    silent_hosts: frozenset[str] = frozenset()
    tick: float = 5.0
    is_whole: bool = True
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    seen: Seen = field(default_factory=Seen)

    def __post_init__(self) -> None:
        self.feeds = {url: Feed(url, "x", slowest=timedelta(hours=6)) for url in self.gaps}
        self.pauses = {url: pause_of(feed, self.gaps[url], None) for url, feed in self.feeds.items()}
        self.asked_at: dict[str, float] = {}
        self.database.transact(self._prepare)

    def _prepare(self, unit: Unit) -> None:
        unit.feeds.sync(list(self.feeds.values()), START)
        for row in unit.feeds.all():
            unit.feeds.record(row, self._state(row))

    def _state(self, row: FeedRow) -> FeedState:
        return FeedState(
            row.feed.url,
            START,
            etag=ETAG,
            body_hash=blake2b(BODY, digest_size=16).hexdigest(),
            gap=self.gaps[row.feed.url],
            baselined_at=START,
        )

    def is_silent(self, host: str) -> bool:
        return host in self.silent_hosts

    def note(self, url: str, at_its_host: int, in_all: int) -> None:
        """Remember that `url` is asked now, as one of so many at its host and in all."""
        now, seen = asyncio.get_running_loop().time(), self.seen
        seen.polls += 1
        seen.most_at_once = max(seen.most_at_once, in_all)
        seen.most_at_one_host = max(seen.most_at_one_host, at_its_host)
        if url in self.asked_at and not self.is_silent(URL(url).host or ""):
            waited = now - self.asked_at[url]
            seen.late.append((now, waited / self.pauses[url].total_seconds() - 1))
        self.asked_at[url] = now

    def run(self, stop_at: float, stop_for: float, end_at: float) -> Seen:
        """Poll from 0 to `stop_at`, then from `stop_at + stop_for` to `end_at`, in seconds; a stop kills."""
        with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
            runner.run(self._poll(stop_at))
            runner.run(asyncio.sleep(stop_for))
            runner.run(self._poll(end_at))
        return self.seen

    async def _poll(self, until: float) -> None:
        """Do as the daemon does: at each tick, claim as many as may still be under way."""
        loop, database = asyncio.get_running_loop(), InPlace(self.database)
        servers, done = Servers(self), list[tuple[FeedRow, FeedState]]()
        poller = Poller(
            database,
            Pipeline(database),
            servers,
            ParserPool(1),  # never asked: nothing is ever new
            self._now,
            lambda: None,
        )
        polls: set[asyncio.Task[None]] = set()
        while loop.time() < until:
            await database.run(lambda unit: [unit.feeds.record(row, state) for row, state in done])
            done.clear()
            while (free := self.concurrency - len(polls) + servers.turns.waiting) > 0:
                rows = await poller.due(free)
                for row in rows:
                    way = poller.poll(row) if self.is_whole else self._short_way(servers, row, done)
                    task = asyncio.create_task(way)
                    polls.add(task)
                    task.add_done_callback(polls.discard)
                if len(rows) < free:
                    break
                await asyncio.sleep(0)
            await asyncio.sleep(self.tick)
        for task in polls:
            task.cancel()
        await asyncio.gather(*polls, return_exceptions=True)

    def _now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())

    async def _short_way(
        self, servers: "Servers", row: FeedRow, done: list[tuple[FeedRow, FeedState]]
    ) -> None:
        async with servers.slot(row.feed.url), servers.get(row.feed.url, {"If-None-Match": ETAG}):
            unchanged = NotModified(ETAG)
        done.append(
            (row, after_success(row.state, row.feed, unchanged, None, self._now(), self.chance.random()))
        )


def ordinary_gaps(
    count: int, hosts: int, crowd: int, chance: random.Random
) -> Iterator[tuple[str, timedelta]]:
    """Yield `count` feeds with an entry every 8 hours to every 4 days; the first `crowd` share one host."""
    for number in range(count):
        host = "crowd" if number < crowd else f"host{number % hosts}"
        yield f"https://{host}.example/{number}", timedelta(hours=8 * 12 ** chance.random())
