"""How long it takes from a database to an index that is ready, and how much memory.

    python benchmarks/matching_loading.py [--sizes 10000 100000 1000000] [--database URL]

The watchlists are those of benchmarks/matching.py, one a chat, in a temporary SQLite file or in the
empty database at URL. Storing them is not timed. For each size two starts are measured, each in a
process of its own, and printed as a line of JSON: the first, which has to make the forms of all
words and stores them, and any later one, which finds them stored.

- `load_s`: processor seconds from the database to the index: `compile_s`, forms read and queries
  streamed, and `read_s`, the rows read whole as the daemon does;
- `index_mb`: what the process grew by when the queries were streamed, so that only the index is left;
- `rows_mb`: what the rows take, which the daemon keeps beside it to know whom to tell.
"""

import argparse
import gc
import json
import subprocess
import sys
import tempfile
from functools import partial
from itertools import islice
from pathlib import Path

from matching import NOW, entries, match_each, megabytes, queries, seconds, watchlist
from sqlalchemy import insert, select

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
    engine = open_engine(url)
    asked = select(watchlists.c.id, watchlists.c.query)
    rows: list[Watchlist] = []
    known = KnownForms()
    index = WatchlistIndex()

    def fill() -> None:
        known.known = database.transact(lambda unit: unit.forms.all(forms_version()))
        with index.using(known), engine.connect() as connection:
            for number, query in connection.execution_options(yield_per=CHUNK).execute(asked):
                index.add(watchlist(number, query), read_accepted(query))

    compile_s = seconds(fill)
    made = known.made
    database.transact(lambda unit: unit.forms.put(forms_version(), made))
    known.known, known.made = {}, {}
    index_mb = megabytes() - before
    read_s = seconds(lambda: rows.extend(database.transact(lambda unit: unit.watchlists.all())))
    rows_mb = megabytes() - before - index_mb
    database.shut()
    engine.dispose()
    warm = [len([match.hits for match in index.match(entry)]) for entry in sample]
    gc.freeze()
    matched = min(seconds(partial(match_each, index, sample)) for _ in range(3))
    hits = min(seconds(partial(match_each, index, sample, reads=True)) for _ in range(3))
    return {
        "watchlists": len(rows),
        "forms_made": len(made),
        "load_s": round(read_s + compile_s, 1),
        "read_s": round(read_s, 1),
        "compile_s": round(compile_s, 1),
        "index_mb": round(index_mb),
        "rows_mb": round(rows_mb),
        "matches_per_entry": round(sum(warm) / ENTRIES, 1),
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
