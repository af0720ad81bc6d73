"""The outbox read back: what waits for whom, what was told, what was given up; in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Connection, Integer, Select, and_, bindparam, select, update

from bot.model import QUIET, Alert, AlertKind, Delivery, DeliveryState, Priority
from rasid.storage.outbox import delivery_of
from rasid.storage.outbox_statements import select_deliveries
from rasid.storage.schema import is_claimed, is_waiting, outbox, pauses


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """See `bot.ports.Ledger`."""

    connection: Connection

    def waiting(self, chat_id: int, thread_id: int, limit: int) -> tuple[Delivery, ...]:
        """Return what waits for the chat's thread, the oldest first."""
        lane = {"chat": chat_id, "thread": thread_id, "limit": limit}
        rows = self.connection.execute(_WAITING_OF_LANE, lane)
        return tuple(delivery_of(row, DeliveryState(row.state)) for row in rows)

    def claimed(self, before: datetime | None = None) -> tuple[Delivery, ...]:
        """Return what is under way, the oldest first; with `before`, what was claimed then or earlier."""
        is_it = is_claimed(outbox) if before is None else is_claimed(outbox) & (outbox.c.claimed_at <= before)
        return self._read(select_deliveries().where(is_it).order_by(outbox.c.id))

    def of_chat(self, chat_id: int, limit: int) -> tuple[Delivery, ...]:
        """Return the chat's latest alerts, the newest first."""
        of_chat = select_deliveries().where(outbox.c.chat_id == chat_id)
        return self._read(of_chat.order_by(outbox.c.id.desc()).limit(limit))

    def dead(self, limit: int, besides: Sequence[str] = ()) -> tuple[Delivery, ...]:
        """Return what was given up, the newest first, without those whose error is one of `besides`."""
        is_dead = outbox.c.state == DeliveryState.DEAD
        wanted = select_deliveries().where(is_dead, outbox.c.error.not_in([*besides]))
        return self._read(wanted.order_by(outbox.c.id.desc()).limit(limit))

    def since(self, chat_id: int, thread_id: int, moment: datetime, limit: int) -> tuple[Delivery, ...]:
        """Return the latest `limit` alerts of the chat's thread decided since `moment`, newest first."""
        is_it = and_(
            outbox.c.chat_id == chat_id, outbox.c.thread_id == thread_id, outbox.c.created_at >= moment
        )
        return self._read(select_deliveries().where(is_it).order_by(outbox.c.id.desc()).limit(limit))

    def hold(self, delivery_id: int, until: datetime, expires_at: datetime) -> None:
        """Keep a claimed row for the digest that leaves at `until`, with error `quiet`."""
        is_it = (outbox.c.id == delivery_id) & is_claimed(outbox)
        values = {
            "state": DeliveryState.QUEUED,
            "claimed_at": None,
            "priority": int(Priority.DIGEST),
            "not_before": until,
            "expires_at": expires_at,
            "error": QUIET,
        }
        self.connection.execute(update(outbox).where(is_it).values(values))

    def let_go(self, chat_id: int, now: datetime) -> int:
        """Let what is held for the end of the chat's quiet hours be due at `now`; return how many rows."""
        is_held = (outbox.c.chat_id == chat_id) & (outbox.c.error == QUIET) & is_waiting(outbox)
        return self.connection.execute(update(outbox).where(is_held).values(not_before=now)).rowcount

    def shown(self, alert: Alert, message_id: int) -> Delivery | None:
        """Return the alert that became the chat's message `message_id` about `alert`'s incident."""
        key = and_(
            outbox.c.chat_id == alert.chat_id,
            outbox.c.thread_id == alert.thread_id,
            outbox.c.incident_id == alert.incident_id,
        )
        is_it = (outbox.c.message_id == message_id) & (outbox.c.kind != AlertKind.EDIT)
        found = self._read(select_deliveries().where(key, is_it).order_by(outbox.c.revision).limit(1))
        return found[0] if found else None

    def shift(self, step: timedelta) -> int:
        """Move the times of all that waits, and of the pauses, by `step`; return how many rows wait."""
        waiting = self._read(select_deliveries().where(is_waiting(outbox)))
        for row in waiting:
            times = {
                "created_at": row.alert.created_at + step,
                "not_before": row.not_before + step,
                "expires_at": row.alert.expires_at + step,
            }
            self.connection.execute(update(outbox).where(outbox.c.id == row.id).values(times))
        for row in [*self.connection.execute(select(pauses))]:
            is_it = pauses.c.chat_id == row.chat_id
            self.connection.execute(update(pauses).where(is_it).values(until=row.until + step))
        return len(waiting)

    def release(self, delivery_id: int, not_before: datetime) -> None:
        """Give a claimed row back as if it had never been claimed, due at `not_before`."""
        is_it = (outbox.c.id == delivery_id) & is_claimed(outbox)
        values = {"state": DeliveryState.QUEUED, "claimed_at": None, "not_before": not_before}
        self.connection.execute(update(outbox).where(is_it).values(values))

    def demote(self, delivery_ids: Sequence[int]) -> None:
        """Put waiting and claimed rows into the chat's digest, behind its other rows."""
        is_open = is_waiting(outbox) | is_claimed(outbox)
        for delivery_id in delivery_ids:
            values = {"state": DeliveryState.QUEUED, "claimed_at": None, "priority": int(Priority.DIGEST)}
            self.connection.execute(update(outbox).where(outbox.c.id == delivery_id, is_open).values(values))

    def revive(self, delivery_id: int, now: datetime, expires_at: datetime) -> bool:
        """Queue a dead letter afresh, due at `now`; False if it is none."""
        is_it = (outbox.c.id == delivery_id) & (outbox.c.state == DeliveryState.DEAD)
        values = {
            "state": DeliveryState.QUEUED,
            "attempts": 0,
            "error": None,
            "not_before": now,
            "expires_at": expires_at,
        }
        return self.connection.execute(update(outbox).where(is_it).values(values)).rowcount == 1

    def _read(self, query: "Select[tuple[object, ...]]") -> tuple[Delivery, ...]:
        return tuple(delivery_of(row, DeliveryState(row.state)) for row in self.connection.execute(query))


# Made once, because it is asked for every alert that is sent.
_WAITING_OF_LANE = (
    select_deliveries()
    .where(
        outbox.c.chat_id == bindparam("chat", type_=BigInteger()),
        outbox.c.thread_id == bindparam("thread", type_=BigInteger()),
        is_waiting(outbox),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("limit", type_=Integer()))
)
