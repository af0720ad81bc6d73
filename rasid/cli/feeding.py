"""`rasid feeds …`: what is polled, how it fares, and how to add to it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.markup import escape

from feeds.model import Feed, FeedState
from feeds.schedule import is_stopped
from rasid.cli.blocks import append, block, outlet_of
from rasid.cli.finding import find_feeds
from rasid.cli.running import DEFAULT_CONFIG, ConfigPath
from rasid.cli.tables import counted, show, table_of
from rasid.config import LONGEST_OUTLET, Config, FeedSection, PollingSection, load, unaskable
from rasid.config_words import dotted, in_words
from rasid.mistakes import ConfigError

if TYPE_CHECKING:
    from rasid.storage.unit import FeedRow

_app = typer.Typer(
    help="The feeds: list, find, add, check, resume, import, export, catalog.", no_args_is_help=True
)
_app.command("find")(find_feeds)
_LONGEST_OPML = 1_000_000


def register(app: typer.Typer) -> None:
    """Add the group of commands to `app`."""
    app.add_typer(_app, name="feeds")


@_app.command("list")
def list_feeds(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Show each polled feed: last success, next poll, trouble."""
    rows = asyncio.run(_stored(load(config).database.url))
    table = table_of("outlet", "url", "last success", "next poll (UTC)", "trouble")
    for row in rows:
        state = row.state
        table.add_row(
            escape(row.feed.outlet),
            escape(row.feed.url),
            _ago(state.last_success_at),
            "stopped" if is_stopped(state, datetime.now(UTC)) else f"{state.next_poll_at:%m-%d %H:%M:%S}",
            _trouble(state),
        )
    show(table)
    if not rows:
        typer.echo("rasid: nothing is polled yet: `rasid run` takes the feeds of the configuration", err=True)


def _trouble(state: FeedState) -> str:
    detail = escape(state.error_detail or "")
    return f"[red]{state.error_class}[/] ×{state.failures}: {detail}" if state.error_class else detail


async def _stored(url: str) -> "tuple[FeedRow, ...]":
    from rasid.storage.database import open_database

    database = open_database(url)
    try:
        return await database.run(lambda unit: unit.feeds.all())
    finally:
        await database.close()


def _ago(instant: datetime | None) -> str:
    if instant is None:
        return "never"
    seconds = int((datetime.now(UTC) - instant).total_seconds())
    return f"{seconds // 60} min ago" if seconds >= 60 else f"{seconds} s ago"  # noqa: PLR2004 - a minute


