"""What no Python program can do without, measured by `feed_peers`: python floor_client.py URLS_FILE FOLDER.

Requests with aiohttp, gunzip in C, one pass of expat that keeps nothing but the items' raw texts, one
sqlite3 transaction a feed. No checks of addresses or sizes, no other encodings, no dates, no plain text,
no schedule, no second process: less than a reader may do, so that the table shows what is left to gain.
"""

import asyncio
import sqlite3
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from xml.parsers import expat

import aiohttp
from protocol import serve

IN_FLIGHT = 50


class Floor:
    """The feeds with their ETags, and a database of the items' texts."""

    def __init__(self, urls: list[str], database: Path) -> None:
        self.etags = dict.fromkeys(urls, "")
        self.connection = sqlite3.connect(database)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("CREATE TABLE entries (feed TEXT, text TEXT)")

    async def poll(self) -> int:
        connector = aiohttp.TCPConnector(limit=IN_FLIGHT)
        async with aiohttp.ClientSession(connector=connector, auto_decompress=False) as session:
            await asyncio.gather(*(self._poll(session, url) for url in self.etags))
        return int(self.connection.execute("SELECT count(*) FROM entries").fetchone()[0])

    async def _poll(self, session: aiohttp.ClientSession, url: str) -> None:
        headers = {"Accept-Encoding": "gzip"} | ({"If-None-Match": etag} if (etag := self.etags[url]) else {})
        with suppress(aiohttp.ClientError, OSError):
            async with session.get(url, headers=headers) as answer:
                body = await answer.read()
            if answer.status == 200:  # OK
                self.etags[url] = answer.headers.get("ETag", "")
                self._store(url, zlib.decompress(body, 47))

    def _store(self, url: str, body: bytes) -> None:
        texts = items_of(body)
        with self.connection:
            self.connection.executemany("INSERT INTO entries VALUES (?, ?)", ((url, text) for text in texts))


def items_of(body: bytes) -> list[str]:
    """Return all letters of each item, markup and all."""
    texts: list[str] = []
    pieces: list[str] = []

    def end(name: str) -> None:
        if name == "item":
            texts.append("".join(pieces))
            pieces.clear()

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    parser.Parse(body, True)
    return texts


def main(urls_file: Path, folder: str) -> None:
    floor = Floor(urls_file.read_text().split(), Path(folder) / "floor.db")
    with asyncio.Runner() as runner:
        serve(lambda _name: runner.run(floor.poll()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
