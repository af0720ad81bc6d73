"""Asks feeds once, live, and says what each of them gave."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from feeds.fetch import fetch
from feeds.gate import Client
from feeds.model import Feed, FeedState, Fetched, FetchFailed, ParsedFeed
from feeds.workers import ParserPool
from rasid import __version__
from rasid.cli.tables import show, table_of
from rasid.config import PollingSection


@dataclass(frozen=True, slots=True)
class Finding:
    """What one feed gave: how many entries, the newest one's time and title, or the problem."""

    feed: Feed
    entries: int = 0
    newest_at: datetime | None = None
    newest_title: str = ""
    problem: str | None = None


async def probe_feeds(feeds: Sequence[Feed], polling: PollingSection) -> tuple[Finding, ...]:
    """Return a finding for each feed, in their order. Shows progress on a terminal."""
    console = Console(stderr=True)
    agent = f"Rasid/{__version__} (+feed reader)"
    async with (
        Client(user_agent=agent, private_hosts=polling.private_hosts) as client,
        ParserPool(polling.parser_workers) as parsers,
    ):
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("feeds", total=len(feeds))
            gate = asyncio.Semaphore(polling.concurrency)

            async def probe(feed: Feed) -> Finding:
                async with gate:
                    finding = await _probe(client, parsers, feed)
                progress.advance(task)
                return finding

            return tuple(await asyncio.gather(*(probe(feed) for feed in feeds)))


async def _probe(client: Client, parsers: ParserPool, feed: Feed) -> Finding:
    now = datetime.now(UTC)
    outcome = await fetch(client, feed, FeedState(feed.url, now))
    if isinstance(outcome, FetchFailed):
        return Finding(feed, problem=f"{outcome.error_class}: {outcome.detail}")
    assert isinstance(outcome, Fetched)  # noqa: S101 - nothing was sent that could be answered by 304
    parsed = await parsers.parse(outcome, feed, now)
    if isinstance(parsed, FetchFailed):
        return Finding(feed, problem=f"{parsed.error_class}: {parsed.detail}")
    return _found(feed, parsed)


def _found(feed: Feed, parsed: ParsedFeed) -> Finding:
    newest = max(parsed.entries, key=lambda entry: entry.at, default=None)
    if newest is None:
        return Finding(feed, problem="empty: a feed without entries")
    return Finding(feed, len(parsed.entries), newest.published_at, newest.title)


def show_findings(findings: Sequence[Finding]) -> None:
    """Print a line for each finding."""
    table = table_of("outlet", "url", "entries", "newest", "title or problem")
    for finding in findings:
        newest = finding.newest_at.strftime("%Y-%m-%d %H:%M") if finding.newest_at else "-"
        # Feeds write headlines, and rich reads [these] as its own.
        told = f"[red]{escape(finding.problem)}[/]" if finding.problem else escape(finding.newest_title)
        table.add_row(
            escape(finding.feed.outlet), escape(finding.feed.url), str(finding.entries), newest, told
        )
    show(table)
