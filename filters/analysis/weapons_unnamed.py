"""Weapons that a sentence tells by what is done, not by name: «طيران يقصف», «أطلقت امرأتان النار»."""

from collections.abc import Iterator, Sequence

from filters.analysis.attribution import source_at
from filters.analysis.reading import Sentence
from filters.model import Qualifier, Quantity
from filters.wordlists import word_list

_BOMBING = word_list("bombing")
_AIRCRAFT = word_list("aircraft")
_AIRBORNE = ("airstrike", "drone", "missile", "rocket", "shell")
_FLOWN_REACH = 4
_FIRING, _FIRE, _FIRE_REACH = (
    ("اطلق", "يطلق", "تطلق", "فتح", "يفتح"),
    frozenset(("النار", "الرصاص", "النيران")),
    5,
)


def flown(sentence: Sentence) -> Iterator[Quantity]:
    """Yield an air strike that is told by who bombs: «طيران مجهول يقصف», «قصف نفذته طائرة تركية»."""
    words = sentence.words
    if any(found.key.startswith(_AIRBORNE) for found in sentence.layer("weapon")):
        return
    for at, word in enumerate(words):
        near = words[max(0, at - _FLOWN_REACH) : at + _FLOWN_REACH]
        is_bombing = _stem(word) in _BOMBING
        if is_bombing and any(_stem(other) in _AIRCRAFT for other in near) and not _is_drone(near):
            yield Quantity(
                "airstrike", None, Qualifier.EXACT, source_at(sentence, at), sentence.span(at, at + 1)
            )
            return


def shot(sentence: Sentence) -> Iterator[Quantity]:
    """Yield shots whose verb stands apart from its object: «أطلقت امرأتان النار على …»."""
    if any(found.key.startswith("gunfire") for found in sentence.layer("weapon")):
        return
    words = sentence.words
    for at, word in enumerate(words):
        fires = word.removeprefix("و").removeprefix("ف").startswith(_FIRING) and "صواريخ" not in words
        if fires and not _FIRE.isdisjoint(words[at + 1 : at + _FIRE_REACH]):
            span = sentence.span(at, at + 1)
            yield Quantity("gunfire", None, Qualifier.EXACT, source_at(sentence, at), span)
            return


def _stem(word: str) -> str:
    return word.removeprefix("و").removeprefix("ب").removeprefix("ال")


def _is_drone(words: Sequence[str]) -> bool:
    return any("مسير" in word or "درون" in word or word == "بدون" for word in words)
