"""Which of the lesser events a sentence tells: fires, accidents, protests, arrests, closures, crimes."""

from collections.abc import Sequence
from itertools import pairwise

from filters.analysis.parties import tells
from filters.analysis.quantities import is_number_word
from filters.analysis.reading import Sentence
from filters.analysis.seizing import seizes_weapon
from filters.analysis.violence import (
    dies_of_shots,
    is_death,
    is_shot,
    kidnaps,
    perished,
    shoots_kin,
)
from filters.analysis.wordforms import behind_leads
from filters.model import Event
from filters.wordlists import word_list

MINOR = {
    "fire": Event.FIRE,
    "accident": Event.ACCIDENT,
    "protest": Event.PROTEST,
    "arrest": Event.ARREST,
    "closure": Event.CLOSURE,
    "crime": Event.CRIME,
}
_AHEAD_OF = word_list("ahead-of")
_PERISHING = ("ختناق", "مصرع", "وفاه", "وفيات", "حتف", "حروق")
_MISHAP = (("بحادث",), ("بحوادث",), ("حوادث",), ("الحوادث",), ("للحوادث",), ("والحوادث",))
_PEOPLE, _PEOPLE_REACH = word_list("closing-people"), 3
_HALTING = ("توقف", "يوقف", "اوقفت", "اوقف")
_HALTED = word_list("halted")
_PROTESTING = ("يحتج", "تحتج", "احتج", "احتجاجه", "احتجاجها")
_DIPLOMATS = word_list("diplomats")
_FOILING = ("احبط", "احباط", "تحبط", "يحبط")
_RELEASING = word_list("releasing")
_REOPENING = word_list("reopening")
_EFFECTS, _AFFECTING, _FELT_REACH = word_list("effects"), word_list("affecting"), 4
_WEATHER = word_list("weather")
_FIRMS, _FIRM_REACH = word_list("firms"), 3
_CONTROL = behind_leads(("ضبط",)) | {"لضبط"}
_SEIZING = _CONTROL | frozenset(_HALTING)
_CONTROLLED = word_list("controlled")


def minor_of(sentence: Sentence) -> tuple[Event, tuple[str, ...]] | None:
    """Return the lesser event that is named first, and the layers whose cues say so; None if none is told.

    An arrest of protesters is an arrest.
    """
    told = _told(sentence)
    if set(told) <= {"crime"} and (_seizes(sentence) or _is_foiled(sentence, told)):
        return Event.ARREST, ("arrest", "drill", "crime")
    if not told and seizes_weapon(sentence):
        return Event.ARREST, ("arrest", "drill", "weapon")
    if not told:
        return _private_of(sentence)
    if "closure" in told and any("اجوا" in word for word in sentence.words):
        return Event.ALERT, ("closure",)
    first = _leading(sentence, told)
    return MINOR[first], (first,)


def _told(sentence: Sentence) -> list[str]:
    """Return the layers whose cues tell an event here, none of them by the way."""
    if not sentence.has(*MINOR):
        return []
    told = [layer for layer in MINOR if tells(sentence, layer) and not _is_by_the_way(sentence, layer)]
    if "accident" in told and _is_only_a_body(sentence) and "crime" in told:
        told.remove("crime")
    if "accident" in told and "fire" in told and _is_only_a_death(sentence):
        told.remove("accident")  # «مصرع شخصين جراء حريق»
    return told


def _is_by_the_way(sentence: Sentence, layer: str) -> bool:
    match layer:
        case "accident":
            return _is_only_mentioned(sentence)
        case "arrest":
            return _is_released(sentence)
        case "protest":
            return _is_diplomatic(sentence)
        case "closure":
            return _is_reopened(sentence) or _is_closure_felt(sentence) or _is_of_firm(sentence)
    return False


def _private_of(sentence: Sentence) -> tuple[Event, tuple[str, ...]] | None:
    """Return what no word of a class tells: shots among private people, or a death."""
    if is_shot(sentence) or shoots_kin(sentence) or kidnaps(sentence):
        return Event.CRIME, ("attack", "weapon")
    if dies_of_shots(sentence):
        return Event.CRIME, ("weapon",)
    if is_death(sentence):
        return (Event.ACCIDENT if perished(sentence) else Event.CRIME), ("kill",)
    return None


def _leading(sentence: Sentence, told: Sequence[str]) -> str:
    """Return the layer that names the event: roads cut by protesters are a protest, by floods a closure."""
    if told[0] != "protest" and "closure" in told and _is_by_people(sentence):
        return "protest"
    if {"protest", "closure"} <= set(told):
        closure, protest = sentence.first("closure"), sentence.first("protest")
        if not _AHEAD_OF.isdisjoint(sentence.words[closure:protest]):
            return "closure"  # «إغلاق جسرين تحسبا لتظاهرة»
        return "protest" if _WEATHER.isdisjoint(w.removeprefix("ب") for w in sentence.words) else "closure"
    if {"crime", "accident"} <= set(told) and _is_murder(sentence):
        return "crime"  # «مصرع فتاة بسقوطها وشاب يقتل والدته»
    if {"protest", "accident"} <= set(told) and any("ختناق" in word for word in sentence.words):
        return "protest"  # «اختناق متظاهرين»
    return min(told, key=sentence.first)


