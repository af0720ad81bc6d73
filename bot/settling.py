"""What an outcome does to the outbox and to the chat: one transaction per delivery."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import TokenRefusedError
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
from bot.ports import Unit

DIGEST = "digest"
RECOVER_AFTER = (timedelta(seconds=5), timedelta(minutes=10))
_RESEND_AFTER = timedelta(seconds=5)
_RESEND_AFTER_TIMEOUT = timedelta(seconds=120)
_ASK_AGAIN_AFTER = timedelta(seconds=60)
_REFUSAL_MARGIN = timedelta(seconds=0.5)
_LIMIT_COPIES = 3


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
        case Sent(message_id):
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
            outbox.settle(delivery.id, DeliveryState.DEAD, now=now, error=error)
    return None


def recover(unit: Unit, now: datetime, after: Sequence[timedelta] = RECOVER_AFTER) -> tuple[Delivery, ...]:
    """Take up what was under way when the last process died; return those given up at their third death.

    Each may have been sent and goes out again: `after` the first wait, at its second death after
    the second. So a row that kills its sender steps aside for the others, soon for good, and no
    alert gets more than three copies.
    """
    given_up = []
    for row in unit.ledger.claimed():
        deaths = maybe_sent_count(row.error) + 1
        error = maybe_sent_error(deaths, "the process ended")
        if deaths >= _LIMIT_COPIES:
            unit.outbox.settle(row.id, DeliveryState.DEAD, now=now, error=error)
            given_up.append(row)
        else:
            not_before = now + after[min(deaths, len(after)) - 1]
            unit.outbox.settle(row.id, DeliveryState.UNKNOWN, now=now, not_before=not_before, error=error)
    return tuple(given_up)


def drop_superseded(unit: Unit, rows: Sequence[Delivery], now: datetime) -> tuple[Delivery, ...]:
    """Return the claimed rows without the edits that a later revision overtook; those are marked DEAD.

    After an outage a message is edited once, to its last state, not through all it missed.
    """
    if not any(row.alert.kind is AlertKind.EDIT for row in rows):
        return tuple(rows)
    revisions = unit.outbox.told([row.alert.incident_id for row in rows if row.alert.kind is AlertKind.EDIT])
    kept = []
    for row in rows:
        alert = row.alert
        newest = revisions.get((alert.chat_id, alert.thread_id, alert.incident_id), 0)
        if alert.kind is AlertKind.EDIT and newest > alert.revision:
            unit.outbox.settle(row.id, DeliveryState.DEAD, now=now, error="superseded")
        else:
            kept.append(row)
    return tuple(kept)


def _give_back(unit: Unit, delivery: Delivery, now: datetime, wait: timedelta, error: str) -> None:
    copies = maybe_sent_count(delivery.error)
    told = maybe_sent_error(copies, error) if copies else error
    unit.outbox.settle(delivery.id, DeliveryState.QUEUED, now=now, not_before=now + wait, error=told)


def _doubt(unit: Unit, delivery: Delivery, outcome: MaybeSent, now: datetime, chance: float) -> None:
    """Send again what may have been lost, but make at most three copies.

    A failure that the server itself reported (5xx) was hardly a delivery: it is retried until
    the alert expires, like one that never left. An edit repeats itself without harm.
    """
    if outcome.is_answered or _is_edit(delivery):
        wait = backoff(delivery.attempts, chance)
        unit.outbox.settle(
            delivery.id,
            DeliveryState.UNKNOWN,
            now=now,
            not_before=now + wait,
            error=_kept(delivery, outcome.error),
        )
        return
    wait = _RESEND_AFTER_TIMEOUT if "TimedOut" in outcome.error else _RESEND_AFTER
    _count_copy(unit, delivery, now, wait, outcome.error)


def _count_copy(unit: Unit, delivery: Delivery, now: datetime, wait: timedelta, error: str) -> None:
    copies = maybe_sent_count(delivery.error) + 1
    told = maybe_sent_error(copies, error)
    if copies >= _LIMIT_COPIES:
        unit.outbox.settle(delivery.id, DeliveryState.DEAD, now=now, error=told)
    else:
        unit.outbox.settle(delivery.id, DeliveryState.UNKNOWN, now=now, not_before=now + wait, error=told)


def _kept(delivery: Delivery, error: str) -> str:
    copies = maybe_sent_count(delivery.error)
    return maybe_sent_error(copies, error) if copies else error


def _is_edit(delivery: Delivery) -> bool:
    return delivery.alert.kind is AlertKind.EDIT and delivery.target_message_id is not None


def _lose(unit: Unit, delivery: Delivery, state: ChatState, error: str, now: datetime) -> None:
    """Mark the chat and drop its queue; its watchlists stay for its return."""
    unit.outbox.settle(delivery.id, DeliveryState.DEAD, now=now, error=error)
    unit.chats.set_state(delivery.alert.chat_id, state)
    unit.outbox.drop_chat(delivery.alert.chat_id, state.value)


def _migrate(unit: Unit, delivery: Delivery, new_id: int, now: datetime) -> None:
    unit.outbox.settle(delivery.id, DeliveryState.QUEUED, now=now, not_before=now, error="migrated")
    unit.chats.migrate(delivery.alert.chat_id, new_id)
    moved = unit.chats.get(new_id)
    if moved:
        unit.chats.put(replace(moved, kind="supergroup"))
