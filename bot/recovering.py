"""What was under way when a process died, or a commit was left in doubt, is taken up again."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.begun import Begun
from bot.model import Delivery, DeliveryState
from bot.outcomes import maybe_sent_count, maybe_sent_error
from bot.ports import Unit
from bot.settling import LIMIT_COPIES

RECOVER_AFTER = (timedelta(seconds=5), timedelta(minutes=10))


def recover(
    unit: Unit,
    now: datetime,
    after: Sequence[timedelta] = RECOVER_AFTER,
    lease: timedelta | None = None,
    begun: Begun | None = None,
) -> tuple[Delivery, ...]:
    """Take up what a process that died had under way; return those given up at their third death.

    Each may have been sent and goes out again: `after` the first wait, at its second death after
    the second. So a row that kills its sender steps aside for the others, soon for good, and no
    alert gets more than three copies. A death before the request of a row had begun, as `begun`
    knows, is none of the three: the row waits as long, but cannot have been sent. Where others send
    too, only what has been under way for `lease` is taken from them.
    """
    given_up = []
    for row in unit.ledger.claimed(None if lease is None else now - lease):
        if begun is not None and not begun.may_have(row.id, row.attempts):
            not_before = now + after[min(row.attempts, len(after) - 1)]
            unit.outbox.settle(row.id, DeliveryState.QUEUED, now=now, not_before=not_before, error=row.error)
            continue
        deaths = maybe_sent_count(row.error) + 1
        error = maybe_sent_error(deaths, "the process ended")
        if deaths >= LIMIT_COPIES:
            unit.outbox.settle(row.id, DeliveryState.DEAD, now=now, error=error)
            given_up.append(row)
        else:
            not_before = now + after[min(deaths, len(after)) - 1]
            unit.outbox.settle(row.id, DeliveryState.UNKNOWN, now=now, not_before=not_before, error=error)
    return tuple(given_up)


def release_strays(unit: Unit, now: datetime, under_way: Collection[int]) -> None:
    """Free the rows of a claim that was committed though the database failed to say so."""
    for row in unit.ledger.claimed():
        if row.id not in under_way:
            unit.ledger.release(row.id, now)
