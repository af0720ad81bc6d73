"""Turns at hosts: so many at a time, the others in order, and nobody for ever."""

import asyncio
from datetime import timedelta

import pytest

from feeds.fetch import fetch
from feeds.gate import Client
from feeds.model import FetchClass, FetchFailed
from feeds.turns import Turns
from tests.feeds.builders import feed, state
from tests.feeds.conftest import Site


async def test_a_host_is_crowded_when_as_many_wait_as_may_ask() -> None:
    """And no longer when they are gone; other hosts are not concerned."""
    turns, release = Turns(2), asyncio.Event()

    async def ask(host: str) -> None:
        async with turns.at(host):
            await release.wait()

    asking = []
    for waiting, crowded in ((0, ()), (0, ()), (1, ()), (2, ("slow.example",))):
        asking.append(asyncio.create_task(ask("slow.example")))
        await asyncio.sleep(0)
        assert (waiting, crowded) == (turns.waiting, turns.crowded())
    asking.append(asyncio.create_task(ask("other.example")))
    await asyncio.sleep(0)
    assert 2 == turns.waiting
    release.set()
    await asyncio.gather(*asking)
    assert (0, ()) == (turns.waiting, turns.crowded())


async def test_whoever_gives_up_waiting_is_not_counted_and_takes_no_turn() -> None:
    turns = Turns(1, longest_wait=timedelta(milliseconds=1))
    async with turns.at("slow.example"):
        with pytest.raises(TimeoutError):
            async with turns.at("slow.example"):
                raise AssertionError("there was no turn")
        assert 0 == turns.waiting
    async with turns.at("slow.example"):
        pass


async def test_a_feed_without_a_turn_has_failed_and_nobody_was_asked(client: Client, site: Site) -> None:
    """Its next poll comes later, as if the host had not answered: it did not."""
    client.turns = Turns(1, longest_wait=timedelta(milliseconds=1))
    url = site.answer("/rss", b"<rss/>")
    async with client.slot(url):
        outcome = await fetch(client, feed(url), state(url))
    assert (FetchFailed(FetchClass.TIMEOUT, "no turn at its host within 60 s"), 0) == (
        outcome,
        site.connections,
    )
