"""Poll many feeds for one simulated day, killed at noon and started again an hour later.

    python benchmarks/feed_schedule.py [FEEDS] [CONCURRENCY] [--whole]

Claims and states go through SQLite, hosts are limited by the gate's own slots, `feeds.schedule`
says when a feed is due: see tests/rasid/simulated_day.py. Feeds have an entry every eight
hours to every four days, ten share a host, and one host has a hundredth of all. An answer takes a
fifth of a second to two. `--whole` lets every poll go through the whole poller, three times the CPU.
Prints JSON: how late a poll came at worst, in parts of the feed's own interval and beyond it,
before the stop, after it, and how long the stop was felt. The first seven hours are not judged:
in them every feed is new and due at once.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rasid import logs
from rasid.storage.database import open_database
from rasid.storage.migrate import migrate
from tests.rasid.simulated_day import PER_HOST, Day, Seen, ordinary_gaps

HOUR = 3600.0
WARM, NOON, STOP, END = 7 * HOUR, 12 * HOUR, HOUR, 24 * HOUR
# Nothing has to reach a disk: on it, a day would be as long as its commits.
IN_MEMORY = Path("/dev/shm")


def main() -> None:
    """Simulate once and print JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("feeds", type=int, nargs="?", default=100_000)
    options.add_argument("concurrency", type=int, nargs="?", default=100)
    options.add_argument("--whole", action="store_true")
    given = options.parse_args()
    logs.configure("error", "text")
    gaps = dict(ordinary_gaps(given.feeds, given.feeds // 10, given.feeds // 100, random.Random(1)))
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.exists() else None) as folder:
        url = f"sqlite:///{folder}/rasid.db"
        migrate(url)
        day = Day(open_database(url), gaps, given.concurrency, is_whole=given.whole)
        began = time.process_time()
        seen = day.run(NOON, STOP, END)
        cpu = time.process_time() - began
    print(json.dumps(_told(seen, given, cpu), indent=1))


def _told(seen: Seen, given: argparse.Namespace, cpu: float) -> dict[str, object]:
    felt = seen.caught_up(NOON + STOP)
    return {
        "feeds": given.feeds,
        "polls": seen.polls,
        "most at one host": seen.most_at_one_host,
        "allowed at one host": PER_HOST,
        "most under way": seen.most_at_once,
        "allowed under way": given.concurrency,
        "latest before the stop, parts of the interval": round(seen.worst(WARM, NOON), 3),
        "the stop was felt, seconds": round(felt),
        "latest after that": round(seen.worst(NOON + STOP + felt + 1, END), 3),
        "cpu seconds": round(cpu, 1),
    }


if __name__ == "__main__":
    main()
