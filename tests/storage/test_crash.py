"""A process that is killed and power that fails leave old or new, never between."""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.migrate import MigrateResult, migrate
from rasid.storage.unit import Unit
from tests.storage.processes import spawn
from tests.storage.values import alert, entry

# More of them take longer and find no more; set RASID_WAL_CUTS for a thorough look.
CUTS = int(os.environ.get("RASID_WAL_CUTS", "60"))


def passes(db: SqlDatabase, first: int = 0) -> None:
    """Commit passes without end: each an entry, its alert and the position of the feed."""
    number = first
    while True:
        db.transact(lambda unit, number=number: one_pass(unit, number))
        number += 1


def one_pass(unit: Unit, number: int) -> None:
    unit.entries.add([(entry(number), None)])
    unit.outbox.add([alert(f"i{number}")])
    unit.meta.put("position", str(number + 1))


def figures(db: SqlDatabase) -> tuple[int, int, int]:
    """Return how many entries, alerts and passes there are."""

    def work(unit: Unit) -> tuple[int, int, int]:
        alerts = sum(unit.outbox.depth().values())
        return unit.entries.count(), alerts, int(unit.meta.get("position") or 0)

    return db.transact(work)


def test_a_process_killed_within_a_transaction_leaves_what_was_before(url: str) -> None:
    def work(write: Callable[[bytes], None]) -> None:
        def stop_halfway(unit: Unit) -> None:
            one_pass(unit, 1)
            write(b"written")
            time.sleep(60)

        db = open_database(url)
        db.transact(lambda unit: one_pass(unit, 0))
        db.transact(stop_halfway)

    child = spawn(work)
    assert b"written" == child.read()
    child.kill()
    db = open_database(url)
    assert (1, 1, 1) == figures(db)
    db.transact(lambda unit: one_pass(unit, 1))
    assert (2, 2, 2) == figures(db)
    db.shut()


def test_a_process_killed_at_any_moment_leaves_whole_passes(url: str) -> None:
    """No entry is stored without its alert, and what was committed stays."""
    seed = random.Random(20)
    done = 0
    for _ in range(8):

        def work(write: Callable[[bytes], None], first: int = done) -> None:
            db = open_database(url)
            db.transact(lambda unit: one_pass(unit, first))
            write(b"working")
            passes(db, first + 1)

        child = spawn(work)
        assert b"working" == child.read()
        time.sleep(seed.uniform(0, 0.06))
        child.kill()
        db = open_database(url)
        entries, alerts, position = figures(db)
        db.shut()
        assert entries == alerts == position > done
        done = position


def test_a_log_cut_anywhere_leaves_whole_passes(tmp_path: Path) -> None:
    """Power that fails while the write-ahead log grows loses at most the last passes, whole."""
    path = tmp_path / "rasid.db"
    migrate(f"sqlite:///{path}")
    db = open_database(f"sqlite:///{path}")
    for number in range(12):
        db.transact(lambda unit, number=number: one_pass(unit, number))
    log, base = path.with_name("rasid.db-wal").read_bytes(), path.read_bytes()
    db.shut()

    seed = random.Random(44)
    offsets = [0, len(log), *(seed.randrange(len(log)) for _ in range(CUTS))]
    found = {offset: open_cut(tmp_path / "cut.db", base, log[:offset]) for offset in offsets}
    assert [] == [counts for counts in found.values() if len(set(counts)) > 1]
    assert (0, 12) == (found[0][0], found[len(log)][0])


def open_cut(path: Path, base: bytes, log: bytes) -> tuple[int, int, int]:
    """Open a file as a power cut left it; return how many entries, alerts and passes there are."""
    path.write_bytes(base)
    path.with_name(f"{path.name}-wal").write_bytes(log)
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    assert MigrateResult.CURRENT is migrate(f"sqlite:///{path}")
    db = open_database(f"sqlite:///{path}")
    found = figures(db)
    db.shut()
    return found
