"""The composition root: every part built, started, and stopped in order, in one event loop."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app import BotSettings, TelegramBot, build
from bot.limits import Rates
from bot.quotas import Quota
from bot.review import queue_reviews
from rasid import __version__, logs
from rasid.config import Config, load
from rasid.intake import open_intake
from rasid.mistakes import ConfigError
from rasid.notify import notify
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.instance import begun_file, lock_instance
from rasid.storage.migrate import migrate

_LOG = logs.get("rasid.daemon")
_DRAIN = timedelta(seconds=10)
_BEAT = timedelta(seconds=30)
_REVIEWS = timedelta(seconds=10)
_ASK_HUBS = timedelta(seconds=5)
_READ = timedelta(seconds=2)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the daemon is started with. `config_path` None means that SIGHUP has nothing to reload."""

    config: Config
    token: str
    config_path: Path | None = None
    tick: timedelta = timedelta(seconds=1)
    clock: Callable[[], datetime] = field(default=_utc_now)


async def run(wiring: Wiring, started: Callable[[], None] = lambda: None) -> None:
    """Migrate, start everything, call `started`, and return after SIGTERM or SIGINT was drained.

    Raises StorageError when the database can't be used or another daemon holds it, and what
    `bot.errors` names when Telegram refuses the token or another process took the bot.
    """
    url = wiring.config.database.url
    async with AsyncExitStack() as stack:
        # Before migrating: a newer program must not change the schema under a daemon that runs.
        stack.enter_context(lock_instance(url))
        _LOG.info("migrate", outcome=str(await asyncio.to_thread(migrate, url)))
        database = open_database(url)
        stack.push_async_callback(database.close)
        await _Daemon(wiring, database).run(stack, started)


