"""Polls due feeds: lease, fetch, parse, run the pass, record what was learnt; one log line each."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feeds.fetch import fetch
from feeds.gate import Client
from feeds.model import Entry, FeedState, Fetched, FetchFailed, NotModified, ParsedFeed
from feeds.schedule import after_failure, after_flood, after_success
from feeds.uplink import Uplink
from feeds.workers import ParserPool
from rasid import logs
from rasid.articles import want_articles
from rasid.hubs import note_hub
from rasid.newness import Before, look, newness
from rasid.pipeline import PassReport, Pipeline
from rasid.portions import carry
from rasid.storage.unit import Database, FeedRow, Unit
from rasid.telling import Operators
from rasid.together import Together

# Longer than a turn at the host (60 s), a fetch (30 s), a parse (15 s) and a commit together can take.
LEASE = timedelta(seconds=120)
_LOG = logs.get("rasid.polling")


@dataclass(frozen=True, slots=True)
class Poller:
    """Everything one poll needs. `on_alerts` is called after a commit that queued alerts.

    `is_subscribing` says that hubs can reach us, so that what feeds say of theirs is noted.
    """

    database: Database
    pipeline: Pipeline
    client: Client
    parsers: ParserPool
    clock: Callable[[], datetime]
    on_alerts: Callable[[], None]
    uplink: Uplink = field(default_factory=Uplink)
    operators: Operators = field(default_factory=Operators)
    together: Together = field(default_factory=Together)
    is_subscribing: bool = False

    async def due(self, limit: int) -> tuple[FeedRow, ...]:
        """Lease up to `limit` due feeds, but none at hosts at which many wait already."""
        besides = self.client.turns.crowded()
        return await self.database.run(lambda unit: unit.feeds.claim_due(self.clock(), limit, LEASE, besides))

    async def poll(self, row: FeedRow) -> None:
        """Ask one leased feed, carry its entries to their commit, give the lease back.

        What network, server or document do wrong becomes the feed's state, never an exception.
        """
        started = time.monotonic()
        outcome = await fetch(self.client, row.feed, row.state)
        parsed = await self._parsed(row, outcome)
        report = await self._recorded(row, outcome, parsed)
        await self._watch_uplink(row, parsed)
        _log_poll(row, parsed, report, time.monotonic() - started, is_blamed=not self.uplink.is_down)

    async def pushed(self, feed_url: str, body: bytes, content_type: str | None) -> None:
        """Carry what a hub sent of a feed to its commit; the feed's state stays that of its last poll.

        A feed that is not polled, or never was polled well, has nothing to be compared with: its
        next poll will bring the same.
        """
        started, now = time.monotonic(), self.clock()
        row = await self.database.run(lambda unit: unit.feeds.get(feed_url))
        if row is None or row.state.baselined_at is None:
            return
        fetched = Fetched(body, row.state.address or feed_url, content_type, None, None)
        parsed = await self.parsers.parse(fetched, row.feed, now)
        report: PassReport | None = PassReport()
        if not isinstance(parsed, FetchFailed):
            found = newness(row, parsed, await self._look(row, parsed, now), now)

            def want(unit: Unit, news: Sequence[Entry]) -> bool:
                want_articles(unit, row, news, now)
                return True

            report = await carry(self.pipeline, found, now, before=want, last=want, on_alerts=self.on_alerts)
        _log_poll(row, parsed, report, time.monotonic() - started, is_blamed=True, event="push")

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
        before = await self._look(row, parsed, now)
        # What is fresh was not pushed: then the hub is not relied upon.
        is_pushed = before.is_pushed and not before.fresh
        state = after_success(row.state, row.feed, outcome, parsed, now, jitter, is_pushed=is_pushed)
        if parsed is None:
            return await self._recorded_alone(row, state)
        found = newness(row, parsed, before, now)
        if found.passed_over:
            _LOG.warning("flood", feed=row.feed.url, entries=found.passed_over)
            state = after_flood(state, found.passed_over, now)
        if found.renamings:
            _LOG.warning("rebaselined", feed=row.feed.url, entries=found.renamings)
            told = f"{found.renamings} old entries came back under new names: recorded without an alert"
            state = replace(state, error_detail=state.error_detail or told)
        hub = (
            (outcome.hub or parsed.hub, outcome.topic or parsed.topic) if isinstance(outcome, Fetched) else ()
        )

        def want(unit: Unit, news: Sequence[Entry]) -> bool:
            want_articles(unit, row, news, now)
            current = unit.feeds.get(row.feed.url)
            return current is not None and current.lease == row.lease

        def record(unit: Unit, news: Sequence[Entry]) -> bool:
            if not self._record(unit, row, state, found.renamings):
                return False
            want_articles(unit, row, news, now)
            return self._note_hub(unit, row, *hub)

        return await carry(self.pipeline, found, now, before=want, last=record, on_alerts=self.on_alerts)

    async def _look(self, row: FeedRow, parsed: ParsedFeed | None, now: datetime) -> Before:
        if not self.is_subscribing and (parsed is None or row.state.baselined_at is None):
            return Before()
        is_pushed = self.is_subscribing
        return await self.database.run(lambda unit: look(unit, row, parsed, now, is_pushed=is_pushed))

    def _note_hub(self, unit: Unit, row: FeedRow, hub: str | None = None, topic: str | None = None) -> bool:
        if self.is_subscribing:
            note_hub(unit, row.feed.url, hub, topic, self.clock())
        return True

    async def _recorded_alone(self, row: FeedRow, state: FeedState) -> PassReport | None:
        kept = await self.together.run(self.database, lambda unit: self._record(unit, row, state))
        return PassReport() if kept else None

    def _record(self, unit: Unit, row: FeedRow, state: FeedState, renamings: int = 0) -> bool:
        """Store the state with what the operator is to be told of it; False if the lease was lost."""
        if not unit.feeds.record(row, state):
            return False
        now = self.clock()
        self.operators.tell_of_feed(unit, row.feed, row.state, state, now)
        if renamings:
            self.operators.tell_of_renaming(unit, row.feed, renamings, now)
        return True

    async def _watch_uplink(self, row: FeedRow, parsed: ParsedFeed | FetchFailed | None) -> None:
        error_class = parsed.error_class if isinstance(parsed, FetchFailed) else None
        if not self.uplink.polled(row.feed.url, error_class):
            return
        is_down = self.uplink.is_down
        _LOG.error("uplink-down") if is_down else _LOG.warning("uplink-back")
        now = self.clock()
        await self.database.run(lambda unit: self.operators.tell_of_uplink(unit, now, is_down=is_down))


def _log_poll(
    row: FeedRow,
    parsed: ParsedFeed | FetchFailed | None,
    report: PassReport | None,
    seconds: float,
    *,
    is_blamed: bool,
    event: str = "poll",
) -> None:
    facts: dict[str, object] = {"feed": row.feed.url, "ms": round(seconds * 1000)}
    if report is None:
        _LOG.warning(event, outcome="lease-lost", **facts)
    elif isinstance(parsed, FetchFailed):
        # While our own way is down, a line for each feed would bury the one that says so.
        log = _LOG.warning if is_blamed else _LOG.debug
        log(event, outcome=str(parsed.error_class), detail=parsed.detail, **facts)
    elif parsed is None:
        _LOG.info(event, outcome="not-modified", **facts)
    else:
        facts |= {"entries": len(parsed.entries), "new": report.new, "matched": report.matched}
        _LOG.info(event, outcome="fetched", **facts, alerts=len(report.alerts))
