"""Parsing that can be killed: a hostile feed costs its worker, and no one else."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from feeds.model import FetchClass, FetchFailed, ParsedFeed
from feeds.parse import parse
from feeds.workers import ParserPool
from tests.feeds.builders import NOW, feed, fetched, item, rss

GOOD = rss(*[item(guid=f"g{n}", date="Thu, 24 Sep 2026 10:00:00 GMT") for n in range(30)]).encode()
N = 40_000
ROOT = Path(__file__).parents[2]
MANY_ATTRIBUTES = " ".join(f"a{n}='1'" for n in range(N))
DOUBLING_ENTITIES = "".join(f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};'>" for n in range(1, 10))
BOMBS = {
    "attributes": rss(f"<item {MANY_ATTRIBUTES}/>"),
    "attributes, ill-formed": rss(f"<item {MANY_ATTRIBUTES}>&</item>"),
    "nesting": rss(f"<item><description>{'<div>' * N}x{'</div>' * N}</description></item>"),
    "unclosed tags": f"<rss version='2.0'><channel><item><description>{'<div>' * N}</channel></rss>",
    "comments in CDATA": rss(f"<item><description><![CDATA[{'<!--' * N}]]></description></item>"),
    "half tags": rss(f"<item><description><![CDATA[{'<a ' * N}]]></description></item>"),
    "entities": rss(
        "<item><title>&a9;</title></item>",
        declaration=f"<!DOCTYPE r [<!ENTITY a0 'ha'>{DOUBLING_ENTITIES}]>",
    ),
}


@pytest.fixture
async def pool():
    async with ParserPool(1, cpu_seconds=1, wall_seconds=10) as opened:
        yield opened


async def test_a_worker_gives_what_parse_gives(pool: ParserPool):
    answer = await pool.parse(fetched(GOOD), feed(), NOW)
    assert answer == parse(GOOD, "text/xml", feed(), NOW)
    assert 30 == len(answer.entries)


async def test_a_worker_gives_the_failure_that_parse_gives(pool: ParserPool):
    assert (await pool.parse(fetched(b""), feed(), NOW)).error_class is FetchClass.EMPTY


async def test_a_header_of_undecodable_bytes_is_harmless(pool: ParserPool):
    odd = fetched(GOOD, "text/xml; charset=\udce9\udcff")
    assert isinstance(await pool.parse(odd, feed(), NOW), ParsedFeed)


@pytest.mark.parametrize("kind", BOMBS)
async def test_no_bomb_stalls_the_loop_or_the_next_feed(pool: ParserPool, kind: str):
    """Parsed or killed, the loop goes on meanwhile, and the next feed is parsed as ever."""
    await pool.parse(fetched(GOOD), feed(), NOW)
    stalls = [0.0]

    async def watch() -> None:
        while True:
            started = time.thread_time()
            await asyncio.sleep(0.01)
            stalls.append(time.thread_time() - started)

    watcher = asyncio.create_task(watch())
    answer = await pool.parse(fetched(BOMBS[kind].encode()), feed(), NOW)
    watcher.cancel()
    assert isinstance(answer, ParsedFeed | FetchFailed)
    assert max(stalls) < 0.1  # of our own time: what else the machine does is no matter
    assert len((await pool.parse(fetched(GOOD), feed(), NOW)).entries) == 30


async def test_a_feed_that_takes_too_much_time_is_killed(pool: ParserPool):
    answer = await pool.parse(fetched(BOMBS["attributes, ill-formed"].encode()), feed(), NOW)
    assert answer == FetchFailed(FetchClass.PARSER_KILLED, "parsing took more CPU time than allowed")


async def test_a_feed_that_takes_too_much_memory_is_killed():
    async with ParserPool(1, memory_bytes=80_000_000) as pool:
        big = rss(f"<item><description>& {'خ' * 4_900_000}</description></item>").encode()
        answer = await pool.parse(fetched(big), feed(), NOW)
        assert answer.error_class is FetchClass.PARSER_KILLED
        assert isinstance(await pool.parse(fetched(GOOD), feed(), NOW), ParsedFeed)


async def test_a_worker_that_does_not_answer_is_killed():
    """Stopped, it uses no CPU time at all: the wall clock ends it."""
    async with ParserPool(1) as pool:
        await pool.parse(fetched(GOOD), feed(), NOW)
        pool._wall_seconds = 0.1
        os.kill(_pid(pool), signal.SIGSTOP)
        answer = await pool.parse(fetched(GOOD), feed(), NOW)
        assert answer.error_class is FetchClass.PARSER_KILLED


async def test_a_worker_that_was_killed_while_idle_is_replaced(pool: ParserPool):
    await pool.parse(fetched(GOOD), feed(), NOW)
    os.kill(_pid(pool), signal.SIGKILL)
    answers = [await pool.parse(fetched(GOOD), feed(), NOW) for _ in range(2)]
    assert isinstance(answers[-1], ParsedFeed)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_of_the_whole_service_leaves_the_workers_to_its_last_polls(pool: ParserPool, stop):
    await pool.parse(fetched(GOOD), feed(), NOW)
    before = _pid(pool)
    os.kill(before, stop)
    assert isinstance(await pool.parse(fetched(GOOD), feed(), NOW), ParsedFeed)
    assert before == _pid(pool)


async def test_a_cancelled_request_leaves_no_answer_for_the_next(pool: ParserPool):
    await pool.parse(fetched(GOOD), feed(), NOW)
    task = asyncio.create_task(pool.parse(fetched(GOOD), feed(), NOW))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    other = await pool.parse(fetched(rss(item(guid="other")).encode()), feed(), NOW)
    assert [entry.id for entry in other.entries] == ["other"]


async def test_feeds_are_parsed_side_by_side():
    async with ParserPool(2) as pool:
        answers = await asyncio.gather(*(pool.parse(fetched(GOOD), feed(), NOW) for _ in range(8)))
    assert [30] * 8 == [len(answer.entries) for answer in answers]


async def test_a_worker_has_none_of_our_secrets(pool: ParserPool, monkeypatch):
    monkeypatch.setenv("RASID_TELEGRAM_TOKEN", "secret")
    await pool.parse(fetched(GOOD), feed(), NOW)
    environment = Path(f"/proc/{_pid(pool)}/environ").read_bytes()  # noqa: ASYNC240  # no disk is read
    assert b"secret" not in environment


async def test_closing_ends_the_workers():
    async with ParserPool(2) as pool:
        await pool.parse(fetched(GOOD), feed(), NOW)
        pids = [worker.process.pid for worker in pool._workers]
    assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def _pid(pool: ParserPool) -> int:
    return pool._workers[0].process.pid


DAEMON = """
import asyncio
from feeds.workers import ParserPool

async def main():
    async with ParserPool(1) as pool:
        print(pool._workers[0].process.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def test_a_worker_does_not_outlive_a_killed_daemon():
    with subprocess.Popen([sys.executable, "-c", DAEMON], cwd=ROOT, stdout=subprocess.PIPE) as daemon:
        handle = os.pidfd_open(int(daemon.stdout.readline()))
        daemon.kill()
    ended, _, _ = select.select([handle], [], [], 10)
    os.close(handle)
    assert ended