class _Daemon:
    def __init__(self, wiring: Wiring, database: SqlDatabase) -> None:
        self._wiring = wiring
        self._config = wiring.config
        self._database = database
        self._stopping = asyncio.Event()
        self._polls: set[asyncio.Task[None]] = set()

    async def run(self, stack: AsyncExitStack, started: Callable[[], None]) -> None:
        clock = self._wiring.clock
        await self._database.run(lambda unit: unit.feeds.sync(self._config.feed_list(), clock()))
        # The lock is of the role "all" and no process has another role: what is leased, a dead daemon was
        # asking. Whoever lets others poll beside it must not do this.
        await self._database.run(lambda unit: unit.feeds.release())
        bot = build(self._wiring.token, _bot_settings(self._config), self._database, clock=clock)
        self._bot = bot
        self._intake = await open_intake(stack, self._config, self._database, clock, bot.wake)
        telegram = asyncio.create_task(_run_bot(bot))
        scheduler = self._scheduler()
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        self._listen_to_signals()
        notify(f"READY=1\nSTATUS={len(self._config.feeds)} feeds")
        _LOG.info("started", version=__version__, feeds=len(self._config.feeds))
        started()
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait((stopping, telegram), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        notify("STOPPING=1")
        scheduler.pause()
        await self._drain()
        bot.stop()
        await telegram
        _LOG.info("stopped")

    async def _ask_hubs(self) -> None:
        if not self._stopping.is_set():
            await self._intake.ask_hubs()

    async def _read_articles(self) -> None:
        if any(feed.full_text for feed in self._config.feeds) and not self._stopping.is_set():
            await self._intake.reader.read_due()

    def _scheduler(self) -> AsyncIOScheduler:
        # What is due stands in the database; the scheduler only ticks. Late ticks are never
        # dropped and never pile up.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        scheduler.add_job(self._poll_due, "interval", seconds=self._wiring.tick.total_seconds(), id="poll")
        scheduler.add_job(self._ask_hubs, "interval", seconds=_ASK_HUBS.total_seconds(), id="hubs")
        scheduler.add_job(self._read_articles, "interval", seconds=_READ.total_seconds(), id="articles")
        scheduler.add_job(self._review, "interval", seconds=_REVIEWS.total_seconds(), id="review")
        scheduler.add_job(self._tidy, "interval", minutes=1, id="tidy")
        scheduler.add_job(self._purge, "interval", hours=1, id="purge")
        scheduler.add_job(self._beat, "interval", seconds=_BEAT.total_seconds(), id="beat")
        scheduler.add_listener(_log_job_error, EVENT_JOB_ERROR)
        return scheduler

    async def _poll_due(self) -> None:
        poller = self._intake.poller
        while not self._stopping.is_set():
            # Who waits for a turn at a slow host keeps no place from the feeds of others.
            free = self._config.polling.concurrency - len(self._polls) + poller.client.turns.waiting
            rows = await poller.due(free) if free > 0 else ()
            for row in rows:
                self._spawn(poller.poll(row))
            if len(rows) < free or not rows:
                return  # no more are due
            await asyncio.sleep(0)  # each takes its turn now, or is seen to wait

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._polls.add(task)
        task.add_done_callback(self._polls.discard)
        task.add_done_callback(_log_poll_crash)

    async def _tidy(self) -> None:
        now = self._wiring.clock()
        await self._database.run(lambda unit: unit.drafts.purge(now))

    async def _review(self) -> None:
        now = self._wiring.clock()
        if await self._database.run(lambda unit: queue_reviews(unit, now)):
            self._bot.wake()

    async def _purge(self) -> None:
        before = self._wiring.clock() - timedelta(days=self._config.database.keep_days)
        purged = 0
        # In small pieces, so that alerts come through between them.
        while not self._stopping.is_set() and (rows := await self._database.run(lambda u: u.purge(before))):
            purged += rows
        if purged:
            _LOG.info("purged", rows=purged, before=before.isoformat())

    async def _beat(self) -> None:
        # Reached only if the loop turns and the database answers: that is what systemd should know.
        depth = await self._database.run(lambda unit: unit.outbox.depth())
        waiting = {str(state): count for state, count in depth.items() if count}
        notify(f"WATCHDOG=1\nSTATUS=outbox {waiting or 'empty'}")

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: self._spawn(self._reload()))

    async def _reload(self) -> None:
        """Take over the changed configuration, or keep the old one and say what is wrong with the new."""
        if self._wiring.config_path is None:
            return
        try:
            fresh = await asyncio.to_thread(load, self._wiring.config_path)
        except ConfigError as error:
            for problem in error.problems:
                _LOG.error("reload-refused", problem=problem)
            return
        if _fixed_at_start(fresh) != _fixed_at_start(self._config):
            _LOG.warning(
                "reload", note="database, telegram, websub, private_hosts, parser_workers need a restart"
            )
        self._config = fresh
        logs.configure(fresh.log.level, fresh.log.format)
        await self._database.run(lambda unit: unit.feeds.sync(fresh.feed_list(), self._wiring.clock()))
        _LOG.info("reloaded", feeds=len(fresh.feeds))

    async def _drain(self) -> None:
        """Let polls under way reach their commit; what is not done in time is due again at the next start."""
        if self._polls:
            _, late = await asyncio.wait(self._polls, timeout=_DRAIN.total_seconds())
            for task in late:
                task.cancel()


async def _run_bot(bot: TelegramBot) -> None:
    """Run the bot until it is stopped. Feeds are polled meanwhile, however long Telegram is away."""
    try:
        await bot.start()
        await bot.run()
    finally:
        await bot.close()


def _fixed_at_start(config: Config) -> tuple[object, ...]:
    polling = config.polling
    return config.database, config.telegram, config.websub, polling.private_hosts, polling.parser_workers


def _bot_settings(config: Config) -> BotSettings:
    telegram = config.telegram
    return BotSettings(
        api_base_url=telegram.api_base_url,
        watchlists_per_chat=telegram.max_watchlists,
        search_back=timedelta(days=telegram.search_days),
        quota=Quota(telegram.commands_per_minute, telegram.searches_per_minute),
        allowed_chats=frozenset((*telegram.allowed_chats, *telegram.operator_chats))
        if telegram.allowed_chats
        else None,
        rates=Rates(per_second=telegram.messages_per_second),
        paid_broadcast=telegram.paid_broadcast,
        begun=begun_file(config.database.url),
    )


def _log_poll_crash(task: asyncio.Task[None]) -> None:
    # One of the two places that look at every exception: a poll must not end the others.
    if not task.cancelled() and (error := task.exception()) is not None:
        _LOG.error("poll-crashed", exc_info=error)


def _log_job_error(event: JobExecutionEvent) -> None:
    _LOG.error("job-crashed", job=event.job_id, exc_info=event.exception)
