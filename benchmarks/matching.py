"""How many entries a second one core holds against 100, 10,000, 100,000 or a million watchlists.

    python benchmarks/matching.py [--sizes 100 10000] [--entries 300] [--json OUT]

Watchlists and 130-token entries are drawn from the frequency table with fixed seeds:
40 % single terms, 25 % OR, 20 % AND, 15 % NOT and mixed; half of the terms are phrases. Each size
has a process of its own; times are processor time of one core, those of matching the best of
several rounds over the same entries. Printed for each size:

- entries a second, with the matches found by watchlist id, and with every hit made and read;
- tokens a second, from printed words to watched terms;
- the time to add one watchlist whose words are known, and to match the first entry after it;
- the memory that the index takes, and the time to fill it from query texts.
"""

import argparse
import gc
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import numpy as np

from feeds.model import Entry
from filters import morphology
from filters.arabic import raw_tokens
from filters.model import Watchlist
from filters.morphology.tables import read
from filters.query import QueryError
from filters.watchlists import WatchlistIndex

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOKENS = 130
VOCABULARY = 70_000
PHRASES = 150_000
ROUNDS = 5
ADDED = 500
SAVED = 2_000


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Return printed words and how often each is drawn."""
    lines = [line.split("\t") for line in read("shares.tsv.gz").splitlines()[:VOCABULARY]]
    return [word for word, _ in lines], [10 ** (int(value) / 100) for _, value in lines]


@cache
def phrases() -> list[str]:
    """Return the pairs of words that are printed side by side more often than chance would have it."""
    words = vocabulary()[0][2_000:]
    chance = random.Random(5)
    return [f"{chance.choice(words)} {chance.choice(words)}" for _ in range(PHRASES)]


def entries(count: int) -> list[Entry]:
    """Return entries of random words, frequent ones often; one word in ten begins a phrase."""
    words, weights = vocabulary()
    pairs = phrases()
    chance = random.Random(7)
    texts = []
    for _ in range(count):
        drawn = chance.choices(words, weights, k=TOKENS)
        for at in range(0, TOKENS - 1, 10):
            drawn[at : at + 2] = pairs[int(PHRASES * chance.random() ** 2)].split()
        texts.append(drawn)
    return [
        Entry(str(i), "u", "s", None, " ".join(t[:10]), " ".join(t[10:]), None, NOW)
        for i, t in enumerate(texts)
    ]


def queries(count: int) -> Iterator[str]:
    """Yield queries; their words are rarer than those of running text, as watched words are."""
    words = [word for word in vocabulary()[0][25_000:] if len(word) > 3]
    pairs = phrases()
    chance = random.Random(11)

    def term() -> str:
        pool = words if chance.random() < 0.5 else pairs
        return pool[int(len(pool) * chance.random() ** 1.5)]

    for _ in range(count):
        kind = chance.random()
        if kind < 0.40:
            yield term()
        elif kind < 0.65:
            yield f"{term()}، {term()}، {term()}"
        elif kind < 0.85:
            yield f"{term()} + {term()}"
        elif kind < 0.95:
            yield f"{term()} -{words[chance.randrange(len(words))]}"
        else:
            yield f"({term()}، {term()}) + {term()} -{words[chance.randrange(len(words))]}"


def watchlist(number: int, query: str) -> Watchlist:
    """Return a chat's watchlist."""
    return Watchlist(number, number, 0, "keywords", "", query, NOW)


