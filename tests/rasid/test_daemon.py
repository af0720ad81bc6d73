"""The stream end to end: feed bytes over HTTP in, a Telegram message out, whatever happens between."""

import asyncio
import os
import signal
from datetime import timedelta

import pytest
from aiohttp import web

from tests.postgres import Server
from tests.rasid.stage import Daemon, Item, rss

ROCKETS = Item(
    "r1",
    "سقوط ثلاثة صواريخ كاتيوشا على المنطقة الخضراء وسط بغداد",
    "أفاد مصدر أمني بسقوط ثلاثة صواريخ كاتيوشا داخل المنطقة الخضراء مساء اليوم، من دون تسجيل إصابات.",
)
CALL = Item(
    "c1",
    "الرئيسان يبحثان هاتفيًا العلاقات الثنائية",
    "بحث الرئيسان في اتصال هاتفي سبل تعزيز التعاون الاقتصادي. وكانت المنطقة الخضراء قد تعرضت الشهر الماضي "
    "لهجوم صاروخي.",
)


async def test_an_attack_is_told_once_in_arabic(daemon: Daemon) -> None:
    """The follower gets one alert with source, sentence and link; the recalled attack gets none."""
    await daemon.start()
    await daemon.follow()
    await daemon.says("outcome=fetched")
    daemon.newsroom.publish("/a.xml", ROCKETS, CALL)
    (alert,) = await daemon.alerts(1)
    assert "المنطقة الخضراء" in alert["text"]
    assert "وكالة/a.xml" in alert["text"]
    assert any(entity["type"] == "bold" for entity in alert["entities"])
    assert "https://news.example/r1" in str(alert)
    await daemon.newsroom_is_asked_again()
    assert [alert] == await daemon.alerts(1)


async def test_a_site_that_changes_its_guids_tells_nothing_twice(daemon: Daemon) -> None:
    """New guids and links under old headlines: recorded, not alerted; what is new beside them is."""
    await daemon.start()
    await daemon.follow()
    await daemon.adds("البصرة", chat=7)
    await daemon.says("outcome=fetched")
    daemon.newsroom.publish("/a.xml", Item("b1", "افتتاح مدرسة في البصرة", "نص الخبر الأول."))
    await daemon.alerts(1)
    daemon.newsroom.items["/a.xml"] = [Item("other-b1", "افتتاح مدرسة في البصرة", "نص الخبر الأول.")]
    await daemon.newsroom_is_asked_again()
    daemon.newsroom.publish("/a.xml", Item("b2", "غرق زورق في شط العرب قبالة البصرة", "نص الخبر الثاني."))
    titles = [alert["text"] for alert in await daemon.alerts(2)]
    assert 2 == len(titles)
    assert "زورق" in titles[1]


async def test_the_stream_runs_on_postgresql_too(daemon: Daemon, postgres: Server) -> None:
    """The same daemon, the same migrations; kill -9 and a restart included."""
    name = f"daemon_{os.urandom(4).hex()}"
    daemon.database = postgres.create(name)
    daemon.write_config()
    await daemon.start()
    await daemon.follow()
    await daemon.says("outcome=fetched")
    await daemon.kill()
    daemon.newsroom.publish("/a.xml", ROCKETS)
    await daemon.start()
    assert 1 == len(await daemon.alerts(1))
    await daemon.stop()
    postgres.drop(name)


async def test_a_keyword_added_by_plain_words_alerts_in_its_forms(daemon: Daemon) -> None:
    """«أضف الجامعة» and a tap; the feed prints «بالجامعة»."""
    await daemon.start()
    await daemon.adds("الجامعة المستنصرية")
    await daemon.says("outcome=fetched")
    daemon.newsroom.publish("/a.xml", Item("u1", "افتتاح مختبر جديد بالجامعة المستنصرية في بغداد"))
    (alert,) = await daemon.alerts(1)
    assert "بالجامعة المستنصرية" in alert["text"]


