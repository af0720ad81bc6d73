"""Folded words behind the little words that may be joined before them."""

from collections.abc import Iterable

_LEADS = ("", "و", "ب", "ل", "وب", "ف", "ال", "وال", "عن")


def behind_leads(words: Iterable[str]) -> frozenset[str]:
    """Return each of `words` as it is and behind each proclitic that it may carry.

    Whether a printed word is one of a list, whatever is joined before it, is then one look.

    >>> "والجرحي" in behind_leads(["جرحي"])
    True
    """
    return frozenset(lead + word for word in words for lead in _LEADS)
