"""What an entry was found to satisfy, as matches that are made when somebody looks at them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias, overload

from feeds.model import Entry
from filters.matching.scene import Shown
from filters.model import Hit, Match

# By what an entry satisfies a watchlist: the term, or the terms, whose hits are shown; or a topic's slug.
Satisfied: TypeAlias = "int | tuple[Shown, ...] | str"


class Matches(Sequence[Match]):
    """The matches of one entry in order of watchlist id, equal to a tuple of them.

    They are made with their hits when first looked at, which must be before the index changes.
    Watchlists that are satisfied by the same terms share their hits.
    """

    __slots__ = ("_entry", "_found", "_hits", "_made", "watchlist_ids")

    def __init__(
        self,
        entry: Entry,
        found: Mapping[int, Satisfied],
        hits: Callable[[AbstractSet[Satisfied]], Mapping[Satisfied, tuple[Hit, ...]]],
    ) -> None:
        self._entry = entry
        self._found = found
        self._hits = hits
        self._made: tuple[Match, ...] | None = None
        self.watchlist_ids = sorted(found)

    def __len__(self) -> int:
        return len(self.watchlist_ids)

    def __iter__(self) -> Iterator[Match]:
        return iter(self._all())

    @overload
    def __getitem__(self, at: int) -> Match: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Match, ...]: ...
    def __getitem__(self, at: int | slice) -> Match | tuple[Match, ...]:
        return self._all()[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # equal to tuples, which hash by content

    def __repr__(self) -> str:
        return f"Matches{self._all()!r}"

    def _all(self) -> tuple[Match, ...]:
        if self._made is None:
            entry, found = self._entry, self._found
            hits = self._hits(set(found.values()))
            self._made = tuple(
                Match(watchlist_id, entry, hits[found[watchlist_id]]) for watchlist_id in self.watchlist_ids
            )
        return self._made
