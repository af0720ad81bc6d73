"""A query held against entries that are stored already: what it finds, and what a looser one would."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from feeds.model import Entry
from filters.arabic import fold, raw_tokens
from filters.loosening import looser, respelt
from filters.model import Analysis, Match, Watchlist
from filters.query import About, FieldKey, Query, children, parse
from filters.watchlists import WatchlistIndex

_OWN = 0
_NEVER = datetime.min.replace(tzinfo=UTC)
_MOST_LOOSER = 8
_MOST_WORDS = 50_000


@dataclass(frozen=True, slots=True)
class Look:
    """A wish to look back: for what a watchlist of this `kind` and `query` would find since `since`.

    Of all that is found, the latest `keep` entries are kept.
    """

    query: str
    since: datetime
    kind: Literal["keywords", "topic"] = "keywords"
    keep: int = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What a look back found, the newest first.

    `times` tells when each entry that was found was published, also those beyond `matches`.
    `back_to` is how far it came: `look.since` only if it `is_whole`. If nothing was found, `looser`
    holds queries that would have found something, with how many entries, and `respelt` the
    query with its misspelt words mended.
    """

    look: Look
    matches: tuple[Match, ...]
    times: tuple[datetime, ...]
    read: int
    back_to: datetime
    is_whole: bool
    looser: tuple[tuple[str, int], ...] = ()
    respelt: str | None = None


class Search:
    """Takes entries slice by slice, the newest first. Raises QueryError for a query that can't be read."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._query = parse(look.query) if look.kind == "keywords" else None
        self._looser = looser(self._query)[:_MOST_LOOSER] if self._query else ()
        self._index = WatchlistIndex([_watchlist(_OWN, look.query, look.kind, look.since)])
        for number, text in enumerate(self._looser, 1):
            self._index.add(_watchlist(number, text, "keywords", look.since))
        self._matches: list[Match] = []
        self._times: list[datetime] = []
        self._counts = [0] * (len(self._looser) + 1)
        self._words: dict[str, str] = {}
        self._read = 0
        self._back_to = look.since

    @property
    def needs_analyses(self) -> bool:
        """Return whether the query asks for more than words and outlets."""
        return self._query is None or _asks_analysis(self._query)

    @property
    def read(self) -> int:
        """Return how many entries were taken."""
        return self._read

    def take(self, entries: Sequence[Entry], analyses: Mapping[str, Analysis]) -> None:
        """Hold the entries against the query."""
        for entry in entries:
            analysis = analyses.get(entry.uid) if analyses else None
            for match in self._index.match(entry, analysis):
                self._count(match)
            if not self._times and len(self._words) < _MOST_WORDS:
                self._words.update((fold(word), word) for word in raw_tokens(entry.title))
        self._read += len(entries)
        if entries:
            self._back_to = entries[-1].at
        if self._times:
            # Something was found: nobody will ask what else there might have been.
            for number in range(1, len(self._looser) + 1):
                self._index.remove(number)

    def _count(self, match: Match) -> None:
        self._counts[match.watchlist_id] += 1
        if match.watchlist_id == _OWN:
            self._times.append(match.entry.at)
            if len(self._matches) < self._look.keep:
                self._matches.append(match)

    def found(self, *, is_whole: bool) -> Found:
        """Return what was found; `is_whole` says that every entry since `look.since` was taken."""
        nothing = not self._times
        return Found(
            self._look,
            tuple(self._matches),
            tuple(self._times),
            self._read,
            self._look.since if is_whole else self._back_to,
            is_whole,
            tuple(self._widened()) if nothing else (),
            respelt(self._query, self._words) if nothing and self._query else None,
        )

    def _widened(self) -> Iterator[tuple[str, int]]:
        """Yield the looser queries with how much they found, without those that found no more than others."""
        most = 0
        for text, count in zip(self._looser, self._counts[1:], strict=True):
            if count > most:
                most = count
                yield text, count


def rematched(query: str, entries: Iterable[Entry], analyses: Mapping[str, Analysis]) -> tuple[Match, ...]:
    """Return those of `entries` that still satisfy `query`, with their hits, in their order."""
    index = WatchlistIndex([Watchlist(_OWN, 0, 0, "keywords", query, query, _NEVER)])
    return tuple(match for one in entries for match in index.match(one, analyses.get(one.uid)))


def _watchlist(
    number: int, query: str, kind: Literal["keywords", "topic"], created_at: datetime
) -> Watchlist:
    return Watchlist(number, 0, 0, kind, query, query, created_at)


def _asks_analysis(query: Query) -> bool:
    if isinstance(query, About):
        return query.key is not FieldKey.SOURCE
    return any(_asks_analysis(part) for part in children(query))