async def test_an_alert_survives_kill_9_between_commit_and_send(daemon: Daemon) -> None:
    """The commit is the promise: what was decided before the kill arrives after it, once."""
    await daemon.start()
    await daemon.follow()
    await daemon.says("outcome=fetched")
    # Telegram is away when the alert is decided: nothing can have been accepted.
    daemon.telegram.faults.add("reset", method="sendMessage", times=None, accept=False)
    daemon.newsroom.publish("/a.xml", ROCKETS)
    await daemon.says("alerts=1")
    await daemon.kill()
    daemon.telegram.faults.clear()
    assert 0 == len(daemon._alerts(7))
    await daemon.start()
    (alert,) = await daemon.alerts(1)
    await daemon.newsroom_is_asked_again()
    assert [alert] == await daemon.alerts(1)


async def test_a_feed_that_was_being_asked_when_the_power_went_is_asked_at_once(daemon: Daemon) -> None:
    """What it was leased for is over: news of two minutes would come late otherwise."""
    power_is_back = asyncio.Event()

    async def answer(_request: web.Request) -> web.Response:
        await power_is_back.wait()
        return web.Response(status=503)

    daemon.newsroom.answers["/a.xml"] = answer
    await daemon.spawn()
    await daemon.newsroom_is_asked_again(times=1)
    await daemon.kill()
    power_is_back.set()
    del daemon.newsroom.answers["/a.xml"]
    await daemon.start()
    await daemon.says("outcome=fetched")


async def test_a_row_claimed_when_the_power_went_is_sent_after_the_restart(daemon: Daemon) -> None:
    """The request hangs, the process dies: whether it was accepted is unknown, so it is sent again."""
    await daemon.start()
    await daemon.follow()
    await daemon.says("outcome=fetched")
    daemon.telegram.faults.add("hang", method="sendMessage", times=1, accept=False)
    daemon.newsroom.publish("/a.xml", ROCKETS)
    await daemon.says("alerts=1")
    await daemon.telegram.until(lambda: daemon.telegram.calls[-1].fault == "hang", 20)
    await daemon.kill()
    await daemon.start()
    assert 1 == len(await daemon.alerts(1))


async def test_sigterm_stops_with_nothing_lost(daemon: Daemon) -> None:
    """It ends by itself, with exit code 0, and the next start goes on from there."""
    await daemon.start()
    await daemon.follow()
    await daemon.says("outcome=fetched")
    assert 0 == await daemon.stop()
    daemon.newsroom.publish("/a.xml", ROCKETS)
    await daemon.start()
    assert 1 == len(await daemon.alerts(1))


async def test_a_second_daemon_on_the_database_is_refused(daemon: Daemon) -> None:
    """Two would fight over Telegram's updates; the message says what to do."""
    await daemon.start()
    second = Daemon(daemon.folder, daemon.telegram, daemon.newsroom, daemon.paths)
    await second.spawn()
    assert 78 == await second.ends()
    assert "another rasid runs on" in "".join(second.log)
    assert daemon.process is not None
    assert daemon.process.returncode is None


@pytest.mark.parametrize(
    ("method", "status", "code", "said"),
    [
        ("getMe", 401, 77, "Telegram refused the bot token"),
        ("getUpdates", 409, 75, "another process receives this bot's updates"),
    ],
)
async def test_what_telegram_will_not_have_ends_it_in_one_line(
    daemon: Daemon, method: str, status: int, code: int, said: str
) -> None:
    """No traceback: the operator reads what to do, and systemd whether restarting can help."""
    daemon.telegram.faults.add("deny", method=method, code=status, description="No", times=None)
    await daemon.spawn()
    assert code == await daemon.ends()
    assert said in daemon.log[-1]
    assert "Traceback" not in "".join(daemon.log)


async def test_sighup_takes_over_new_feeds_and_refuses_a_bad_file(daemon: Daemon) -> None:
    """A mistake in the file is printed and the old configuration goes on."""
    await daemon.start()
    assert daemon.process is not None
    daemon.config.write_text(daemon.config.read_text() + "\n[poling]\n", encoding="utf-8")
    daemon.process.send_signal(signal.SIGHUP)
    assert "poling" in await daemon.says("event=reload-refused")
    daemon.newsroom.items["/b.xml"] = []
    daemon.paths = ("/a.xml", "/b.xml")
    daemon.write_config()
    daemon.process.send_signal(signal.SIGHUP)
    await daemon.says("event=reloaded")
    async with asyncio.timeout(20):
        while "/b.xml" not in daemon.newsroom.asked:
            await asyncio.sleep(0.02)


