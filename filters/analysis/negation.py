"""Whether a word is denied by what stands right before it."""

import re
from itertools import pairwise

from filters.analysis.reading import FAR, Reading, Sentence, once
from filters.wordlists import word_list

_NEGATIONS = word_list("event-negation")
_HAVING = word_list("having")
_OF_FIRING, _TRUCE = "لاطلاق", "وقف"
_NEWS = word_list("news-words")
_REACH = 4
# Not «وهو ما تنفيه الفصائل»: what is denied there is who did it.
_WHICH_IS = ("وهو", "وهي", "وهذا", "كلام", "خبر", "انبا")
_FOOTAGE = ("مقطع", "فيديو", "الفيديو", "صوره", "صور")
_SPREAD, _SPREAD_REACH = word_list("spread-words"), 6
_SPREADERS = word_list("spreaders")
_TOLD_ABOUT = word_list("told-about")
_CLEARED = (("تتضح",), ("يتضح",), ("تتكشف",))
_FORGED = frozenset(("مضلل", "مضلله", "مفبرك", "مفبركه"))
# What is old right after a closing quotation mark is the footage; else it may be the market that was hit.
_OLD = re.compile(r"[»\"”]\s*قديمة?\s*$")
_UNTRUE = ("غير", "عار", "عاريه", "كاذب", "كاذبه", "مفبرك", "مفبركه", "شايعه", "شايعات")


def is_called_untrue(sentence: Sentence) -> bool:
    """«تحدثت صفحات عن صاروخ سقط …، وهو كلام غير صحيح»."""
    if _is_old_footage(sentence):
        return True
    if _is_gossip(sentence) or _is_cleared_up(sentence):
        return True
    starts = (found.first for found in sentence.layer("denial") if found.first)
    return any(sentence.words[at - 1] in _WHICH_IS and sentence.words[at] in _UNTRUE for at in starts)


def _is_gossip(sentence: Sentence) -> bool:
    """«ما أشيع عن سقوط صواريخ … عار عن الصحة»."""
    denied = sentence.layer("denial")
    pairs = enumerate(pairwise(sentence.words) if denied else ())
    told = next((at for at, (what, is_told) in pairs if what == "ما" and is_told in _TOLD_ABOUT), FAR)
    return any(found.first > told for found in denied)


def _is_cleared_up(sentence: Sentence) -> bool:
    """«سارع بعضهم إلى الحديث عن صواريخ قبل أن تتضح الحقيقة»."""
    words = sentence.words
    return "قبل" in words and any(
        pair == ("قبل", "ان") and words[at + 2 : at + 3] in _CLEARED
        for at, pair in enumerate(pairwise(words))
    )


def is_rumour(reading: Reading, sentence: Sentence) -> bool:
    """«تداولت صفحات خبرا مفاده حدوث انفجار …», and behind it or in the next sentence it is called untrue."""
    if _SPREAD.isdisjoint(sentence.words[:_SPREAD_REACH]) or _SPREADERS.isdisjoint(sentence.words):
        return False
    if any(found.first >= _SPREAD_REACH for found in sentence.layer("denial")):
        return True
    at = next(at for at, other in enumerate(reading.sentences) if other is sentence)
    return any(other.has("denial") for other in reading.sentences[at + 1 : at + 2])


def _is_old_footage(sentence: Sentence) -> bool:
    """«مقطع «قصف السفارة» قديم»."""
    if sentence.field != "title" or not sentence.words or sentence.words[0] not in _FOOTAGE:
        return False
    return not _FORGED.isdisjoint(sentence.words) or bool(_OLD.search(sentence.text))


@once
def is_negated(sentence: Sentence, word: int) -> bool:
    """Tell whether word number `word` is denied: «لم يقصف», «لا أنباء عن سقوط …»."""
    before = [told.removeprefix("و") for told in sentence.words[max(0, word - _REACH) : word]]
    printed = sentence.words[max(0, word - _REACH) : word]
    if before and not _NEGATIONS.isdisjoint((before[-1], printed[-1])):
        return True
    if sentence.words[word].startswith(_OF_FIRING) and _TRUCE in printed:
        return True  # «وقف فوري ودائم لإطلاق النار»
    if _NEGATIONS.isdisjoint(before):
        return False
    if any(told in _HAVING and one in _NEGATIONS for one, told in pairwise(before)):
        return True  # «لا تمتلك منصات إطلاق صواريخ»
    return any(
        told in _NEWS and not _NEGATIONS.isdisjoint(before[max(0, at - 1) : at])
        for at, told in enumerate(before)
    )
