"""Pending questions of conversations, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, select

from bot.model import Draft, DraftKind
from rasid.storage.schema import drafts


@dataclass(frozen=True, slots=True)
class SqlDrafts:
    """See `bot.ports.Drafts`."""

    connection: Connection

    def add(  # the signature is the port's
        self, chat_id: int, thread_id: int, user_id: int, kind: DraftKind, text: str, expires_at: datetime
    ) -> Draft:
        """Store a question and return it with its id, which is never used again."""
        draft = Draft(0, chat_id, thread_id, user_id, kind, text, expires_at)
        new = insert(drafts).returning(drafts.c.id)
        row = {
            "chat_id": chat_id,
            "thread_id": thread_id,
            "user_id": user_id,
            "kind": kind.value,
            "text": text,
            "expires_at": expires_at,
        }
        return replace(draft, id=self.connection.execute(new, row).scalar_one())

    def take(self, draft_id: int, chat_id: int, now: datetime) -> Draft | None:
        """Return and delete the chat's draft; None if gone, expired or another chat's."""
        taken = delete(drafts).where(_is_it(draft_id, chat_id, now)).returning(*drafts.c)
        return _draft(self.connection.execute(taken).first())

    def peek(self, draft_id: int, chat_id: int, now: datetime) -> Draft | None:
        """Return the chat's draft and leave it; None if gone, expired or another chat's."""
        wanted = select(drafts).where(_is_it(draft_id, chat_id, now))
        return _draft(self.connection.execute(wanted).first())

    def pending(
        self, chat_id: int, thread_id: int, user_id: int, kinds: Sequence[DraftKind], now: datetime
    ) -> Draft | None:
        """Return the person's latest question of one of these kinds, None if there is none."""
        is_it = and_(
            drafts.c.chat_id == chat_id,
            drafts.c.thread_id == thread_id,
            drafts.c.user_id == user_id,
            drafts.c.kind.in_([kind.value for kind in kinds]),
            drafts.c.expires_at > now,
        )
        latest = select(drafts).where(is_it).order_by(drafts.c.id.desc()).limit(1)
        return _draft(self.connection.execute(latest).first())

    def of_kind(self, chat_id: int, thread_id: int, kind: DraftKind, now: datetime) -> tuple[Draft, ...]:
        """Return everybody's of the kind in the chat's thread, in order of id."""
        is_it = and_(
            drafts.c.chat_id == chat_id,
            drafts.c.thread_id == thread_id,
            drafts.c.kind == kind.value,
            drafts.c.expires_at > now,
        )
        rows = self.connection.execute(select(drafts).where(is_it).order_by(drafts.c.id))
        return tuple(draft for row in rows if (draft := _draft(row)) is not None)

    def trim(self, chat_id: int, keep: int) -> None:
        """Delete all of the chat's but its latest `keep`."""
        mine = select(drafts.c.id).where(drafts.c.chat_id == chat_id).order_by(drafts.c.id.desc())
        oldest_kept = self.connection.scalar(mine.offset(keep - 1).limit(1))
        if oldest_kept is not None:
            is_older = (drafts.c.chat_id == chat_id) & (drafts.c.id < oldest_kept)
            self.connection.execute(delete(drafts).where(is_older))

    def purge(self, now: datetime) -> int:
        """Delete the expired ones; return how many."""
        return self.connection.execute(delete(drafts).where(drafts.c.expires_at <= now)).rowcount


def _is_it(draft_id: int, chat_id: int, now: datetime) -> ColumnElement[bool]:
    return (drafts.c.id == draft_id) & (drafts.c.chat_id == chat_id) & (drafts.c.expires_at > now)


def _draft(row: Row[Any] | None) -> Draft | None:
    if row is None:
        return None
    kind = DraftKind(row.kind)
    return Draft(row.id, row.chat_id, row.thread_id, row.user_id, kind, row.text, row.expires_at)
