"""`rasid outbox`: an operator sees which alerts were given up, and sends or drops them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model import Delivery, DeliveryState
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.migrate import migrate
from tests.bot.builders import alert, content, subscriber
from tests.rasid.command import rasid

DEAD, QUEUED, SENT = DeliveryState.DEAD, DeliveryState.QUEUED, DeliveryState.SENT


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqlDatabase]:
    """Three alerts: one refused by Telegram, one expired, one waiting."""
    (tmp_path / "config.toml").write_text('[database]\nurl = "sqlite:///rasid.db"\n')
    url = f"sqlite:///{tmp_path / 'rasid.db'}"
    migrate(url)
    database = open_database(url)
    now = datetime.now(UTC)
    database.transact(lambda unit: unit.chats.put(subscriber()))
    alerts = [
        alert(
            incident=f"i{number}",
            created_at=now,
            expires_at=now + timedelta(hours=6),
            content=content(title=f"خبر {number}"),
        )
        for number in (1, 2, 3)
    ]
    database.transact(lambda unit: unit.outbox.add(alerts))
    for error in ("BadRequest: Message is too long", "expired"):
        (row,) = database.transact(lambda unit: unit.outbox.claim(now, 1))
        database.transact(
            lambda unit, row=row, error=error: unit.outbox.settle(row.id, DEAD, now=now, error=error)
        )
    yield database
    database.shut()


def row(database: SqlDatabase, number: int) -> Delivery:
    found = database.transact(lambda unit: unit.outbox.get(number))
    assert found
    return found


def test_the_list_shows_what_went_wrong(database: SqlDatabase, tmp_path: Path) -> None:
    """What merely expired is shown only on demand."""
    shown = rasid("outbox", "list", cwd=tmp_path)
    assert 0 == shown.returncode
    assert "queued 1" in shown.stdout
    assert "dead 2" in shown.stdout
    assert "Message is too long" in shown.stdout
    assert "خبر 1" in shown.stdout
    assert "خبر 2" not in shown.stdout
    assert "خبر 2" in rasid("outbox", "list", "--all", cwd=tmp_path).stdout


def test_a_dead_letter_is_queued_again(database: SqlDatabase, tmp_path: Path) -> None:
    assert "1: queued\n" == rasid("outbox", "retry", "1", cwd=tmp_path).stdout
    assert (QUEUED, 0) == (row(database, 1).state, row(database, 1).attempts)


def test_a_dropped_letter_is_listed_no_more(database: SqlDatabase, tmp_path: Path) -> None:
    assert "1: dropped\n3: dropped\n" == rasid("outbox", "drop", "1", "3", cwd=tmp_path).stdout
    assert DEAD is row(database, 3).state
    assert "خبر" not in rasid("outbox", "list", cwd=tmp_path).stdout


def test_what_is_no_dead_letter_is_left_alone(database: SqlDatabase, tmp_path: Path) -> None:
    """An unknown number, or an alert that is under way, ends with 1 and a word; the rest is done."""
    database.transact(lambda unit: unit.outbox.claim(datetime.now(UTC), 1))
    result = rasid("outbox", "drop", "3", "99", "1", cwd=tmp_path)
    assert 1 == result.returncode
    assert "3: left as it is: it is under way\n99: left as it is: no alert has this number\n" == result.stderr
    assert "1: dropped\n" == result.stdout
    assert 1 == rasid("outbox", "retry", "3", cwd=tmp_path).returncode


def test_a_number_that_no_database_counts_to_is_refused(database: SqlDatabase, tmp_path: Path) -> None:
    result = rasid("outbox", "retry", "9" * 30, cwd=tmp_path)
    assert 2 == result.returncode
    assert "Traceback" not in result.stderr


def test_a_headline_is_no_mark_up(database: SqlDatabase, tmp_path: Path) -> None:
    """Square brackets in what a feed or Telegram wrote are printed as they stand."""
    now = datetime.now(UTC)
    waiting = alert(
        incident="i4", expires_at=now + timedelta(hours=6), content=content(title="عاجل [/] [red]")
    )
    database.transact(lambda unit: unit.outbox.add([waiting]))
    database.transact(lambda unit: unit.outbox.settle(4, DEAD, now=now, error="BadRequest: [/b]"))
    shown = rasid("outbox", "list", cwd=tmp_path)
    assert (0, True) == (shown.returncode, "BadRequest: [/b]" in shown.stdout and "[/] [red]" in shown.stdout)
