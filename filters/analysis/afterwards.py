"""What follows an event and is spoken of with its words: sentences of courts, visits to the wounded."""

from collections.abc import Sequence
from itertools import pairwise

from filters.analysis.quantities import is_number_word
from filters.analysis.reading import Reading, Sentence
from filters.analysis.wordforms import behind_leads
from filters.gazetteer import actors
from filters.wordlists import word_list

_LEADS = ("", "و", "ب", "ل", "وب", "ول", "بل")
_PENALTIES = word_list("penalties")
_RULINGS = word_list("rulings")
_COURTS = frozenset(lead + word for word in _PENALTIES | _RULINGS for lead in _LEADS)
_CONVICTS = tuple(sorted(word_list("convicts")))
_TERMS, _TERM_REACH = word_list("terms-of-prison"), 4
_MEASURES, _MEASURED_AFTER, _MEASURE_WITHIN = word_list("measures"), word_list("measured-after"), 3
_ORDERING, _ORDERED, _ORDER_WITHIN = word_list("ordering"), word_list("ordered"), 5
_INQUIRY = frozenset((("بفتح", "تحقيق"), ("باجراء", "تحقيق"), ("بفتح", "التحقيق")))
_REASONS, _REASON_REACH, _CAUSES = word_list("governed-by-reason"), 2, ("بسبب", "جراء", "نتيجه")
_SEIZING = ("قبض", "عتقل", "عتقال")
_CALLING = ("statement", "threat", "denial")
_HURT = word_list("the-hurt")
_SITES = word_list("known-sites")
_CALLING_ON = word_list("calling-on")
_LEAVING = frozenset(("تغادر", "غادر", "يغادر", "يغادرون", "غادرت", "غادروا", "مغادره", "خروج"))
_RETURNING, _HOSPITALS = word_list("returning"), word_list("hospitals")
_EVENTS = ("attack", "explosion")
_BURYING, _BURIED = behind_leads(word_list("burying")), behind_leads(word_list("buried"))
_BURIAL_OPENING, _BURIAL_REACH = 2, 12


def follows(reading: Reading, sentence: Sentence, cue: int) -> bool:
    """Tell whether the sentence is of what follows the event of word `cue`, or of why something is done."""
    if is_ruling(sentence) or tends_hurt(sentence) or _buries(sentence):
        return True
    return is_measure(sentence, cue) or _is_reason(reading, sentence, cue)


def _buries(sentence: Sentence) -> bool:
    """«شيعت المدينة أمس جثماني الضابطين اللذين قضيا في التفجير»: the dead of an event of before."""
    opening = sentence.words[:_BURIAL_OPENING]
    return not _BURYING.isdisjoint(opening) and not _BURIED.isdisjoint(sentence.words[:_BURIAL_REACH])


def is_ruling(sentence: Sentence) -> bool:
    """Tell whether a court sentences somebody, or a sentence is carried out: «السجن 9 سنوات لمدان بـ…».

    Not who is caught, nor who demands it, nor what an armed group does to its prisoners.
    """
    if _COURTS.isdisjoint(sentence.words):
        return False
    words = [word.removeprefix("و").removeprefix("ب").removeprefix("ل") for word in sentence.words]
    at = next((i for i, word in enumerate(words) if word in _PENALTIES or word in _RULINGS), None)
    if at is None or any(stem in word for word in words for stem in _SEIZING):
        return False
    if sentence.first(*_CALLING) < at or _is_by_group(sentence):
        return False
    is_of_convict = any(word.removeprefix("ال").startswith(_CONVICTS) for word in words)
    is_imposed = is_of_convict and (words[at] in _PENALTIES or "حق" in words[at:])
    return is_imposed or _is_for_years(words, at)


def _is_for_years(words: Sequence[str], at: int) -> bool:
    """«السجن 9 سنوات», «حكم بسجنه عامين»."""
    after = words[at + 1 : at + 1 + _TERM_REACH]
    counts = any(word.isdigit() or is_number_word(word) for word in after) or "موبد" in after
    return counts and not _TERMS.isdisjoint(after)


def _is_by_group(sentence: Sentence) -> bool:
    """«داعش يعدم …»."""
    return any(actors()[f.key].type == "armed-group" and f.first <= 1 for f in sentence.layer("actor"))


def is_measure(sentence: Sentence, cue: int) -> bool:
    """Tell whether it is of a measure taken after the event of word `cue`: «إقالة … غداة مقتل محتجين»."""
    if _is_order(sentence, cue):
        return True
    first = enumerate(sentence.words[:_MEASURE_WITHIN])
    at = next((at for at, word in first if word.removeprefix("و") in _MEASURES), cue)
    return not _MEASURED_AFTER.isdisjoint(sentence.words[at + 1 : cue])


def _is_order(sentence: Sentence, cue: int) -> bool:
    """«وجه … بتشكيل لجنة تحقيقية بحق آمر القاطع الذي انطلقت منه صواريخ …»."""
    words = sentence.words[:cue]
    orders = any(word.removeprefix("و") in _ORDERING for word in words[:_ORDER_WITHIN])
    is_inquiry = not _INQUIRY.isdisjoint(pairwise(words))  # not «أمر بفتح النار»
    return orders and (is_inquiry or not _ORDERED.isdisjoint(words))


def _is_reason(reading: Reading, sentence: Sentence, cue: int) -> bool:
    """Tell whether the event of word `cue` is known already and why something is done.

    «بسبب الهجمات الإيرانية.. تعليق الرحلات», «إغلاق المطار جراء القصف»; who is killed by it is news.
    """
    words, titles = sentence.words, [s for s in reading.sentences if s.field == "title"]
    if any(s.has("kill", "weapon") for s in (sentence, *titles)) or not words[cue].startswith("ال"):
        return False
    is_opening = words[0] in _REASONS and cue <= _REASON_REACH and sentence.field == "title"
    is_shut = min(sentence.first("closure"), sentence.first("alert")) < cue
    return is_opening or (is_shut and words[cue - 1] in _CAUSES)


def tends_hurt(sentence: Sentence) -> bool:
    """Tell whether a title is of those whom an attack hurt: who visits them, who leaves hospital.

    «عاد القصف وأوقع جرحى» tells of others.
    """
    if sentence.field != "title" or not (sentence.has(*_EVENTS, "accident") or _names_site(sentence)):
        return False
    hurt = next((at for at, word in enumerate(sentence.words) if word in _HURT), None)
    if hurt is None:
        return False
    before = [word.removeprefix("و") for word in sentence.words[:hurt]]
    calls = any(word in _CALLING_ON for word in before) or (before[-1:] and before[-1] in _RETURNING)
    leaves = not _HOSPITALS.isdisjoint(sentence.words) and not _LEAVING.isdisjoint(sentence.words)
    return bool(calls or leaves)


def _names_site(sentence: Sentence) -> bool:
    """«مصابي مسجد …»: an attack that is known by where it was."""
    return any(a in _HURT and b.removeprefix("ال") in _SITES for a, b in pairwise(sentence.words))
