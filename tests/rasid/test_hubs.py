"""WebSub end to end: a hub on loopback is asked, confirms at our door, pushes; a forger gets nowhere."""

import asyncio
import gzip
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web

from feeds.websub import Subscription
from rasid.hearing import Door, listening
from rasid.hubs import Hubs
from tests.rasid.desk import Desk, open_desk
from tests.rasid.stage import Daemon, Item, Newsroom, rss

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PATH = "/a.xml"


@dataclass
class Hub:
    """A hub that confirms what it is asked, unless told otherwise, and pushes with the secret it got."""

    url: str = ""
    forms: list[dict[str, str]] = field(default_factory=list)
    lease: str = "864000"
    confirms: bool = True
    confirmations: list[tuple[int, str]] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.forms.append(form)
        if self.confirms:
            self.tasks.append(asyncio.create_task(self.confirm(form)))
        return web.Response(status=202)

    async def confirm(self, form: dict[str, str], **changes: str) -> None:
        query = {name: form[name] for name in ("hub.mode", "hub.topic")}
        query |= {"hub.challenge": "challenge-1", "hub.lease_seconds": self.lease}
        query |= {name.replace("_", "."): value for name, value in changes.items()}
        async with ClientSession() as session, session.get(form["hub.callback"], params=query) as answer:
            self.confirmations.append((answer.status, await answer.text()))

    async def settled(self) -> None:
        await asyncio.gather(*self.tasks)

    async def push(
        self, body: bytes, *, secret: str | None = None, method: str = "sha256", **headers: str
    ) -> int:
        form = self.forms[-1]
        signed = hmac.new((secret or form["hub.secret"]).encode(), body, getattr(hashlib, method)).hexdigest()
        sent = {"X-Hub-Signature": f"{method}={signed}", "Content-Type": "application/rss+xml"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return await post(form["hub.callback"], body, sent)


async def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    async with ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return answer.status


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    it = Hub()
    app = web.Application()
    app.router.add_post("/hub", it.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    it.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hub"
    yield it
    await it.settled()
    await runner.cleanup()


@dataclass
class Scene:
    """A desk that hears hubs at its door."""

    desk: Desk
    hubs: Hubs
    door: str

    async def polls_and_asks(self) -> None:
        await self.desk.poll()
        await self.hubs.ask_due()

    def subscription(self) -> Subscription | None:
        url = self.desk.newsroom.url + PATH
        return self.desk.database.transact(lambda unit: unit.subscriptions.get(url))

    def publish(self, hub: Hub | None, *items: Item, header: bool = False) -> bytes:
        """Put the items into the feed, with its hub in the document or in a header; return the document."""
        room = self.desk.newsroom
        room.publish(PATH, *items)
        link = f"<link rel='hub' href='{hub.url}'/><link rel='self' href='{room.url}{PATH}'/>" if hub else ""
        text = rss(room.items[PATH])
        document = text if header else text.replace("<channel>", f"<channel>{link}")
        headers = {"Link": f'<{hub.url}>; rel="hub", <{PATH}>; rel="self"'} if hub and header else {}

        async def answer(_request: web.Request) -> web.Response:
            return web.Response(text=document, headers=headers, content_type="application/rss+xml")

        room.answers[PATH] = answer
        return document.encode()


@pytest.fixture
async def scene(newsroom: Newsroom) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(open_desk(newsroom))
        desk.poller = replace(desk.poller, is_subscribing=True)
        desk.follow(PATH, interval=MINUTE, slowest=15 * MINUTE)
        hubs = Hubs(desk.database, desk.poller.client, "", desk.now, desk.poller.pushed)
        port = await stack.enter_async_context(listening(Door(hubs, limit_bytes=100_000), "127.0.0.1", 0))
        door = f"http://127.0.0.1:{port}/websub"
        yield Scene(desk, replace(hubs, public_url=door), door)


def old(count: int = 3) -> list[Item]:
    return [Item(f"old{n}", f"خبر قديم رقم {n}", age=DAY + n * MINUTE) for n in range(count)]


NEWS = Item("n1", "غرق زورق في شط العرب قبالة البصرة", "نص الخبر.")


@pytest.mark.parametrize("header", [False, True])
async def test_a_feed_that_names_a_hub_is_pushed(scene: Scene, hub: Hub, header: bool) -> None:
    """Found in the document or in a header, asked, confirmed; what it pushes is an alert before any poll."""
    scene.desk.watch("البصرة")
    scene.publish(hub, *old(), header=header)
    await scene.polls_and_asks()
    await hub.settled()
    assert [(200, "challenge-1")] == hub.confirmations
    assert scene.desk.newsroom.url + PATH == hub.forms[0]["hub.topic"]
    subscription = scene.subscription()
    assert subscription is not None
    assert subscription.is_live(scene.desk.now() + 9 * DAY)
    assert 202 == await hub.push(scene.publish(hub, NEWS, header=header))
    assert [NEWS.title] == [alert.content.title for alert in scene.desk.alerts()]


async def test_what_was_pushed_is_not_told_again_by_the_poll(scene: Scene, hub: Hub) -> None:
    """Nor by the same push again; and what was known before is no news of a push."""
    scene.desk.watch("البصرة")
    scene.desk.watch("قديم")
    scene.publish(hub, *old())
    await scene.polls_and_asks()
    await hub.settled()
    document = scene.publish(hub, NEWS)
    for _ in range(2):
        assert 202 == await hub.push(document)
    await scene.desk.poll(2)
    assert [NEWS.title] == [alert.content.title for alert in scene.desk.alerts()]


async def test_a_forged_push_is_dropped_and_not_told_so(scene: Scene, hub: Hub) -> None:
    """A wrong secret, another body, no signature, an unknown method: 202 and nothing stored."""
    scene.desk.watch("البصرة")
    scene.publish(hub, *old())
    await scene.polls_and_asks()
    await hub.settled()
    forged = rss([NEWS]).encode()
    assert 202 == await hub.push(forged, secret="guessed")
    assert 202 == await hub.push(forged, X_Hub_Signature="")
    assert 202 == await hub.push(forged, X_Hub_Signature="md5=" + hashlib.md5(forged).hexdigest())
    assert 202 == await hub.push(forged, X_Hub_Signature="sha256=" + "0" * 64)
    assert [] == scene.desk.alerts()
    assert 202 == await hub.push(forged, method="sha512")
    assert 1 == len(scene.desk.alerts())


async def test_who_knows_no_token_is_turned_away(scene: Scene, hub: Hub) -> None:
    """Before a byte of a body is read."""
    scene.publish(hub, *old())
    await scene.polls_and_asks()
    await hub.settled()
    form = dict(hub.forms[0])
    for url in (scene.door, f"{scene.door}/", f"{scene.door}/{'x' * 43}", form["hub.callback"] + "/x"):
        assert 410 == await post(url, b"x", {})
        await hub.confirm(form | {"hub.callback": url})
        assert 404 == hub.confirmations[-1][0]


async def test_what_was_not_asked_for_is_not_confirmed(scene: Scene, hub: Hub) -> None:
    """Another topic, an unsubscription by a stranger: the subscription stays as it was."""
    scene.publish(hub, *old())
    await scene.polls_and_asks()
    await hub.settled()
    live = scene.subscription()
    for changes in (
        {"hub_topic": "https://other.example/"},
        {"hub_mode": "unsubscribe"},
        {"hub_mode": "denied"},
    ):
        await hub.confirm(hub.forms[0], **changes)
        assert 404 == hub.confirmations[-1][0]
    assert live == scene.subscription()


async def test_a_body_too_large_or_compressed_is_refused(scene: Scene, hub: Hub) -> None:
    """Whether it says its length or not; a gzip bomb is never opened."""
    scene.publish(hub, *old())
    await scene.polls_and_asks()
    await hub.settled()
    assert 413 == await hub.push(b"x" * 100_001)
    assert 415 == await hub.push(gzip.compress(b"x" * 10_000_000), Content_Encoding="gzip")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b"x" * 10_000

    async with ClientSession() as session:
        # The door may close before all is sent: then the answer can't be read either.
        try:
            async with session.post(hub.forms[0]["hub.callback"], data=endless()) as answer:
                assert 413 == answer.status
        except (ConnectionError, OSError):
            pass
    assert 202 == await hub.push(rss([NEWS]).encode())


async def test_a_pushed_feed_is_polled_less_often_until_the_hub_misses_something(
    scene: Scene, hub: Hub
) -> None:
    """Every ten minutes instead of every minute; a poll that finds news itself ends that."""
    scene.publish(hub, *old())
    await scene.polls_and_asks()
    await hub.settled()

    async def pause() -> timedelta:
        await scene.desk.poll()
        return scene.desk.state(PATH).next_poll_at - scene.desk.now()

    assert 9 * MINUTE < await pause() < 11 * MINUTE
    scene.publish(hub, NEWS)
    assert await pause() < 2 * MINUTE
    assert 9 * MINUTE < await pause() < 11 * MINUTE
    scene.desk.later += 11 * DAY
    assert await pause() < 2 * MINUTE


async def test_a_lease_is_renewed_before_it_ends(scene: Scene, hub: Hub) -> None:
    scene.publish(hub, *old())
    await scene.polls_and_asks()
    await hub.settled()
    scene.desk.later += 7 * DAY
    await scene.hubs.ask_due()
    assert 1 == len(hub.forms)
    scene.desk.later += 2 * DAY
    await scene.hubs.ask_due()
    await hub.settled()
    assert hub.forms[0] == hub.forms[1]
    subscription = scene.subscription()
    assert subscription is not None
    assert subscription.is_live(scene.desk.now() + 9 * DAY)


async def test_a_hub_that_does_not_confirm_is_asked_again_later(scene: Scene, hub: Hub) -> None:
    """Polling goes on at its own pace meanwhile."""
    hub.confirms = False
    scene.publish(hub, *old())
    await scene.polls_and_asks()
    await scene.hubs.ask_due()
    assert 1 == len(hub.forms)
    scene.desk.later += 11 * MINUTE
    await scene.hubs.ask_due()
    assert 2 == len(hub.forms)
    await scene.desk.poll()
    assert scene.desk.state(PATH).next_poll_at - scene.desk.now() < 2 * MINUTE


async def test_a_feed_that_names_no_hub_any_more_is_not_renewed(scene: Scene, hub: Hub) -> None:
    scene.publish(hub, *old())
    await scene.polls_and_asks()
    await hub.settled()
    scene.publish(None, NEWS)
    await scene.desk.poll(2)
    assert scene.subscription() is None
    assert 410 == await hub.push(rss([NEWS]).encode())


async def test_a_hub_inside_a_private_network_is_never_asked(scene: Scene, hub: Hub) -> None:
    """A feed names whom it likes; the gate decides who is asked."""
    strict = replace(scene.hubs, client=_StrictGate(scene.hubs.client))
    scene.publish(hub, *old())
    await scene.desk.poll()
    await strict.ask_due()
    assert [] == hub.forms


class _StrictGate:
    """The same client without the operator's leave for loopback."""

    def __init__(self, client) -> None:
        self._client = client

    def slot(self, url: str):
        return self._client.slot(url)

    async def post(self, url: str, form: dict[str, str]) -> int:
        allowed, self._client.private_hosts = self._client.private_hosts, frozenset()
        try:
            return await self._client.post(url, form)
        finally:
            self._client.private_hosts = allowed


async def test_the_daemon_hears_its_hub(daemon: Daemon, hub: Hub) -> None:
    """From the configuration to Telegram: the feed is polled once, the news comes by push."""
    probe = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = probe.sockets[0].getsockname()[1]
    probe.close()
    await probe.wait_closed()
    hub_host = hub.url.removeprefix("http://").removesuffix("/hub")
    websub = f'[websub]\npublic_url = "http://127.0.0.1:{port}/websub"\nlisten = "127.0.0.1:{port}"\n'
    daemon.write_config(websub)
    text = daemon.config.read_text().replace("private_hosts = [", f'private_hosts = ["{hub_host}", ')
    text = text.replace("interval_s = 1\nslowest_s = 1\n", "interval_s = 3600\nslowest_s = 3600\n")
    daemon.config.write_text(text)
    link = f"<link rel='hub' href='{hub.url}'/>"
    document = rss(old()).replace("<channel>", f"<channel>{link}")

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=document, content_type="application/rss+xml")

    daemon.newsroom.answers[PATH] = answer
    await daemon.start()
    await daemon.adds("البصرة")
    await daemon.says("believed=true", 40)
    assert 202 == await hub.push(rss([NEWS]).encode())
    (alert,) = await daemon.alerts(1)
    assert "شط العرب" in alert["text"]
    assert 1 == daemon.newsroom.asked.count(PATH)
