"""What the operator is told of feeds and of the network: each thing once, and once when it is over."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from feeds.uplink import Uplink
from rasid.telling import is_uplink_down
from tests.rasid.desk import Desk, open_desk
from tests.rasid.stage import Daemon, Item, Newsroom, rss

DAY = timedelta(days=1)


@pytest.fixture
async def desk(newsroom: Newsroom) -> AsyncIterator[Desk]:
    async with open_desk(newsroom) as opened:
        opened.follow("/a.xml")
        yield opened


def answering(status: int = 200, text: str = "", content_type: str = "text/html"):
    async def answer(_request: web.Request) -> web.Response:
        response = web.Response(status=status, text=text, content_type=content_type)
        response.enable_compression()
        return response

    return answer


def often(count: int, age: timedelta = timedelta(0)) -> list[Item]:
    return [Item(f"n{n}", f"خبر رقم {n}", age=age + n * timedelta(minutes=10)) for n in range(count)]


async def test_a_feed_that_is_gone_stops_and_is_told_once(desk: Desk) -> None:
    """410: the feed is asked no more, until the operator resumes it; then it is told that it is back."""
    desk.newsroom.answers["/a.xml"] = answering(410)
    await desk.poll()
    desk.later += 300 * DAY
    assert () == await desk.poller.due(10)
    assert ["gone /a.xml"] == desk.notices()
    desk.newsroom.answers.clear()
    desk.newsroom.items["/a.xml"] = often(3)
    url = desk.newsroom.url + "/a.xml"
    assert desk.database.transact(lambda unit: unit.feeds.resume(url, desk.now()))
    await desk.poll()
    assert desk.state("/a.xml").error_class is None


async def test_challenge_pages_are_told_once_and_their_end_once(desk: Desk) -> None:
    """A timeout among the pages doesn't begin the episode anew; the good news answers below the bad."""
    desk.newsroom.items["/a.xml"] = often(3)
    await desk.poll()
    desk.newsroom.answers["/a.xml"] = answering(text="<html><title>Just a moment...</title></html>")
    await desk.poll(3)
    assert ["not-a-feed /a.xml"] == desk.notices()
    desk.newsroom.answers["/a.xml"] = answering(503)
    await desk.poll()
    desk.newsroom.answers["/a.xml"] = answering(text="<html>متصفحك</html>")
    await desk.poll(3)
    assert ["not-a-feed /a.xml"] == desk.notices()
    desk.newsroom.answers.clear()
    await desk.poll(3)
    assert ["not-a-feed /a.xml", "well /a.xml"] == desk.notices()
    trouble, relief = desk.alerts(99)
    assert (trouble.incident_id, "reply") == (relief.incident_id, str(relief.kind))
    assert relief.revision > trouble.revision


async def test_a_silent_feed_is_told_once_and_its_next_entry_once(desk: Desk) -> None:
    """An entry every ten minutes is its way: two days without one are told, not every poll."""
    desk.newsroom.items["/a.xml"] = often(6)
    await desk.poll()
    assert [] == desk.notices()
    desk.newsroom.items["/a.xml"] = often(6, age=2 * DAY)
    desk.later += 2 * DAY
    await desk.poll(4)
    assert ["silent /a.xml"] == desk.notices()
    # Published at the moment to which the desk's clock has been turned.
    desk.newsroom.publish("/a.xml", Item("new", "خبر جديد", age=-desk.later))
    await desk.poll(3)
    assert ["silent /a.xml", "well /a.xml"] == desk.notices()


async def test_a_feed_that_kills_its_parser_thrice_is_quarantined_and_told_once(newsroom: Newsroom) -> None:
    """The third worker is the last that it gets."""
    bomb = f"<rss><channel><item><description>& {'خ' * 4_900_000}</description></item></channel></rss>"
    newsroom.answers["/a.xml"] = answering(text=bomb, content_type="text/xml")
    async with open_desk(newsroom, memory_bytes=80_000_000) as desk:
        desk.follow("/a.xml")
        await desk.poll(3)
        assert ["quarantined /a.xml"] == desk.notices()
        desk.later += 300 * DAY
        assert () == await desk.poller.due(10)


