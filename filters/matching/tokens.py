"""What printed tokens mean to an index, in columns of numbers: an entry is looked up in a few gathers.

Objects of their own, one for each of 100,000 tokens, would lie scattered over the memory, and waiting
for memory is what matching takes longest.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from filters.matching.cues import NO_CUES, Cues
from filters.matching.homographs import Doubt, cues_of, near_cues_of
from filters.matching.numbers import NumberLists, Numbers
from filters.matching.pieces import BREAK, pieces, words_and_breaks
from filters.matching.walks import MASK_BYTES, UNLINKED, Linked, Links
from filters.matching.words import WordHit

# The row of what stands between two fields or clauses: no phrase goes over it.
BORDER = 0

_LONE_CONJUNCTIONS = ("و", "ف")
_DOUBTFUL = 1
_LONE = 2
_IS_DOUBTFUL = re.compile(bytes((ord("["), _DOUBTFUL, _DOUBTFUL | _LONE, ord("]"))))
_MASK_WORDS = MASK_BYTES // 8
_LONGEST = 100
_ROOM = 1_024


class Token(NamedTuple):
    """The terms that a printed token is for certain, those that its neighbours must confirm, its links.

    Each doubt stands before the terms that it is about; `hits` are the watched words that it is a form of.
    """

    sure: tuple[int, ...] = ()
    doubtful: tuple[tuple[Doubt, tuple[int, ...]], ...] = ()
    linked: Linked = UNLINKED
    hits: tuple[WordHit, ...] = ()


NOTHING = Token()


class TokenTable:
    """Printed tokens by row, each with what `resolve` made of it when it was first seen."""

    def __init__(self, resolve: Callable[[str], Token]) -> None:
        self._resolve = resolve
        self._weight = 0
        self._rows: dict[str, int] = {}
        # By what stands between two spaces: its row, or ~position in `_several` where it is no single token.
        self._pieces = _Pieces(self)
        self._several: list[list[int]] = []
        self.raws: list[str] = []
        self._cues: list[Cues | None] = []  # of each, once it is asked for
        self._near_cues: list[Cues | None] = []
        self.links: list[Links | None] = []
        self.hits: dict[int, tuple[WordHit, ...]] = {}
        self.doubtful: dict[int, tuple[tuple[Doubt, tuple[int, ...]], ...]] = {}
        # Columns with room for more rows than there are: most tokens mean nothing, and are zeroes there.
        self._flags = bytearray()
        self._before = bytearray()
        self._after = bytearray()
        self._terms = NumberLists()
        self._put(BREAK, NOTHING)

    def __len__(self) -> int:
        """Return how much it remembers: tokens and pieces, a long one as much as many short ones."""
        return self._weight

    def rows_of(self, text: str) -> list[int]:
        """Return the rows of the words of `text` in order, a `BORDER` wherever a clause ends."""
        found = list(map(self._pieces.__getitem__, pieces(text)))
        if found and min(found) < 0:
            several = self._several
            return [row for one in found for row in ((one,) if one >= 0 else several[~one])]
        return found

    def row(self, raw: str) -> int:
        """Return the row of a printed token."""
        row = self._rows.get(raw)
        return self._put(raw, self._resolve(raw)) if row is None else row

    def terms(self, rows: Numbers) -> Numbers:
        """Return the terms that some tokens are for certain, as often as they are."""
        return self._terms.of(rows)

    def cues(self, rows: Iterable[int]) -> Cues:
        """Return the sets of cues to which any of the tokens belongs."""
        return self._union(self._cues, rows, cues_of)

    def near_cues(self, rows: Iterable[int]) -> Cues:
        """Return those of the sets that count further away too."""
        return self._union(self._near_cues, rows, near_cues_of)

    def _union(self, known: list[Cues | None], rows: Iterable[int], ask: Callable[[str], Cues]) -> Cues:
        found = NO_CUES
        for row in rows:
            cues = known[row]
            if cues is None:
                cues = known[row] = ask(self.raws[row]) if row != BORDER else NO_CUES
            if cues:  # most have none that count far away, and a union copies every bit
                found |= cues
        return found

    def where_sure(self, rows: Numbers) -> Iterator[tuple[int, int]]:
        """Yield which of the tokens is which term for certain."""
        at = np.arange(len(rows)).repeat(self._terms.sizes(rows))
        return zip(at.tolist(), self._terms.of(rows).tolist(), strict=True)

    def flags(self, rows: Numbers) -> bytes:
        """Return what `has_lone_conjunction` and `where_doubtful` read, a byte a token."""
        return np.frombuffer(self._flags, np.uint8).take(rows).tobytes()

    def where_linked(self, rows: Numbers) -> list[int]:
        """Return which of the tokens may stand in a phrase with the next."""
        after = np.frombuffer(self._after, np.uint64).reshape(-1, _MASK_WORDS)
        before = np.frombuffer(self._before, np.uint64).reshape(-1, _MASK_WORDS)
        shared = after.take(rows[:-1], axis=0) & before.take(rows[1:], axis=0)
        at = shared.ravel().nonzero()[0] // _MASK_WORDS
        return [*dict.fromkeys(at.tolist())]

    def _put(self, raw: str, token: Token) -> int:
        row = len(self.raws)
        if row == len(self._flags):
            self._make_room()
        self.raws.append(raw)
        self._cues.append(None)
        self._near_cues.append(None)
        self._rows[raw] = row
        self._weight += 1 + len(raw) // _LONGEST
        self.links.append(token.linked[-1])
        if raw in _LONE_CONJUNCTIONS:
            self._flags[row] = _LONE
        if token is not NOTHING:
            self._write(row, token)
        return row

    def _make_room(self) -> None:
        self._flags += bytes(_ROOM)
        self._before += bytes(_ROOM * MASK_BYTES)
        self._after += bytes(_ROOM * MASK_BYTES)
        self._terms.reach(len(self._flags))

    def _write(self, row: int, token: Token) -> None:
        sure, doubtful, (before, after, _), self.hits[row] = token
        if doubtful:
            self.doubtful[row] = doubtful
            self._flags[row] |= _DOUBTFUL
        if before or after:
            place = slice(row * MASK_BYTES, (row + 1) * MASK_BYTES)
            self._before[place] = before.to_bytes(MASK_BYTES, "little")
            self._after[place] = after.to_bytes(MASK_BYTES, "little")
        for term_id in sure:
            self._terms.put(row, term_id)

    def read_piece(self, piece: str) -> int:
        """Return the row of a piece that is one token, and ~position in the list of the others."""
        self._weight += 1 + len(piece) // _LONGEST
        rows = [self.row(raw) for raw in words_and_breaks(piece)]
        if len(rows) == 1:
            return rows[0]
        self._several.append(rows)
        return ~(len(self._several) - 1)


def has_lone_conjunction(flags: bytes) -> bool:
    """Return whether a و or ف stands among the tokens, detached from its word."""
    return _LONE in flags or _LONE | _DOUBTFUL in flags


def where_doubtful(flags: bytes) -> list[int]:
    """Return which of the tokens may be terms that their neighbours must confirm."""
    return [found.start() for found in _IS_DOUBTFUL.finditer(flags)]


class _Pieces(dict[str, int]):
    """Pieces of text as they were read by a table; long ones hardly come twice and are not kept."""

    __slots__ = ("_table",)

    def __init__(self, table: TokenTable) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, piece: str) -> int:
        read = self._table.read_piece(piece)
        if len(piece) <= _LONGEST:
            self[piece] = read
        return read
