"""Many entries of one poll go to their commits in portions: the other feeds need not wait for all of them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from feeds.model import Entry
from rasid.newness import Newness
from rasid.pipeline import Batch, PassReport, Pipeline
from rasid.storage.unit import Unit

# Half a second of work at most.
_MOST_ENTRIES = 50
_MOST_CHARACTERS = 200_000

Also = Callable[[Unit, Sequence[Entry]], bool]
"""What is done in the transaction of a portion, before it is stored; False: it must not be stored."""


async def carry(
    pipeline: Pipeline,
    found: Newness,
    now: datetime,
    *,
    before: Also,
    last: Also,
    on_alerts: Callable[[], None],
) -> PassReport | None:
    """Carry a poll's entries to their commits, the oldest news first; None if a portion was refused.

    `last` is asked in the last transaction, with which the poll is done, `before` in those before it.
    After a crash between two of them the feed is due again, and what was stored is known then.
    """
    *earlier, latest = portions(found.news)
    batches = [Batch(some, also=_asking(before, some)) for some in earlier]
    batches.append(Batch((*latest, *found.known), found.silent, _asking(last, latest)))
    total = PassReport()
    for batch in batches:
        report = await pipeline.run(batch, now)
        if report is None:
            return None
        if report.alerts:
            on_alerts()
        total = total.plus(report)
    return total


def portions(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], ...]:
    """Return the entries, oldest first, in portions of at most 50 entries and about 200,000 characters.

    There is at least one portion, which may be empty.
    """
    cut: list[list[Entry]] = [[]]
    characters = 0
    for entry in sorted(entries, key=lambda entry: entry.at):
        size = len(entry.title) + len(entry.body)
        if cut[-1] and (len(cut[-1]) == _MOST_ENTRIES or characters + size > _MOST_CHARACTERS):
            cut.append([])
            characters = 0
        cut[-1].append(entry)
        characters += size
    return tuple(map(tuple, cut))


def _asking(also: Also, entries: Sequence[Entry]) -> Callable[[Unit], bool]:
    return lambda unit: also(unit, entries)
