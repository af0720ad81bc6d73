"""Feeds, entries, matches and incidents of the fake."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter

from feeds.addresses import beginnings
from feeds.model import Entry, Feed, FeedState
from feeds.schedule import resumed
from filters.model import Analysis, Hit, Incident, Match
from rasid.storage.memory.outbox import MemoryOutbox
from rasid.storage.memory.rows import Rows
from rasid.storage.unit import FeedRow


@dataclass(frozen=True, slots=True)
class StoredFeed:
    """A feed with what no caller sees of it."""

    row: FeedRow
    polled: bool = True
    leased_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class MemoryFeeds:
    """See `rasid.storage.unit.Feeds`."""

    rows: Rows[str, StoredFeed]

    def sync(self, wanted: Sequence[Feed], now: datetime) -> None:
        """Make the polled feeds those of `wanted`; the last of two with one URL counts."""
        settings = {feed.url: feed for feed in wanted}
        for url, stored in self.rows.items():
            row = replace(stored.row, feed=settings.get(url, stored.row.feed))
            self.rows.put(url, replace(stored, row=row, polled=url in settings))
        for url, feed in settings.items():
            self.rows.put_new(url, StoredFeed(FeedRow(feed, FeedState(url, next_poll_at=now), lease=0)))

    def claim_due(
        self, now: datetime, limit: int, lease: timedelta, besides: Sequence[str] = ()
    ) -> tuple[FeedRow, ...]:
        """Lease the longest overdue; the lease is a number that grows with every claim."""
        others = tuple(start for host in besides for start in beginnings(host))
        due = [stored for stored in self.rows.values() if _is_due(stored, now)]
        due = [stored for stored in due if not _asked_at(stored).startswith(others)]
        due.sort(key=lambda stored: (stored.row.state.next_poll_at, stored.row.feed.url))
        return tuple(self._claim(stored, now + lease) for stored in due[:limit])

    def record(self, row: FeedRow, state: FeedState) -> bool:
        """Store `state` unless another claim followed the one that gave `row`."""
        stored = self.rows.get(row.feed.url)
        if stored is None or stored.row.lease != row.lease:
            return False
        kept = replace(state, url=row.feed.url)
        self.rows.put(row.feed.url, replace(stored, row=replace(stored.row, state=kept), leased_until=None))
        return True

    def release(self) -> None:
        """End every lease; a poll that goes on elsewhere all the same stores nothing."""
        leased = [(url, stored) for url, stored in self.rows.items() if stored.leased_until is not None]
        for url, stored in leased:
            row = replace(stored.row, lease=stored.row.lease + 1)
            self.rows.put(url, replace(stored, row=row, leased_until=None))

    def resume(self, url: str, now: datetime) -> bool:
        """Make a polled feed due at `now`, its failures forgotten; a poll under way then stores nothing."""
        stored = self.rows.get(url)
        if stored is None or not stored.polled:
            return False
        row = replace(stored.row, state=resumed(stored.row.state, now), lease=stored.row.lease + 1)
        self.rows.put(url, replace(stored, row=row, leased_until=None))
        return True

    def get(self, url: str) -> FeedRow | None:
        """Return the polled feed of that URL."""
        stored = self.rows.get(url)
        return stored.row if stored is not None and stored.polled else None

    def all(self) -> tuple[FeedRow, ...]:
        """Return every polled feed in order of URL."""
        polled = [stored.row for stored in self.rows.values() if stored.polled]
        return tuple(sorted(polled, key=lambda row: row.feed.url))

    def _claim(self, stored: StoredFeed, leased_until: datetime) -> FeedRow:
        row = replace(stored.row, lease=stored.row.lease + 1)
        self.rows.put(row.feed.url, replace(stored, row=row, leased_until=leased_until))
        return row


def _asked_at(stored: StoredFeed) -> str:
    return stored.row.state.address or stored.row.feed.url


def _is_due(stored: StoredFeed, now: datetime) -> bool:
    is_free = stored.leased_until is None or stored.leased_until <= now
    return stored.polled and is_free and stored.row.state.next_poll_at <= now


@dataclass(frozen=True, slots=True)
class MemoryEntries:
    """See `rasid.storage.unit.Entries`."""

    rows: Rows[str, tuple[Entry, Analysis | None]]

    def unknown(self, candidates: Sequence[Entry]) -> tuple[Entry, ...]:
        """Return those never stored, in their order; of several with one uid, the first."""
        by_uid: dict[str, Entry] = {}
        for entry in candidates:
            by_uid.setdefault(entry.uid, entry)
        return tuple(entry for uid, entry in by_uid.items() if uid not in self.rows)

    def add(self, analysed: Iterable[tuple[Entry, Analysis | None]]) -> int:
        """Store entries and return how many were new; one that is stored already stays as it was."""
        return sum(self.rows.put_new(entry.uid, (entry, analysis)) for entry, analysis in analysed)

    def retitled(self, candidates: Sequence[Entry]) -> tuple[tuple[Entry, Entry], ...]:
        """Return those stored under another title, in their order; of several with one uid, the first."""
        by_uid: dict[str, Entry] = {}
        for entry in candidates:
            by_uid.setdefault(entry.uid, entry)
        pairs = ((self.get(uid), entry) for uid, entry in by_uid.items())
        return tuple((stored, entry) for stored, entry in pairs if stored and stored.title != entry.title)

    def reword(self, entry: Entry, analysis: Analysis | None) -> None:
        """Replace title, body and analysis of a stored entry; one that is not stored is ignored."""
        stored = self.get(entry.uid)
        if stored is not None:
            self.rows.put(entry.uid, (replace(stored, title=entry.title, body=entry.body), analysis))

    def get(self, uid: str) -> Entry | None:
        """Return the entry."""
        stored = self.rows.get(uid)
        return None if stored is None else stored[0]

    def purge(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Delete old entries, but only empty those without a date; return their uids."""
        old = [pair for pair in self.rows.items() if pair[1][0].seen_at < before]
        dated = [uid for uid, (entry, _) in old if entry.published_at and entry.published_at < before]
        full = [
            (uid, entry) for uid, (entry, found) in old if not entry.published_at and (entry.body or found)
        ]
        for uid in dated[:limit]:
            self.rows.pop(uid)
        for uid, entry in full[:limit]:
            self.rows.put(uid, (replace(entry, body=""), None))
        return (*dated[:limit], *(uid for uid, _ in full[:limit]))

    def count(self) -> int:
        """Return how many are stored."""
        return len(self.rows)

    def recent(self, since: datetime, limit: int) -> tuple[Entry, ...]:
        """Return entries published (or else seen) at or after `since`, newest first."""
        return self.since(since, limit)

    def since(self, moment: datetime, limit: int, before: Entry | None = None) -> tuple[Entry, ...]:
        """Return the entries from `moment` on that come after `before`, newest first."""
        found = sorted(
            ((uid, entry) for uid, (entry, _) in self.rows.items() if entry.at >= moment), key=itemgetter(0)
        )
        found.sort(key=lambda pair: pair[1].at, reverse=True)
        listed = [entry for uid, entry in found if before is None or _is_after(entry.at, uid, before)]
        return tuple(listed[:limit])

    def analyses(self, uids: Sequence[str]) -> dict[str, Analysis]:
        """Return what was found in those of the entries that were analysed, by uid."""
        stored = {uid: self.rows.get(uid) for uid in uids}
        return {uid: row[1] for uid, row in stored.items() if row is not None and row[1] is not None}

    def of_feed(self, feed_url: str, since: datetime, limit: int) -> tuple[Entry, ...]:
        """Return the feed's entries published (or else seen) at or after `since`, newest first."""
        mine = [entry for entry in self.recent(since, len(self.rows)) if entry.feed_url == feed_url]
        return tuple(mine[:limit])


