"""The feeds that are polled and what is remembered of each, in SQL."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, not_, or_, select, update

from feeds.addresses import beginnings
from feeds.model import Feed, FeedState, FetchClass, Trouble
from feeds.schedule import resumed
from rasid.storage.schema import feeds
from rasid.storage.unit import FeedRow

_SETTINGS = tuple(field.name for field in fields(Feed))
_STATE = tuple(field.name for field in fields(FeedState))
_REMEMBERED = tuple(name for name in _STATE if name != "url")
# Made once: to make it for each poll took longer than to carry it out.
_RECORD = (
    update(feeds)
    .where(feeds.c.url == bindparam("its_url"), feeds.c.lease == bindparam("its_lease"))
    .values({name: bindparam(f"new_{name}") for name in _REMEMBERED} | {"leased_until": None})
)


@dataclass(frozen=True, slots=True)
class SqlFeeds:
    """See `rasid.storage.unit.Feeds`."""

    connection: Connection

    def sync(self, wanted: Sequence[Feed], now: datetime) -> None:
        """Make the polled feeds those of `wanted`; the last of two with one URL counts."""
        settings = {feed.url: _settings(feed) for feed in wanted}
        known = set(self.connection.scalars(select(feeds.c.url)))
        self.connection.execute(update(feeds).values(polled=False))
        for url in settings.keys() & known:
            self.connection.execute(update(feeds).where(feeds.c.url == url).values(settings[url]))
        fresh = [settings[url] | _first_state(now) for url in settings if url not in known]
        if fresh:
            self.connection.execute(insert(feeds), fresh)

    def claim_due(
        self, now: datetime, limit: int, lease: timedelta, besides: Sequence[str] = ()
    ) -> tuple[FeedRow, ...]:
        """Lease the longest overdue; the lease is a number that grows with every claim."""
        is_free = or_(feeds.c.leased_until.is_(None), feeds.c.leased_until <= now)
        asked_at = func.coalesce(feeds.c.address, feeds.c.url)
        others = [
            asked_at.startswith(start, autoescape=True) for host in besides for start in beginnings(host)
        ]
        due = (
            select(feeds)
            .where(feeds.c.polled, feeds.c.next_poll_at <= now, is_free, *map(not_, others))
            .order_by(feeds.c.next_poll_at, feeds.c.url)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = tuple(self.connection.execute(due))
        if rows:
            mine = feeds.c.url.in_([row.url for row in rows])
            self.connection.execute(
                update(feeds).where(mine).values(lease=feeds.c.lease + 1, leased_until=now + lease)
            )
        return tuple(_feed_row(row, row.lease + 1) for row in rows)

    def record(self, row: FeedRow, state: FeedState) -> bool:
        """Store `state` unless another claim followed the one that gave `row`."""
        values: dict[str, Any] = {f"new_{name}": getattr(state, name) for name in _REMEMBERED}
        done = self.connection.execute(_RECORD, {"its_url": row.feed.url, "its_lease": row.lease, **values})
        return done.rowcount == 1

    def release(self) -> None:
        """End every lease; a poll that goes on elsewhere all the same stores nothing."""
        is_leased = feeds.c.leased_until.is_not(None)
        self.connection.execute(
            update(feeds).where(is_leased).values(lease=feeds.c.lease + 1, leased_until=None)
        )

    def resume(self, url: str, now: datetime) -> bool:
        """Make a polled feed due at `now`, its failures forgotten; a poll under way then stores nothing."""
        row = self.get(url)
        if row is None:
            return False
        fresh = asdict(resumed(row.state, now))
        unleased = {"lease": feeds.c.lease + 1, "leased_until": None}
        self.connection.execute(update(feeds).where(feeds.c.url == url).values(fresh | unleased))
        return True

    def get(self, url: str) -> FeedRow | None:
        """Return the polled feed of that URL."""
        row = self.connection.execute(select(feeds).where(feeds.c.url == url, feeds.c.polled)).first()
        return None if row is None else _feed_row(row, row.lease)

    def all(self) -> tuple[FeedRow, ...]:
        """Return every polled feed in order of URL."""
        rows = self.connection.execute(select(feeds).where(feeds.c.polled))
        # Sorted here, because PostgreSQL's order of text depends on its locale.
        return tuple(_feed_row(row, row.lease) for row in sorted(rows, key=lambda row: row.url))


def _settings(feed: Feed) -> dict[str, Any]:
    return asdict(feed) | {"polled": True}


def _first_state(now: datetime) -> dict[str, Any]:
    counts = dict.fromkeys(("failures", "moved_polls", "kills", "quiet_hours", "quiet_days", "lease"), 0)
    return {"next_poll_at": now, **counts}


def _feed_row(row: Row[Any], lease: int) -> FeedRow:
    values = row._mapping  # noqa: SLF001  # public API of SQLAlchemy, underscored to spare the column names
    state = {name: values[name] for name in _STATE}
    state["error_class"] = FetchClass(state["error_class"]) if state["error_class"] else None
    state["trouble"] = Trouble(state["trouble"]) if state["trouble"] else None
    return FeedRow(Feed(**{name: values[name] for name in _SETTINGS}), FeedState(**state), lease)
