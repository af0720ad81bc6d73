"""Power that fails while the write-ahead log grows: the log cut at any offset, and what it opens as."""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

from rasid.pipeline import Pipeline
from rasid.storage.database import open_database
from rasid.storage.migrate import MigrateResult, migrate
from tests.crash.harness import stored_apart
from tests.crash.storing import follow, pass_of


async def cut_logs(folder: Path, passes: int, cuts: int, chance: random.Random) -> dict[str, object]:
    """Store `passes` through the pipeline, cut the log `cuts` times, and return what was found."""
    path = folder / "rasid.db"
    url = f"sqlite:///{path}"
    migrate(url)
    database = open_database(url)
    await database.run(lambda unit: follow(unit, 5))
    pipeline = Pipeline(database)
    for _ in range(passes):
        await pass_of(database, pipeline, 0, 5)
    log, base = path.with_name("rasid.db-wal").read_bytes(), path.read_bytes()
    await database.close()
    offsets = [0, len(log), *(chance.randrange(len(log)) for _ in range(cuts))]
    found = [await asyncio.to_thread(_open_cut, folder / "cut.db", base, log[:end]) for end in offsets]
    problems = sorted({problem for _, some in found for problem in some})
    if (found[0][0], found[1][0]) != (0, passes):
        problems.append(f"whole and empty log hold {found[1][0]} and {found[0][0]} entries")
    return {"cuts": len(offsets), "entries": sorted({entries for entries, _ in found}), "problems": problems}


def _open_cut(path: Path, base: bytes, log: bytes) -> tuple[int, list[str]]:
    """Open a file as a power cut left it; return how many entries it holds and what is wrong with it."""
    path.write_bytes(base)
    path.with_name(f"{path.name}-wal").write_bytes(log)
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    assert MigrateResult.CURRENT is migrate(f"sqlite:///{path}")
    database = open_database(f"sqlite:///{path}")
    entries, problems = database.transact(lambda unit: (unit.entries.count(), stored_apart(unit, 1)))
    database.shut()
    return entries, [*problems, *damage(path)]


def damage(path: Path) -> list[str]:
    """Return what SQLite finds wrong with a file."""
    with closing(sqlite3.connect(path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found
