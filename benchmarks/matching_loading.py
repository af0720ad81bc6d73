"""How long it takes from a database to an index that is ready, and how much memory.

    python benchmarks/matching_loading.py [--sizes 10000 100000 1000000] [--database URL]

The watchlists are those of benchmarks/matching.py, one a chat, in a temporary SQLite file or in the
empty database at URL. Storing them is not timed. Prints one line of JSON for each size: seconds of
processor time to read the rows and to compile them, and the memory of the process with both.
"""

import argparse
import json
import tempfile
from itertools import islice
from pathlib import Path

from matching import NOW, fill, megabytes, queries, seconds
from sqlalchemy import insert

from filters import morphology
from filters.model import Watchlist
from filters.watchlists import WatchlistIndex
from rasid.storage.database import open_database
from rasid.storage.engine import open_engine
from rasid.storage.migrate import migrate
from rasid.storage.schema import watchlists

CHUNK = 20_000


def store(url: str, size: int) -> None:
    """Fill the database."""
    migrate(url)
    engine = open_engine(url)
    texts = enumerate(queries(size), 1)
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


def load(url: str, size: int) -> dict[str, object]:
    """Return what it costs to read and compile them."""
    morphology.forms("صاروخ")  # loads the lexicon, which is no part of an index
    before = megabytes()
    database = open_database(url)
    stored: list[Watchlist] = []
    index = WatchlistIndex()
    read_s = seconds(lambda: stored.extend(database.transact(lambda unit: unit.watchlists.all())))
    compile_s = seconds(lambda: fill(index, iter(stored)))
    database.shut()
    return {
        "watchlists": size,
        "load_s": round(read_s + compile_s, 1),
        "read_s": round(read_s, 1),
        "compile_s": round(compile_s, 1),
        "rows_and_index_mb": round(megabytes() - before),
    }


def main() -> None:
    """Print one line a size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000])
    options.add_argument("--database")
    chosen = options.parse_args()
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as directory:
            url = chosen.database or f"sqlite:///{Path(directory) / 'rasid.db'}"
            store(url, size)
            print(json.dumps(load(url, size)), flush=True)


if __name__ == "__main__":
    main()
