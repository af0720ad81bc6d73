"""From the address of a site to the feeds it offers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.discover import Found, discover, feed_links
from feeds.gate import Client
from feeds.model import Feed, FetchClass, Fetched
from feeds.parse import parse
from tests.feeds.builders import NOW, item, rss
from tests.feeds.conftest import Site

PAGE = "<!DOCTYPE html><html><head><title>وكالة</title>{}</head><body><p>أخبار</p></body></html>"
LINK = '<link rel="alternate" type="application/rss+xml" title="RSS" href="{}">'


async def parse_here(fetched: Fetched, feed: Feed, now):
    """Parse as a worker does, without the worker."""
    return parse(fetched.body, fetched.content_type, feed, now, base_url=fetched.url)


async def test_the_address_of_a_feed_is_its_own_answer(client: Client, site: Site):
    url = site.answer("/rss", rss(item(date="Thu, 24 Sep 2026 10:00:00 GMT")).encode())
    (found,) = await discover(client, parse_here, url, NOW)
    assert (url, "وكالة الاختبار", 1) == (found.url, found.title, found.entries)
    assert "2026-09-24T10:00:00+00:00" == found.newest_at.isoformat()


async def test_a_page_names_its_feeds(client: Client, site: Site):
    site.answer("/ar/rss", rss().encode())
    site.answer("/en/rss", rss().encode())
    dead = LINK.format("/dead")
    url = site.answer("/", PAGE.format(LINK.format("ar/rss") + dead + LINK.format("/en/rss")).encode())
    found = await discover(client, parse_here, url, NOW)
    assert [site.url("/ar/rss"), site.url("/en/rss")] == [one.url for one in found]


async def test_a_page_that_names_none_is_tried_at_common_paths(client: Client, site: Site):
    site.answer("/rss.xml", rss().encode())
    site.answer("/atom.xml", rss().encode())
    url = site.answer("/news", PAGE.format("").encode())
    assert (Found(site.url("/rss.xml"), "وكالة الاختبار", 1, None),) == await discover(
        client, parse_here, url, NOW
    )


async def test_a_page_without_any_feed_offers_none(client: Client, site: Site):
    url = site.answer("/", PAGE.format("").encode())
    assert await discover(client, parse_here, url, NOW) == ()


async def test_a_site_that_does_not_answer_is_a_failure(client: Client, site: Site):
    found = await discover(client, parse_here, site.url("/nothing"), NOW)
    assert found.error_class is FetchClass.HTTP_CLIENT


async def test_a_page_cannot_lead_to_an_inner_server(client: Client, site: Site, inner_site: Site):
    url = site.answer("/", PAGE.format(LINK.format(inner_site.url("/rss"))).encode())
    inner_site.answer("/rss", rss().encode())
    assert await discover(client, parse_here, url, NOW) == ()
    assert inner_site.connections == 0


async def test_a_page_cannot_keep_us_busy(client: Client, site: Site):
    url = site.answer("/", PAGE.format("".join(LINK.format(f"/{n}") for n in range(1000))).encode())
    await discover(client, parse_here, url, NOW)
    assert site.connections <= 1 + 2 * 8


@pytest.mark.parametrize(
    ("tag", "links"),
    [
        (LINK.format("/rss"), ["https://news.example/rss"]),
        ("<LINK HREF='rss' TYPE='application/atom+xml' REL='Alternate'/>", ["https://news.example/ar/rss"]),
        ("<link rel=alternate type=application/rss+xml href=/rss>", ["https://news.example/rss"]),
        (
            '<link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2">',
            ["https://news.example/rss?a=1&b=2"],
        ),
        ('<a rel="alternate" type="application/rss+xml" href="/rss">RSS</a>', ["https://news.example/rss"]),
        ('<link rel="alternate" hreflang="en" href="/en">', []),
        ('<link rel="stylesheet" type="application/rss+xml" href="/rss">', []),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:x">', []),
        ('<link rel="alternate" type="application/rss+xml">', []),
    ],
)
def test_links_to_feeds_are_read(tag: str, links: list[str]):
    assert links == list(feed_links(PAGE.format(tag), "https://news.example/ar/"))


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["<link ", "rel='", "alternate", "'", '"', ">", "href=", "<"])).map("".join)
)
def test_no_page_is_too_odd(page: str):
    assert all(link.startswith("http") for link in feed_links(page, "https://news.example/"))
