"""The words by which events, weapons and victims are called: no event's own."""

from functools import cache

from filters.analysis.reading import read_lexicon
from filters.arabic import fold
from filters.incidents.likeness import term_of
from filters.wordlists import word_list


@cache
def event_words() -> frozenset[str]:
    """Return the single words of the lexicons of events and weapons, and those of victims, as terms."""
    tables = (table for name in ("events.toml", "weapons.toml") for table in read_lexicon(name).values())
    words = (word for table in tables for phrases in table.values() for word in phrases)
    own = (term_of(word) for word in word_list("nobodys-own"))  # the dead of any event are called so
    return frozenset(term_of(fold(word)) for word in words if " " not in word).union(own)