async def test_a_site_that_renames_all_is_told_once_a_week(desk: Desk) -> None:
    """Even if it names its entries anew at every poll."""
    desk.newsroom.items["/a.xml"] = often(8)
    await desk.poll()
    for round_ in range(3):
        desk.newsroom.items["/a.xml"] = [
            Item(f"{round_}-{item.guid}", item.title, age=item.age) for item in often(8)
        ]
        await desk.poll()
    assert ["renamed /a.xml"] == desk.notices()
    assert [8] == [alert.content.notice.count for alert in desk.alerts(99)]


async def test_a_lost_uplink_is_one_notice_and_one_when_it_is_back(newsroom: Newsroom) -> None:
    """Not one for each feed; a restart in between neither repeats nor forgets it."""
    paths = [f"/{n}.xml" for n in range(8)]
    async with open_desk(newsroom) as desk:
        address, newsroom.url = newsroom.url, "http://127.0.0.1:9"
        desk.follow(*paths)
        await desk.poll(4)
        assert ["uplink-down"] == desk.notices()
        assert desk.database.transact(is_uplink_down)
        newsroom.items |= {path: often(3) for path in paths}
        newsroom.url = address
    async with open_desk(newsroom) as restarted:
        restarted.database = desk.database
        restarted.poller = _restarted(restarted, desk)
        restarted.follow(*paths)
        await restarted.poll()
        assert ["uplink-down", "uplink-back"] == restarted.notices()


def _restarted(desk: Desk, before: Desk):
    return replace(
        desk.poller, database=before.database, uplink=Uplink(is_down=before.database.transact(is_uplink_down))
    )


async def test_the_operator_reads_it_in_telegram_even_after_kill_9(daemon: Daemon) -> None:
    """Decided while Telegram is away, killed, sent by the next start, once; no reader is told."""
    daemon.operators = (7,)
    daemon.write_config()
    daemon.telegram.user(8)
    await daemon.start()
    for chat in (7, 8):
        daemon.telegram.send_text(chat, chat, "/start")
        await daemon.telegram.until(lambda chat=chat: bool(daemon.telegram.messages(chat)), 20)
    await daemon.says("outcome=fetched")
    daemon.telegram.faults.add("reset", method="sendMessage", times=None, accept=False)
    daemon.newsroom.answers["/a.xml"] = answering(410)
    await daemon.says("outcome=gone")
    await daemon.kill()
    daemon.telegram.faults.clear()
    await daemon.start()
    await daemon.telegram.until(lambda: any("أُزيلت" in m["text"] for m in daemon.telegram.messages(7)), 20)
    told = [m["text"] for m in daemon.telegram.messages(7) if "أُزيلت" in m["text"]]
    assert 1 == len(told)
    assert f"rasid feeds resume {daemon.newsroom.url}/a.xml" in told[0]
    assert f"{daemon.newsroom.url}/a.xml" in told[0]
    assert not any("أُزيلت" in m["text"] for m in daemon.telegram.messages(8))


async def test_a_page_among_good_polls_is_not_told(desk: Desk) -> None:
    """One answer of HTML is a hiccup: the next good poll ends it."""
    for _ in range(3):
        desk.newsroom.items["/a.xml"] = often(3)
        desk.newsroom.answers.clear()
        await desk.poll()
        desk.newsroom.answers["/a.xml"] = answering(text=rss([]).replace("rss", "html"))
        await desk.poll(2)
    assert [] == desk.notices()


async def test_an_uplink_is_told_of_once_whoever_asks(desk: Desk) -> None:
    """A process that finds it lost again, or found it was never lost, tells nothing."""
    operators = desk.poller.operators

    def tell(*, is_down: bool) -> int:
        return desk.database.transact(
            lambda unit: operators.tell_of_uplink(unit, desk.now(), is_down=is_down)
        )

    assert [0, 1, 0, 1, 0] == [tell(is_down=is_down) for is_down in (False, True, True, False, False)]
    assert ["uplink-down", "uplink-back"] == desk.notices()
