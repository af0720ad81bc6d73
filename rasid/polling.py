"""Polls due feeds: lease, fetch, parse, run the pass, record what was learnt; one log line each."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feeds.fetch import fetch
from feeds.gate import Client
from feeds.model import Entry, FeedState, Fetched, FetchFailed, NotModified, ParsedFeed
from feeds.renaming import MEMORY, archived, renamed
from feeds.schedule import after_failure, after_success, first_poll_news
from feeds.uplink import Uplink
from feeds.workers import ParserPool
from rasid import logs
from rasid.pipeline import Batch, PassReport, Pipeline
from rasid.storage.unit import Database, FeedRow, Unit

# Longer than a fetch (30 s), a parse (3 s) and a commit together can take.
LEASE = timedelta(seconds=120)
# Enough for a week of a busy feed; what lies further back is not in its document any more.
_MOST_KNOWN = 500
# From so many on it is not an edited headline but a site that changed its names.
_MANY = 5
_LOG = logs.get("rasid.polling")


@dataclass(frozen=True, slots=True)
class Poller:
    """Everything one poll needs. `on_alerts` is called after a commit that queued alerts."""

    database: Database
    pipeline: Pipeline
    client: Client
    parsers: ParserPool
    clock: Callable[[], datetime]
    on_alerts: Callable[[], None]
    uplink: Uplink = field(default_factory=Uplink)

    async def due(self, limit: int) -> tuple[FeedRow, ...]:
        """Lease up to `limit` due feeds."""
        return await self.database.run(lambda unit: unit.feeds.claim_due(self.clock(), limit, LEASE))

    async def poll(self, row: FeedRow) -> None:
        """Ask one leased feed, carry its entries to their commit, give the lease back.

        What network, server or document do wrong becomes the feed's state, never an exception.
        """
        started = time.monotonic()
        outcome = await fetch(self.client, row.feed, row.state)
        parsed = await self._parsed(row, outcome)
        report = await self._recorded(row, outcome, parsed)
        self._log(row, parsed, report, time.monotonic() - started)
        if report is not None and report.alerts:
            self.on_alerts()

    async def _parsed(
        self, row: FeedRow, outcome: Fetched | NotModified | FetchFailed
    ) -> ParsedFeed | FetchFailed | None:
        if isinstance(outcome, NotModified):
            return None
        if isinstance(outcome, FetchFailed):
            return outcome
        return await self.parsers.parse(outcome, row.feed, self.clock())

    async def _recorded(
        self,
        row: FeedRow,
        outcome: Fetched | NotModified | FetchFailed,
        parsed: ParsedFeed | FetchFailed | None,
    ) -> PassReport | None:
        now, jitter = self.clock(), random.random()  # noqa: S311 - spreads polls, guards nothing
        if isinstance(parsed, FetchFailed):
            is_ours = self.uplink.is_to_blame(parsed.error_class)
            state = after_failure(row.state, row.feed, parsed, now, jitter, is_ours=is_ours)
            return await self._recorded_alone(row, state)
        assert not isinstance(outcome, FetchFailed)  # noqa: S101 - a failed fetch came back as `parsed`
        state = after_success(row.state, row.feed, outcome, parsed, now, jitter)
        if parsed is None:
            return await self._recorded_alone(row, state)
        if row.state.baselined_at is None:
            news = first_poll_news(parsed.entries, now)
        else:
            news, notice = await self._news(row, parsed, now)
            state = replace(state, error_detail=state.error_detail or notice)
        chosen = {entry.uid for entry in news}
        silent = [entry for entry in parsed.entries if entry.uid not in chosen]
        return await self.pipeline.run(Batch(news, silent, lambda unit: unit.feeds.record(row, state)), now)

    async def _news(
        self, row: FeedRow, parsed: ParsedFeed, now: datetime
    ) -> tuple[tuple[Entry, ...], str | None]:
        """Return the entries that may alert, and a notice when many only came back under another name."""
        fresh, known = await self.database.run(lambda unit: _fresh_and_known(unit, row.feed.url, parsed, now))
        back = renamed(fresh, known)
        old = {entry.uid for entry in (*back, *archived(parsed.entries, fresh, now))}
        news = tuple(entry for entry in parsed.entries if entry.uid not in old)
        if len(old) < _MANY:
            return news, None
        _LOG.warning("rebaselined", feed=row.feed.url, entries=len(old))
        return news, f"{len(old)} old entries came back under new names: recorded without an alert"

    async def _recorded_alone(self, row: FeedRow, state: FeedState) -> PassReport | None:
        kept = await self.database.run(lambda unit: unit.feeds.record(row, state))
        return PassReport() if kept else None

    def _log(
        self,
        row: FeedRow,
        parsed: ParsedFeed | FetchFailed | None,
        report: PassReport | None,
        seconds: float,
    ) -> None:
        error_class = parsed.error_class if isinstance(parsed, FetchFailed) else None
        if self.uplink.polled(row.feed.url, error_class):
            _LOG.error("uplink-down") if self.uplink.is_down else _LOG.warning("uplink-back")
        _log_poll(row, parsed, report, seconds, is_blamed=not self.uplink.is_down)


def _fresh_and_known(
    unit: Unit, url: str, parsed: ParsedFeed, now: datetime
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    fresh = unit.entries.unknown(parsed.entries)
    return fresh, unit.entries.of_feed(url, now - MEMORY, _MOST_KNOWN) if fresh else ()


def _log_poll(
    row: FeedRow,
    parsed: ParsedFeed | FetchFailed | None,
    report: PassReport | None,
    seconds: float,
    *,
    is_blamed: bool,
) -> None:
    facts: dict[str, object] = {"feed": row.feed.url, "ms": round(seconds * 1000)}
    if report is None:
        _LOG.warning("poll", outcome="lease-lost", **facts)
    elif isinstance(parsed, FetchFailed):
        # While our own way is down, a line for each feed would bury the one that says so.
        log = _LOG.warning if is_blamed else _LOG.debug
        log("poll", outcome=str(parsed.error_class), detail=parsed.detail, **facts)
    elif parsed is None:
        _LOG.info("poll", outcome="not-modified", **facts)
    else:
        facts |= {"entries": len(parsed.entries), "new": report.new, "matched": report.matched}
        _LOG.info("poll", outcome="fetched", **facts, alerts=len(report.alerts))
