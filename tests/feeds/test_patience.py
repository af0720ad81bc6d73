"""A host that asked for patience gets it from all of its feeds."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from feeds.fetch import fetch
from feeds.gate import Client
from feeds.model import FetchClass, Fetched
from feeds.patience import LONGEST, Patience
from tests.feeds.builders import feed, rss, state
from tests.feeds.conftest import Site

MINUTE = timedelta(minutes=1)


def test_a_host_is_left_alone_for_as_long_as_it_asked():
    patience = Patience()
    patience.ask("news.example", 2 * MINUTE, at=1000)
    assert MINUTE == patience.left("news.example", at=1060)
    assert patience.left("news.example", at=1120) is None


def test_another_host_is_asked_as_before():
    patience = Patience()
    patience.ask("news.example", MINUTE, at=0)
    assert patience.left("paper.example", at=0) is None


def test_a_shorter_wish_does_not_end_a_longer_one():
    patience = Patience()
    patience.ask("news.example", 5 * MINUTE, at=0)
    patience.ask("news.example", MINUTE, at=0)
    assert 5 * MINUTE == patience.left("news.example", at=0)


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=2)), st.floats(0, 1e6))
def test_no_host_is_left_alone_for_more_than_an_hour(wait: timedelta, at: float):
    patience = Patience()
    patience.ask("news.example", wait, at)
    assert (patience.left("news.example", at) or timedelta()) <= LONGEST + timedelta(milliseconds=1)


async def test_the_other_feeds_of_a_busy_host_wait_without_asking_it(client: Client, site: Site):
    busy = site.answer("/a", status="429 Too Many Requests", Retry_After="600")
    calm = site.answer("/b", rss().encode())
    await fetch(client, feed(busy), state(busy))
    outcome = await fetch(client, feed(calm), state(calm))
    assert FetchClass.RATE_LIMITED is outcome.error_class
    assert 9 * MINUTE < outcome.retry_after <= 10 * MINUTE
    assert 1 == site.connections


async def test_a_server_in_trouble_that_names_no_time_holds_up_nobody(client: Client, site: Site):
    down = site.answer("/a", status="503 Service Unavailable")
    calm = site.answer("/b", rss().encode())
    await fetch(client, feed(down), state(down))
    assert isinstance(await fetch(client, feed(calm), state(calm)), Fetched)


async def test_a_missing_page_with_a_wish_holds_up_nobody(client: Client, site: Site):
    missing = site.answer("/a", status="404 Not Found", Retry_After="600")
    calm = site.answer("/b", rss().encode())
    await fetch(client, feed(missing), state(missing))
    assert isinstance(await fetch(client, feed(calm), state(calm)), Fetched)
