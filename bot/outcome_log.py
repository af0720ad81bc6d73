"""One line in the log for each request to Telegram; an alarm where somebody must look."""

from datetime import timedelta

import structlog

from bot.model import Delivery
from bot.outcomes import Ours, Outcome, TooFast

_log = structlog.stdlib.get_logger("bot.delivery")
_ALARM_AFTER = timedelta(minutes=10)


def log_outcome(delivery: Delivery, outcome: Outcome, age: timedelta, seconds: float) -> None:
    """Log what became of a delivery `age` after it was decided, by a request that took `seconds`."""
    is_alarm = isinstance(outcome, Ours) or (
        isinstance(outcome, TooFast) and outcome.retry_after > _ALARM_AFTER
    )
    (_log.error if is_alarm else _log.info)(
        "delivery",
        delivery=delivery.id,
        outcome=type(outcome).__name__,
        error=getattr(outcome, "error", None),
        attempts=delivery.attempts,
        age=round(age.total_seconds(), 3),
        seconds=round(seconds, 3),
    )
