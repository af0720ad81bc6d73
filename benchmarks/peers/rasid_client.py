"""Rasid from the claim to the commit, measured by `feed_peers`: python rasid_client.py URLS_FILE FOLDER.

The poller, the gate, the parser's processes, the pass and SQLite are those of the daemon; its
log goes to standard error. A feed is claimed as soon as another is done, without the daemon's
tick, so that feeds a second are what it can do, not what it allows itself.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from protocol import serve
from yarl import URL

from feeds.gate import Client
from feeds.model import Feed
from feeds.workers import ParserPool
from rasid import logs
from rasid.pipeline import Pipeline
from rasid.polling import Poller
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.migrate import migrate

IN_FLIGHT, CLAIM = 50, 10


class Measured:
    """The parts of a daemon that poll, with a clock that jumps an hour between the phases."""

    def __init__(self, urls: list[str], url: str) -> None:
        self.urls = urls
        self.now = datetime.now(UTC)
        self.database: SqlDatabase = open_database(url)

    async def open(self) -> None:
        hosts = tuple(f"{each.host}:{each.port}" for each in map(URL, self.urls))
        self.client = await Client(user_agent="Rasid/bench", private_hosts=hosts).__aenter__()
        self.parsers = await ParserPool(2).__aenter__()
        self.poller = Poller(
            self.database,
            Pipeline(self.database),
            self.client,
            self.parsers,
            lambda: self.now,
            lambda: None,
        )
        feeds = [Feed(url, outlet=URL(url).host or url) for url in self.urls]
        await self.database.run(lambda unit: unit.feeds.sync(feeds, self.now))

    async def poll(self) -> int:
        polls: set[asyncio.Task[None]] = set()
        while True:
            # Not for one free place: each claim is a transaction.
            if len(polls) <= IN_FLIGHT - CLAIM:
                rows = await self.poller.due(IN_FLIGHT - len(polls))
                polls |= {asyncio.create_task(self.poller.poll(row)) for row in rows}
            if not polls:
                break
            done, polls = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        self.now += timedelta(hours=1)
        return await self.database.run(lambda unit: unit.entries.count())


def main(urls_file: Path, folder: str) -> None:
    logs.configure("info", "text")
    url = f"sqlite:///{folder}/rasid.db"
    migrate(url)
    measured = Measured(urls_file.read_text().split(), url)
    with asyncio.Runner() as runner:
        runner.run(measured.open())
        serve(lambda _name: runner.run(measured.poll()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
