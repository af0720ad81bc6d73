"""What an outcome does to the outbox and to the chat: one transaction per delivery."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import TokenRefusedError
from bot.locating import MAP, queue_map
from bot.model import AlertKind, ChatState, Delivery, DeliveryState
from bot.outcomes import (
    ChatLost,
    ChatUnknown,
    MaybeSent,
    Migrated,
    NeverSent,
    Ours,
    Outcome,
    Sent,
    TargetGone,
    ThreadGone,
    TokenRefused,
    TooFast,
    Unchanged,
    backoff,
    maybe_sent_count,
    maybe_sent_error,
)
from bot.ports import MUTED, Unit

DIGEST = "digest"
_RESEND_AFTER = timedelta(seconds=5)
_RESEND_AFTER_TIMEOUT = timedelta(seconds=120)
_ASK_AGAIN_AFTER = timedelta(seconds=60)
_REFUSAL_MARGIN = timedelta(seconds=0.5)
LIMIT_COPIES = 3


def settle(  # noqa: C901, PLR0912  # one case per outcome: the table is the point
    unit: Unit,
    delivery: Delivery,
    outcome: Outcome,
    *,
    now: datetime,
    rest: timedelta,
    chance: float,
    folded: Sequence[int] = (),
) -> TokenRefusedError | None:
    """Record `outcome`; return the error that must stop the sender, if any.

    A second call changes nothing, so one whose commit is in doubt can be repeated.
    `rest` is how long the chat's own rate forbids the next message; `chance` in [0, 1) spreads
    retries; `folded` are the other alerts that the same message told.
    """
    outbox = unit.outbox
    chat_id = delivery.alert.chat_id
    if rest > timedelta():
        outbox.pause(chat_id, now + rest)
    match outcome:
        case Sent() if folded:
            # Not the message about any one incident: what comes of them later is sent anew.
            for told in (delivery.id, *folded):
                outbox.settle(told, DeliveryState.SENT, now=now, error=DIGEST)
        case Sent() if delivery.alert.reason.decision == MAP:
            # Edits go to the message that the map belongs to.
            outbox.settle(delivery.id, DeliveryState.SENT, now=now)
        case Sent(message_id):
            queue_map(unit, delivery, now)
            outbox.settle(delivery.id, DeliveryState.SENT, now=now, message_id=message_id)
        case Unchanged():
            outbox.settle(delivery.id, DeliveryState.SENT, now=now, message_id=delivery.target_message_id)
        case NeverSent(error):
            _give_back(unit, delivery, now, backoff(delivery.attempts, chance), error)
        case MaybeSent():
            _doubt(unit, delivery, outcome, now, chance)
        case TooFast(retry_after):
            outbox.pause(chat_id, now + retry_after + _REFUSAL_MARGIN)
            _give_back(unit, delivery, now, retry_after + _REFUSAL_MARGIN, "too fast")
        case Migrated(new_id):
            _migrate(unit, delivery, new_id, now)
        case ChatUnknown(error) if "chat not found" not in (delivery.error or "").lower():
            _give_back(unit, delivery, now, _ASK_AGAIN_AFTER, f"chat not found: {error}")
        case ChatUnknown(error):
            _lose(unit, delivery, ChatState.INVALID, error, now)
        case ChatLost(state, error):
            _lose(unit, delivery, state, error, now)
        case TokenRefused():
            _give_back(unit, delivery, now, timedelta(), "token refused")
            return TokenRefusedError()
        case Ours(error) | TargetGone(error) | ThreadGone(error):
            _bury(unit, delivery, error, now)
    return None


def drop_superseded(unit: Unit, rows: Sequence[Delivery], now: datetime) -> tuple[Delivery, ...]:
    """Return the claimed rows without those that nobody needs any more; these are marked DEAD.

    Edits that a later revision overtook: after an outage a message is edited once, to its last state,
    not through all it missed. And all that was decided of a story before its chat muted it.
    """
    later = [row.alert.incident_id for row in rows if row.alert.kind is not AlertKind.NEW]
    revisions = unit.outbox.told(later) if later else {}
    kept = []
    for row in rows:
        alert = row.alert
        newest = revisions.get((alert.chat_id, alert.thread_id, alert.incident_id), 0)
        is_overtaken = alert.kind is AlertKind.EDIT and newest > alert.revision
        is_muted = alert.kind is AlertKind.REPLY and newest == MUTED
        if is_overtaken or is_muted:
            error = "muted" if newest == MUTED else "superseded"
            unit.outbox.settle(row.id, DeliveryState.DEAD, now=now, error=error)
        else:
            kept.append(row)
    return tuple(kept)


def _give_back(unit: Unit, delivery: Delivery, now: datetime, wait: timedelta, error: str) -> None:
    _return(unit, delivery, DeliveryState.QUEUED, now, wait, _kept(delivery, error))


def _doubt(unit: Unit, delivery: Delivery, outcome: MaybeSent, now: datetime, chance: float) -> None:
    """Send again what may have been lost, but make at most three copies.

    A failure that the server itself reported (5xx) was hardly a delivery: it is retried until
    the alert expires, like one that never left. An edit repeats itself without harm.
    """
    if outcome.is_answered or _is_edit(delivery):
        wait = backoff(delivery.attempts, chance)
        _return(unit, delivery, DeliveryState.UNKNOWN, now, wait, _kept(delivery, outcome.error))
        return
    wait = _RESEND_AFTER_TIMEOUT if "TimedOut" in outcome.error else _RESEND_AFTER
    _count_copy(unit, delivery, now, wait, outcome.error)


def _count_copy(unit: Unit, delivery: Delivery, now: datetime, wait: timedelta, error: str) -> None:
    copies = maybe_sent_count(delivery.error) + 1
    told = maybe_sent_error(copies, error)
    if copies >= LIMIT_COPIES:
        _bury(unit, delivery, told, now)
    else:
        _return(unit, delivery, DeliveryState.UNKNOWN, now, wait, told)


def _return(
    unit: Unit, delivery: Delivery, state: DeliveryState, now: datetime, wait: timedelta, error: str
) -> None:
    unit.outbox.settle(
        delivery.id, state, now=now, not_before=now + wait, error=error, attempts=delivery.attempts
    )


def _bury(unit: Unit, delivery: Delivery, error: str, now: datetime) -> None:
    unit.outbox.settle(delivery.id, DeliveryState.DEAD, now=now, error=error, attempts=delivery.attempts)


def _kept(delivery: Delivery, error: str) -> str:
    copies = maybe_sent_count(delivery.error)
    return maybe_sent_error(copies, error) if copies else error


def _is_edit(delivery: Delivery) -> bool:
    return delivery.alert.kind is AlertKind.EDIT and delivery.target_message_id is not None


def _lose(unit: Unit, delivery: Delivery, state: ChatState, error: str, now: datetime) -> None:
    """Mark the chat and drop its queue; its watchlists stay for its return."""
    _bury(unit, delivery, error, now)
    unit.chats.set_state(delivery.alert.chat_id, state)
    unit.outbox.drop_chat(delivery.alert.chat_id, state.value)


def _migrate(unit: Unit, delivery: Delivery, new_id: int, now: datetime) -> None:
    _return(unit, delivery, DeliveryState.QUEUED, now, timedelta(), "migrated")
    unit.chats.migrate(delivery.alert.chat_id, new_id)
    moved = unit.chats.get(new_id)
    if moved:
        unit.chats.put(replace(moved, kind="supergroup"))
