"""How many entries a second one core holds against 100, 10,000, 100,000 watchlists.

    python benchmarks/matching.py [--sizes 100 10000] [--entries 300] [--baselines] [--json OUT]

`--baselines` holds the same entries against the same single words and phrases, exact after
folding, with a regular expression each, SQLite's FTS5 in reverse and, where it is installed,
pyahocorasick. They find less (no forms) and return no spans.

Watchlists and 130-token entries are drawn from the frequency table with fixed seeds:
40 % single terms, 25 % OR, 20 % AND, 15 % NOT and mixed; half of the terms are phrases.
"""

import argparse
import gc
import json
import random
import re
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from feeds.model import Entry
from filters.arabic import fold
from filters.matching.scene import Scene
from filters.model import Watchlist
from filters.morphology.tables import read
from filters.query import QueryError
from filters.watchlists import WatchlistIndex

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOKENS = 130
VOCABULARY = 70_000
FEW = 50
REGEX_LIMIT = 20_000


def vocabulary() -> tuple[list[str], list[float]]:
    """Return printed words and how often each is drawn."""
    lines = [line.split("\t") for line in read("shares.tsv.gz").splitlines()[:VOCABULARY]]
    return [word for word, _ in lines], [10 ** (int(value) / 100) for _, value in lines]


def entries(count: int) -> list[Entry]:
    """Return entries of random words, frequent ones often."""
    words, weights = vocabulary()
    chance = random.Random(7)
    texts = (chance.choices(words, weights, k=TOKENS) for _ in range(count))
    return [
        Entry(str(i), "u", "s", None, " ".join(t[:10]), " ".join(t[10:]), None, NOW)
        for i, t in enumerate(texts)
    ]


def queries(count: int) -> Iterator[str]:
    """Yield queries; their words are rarer than those of running text, as watched words are."""
    words = [word for word in vocabulary()[0][12_000:60_000] if len(word) > 3]
    chance = random.Random(11)

    def term() -> str:
        rank = int(len(words) * chance.random())
        return (
            words[rank]
            if chance.random() < 0.5
            else f"{words[rank]} {words[int(len(words) * chance.random())]}"
        )

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


def megabytes() -> float:
    """Return the peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(size: int, sample: list[Entry]) -> dict[str, object]:
    """Return what one size costs."""
    started = time.process_time()
    index = WatchlistIndex()
    for number, query in enumerate(queries(size)):
        with suppress(QueryError):  # too common a word, or a word and not that word
            index.add(Watchlist(number, 1, 0, "keywords", "", query, NOW))
    built = time.process_time() - started
    for entry in sample:
        index.match(entry)
    gc.freeze()
    started = time.process_time()
    hits = sum(len(index.match(entry)) for entry in sample)
    matched = time.process_time() - started
    started = time.process_time()
    for entry in sample:
        Scene(entry, index._terms)  # noqa: SLF001  # the tokens' share of the time
    scene = time.process_time() - started
    return {
        "watchlists": size,
        "entries_per_s": round(len(sample) / matched),
        "matches_per_entry": round(hits / len(sample), 1),
        "us_per_entry": round(1e6 * matched / len(sample), 1),
        "us_tokens_and_terms": round(1e6 * scene / len(sample), 1),
        "tokens_per_s": round(len(sample) * TOKENS / scene),
        "build_s": round(built, 1),
        "peak_mb": round(megabytes()),
    }


def plain_terms(size: int) -> list[str]:
    """Return the folded words and phrases that `queries` is made of, operators and excluded words aside."""
    texts = (re.split(r"[،+()]|-\S+", query) for query in queries(size))
    return sorted({fold(part.strip()) for parts in texts for part in parts if part.strip()})


def by_regex(terms: list[str]) -> Callable[[str], int]:
    """Return a count of terms found by one regular expression each."""
    patterns = [re.compile(rf"(?<!\w){re.escape(term)}(?!\w)") for term in terms]
    return lambda text: sum(pattern.search(text) is not None for pattern in patterns)


def by_fts5(terms: list[str]) -> Callable[[str], int]:
    """Return a count by SQLite: terms are the documents, an entry the query; candidates are verified."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table terms using fts5(term, tokenize = 'unicode61')")
    base.executemany("insert into terms values (?)", [(term,) for term in terms])
    select = "select term from terms where terms match ?"

    def count(text: str) -> int:
        words = " OR ".join(f'"{word}"' for word in set(text.split()))
        padded = f" {text} "
        return sum(f" {term} " in padded for (term,) in base.execute(select, (words,)))

    return count


def by_automaton(terms: list[str]) -> Callable[[str], int] | None:
    """Return a count by pyahocorasick, None where it is not installed."""
    try:
        ahocorasick = import_module("ahocorasick")
    except ImportError:
        return None
    automaton = ahocorasick.Automaton()
    for term in terms:
        automaton.add_word(f" {term} ", term)
    automaton.make_automaton()
    return lambda text: len({term for _, term in automaton.iter(f" {text} ")})


def compare(size: int, sample: list[Entry]) -> Iterator[dict[str, object]]:
    """Yield what each simpler way costs; the slow ones see fewer entries."""
    terms = plain_terms(size)
    ways = {"regex each": by_regex, "FTS5 in reverse": by_fts5, "pyahocorasick": by_automaton}
    for name, make in ways.items():
        if name == "regex each" and size > REGEX_LIMIT:
            continue
        way = make(terms)
        if way is None:
            yield {"watchlists": size, "baseline": name, "absent": True}
            continue
        texts = [fold(f"{entry.title} {entry.body}") for entry in sample[:FEW]]
        started = time.process_time()
        hits = sum(way(text) for text in texts)
        spent = time.process_time() - started
        yield {
            "watchlists": size,
            "baseline": name,
            "entries_per_s": round(len(texts) / spent),
            "terms_per_entry": round(hits / len(texts), 1),
        }


def main() -> None:
    """Print one line a size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", nargs="+", type=int, default=[100, 10_000, 100_000])
    options.add_argument("--entries", type=int, default=300)
    options.add_argument("--baselines", action="store_true")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    sample = entries(chosen.entries)
    results: list[dict[str, object]] = []
    for size in chosen.sizes:
        results.append(measure(size, sample))
        print(json.dumps(results[-1]), flush=True)
        for result in compare(size, sample) if chosen.baselines else ():
            results.append(result)
            print(json.dumps(result), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
