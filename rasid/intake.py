"""What brings entries in, built and wired: the poller, the hubs that push, the reader of articles."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.articles import CPU_SECONDS, WALL_SECONDS, Articles
from feeds.gate import Client
from feeds.uplink import Uplink
from feeds.workers import ParserPool
from rasid import __version__, logs
from rasid.articles import ArticleReader
from rasid.config import Config
from rasid.hearing import Door, listening
from rasid.hubs import Hubs
from rasid.pipeline import Pipeline
from rasid.polling import Poller
from rasid.storage.unit import Database
from rasid.telling import Operators, is_uplink_down

_LOG = logs.get("rasid.intake")


@dataclass(frozen=True, slots=True)
class Intake:
    """The three ways in; they share one pipeline and one gate. `hubs` is None if none can reach us."""

    poller: Poller
    reader: ArticleReader
    hubs: Hubs | None = None

    async def ask_hubs(self) -> None:
        """Ask the hubs that are due."""
        if self.hubs is not None:
            await self.hubs.ask_due()


async def open_intake(
    stack: AsyncExitStack,
    config: Config,
    database: Database,
    clock: Callable[[], datetime],
    wake: Callable[[], None],
) -> Intake:
    """Return the ways in, opened until `stack` ends; `wake` is called after a commit that queued alerts."""
    agent = f"Rasid/{__version__} (+feed reader)"
    client = Client(user_agent=agent, private_hosts=config.polling.private_hosts)
    await stack.enter_async_context(client)
    pipeline = Pipeline(database, timedelta(hours=config.alerts.max_age_h))
    poller = Poller(
        database,
        pipeline,
        client,
        await stack.enter_async_context(ParserPool(config.polling.parser_workers)),
        clock,
        wake,
        Uplink(is_down=await database.run(is_uplink_down)),
        Operators(config.telegram.operator_chats),
    )
    # Its process starts with the first article that is to be read.
    workers = ParserPool(1, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS)
    stack.push_async_callback(workers.close)
    intake = Intake(poller, ArticleReader(database, pipeline, Articles(client, workers), clock, wake))
    return await _heard(stack, config, intake)


async def _heard(stack: AsyncExitStack, config: Config, intake: Intake) -> Intake:
    websub = config.websub
    if websub.public_url is None:
        return intake
    poller = replace(intake.poller, is_subscribing=True)
    hubs = Hubs(poller.database, poller.client, websub.public_url, poller.clock, poller.pushed)
    try:
        await stack.enter_async_context(listening(Door(hubs), *websub.address))
    except OSError as error:
        # Polling alone brings all the news: no reason not to start.
        _LOG.error("websub-off", problem=str(error))
        return intake
    return replace(intake, poller=poller, hubs=hubs)
