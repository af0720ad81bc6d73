"""The ledger of the fake."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model import Alert, AlertKind, Delivery, DeliveryState, Priority
from rasid.storage.memory.outbox import OPEN, WAITING, MemoryOutbox


@dataclass(frozen=True, slots=True)
class MemoryLedger:
    """See `bot.ports.Ledger`."""

    outbox: MemoryOutbox

    def waiting(self, chat_id: int, thread_id: int, limit: int) -> tuple[Delivery, ...]:
        """Return what waits for the chat's thread, the oldest first."""
        rows = (self.outbox.rows.get(number) for number in self.outbox.open.of(chat_id, thread_id))
        found = [row for row in rows if row is not None and row.state in WAITING]
        return tuple(self.outbox.with_target(row) for row in found[:limit])

    def claimed(self) -> tuple[Delivery, ...]:
        """Return what is under way, the oldest first."""
        found = self._rows(lambda row: row.state is DeliveryState.CLAIMED)
        return tuple(reversed(found))

    def of_chat(self, chat_id: int, limit: int) -> tuple[Delivery, ...]:
        """Return the chat's latest alerts, the newest first."""
        return self._rows(lambda row: row.alert.chat_id == chat_id)[:limit]

    def dead(self, limit: int, besides: Sequence[str] = ()) -> tuple[Delivery, ...]:
        """Return what was given up, the newest first, without those whose error is one of `besides`."""
        return self._rows(
            lambda row: row.state is DeliveryState.DEAD and row.error is not None and row.error not in besides
        )[:limit]

    def shown(self, alert: Alert, message_id: int) -> Delivery | None:
        """Return the alert that became the chat's message `message_id` about `alert`'s incident."""
        key = (alert.chat_id, alert.thread_id, alert.incident_id)
        found = self._rows(
            lambda row: (
                (row.alert.chat_id, row.alert.thread_id, row.alert.incident_id) == key
                and row.message_id == message_id
                and row.alert.kind is not AlertKind.EDIT
            )
        )
        return found[-1] if found else None

    def shift(self, step: timedelta) -> int:
        """Move the times of all that waits, and of the pauses, by `step`; return how many rows wait."""
        waiting = self._rows(lambda row: row.state in WAITING)
        for row in waiting:
            created_at, expires_at = row.alert.created_at + step, row.alert.expires_at + step
            alert = replace(row.alert, created_at=created_at, expires_at=expires_at)
            self.outbox.put(replace(row, alert=alert, not_before=row.not_before + step))
        for chat_id, until in self.outbox.pauses.items():
            self.outbox.pauses.put(chat_id, until + step)
        return len(waiting)

    def release(self, delivery_id: int, not_before: datetime) -> None:
        """Give a claimed row back as if it had never been claimed, due at `not_before`."""
        row = self.outbox.rows.get(delivery_id)
        if row is not None and row.state is DeliveryState.CLAIMED:
            self.outbox.put(replace(row, state=DeliveryState.QUEUED, not_before=not_before))

    def demote(self, delivery_ids: Sequence[int]) -> None:
        """Put waiting and claimed rows into the chat's digest, behind its other rows."""
        for delivery_id in delivery_ids:
            row = self.outbox.rows.get(delivery_id)
            if row is not None and row.state in OPEN:
                alert = replace(row.alert, priority=Priority.DIGEST)
                self.outbox.open.remove(row)
                self.outbox.rows.put(row.id, replace(row, alert=alert, state=DeliveryState.QUEUED))
                self.outbox.open.add(replace(row, alert=alert))

    def revive(self, delivery_id: int, now: datetime, expires_at: datetime) -> bool:
        """Queue a dead letter afresh, due at `now`; False if it is none."""
        row = self.outbox.rows.get(delivery_id)
        if row is None or row.state is not DeliveryState.DEAD:
            return False
        alert = replace(row.alert, expires_at=expires_at)
        self.outbox.put(
            replace(row, alert=alert, state=DeliveryState.QUEUED, attempts=0, error=None, not_before=now)
        )
        return True

    def purge(self, before: datetime, limit: int) -> int:
        """Delete up to `limit` alerts that were sent or given up and decided before `before`."""
        old = self._rows(lambda row: row.state not in OPEN and row.alert.created_at < before)[-limit:]
        for row in old:
            self.outbox.delete(row)
        return len(old)

    def _rows(self, is_wanted: Callable[[Delivery], bool]) -> tuple[Delivery, ...]:
        found = sorted((row for row in self.outbox.rows.values() if is_wanted(row)), key=lambda row: -row.id)
        return tuple(self.outbox.with_target(row) for row in found)
