"""Which alerts wait although they could leave: for the end of the quiet hours, or for the chat's review."""

from datetime import datetime, timedelta

from bot.hours import quiet_until
from bot.model import QUIET, AlertKind, Delivery, Priority, Subscriber

# Counted from when it may leave, so that a night does not make it stale.
KEPT_FOR = timedelta(hours=6)


def held_until(row: Delivery, subscriber: Subscriber | None, now: datetime) -> datetime | None:
    """Return until when the claimed `row` is held, None if it leaves now.

    Held once at most, and never what makes no sound: an edit of a message that the chat has.
    """
    is_new_to_us = row.attempts == 0 and row.error != QUIET
    is_edit = row.alert.kind is AlertKind.EDIT and row.target_message_id is not None
    if subscriber is None or not is_new_to_us or is_edit or row.alert.content.notice:
        return None
    if row.alert.reason.decision == "review":
        return None
    if row.alert.reason.volume == "digest" and subscriber.digest_due_at is not None:
        return max(subscriber.digest_due_at, now)
    return None if _is_urgent(row, subscriber) else quiet_until(subscriber, now)


def _is_urgent(row: Delivery, subscriber: Subscriber) -> bool:
    volume = row.alert.reason.volume
    is_breaking = row.alert.priority is Priority.BREAKING and volume == "normal"
    return volume == "urgent" or (is_breaking and subscriber.is_woken)
