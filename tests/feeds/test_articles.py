"""Articles are asked for politely and read in a process that can be killed."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from feeds.articles import Articles, is_short
from feeds.extract import article_text
from feeds.gate import Client
from feeds.model import FetchClass, FetchFailed
from feeds.workers import ParserPool
from tests.feeds.builders import NOW, entry
from tests.feeds.conftest import Site

FIRST = "عُقد صباح اليوم في بغداد اجتماع موسع لبحث خطة تأهيل الجسور على نهر دجلة، بحضور ممثلين عن الوزارات."
SECOND = (
    "وقال مدير المشروع إن العمل سيبدأ بجسر الصرافية الشهر المقبل، وإن الكلفة تبلغ أربعة مليارات دينار عراقي."
)
OTHERS = "".join(f'<li><a href="/{n}">خبر آخر عن الموصل رقم {n}</a></li>' for n in range(12))
PAGE = f"""<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"><title>تأهيل الجسور</title></head><body>
<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/s">سياسة</a></li></ul></nav>
<article><h1>خطة لتأهيل الجسور</h1><p>{FIRST}</p><script>alert('لا')</script><p>{SECOND}</p></article>
<aside><h3>اقرأ أيضًا</h3><ul>{OTHERS}</ul></aside><footer>جميع الحقوق محفوظة</footer></body></html>"""
HTML = {"Content_Type": "text/html; charset=utf-8"}
DAY = timedelta(days=1)


@pytest.fixture
async def articles(client: Client) -> AsyncIterator[Articles]:
    async with ParserPool(1, cpu_seconds=20) as workers:
        yield Articles(client, workers)


def paths(site: Site) -> list[str]:
    return [head.split(" ")[1] for head in site.heads]


async def test_an_article_is_read_without_what_surrounds_it(articles: Articles, site: Site):
    """Both paragraphs, each on its line; no menu, no script, no other headlines."""
    found = await articles.text(site.answer("/1", PAGE.encode(), **HTML), NOW)
    assert isinstance(found, str)
    lines = found.splitlines()
    assert FIRST in lines
    assert SECOND in lines
    for other in ("الموصل", "alert", "الرئيسية"):
        assert other not in found


async def test_the_encoding_is_decided_as_for_feeds(articles: Articles, site: Site):
    body = PAGE.replace("utf-8", "windows-1256").encode("windows-1256", "xmlcharrefreplace")
    found = await articles.text(site.answer("/1", body, Content_Type="text/html"), NOW)
    assert isinstance(found, str)
    assert "جسر الصرافية" in found


@pytest.mark.parametrize(
    ("rules", "is_read"),
    [
        ("User-agent: *\nDisallow: /private/", True),
        ("User-agent: *\nDisallow: /news/", False),
        ("User-agent: Rasid\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: Other\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Rasid\nAllow: /news/", True),
        ("<html>لا ملف هنا</html>", True),
        ("", True),
    ],
)
async def test_what_robots_txt_forbids_is_not_asked(
    articles: Articles, site: Site, rules: str, is_read: bool
):
    site.answer("/robots.txt", rules.encode(), Content_Type="text/plain")
    found = await articles.text(site.answer("/news/1", PAGE.encode(), **HTML), NOW)
    assert is_read == bool(found)
    assert is_read == ("/news/1" in paths(site))


async def test_robots_txt_is_asked_once_a_day(articles: Articles, site: Site):
    site.answer("/robots.txt", b"User-agent: *\nAllow: /")
    for n in range(3):
        await articles.text(site.answer(f"/{n}", PAGE.encode(), **HTML), NOW)
    assert 1 == paths(site).count("/robots.txt")
    await articles.text(site.url("/1"), NOW + DAY)
    assert 2 == paths(site).count("/robots.txt")


@pytest.mark.parametrize(
    ("status", "is_read"), [("404 Not Found", True), ("403 Forbidden", True), ("503 Busy", False)]
)
async def test_a_site_without_robots_txt_forbids_nothing_and_a_broken_one_all(
    articles: Articles, site: Site, status: str, is_read: bool
):
    site.answer("/robots.txt", status=status)
    assert is_read == bool(await articles.text(site.answer("/1", PAGE.encode(), **HTML), NOW))


async def test_a_broken_robots_txt_is_asked_again_after_an_hour(articles: Articles, site: Site):
    site.answer("/robots.txt", status="500 Oops")
    url = site.answer("/1", PAGE.encode(), **HTML)
    assert "" == await articles.text(url, NOW)
    site.answer("/robots.txt", status="404 Not Found")
    assert "" == await articles.text(url, NOW + timedelta(minutes=59))
    assert await articles.text(url, NOW + timedelta(minutes=61))


async def test_a_redirect_into_a_private_network_reaches_nothing(
    articles: Articles, site: Site, inner_site: Site
):
    url = site.answer("/1", status="302 Found", Location=inner_site.url())
    assert "" == await articles.text(url, NOW)
    assert 0 == inner_site.connections


@pytest.mark.parametrize(("rules", "is_read"), [(b"", True), (b"User-agent: *\nDisallow: /", False)])
async def test_a_redirect_to_another_site_asks_its_robots_too(
    site: Site, inner_site: Site, rules: bytes, is_read: bool
):
    """What is found there is not used where that site wants no robots."""
    inner_site.answer("/robots.txt", rules)
    url = site.answer("/1", status="302 Found", Location=inner_site.answer("/2", PAGE.encode(), **HTML))
    hosts = (f"127.0.0.1:{site.port}", f"127.0.0.1:{inner_site.port}")
    async with Client(user_agent="x", private_hosts=hosts) as both, ParserPool(1, cpu_seconds=20) as workers:
        assert is_read == bool(await Articles(both, workers).text(url, NOW))


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "403 Forbidden"])
async def test_a_page_that_is_not_there_is_an_empty_text(articles: Articles, site: Site, status: str):
    assert "" == await articles.text(site.answer("/1", status=status), NOW)


async def test_a_failure_that_may_pass_is_told(articles: Articles, site: Site):
    found = await articles.text(site.answer("/1", status="503 Service Unavailable"), NOW)
    assert isinstance(found, FetchFailed)
    assert FetchClass.HTTP_SERVER is found.error_class


async def test_what_is_no_page_is_not_read(articles: Articles, site: Site):
    url = site.answer("/1", PAGE.encode(), Content_Type="application/pdf")
    assert "" == await articles.text(url, NOW)


async def test_a_page_is_bounded(articles: Articles, site: Site):
    url = site.answer("/1", PAGE.encode() + b" " * 2_000_000, **HTML)
    assert "" == await articles.text(url, NOW)


@pytest.mark.parametrize("bomb", ["<div>" * 300_000, "<a " * 300_000, "<p>x" * 80_000, "&#1576;" * 200_000])
async def test_a_hostile_page_costs_its_worker_and_no_one_else(client: Client, site: Site, bomb: str):
    async with ParserPool(1, cpu_seconds=3) as workers:
        articles = Articles(client, workers)
        assert isinstance(await articles.text(site.answer("/bomb", bomb.encode(), **HTML), NOW), str)
        assert FIRST in await articles.text(site.answer("/1", PAGE.encode(), **HTML), NOW)


def test_an_empty_page_has_no_article():
    assert "" == article_text(b"", "text/html", "https://news.example/1")
    assert "" == article_text(b"\x00\xff<", None, "https://news.example/1")


def test_only_a_summary_with_a_link_is_short():
    assert is_short(entry(url="https://news.example/1", body="موجز"))
    assert not is_short(entry(url=None, body="موجز"))
    assert not is_short(entry(url="https://news.example/1", body="نص " * 300))
