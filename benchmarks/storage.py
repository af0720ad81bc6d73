"""How many rows a second the storage takes and gives.

    python benchmarks/storage.py                          memory and a temporary SQLite file
    python benchmarks/storage.py postgresql://host/db     that database as well, which must be empty

Prints one line of JSON for each database: rows a second and microseconds of our CPU a row.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.model import Alert, AlertKind, Content, DeliveryState, Priority, Reason, Subscriber
from feeds.model import Entry
from filters.model import Event, Status
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.memory import MemoryDatabase
from rasid.storage.migrate import migrate
from rasid.storage.unit import Unit

ROWS = 10_000
PIECE = 50
CLAIMS = 500
AT_ONCE = 4
NOW = datetime(2026, 3, 5, 20, 40, tzinfo=UTC)
CONTENT = Content(Event.ATTACK, "green-zone/baghdad", Status.INITIAL, "سقوط صاروخين", "وكالة", None, NOW)
REASON = Reason("first-report", (1,), ("المنطقة الخضراء",))

AnyDatabase = MemoryDatabase | SqlDatabase


@dataclass(frozen=True, slots=True)
class Figures:
    """What one kind of work costs."""

    rows_per_s: int
    cpu_us_per_row: float


def main() -> None:
    """Measure each database."""
    report("memory", MemoryDatabase())
    with tempfile.TemporaryDirectory() as directory:
        measure(f"sqlite:///{Path(directory) / 'rasid.db'}")
    for url in sys.argv[1:]:
        measure(url)


def measure(url: str) -> None:
    """Measure the database at `url`, once it is migrated."""
    migrate(url)
    db = open_database(url)
    report(url.partition(":")[0], db)
    db.shut()


def report(name: str, db: AnyDatabase) -> None:
    """Print what each kind of work costs on `db`."""
    db.transact(_make_chats)
    figures = {
        "add_entries": timed(ROWS, lambda: in_pieces(db, _add_entries)),
        "unknown_entries": timed(ROWS, lambda: in_pieces(db, _ask_entries)),
        "queue_alerts": timed(ROWS, lambda: in_pieces(db, _queue)),
        "claim_and_settle": timed(CLAIMS * AT_ONCE, lambda: _send(db)),
        "next_due": timed(
            10, lambda: [db.transact(lambda unit: unit.outbox.next_due_at()) for _ in range(10)]
        ),
    }
    shown = {kind: [one.rows_per_s, one.cpu_us_per_row] for kind, one in figures.items()}
    sys.stdout.write(json.dumps({"database": name, "rows": ROWS} | shown) + "\n")


def timed(rows: int, work: Callable[[], object]) -> Figures:
    """Return what `work`, which handles `rows`, costs."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Figures(round(rows / wall), round(cpu / rows * 1e6, 1))


def in_pieces(db: AnyDatabase, work: Callable[[Unit, range], object]) -> None:
    """Do `work` for all rows, fifty to a transaction."""
    for start in range(0, ROWS, PIECE):
        db.transact(lambda unit, start=start: work(unit, range(start, start + PIECE)))


def _make_chats(unit: Unit) -> None:
    for chat_id in range(ROWS):
        unit.chats.put(Subscriber(chat_id, "private", "ar", NOW))


def _entries(numbers: range) -> list[Entry]:
    body = "قال مصدر أمني إن صاروخين سقطا في محيط المنطقة الخضراء. " * 10
    return [
        Entry(str(n), "https://news.example/rss", "وكالة", None, f"خبر {n}", body, NOW, NOW) for n in numbers
    ]


def _add_entries(unit: Unit, numbers: range) -> None:
    unit.entries.add([(entry, None) for entry in _entries(numbers)])


def _ask_entries(unit: Unit, numbers: range) -> None:
    unit.entries.unknown(_entries(numbers))


def _queue(unit: Unit, numbers: range) -> None:
    unit.outbox.add([_alert(number) for number in numbers])


def _alert(chat_id: int) -> Alert:
    until = NOW + timedelta(hours=6)
    return Alert(chat_id, 0, "i1", 1, AlertKind.NEW, Priority.BREAKING, CONTENT, REASON, NOW, until)


def _send(db: AnyDatabase) -> None:
    """Claim four at a time out of ten thousand and settle each by itself, as the sender does."""
    for _ in range(CLAIMS):
        for delivery in db.transact(lambda unit: unit.outbox.claim(NOW, AT_ONCE)):
            db.transact(
                lambda unit, number=delivery.id: unit.outbox.settle(
                    number, DeliveryState.SENT, now=NOW, message_id=1
                )
            )


if __name__ == "__main__":
    main()
