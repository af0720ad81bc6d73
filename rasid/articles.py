"""Full texts behind short summaries: read after the entries' own commit, judged in a pass of their own."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.articles import Articles, is_short
from feeds.model import Entry, FetchFailed
from feeds.text import FIELD_LIMIT
from rasid import logs
from rasid.judging import Rewording
from rasid.pipeline import Batch, Pipeline
from rasid.storage.unit import Database, FeedRow, Unit

_AT_ONCE = 4
# Longer than robots.txt, page and extraction together can take.
_LEASE = timedelta(minutes=3)
_LOG = logs.get("rasid.articles")


@dataclass(frozen=True, slots=True)
class ArticleReader:
    """Gives stored entries their full text. `on_alerts` is called after a commit that queued alerts."""

    database: Database
    pipeline: Pipeline
    articles: Articles
    clock: Callable[[], datetime]
    on_alerts: Callable[[], None]

    async def read_due(self) -> None:
        """Read the articles of a few entries that wait; those that could not be had wait for another try."""
        now = self.clock()
        due = await self.database.run(lambda unit: unit.articles.take(now, _AT_ONCE, _LEASE))
        await asyncio.gather(*(self._read(entry) for entry in due))

    async def _read(self, entry: Entry) -> None:
        found = await self.articles.text(entry.url or "", self.clock())
        if isinstance(found, FetchFailed):
            _LOG.info("article", entry=entry.uid, outcome=str(found.error_class), detail=found.detail)
            return
        reworded = replace(entry, body=_together(entry.body, found))
        rewordings = () if reworded == entry else (Rewording(entry, reworded),)
        batch = Batch((), also=lambda unit: _done(unit, entry), rewordings=rewordings)
        report = await self.pipeline.run(batch, self.clock())
        if report is not None:
            _LOG.info("article", entry=entry.uid, letters=len(found), alerts=len(report.alerts))
            if report.alerts:
                self.on_alerts()


def want_articles(unit: Unit, row: FeedRow, news: Sequence[Entry], now: datetime) -> None:
    """Note, before they are stored, which of a poll's entries are to be read in full."""
    if row.feed.full_text:
        unit.articles.add([entry.uid for entry in unit.entries.unknown(news) if is_short(entry)], now)


def _together(summary: str, article: str) -> str:
    # The summary stays: it may hold what a bad extraction lost.
    if not article or article in summary:
        return summary
    text = article if summary in article else f"{summary}\n{article}"
    return text[:FIELD_LIMIT]


def _done(unit: Unit, entry: Entry) -> bool:
    unit.articles.done(entry.uid)
    return True
