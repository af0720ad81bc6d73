"""How long it takes from a database to an index that is ready, and how much memory.

    python benchmarks/matching_loading.py [--sizes 10000 100000 1000000] [--database URL]

The watchlists are those of benchmarks/matching.py, one a chat, in a temporary SQLite file or in the
empty database at URL. Storing them is not timed. For each size two starts are measured, each in a
process of its own, and printed as a line of JSON: the first, which has to make the forms of all
words and stores them, and any later one, which finds them stored.

- `load_s`: processor seconds from the database to the index, rows and forms read included;
- `index_mb`: the memory that the index takes; `rows_mb`: that of the rows, which the daemon keeps too.
"""

import argparse
import gc
import json
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

from matching import NOW, entries, megabytes, queries, seconds
from sqlalchemy import insert

from filters import morphology
from filters.matching.meanings import KnownForms, forms_version
from filters.model import Watchlist
from filters.query import QueryError, parse, read_accepted
from filters.watchlists import WatchlistIndex
from rasid.storage.database import open_database
from rasid.storage.engine import open_engine
from rasid.storage.migrate import migrate
from rasid.storage.schema import watchlists

CHUNK = 20_000
ENTRIES = 200


def store(url: str, size: int) -> None:
    """Fill the database with queries that the bot would have accepted."""
    migrate(url)
    engine = open_engine(url)
    texts = enumerate(filter(_is_accepted, queries(size)), 1)
    while chunk := list(islice(texts, CHUNK)):
        rows = [
            {
                "id": number, "chat_id": number, "thread_id": 0, "kind": "keywords", "name": query,
                "query": query, "query_key": str(number), "created_at": NOW, "paused": False,
                "volume": "normal",
            }
            for number, query in chunk
        ]  # fmt: skip
        with engine.begin() as connection:
            connection.execute(insert(watchlists), rows)
    engine.dispose()


def _is_accepted(query: str) -> bool:
    try:
        parse(query)
    except QueryError:
        return False
    return True


def start(url: str) -> dict[str, object]:
    """Return what it costs to read and compile them as the daemon does, and store the forms made."""
    morphology.forms("صاروخ")  # loads the lexicon, which is no part of an index
    sample = entries(ENTRIES)
    before = megabytes()
    database = open_database(url)
    stored: list[Watchlist] = []
    known = KnownForms()
    index = WatchlistIndex()

    def read() -> None:
        stored.extend(database.transact(lambda unit: unit.watchlists.all()))
        known.known = database.transact(lambda unit: unit.forms.all(forms_version()))

    def fill() -> None:
        with index.using(known):
            for watchlist in stored:
                index.add(watchlist, read_accepted(watchlist.query))

    read_s, compile_s = seconds(read), seconds(fill)
    made = known.made
    database.transact(lambda unit: unit.forms.put(forms_version(), made))
    database.shut()
    known.known, known.made = {}, {}
    both = megabytes() - before
    count = len(stored)
    stored.clear()
    only_index = megabytes() - before
    gc.freeze()
    warm = [[match.hits for match in index.match(entry)] for entry in sample]
    matched = min(seconds(lambda: [index.match(entry) for entry in sample]) for _ in range(3))
    hits = min(
        seconds(lambda: [[match.hits for match in index.match(entry)] for entry in sample]) for _ in range(3)
    )
    return {
        "watchlists": count,
        "forms_made": len(made),
        "load_s": round(read_s + compile_s, 1),
        "read_s": round(read_s, 1),
        "compile_s": round(compile_s, 1),
        "index_mb": round(only_index),
        "rows_mb": round(both - only_index),
        "matches_per_entry": round(sum(map(len, warm)) / ENTRIES, 1),
        "entries_per_s": round(ENTRIES / matched),
        "entries_per_s_hits_read": round(ENTRIES / hits),
    }


def main() -> None:
    """Print two lines a size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000])
    options.add_argument("--database")
    options.add_argument("--start", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.start:
        print(json.dumps(start(chosen.start)), flush=True)
        return
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as directory:
            url = chosen.database or f"sqlite:///{Path(directory) / 'rasid.db'}"
            store(url, size)
            for _ in range(2):
                subprocess.run([sys.executable, __file__, "--start", url], check=True)


if __name__ == "__main__":
    main()
