"""Who confirms, denies or claims it, and whether it was an assassination: evidence for status and topics."""

from collections.abc import Iterator

from filters.analysis.attribution import sources_of
from filters.analysis.events import Happening
from filters.analysis.findings import Findings
from filters.analysis.reading import Reading, Sentence
from filters.gazetteer import actors
from filters.model import Actuality, Event, Evidence
from filters.wordlists import word_list

_CLAIMING = word_list("claiming")
_RESPONSIBILITY = word_list("responsibility")
_MAY_CLAIM = _CLAIMING | _RESPONSIBILITY
_ANNOUNCING = word_list("announcing")
_NEGATION = word_list("claim-negation")
_OFFICIAL_WORDS = word_list("official-words")
_OFFICIAL_TYPES = ("official-voice", "army", "force")
_UNNAMED = ("مصدر", "مصادر")
_ASSASSINATION = ("اغتيال", "اغتال", "يغتال", "تغتال")
_MOST_SENTENCES = 8
_NEGATION_REACH = 4


def detect(reading: Reading, happening: Happening) -> Findings:
    """Return evidence named `official`, `responsibility`, `denial`, `assassination`, with its words."""
    if happening.event in (Event.NONE, Event.STATEMENT):
        return Findings()
    own = happening.sentence
    evidence: dict[str, Evidence] = {}
    if happening.actuality is Actuality.DENIAL:
        evidence["denial"] = Evidence("denial", own.span(0, len(own.words)))
    for at, word in enumerate(own.words):
        if word.removeprefix("ب").removeprefix("ال").startswith(_ASSASSINATION):
            evidence["assassination"] = Evidence("assassination", own.span(at, at + 1))
    for sentence in reading.sentences[:_MOST_SENTENCES]:
        for item in () if sentence.is_aside else _in_sentence(sentence):
            evidence.setdefault(item.rule, item)
    return Findings(evidence=tuple(evidence.values()))


def _in_sentence(sentence: Sentence) -> Iterator[Evidence]:
    for source in sources_of(sentence):
        if _is_official(sentence, source.first, source.last):
            yield Evidence("official", sentence.span(source.first, source.last))
    may_claim = not _MAY_CLAIM.isdisjoint(sentence.words)
    for at in range(len(sentence.words)) if may_claim else ():
        if _claims(sentence, at):
            yield Evidence("responsibility", sentence.span(at, at + 1))


def _claims(sentence: Sentence, at: int) -> bool:
    """«تبنت», «أعلنت … مسؤوليتها»; not «لم تعلن أي جهة مسؤوليتها»."""
    words = sentence.words
    announces = words[at] in _RESPONSIBILITY and not _ANNOUNCING.isdisjoint(words[:at])
    if words[at] not in _CLAIMING and not announces:
        return False
    return _NEGATION.isdisjoint(words[max(0, at - _NEGATION_REACH) : at])


def _is_official(sentence: Sentence, first: int, last: int) -> bool:
    words = sentence.words[first:last]
    if words[0].startswith(_UNNAMED):
        return False
    within = (f for f in sentence.layer("actor") if first <= f.first and f.last <= last)
    if any(actors()[found.key].type in _OFFICIAL_TYPES for found in within):
        return True
    return not _OFFICIAL_WORDS.isdisjoint(words)