@_app.command("resume")
def resume_feed(
    url: Annotated[str, typer.Argument(help="The address of a feed that was stopped.")],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Ask a feed again that is gone, quarantined or waits; a running daemon does so at once."""
    if not asyncio.run(_resumed(load(config).database.url, url)):
        typer.echo(f"rasid: {url}: no feed of this address is polled", err=True)
        raise typer.Exit(1)
    typer.echo(f"{url}: due now")


async def _resumed(database_url: str, url: str) -> bool:
    from rasid.storage.database import open_database

    database = open_database(database_url)
    try:
        return await database.run(lambda unit: unit.feeds.resume(url, datetime.now(UTC)))
    finally:
        await database.close()


@_app.command("check")
def check_feeds(
    urls: Annotated[list[str] | None, typer.Argument(help="Addresses; none: those of the config.")] = None,
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Ask each feed once, live, and say what it gave."""
    from rasid.cli.probing import probe_feeds, show_findings

    settings = load(config)
    feeds = [Feed(url, outlet_of(url)) for url in urls] if urls else settings.feed_list()
    findings = asyncio.run(probe_feeds(feeds, settings.polling))
    show_findings(findings)
    if any(finding.problem for finding in findings):
        raise typer.Exit(1)


@_app.command("add")
def add_feed(
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    outlet: Annotated[str, typer.Option(help="The name that readers see; without one, the host's.")] = "",
    zone: Annotated[str, typer.Option(help="Time zone of dates without one.")] = "Asia/Baghdad",
    config: ConfigPath = DEFAULT_CONFIG,
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Don't ask the feed first.")] = False,
) -> None:
    """Ask the feed once, then add it to the configuration; a running daemon takes it after SIGHUP."""
    settings = load(config)
    feed = _new_feed(config, settings, url=url, outlet=outlet.strip() or outlet_of(url), zone=zone)
    _refuse_if_known(url, settings.feeds)
    if not unchecked:
        _refuse_if_bad(feed, settings.polling)
    append(config, [feed])
    typer.echo(f"{config}: 1 feed added; readers see it as: {feed.outlet}")


def _new_feed(config: Path, settings: Config, **options: str) -> Feed:
    """Return the feed with these options; raise ConfigError if a configuration can't hold it."""
    try:
        section = FeedSection.model_validate(options)
    except ValidationError as error:
        told = [f"{dotted(one['loc'])}: {in_words(one)}" for one in error.errors(include_url=False)]
        raise ConfigError(config, told) from None
    problem = unaskable(section.url, settings.polling)
    if problem:
        raise ConfigError(config, [f"url: {problem}"])
    return Feed(section.url, section.outlet, zone=section.zone)


def _refuse_if_known(url: str, feeds: Sequence[FeedSection]) -> None:
    for number, feed in enumerate(feeds, 1):
        if feed.url == url:
            typer.echo(f"rasid: {url}: already there as feeds[{number}], {feed.outlet}", err=True)
            raise typer.Exit(1)


def _refuse_if_bad(feed: Feed, polling: PollingSection) -> None:
    from rasid.cli.probing import probe_feeds, show_findings

    findings = asyncio.run(probe_feeds([feed], polling))
    show_findings(findings)
    if findings[0].problem:
        hint = f"`rasid feeds find {feed.url}` looks for the feeds of a page"
        typer.echo(f"rasid: not added; {hint}; --unchecked adds it all the same", err=True)
        raise typer.Exit(1)


@_app.command("import")
def import_opml(
    file: Annotated[Path, typer.Argument(help="An OPML file.")], config: ConfigPath = DEFAULT_CONFIG
) -> None:
    """Add the feeds of an OPML file to the configuration; those already there are passed over."""
    from feeds.addresses import url_problem
    from feeds.opml import OpmlError, read_opml

    settings = load(config)
    known = {feed.url for feed in settings.feeds}
    with file.open("rb") as stream:
        content = stream.read(_LONGEST_OPML + 1)
    try:
        outlines = read_opml(content)
    except OpmlError as error:
        typer.echo(f"rasid: {file}: {error}", err=True)
        raise typer.Exit(1) from None
    fresh = []
    for outline in outlines:
        # The list's own judgement knows nothing of the private hosts that the operator allows.
        problem = outline.problem and url_problem(outline.url, settings.polling.private_hosts)
        if problem:
            typer.echo(f"rasid: {outline.url}: passed over: {problem}", err=True)
        elif outline.url not in known:
            fresh.append(Feed(outline.url, outline.title[:LONGEST_OUTLET] or outlet_of(outline.url)))
    append(config, fresh)
    typer.echo(f"{config}: {counted(len(fresh), 'feed')} added")


@_app.command("export")
def export_opml(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Print the configured feeds as OPML."""
    from feeds.opml import MOST_OUTLINES, write_opml

    feeds = load(config).feed_list()
    typer.echo(write_opml(feeds), nl=False)
    if len(feeds) > MOST_OUTLINES:
        typer.echo(f"rasid: {len(feeds)} feeds; `rasid feeds import` takes {MOST_OUTLINES} at once", err=True)


@_app.command("catalog")
def print_catalog(
    country: Annotated[str | None, typer.Option(help="Only outlets of this country (ISO code).")] = None,
) -> None:
    """Print configuration blocks for the Arabic outlets that Rasid knows."""
    from feeds.catalog import catalogue

    countries = sorted({known.country for known in catalogue()})
    if country is not None and country.upper() not in countries:
        raise typer.BadParameter(f"no outlet of {country!r} is known; there are: {', '.join(countries)}")
    for known in catalogue():
        if country is None or known.country == country.upper():
            typer.echo(block(Feed(known.url, known.outlet_ar, zone=known.zone)))
