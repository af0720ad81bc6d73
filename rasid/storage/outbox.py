"""Alerts that wait, are under way, or are done, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.sql.selectable import FromClause

from bot.model import Alert, AlertKind, ChatState, Content, Delivery, DeliveryState, Priority, Reason
from rasid.storage.codec import decode, encode
from rasid.storage.columns import Instant
from rasid.storage.schema import chats, is_claimed, is_waiting, outbox, pauses, told
from rasid.storage.statements import insert_counted, put_greatest, select_in

# More than any id: rows with it come after all without.
_LAST = literal_column(str(2**60), BigInteger())
_TOLD_KEY = (outbox.c.chat_id, outbox.c.thread_id, outbox.c.incident_id)


@dataclass(frozen=True, slots=True)
class SqlOutbox:
    """See `bot.ports.Outbox`. A (chat, thread) is a lane: only its first waiting row can be claimed."""

    connection: Connection

    def claim(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Mark up to `limit` rows claimed; a row past its expiry is passed over and holds nobody up."""
        rows = tuple(self.connection.execute(_READY, {"now": now, "limit": limit}))
        if rows:
            self._set(outbox.c.id.in_([row.id for row in rows]), DeliveryState.CLAIMED, claimed_at=now)
        return tuple(delivery_of(row, DeliveryState.CLAIMED) for row in rows)

    def settle(
        self,
        delivery_id: int,
        state: DeliveryState,
        *,
        now: datetime,
        message_id: int | None = None,
        not_before: datetime | None = None,
        error: str | None = None,
    ) -> None:
        """Record what became of a row; one that is SENT stays so."""
        values: dict[str, Any] = {"error": error, "claimed_at": None, "settled_at": now}
        if state in (DeliveryState.QUEUED, DeliveryState.UNKNOWN):
            values |= {"not_before": not_before or now, "attempts": outbox.c.attempts + 1}
        if message_id is not None:
            values["message_id"] = message_id
        is_open = (outbox.c.id == delivery_id) & (outbox.c.state != DeliveryState.SENT)
        settled = update(outbox).where(is_open).values(state=state, **values).returning(*_TOLD_KEY)
        row = self.connection.execute(settled).first()
        if row is not None and state is DeliveryState.SENT and message_id is not None:
            self._remember(row, message_id)

    def add(self, alerts: Sequence[Alert]) -> int:
        """Queue alerts, due at once; return how many are new."""
        rows = [_values(alert) for alert in alerts]
        known = [
            {key: row[key] for key in ("chat_id", "thread_id", "incident_id", "revision")} for row in rows
        ]
        put_greatest(self.connection, told, "revision", known)
        return insert_counted(self.connection, outbox, rows)

    def recover(self, now: datetime, not_before: datetime) -> int:
        """Turn claimed rows into UNKNOWN, which counts as an attempt: a row that kills the sender shows."""
        values = {"not_before": not_before, "attempts": outbox.c.attempts + 1, "settled_at": now}
        return self._set(is_claimed(outbox), DeliveryState.UNKNOWN, claimed_at=None, **values)

    def expire(self, now: datetime) -> int:
        """Mark waiting rows past `expires_at` DEAD with error `expired`; return how many."""
        is_late = is_waiting(outbox) & (outbox.c.expires_at <= now)
        return self._set(is_late, DeliveryState.DEAD, error="expired", settled_at=now)

    def drop_chat(self, chat_id: int, error: str) -> int:
        """Mark the chat's waiting rows DEAD; return how many."""
        return self._set(is_waiting(outbox) & (outbox.c.chat_id == chat_id), DeliveryState.DEAD, error=error)

    def pause(self, chat_id: int, until: datetime) -> None:
        """Let nothing of the chat be claimed before `until`; a longer pause stays."""
        put_greatest(self.connection, pauses, "until", [{"chat_id": chat_id, "until": until}])

    def get(self, delivery_id: int) -> Delivery | None:
        """Return the row."""
        row = self.connection.execute(select_deliveries().where(outbox.c.id == delivery_id)).first()
        return None if row is None else delivery_of(row, DeliveryState(row.state))

    def told(self, incident_ids: Sequence[str]) -> dict[tuple[int, int, str], int]:
        """Return for (chat, thread, incident) the highest revision ever queued to it."""
        rows = select_in(self.connection, select(told), told.c.incident_id, [*dict.fromkeys(incident_ids)])
        return {(row.chat_id, row.thread_id, row.incident_id): row.revision for row in rows}

    def next_due_at(self) -> datetime | None:
        """Return when a row can next be claimed; None if nothing waits, or only behind a claimed row."""
        found: datetime | None = self.connection.scalar(_NEXT_DUE)
        return found

    def depth(self) -> dict[DeliveryState, int]:
        """Return how many rows stand in each state, also 0."""
        rows = self.connection.execute(
            select(outbox.c.state, func.count().label("number")).group_by(outbox.c.state)
        )
        found = {row.state: row.number for row in rows}
        return {state: found.get(state, 0) for state in DeliveryState}

    def _set(self, where: ColumnElement[bool], state: DeliveryState, **values: Any) -> int:
        return self.connection.execute(update(outbox).where(where).values(state=state, **values)).rowcount

    def _remember(self, key: Row[Any], message_id: int) -> None:
        is_it = and_(*(told.c[column.name] == value for column, value in zip(_TOLD_KEY, key, strict=True)))
        self.connection.execute(update(told).where(is_it).values(message_id=message_id))


