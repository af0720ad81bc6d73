"""Feed hostile documents to the parser pool and say what each cost.

    python benchmarks/feed_bombs.py

Prints JSON: for each kind its size, seconds until the answer, the event loop's worst lag
meanwhile, the worker's peak memory, and what the answer was.
"""

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path

from feeds.model import Feed, Fetched, FetchFailed
from feeds.workers import ParserPool

FEED = Feed("http://feeds.example/rss", outlet="bombs")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
N = 40_000
ATTRIBUTES = " ".join(f"a{n}='1'" for n in range(N))
ENTITIES = "".join(f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};'>" for n in range(1, 30))
MANY_ITEMS = "".join(f"<item><guid>{n}</guid><title>x</title></item>" for n in range(20_000))


def _rss(items: str, doctype: str = "") -> str:
    return f"{doctype}<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"


def _item(body: str) -> str:
    return f"<item><description>{body}</description></item>"


BOMBS = {
    "attributes": _rss(f"<item {ATTRIBUTES}/>"),
    "attributes, ill-formed": _rss(f"<item {ATTRIBUTES}>&</item>"),
    "nesting": _rss(_item("<div>" * N + "</div>" * N)),
    "unclosed tags": _rss("<item><description>" + "<div>" * N),
    "comments in CDATA": _rss(_item(f"<![CDATA[{'<!--' * N}]]>")),
    "half tags in CDATA": _rss(_item(f"<![CDATA[{'<a ' * N}]]>")),
    "half tags": _rss(_item("<a " * N)),
    "entities": _rss("<item><title>&a29;</title></item>", f"<!DOCTYPE r [<!ENTITY a0 'ha'>{ENTITIES}]>"),
    "20,000 items": _rss(MANY_ITEMS),
    "10 MB of text": _rss(_item("x" * 9_900_000)),
}


async def main() -> None:
    results = {}
    for kind, document in BOMBS.items():
        async with ParserPool(1) as pool:
            await pool.parse(
                _fetched("<rss version='2.0'><channel><title>warm</title></channel></rss>"), FEED, NOW
            )
            results[kind] = await _measure(pool, document)
    print(json.dumps(results, indent=1))


async def _measure(pool: ParserPool, document: str) -> dict[str, object]:
    lags, peaks = [0.0], [0]
    watcher = asyncio.create_task(_watch(pool, lags, peaks))
    started = time.perf_counter()
    answer = await pool.parse(_fetched(document), FEED, NOW)
    seconds = time.perf_counter() - started
    watcher.cancel()
    return {
        "KB": round(len(document.encode()) / 1000),
        "seconds": round(seconds, 2),
        "worst loop lag ms": round(max(lags) * 1000),
        "worker peak MB": round(max(peaks) / 1000),
        "answer": answer.detail if isinstance(answer, FetchFailed) else f"{len(answer.entries)} entries",
    }


async def _watch(pool: ParserPool, lags: list[float], peaks: list[int]) -> None:
    while True:
        started = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - started - 0.005)
        process = pool._workers[0].process  # noqa: SLF001  # whose memory is measured
        status = Path(f"/proc/{process.pid}/status") if process else None
        if status and status.exists():
            peaks += [
                int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")
            ]


def _fetched(document: str) -> Fetched:
    return Fetched(document.encode(), FEED.url, None, None, None)


if __name__ == "__main__":
    asyncio.run(main())
