"""The evening and its feeds: what is out when, and how the newsroom's server answers."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import aiohttp
import feedparser
import pytest

from feeds.model import Feed, ParsedFeed
from feeds.parse import parse
from rasid.demo.evening import Evening, items, outlets, recorded
from rasid.demo.servers import DemoServers, start_demo_servers
from tests.demo.conftest import Clock

_ORDINARY = {"dinar", "electricity", "weather", "bourse", "books", "protest", "derby"}
_BEGUN = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)


@pytest.fixture
async def demo(clock: Clock) -> AsyncIterator[DemoServers]:
    demo = await start_demo_servers(clock=clock)
    yield demo
    await demo.stop()


def _out(evening: Evening) -> set[str]:
    return {one.item.id for one in evening.published()}


def test_ordinary_news_is_there_before_anybody_comes(clock: Clock) -> None:
    """However long nobody opens the page, the evening does not begin."""
    evening = Evening(clock)
    assert _ORDINARY == _out(evening)
    clock.advance(hours=5)
    assert _ORDINARY == _out(evening)


def test_the_first_report_comes_within_seconds_of_the_first_visitor(clock: Clock) -> None:
    """The first is out after four seconds; the official report and the hospital's follow."""
    evening = Evening(clock)
    clock.advance(minutes=9)
    evening.begin()
    for seconds, new in [(4, "first-report"), (16, "official"), (20, "hospital")]:
        assert new not in _out(evening)
        clock.advance(seconds=seconds)
        evening.begin()
        assert new in _out(evening)
    clock.advance(minutes=2)
    assert {item.id for item in items()} == _out(evening)


def test_dates_do_not_move_with_the_clock(clock: Clock) -> None:
    """What is published keeps its date from poll to poll."""
    evening = Evening(clock)
    evening.begin()
    clock.advance(seconds=30)
    before = {one.item.id: one.at for one in evening.published()}
    clock.advance(hours=1)
    after = {one.item.id: one.at for one in evening.published()}
    assert before == {id_: after[id_] for id_ in before}
    assert _BEGUN + timedelta(seconds=4) == after["first-report"]


def test_a_run_has_identities_of_its_own(clock: Clock) -> None:
    """A database that saw one evening takes the next one's entries for new."""
    first = Evening(clock)
    clock.advance(seconds=1)
    second = Evening(clock)
    assert not {first.guid(item) for item in items()} & {second.guid(item) for item in items()}


def test_the_recorded_evening_is_complete_and_in_order() -> None:
    """Each line has what replay asks for; published_at ascends and counts from the given instant."""
    lines = recorded(_BEGUN)
    assert [{"id", "source", "url", "published_at", "title", "body"}] * len(items()) == [
        set(line) for line in lines
    ]
    times = [datetime.fromisoformat(line["published_at"]) for line in lines]
    assert sorted(times) == times
    assert (
        _BEGUN + timedelta(seconds=4)
        == times[[line["id"].split(":")[1] for line in lines].index("first-report")]
    )
    assert len({line["id"] for line in lines}) == len(lines)


def test_the_evening_tells_what_the_demo_shows() -> None:
    """Three outlets report the attack; one entry recalls it at its very end; one means another green zone."""
    about = {item.id: item for item in items()}
    assert {"sanabil", "diffatain", "marfa"} == {
        about[id_].outlet.slug for id_ in ("first-report", "official", "hospital")
    }
    call = about["phone-call"].paragraphs
    assert ["المنطقة الخضراء" in paragraph for paragraph in call] == [False] * (len(call) - 1) + [True]
    assert "المنطقة الخضراء" not in about["phone-call"].title
    assert "المنطقة الخضراء" in about["bourse"].title


@pytest.mark.parametrize("item", items(), ids=lambda item: item.id)
def test_an_entry_is_as_long_as_news_is(item) -> None:
    """60 to 150 words, in three to five paragraphs, without a character that readers would trip over."""
    text = " ".join(item.paragraphs)
    assert 60 <= len(text.split()) <= 150
    assert 3 <= len(item.paragraphs) <= 5
    assert not re.search(
        r"[\u200b-\u200f\u202a-\u202e\u2069]|\u0640(?!«)|  | [،؛.:؟]|[?;,](?!\d)", f"{item.title} {text}"
    )


