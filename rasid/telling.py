"""What the operator's chats are told of the daemon itself, each thing once, through the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from shlex import quote

from bot.model import Notice
from bot.notices import notice_alert, notice_id, notice_revision
from feeds.model import Feed, FeedState, Trouble
from rasid.storage.unit import Unit

_STOPPED = (Trouble.GONE, Trouble.QUARANTINED)
_UPLINK = "uplink"
_DOWN_SINCE = "uplink-down-since"
# A site that names its entries anew at every poll is told of once, not at every poll.
_RENAMED_AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Operators:
    """The chats that hear how the daemon fares; those that never wrote or left are passed over."""

    chats: tuple[int, ...] = ()

    def tell(self, unit: Unit, notices: Sequence[Notice]) -> int:
        """Queue each notice for each chat; return how many messages those are."""
        if not notices:
            return 0
        active = unit.chats.active(self.chats)
        alerts = [notice_alert(notice, active[chat]) for notice in notices for chat in sorted(active)]
        return unit.outbox.add(alerts)

    def tell_of_feed(self, unit: Unit, feed: Feed, before: FeedState, after: FeedState, now: datetime) -> int:
        """Tell that the feed's trouble began, became graver, or ended; nothing while it lasts."""
        return self.tell(unit, _of_feed(feed, before, after, now))

    def tell_of_renaming(self, unit: Unit, feed: Feed, entries: int, now: datetime) -> int:
        """Tell that old entries came back under new names, at most once a week for a feed."""
        notice = Notice("renamed", f"renamed {feed.url}", now, feed.outlet, feed.url, count=entries)
        lately = notice_revision(now - _RENAMED_AGAIN)
        told = unit.outbox.told([notice_id(notice.about)])
        return 0 if any(revision > lately for revision in told.values()) else self.tell(unit, [notice])

    def tell_of_uplink(self, unit: Unit, now: datetime, *, is_down: bool) -> int:
        """Tell that our way to the network was lost, or is back; once each, also over restarts."""
        since = unit.meta.get(_DOWN_SINCE)
        if is_down == bool(since):
            return 0
        unit.meta.put(_DOWN_SINCE, now.isoformat() if is_down else "")
        if not since:
            return self.tell(unit, [Notice("uplink-down", _UPLINK, now)])
        began = datetime.fromisoformat(since)
        return self.tell(unit, [Notice("uplink-back", _UPLINK, now, since=began, is_relief=True)])


def is_uplink_down(unit: Unit) -> bool:
    """Return whether the way to the network was lost when the last process ended."""
    return bool(unit.meta.get(_DOWN_SINCE))


def _of_feed(feed: Feed, before: FeedState, after: FeedState, now: datetime) -> tuple[Notice, ...]:
    trouble = after.trouble
    if trouble is before.trouble:
        return ()
    if trouble is None:
        return (Notice("well", feed.url, now, feed.outlet, feed.url, is_relief=True),)
    if trouble is Trouble.SILENT:
        if before.trouble is not None:
            return ()  # it answers again and has nothing new: told when it has
        return (Notice(str(trouble), feed.url, now, feed.outlet, feed.url, since=after.last_entry_at),)
    return (
        Notice(
            str(trouble),
            feed.url,
            now,
            feed.outlet,
            feed.url,
            detail=after.error_detail or "",
            command=f"rasid feeds resume {quote(feed.url)}" if trouble in _STOPPED else "",
            since=after.last_success_at,
        ),
    )
