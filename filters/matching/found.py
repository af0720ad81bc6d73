"""What an entry was found to satisfy, as matches that are made when somebody looks at them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import overload

from feeds.model import Entry
from filters.model import Hit, Match


class Matches(Sequence[Match]):
    """The matches of one entry in order of watchlist id, equal to a tuple of them.

    They are made with their hits when first looked at, which must be before the index changes.
    Watchlists that are satisfied by the same terms share their hits.
    """

    __slots__ = ("_entry", "_hits", "_made", "watchlist_ids")

    def __init__(
        self,
        entry: Entry,
        watchlist_ids: Sequence[int],
        hits: Callable[[Sequence[int]], Iterable[tuple[Hit, ...]]],
    ) -> None:
        self._entry = entry
        self._hits = hits
        self._made: tuple[Match, ...] | None = None
        self.watchlist_ids = watchlist_ids

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
            ids, entry = self.watchlist_ids, self._entry
            self._made = tuple(
                Match(watchlist_id, entry, hits)
                for watchlist_id, hits in zip(ids, self._hits(ids), strict=True)
            )
        return self._made
