"""Everything the demo needs beside the daemon, on one loopback port: Bot API, chat page, feeds, articles."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rasid.demo.botapi import DEMO_TOKEN, BotApiServer
from rasid.demo.evening import Evening, outlets
from rasid.demo.feeds import Newsroom
from rasid.demo.page import ChatPage
from rasid.demo.state import Clock, wall_clock


@dataclass(frozen=True, slots=True)
class DemoFeed:
    """A feed of the demo with what the config would say of it."""

    url: str
    outlet: str
    zone: str


@dataclass(frozen=True, slots=True)
class DemoServers:
    """Where everything is. A bot's `base_url` is `api_base_url` + `/bot`."""

    api_base_url: str
    page_url: str
    token: str
    feeds: tuple[DemoFeed, ...]
    server: BotApiServer
    evening: Evening
    stop: Callable[[], Awaitable[None]]


async def start_demo_servers(
    *, token: str = DEMO_TOKEN, port: int = 0, clock: Clock = wall_clock, strict: bool | None = False
) -> DemoServers:
    """Start them on 127.0.0.1 and return where they are. `port` 0 takes a free one. Raises OSError."""
    server = BotApiServer(token, clock=clock, strict=strict)
    server.world.texts["name", "en"] = "Rasid"
    evening = Evening(clock)
    page, newsroom = ChatPage(server, evening.begin), Newsroom(evening)
    url = await server.start(port=port, also=(page.add_routes, newsroom.add_routes))
    feeds = tuple(
        DemoFeed(f"{url}/feeds/{outlet.slug}.xml", outlet.name, outlet.zone) for outlet in outlets().values()
    )
    return DemoServers(url, f"{url}/", token, feeds, server, evening, server.stop)
