"""`rsstt`'s monitor without its delivery, measured by `feed_peers`: python rsstt_client.py URLS_FILE FOLDER.

What `Notifier` would write and send is left out; fetching, parsing, the hashes of entries and
the database are rsstt's own. It stores no entries, so what it found new is counted.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from protocol import serve

os.environ |= {"TOKEN": "1:x", "MANAGER": "1", "DATABASE_URL": f"sqlite:{sys.argv[2]}/rsstt.sqlite"}
os.environ["RSSTT_CONFIG"] = sys.argv[2]
sys.argv[1:], arguments = [], sys.argv[1:]

from rsstt import aio_helper, db, env  # noqa: E402  # reads the environment when imported
from rsstt.helpers.bg import bg  # noqa: E402
from rsstt.monitor import Monitor, _monitor  # noqa: E402

IN_FLIGHT = 50
found = 0


class Silent:
    """Stands in for the notifier: counts."""

    def __init__(self, entries: Sequence[object] = (), **_others: object) -> None:
        self.entries = entries

    async def notify_all(self) -> None:
        global found  # noqa: PLW0603
        found += len(self.entries)


async def prepare(urls: list[str]) -> None:
    await db.init()
    await bg.init(loop=env.loop)
    user = await db.User.create(id=1, lang="en")
    for url in urls:
        feed = await db.Feed.create(link=url, title="")
        await db.Sub.create(user=user, feed=feed)


async def poll() -> None:
    monitor, slots, now = Monitor(), asyncio.Semaphore(IN_FLIGHT), datetime.now(UTC)

    async def one(feed: db.Feed) -> None:
        async with slots:
            await monitor._do_monitor_subtask(feed, now)  # noqa: SLF001  # what its schedule calls

    await asyncio.gather(*(one(feed) for feed in await db.Feed.all()))


def phase(_name: str) -> int:
    env.loop.run_until_complete(poll())
    return found


_monitor.Notifier = Silent
aio_helper.init()
env.loop.run_until_complete(prepare(Path(arguments[0]).read_text().split()))
serve(phase)
