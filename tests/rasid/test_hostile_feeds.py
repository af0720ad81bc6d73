"""Feeds that flood, churn and turn: nobody is told twice, nobody else waits, nothing is lost."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Entry
from rasid.newness import MOST_NEWS, Newness
from rasid.pipeline import Batch, Pipeline
from rasid.portions import carry, portions
from rasid.storage.memory import MemoryDatabase
from tests.rasid.desk import Desk, open_desk
from tests.rasid.stage import Daemon, Item, Newsroom

PATH = "/a.xml"
NOW = datetime(2026, 9, 25, 12, 0, tzinfo=UTC)
OLD = [Item(f"old{n}", f"خبر قديم رقم {n}", age=timedelta(days=1)) for n in range(3)]


@pytest.fixture
async def desk(newsroom: Newsroom) -> AsyncIterator[Desk]:
    async with open_desk(newsroom) as opened:
        opened.follow(PATH)
        newsroom.items[PATH] = OLD
        await opened.poll()
        yield opened


def entry(number: int, letters: int = 9, feed: str = "https://flood.example/rss") -> Entry:
    at = NOW - timedelta(minutes=number)
    return Entry(f"e{number}", feed, "x", None, f"خبر رقم {number}", "x" * letters, at, NOW)


@given(st.lists(st.sampled_from([0, 9, 20_000, 90_000]), max_size=200))
def test_portions_hold_every_entry_once_in_order_of_time(letters: list[int]) -> None:
    entries = [entry(number, size) for number, size in enumerate(letters)]
    cut = portions(entries)
    assert entries[::-1] == [each for portion in cut for each in portion]
    assert all(len(portion) <= 50 for portion in cut)
    assert all(
        len(portion) == 1 or sum(len(each.title + each.body) for each in portion) <= 200_000
        for portion in cut
    )


async def test_another_feeds_news_need_not_wait_for_a_flood() -> None:
    """It comes after the portion that is being judged, not after all ten of them."""
    database = MemoryDatabase()
    pipeline = Pipeline(database)
    flood = Newness(tuple(map(entry, range(500))))
    carrying = asyncio.create_task(
        carry(pipeline, flood, NOW, before=_agree, last=_agree, on_alerts=lambda: None)
    )
    await asyncio.sleep(0)  # the flood is first
    await pipeline.run(Batch((entry(0, feed="https://other.example/rss"),)), NOW)
    assert 101 >= database.transact(lambda unit: unit.entries.count())
    await carrying
    assert 501 == database.transact(lambda unit: unit.entries.count())


def stored(desk: Desk) -> tuple[Entry, ...]:
    """Return all entries of the last two days."""
    return desk.database.transact(lambda unit: unit.entries.recent(desk.now() - timedelta(days=2), 9999))


def judged(desk: Desk) -> set[str]:
    """Return which of them were analysed, by uid."""
    uids = [each.uid for each in stored(desk)]
    return set(desk.database.transact(lambda unit: unit.entries.analyses(uids)))


def _agree(*_given: object) -> bool:
    return True


async def test_a_flood_is_stored_whole_and_only_its_newest_are_judged(desk: Desk) -> None:
    """The operator sees why, and the feed is left alone for an hour."""
    flood = [
        Item(f"f{n}", f"ازدحام في البصرة رقم {n}", age=timedelta(seconds=n)) for n in range(MOST_NEWS + 40)
    ]
    desk.newsroom.items[PATH] = [*flood, *OLD]
    await desk.poll()
    assert (MOST_NEWS + 43, MOST_NEWS) == (len(stored(desk)), len(judged(desk)))
    state = desk.state(PATH)
    assert "40 entries too many: recorded without an alert" == state.error_detail
    assert state.next_poll_at - desk.now() > timedelta(minutes=59)


async def test_a_flood_keeps_its_newest_news(desk: Desk) -> None:
    """Whatever the order of the document: what is judged is what happened last."""
    desk.watch("الفاو")
    flood = [Item(f"f{n}", f"خبر عن البصرة رقم {n}", age=timedelta(seconds=n + 9)) for n in range(MOST_NEWS)]
    desk.newsroom.items[PATH] = [*flood, Item("late", "غرق زورق قبالة الفاو")]
    await desk.poll()
    assert ["غرق زورق قبالة الفاو"] == [alert.content.title for alert in desk.alerts()]


async def test_headlines_that_all_change_at_every_poll_cost_a_hundred_judgements(desk: Desk) -> None:
    """The first hundred are reworded; what is stored stays one entry each, and nobody is told."""
    desk.watch("البصرة")
    items = [Item(f"n{n}", f"خبر رقم {n} من البصرة", age=timedelta(hours=7)) for n in range(300)]
    desk.newsroom.items[PATH] = items
    await desk.poll()
    told = len(desk.alerts())
    desk.newsroom.items[PATH] = [replace(item, title=f"{item.title} الآن") for item in items]
    await desk.poll()
    titles = [each.title for each in stored(desk)]
    assert (303, 100) == (len(titles), sum("الآن" in title for title in titles))
    assert told == len(desk.alerts())


NEWS = (
    "وصول سفينة حبوب إلى ميناء البصرة",
    "افتتاح معرض الكتاب في البصرة",
    "ارتفاع درجات الحرارة في البصرة إلى خمسين",
    "جامعة البصرة تعلن نتائج القبول",
    "فوز نادي البصرة على ضيفه بهدفين",
    "إضراب عمال النظافة في البصرة",
)
TALK = tuple(
    f"حديث عن زراعة النخيل في محافظة {name}" for name in ("بابل", "واسط", "ديالى", "ميسان", "ذي قار")
)


async def test_two_servers_behind_one_name_tell_each_news_once(desk: Desk) -> None:
    """One names entries by number, the other by a code, and each lags behind the other in turn."""
    desk.watch("البصرة")
    for hour in range(len(NEWS)):
        news = [Item(f"n{n}", NEWS[n], f"{NEWS[n]} اليوم.") for n in range(hour, -1, -1)]
        here = [replace(item, guid=f"code-{item.guid}") for item in news]
        for shown in (news, here[1:], news, here):
            desk.newsroom.items[PATH] = [*shown, *OLD]
            await desk.poll()
    assert list(NEWS) == [alert.content.title for alert in desk.alerts()]


async def test_a_feed_that_names_and_dates_all_its_news_anew_at_every_poll_tells_them_once(
    desk: Desk,
) -> None:
    """Its own headlines give it away: they are not even judged again. What is new among them is told."""
    desk.watch("البصرة")
    for poll in range(len(NEWS)):
        seen = [*NEWS[poll::-1], *TALK]
        age = timedelta(minutes=poll)
        desk.newsroom.items[PATH] = [
            Item(f"{poll}-{title[:12]}", title, f"قبل {poll}", age) for title in seen
        ]
        await desk.poll()
    assert set(NEWS) == {alert.content.title for alert in desk.alerts()}
    assert (len(NEWS), len(NEWS + TALK)) == (len(desk.alerts()), len(judged(desk)))


async def test_a_host_that_answers_nothing_keeps_no_other_feed_waiting(daemon: Daemon) -> None:
    """Forty feeds there, four of them asked at a time, in a daemon that asks eight: the ninth goes on."""
    release = asyncio.Event()

    async def nothing(_request: web.Request) -> web.Response:
        await release.wait()
        return web.Response(status=503)

    port = daemon.newsroom.url.rpartition(":")[2]
    paths = [f"/silent{n}.xml" for n in range(40)]
    daemon.newsroom.answers = dict.fromkeys(paths, nothing)
    daemon.write_config("concurrency = 8\n")
    text = daemon.config.read_text().replace("private_hosts = [", f'private_hosts = ["localhost:{port}", ')
    blocks = (f'[[feeds]]\nurl = "http://localhost:{port}{path}"\noutlet = "وكالة{path}"\n' for path in paths)
    daemon.config.write_text(text + "".join(blocks))
    await daemon.start()
    await daemon.newsroom_is_asked_again(times=4)
    assert 4 == sum(path in paths for path in daemon.newsroom.asked)
    release.set()