def _is_after(at: datetime, uid: str, before: Entry) -> bool:
    return at < before.at or (at == before.at and uid > before.uid)


@dataclass(frozen=True, slots=True)
class MemoryMatches:
    """See `rasid.storage.unit.Matches`."""

    rows: Rows[tuple[int, str], tuple[Hit, ...]]

    def add(self, found: Sequence[Match]) -> None:
        """Store matches; one of the same entry and watchlist is ignored."""
        for match in found:
            self.rows.put_new((match.watchlist_id, match.entry.uid), match.hits)

    def forget(self, uids: Sequence[str]) -> int:
        """Delete the matches of the entries; return how many those are."""
        for key in [key for key in self.rows if key[1] in uids]:
            self.rows.pop(key)
        return len(uids)


@dataclass(frozen=True, slots=True)
class MemoryIncidents:
    """See `rasid.storage.unit.Incidents`."""

    rows: Rows[str, Incident]
    outbox: MemoryOutbox

    def open(self, since: datetime) -> tuple[Incident, ...]:
        """Return incidents whose `last_at` is `since` or later, in order of `first_at`, then id."""
        found = [incident for incident in self.rows.values() if incident.last_at >= since]
        return tuple(sorted(found, key=lambda incident: (incident.first_at, incident.id)))

    def purge(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Delete incidents without a report since `before`; return their ids."""
        old = tuple(incident.id for incident in self.rows.values() if incident.last_at < before)[:limit]
        for incident_id in old:
            self.rows.pop(incident_id)
        return old

    def put(self, incident: Incident) -> None:
        """Store the incident, replacing what was there."""
        self.rows.put(incident.id, incident)

    def get(self, incident_id: str) -> Incident | None:
        """Return the incident."""
        return self.rows.get(incident_id)

    def absorb(self, gone_id: str, kept: Incident) -> None:
        """Store `kept` in place of the incident `gone_id` too, and give it who was told of that one."""
        self.put(kept)
        self.rows.pop(gone_id)
        self.outbox.give(gone_id, kept.id)