def _is_murder(sentence: Sentence) -> bool:
    cues = (sentence.words[found.first : found.last] for found in sentence.layer("crime"))
    return any(words[0].startswith(("يقتل", "تقتل")) or "قتل" in words[-1] for words in cues)


def _is_by_people(sentence: Sentence) -> bool:
    """«أهالي المشخاب يغلقون مبنى البلدية»: who closes something and is no force demands something."""
    first = sentence.first("closure")
    return any(word in _PEOPLE for word in sentence.words[max(0, first - _PEOPLE_REACH) : first + 2])


def _is_only_a_body(sentence: Sentence) -> bool:
    """Tell whether nothing but a body found speaks for a crime: the drowned are found too."""
    cues = [sentence.words[found.first] for found in sentence.layer("crime")]
    return bool(cues) and all("جثه" in word or "جثث" in word for word in cues)


def _is_only_a_death(sentence: Sentence) -> bool:
    """Tell whether nothing but a death or a choking speaks for an accident."""
    cues = [sentence.words[found.first] for found in sentence.layer("accident")]
    return bool(cues) and all(any(stem in word for stem in _PERISHING) for word in cues)


def _is_only_mentioned(sentence: Sentence) -> bool:
    """«الصادرات لم تتأثر بحادث الحقل»: a mishap that hurts nobody is one spoken of."""
    cues = (sentence.words[found.first : found.last] for found in sentence.layer("accident"))
    return not sentence.has("kill") and all(words in _MISHAP for words in cues)


def _is_reopened(sentence: Sentence) -> bool:
    """«افتتاح المنفذ بعد إغلاق دام عامين»: what was closed is open again."""
    first = sentence.first("closure")
    before = sentence.words[first - 1] if first else ""
    opens = any(word.removeprefix("و") in _REOPENING for word in sentence.words)
    return opens and before in ("بعد", "عقب")


def _is_released(sentence: Sentence) -> bool:
    """«الإفراج عن صحفي بعد يوم من توقيفه»."""
    first = sentence.first("arrest")
    return any(word.removeprefix("و").removeprefix("ب") in _RELEASING for word in sentence.words[:first])


def _is_diplomatic(sentence: Sentence) -> bool:
    """«الوفد يحتج على تهديدات …»: states protest with words."""
    cues = (sentence.words[found.first] for found in sentence.layer("protest"))
    return all(word.startswith(_PROTESTING) for word in cues) and any(
        word.removeprefix("و").removeprefix("ال") in _DIPLOMATS for word in sentence.words
    )


def _is_closure_felt(sentence: Sentence) -> bool:
    """«تداعيات إغلاق هرمز», «إغلاق هرمز يربك الأسواق»: the closure is known, its effects are the news."""
    first = sentence.first("closure")
    before = (word.removeprefix("ب") for word in sentence.words[max(0, first - 2) : first])
    after = sentence.words[first + 1 : first + 1 + _FELT_REACH]
    return not _EFFECTS.isdisjoint(before) or not _AFFECTING.isdisjoint(after)


def _is_seizable(word: str) -> bool:
    """«ضبط 44 كغم», «ضبط أموال»; «ضبط الحدود», «ضبط نفس» are control."""
    return not word.startswith("ال") and word not in _CONTROLLED


def _is_of_firm(sentence: Sentence) -> bool:
    """«إغلاق 50 معهدا غير مجاز», «تغلق موسم التسويق»: shops, seasons and accounts are no roads."""
    last = next((found.last for found in sentence.layer("closure")), 0)
    after = (word.removeprefix("ال") for word in sentence.words[last : last + _FIRM_REACH])
    closed = next((word for word in after if not (word.isdigit() or is_number_word(word))), "")
    return closed in _FIRMS


def _is_foiled(sentence: Sentence, told: Sequence[str]) -> bool:
    """«الجمارك تحبط محاولة تهريب 142 كيلو حشيش»: what was foiled ends in a seizure."""
    return bool(told) and any(word.removeprefix("و").startswith(_FOILING) for word in sentence.words)


def _seizes(sentence: Sentence) -> bool:
    """«ضبط أموال», «توقف 30 شخصا»: control of a thing is a seizure, and so is a halt of a number."""
    words = sentence.words
    if _SEIZING.isdisjoint(words):
        return False
    for at, (word, following) in enumerate(pairwise(words)):
        if word in _CONTROL and _is_seizable(following):
            return True
        if following.isdigit() and word in _HALTING and not _HALTED.isdisjoint(words[at + 2 : at + 3]):
            return True
    return False