async def test_the_first_poll_tells_only_of_the_newest_young_entries(daemon: Daemon) -> None:
    """A feed's archive is recorded silently; at most three entries of the last six hours alert."""
    hours = [1, 2, 3, 4, 8, 30]
    quarters = ["الكرادة", "المنصور", "الأعظمية", "الكاظمية", "الدورة", "الشعب"]
    items = [
        Item(f"g{n}", f"انفجار عبوة ناسفة في {quarter} ببغداد", age=timedelta(hours=n))
        for n, quarter in zip(hours, quarters, strict=True)
    ]
    daemon.newsroom.items["/late.xml"] = items
    await daemon.start()
    await daemon.adds("انفجار")
    daemon.paths = ("/a.xml", "/late.xml")
    daemon.write_config()
    assert daemon.process is not None
    daemon.process.send_signal(signal.SIGHUP)
    await daemon.says("entries=6")
    alerts = await daemon.alerts(3)
    assert 3 == len(alerts)
    assert [(6,)] == daemon.rows("SELECT count(*) FROM entries")


@pytest.mark.parametrize(
    ("path", "status", "body", "error_class"),
    [
        ("/page.xml", 200, "<!doctype html><html><body><h1>مرحبا</h1></body></html>", "not-a-feed"),
        ("/none.xml", 404, "", "http-4xx"),
        ("/empty.xml", 200, "", "empty"),
        ("/down.xml", 503, "", "http-5xx"),
    ],
)
async def test_a_bad_feed_backs_off_and_the_others_go_on(
    daemon: Daemon, path: str, status: int, body: str, error_class: str
) -> None:
    """Its class of error is remembered for `rasid feeds list`; the good feed is still polled."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type="text/html")

    daemon.newsroom.answers[path] = answer
    daemon.paths = (path, "/a.xml")
    daemon.write_config()
    await daemon.start()
    await daemon.says(f"outcome={error_class}")
    await daemon.newsroom_is_asked_again()
    await daemon.stop()
    listed = await asyncio.create_subprocess_exec(
        *daemon.command("feeds", "list"), stdout=asyncio.subprocess.PIPE, env={"COLUMNS": "250"}
    )
    printed, _ = await listed.communicate()
    assert error_class in printed.decode()


async def test_a_redirect_loop_is_an_error_of_that_feed(daemon: Daemon) -> None:
    async def answer(_request: web.Request) -> web.Response:
        raise web.HTTPFound("/loop.xml")

    daemon.newsroom.answers["/loop.xml"] = answer
    daemon.paths = ("/loop.xml", "/a.xml")
    daemon.write_config()
    await daemon.start()
    await daemon.says("outcome=redirect-loop")
    await daemon.newsroom_is_asked_again()


async def test_a_feed_cut_short_keeps_its_whole_items(daemon: Daemon) -> None:
    """What arrived before the cut is news all the same."""

    async def answer(_request: web.Request) -> web.Response:
        whole = rss([ROCKETS, CALL])
        return web.Response(
            text=whole[: whole.index("<guid isPermaLink='false'>c1") + 40], content_type="text/xml"
        )

    await daemon.start()
    await daemon.follow()
    await daemon.says("outcome=fetched")
    daemon.newsroom.answers["/a.xml"] = answer
    assert 1 == len(await daemon.alerts(1))


async def test_a_refused_token_ends_the_daemon_with_a_message(daemon: Daemon) -> None:
    """Going on would look like silence."""
    daemon.telegram.api.token = "999:other"
    await daemon.spawn()
    assert 0 != await daemon.ends()
    assert "token" in "".join(daemon.log)


async def test_feeds_are_polled_while_telegram_is_away_and_sigterm_still_ends_it(daemon: Daemon) -> None:
    """No entry is lost to an outage of Telegram, and nobody has to kill the daemon in one."""
    await daemon.telegram.stop()
    await daemon.start()
    await daemon.newsroom_is_asked_again()
    assert 0 == await daemon.stop()


async def test_the_token_never_stands_in_a_log(daemon: Daemon) -> None:
    """Not even at the loudest level with Telegram failing."""
    daemon.write_config('[log]\nlevel = "debug"\n')
    daemon.telegram.faults.add("5xx", method="getUpdates", times=3)
    await daemon.start()
    await daemon.follow()
    await daemon.stop()
    assert daemon.telegram.token not in "".join(daemon.log)
