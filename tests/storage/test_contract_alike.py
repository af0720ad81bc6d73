"""Memory, SQLite and PostgreSQL answer alike, whatever is done in whichever order."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import Alert, ChatState, Delivery, DeliveryState, Priority
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.memory import MemoryDatabase
from rasid.storage.unit import Unit
from tests.storage.values import CHAT, MINUTE, NOW, alert

Step = Callable[[Unit], Any]

CHATS = (7, 8, 9)
INCIDENTS = ("i1", "i2", "i3")

_chat_ids = st.sampled_from(CHATS)
_instants = st.integers(0, 9).map(lambda number: NOW + number * MINUTE)
_alerts = st.builds(
    alert,
    st.sampled_from(INCIDENTS),
    st.integers(1, 3),
    chat_id=_chat_ids,
    thread_id=st.integers(0, 1),
    priority=st.sampled_from(Priority),
    created_at=st.integers(0, 2).map(lambda number: NOW + number * MINUTE),
    expires_at=st.integers(3, 12).map(lambda number: NOW + number * MINUTE),
)
_ends = st.sampled_from([state for state in DeliveryState if state is not DeliveryState.CLAIMED])


def _add(alerts: list[Alert]) -> Step:
    return lambda unit: unit.outbox.add(alerts)


def _claim(now: Any, limit: int) -> Step:
    return lambda unit: [_shown(one) for one in unit.outbox.claim(now, limit)]


def _settle(which: int, state: DeliveryState, now: Any, later: int, message_id: int | None) -> Step:
    """Settle one of the rows that a sender might have under way, or had."""

    def step(unit: Unit) -> None:
        number = _numbers(unit)[which % max(1, len(_numbers(unit)))] if _numbers(unit) else 0
        not_before = now + timedelta(minutes=later)
        unit.outbox.settle(number, state, now=now, message_id=message_id, not_before=not_before, error="e")

    return step


def _fail(step: Step) -> Step:
    def failing(unit: Unit) -> None:
        step(unit)
        raise ArithmeticError

    return failing


_steps = st.one_of(
    st.builds(_add, st.lists(_alerts, min_size=1, max_size=4)),
    st.builds(_claim, _instants, st.integers(1, 4)),
    st.builds(
        _settle, st.integers(0, 30), _ends, _instants, st.integers(0, 4), st.none() | st.integers(1, 99)
    ),
    st.builds(lambda now, at: lambda unit: unit.outbox.recover(now, at), _instants, _instants),
    st.builds(lambda now: lambda unit: unit.outbox.expire(now), _instants),
    st.builds(lambda chat_id: lambda unit: unit.outbox.drop_chat(chat_id, "dropped"), _chat_ids),
    st.builds(lambda chat_id, at: lambda unit: unit.outbox.pause(chat_id, at), _chat_ids, _instants),
    st.builds(
        lambda chat_id, state: lambda unit: unit.chats.set_state(chat_id, state),
        _chat_ids,
        st.sampled_from([ChatState.ACTIVE, ChatState.BLOCKED]),
    ),
    st.builds(lambda old, new: lambda unit: unit.chats.migrate(old, new), _chat_ids, _chat_ids),
)
_work = st.lists(st.one_of(_steps, _steps, _steps, _steps.map(_fail)), min_size=4, max_size=25)


@pytest.fixture
def other(url: str) -> Iterator[SqlDatabase]:
    """Open the database that is compared with memory."""
    database = open_database(url)
    yield database
    database.shut()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(work=_work)
def test_what_happens_to_alerts_is_the_same_everywhere(other: SqlDatabase, work: list[Step]) -> None:
    """Each step answers alike, and so does every question after it."""
    memory = MemoryDatabase()
    other.transact(_empty)
    for db in (memory, other):
        db.transact(_start)
    for step in work:
        assert _result(memory, step) == _result(other, step)
        assert memory.transact(_everything) == other.transact(_everything)


def _result(db: MemoryDatabase | SqlDatabase, step: Step) -> Any:
    with suppress(ArithmeticError):
        return db.transact(step)
    return "failed"


def _start(unit: Unit) -> None:
    for chat_id in CHATS:
        unit.chats.put(replace(CHAT, chat_id=chat_id))


def _empty(unit: Unit) -> None:
    for table in ("chats", "outbox", "told", "pauses"):
        unit.connection.exec_driver_sql(f"DELETE FROM {table}")  # type: ignore[attr-defined]  # white box


def _everything(unit: Unit) -> tuple[Any, ...]:
    rows = [_shown(unit.outbox.get(number)) for number in _numbers(unit)]
    chats = [unit.chats.get(chat_id) for chat_id in CHATS]
    return rows, unit.outbox.told(INCIDENTS), unit.outbox.next_due_at(), unit.outbox.depth(), chats


def _numbers(unit: Unit) -> list[int]:
    """Return the ids of the rows in their order; the databases give different ones."""
    connection = getattr(unit, "connection", None)
    if connection is not None:
        return [row[0] for row in connection.exec_driver_sql("SELECT id FROM outbox ORDER BY id")]
    return sorted(unit.outbox.rows)  # type: ignore[attr-defined]  # white box


def _shown(delivery: Delivery | None) -> Any:
    return delivery and replace(delivery, id=0)
