"""A folded word without the little words that may be joined before it."""

from functools import lru_cache

_LEADS = ("", "و", "ب", "ل", "وب", "ف", "ال", "وال", "عن")


@lru_cache(maxsize=100_000)
def bare_forms(word: str) -> frozenset[str]:
    """Return the word as it is and without each proclitic that it may carry.

    >>> sorted(bare_forms("والجرحي"))
    ['الجرحي', 'جرحي', 'والجرحي']
    """
    return frozenset(word[len(lead) :] for lead in _LEADS if word.startswith(lead))
