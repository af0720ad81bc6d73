"""Whether a word is denied by what stands right before it."""

from itertools import pairwise

from filters.analysis.reading import Sentence
from filters.wordlists import word_list

_NEGATIONS = word_list("event-negation")
_HAVING = word_list("having")
_OF_FIRING, _TRUCE = "لاطلاق", "وقف"
_NEWS = word_list("news-words")
_REACH = 4


def is_negated(sentence: Sentence, word: int) -> bool:
    """Tell whether word number `word` is denied: «لم يقصف», «لا أنباء عن سقوط …»."""
    before = [told.removeprefix("و") for told in sentence.words[max(0, word - _REACH) : word]]
    printed = sentence.words[max(0, word - _REACH) : word]
    if before and not _NEGATIONS.isdisjoint((before[-1], printed[-1])):
        return True
    if sentence.words[word].startswith(_OF_FIRING) and _TRUCE in printed:
        return True  # «وقف فوري ودائم لإطلاق النار»
    if any(told in _HAVING and one in _NEGATIONS for one, told in pairwise(before)):
        return True  # «لا تمتلك منصات إطلاق صواريخ»
    return any(
        told in _NEWS and not _NEGATIONS.isdisjoint(before[max(0, at - 1) : at])
        for at, told in enumerate(before)
    )
