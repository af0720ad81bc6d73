"""What the chats follow, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, delete, select, update

from filters.model import Watchlist
from rasid.storage.meta import SqlMeta
from rasid.storage.schema import matches, shares, watchlist_changes, watchlists
from rasid.storage.statements import insert_new, insert_one, put_greatest

VERSION = "watchlists.version"
_FIELDS = tuple(field.name for field in fields(Watchlist))
_COLUMNS = tuple(watchlists.c[name] for name in _FIELDS)


@dataclass(frozen=True, slots=True)
class SqlWatchlists:
    """See `bot.ports.Watchlists`."""

    connection: Connection

    def version(self) -> int:
        """Return a number that grows with every change of any watchlist, by any process."""
        return int(SqlMeta(self.connection).get(VERSION) or 0)

    def all(self) -> tuple[Watchlist, ...]:
        """Return every watchlist in order of id."""
        return self._select()

    def changes(self, version: int) -> dict[int, Watchlist | None]:
        """Return by id what changed after `version`: each as it is now, None if it is gone."""
        changed = select(watchlist_changes.c.watchlist_id, *_COLUMNS).where(
            watchlist_changes.c.version > version
        )
        now = changed.select_from(
            watchlist_changes.outerjoin(watchlists, watchlists.c.id == watchlist_changes.c.watchlist_id)
        )
        rows = self.connection.execute(now.order_by(watchlist_changes.c.watchlist_id))
        return {changed_id: Watchlist(*row) if row[0] is not None else None for changed_id, *row in rows}

    def of_chat(self, chat_id: int, thread_id: int | None = None) -> tuple[Watchlist, ...]:
        """Return the chat's watchlists in order of id; of one thread when given."""
        if thread_id is None:
            return self._select(watchlists.c.chat_id == chat_id)
        return self._select(watchlists.c.chat_id == chat_id, watchlists.c.thread_id == thread_id)

    def get(self, chat_id: int, watchlist_id: int) -> Watchlist | None:
        """Return the watchlist if it belongs to the chat."""
        found = self._select(watchlists.c.chat_id == chat_id, watchlists.c.id == watchlist_id)
        return found[0] if found else None

    def add(  # the signature is the port's
        self, chat_id: int, thread_id: int, kind: str, name: str, query: str, created_at: datetime
    ) -> Watchlist:
        """Store a watchlist and return it with its id, which is never used again."""
        key = {"chat_id": chat_id, "thread_id": thread_id, "kind": kind, "query_key": _query_key(query)}
        rest = {"name": name, "query": query, "created_at": created_at, "paused": False, "volume": "normal"}
        is_new = insert_one(self.connection, watchlists, key | rest)
        stored = self._select(*(watchlists.c[column] == value for column, value in key.items()))[0]
        if is_new:
            self._grow([stored.id])
        return stored

    def update(self, changed: Watchlist) -> bool:
        """Replace it; False if the chat has none of that id, or another one with that query."""
        key = _query_key(changed.query)
        others = select(watchlists.c.id).where(
            watchlists.c.chat_id == changed.chat_id,
            watchlists.c.thread_id == changed.thread_id,
            watchlists.c.kind == changed.kind,
            watchlists.c.query_key == key,
            watchlists.c.id != changed.id,
        )
        known = self.get(changed.chat_id, changed.id)
        if known is None or self.connection.execute(others).first() is not None:
            return False
        if known != changed:
            values = {name: getattr(changed, name) for name in _FIELDS} | {"query_key": key}
            self.connection.execute(update(watchlists).where(watchlists.c.id == changed.id).values(values))
            self._grow([changed.id])
        return True

    def remove(self, chat_id: int, watchlist_id: int) -> bool:
        """Delete it and its matches; False if the chat has no such watchlist."""
        if self.get(chat_id, watchlist_id) is None:
            return False
        self._delete(watchlist_id)
        self._grow([watchlist_id])
        return True

    def share(self, chat_id: int, watchlist_id: int, token: str) -> str | None:
        """Return its token, that of before or else `token`; None if the chat has no such watchlist."""
        if self.get(chat_id, watchlist_id) is None:
            return None
        insert_new(self.connection, shares, [{"token": token, "watchlist_id": watchlist_id}])
        known = select(shares.c.token).where(shares.c.watchlist_id == watchlist_id)
        return self.connection.scalar(known)

    def shared(self, token: str) -> Watchlist | None:
        """Return the watchlist that is shared under `token`, None if none is."""
        found = self._select(watchlists.c.id == _shared_id(token))
        return found[0] if found else None

    def unshare(self, chat_id: int, watchlist_id: int) -> bool:
        """Forget its token; False if there was none, or the chat has no such watchlist."""
        if self.get(chat_id, watchlist_id) is None:
            return False
        return (
            self.connection.execute(delete(shares).where(shares.c.watchlist_id == watchlist_id)).rowcount > 0
        )

    def move(self, old_id: int, new_id: int) -> None:
        """Give the watchlists of one chat to another; what both follow stays as the new one has it."""
        moving = self.of_chat(old_id)
        known = {_identity(watchlist) for watchlist in self.of_chat(new_id)}
        for watchlist in moving:
            if _identity(watchlist) in known:
                self._delete(watchlist.id)
        self.connection.execute(
            update(watchlists).where(watchlists.c.chat_id == old_id).values(chat_id=new_id)
        )
        if moving:
            self._grow([watchlist.id for watchlist in moving])

    def _select(self, *conditions: ColumnElement[bool]) -> tuple[Watchlist, ...]:
        wanted = select(*_COLUMNS).where(and_(True, *conditions)).order_by(watchlists.c.id)
        return tuple(Watchlist(*row) for row in self.connection.execute(wanted))

    def _delete(self, watchlist_id: int) -> None:
        for table in (matches, shares):
            self.connection.execute(delete(table).where(table.c.watchlist_id == watchlist_id))
        self.connection.execute(delete(watchlists).where(watchlists.c.id == watchlist_id))

    def _grow(self, changed: Sequence[int]) -> None:
        version = self.version() + 1
        SqlMeta(self.connection).put(VERSION, str(version))
        rows = [{"watchlist_id": watchlist_id, "version": version} for watchlist_id in changed]
        put_greatest(self.connection, watchlist_changes, "version", rows)


def _query_key(query: str) -> str:
    return blake2b(query.encode(errors="replace"), digest_size=16).hexdigest()


def _shared_id(token: str) -> ScalarSelect[Any]:
    return select(shares.c.watchlist_id).where(shares.c.token == token).scalar_subquery()


def _identity(watchlist: Watchlist) -> tuple[int, str, str]:
    return watchlist.thread_id, watchlist.kind, watchlist.query
