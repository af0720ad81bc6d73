"""Months of news in one sitting: whether memory, the file or the cost of a pass grow for ever.

    python benchmarks/months.py [--days 60] [--entries 2000] [--keep 14] [--chats 30]

Made-up entries, some of them of words never seen before, go through the real pipeline to a SQLite
file, under a clock that jumps from pass to pass; what the pipeline queues counts as sent. Each night what
is older than `--keep` days is deleted, as the daemon does. Each line of JSON is a simulated day: the
memory that the process holds, the size of the file, milliseconds of a pass of ten entries.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.matching import entries as words_of
from benchmarks.soak import memory_mb
from bot.model import DeliveryState, Subscriber
from feeds.model import Entry
from filters.topics import all_topics
from rasid.pipeline import Batch, Pipeline
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.migrate import migrate
from rasid.storage.unit import Unit

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_PASS = 10
_LETTERS = "بتجحدرسشصطعفقكلمنهي"
_CITIES = ("بغداد", "أربيل", "كركوك", "البصرة", "الموصل", "الفلوجة", "بعقوبة", "النجف", "الكوت", "سامراء")
_EVENTS = (
    "انفجار عبوة ناسفة في",
    "قصف صاروخي على",
    "حريق كبير في",
    "هجوم مسلح في",
    "تظاهرات في",
    "اعتقال إرهابي في",
)
_QUERIES = ("انفجار", "حريق", "هجوم مسلح", "قصف + صاروخ", "تظاهرات -طلاب", "سد الموصل، جسر", "وزير النفط")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, default in (("days", 60), ("entries", 2000), ("keep", 14), ("chats", 30)):
        parser.add_argument(f"--{name}", type=int, default=default)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder) / "rasid.db", chosen))


async def live(file: Path, chosen: argparse.Namespace) -> None:
    """Print a line for each day."""
    url = f"sqlite:///{file}"
    migrate(url)
    database = open_database(url)
    await database.run(lambda unit: subscribe(unit, chosen.chats))
    pipeline, texts = Pipeline(database), told(chosen.entries)
    for day in range(chosen.days):
        costs = []
        for number in range(0, chosen.entries, _PASS):
            now = BEGIN + timedelta(days=day, seconds=86_400 * number / chosen.entries)
            batch = Batch([next(texts)(now) for _ in range(_PASS)])
            began = time.process_time()
            await pipeline.run(batch, now)
            costs.append(1000 * (time.process_time() - began))
            await database.run(lambda unit, now=now: send_all(unit, now))
        await purge(database, now - timedelta(days=chosen.keep))
        print(json.dumps({"day": day + 1} | await figures(database, file, costs)), flush=True)
    await database.close()


def subscribe(unit: Unit, chats: int) -> None:
    """Let each chat follow a query and a topic."""
    topics = sorted(topic.slug for topic in all_topics())
    for chat in range(1, chats + 1):
        unit.chats.put(Subscriber(chat_id=chat, kind="private", language="ar", created_at=BEGIN))
        query, topic = _QUERIES[chat % len(_QUERIES)], topics[chat % len(topics)]
        unit.watchlists.add(chat, 0, "keywords", query, query, BEGIN)
        unit.watchlists.add(chat, 0, "topic", topic, topic, BEGIN)


def told(of_a_day: int) -> Iterator[Callable[[datetime], Entry]]:
    """Yield makers of entries without end: half are plain news, half tell an event; all have new words."""
    chance, bodies, number = random.Random(5), words_of(of_a_day), 0
    while True:
        yield _maker(chance, bodies[number % of_a_day], number)
        number += 1


def _maker(chance: random.Random, words: Entry, number: int) -> Callable[[datetime], Entry]:
    unseen = " ".join("".join(chance.choices(_LETTERS, k=7)) for _ in range(8))
    event = f"{chance.choice(_EVENTS)} {chance.choice(_CITIES)} وإصابة {chance.randint(2, 40)} شخصا"
    title = event if number % 2 else words.title
    outlet = f"outlet-{number % 40}"

    def make(now: datetime) -> Entry:
        body = f"{title}. {unseen}. {words.body}"
        return Entry(f"n{number}", f"https://{outlet}.invalid/rss", outlet, None, title, body, now, now)

    return make


def send_all(unit: Unit, now: datetime) -> None:
    """Record what waits as sent, as the sender would."""
    while rows := unit.outbox.claim(now, 500):
        for row in rows:
            unit.outbox.settle(row.id, DeliveryState.SENT, now=now, message_id=row.id)


async def purge(database: SqlDatabase, before: datetime) -> None:
    while await database.run(lambda unit: unit.purge(before)):
        pass


async def figures(database: SqlDatabase, file: Path, costs: list[float]) -> dict[str, float]:
    stats = await database.run(lambda unit: unit.stats())
    size = await asyncio.to_thread(lambda: file.stat().st_size)
    return {
        "memory_mb": round(memory_mb(), 1),
        "file_mb": round(size / 1e6, 1),
        "pass_ms_median": round(statistics.median(costs), 1),
        "pass_ms_p95": round(statistics.quantiles(costs, n=20)[-1], 1),
        "entries": stats.entries,
        "incidents": stats.incidents,
        "alerts": sum(stats.outbox.values()),
    }


if __name__ == "__main__":
    main()