async def test_feeds_are_well_formed_and_dated(demo: DemoServers, clock: Clock) -> None:
    """A feed reader finds every entry with identity, date, link and paragraphs; two are RSS, one is Atom."""
    demo.evening.begin()
    clock.advance(minutes=10)
    found, versions = set(), []
    async with aiohttp.ClientSession() as session:
        for feed in demo.feeds:
            async with session.get(feed.url) as reply:
                parsed = feedparser.parse(await reply.text())
            assert not parsed.bozo
            assert feed.outlet == parsed.feed.title
            versions.append(parsed.version)
            for entry in parsed.entries:
                found.add(entry.id.split(":")[1])
                assert entry.published_parsed
                assert "</p>" in (entry.get("content") or [{"value": entry.summary}])[0]["value"]
    assert {item.id for item in items()} == found
    assert ["atom10", "rss20", "rss20"] == sorted(versions)


async def test_an_unchanged_feed_is_not_sent_again(demo: DemoServers, clock: Clock) -> None:
    """304 by tag and by date, until something comes out."""
    demo.evening.begin()
    url = next(feed.url for feed in demo.feeds if "sanabil" in feed.url)
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as reply:
            tag, date = reply.headers["ETag"], reply.headers["Last-Modified"]
        for headers in ({"If-None-Match": tag}, {"If-Modified-Since": date}):
            async with session.get(url, headers=headers) as reply:
                assert (304, b"") == (reply.status, await reply.read())
        clock.advance(seconds=5)
        for headers in ({"If-None-Match": tag}, {"If-Modified-Since": date}):
            async with session.get(url, headers=headers) as reply:
                assert 200 == reply.status
                assert tag != reply.headers["ETag"]


async def test_every_link_leads_to_a_page_that_reads_right_to_left(demo: DemoServers, clock: Clock) -> None:
    demo.evening.begin()
    clock.advance(minutes=10)
    async with aiohttp.ClientSession() as session:
        for item in items():
            async with session.get(f"{demo.page_url}news/{item.outlet.slug}/{item.id}") as reply:
                page = await reply.text()
            assert '<html lang="ar" dir="rtl">' in page
            assert item.title in page
            assert item.paragraphs[-1] in page


async def test_what_is_not_out_yet_cannot_be_read(demo: DemoServers) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("news/sanabil/first-report", "news/nobody/dinar", "feeds/nobody.xml"):
            async with session.get(demo.page_url + path) as reply:
                assert 404 == reply.status


async def test_the_demo_says_where_everything_is(demo: DemoServers) -> None:
    """One loopback port holds the page, the Bot API and a feed of each outlet."""
    assert {outlet.name for outlet in outlets().values()} == {feed.outlet for feed in demo.feeds}
    hosts = {urlsplit(url).netloc for url in (demo.page_url, demo.api_base_url, *(f.url for f in demo.feeds))}
    assert 1 == len(hosts)
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{demo.api_base_url}/bot{demo.token}/getMe") as reply,
    ):
        assert "rasid_bot" == (await reply.json())["result"]["username"]


async def test_the_feeds_say_what_the_recording_says(demo: DemoServers, clock: Clock) -> None:
    """Polled and parsed by the product, the evening's entries are those that replay is given."""
    demo.evening.begin()
    clock.advance(minutes=10)
    told = {}
    async with aiohttp.ClientSession() as session:
        for feed in demo.feeds:
            async with session.get(feed.url) as reply:
                body, kind = await reply.read(), reply.headers["Content-Type"]
            parsed = parse(body, kind, Feed(feed.url, feed.outlet), clock())
            assert isinstance(parsed, ParsedFeed)
            told |= {
                entry.id: (entry.source, entry.published_at, entry.title, entry.body)
                for entry in parsed.entries
            }
    lines = recorded(_BEGUN)
    assert {
        line["id"]: (
            line["source"],
            datetime.fromisoformat(line["published_at"]),
            line["title"],
            line["body"],
        )
        for line in lines
    } == told
