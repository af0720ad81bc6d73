"""Feed hostile documents to the parser pool, hostile bodies and answers to the fetch; say what each cost.

    python benchmarks/feed_bombs.py

Prints a table: for each kind its size, the CPU that it had of its worker (or of the fetch), the
peak memory there, the event loop's worst lag meanwhile and its longest step in CPU of its own
(a lag without CPU is the machine's other work), and what the answer was.
"""

import asyncio
import gzip
import resource
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from feeds.fetch import fetch
from feeds.gate import Client
from feeds.model import Feed, FeedState, Fetched, FetchFailed
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

OK, CHUNKED = b"HTTP/1.1 200 OK\r\n", b"Transfer-Encoding: chunked\r\n\r\n"
# How an answer begins, and what follows for ever.
FLOODS = {
    "answers to come": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2000),
    "headers": (OK, b"X-Noise: on and on\r\n" * 2000),
    "one header": (OK + b"X-Noise: ", b"x" * 60_000),
    "chunks of one byte": (OK + CHUNKED, b"1\r\na\r\n" * 10_000),
    "chunk extensions": (OK + CHUNKED, b"1;" + b"x" * 30_000 + b"\r\na\r\n"),
    "gzip members": (OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 3000),
}


def _gzip_bombs() -> dict[str, bytes]:
    once = _gzipped(bytes(10_000_000), 100)
    return {
        "gzip, 1 GB": once,
        "gzip in gzip, 1 GB": _gzipped(once, 1),
        "a body of 100 MB": b"x" * 100_000_000,
    }


def _gzipped(data: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(data) for _ in range(times)) + packer.flush()


@dataclass(slots=True)
class Loop:
    """What the event loop suffered while it was watched, in seconds: wall clock, and CPU of its thread."""

    lag: float = 0.0
    step: float = 0.0

    async def watch(self) -> None:
        while True:
            wall, cpu = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.005)
            self.lag = max(self.lag, time.perf_counter() - wall - 0.005)
            self.step = max(self.step, time.thread_time() - cpu)


@contextmanager
def _watched() -> Iterator[Loop]:
    loop = Loop()
    watcher = asyncio.create_task(loop.watch())
    try:
        yield loop
    finally:
        watcher.cancel()


async def main() -> None:
    print(f"{'kind':24}{'KB':>8}{'CPU s':>8}{'peak MB':>9}{'lag ms':>8}{'own ms':>8}  answer")
    for kind, document in BOMBS.items():
        await _parse(kind, document.encode())
    for kind, body in _gzip_bombs().items():
        await _fetch(kind, body)
    for kind, (begin, more) in FLOODS.items():
        await _flood(kind, begin, more)


async def _parse(kind: str, document: bytes) -> None:
    before = _children_cpu()
    async with ParserPool(1) as pool:
        await pool.parse(
            _fetched(b"<rss version='2.0'><channel><title>warm</title></channel></rss>"), FEED, NOW
        )
        process = pool._workers[0].process  # noqa: SLF001  # whose cost is measured
        assert process is not None
        proc = Path(f"/proc/{process.pid}")
        warm, peaks = _cpu(proc), [_peak_mb(proc)]
        with _watched() as loop:
            parsing = asyncio.create_task(pool.parse(_fetched(document), FEED, NOW))
            while not parsing.done():
                peaks.append(_peak_mb(proc))
                await asyncio.wait([parsing], timeout=0.02)
        peaks.append(_peak_mb(proc))
    answer = parsing.result()
    told = answer.detail if isinstance(answer, FetchFailed) else f"{len(answer.entries)} entries"
    _print(kind, len(document), _children_cpu() - before - warm, max(peaks), loop, told)


async def _fetch(kind: str, body: bytes) -> None:
    served = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        coding = b"Content-Encoding: gzip\r\n" if body.startswith(b"\x1f\x8b") else b""
        writer.write(b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n" % (coding, len(body)))
        with suppress(ConnectionError):
            for at in range(0, len(body), 65_536):
                writer.write(body[at : at + 65_536])
                await writer.drain()
        writer.close()
        served.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    feed = Feed(f"http://127.0.0.1:{port}/", outlet="bombs")
    held = _forget_peak()
    async with server, Client(user_agent="bombs", private_hosts=[f"127.0.0.1:{port}"]) as client:
        began = time.process_time()
        with _watched() as loop:
            answer = await fetch(client, feed, FeedState(feed.url, NOW))
        cpu = time.process_time() - began
    await served.wait()
    told = answer.detail if isinstance(answer, FetchFailed) else type(answer).__name__
    _print(kind, len(body), cpu, _peak_mb(Path("/proc/self")) - held, loop, told)


async def _flood(kind: str, begin: bytes, more: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        # In a thread, so that what the loop's own thread takes is the fetch's.
        pouring = asyncio.create_task(asyncio.to_thread(_pour, server, begin, more))
        port = server.getsockname()[1]
        feed = Feed(f"http://127.0.0.1:{port}/", outlet="bombs")
        held = _forget_peak()
        async with Client(user_agent="bombs", private_hosts=[f"127.0.0.1:{port}"]) as client:
            began = time.thread_time()
            with _watched() as loop:
                answer = await fetch(client, feed, FeedState(feed.url, NOW))
            cpu = time.thread_time() - began
        sent = await pouring
    told = answer.detail if isinstance(answer, FetchFailed) else type(answer).__name__
    _print(kind, sent, cpu, _peak_mb(Path("/proc/self")) - held, loop, told.partition(",")[0][:60])


def _pour(server: socket.socket, begin: bytes, more: bytes) -> int:
    """Answer one request without end; return how many bytes went out."""
    connection, _ = server.accept()
    sent = 0
    with connection, suppress(OSError):
        connection.recv(65_536)
        connection.sendall(begin)
        sent = len(begin)
        while True:
            connection.sendall(more)
            sent += len(more)
    return sent


def _print(kind: str, size: int, cpu: float, peak_mb: float, loop: Loop, told: str) -> None:
    figures = f"{size / 1000:>8.0f}{cpu:>8.2f}{peak_mb:>9.0f}{1000 * loop.lag:>8.0f}{1000 * loop.step:>8.0f}"
    print(f"{kind:24}{figures}  {told}", flush=True)


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _cpu(proc: Path) -> float:
    fields = (proc / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _forget_peak() -> float:
    """Let the peak of this process count from now on; return it."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak_mb(Path("/proc/self"))


def _peak_mb(proc: Path) -> float:
    try:
        lines = (proc / "status").read_text().splitlines()
    except OSError:
        return 0.0  # it is gone
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), 0.0)


def _fetched(document: bytes) -> Fetched:
    return Fetched(document, FEED.url, None, None, None)


if __name__ == "__main__":
    asyncio.run(main())
