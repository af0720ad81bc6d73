"""Where an entry was written: «بغداد (وكالة) –» at the head of its body."""

import re

from filters.analysis.reading import Reading, Sentence
from filters.gazetteer import places
from filters.phrasebook import Found

_DATELINE = re.compile(r"\s*(?:\(|–|—|-|/|:|،\s*\d|\s\d{1,2}\s)")
_OUTLET = re.compile(r"\w\s*[–—/-]")
_DATELINE_WORDS = 6
_DATELINE_SENTENCES = 3
_BARE = 4


def is_dateline(sentence: Sentence, found: Found) -> bool:
    """Tell whether the name says where the text was written."""
    if sentence.field != "body" or found.last > _DATELINE_WORDS:
        return False
    rest = sentence.text[sentence.tokens[found.last - 1].end - sentence.start :]
    is_all = not rest.strip() and bool(
        _OUTLET.search(sentence.text)
    )  # «اليوم نيوز – بغداد» in a line of its own
    return (is_all or bool(_DATELINE.match(rest))) and found.proclitic in ("", "ال")


def is_bare_dateline(sentence: Sentence) -> bool:
    """Tell whether the line says no more than where or by whom it was written: «بغداد - مراسلنا»."""
    is_short = sentence.field == "body" and len(sentence.words) <= _BARE
    return is_short and not sentence.has("attack", "hit", "weapon", "kill", "explosion", "alert", "fire")


def from_dateline(reading: Reading) -> str:
    """Return the slug of the place that the first sentences are dated from, "" if none; no country."""
    for sentence in reading.sentences[:_DATELINE_SENTENCES]:
        for found in sentence.layer("place"):
            if is_dateline(sentence, found) and places()[found.key].type != "country":
                return found.key
    return ""
