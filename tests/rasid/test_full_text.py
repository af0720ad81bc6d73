"""Full text end to end: the summary's alert goes first, the article tells the others, nobody twice."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import web

from feeds.articles import Articles
from feeds.workers import ParserPool
from rasid.articles import ArticleReader
from tests.rasid.desk import Desk, open_desk
from tests.rasid.stage import Daemon, Item, Newsroom, rss

PATH = "/a.xml"
TITLE = "اجتماع موسع في بغداد لبحث مشاريع البنى التحتية"
ARTICLE = (
    "عُقد صباح اليوم في بغداد اجتماع موسع لبحث مشاريع البنى التحتية بحضور ممثلين عن الوزارات المعنية.",
    "وقال مدير المشروع إن العمل سيبدأ بتأهيل جسر الصرافية على نهر دجلة الشهر المقبل وينتهي بعد عامين.",
)


@dataclass
class Scene:
    desk: Desk
    reader: ArticleReader
    pages: list[str]

    async def publishes(self, *, body: str = "تفاصيل.") -> list[str]:
        """Publish one entry, poll it, and return the titles of the alerts before any article."""
        room = self.desk.newsroom
        room.publish(PATH, Item("n1", TITLE, body))
        text = rss(room.items[PATH]).replace("https://news.example", f"{room.url}/news")

        async def feed(_request: web.Request) -> web.Response:
            return web.Response(text=text, content_type="application/rss+xml")

        room.answers[PATH] = feed
        await self.desk.poll()
        return self.told()

    def told(self) -> list[str]:
        return [alert.content.title for alert in self.desk.alerts()]


@pytest.fixture
async def scene(newsroom: Newsroom) -> AsyncIterator[Scene]:
    pages: list[str] = []

    async def page(request: web.Request) -> web.Response:
        pages.append(request.path)
        paragraphs = "".join(f"<p>{text}</p>" for text in ARTICLE)
        text = f"<html><body><article><h1>{TITLE}</h1>{paragraphs}</article></body></html>"
        return web.Response(text=text, content_type="text/html")

    newsroom.answers["/news/n1"] = page
    newsroom.items[PATH] = [Item("old", "خبر قديم", age=timedelta(days=1))]
    async with open_desk(newsroom) as desk, ParserPool(1, cpu_seconds=20) as workers:
        desk.follow(PATH, full_text=True)
        await desk.poll()
        articles = Articles(desk.poller.client, workers)
        reader = ArticleReader(desk.database, desk.poller.pipeline, articles, desk.now, lambda: None)
        yield Scene(desk, reader, pages)


async def test_what_only_the_article_says_is_told(scene: Scene) -> None:
    """The summary says nothing of the bridge; the article does, and the alert quotes it."""
    scene.desk.watch("جسر الصرافية")
    assert [] == await scene.publishes()
    await scene.reader.read_due()
    (alert,) = scene.desk.alerts()
    assert "جسر الصرافية" in alert.content.sentence
    assert TITLE == alert.content.title


async def test_who_follows_the_summary_is_told_before_the_article_and_once(scene: Scene) -> None:
    """The alert stands in the outbox before the page is asked for."""
    scene.desk.watch("البنى التحتية")
    assert [TITLE] == await scene.publishes()
    assert [] == scene.pages
    await scene.reader.read_due()
    assert ["/news/n1"] == scene.pages
    assert [TITLE] == scene.told()


async def test_an_article_is_read_once(scene: Scene) -> None:
    """Not at the next poll, nor when the headline is edited; the stored text stays the full one."""
    await scene.publishes()
    for _ in range(3):
        await scene.reader.read_due()
        await scene.desk.poll()
    assert ["/news/n1"] == scene.pages
    lately = scene.desk.now() - timedelta(hours=9)
    (stored,) = scene.desk.database.transact(lambda unit: unit.entries.recent(lately, 9))
    assert ARTICLE[1] in stored.body


async def test_a_crash_before_the_article_was_judged_reads_it_again(scene: Scene) -> None:
    """What was to be read is committed with the entries."""
    scene.desk.watch("جسر الصرافية")
    await scene.publishes()
    now, lease = scene.desk.now(), timedelta(minutes=3)
    taken = scene.desk.database.transact(lambda unit: unit.articles.take(now, 9, lease))
    assert [TITLE] == [entry.title for entry in taken]
    await scene.reader.read_due()
    assert [] == scene.told()
    scene.desk.later += timedelta(minutes=4)
    await scene.reader.read_due()
    assert [TITLE] == scene.told()


async def test_a_long_body_and_a_feed_without_the_option_ask_for_no_article(scene: Scene) -> None:
    await scene.publishes(body="نص طويل يغني عن المقال. " * 40)
    await scene.reader.read_due()
    scene.desk.follow(PATH)
    scene.desk.newsroom.items[PATH] = []
    await scene.publishes()
    await scene.reader.read_due()
    assert [] == scene.pages


async def test_a_page_that_is_gone_leaves_the_summary(scene: Scene) -> None:
    scene.desk.newsroom.answers.pop("/news/n1")
    scene.desk.watch("تفاصيل")
    assert [TITLE] == await scene.publishes()
    await scene.reader.read_due()
    assert () == scene.desk.database.transact(
        lambda unit: unit.articles.take(scene.desk.now() + timedelta(days=1), 9, timedelta(minutes=3))
    )
    assert [TITLE] == scene.told()


async def test_the_daemon_reads_articles(daemon: Daemon) -> None:
    """From the option in the configuration to the message in the chat."""
    text = daemon.config.read_text(encoding="utf-8")
    daemon.config.write_text(f"{text}full_text = true\n", encoding="utf-8")
    url = daemon.newsroom.url
    document = rss([Item("n1", TITLE, "تفاصيل.")]).replace("https://news.example", f"{url}/news")

    async def feed(_request: web.Request) -> web.Response:
        return web.Response(text=document, content_type="application/rss+xml")

    async def page(_request: web.Request) -> web.Response:
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in ARTICLE)
        return web.Response(
            text=f"<html><body><article>{paragraphs}</article></body></html>", content_type="text/html"
        )

    await daemon.start()
    await daemon.adds("جسر الصرافية")
    await daemon.says("outcome=fetched")
    daemon.newsroom.answers |= {"/news/n1": page, PATH: feed}
    (alert,) = await daemon.alerts(1, seconds=40)
    assert "جسر الصرافية" in alert["text"]