def fill(index: WatchlistIndex, found: Iterator[Watchlist]) -> None:
    """Add all that can be used: some are too common a word, or a word and not that word."""
    for item in found:
        with suppress(QueryError):
            index.add(item)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of `work`."""
    started = time.process_time()
    work()
    return time.process_time() - started


def megabytes() -> float:
    """Return the memory of this process that is in use now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def measure(size: int, sample: list[Entry]) -> dict[str, object]:
    """Return what one size costs."""
    morphology.forms("صاروخ")  # loads the lexicon, which is no part of an index
    phrases()
    before = megabytes()
    index = WatchlistIndex()
    built = seconds(lambda: fill(index, (watchlist(n, query) for n, query in enumerate(queries(size)))))
    grown = megabytes() - before
    cold = seconds(partial(match_each, index, sample))
    gc.freeze()
    matched = min(seconds(partial(match_each, index, sample)) for _ in range(ROUNDS))
    read_all = min(seconds(partial(match_each, index, sample, reads=True)) for _ in range(ROUNDS))
    found = sum(len(index.match(entry)) for entry in sample)
    return {
        "watchlists": size,
        "entries_per_s": round(len(sample) / matched),
        "entries_per_s_hits_read": round(len(sample) / read_all),
        "entries_per_s_cold": round(len(sample) / cold),
        "matches_per_entry": round(found / len(sample), 1),
        "us_per_entry": round(1e6 * matched / len(sample), 1),
        "tokens_per_s": tokens_per_second(index, sample),
        **adding(index, size, sample[0]),
        "index_mb": round(grown),
        "build_s": round(built, 1),
    }


def match_each(index: WatchlistIndex, sample: list[Entry], *, reads: bool = False) -> None:
    """Match the entries one after the other, and read their hits if `reads`; nothing is kept."""
    for entry in sample:
        matches = index.match(entry)
        if reads:
            for match in matches:
                _ = match.hits


def tokens_per_second(index: WatchlistIndex, sample: list[Entry]) -> int:
    """Return how many printed words a second are held against all terms, whose ids come back."""
    table = index._terms.tokens  # noqa: SLF001  # a part of the whole that is measured above
    texts = [entry.body for entry in sample]
    spent = min(
        seconds(lambda: [table.terms(np.array(table.rows_of(text))) for text in texts]) for _ in range(ROUNDS)
    )
    return round(sum(len(raw_tokens(text)) for text in texts) / spent)


def adding(index: WatchlistIndex, size: int, entry: Entry) -> dict[str, float]:
    """Return the milliseconds to add one watchlist whose forms are made, and of the next entry."""
    times, after = [], []
    for number, query in enumerate(list(queries(size + ADDED))[size:], size):
        with suppress(QueryError):
            WatchlistIndex([watchlist(number, query)])  # makes the forms
            times.append(1e3 * seconds(partial(index.add, watchlist(number, query))))
            after.append(1e3 * seconds(partial(index.match, entry)))
    times.sort()
    after.sort()
    return {
        "add_ms_p50": round(times[len(times) // 2], 3),
        "add_ms_p99": round(times[len(times) * 99 // 100], 3),
        "entry_after_add_ms_p50": round(after[len(after) // 2], 3),
    }


def saving() -> dict[str, object]:
    """Return the milliseconds to make the forms of one word."""
    words = random.Random(3).sample(vocabulary()[0], SAVED)
    first = seconds(lambda: morphology.forms("صاروخ"))
    times = sorted(seconds(partial(morphology.forms, word)) for word in words)
    return {
        "forms_of_a_word_ms_p50": round(1e3 * times[SAVED // 2], 3),
        "forms_of_a_word_ms_p99": round(1e3 * times[SAVED * 99 // 100], 3),
        "first_word_ms": round(1e3 * first),
    }


def main() -> None:
    """Print one line for the forms of a word, and one a size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", nargs="+", type=int, default=[100, 10_000, 100_000])
    options.add_argument("--entries", type=int, default=300)
    options.add_argument("--json", type=Path)
    options.add_argument("--one", choices=["saving", "matching"], help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(one(chosen.one, chosen.sizes[0], chosen.entries)))
        return
    parts = [("saving", 0)] + [("matching", size) for size in chosen.sizes]
    results = [in_its_own_process(part, size, chosen.entries) for part, size in parts]
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1))


def one(part: str, size: int, count: int) -> dict[str, object]:
    """Return the figures of one part."""
    return saving() if part == "saving" else measure(size, entries(count))


def in_its_own_process(part: str, size: int, count: int) -> dict[str, object]:
    """Print and return the figures of one part, measured where nothing else was."""
    command = [sys.executable, __file__, "--one", part, "--sizes", str(size), "--entries", str(count)]
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(line, end="", flush=True)
    result: dict[str, object] = json.loads(line)
    return result


if __name__ == "__main__":
    main()
