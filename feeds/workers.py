"""Parsing in processes that can be killed: a hostile feed costs its worker, and no one else.

A worker is a fresh interpreter (`python -m feeds.parser`) without our environment, so
without our secrets.
"""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from feeds.model import Entry, Feed, FetchClass, Fetched, FetchFailed, ParsedFeed
from feeds.parser import LENGTHS, OUT_OF_MEMORY, frame, unframed

CPU_SECONDS = 3
WALL_SECONDS = 15.0
MEMORY_BYTES = 512 * 1024 * 1024
_LONGEST_REPLY = 200_000_000
_PIPE_BYTES = 1 << 20
_ROOT = Path(__file__).resolve().parent.parent


class ParserPool:
    """`size` workers, each replaced after its death. Use it as an async context manager."""

    def __init__(
        self,
        size: int = 2,
        *,
        cpu_seconds: int = CPU_SECONDS,
        wall_seconds: float = WALL_SECONDS,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self._wall_seconds = wall_seconds
        self._workers = [_Worker((str(cpu_seconds), str(memory_bytes))) for _ in range(size)]
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def __aenter__(self) -> Self:
        for worker in self._workers:
            await worker.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def parse(self, fetched: Fetched, feed: Feed, now: datetime) -> ParsedFeed | FetchFailed:
        """Return what `feeds.parse.parse` returns, or PARSER_KILLED if that took more than its share."""
        reply = await self._ask(_request(fetched, feed, now), fetched.body)
        return reply if isinstance(reply, FetchFailed) else _parsed(reply, feed, now)

    async def article(self, fetched: Fetched) -> str | FetchFailed:
        """Return what `feeds.extract.article_text` returns, or PARSER_KILLED likewise."""
        head = {"article": fetched.url, "content_type": fetched.content_type}
        reply = await self._ask(head, fetched.body)
        return reply if isinstance(reply, FetchFailed) else str(reply["text"])

    async def _ask(self, head: Mapping[str, Any], body: bytes) -> dict[str, Any] | FetchFailed:
        worker = await self._idle.get()
        try:
            async with asyncio.timeout(self._wall_seconds):
                return await worker.ask(head, body)
        except TimeoutError:
            return FetchFailed(FetchClass.PARSER_KILLED, f"parsing took more than {self._wall_seconds:.0f} s")
        except _WorkerDiedError as error:
            return FetchFailed(FetchClass.PARSER_KILLED, str(error))
        finally:
            # Given back first: whoever comes next starts it anew if it is gone.
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        """Wait for what is being parsed, then end every worker."""
        for _ in self._workers:
            worker = await self._idle.get()
            await worker.stop()
        self._workers = []


class _WorkerDiedError(Exception):
    """The worker ended before it had answered."""


@dataclass(slots=True)
class _Worker:
    """One process, started when asked first and after each death."""

    limits: tuple[str, str]
    process: Process | None = None

    async def ask(self, head: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        """Return the answer; whatever interrupts the exchange ends the process, so that none is mixed up."""
        process = await self.start()
        is_done = False
        try:
            reply = await _exchange(process, head, body)
            is_done = True
        finally:
            if not is_done:
                self.process = None
                await _kill(process)
        return reply

    async def start(self) -> Process:
        if self.process is None:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "feeds.parser", *self.limits),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env={"PYTHONPATH": str(_ROOT)},
                limit=_PIPE_BYTES,
            )
        return self.process

    async def stop(self) -> None:
        if self.process is not None:
            await _kill(self.process)
            self.process = None


async def _exchange(process: Process, head: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a worker has pipes")
    try:
        process.stdin.write(frame(head, body))
        await process.stdin.drain()
        length, _ = LENGTHS.unpack(await process.stdout.readexactly(LENGTHS.size))
        if length > _LONGEST_REPLY:
            raise _WorkerDiedError("the parser's answer is too long")
        reply = unframed(await process.stdout.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise _WorkerDiedError(await _obituary(process)) from error
    return reply


async def _obituary(process: Process) -> str:
    code = await process.wait()
    if code == -signal.SIGXCPU:
        return "parsing took more CPU time than allowed"
    if code == OUT_OF_MEMORY:
        return "parsing took more memory than allowed"
    return f"the parser died ({signal.Signals(-code).name if code < 0 else f'exit {code}'})"


async def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    if process.stdin is not None:
        process.stdin.close()
    await process.wait()


def _request(fetched: Fetched, feed: Feed, now: datetime) -> dict[str, Any]:
    return {
        "feed": [feed.url, feed.outlet, feed.language, feed.zone],
        "content_type": fetched.content_type,
        "base_url": fetched.url,
        "now": now.isoformat(),
    }


def _parsed(reply: Mapping[str, Any], feed: Feed, now: datetime) -> ParsedFeed | FetchFailed:
    if "failed" in reply:
        return FetchFailed(FetchClass(reply["failed"]), reply["detail"])
    (quiet_hours, quiet_days), (hub, topic) = reply["quiet"], reply["hub"]
    return ParsedFeed(
        title=reply["title"],
        entries=tuple(
            Entry(
                id=entry_id,
                feed_url=feed.url,
                source=feed.outlet,
                url=url,
                title=title,
                body=body,
                published_at=datetime.fromisoformat(published) if published else None,
                seen_at=now,
            )
            for entry_id, url, title, body, published in reply["entries"]
        ),
        ttl=timedelta(seconds=reply["ttl"]) if reply["ttl"] else None,
        warning=reply["warning"],
        quiet_hours=quiet_hours,
        quiet_days=quiet_days,
        hub=hub,
        topic=topic,
    )
