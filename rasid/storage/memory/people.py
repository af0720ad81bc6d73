"""Chats, watchlists and drafts of the fake."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, cast

from bot.model import ChatState, Draft, DraftKind, Subscriber
from filters.model import Hit, Watchlist
from rasid.storage.memory.outbox import MemoryOutbox
from rasid.storage.memory.rows import Rows, next_id
from rasid.storage.merge import merge_subscribers


@dataclass(frozen=True, slots=True)
class MemoryWatchlists:
    """See `bot.ports.Watchlists`. `counters` holds the version and the last id."""

    rows: Rows[int, Watchlist]
    matches: Rows[tuple[int, str], tuple[Hit, ...]]
    counters: Rows[str, int]
    tokens: Rows[int, str]
    changed: Rows[int, int]

    def version(self) -> int:
        """Return a number that grows with every change of any watchlist."""
        return self.counters.get("watchlists.version") or 0

    def all(self) -> tuple[Watchlist, ...]:
        """Return every watchlist in order of id."""
        return tuple(sorted(self.rows.values(), key=lambda watchlist: watchlist.id))

    def changes(self, version: int) -> dict[int, Watchlist | None]:
        """Return by id what changed after `version`: each as it is now, None if it is gone."""
        later = sorted(number for number, changed_in in self.changed.items() if changed_in > version)
        return {number: self.rows.get(number) for number in later}

    def of_chat(self, chat_id: int, thread_id: int | None = None) -> tuple[Watchlist, ...]:
        """Return the chat's watchlists in order of id; of one thread when given."""
        mine = [watchlist for watchlist in self.all() if watchlist.chat_id == chat_id]
        return tuple(watchlist for watchlist in mine if thread_id in (None, watchlist.thread_id))

    def get(self, chat_id: int, watchlist_id: int) -> Watchlist | None:
        """Return the watchlist if it belongs to the chat."""
        found = self.rows.get(watchlist_id)
        return found if found is not None and found.chat_id == chat_id else None

    def add(  # the signature is the port's
        self, chat_id: int, thread_id: int, kind: str, name: str, query: str, created_at: datetime
    ) -> Watchlist:
        """Store a watchlist and return it with its id, which is never used again."""
        same = [old for old in self.of_chat(chat_id, thread_id) if (old.kind, old.query) == (kind, query)]
        if same:
            return same[0]
        number = next_id(self.counters, "watchlists")
        known_kind = cast("Literal['keywords', 'topic']", kind)
        new = Watchlist(number, chat_id, thread_id, known_kind, name, query, created_at)
        self.rows.put(number, new)
        self._grow(number)
        return new

    def update(self, changed: Watchlist) -> bool:
        """Replace it; False if the chat has none of that id, or another one with that query."""
        known = self.get(changed.chat_id, changed.id)
        others = [old for old in self.of_chat(changed.chat_id, changed.thread_id) if old.id != changed.id]
        if known is None or (changed.kind, changed.query) in {(old.kind, old.query) for old in others}:
            return False
        if known != changed:
            self.rows.put(changed.id, changed)
            self._grow(changed.id)
        return True

    def remove(self, chat_id: int, watchlist_id: int) -> bool:
        """Delete it and its matches; False if the chat has no such watchlist."""
        if self.get(chat_id, watchlist_id) is None:
            return False
        self._delete(watchlist_id)
        self._grow(watchlist_id)
        return True

    def share(self, chat_id: int, watchlist_id: int, token: str) -> str | None:
        """Return its token, that of before or else `token`; None if the chat has no such watchlist."""
        if self.get(chat_id, watchlist_id) is None:
            return None
        if token not in self.tokens.values():
            self.tokens.put_new(watchlist_id, token)
        return self.tokens.get(watchlist_id)

    def shared(self, token: str) -> Watchlist | None:
        """Return the watchlist that is shared under `token`, None if none is."""
        ids = [number for number, known in self.tokens.items() if known == token]
        return self.rows.get(ids[0]) if ids else None

    def unshare(self, chat_id: int, watchlist_id: int) -> bool:
        """Forget its token; False if there was none, or the chat has no such watchlist."""
        if self.get(chat_id, watchlist_id) is None:
            return False
        return self.tokens.pop(watchlist_id) is not None

    def move(self, old_id: int, new_id: int) -> None:
        """Give the watchlists of one chat to another; what both follow stays as the new one has it."""
        known = {(kept.thread_id, kept.kind, kept.query) for kept in self.of_chat(new_id)}
        moving = self.of_chat(old_id)
        for watchlist in moving:
            if (watchlist.thread_id, watchlist.kind, watchlist.query) in known:
                self._delete(watchlist.id)
            else:
                self.rows.put(watchlist.id, replace(watchlist, chat_id=new_id))
        if moving:
            self._grow(*(watchlist.id for watchlist in moving))

    def _delete(self, watchlist_id: int) -> None:
        self.rows.pop(watchlist_id)
        self.tokens.pop(watchlist_id)
        for key in self.matches:
            if key[0] == watchlist_id:
                self.matches.pop(key)

    def _grow(self, *changed: int) -> None:
        version = self.version() + 1
        self.counters.put("watchlists.version", version)
        for watchlist_id in changed:
            self.changed.put(watchlist_id, version)


