"""`rasid feeds find`: from the address of a site to its feeds."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from rasid.cli.running import DEFAULT_CONFIG, ConfigPath
from rasid.cli.tables import show, table_of
from rasid.config import PollingSection, load

if TYPE_CHECKING:
    from feeds.discover import Found
    from feeds.model import FetchFailed


def find_feeds(
    url: Annotated[str, typer.Argument(help="The address of a site, or of a page that names feeds.")],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Look for the feeds of a site, ask each of them, and print those that answered."""
    from feeds.model import FetchFailed

    polling = load(config).polling if config.exists() else PollingSection()
    url = url if "://" in url else f"https://{url}"
    found = asyncio.run(_found(url, polling))
    if isinstance(found, FetchFailed):
        typer.echo(f"rasid: {url}: {found.error_class}: {found.detail}", err=True)
        raise typer.Exit(1)
    if not found:
        typer.echo(f"rasid: {url}: the page names no feed, and none is where feeds usually are", err=True)
        raise typer.Exit(1)
    table = table_of("url", "entries", "newest", "title")
    for feed in found:
        newest = f"{feed.newest_at:%Y-%m-%d %H:%M}" if feed.newest_at else "-"
        table.add_row(escape(feed.url), str(feed.entries), newest, escape(feed.title))
    show(table)


async def _found(url: str, polling: PollingSection) -> "tuple[Found, ...] | FetchFailed":
    from feeds.discover import discover
    from feeds.gate import Client
    from feeds.workers import ParserPool
    from rasid import __version__

    agent = f"Rasid/{__version__} (+feed reader)"
    async with (
        Client(user_agent=agent, private_hosts=polling.private_hosts) as client,
        ParserPool(1) as parsers,
    ):
        return await discover(client, parsers.parse, url, datetime.now(UTC))
