"""What leaves the outbox next: one alert, or many of one chat folded into a digest. One transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.digest import LONGEST, digest_message, to_fold
from bot.i18n import texts_of
from bot.model import AlertKind, Delivery, Message, Priority, Subscriber
from bot.ports import Unit
from bot.render import alert_message
from bot.settling import drop_superseded

# A chat can't be so far behind that more than this need looking at.
_LIMIT_WAITING = 500
# So that no transaction grows long when a thousand chats have much to fold.
_LIMIT_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed alert with its reader; `folded` are the waiting ones that its digest tells too."""

    delivery: Delivery
    subscriber: Subscriber | None
    folded: tuple[Delivery, ...] = ()

    def message(self, now: datetime) -> Message:
        """Return what is sent."""
        texts = texts_of(self.subscriber)
        if self.folded:
            return digest_message((self.delivery, *self.folded), texts, now)
        return alert_message(self.delivery, texts, now)


def claim(unit: Unit, now: datetime, limit: int, most_waiting: int) -> tuple[Parcel, ...]:
    """Claim up to `limit` alerts and return them; a chat with more than `most_waiting` gets a digest.

    What goes into one is put behind the rest of its chat, and others are claimed in its place.
    """
    parcels: list[Parcel] = []
    for _ in range(_LIMIT_ROUNDS):
        claimed = unit.outbox.claim(now, limit - len(parcels)) if len(parcels) < limit else ()
        if not claimed:
            break
        rows = drop_superseded(unit, claimed, now)
        parcels += [parcel for row in rows if (parcel := _parcel(unit, row, now, most_waiting))]
    return tuple(parcels)


def _parcel(unit: Unit, row: Delivery, now: datetime, most_waiting: int) -> Parcel | None:
    alert = row.alert
    waiting = unit.ledger.waiting(alert.chat_id, alert.thread_id, _LIMIT_WAITING)
    alive = tuple(other for other in waiting if other.alert.expires_at > now)
    if alert.priority is not Priority.DIGEST:
        folded = to_fold((row, *alive), now, most_waiting)
        if folded:
            unit.ledger.demote(folded)
        if row.id in folded:
            return None
        alive = ()
    row = _as_it_began(unit, row)
    others = tuple(other for other in alive if other.alert.priority is Priority.DIGEST)
    return Parcel(row, unit.chats.get(alert.chat_id), others[: LONGEST - 1])


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