@dataclass(frozen=True, slots=True)
class MemoryDrafts:
    """See `bot.ports.Drafts`."""

    rows: Rows[int, Draft]
    counters: Rows[str, int]

    def add(  # the signature is the port's
        self, chat_id: int, thread_id: int, user_id: int, kind: DraftKind, text: str, expires_at: datetime
    ) -> Draft:
        """Store a question and return it with its id, which is never used again."""
        number = next_id(self.counters, "drafts")
        draft = Draft(number, chat_id, thread_id, user_id, kind, text, expires_at)
        self.rows.put(number, draft)
        return draft

    def take(self, draft_id: int, chat_id: int, now: datetime) -> Draft | None:
        """Return and delete the chat's draft; None if gone, expired or another chat's."""
        draft = self.peek(draft_id, chat_id, now)
        return None if draft is None else self.rows.pop(draft_id)

    def peek(self, draft_id: int, chat_id: int, now: datetime) -> Draft | None:
        """Return the chat's draft and leave it; None if gone, expired or another chat's."""
        draft = self.rows.get(draft_id)
        if draft is None or draft.chat_id != chat_id or draft.expires_at <= now:
            return None
        return draft

    def pending(
        self, chat_id: int, thread_id: int, user_id: int, kinds: Sequence[DraftKind], now: datetime
    ) -> Draft | None:
        """Return the person's latest question of one of these kinds, None if there is none."""
        who = (chat_id, thread_id, user_id)
        found = [
            draft
            for draft in self.rows.values()
            if (draft.chat_id, draft.thread_id, draft.user_id) == who
            and draft.kind in kinds
            and draft.expires_at > now
        ]
        return max(found, key=lambda draft: draft.id, default=None)

    def of_kind(self, chat_id: int, thread_id: int, kind: DraftKind, now: datetime) -> tuple[Draft, ...]:
        """Return everybody's of the kind in the chat's thread, in order of id."""
        wanted = (chat_id, thread_id, kind)
        found = [
            draft
            for draft in self.rows.values()
            if (draft.chat_id, draft.thread_id, draft.kind) == wanted and draft.expires_at > now
        ]
        return tuple(sorted(found, key=lambda draft: draft.id))

    def trim(self, chat_id: int, keep: int) -> None:
        """Delete all of the chat's but its latest `keep`."""
        mine = sorted(draft.id for draft in self.rows.values() if draft.chat_id == chat_id)
        for number in mine[: max(0, len(mine) - keep)]:
            self.rows.pop(number)

    def purge(self, now: datetime) -> int:
        """Delete the expired ones; return how many."""
        expired = [draft.id for draft in self.rows.values() if draft.expires_at <= now]
        for number in expired:
            self.rows.pop(number)
        return len(expired)

    def erase(self, chat_id: int) -> None:
        """Delete the chat's questions."""
        for draft in self.rows.values():
            if draft.chat_id == chat_id:
                self.rows.pop(draft.id)

    def move(self, old_id: int, new_id: int) -> None:
        """Give the drafts of one chat to another."""
        for draft in self.rows.values():
            if draft.chat_id == old_id:
                self.rows.put(draft.id, replace(draft, chat_id=new_id))


@dataclass(frozen=True, slots=True)
class MemoryChats:
    """See `bot.ports.Chats`."""

    rows: Rows[int, Subscriber]
    watchlists: MemoryWatchlists
    drafts: MemoryDrafts
    outbox: MemoryOutbox

    def get(self, chat_id: int) -> Subscriber | None:
        """Return the chat, or None if it never wrote."""
        return self.rows.get(chat_id)

    def put(self, subscriber: Subscriber) -> None:
        """Store the chat, replacing what was there."""
        self.rows.put(subscriber.chat_id, subscriber)

    def set_state(self, chat_id: int, state: ChatState) -> None:
        """Change only the state; an unknown chat is ignored."""
        subscriber = self.rows.get(chat_id)
        if subscriber is not None:
            self.rows.put(chat_id, replace(subscriber, state=state))

    def active(self, chat_ids: Sequence[int]) -> dict[int, Subscriber]:
        """Return those of `chat_ids` that accept messages."""
        found = {chat_id: self.rows.get(chat_id) for chat_id in chat_ids}
        return {chat_id: chat for chat_id, chat in found.items() if chat and chat.state is ChatState.ACTIVE}

    def review_due(self, now: datetime, limit: int) -> tuple[Subscriber, ...]:
        """Return up to `limit` chats that accept messages and whose `digest_due_at` has come."""
        due = [
            (chat.digest_due_at, chat.chat_id, chat)
            for chat in self.rows.values()
            if chat.state is ChatState.ACTIVE and chat.digest_due_at is not None and chat.digest_due_at <= now
        ]
        return tuple(chat for _, _, chat in sorted(due, key=lambda item: item[:2])[:limit])

    def erase(self, chat_id: int) -> None:
        """Delete everything of the chat: its settings, watchlists, questions, alerts, what it was told."""
        for watchlist in self.watchlists.of_chat(chat_id):
            self.watchlists.remove(chat_id, watchlist.id)
        self.drafts.erase(chat_id)
        self.outbox.erase(chat_id)
        self.rows.pop(chat_id)

    def migrate(self, old_id: int, new_id: int) -> None:
        """Give everything of `old_id` to `new_id`; `rasid.storage.merge` says what yields to what."""
        if old_id == new_id:
            return
        merged = merge_subscribers(self.rows.pop(old_id), self.rows.get(new_id), new_id)
        if merged is not None:
            self.put(merged)
        self.watchlists.move(old_id, new_id)
        self.drafts.move(old_id, new_id)
        self.outbox.move(old_id, new_id)
