"""Debian's `newsboat`, measured by `feed_peers`: python newsboat_client.py URLS_FILE FOLDER."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from protocol import serve

urls, folder = Path(sys.argv[1]), Path(sys.argv[2])
config = folder / "newsboat-config"
config.write_text("reload-threads 50\nmax-items 0\n")
cache = folder / "newsboat.db"


def phase(_name: str) -> int:
    subprocess.run(
        ["newsboat", "-q", "-x", "reload", "-C", config, "-u", urls, "-c", cache], check=True, stdout=2
    )
    with sqlite3.connect(cache) as database:
        return int(database.execute("SELECT count(*) FROM rss_item").fetchone()[0])


serve(phase)
