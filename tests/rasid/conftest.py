"""A Telegram, a newsroom and a daemon that is not started yet, all on loopback."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from rasid.demo.botapi import BotApiServer
from tests.rasid.stage import Daemon, Newsroom


@pytest.fixture
async def newsroom() -> AsyncIterator[Newsroom]:
    room = Newsroom()
    app = web.Application()
    app.router.add_get("/{path:.*}", room.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    room.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield room
    await runner.cleanup()


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiServer]:
    """Telegram, reading texts with Telegram's own parser."""
    server = BotApiServer(strict=True)
    await server.start()
    server.user(7)
    yield server
    await server.stop()


@pytest.fixture
async def daemon(tmp_path: Path, telegram: BotApiServer, newsroom: Newsroom) -> AsyncIterator[Daemon]:
    """Return a daemon with one feed, /a.xml, configured and not yet started."""
    newsroom.items["/a.xml"] = []
    it = Daemon(tmp_path, telegram, newsroom, ("/a.xml",))
    it.write_config()
    yield it
    if it.process is not None and it.process.returncode is None:
        await it.kill()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Show what the daemon said when a test of it fails."""
    outcome = yield
    report = outcome.get_result()
    daemon = getattr(item, "funcargs", {}).get("daemon")
    if report.failed and daemon is not None:
        report.sections.append(("daemon log", "".join(daemon.log)))
