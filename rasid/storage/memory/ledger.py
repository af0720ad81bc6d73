"""The ledger of the fake."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model import QUIET, Alert, AlertKind, Delivery, DeliveryState, Priority
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

    def claimed(self, before: datetime | None = None) -> tuple[Delivery, ...]:
        """Return what is under way, the oldest first; with `before`, what was claimed then or earlier."""
        found = self._rows(
            lambda row: (
                row.state is DeliveryState.CLAIMED
                and (before is None or (self.outbox.claims.get(row.id) or before) <= before)
            )
        )
        return tuple(reversed(found))

    def of_chat(self, chat_id: int, limit: int) -> tuple[Delivery, ...]:
        """Return the chat's latest alerts, the newest first."""
        return self._rows(lambda row: row.alert.chat_id == chat_id)[:limit]

    def dead(self, limit: int, besides: Sequence[str] = ()) -> tuple[Delivery, ...]:
        """Return what was given up, the newest first, without those whose error is one of `besides`."""
        return self._rows(
            lambda row: row.state is DeliveryState.DEAD and row.error is not None and row.error not in besides
        )[:limit]

    def since(self, chat_id: int, thread_id: int, moment: datetime, limit: int) -> tuple[Delivery, ...]:
        """Return the latest `limit` alerts of the chat's thread decided since `moment`, newest first."""
        lane = (chat_id, thread_id)
        return self._rows(
            lambda row: (row.alert.chat_id, row.alert.thread_id) == lane and row.alert.created_at >= moment
        )[:limit]

    def hold(self, delivery_id: int, until: datetime, expires_at: datetime) -> None:
        """Keep a claimed row for the digest that leaves at `until`, with error `quiet`."""
        row = self.outbox.rows.get(delivery_id)
        if row is not None and row.state is DeliveryState.CLAIMED:
            alert = replace(row.alert, priority=Priority.DIGEST, expires_at=expires_at)
            held = replace(row, alert=alert, state=DeliveryState.QUEUED, not_before=until, error=QUIET)
            self.outbox.open.remove(row)
            self.outbox.rows.put(row.id, held)
            self.outbox.open.add(held)

    def let_go(self, chat_id: int, now: datetime) -> int:
        """Let what is held for the end of the chat's quiet hours be due at `now`; return how many rows."""
        held = self._rows(
            lambda row: row.alert.chat_id == chat_id and row.error == QUIET and row.state in WAITING
        )
        for row in held:
            self.outbox.put(replace(row, not_before=now))
        return len(held)

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
            if ":" in row.alert.incident_id:
                self.outbox.forget([row.alert.incident_id])
        return len(old)

    def _rows(self, is_wanted: Callable[[Delivery], bool]) -> tuple[Delivery, ...]:
        found = sorted((row for row in self.outbox.rows.values() if is_wanted(row)), key=lambda row: -row.id)
        return tuple(self.outbox.with_target(row) for row in found)
