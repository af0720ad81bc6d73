"""Text cut at its spaces, and what stands between two of them cut into words."""

import re

from filters.arabic import raw_tokens

# Stands among the words where a sentence or a clause ends: no phrase goes over it.
BREAK = ""

_MARKS = tuple(".!?؟؛،,:|")
_BLANK_LINE = re.compile(r"\n\s*\n")


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
