"""What an entry costs against many watchlists: Rasid beside automata, full-text engines and a database.

    python benchmarks/matching_baselines.py [--sizes 100 10000 100000] [--ways NAME...] [--json OUT]

Entries and queries are those of benchmarks/matching.py, the words as spelt, so that all find the
same; what one finds less or more than a dictionary of words and pairs is counted. "Rasid with
forms" answers the same queries as people mean them, and finds more. Each way has a process of its
own, which has read every word once before, as after some weeks of news. Milliseconds are CPU of
one core, a server's too, from the printed entry to the watchlists; "reading" is the share of
cleaning, folding and cutting into words, which the peers need done for them. MB is what the process
grew by. Rasid returns where each word stands, the others do not. A way that needs what is not
installed is named as absent.
"""

import argparse
import ctypes
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.matching import TOKENS, entries, queries, vocabulary
from benchmarks.matching_engines import by_fts5, by_postgres, by_tantivy
from benchmarks.matching_ways import (
    Absent,
    Document,
    Watched,
    Way,
    by_ahocorasick_rs,
    by_hyperscan,
    by_pairs,
    by_pyahocorasick,
    by_rasid,
    by_regex,
    document,
    watched,
)
from feeds.model import Entry

MEASURED = 200
WARM_SECONDS, SECONDS = 60, 8
FEWEST = 2
COLUMNS = ("ms", "times", "reading", "matches", "missed", "extra", "mb", "build_s", "entries")
COLUMN = 9
WAYS: dict[str, Callable[[Iterable[Watched]], Way]] = {
    "Rasid": by_rasid,
    "Rasid with forms": lambda watchlists: by_rasid(watchlists, is_spelt=False),
    "words and pairs": by_pairs,
    "pyahocorasick": by_pyahocorasick,
    "ahocorasick_rs": by_ahocorasick_rs,
    "hyperscan": by_hyperscan,
    "FTS5 in reverse": by_fts5,
    "tantivy in reverse": by_tantivy,
    "tsquery": by_postgres,
    "regex each": by_regex,
}
# The size a way is not asked beyond: it would take many minutes or the machine's memory.
LIMITS = {"regex each": 10_000}


def measure(name: str, size: int) -> dict[str, object]:
    """Return what one way costs; for a process of its own."""
    sample = entries(MEASURED)
    held = resident()
    started = time.process_time()
    try:
        way = WAYS[name](map(watched, queries(size)))
    except Absent as error:
        return {"watchlists": size, "way": name, "absent": str(error)}
    built = way.seconds() - started
    grown = resident() - held
    spend(way, every_word(sample[0]), WARM_SECONDS)
    gc.freeze()
    cost = spend(way, sample, SECONDS)
    way.close()
    count = len(cost.found)
    missed, extra = differences(size, sample, cost.found)
    return {
        "watchlists": size,
        "way": name,
        "ms": round(1000 * (cost.reading + cost.matching) / count, 3),
        "reading": None if way.reads_entries else round(1000 * cost.reading / count, 3),
        "matches": round(sum(map(len, cost.found)) / count, 1),
        "missed": missed,
        "extra": extra,
        "entries": count,
        "mb": round(grown if way.megabytes is None else way.megabytes, 1),
        "build_s": round(built, 1),
    }


def every_word(entry: Entry) -> list[Entry]:
    """Return entries like `entry` that hold the whole vocabulary."""
    words, _ = vocabulary()
    bodies = (words[at : at + TOKENS] for at in range(0, len(words), TOKENS))
    return [replace(entry, id=f"word {at}", body=" ".join(body)) for at, body in enumerate(bodies)]


@dataclass(slots=True)
class Cost:
    """CPU seconds of reading and matching, and what was found in each entry."""

    reading: float = 0.0
    matching: float = 0.0
    found: list[set[int]] = field(default_factory=list)


def spend(way: Way, sample: list[Entry], seconds: float) -> Cost:
    """Return what the entries cost, as many of them as there is time for."""
    cost = Cost()
    for entry in sample:
        started = time.process_time()
        read = Document(entry, [], "") if way.reads_entries else document(entry)
        cost.reading += time.process_time() - started
        started = way.seconds()
        cost.found.append(set(way.match(read)))
        cost.matching += way.seconds() - started
        if len(cost.found) >= FEWEST and cost.reading + cost.matching > seconds:
            break
    return cost


def differences(size: int, sample: list[Entry], found: list[set[int]]) -> tuple[int, int]:
    """Return how many matches a way missed, and how many it found too much."""
    pairs = by_pairs(map(watched, queries(size)))
    right = [set(pairs.match(document(entry))) for entry in sample[: len(found)]]
    missed = sum(len(wanted - given) for wanted, given in zip(right, found, strict=True))
    return missed, sum(len(given - wanted) for wanted, given in zip(right, found, strict=True))


def resident() -> float:
    """Return the megabytes of memory this process holds, after what it can give back."""
    gc.collect()
    with suppress(AttributeError):  # glibc's alone
        ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def compare(size: int, names: list[str]) -> Iterator[dict[str, object]]:
    """Yield what each way costs, with how many times the first of them it takes."""
    first = 0.0
    for name in names:
        if size > LIMITS.get(name, size):
            continue
        command = [sys.executable, __file__, "--one", name, "--sizes", str(size)]
        told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        if "ms" in told:
            first = first or told["ms"]
            told["times"] = round(told["ms"] / first, 2)
        yield told


def show(told: dict[str, object]) -> str:
    """Return a line of the table."""
    head = f"{told['watchlists']:>9} {told['way']:<20}"
    if "absent" in told:
        return f"{head} absent: {told['absent']} is not installed"
    return head + "".join(f"{told[name] if told[name] is not None else '':>{COLUMN}}" for name in COLUMNS)


def main() -> None:
    """Print one line a size and way."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--sizes", nargs="+", type=int, default=[100, 10_000, 100_000])
    options.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    options.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(measure(chosen.one, chosen.sizes[0])))
        return
    print(f"{'watchlists':>10}{'':20}" + "".join(f"{name:>{COLUMN}}" for name in COLUMNS))
    results: list[dict[str, object]] = []
    for size in chosen.sizes:
        for told in compare(size, chosen.ways):
            results.append(told)
            print(show(told), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
