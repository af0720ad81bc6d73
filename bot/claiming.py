"""What leaves the outbox next: one alert, or many of one chat folded into a digest. One transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.digest import LONGEST, digest_message, to_fold
from bot.holding import KEPT_FOR, held_until
from bot.i18n import texts_of
from bot.locating import MAP, map_message
from bot.model import QUIET, AlertKind, Delivery, DeliveryState, Message, Priority, Subscriber
from bot.notices import notice_message
from bot.ports import Unit
from bot.render import alert_message
from bot.review import PICTURE, REVIEW, picture_message, recap_of, review_message
from bot.settling import drop_superseded

# A chat can't be so far behind that more than this need looking at.
_LIMIT_WAITING = 500
# So that no transaction grows long when a thousand chats have much to fold.
_LIMIT_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed alert with its reader; `folded` are the waiting ones that its digest tells too.

    With a `recap` it is the chat's review, or its picture.
    """

    delivery: Delivery
    subscriber: Subscriber | None
    folded: tuple[Delivery, ...] = ()
    recap: tuple[Delivery, ...] | None = None
    is_alone: bool = False

    def message(self, now: datetime) -> Message:
        """Return what is sent."""
        texts = texts_of(self.subscriber)
        if self.recap is not None and self.delivery.alert.reason.decision == PICTURE:
            # Nothing to draw never gets here: see `_parcel`.
            return picture_message(self.recap, texts, self.delivery.alert.content.at) or Message("")
        if self.recap is not None:
            return review_message(self.recap, texts, now)
        if self.delivery.alert.reason.decision == MAP:
            return map_message(self.delivery.alert.content, texts)
        if self.folded:
            return digest_message((self.delivery, *self.folded), texts, now)
        if self.delivery.alert.content.notice:
            return notice_message(self.delivery.alert, texts, now)
        return alert_message(
            self.delivery, texts, now, self.subscriber.kind if self.subscriber else "private"
        )


def claim(unit: Unit, now: datetime, limit: int, most_waiting: int) -> tuple[Parcel, ...]:
    """Claim up to `limit` alerts and return them; a chat with more than `most_waiting` gets a digest.

    What goes into one is put behind the rest of its chat, and others are claimed in its place.
    """
    parcels: list[Parcel] = []
    for _ in range(_LIMIT_ROUNDS):
        wanted = limit - len(parcels)
        claimed = unit.outbox.claim(now, wanted)
        ready = [
            parcel
            for row in drop_superseded(unit, claimed, now)
            if (parcel := _parcel(unit, row, now, most_waiting))
        ]
        parcels += ready
        # What was put aside may let others of its chat go; otherwise this was all there is.
        if len(ready) == min(wanted, len(claimed)):
            break
    return tuple(parcels)


def _parcel(unit: Unit, row: Delivery, now: datetime, most_waiting: int) -> Parcel | None:
    alert, subscriber = row.alert, unit.chats.get(row.alert.chat_id)
    if alert.reason.decision == MAP:
        return _map(unit, row, subscriber, now)
    until = held_until(row, subscriber, now)
    if until is not None:
        unit.ledger.hold(row.id, until, until + KEPT_FOR)
        return None
    if alert.reason.decision == PICTURE:
        return _picture(unit, row, subscriber, now)
    waiting = unit.ledger.waiting(alert.chat_id, alert.thread_id, _LIMIT_WAITING)
    alive = tuple(other for other in waiting if _is_news(other, now))
    if alert.priority is not Priority.DIGEST:
        folded = to_fold((row, *alive), now, most_waiting)
        if folded:
            unit.ledger.demote(folded)
        if row.id in folded:
            return None
        alive = ()
    row = _as_it_began(unit, row)
    others = [other for other in alive if other.alert.priority is Priority.DIGEST]
    others = [other for other in others if other.alert.reason.decision != PICTURE]
    reviews = [one for one in (row, *others) if one.alert.reason.decision == REVIEW]
    # A review tells all that waits for it; a digest only what its lines have room for.
    told_too = tuple(others if reviews else others[: LONGEST - 1])
    recap = recap_of(unit, reviews[-1]) if reviews else None
    return Parcel(row, subscriber, told_too, recap, is_alone=not waiting)


def _is_news(row: Delivery, now: datetime) -> bool:
    """Return whether the row is to be told now: not expired, no map, not held for a later digest."""
    is_later = row.error == QUIET and row.not_before > now
    return row.alert.expires_at > now and not is_later and row.alert.reason.decision != MAP


def _map(unit: Unit, row: Delivery, subscriber: Subscriber | None, now: datetime) -> Parcel | None:
    """Return the map that belongs to an alert, None if its chat wants none any more."""
    if subscriber is None or not subscriber.maps:
        unit.outbox.settle(row.id, DeliveryState.DEAD, now=now, error="superseded")
        return None
    return Parcel(row, subscriber)


def _picture(unit: Unit, row: Delivery, subscriber: Subscriber | None, now: datetime) -> Parcel | None:
    recap = recap_of(unit, row)
    if picture_message(recap, texts_of(subscriber), row.alert.content.at) is None:
        unit.outbox.settle(row.id, DeliveryState.DEAD, now=now, error="superseded")
        return None
    return Parcel(row, subscriber, recap=recap)


def _as_it_began(unit: Unit, row: Delivery) -> Delivery:
    """Return an edit under the headline that its message has: the reader would not know it by another's.

    Headline, link and sentence stay those of the first report; figures, outlets and news are the last.
    """
    alert = row.alert
    if alert.kind is not AlertKind.EDIT or row.target_message_id is None:
        return row
    shown = unit.ledger.shown(alert, row.target_message_id)
    if shown is None:
        return row
    first = shown.alert.content
    content = replace(
        alert.content,
        title=first.title,
        title_bold=first.title_bold,
        source=first.source,
        url=first.url,
        at=first.at,
        sentence=first.sentence,
        bold=first.bold,
    )
    return replace(row, alert=replace(alert, content=content))
