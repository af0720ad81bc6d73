"""Alerts that wait, are under way, or are done, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select, update

from bot.model import Alert, AlertKind, Content, Delivery, DeliveryState, Priority, Reason
from bot.ports import MUTED
from rasid.storage.codec import decode, encode
from rasid.storage.outbox_statements import CLAIM, NEXT_DUE, READY, REMEMBER, SETTLE, select_deliveries
from rasid.storage.schema import is_claimed, is_waiting, outbox, pauses, told
from rasid.storage.statements import insert_new, put_greatest, select_in


@dataclass(frozen=True, slots=True)
class SqlOutbox:
    """See `bot.ports.Outbox`. A (chat, thread) is a lane: only its first waiting row can be claimed."""

    connection: Connection

    def claim(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Mark up to `limit` rows claimed; a row past its expiry is passed over and holds nobody up."""
        rows = tuple(self.connection.execute(READY, {"now": now, "limit": limit}))
        if rows:
            self.connection.execute(CLAIM, {"ids": [row.id for row in rows], "at": now})
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
        attempts: int | None = None,
    ) -> None:
        """Record what became of a row; one that is SENT, or was tried more often meanwhile, stays so."""
        is_given_back = state in (DeliveryState.QUEUED, DeliveryState.UNKNOWN)
        values = {
            "row": delivery_id,
            "to": state,
            "at": now,
            "message": message_id,
            "due": (not_before or now) if is_given_back else None,
            "more": int(is_given_back),
            "tried": attempts,
            "why": error,
        }
        row = self.connection.execute(SETTLE, values).first()
        if row is not None and state is DeliveryState.SENT and message_id is not None:
            key = {"chat": row.chat_id, "thread": row.thread_id, "incident": row.incident_id}
            self.connection.execute(REMEMBER, key | {"message": message_id})

    def add(self, alerts: Sequence[Alert]) -> int:
        """Queue alerts, due at once; return how many are new."""
        rows = [_values(alert) for alert in alerts]
        known = [
            {key: row[key] for key in ("chat_id", "thread_id", "incident_id", "revision")} for row in rows
        ]
        put_greatest(self.connection, told, "revision", known)
        return insert_new(self.connection, outbox, rows)

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
        """Return for (chat, thread, incident) the highest revision ever queued to it, or MUTED."""
        rows = select_in(self.connection, select(told), told.c.incident_id, [*dict.fromkeys(incident_ids)])
        return {
            (row.chat_id, row.thread_id, row.incident_id): MUTED if row.muted else row.revision
            for row in rows
        }

    def mute(self, chat_id: int, thread_id: int, incident_id: str, *, is_muted: bool) -> None:
        """Tell the chat's thread no more of an incident that it was told of, or tell it again."""
        is_it = and_(
            told.c.chat_id == chat_id, told.c.thread_id == thread_id, told.c.incident_id == incident_id
        )
        self.connection.execute(update(told).where(is_it).values(muted=is_muted))

    def next_due_at(self) -> datetime | None:
        """Return when a row can next be claimed; None if nothing waits, or only behind a claimed row."""
        found: datetime | None = self.connection.scalar(NEXT_DUE)
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
        _content_of(row.content),
        decode(Reason, row.reason),
        row.created_at,
        row.expires_at,
    )


# One incident is told to many chats in the same words, and each lane is read at every claim.
@lru_cache(maxsize=256)
def _content_of(text: str) -> Content:
    return decode(Content, text)
