"""Scores of the matching against a file of query, form, label, phenomenon, with every error."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from feeds.model import Entry
from filters.model import Watchlist
from filters.query import QueryError
from filters.watchlists import WatchlistIndex
from rasid.mistakes import ConfigError
from rasid.toml_reading import read_text

__all__ = ["MatchingReport", "MatchingRow", "evaluate_matching", "read_rows"]

_CONTEXT = "context"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MatchingRow:
    """One line of a file of cases: whether `query` must match the text `form`."""

    query: str
    form: str
    must_match: bool
    phenomenon: str
    did_match: bool = False

    @property
    def is_right(self) -> bool:
        """Return whether it matched as labelled."""
        return self.must_match == self.did_match


@dataclass(frozen=True, slots=True)
class MatchingReport:
    """What came of every row. Figures leave out `context` rows, which have their own."""

    rows: tuple[MatchingRow, ...]

    def _count(self, *, must: bool, did: bool) -> int:
        plain = (row for row in self.rows if row.phenomenon != _CONTEXT)
        return sum(row.must_match == must and row.did_match == did for row in plain)

    @property
    def precision(self) -> float:
        """Return the share of matches that are right; 1.0 without a match."""
        right = self._count(must=True, did=True)
        return _share(right, right + self._count(must=False, did=True))

    @property
    def recall(self) -> float:
        """Return the share of forms to be matched that are; 1.0 without any."""
        right = self._count(must=True, did=True)
        return _share(right, right + self._count(must=True, did=False))

    @property
    def confusables_fired(self) -> float:
        """Return the share of forms not to be matched that are; 0.0 without any."""
        wrong = self._count(must=False, did=True)
        all_of_them = wrong + self._count(must=False, did=False)
        return wrong / all_of_them if all_of_them else 0.0

    @property
    def context_right(self) -> float:
        """Return the share of homograph rows decided right; 1.0 without any."""
        rows = [row for row in self.rows if row.phenomenon == _CONTEXT]
        return _share(sum(row.is_right for row in rows), len(rows))

    def errors(self) -> dict[str, tuple[MatchingRow, ...]]:
        """Return the rows that went wrong by phenomenon, the phenomenon with most errors first."""
        wrong: dict[str, list[MatchingRow]] = {}
        for row in self.rows:
            if not row.is_right:
                wrong.setdefault(row.phenomenon, []).append(row)
        ordered = sorted(wrong.items(), key=lambda item: (-len(item[1]), item[0]))
        return {phenomenon: tuple(rows) for phenomenon, rows in ordered}

    def __str__(self) -> str:
        head = (
            f"rows {len(self.rows)}  precision {self.precision:.4f}  recall {self.recall:.4f}  "
            f"confusables that fire {self.confusables_fired:.4f}  context right {self.context_right:.4f}"
        )
        lines = [head]
        for phenomenon, rows in self.errors().items():
            total = sum(row.phenomenon == phenomenon for row in self.rows)
            lines.append(f"{phenomenon}: {len(rows)} of {total} wrong")
            lines += [f"  {'+' if row.did_match else '-'} {row.query}  ←  {row.form}" for row in rows]
        return "\n".join(lines)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def evaluate_matching(path: Path) -> MatchingReport:
    """Return how the rows of a file with a header (query, form, label, phenomenon; tabs) are matched.

    Raises `ConfigError` with the line's number for a row without four fields or a label of 0 or 1.
    """
    by_query: dict[str, list[MatchingRow]] = {}
    for row in read_rows(path):
        by_query.setdefault(row.query, []).append(row)
    return MatchingReport(tuple(done for query, rows in by_query.items() for done in _match(query, rows)))


def read_rows(path: Path) -> Iterable[MatchingRow]:
    """Yield the rows of a file of cases."""
    lines = read_text(path).split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    for number, line in enumerate(lines[1:], 2):
        fields = line.rstrip("\r").split("\t")
        if len(fields) != 4 or fields[2] not in ("0", "1"):  # noqa: PLR2004  # query, form, label, phenomenon
            problem = f"{path}:{number}: expected query, form, 0 or 1, phenomenon, with tabs between"
            raise ConfigError(path, [problem])
        yield MatchingRow(fields[0], fields[1], fields[2] == "1", fields[3])


def _match(query: str, rows: list[MatchingRow]) -> Iterable[MatchingRow]:
    index = WatchlistIndex()
    try:
        index.add(Watchlist(1, 0, 0, "keywords", query, query, _EPOCH))
    except QueryError:
        yield from rows
        return
    for row in rows:
        entry = Entry("case", "", "", None, row.form, "", None, _EPOCH)
        yield MatchingRow(row.query, row.form, row.must_match, row.phenomenon, bool(index.match(entry)))
