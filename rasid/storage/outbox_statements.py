"""The statements that every alert needs, made once: making them costs more than running them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.sql.selectable import FromClause

from bot.model import QUIET, ChatState, DeliveryState, Priority
from rasid.storage.columns import CleanText, Instant
from rasid.storage.schema import chats, is_claimed, is_waiting, outbox, pauses, told

# More than any id: rows with it come after all without.
_LAST = literal_column(str(2**60), BigInteger())


def _is_first(*, at_now: bool) -> ColumnElement[bool]:
    """Return the condition that a row waits for an active chat and nothing of its lane goes before.

    With `at_now`, what has expired by the parameter `now`, or is held for a later digest, goes before
    nobody. Scalar subqueries, not
    joins or EXISTS, so that both databases walk the waiting rows in the order they are wanted and stop early.
    """
    other = outbox.alias("other")
    is_same_lane = and_(other.c.chat_id == outbox.c.chat_id, other.c.thread_id == outbox.c.thread_id)
    is_held = and_(func.coalesce(other.c.error, "") == QUIET, other.c.not_before > _NOW)
    counts = and_(other.c.expires_at > _NOW, ~is_held) if at_now else true()
    state = select(chats.c.state).where(chats.c.chat_id == outbox.c.chat_id)
    first = select(func.min(_place(other))).where(is_same_lane, is_waiting(other), counts)
    under_way = select(func.count()).select_from(other).where(is_same_lane, is_claimed(other))
    return and_(
        is_waiting(outbox),
        state.scalar_subquery() == ChatState.ACTIVE,
        first.scalar_subquery() == _place(outbox),
        under_way.scalar_subquery() == 0,
    )


def _place(table: FromClause) -> ColumnElement[int]:
    """Return a row's place in its lane: the order of ids, but what goes into a digest comes last."""
    return case((table.c.priority == int(Priority.DIGEST), table.c.id + _LAST), else_=table.c.id)


def _ready() -> Select[Any]:
    until = select(pauses.c.until).where(pauses.c.chat_id == outbox.c.chat_id).scalar_subquery()
    return (
        select_deliveries()
        .where(_is_first(at_now=True), outbox.c.not_before <= _NOW, outbox.c.expires_at > _NOW)
        .where(func.coalesce(until, _NOW) <= _NOW)
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(of=outbox, skip_locked=True)
    )


def _next_due() -> Select[Any]:
    is_paused_longer = pauses.c.until > outbox.c.not_before
    due_at = case((is_paused_longer, pauses.c.until), else_=outbox.c.not_before)
    paused = outbox.outerjoin(pauses, pauses.c.chat_id == outbox.c.chat_id)
    return select(func.min(due_at)).select_from(paused).where(_is_first(at_now=False))


def select_deliveries() -> Select[Any]:
    """Return the query of all rows, each with the message that the chat has about the incident."""
    is_told = and_(
        told.c.chat_id == outbox.c.chat_id,
        told.c.thread_id == outbox.c.thread_id,
        told.c.incident_id == outbox.c.incident_id,
    )
    target = told.c.message_id.label("target_message_id")
    return select(*outbox.c, target).select_from(outbox.outerjoin(told, is_told))


def _claim() -> Update:
    ids = bindparam("ids", expanding=True, type_=BigInteger())
    claimed = update(outbox).where(outbox.c.id.in_(ids))
    return claimed.values(state=DeliveryState.CLAIMED, claimed_at=_AT)


def _settle() -> ReturningUpdate[Any]:
    """Return what records an outcome: null parameters leave `message_id` and `not_before` as they are.

    With `tried`, a row that was tried more or less often meanwhile is left alone.
    """
    tried = func.coalesce(bindparam("tried", type_=BigInteger()), outbox.c.attempts)
    is_open = outbox.c.state != DeliveryState.SENT
    settled = update(outbox).where(
        outbox.c.id == bindparam("row", type_=BigInteger()), is_open, outbox.c.attempts == tried
    )
    return settled.values(
        state=bindparam("to", type_=CleanText()),
        error=bindparam("why", type_=CleanText()),
        claimed_at=None,
        settled_at=_AT,
        message_id=func.coalesce(_MESSAGE, outbox.c.message_id),
        not_before=func.coalesce(bindparam("due", type_=Instant()), outbox.c.not_before),
        attempts=outbox.c.attempts + bindparam("more", type_=BigInteger()),
    ).returning(outbox.c.chat_id, outbox.c.thread_id, outbox.c.incident_id)


def _remember() -> Update:
    key = and_(
        told.c.chat_id == bindparam("chat", type_=BigInteger()),
        told.c.thread_id == bindparam("thread", type_=BigInteger()),
        told.c.incident_id == bindparam("incident", type_=CleanText()),
    )
    return update(told).where(key).values(message_id=_MESSAGE)


_NOW = bindparam("now", type_=Instant())
_AT = bindparam("at", type_=Instant())
_MESSAGE = bindparam("message", type_=BigInteger())
# Rows that may leave, in order (`now`, `limit`), and when the next may.
READY, NEXT_DUE = _ready(), _next_due()
# Mark rows as under way (`ids`, `at`); record what became of one; note its message (key, `message`).
CLAIM, SETTLE, REMEMBER = _claim(), _settle(), _remember()
