"""The demo: the daemon itself, with a Telegram and feeds of our own on 127.0.0.1."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from errno import EACCES, EADDRINUSE
from pathlib import Path

from rasid.config import Config, DatabaseSection, FeedSection, PollingSection, TelegramSection
from rasid.daemon import Wiring
from rasid.daemon import run as run_daemon
from rasid.demo.servers import DemoServers, start_demo_servers

# The evening is short: feeds are asked every other second so that nobody waits.
_INTERVAL_S = 2
_TICK = timedelta(milliseconds=500)
_WHY_NOT = {EADDRINUSE: "another program has this port", EACCES: "this port needs an administrator's rights"}


class PortTakenError(Exception):
    """The port that was asked for can't be had; the message says why."""


async def run_demo(tell_address: Callable[[str], None], port: int = 0) -> None:
    """Start the servers and the daemon, tell where the chat page is, run until SIGTERM or SIGINT.

    Everything is forgotten at the end: the database lies in a temporary folder. Raises
    PortTakenError if nothing can listen at `port`.
    """
    try:
        servers = await start_demo_servers(port=port)
    except OSError as error:
        raise PortTakenError(_WHY_NOT.get(error.errno or 0, str(error))) from error
    try:
        with tempfile.TemporaryDirectory(prefix="rasid-demo-") as folder:
            wiring = Wiring(demo_config(servers, Path(folder)), servers.token, tick=_TICK)
            await run_daemon(wiring, started=lambda: tell_address(servers.page_url))
    finally:
        await servers.stop()


def demo_config(servers: DemoServers, folder: Path) -> Config:
    """Return the configuration in which nothing but addresses and intervals is the demo's own."""
    address = servers.page_url.removeprefix("http://").rstrip("/")
    return Config(
        telegram=TelegramSection(api_base_url=servers.api_base_url),
        database=DatabaseSection(url=f"sqlite:///{folder / 'rasid.db'}"),
        polling=PollingSection(
            interval_s=_INTERVAL_S, slowest_s=_INTERVAL_S, parser_workers=1, private_hosts=(address,)
        ),
        feeds=tuple(FeedSection(url=feed.url, outlet=feed.outlet, zone=feed.zone) for feed in servers.feeds),
    )
