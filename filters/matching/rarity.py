"""How often words are printed, so that an index looks for the rare ones first."""

from functools import lru_cache

from filters.arabic import fold
from filters.morphology.lexicon import share
from filters.querylang.tree import Mode, Term, Word

_PHRASE_SHARE = 0.05  # how often, roughly, a word of a phrase is followed by the next
_PART_SHARE = 1e4
_WORDS = 50_000


def commonness(term: Term) -> float:
    """Return roughly how often a term is printed, for comparison: a phrase far less than its words."""
    shares = [word_share(word) for word in term.words]
    return min(shares) * _PHRASE_SHARE ** (len(shares) - 1)


@lru_cache(_WORDS)
def word_share(word: Word) -> float:
    """Return how often a word is printed, with and without its article; a part of a word, often."""
    if word.mode in (Mode.START, Mode.END, Mode.PATTERN):
        return _PART_SHARE
    folded = fold(word.text)
    bare = folded.removeprefix("ال")
    return 1 + share(folded) + (share(bare) if bare != folded else share("ال" + folded))
