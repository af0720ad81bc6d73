"""The chats that ever wrote to us, in SQL."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, bindparam, delete, select, update

from bot.model import ChatState, DeliveryState, Subscriber
from rasid.storage.merge import OutboxKey, merge_outbox, merge_subscribers
from rasid.storage.schema import chats, drafts, outbox, pauses, told
from rasid.storage.statements import put, select_in
from rasid.storage.watchlists import SqlWatchlists

_FIELDS = tuple(field.name for field in fields(Subscriber))


@dataclass(frozen=True, slots=True)
class SqlChats:
    """See `bot.ports.Chats`."""

    connection: Connection

    def get(self, chat_id: int) -> Subscriber | None:
        """Return the chat, or None if it never wrote."""
        row = self.connection.execute(_ONE, {"chat": chat_id}).first()
        return None if row is None else _subscriber(row)

    def put(self, subscriber: Subscriber) -> None:
        """Store the chat, replacing what was there."""
        put(self.connection, chats, asdict(subscriber))

    def set_state(self, chat_id: int, state: ChatState) -> None:
        """Change only the state; an unknown chat is ignored."""
        self.connection.execute(update(chats).where(chats.c.chat_id == chat_id).values(state=state))

    def active(self, chat_ids: Sequence[int]) -> dict[int, Subscriber]:
        """Return those of `chat_ids` that accept messages."""
        accepting = select(chats).where(chats.c.state == ChatState.ACTIVE)
        rows = select_in(self.connection, accepting, chats.c.chat_id, [*dict.fromkeys(chat_ids)])
        return {row.chat_id: _subscriber(row) for row in rows}

    def review_due(self, now: datetime, limit: int) -> tuple[Subscriber, ...]:
        """Return up to `limit` chats that accept messages and whose `digest_due_at` has come."""
        is_due = (chats.c.digest_due_at <= now) & (chats.c.state == ChatState.ACTIVE)
        rows = self.connection.execute(
            select(chats).where(is_due).order_by(chats.c.digest_due_at, chats.c.chat_id).limit(limit)
        )
        return tuple(_subscriber(row) for row in rows)

    def erase(self, chat_id: int) -> None:
        """Delete everything of the chat: its settings, watchlists, questions, alerts, what it was told."""
        mine = SqlWatchlists(self.connection)
        for watchlist in mine.of_chat(chat_id):
            mine.remove(chat_id, watchlist.id)
        for table in (drafts, outbox, told, pauses, chats):
            self.connection.execute(delete(table).where(table.c.chat_id == chat_id))

    def migrate(self, old_id: int, new_id: int) -> None:
        """Give everything of `old_id` to `new_id`; `rasid.storage.merge` says what yields to what.

        Message ids are forgotten: those of the old chat mean nothing in the new one.
        """
        if old_id == new_id:
            return
        self._move_chat(old_id, new_id)
        SqlWatchlists(self.connection).move(old_id, new_id)
        self.connection.execute(update(drafts).where(drafts.c.chat_id == old_id).values(chat_id=new_id))
        self._move_outbox(old_id, new_id)
        self._move_told(old_id, new_id)
        self._move_pause(old_id, new_id)

    def _move_chat(self, old_id: int, new_id: int) -> None:
        merged = merge_subscribers(self.get(old_id), self.get(new_id), new_id)
        self.connection.execute(delete(chats).where(chats.c.chat_id == old_id))
        if merged is not None:
            self.put(merged)

    def _move_outbox(self, old_id: int, new_id: int) -> None:
        rows = self.connection.execute(select(outbox).where(outbox.c.chat_id.in_([old_id, new_id])))
        merge = merge_outbox([_outbox_key(row) for row in rows], new_id)
        if merge.doomed:
            self.connection.execute(delete(outbox).where(outbox.c.id.in_(merge.doomed)))
        if merge.demoted:
            is_demoted = outbox.c.id.in_(merge.demoted)
            self.connection.execute(update(outbox).where(is_demoted).values(state=DeliveryState.UNKNOWN))
        moved = {"chat_id": new_id, "message_id": None}
        self.connection.execute(update(outbox).where(outbox.c.chat_id == old_id).values(moved))

    def _move_told(self, old_id: int, new_id: int) -> None:
        rows = self.connection.execute(select(told).where(told.c.chat_id.in_([old_id, new_id])))
        merged: dict[tuple[int, str], dict[str, Any]] = {}
        for row in sorted(rows, key=lambda row: row.chat_id == new_id):
            key = (row.thread_id, row.incident_id)
            revision = max(row.revision, merged[key]["revision"] if key in merged else 0)
            message_id = row.message_id if row.chat_id == new_id else None
            muted = row.muted or (key in merged and merged[key]["muted"])
            merged[key] = {"revision": revision, "message_id": message_id, "muted": muted}
        self.connection.execute(delete(told).where(told.c.chat_id == old_id))
        for (thread_id, incident_id), values in merged.items():
            key_values = {"chat_id": new_id, "thread_id": thread_id, "incident_id": incident_id}
            put(self.connection, told, key_values | values)

    def _move_pause(self, old_id: int, new_id: int) -> None:
        rows = self.connection.scalars(select(pauses.c.until).where(pauses.c.chat_id.in_([old_id, new_id])))
        until = max(rows, default=None)
        self.connection.execute(delete(pauses).where(pauses.c.chat_id == old_id))
        if until is not None:
            put(self.connection, pauses, {"chat_id": new_id, "until": until})


def _outbox_key(row: Row[Any]) -> OutboxKey:
    state = DeliveryState(row.state)
    return OutboxKey(row.id, row.chat_id, row.thread_id, row.incident_id, row.revision, state)


def _subscriber(row: Row[Any]) -> Subscriber:
    values = {name: row._mapping[name] for name in _FIELDS}  # noqa: SLF001  # public API of SQLAlchemy
    return Subscriber(**values | {"state": ChatState(values["state"])})


# Made once, because it is asked for every alert that is sent.
_ONE = select(chats).where(chats.c.chat_id == bindparam("chat", type_=BigInteger()))
