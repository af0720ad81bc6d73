"""PyPI's `reader`, measured by `feed_peers`: python reader_client.py URLS_FILE FOLDER."""

import logging
import sys
from pathlib import Path

from protocol import serve
from reader import make_reader

WORKERS = 8

urls = Path(sys.argv[1]).read_text().split()
logging.getLogger("reader").setLevel(logging.CRITICAL)
reader = make_reader(f"{sys.argv[2]}/reader.sqlite")
for url in urls:
    reader.add_feed(url)


def phase(_name: str) -> int:
    reader.update_feeds(workers=WORKERS, scheduled=False)  # now, not when their hour has come
    return reader.get_entry_counts().total


serve(phase)
