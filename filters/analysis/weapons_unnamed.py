"""Weapons that a sentence tells by what is done, not by name: «طيران يقصف», «صواريخ من الكويت نحو إيران»."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from filters.analysis.attribution import source_at
from filters.analysis.reading import Sentence
from filters.gazetteer import lineage, places
from filters.model import Qualifier, Quantity
from filters.wordlists import keyed, word_list

_BOMBING = word_list("bombing")
_AIRCRAFT = word_list("aircraft")
_FLOWN_TO = word_list("flown-to")
# From there come Katyushas and rockets of militias.
_OF_ROCKETS = frozenset({"lebanon", "palestine", "syria", "iraq"})
# Nobody near enough to these but states, and the Houthis, has any.
_OF_MISSILES = word_list("reached-by-missiles")
_ROCKETEERS = word_list("rocketeers")
_NATIONALITIES = keyed("nationalities")
_AT_IT = frozenset(("باتجاه", "اتجاه", "نحو", "صوب", "الي", "علي"))
_AIRBORNE = ("airstrike", "drone", "missile", "rocket", "shell")
_FLOWN_REACH = 4
_BLEW_UP, _DAYS = "فجر", word_list("days-of-the-week") | {"اليوم", "امس", "هذا"}
_VEHICLES, _DRIVING, _DRIVEN_REACH = word_list("vehicles"), word_list("driving"), 5
_FIRING, _FIRE, _FIRE_REACH = (
    ("اطلق", "يطلق", "تطلق", "فتح", "يفتح"),
    frozenset(("النار", "الرصاص", "النيران")),
    8,
)


_AIR_VERBS = frozenset(
    a + b + c + word
    for word in _BOMBING | _FLOWN_TO
    for a in ("", "و")
    for b in ("", "ب")
    for c in ("", "ال")
)


def flown(sentence: Sentence) -> Iterator[Quantity]:
    """Yield an air strike that is told by who bombs: «طيران مجهول يقصف», «قصف نفذته طائرة تركية»."""
    words = sentence.words
    if any(found.key.startswith(_AIRBORNE) for found in sentence.layer("weapon")):
        return
    for at, word in enumerate(words):
        if word not in _AIR_VERBS:
            continue
        near = words[max(0, at - _FLOWN_REACH) : at + _FLOWN_REACH]
        is_bombing = _stem(word) in _BOMBING and _has_aircraft(near)
        is_flown = _stem(word) in _FLOWN_TO and _has_aircraft(words[max(0, at - _FLOWN_REACH) : at])
        if (is_bombing or is_flown) and not _is_drone(near):
            yield Quantity(
                "airstrike", None, Qualifier.EXACT, source_at(sentence, at), sentence.span(at, at + 1)
            )
            return


def shot(sentence: Sentence) -> Iterator[Quantity]:
    """Yield shots whose verb stands apart from its object: «أطلقت امرأتان النار على …»."""
    if any(found.key.startswith("gunfire") for found in sentence.layer("weapon")):
        return
    words = sentence.words
    if _FIRE.isdisjoint(words):
        return
    for at, word in enumerate(words):
        fires = word.removeprefix("و").removeprefix("ف").startswith(_FIRING) and "صواريخ" not in words
        if fires and not _FIRE.isdisjoint(words[at + 1 : at + _FIRE_REACH]):
            span = sentence.span(at, at + 1)
            yield Quantity("gunfire", None, Qualifier.EXACT, source_at(sentence, at), span)
            return


def driven(sentence: Sentence) -> Iterator[Quantity]:
    """Yield the car bomb of «فجر انتحاري سيارته», «هجوم انتحاري بواسطة شاحنة»."""
    kinds = {found.key.partition(":")[0] for found in sentence.layer("weapon")}
    if "suicide" not in kinds or "car_bomb" in kinds:
        return
    words = sentence.words
    for at, word in enumerate(words):
        near = words[max(0, at - _DRIVEN_REACH) : at + _DRIVEN_REACH]
        if word.removeprefix("ب") in _VEHICLES and (not _DRIVING.isdisjoint(near) or _blows_up(near)):
            span = sentence.span(at, at + 1)
            yield Quantity("car_bomb", None, Qualifier.EXACT, source_at(sentence, at), span)
            return


def _blows_up(words: Sequence[str]) -> bool:
    """«فجر انتحاري سيارة», not «سيارة … فجر اليوم»."""
    pairs = pairwise((*words, ""))
    return any(word.removeprefix("ف") == _BLEW_UP and after not in _DAYS for word, after in pairs)


def flies_between_states(sentence: Sentence) -> bool:
    """Tell whether it is said to go from one country to another, from one whose forces have missiles."""
    named = [f for f in sentence.layer("place") if places()[f.key].type == "country" and f.first]
    origins = {f.key for f in named if sentence.words[f.first - 1] == "من"} - _OF_ROCKETS
    aims = {f.key for f in named if sentence.words[f.first - 1] in _AT_IT or f.proclitic.startswith("ل")}
    return bool(origins and aims - origins)


def lies_beyond_rockets(sentence: Sentence) -> bool:
    """Tell whether only countries are named that no rocket reaches: «الدفاعات الكويتية تتصدى لصواريخ»."""
    named = {lineage(found.key)[-1] for found in sentence.layer("place")}
    named |= {_NATIONALITIES.get(_stem(word), "") for word in sentence.words} - {""}
    return bool(named) and named <= _OF_MISSILES and _ROCKETEERS.isdisjoint(sentence.words)


def _has_aircraft(words: Sequence[str]) -> bool:
    return any(_stem(word) in _AIRCRAFT for word in words)


def _stem(word: str) -> str:
    return word.removeprefix("و").removeprefix("ب").removeprefix("ال")


def _is_drone(words: Sequence[str]) -> bool:
    return any("مسير" in word or "درون" in word or word == "بدون" for word in words)
