"""Pending questions of conversations, in SQL."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert

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
        is_it = (drafts.c.id == draft_id) & (drafts.c.chat_id == chat_id) & (drafts.c.expires_at > now)
        row = self.connection.execute(delete(drafts).where(is_it).returning(*drafts.c)).first()
        if row is None:
            return None
        return Draft(
            row.id, row.chat_id, row.thread_id, row.user_id, DraftKind(row.kind), row.text, row.expires_at
        )

    def purge(self, now: datetime) -> int:
        """Delete the expired ones; return how many."""
        return self.connection.execute(delete(drafts).where(drafts.c.expires_at <= now)).rowcount
