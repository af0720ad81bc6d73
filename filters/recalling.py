"""The event that an entry speaks of without reporting it: condemned, mourned, investigated, avenged."""

from itertools import islice

from filters.dated import is_tally, names_other_year
from filters.events import MINOR, Happening
from filters.model import Actuality, Analysis, Event, Recollection
from filters.phrasebook import Found
from filters.placing import place_of
from filters.reading import Reading, Sentence
from filters.wordlists import word_list

_EVENTS = {"attack": Event.ATTACK, "explosion": Event.EXPLOSION}
_EVENTS |= {layer: MINOR[layer] for layer in ("fire", "accident")}
_REPORTED = (Actuality.NEW, Actuality.DENIAL)
_LEAD = 2
_ANNIVERSARY = word_list("anniversary")
_INCIDENT_NOUNS = word_list("incident-nouns")
_PRESENT = ("ي", "ت", "ن", "س")
_AIMS = ("ستهدف", "هاجم")


def recollection_of(reading: Reading, analysis: Analysis) -> Recollection | None:
    """Return the event that the title speaks of, else the lead.

    None for anniversaries and other years, and of an entry that reports or denies an event itself.
    """
    if analysis.actuality in _REPORTED:
        return None
    sentence = _telling(reading)
    if sentence is None or _is_long_ago(reading, sentence):
        return None
    named = _named_in(sentence)
    event = named or Event.ATTACK
    cue = min(sentence.first(*_EVENTS), len(sentence.words) - 1)
    happening = Happening(event, Actuality.BACKGROUND, sentence, cue, "recalled")
    return Recollection(event, place_of(reading, happening), is_named=named is not None)


def _telling(reading: Reading) -> Sentence | None:
    """Return the first sentence of the title that names an event, else of the lead."""
    titles = (sentence for sentence in reading.sentences if sentence.field == "title")
    lead = islice((sentence for sentence in reading.sentences if sentence.field == "body"), _LEAD)
    return next((sentence for sentence in (*titles, *lead) if _named_in(sentence) or _mourns(sentence)), None)


def _named_in(sentence: Sentence) -> Event | None:
    told = {
        found.layer for found in sentence.found if found.layer in _EVENTS and not _is_aim(sentence, found)
    }
    return next((event for layer, event in _EVENTS.items() if layer in told), None)


def _is_aim(sentence: Sentence, found: Found) -> bool:
    """«قرار لا يستهدف أحدا», «نائب يهاجم الحكومة»: verbs of the present say what somebody means to do."""
    word = sentence.words[found.first].removeprefix("و")
    return word.startswith(_PRESENT) and any(stem in word for stem in _AIMS)


def _mourns(sentence: Sentence) -> bool:
    """«شهداء مسجد …», «الحادث الإرهابي»: an attack that is not called one."""
    return any(word.removeprefix("ب").removeprefix("ال") in _INCIDENT_NOUNS for word in sentence.words)


def _is_long_ago(reading: Reading, sentence: Sentence) -> bool:
    is_anniversary = not _ANNIVERSARY.isdisjoint(sentence.words)
    return is_anniversary or is_tally(sentence) or names_other_year(reading, sentence)
