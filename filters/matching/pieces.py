"""Text cut at its spaces, each distinct piece read once: most of what an entry is made of was seen before."""

import re
from collections.abc import Callable
from typing import TypeVar

from filters.arabic import raw_tokens

V = TypeVar("V")

# Stands among the words where a sentence or a clause ends: no phrase goes over it.
BREAK = ""

_MARKS = tuple(".!?؟؛،,:|")
_BLANK_LINE = re.compile(r"\n\s*\n")
_LONGEST = 100


class Remembered(dict[str, V]):
    """What `make` makes of each text; once `limit` are kept, all are forgotten. Long texts are never kept."""

    __slots__ = ("_limit", "_make")

    def __init__(self, make: Callable[[str], V], limit: int) -> None:
        super().__init__()
        self._make = make
        self._limit = limit

    def __missing__(self, text: str) -> V:
        made = self._make(text)
        if len(text) <= _LONGEST:
            if len(self) >= self._limit:
                self.clear()
            self[text] = made
        return made


def pieces(text: str) -> list[str]:
    """Return what `text` is between its spaces; a blank line is a piece of its own, and ends with a mark."""
    if "\n" in text:
        text = _BLANK_LINE.sub(" . ", text)
    return text.split()


def words_and_breaks(piece: str) -> list[str]:
    """Return the `raw_tokens` of a piece, and a `BREAK` behind them where its last mark ends a clause.

    >>> words_and_breaks("«غزة-لبنان»،")
    ['غزة', 'لبنان', '']
    """
    words = raw_tokens(piece)
    return [*words, BREAK] if piece.endswith(_MARKS) else words
