"""The words by which events, weapons and victims are called: no event's own."""

from functools import cache

from filters.analysis.reading import read_lexicon
from filters.arabic import fold
from filters.incidents.likeness import term_of
from filters.wordlists import word_list

_HARM = ("attack", "explosion", "fire", "accident", "protest", "crime", "kill")


@cache
def event_words() -> frozenset[str]:
    """Return the single words of the lexicons of events and weapons, and those of victims, as terms."""
    tables = (table for name in ("events.toml", "weapons.toml") for table in read_lexicon(name).values())
    words = (word for table in tables for phrases in table.values() for word in phrases)
    own = (term_of(word) for word in word_list("nobodys-own"))  # the dead of any event are called so
    return frozenset(term_of(fold(word)) for word in words if " " not in word).union(own)


@cache
def harm_words() -> frozenset[str]:
    """Return those by which attacks, blasts, fires, accidents, protests, crimes and their dead are called."""
    events = read_lexicon("events.toml")
    words = (word for key in _HARM for word in events[key]["words"] if " " not in word)
    return frozenset(term_of(fold(word.removeprefix("~"))) for word in words) - {""}
