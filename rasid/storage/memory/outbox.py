"""The outbox of the fake."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.model import QUIET, Alert, ChatState, Delivery, DeliveryState, Priority, Subscriber
from bot.ports import MUTED
from rasid.storage.memory.open_rows import OpenRows
from rasid.storage.memory.rows import Rows, next_id
from rasid.storage.merge import OutboxKey, merge_outbox

WAITING = (DeliveryState.QUEUED, DeliveryState.UNKNOWN)
OPEN = (*WAITING, DeliveryState.CLAIMED)

AlertKey = tuple[int, int, str, int]
ToldKey = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What a chat knows of an incident."""

    revision: int
    message_id: int | None = None
    muted: bool = False


@dataclass(frozen=True, slots=True)
class MemoryOutbox:
    """See `bot.ports.Outbox`."""

    rows: Rows[int, Delivery]
    keys: Rows[AlertKey, int]
    known: Rows[ToldKey, Known]
    pauses: Rows[int, datetime]
    chats: Rows[int, Subscriber]
    counters: Rows[str, int]
    claims: Rows[int, datetime]
    open: OpenRows = field(default_factory=OpenRows)

    def claim(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Mark up to `limit` rows claimed; a row past its expiry is passed over and holds nobody up."""
        claimed: list[Delivery] = []
        for _, number in list(self.open.wanted):
            if len(claimed) >= limit:
                break
            delivery = self._row(number)
            if self._is_ready(delivery, now) and delivery.not_before <= now < delivery.alert.expires_at:
                claimed.append(self.put(replace(delivery, state=DeliveryState.CLAIMED)))
                self.claims.put(number, now)
        return tuple(self.with_target(delivery) for delivery in claimed)

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
        delivery = self.rows.get(delivery_id)
        if delivery is None or delivery.state is DeliveryState.SENT:
            return
        if attempts is not None and attempts != delivery.attempts:
            return
        settled = replace(delivery, state=state, error=error, message_id=message_id or delivery.message_id)
        if state in WAITING:
            settled = replace(settled, not_before=not_before or now, attempts=delivery.attempts + 1)
        self.put(settled)
        if state is DeliveryState.SENT and message_id is not None:
            key = _told_key(delivery.alert)
            known = self.known.get(key) or Known(delivery.alert.revision)
            self.known.put(key, replace(known, message_id=message_id))

    def add(self, alerts: Sequence[Alert]) -> int:
        """Queue alerts, due at once; return how many are new."""
        return sum(self._add(alert) for alert in alerts)

    def recover(self, now: datetime, not_before: datetime) -> int:  # noqa: ARG002  # the port's signature
        """Turn claimed rows into UNKNOWN, which counts as an attempt: a row that kills the sender shows."""
        found = [row for row in self._open_rows() if row.state is DeliveryState.CLAIMED]
        for row in found:
            attempts = row.attempts + 1
            self.put(replace(row, state=DeliveryState.UNKNOWN, not_before=not_before, attempts=attempts))
        return len(found)

    def expire(self, now: datetime) -> int:
        """Mark waiting rows past `expires_at` DEAD with error `expired`; return how many."""
        return self._bury([row for row in self._waiting() if row.alert.expires_at <= now], "expired")

    def drop_chat(self, chat_id: int, error: str) -> int:
        """Mark the chat's waiting rows DEAD; return how many."""
        return self._bury([row for row in self._waiting() if row.alert.chat_id == chat_id], error)

    def pause(self, chat_id: int, until: datetime) -> None:
        """Let nothing of the chat be claimed before `until`; a longer pause stays."""
        self.pauses.put(chat_id, max(until, self.pauses.get(chat_id) or until))

    def get(self, delivery_id: int) -> Delivery | None:
        """Return the row."""
        delivery = self.rows.get(delivery_id)
        return None if delivery is None else self.with_target(delivery)

    def told(self, incident_ids: Sequence[str]) -> dict[ToldKey, int]:
        """Return for (chat, thread, incident) the highest revision ever queued to it, or MUTED."""
        wanted = set(incident_ids)
        return {
            key: MUTED if known.muted else known.revision
            for key, known in self.known.items()
            if key[2] in wanted
        }

    def mute(self, chat_id: int, thread_id: int, incident_id: str, *, is_muted: bool) -> None:
        """Tell the chat's thread no more of an incident that it was told of, or tell it again."""
        key = (chat_id, thread_id, incident_id)
        known = self.known.get(key)
        if known is not None:
            self.known.put(key, replace(known, muted=is_muted))

    def next_due_at(self) -> datetime | None:
        """Return when a row can next be claimed; None if nothing waits, or only behind a claimed row."""
        first = [row for row in self._waiting() if self._is_ready(row, None)]
        pauses = self.pauses
        return min(
            (max(row.not_before, pauses.get(row.alert.chat_id) or row.not_before) for row in first),
            default=None,
        )

    def depth(self) -> dict[DeliveryState, int]:
        """Return how many rows stand in each state, also 0."""
        found = dict.fromkeys(DeliveryState, 0)
        for delivery in self.rows.values():
            found[delivery.state] += 1
        return found

    def oldest_waiting_at(self) -> datetime | None:
        """Return when the alert that has waited longest was decided."""
        return min((row.alert.created_at for row in self._waiting()), default=None)

    def move(self, old_id: int, new_id: int) -> None:
        """Give rows, pause and what is known of one chat to another; see `rasid.storage.merge`."""
        both = [row for row in self.rows.values() if row.alert.chat_id in (old_id, new_id)]
        merge = merge_outbox([_outbox_key(row) for row in both], new_id)
        for row in both:
            if row.id in merge.doomed or row.alert.chat_id == old_id:
                self.delete(row)
        for row in both:
            if row.id not in merge.doomed and row.alert.chat_id == old_id:
                state = DeliveryState.UNKNOWN if row.id in merge.demoted else row.state
                moved = replace(row, alert=replace(row.alert, chat_id=new_id), message_id=None, state=state)
                self._insert(moved)
            elif row.id in merge.demoted:
                self.put(replace(row, state=DeliveryState.UNKNOWN))
        self._move_known(old_id, new_id)
        until = self.pauses.pop(old_id)
        if until is not None:
            self.pause(new_id, until)

    def erase(self, chat_id: int) -> None:
        """Delete everything of the chat."""
        for row in self.rows.values():
            if row.alert.chat_id == chat_id:
                self.delete(row)
        for key in list(self.known):
            if key[0] == chat_id:
                self.known.pop(key)
        self.pauses.pop(chat_id)

    def reindex(self) -> None:
        """Find the open rows anew, after a rollback."""
        self.open.clear()
        for delivery in self.rows.values():
            if delivery.state in OPEN:
                self.open.add(delivery)

    def _add(self, alert: Alert) -> bool:
        if _alert_key(alert) in self.keys:
            return False
        number = next_id(self.counters, "outbox")
        self._insert(Delivery(number, alert, DeliveryState.QUEUED, 0, alert.created_at))
        known = self.known.get(_told_key(alert)) or Known(alert.revision)
        revision = max(known.revision, alert.revision)
        self.known.put(_told_key(alert), replace(known, revision=revision))
        return True

    def _insert(self, delivery: Delivery) -> None:
        self.rows.put(delivery.id, delivery)
        self.keys.put(_alert_key(delivery.alert), delivery.id)
        if delivery.state in OPEN:
            self.open.add(delivery)

    def give(self, gone_id: str, kept_id: str) -> None:
        """Give rows and what is known of one incident to another; a revision of both stays where it is."""
        for key, known in self.known.items():
            if key[2] == gone_id:
                self.known.pop(key)
                kept = self.known.get((*key[:2], kept_id)) or Known(0)
                revision = max(known.revision, kept.revision)
                message_id = kept.message_id or known.message_id
                self.known.put((*key[:2], kept_id), Known(revision, message_id, known.muted or kept.muted))
        for row in self.rows.values():
            moved = replace(row, alert=replace(row.alert, incident_id=kept_id))
            if row.alert.incident_id == gone_id and _alert_key(moved.alert) not in self.keys:
                self.delete(row)
                self._insert(moved)

    def forget(self, incident_ids: Collection[str]) -> int:
        """Forget who was told of the incidents; return how many those are."""
        for key in [key for key in self.known if key[2] in incident_ids]:
            self.known.pop(key)
        return len(incident_ids)

    def delete(self, delivery: Delivery) -> None:
        """Delete a row."""
        self.rows.pop(delivery.id)
        self.keys.pop(_alert_key(delivery.alert))
        if delivery.state in OPEN:
            self.open.remove(delivery)

    def put(self, delivery: Delivery) -> Delivery:
        """Replace a row."""
        before = self._row(delivery.id)
        self.rows.put(delivery.id, delivery)
        if before.state in OPEN and delivery.state not in OPEN:
            self.open.remove(delivery)
        elif before.state not in OPEN and delivery.state in OPEN:
            self.open.add(delivery)
        return delivery

    def _row(self, number: int) -> Delivery:
        row = self.rows.get(number)
        if row is None:
            raise LookupError(number)
        return row

    def _open_rows(self) -> Iterator[Delivery]:
        return (self._row(number) for _, number in list(self.open.wanted))

    def _waiting(self) -> Iterator[Delivery]:
        return (row for row in self._open_rows() if row.state in WAITING)

    def _is_ready(self, delivery: Delivery, now: datetime | None) -> bool:
        """Return whether the row waits for an active chat and nothing of its lane goes before."""
        chat = self.chats.get(delivery.alert.chat_id)
        if delivery.state not in WAITING or chat is None or chat.state is not ChatState.ACTIVE:
            return False
        if now is not None and (self.pauses.get(chat.chat_id) or now) > now:
            return False
        return not any(self._goes_before(self._row(other), delivery, now) for other in self._lane(delivery))

    def _goes_before(self, other: Delivery, delivery: Delivery, now: datetime | None) -> bool:
        if other.state is DeliveryState.CLAIMED:
            return True
        if now is not None:
            is_held = other.error == QUIET and other.not_before > now
            if is_held or other.alert.expires_at <= now:
                return False
        return _place(other) < _place(delivery)

    def _lane(self, delivery: Delivery) -> list[int]:
        return self.open.lane_of(delivery)

    def _bury(self, rows: Sequence[Delivery], error: str) -> int:
        for row in rows:
            self.put(replace(row, state=DeliveryState.DEAD, error=error))
        return len(rows)

    def with_target(self, delivery: Delivery) -> Delivery:
        """Return the row with the message that the chat has about the incident."""
        known = self.known.get(_told_key(delivery.alert))
        return replace(delivery, target_message_id=None if known is None else known.message_id)

    def _move_known(self, old_id: int, new_id: int) -> None:
        for key, known in self.known.items():
            if key[0] == old_id:
                self.known.pop(key)
                mine = self.known.get((new_id, *key[1:])) or Known(known.revision)
                revision, muted = max(mine.revision, known.revision), mine.muted or known.muted
                moved = replace(mine, revision=revision, muted=muted)
                self.known.put((new_id, *key[1:]), moved)


def _place(row: Delivery) -> tuple[bool, int]:
    """Return a row's place in its lane: what goes into a digest comes last."""
    return row.alert.priority is Priority.DIGEST, row.id


def _told_key(alert: Alert) -> ToldKey:
    return alert.chat_id, alert.thread_id, alert.incident_id


def _alert_key(alert: Alert) -> AlertKey:
    return *_told_key(alert), alert.revision


def _outbox_key(row: Delivery) -> OutboxKey:
    alert = row.alert
    return OutboxKey(row.id, alert.chat_id, alert.thread_id, alert.incident_id, alert.revision, row.state)