def _is_first(*, at_now: bool) -> ColumnElement[bool]:
    """Return the condition that a row waits for an active chat and nothing of its lane goes before.

    With `at_now`, what has expired by the parameter `now` goes before nobody. Scalar subqueries, not
    joins or EXISTS, so that both databases walk the waiting rows in the order they are wanted and stop early.
    """
    other = outbox.alias("other")
    is_same_lane = and_(other.c.chat_id == outbox.c.chat_id, other.c.thread_id == outbox.c.thread_id)
    counts = other.c.expires_at > _NOW if at_now else true()
    state = select(chats.c.state).where(chats.c.chat_id == outbox.c.chat_id)
    first = select(func.min(_place(other))).where(is_same_lane, is_waiting(other), counts)
    under_way = select(func.count()).select_from(other).where(is_same_lane, is_claimed(other))
    return and_(
        is_waiting(outbox),
        state.scalar_subquery() == ChatState.ACTIVE,
        first.scalar_subquery() == _place(outbox),
        under_way.scalar_subquery() == 0,
    )


def _place(table: FromClause) -> ColumnElement[int]:
    """Return a row's place in its lane: the order of ids, but what goes into a digest comes last."""
    return case((table.c.priority == int(Priority.DIGEST), table.c.id + _LAST), else_=table.c.id)


def _ready() -> Select[Any]:
    until = select(pauses.c.until).where(pauses.c.chat_id == outbox.c.chat_id).scalar_subquery()
    return (
        select_deliveries()
        .where(_is_first(at_now=True), outbox.c.not_before <= _NOW, outbox.c.expires_at > _NOW)
        .where(func.coalesce(until, _NOW) <= _NOW)
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(of=outbox, skip_locked=True)
    )


def _next_due() -> Select[Any]:
    is_paused_longer = pauses.c.until > outbox.c.not_before
    due_at = case((is_paused_longer, pauses.c.until), else_=outbox.c.not_before)
    paused = outbox.outerjoin(pauses, pauses.c.chat_id == outbox.c.chat_id)
    return select(func.min(due_at)).select_from(paused).where(_is_first(at_now=False))


def select_deliveries() -> Select[Any]:
    """Return the query of all rows, each with the message that the chat has about the incident."""
    is_told = and_(
        told.c.chat_id == outbox.c.chat_id,
        told.c.thread_id == outbox.c.thread_id,
        told.c.incident_id == outbox.c.incident_id,
    )
    target = told.c.message_id.label("target_message_id")
    return select(*outbox.c, target).select_from(outbox.outerjoin(told, is_told))


def _values(alert: Alert) -> dict[str, Any]:
    return {
        "chat_id": alert.chat_id,
        "thread_id": alert.thread_id,
        "incident_id": alert.incident_id,
        "revision": alert.revision,
        "kind": alert.kind,
        "priority": int(alert.priority),
        "content": encode(Content, alert.content),
        "reason": encode(Reason, alert.reason),
        "created_at": alert.created_at,
        "expires_at": alert.expires_at,
        "state": DeliveryState.QUEUED,
        "attempts": 0,
        "not_before": alert.created_at,
    }


def delivery_of(row: Row[Any], state: DeliveryState) -> Delivery:
    """Return a row of `select_deliveries` as a value, in the given state."""
    return Delivery(
        row.id,
        _alert(row),
        state,
        row.attempts,
        row.not_before,
        row.message_id,
        row.target_message_id,
        row.error,
    )


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        row.chat_id,
        row.thread_id,
        row.incident_id,
        row.revision,
        AlertKind(row.kind),
        Priority(row.priority),
        decode(Content, row.content),
        decode(Reason, row.reason),
        row.created_at,
        row.expires_at,
    )


# Made once, because making them costs more than running them.
_NOW = bindparam("now", type_=Instant())
_READY, _NEXT_DUE = _ready(), _next_due()
