"""How rare the words of a text are in Arabic at large: a name says more than «مدينة» says."""

import math
from collections.abc import Mapping
from functools import lru_cache

from filters.arabic import tokenise
from filters.incidents.likeness import term_of
from filters.morphology.lexicon import share

_COMMON, _UNSEEN = 5.0, 2.0
_JOINED = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف")
_SHORTEST = 3


def rarenesses(text: str) -> Mapping[str, float]:
    """Return the content words of `text` with how rare each is: 0 for common ones, 3 for unseen ones.

    In tenfolds: a word of 1 is printed a tenth as often as one of 0.
    """
    found: dict[str, float] = {}
    for token in tokenise(text):
        term = term_of(token.folded)
        if term:
            found[term] = min(found.get(term, _COMMON), rareness_of(token.folded))
    return found


@lru_cache(maxsize=100_000)
def rareness_of(word: str) -> float:
    """Return how rare a folded word is, 0-3, whatever is joined to it."""
    most = max(map(share, _spellings(word)))
    return max(0.0, _COMMON - (math.log10(most) if most else _UNSEEN))


def _spellings(word: str) -> set[str]:
    """Return the word with and without what may be joined to it, and without the «ا» of «رضيعا»."""
    cut = {
        word[len(lead) :] for lead in _JOINED if word.startswith(lead) and len(word) - len(lead) >= _SHORTEST
    }
    bare = {word, *cut}
    bare |= {one[:-1] for one in bare if one.endswith("ا") and len(one) > _SHORTEST + 1}
    return bare | {f"ال{one}" for one in bare}
