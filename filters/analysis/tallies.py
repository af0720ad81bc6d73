"""Numbers of weapons that do not stand before them: «الصواريخ ثلاثة», «عددها خمسة», «وسقط ثالث»."""

from collections.abc import Sequence
from dataclasses import replace

from filters.analysis.quantities import Number
from filters.analysis.reading import Sentence
from filters.phrasebook import Found
from filters.wordlists import word_list

_THEIR_NUMBER, _NUMBER_REACH = ("عددها", "وعددها"), 2
_REST = word_list("the-rest")
_OF_THEM = frozenset(("منها", "منهما", "منهم"))
_ORDINALS = ("ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر")
_FIRST_ORDINAL, _ORDINAL_REACH = 3, 25
_THEN = ("اما", "بينما", "فيما")
_HARMED = ("اصيب", "قتل", "جرح", "استشهد", "قضي", "اصاب")
_HARM_REACH = 4
_MEMBERS = word_list("members") | word_list("passers-by")
_THE_HARMED = ("جرحي", "قتلي", "مصابين", "ضحايا", "شهدا", "اصابات")


def is_predicate(sentence: Sentence, found: Found, number: Number) -> bool:
    """Tell whether the number behind a definite plural says how many they were: «أن الصواريخ ثلاثة»."""
    if not (found.has_article and found.key.endswith(":many")) or (number.count or 0) <= 1:
        return False
    before = sentence.words[max(0, found.first - 1) : found.first]
    following = sentence.words[number.last : number.last + 1]
    ends = not following or sentence.is_cut(number.last) or following[0].startswith(("و", "في"))
    return ends and not any(word.removeprefix("و").startswith(_HARMED) for word in before)


def tells_their_number(sentence: Sentence, number: Number) -> bool:
    """Tell whether the number follows «عددها»."""
    before = sentence.words[max(0, number.first - _NUMBER_REACH) : number.first]
    return any(word in _THEIR_NUMBER for word in before)


def counts_people(sentence: Sentence, number: Number) -> bool:
    """Tell whether the number is of the harmed: «عدد الجرحى خمسة», «اثنين من المارة أصيبا»."""
    before = sentence.words[max(0, number.first - 1) : number.first]
    after = sentence.words[number.last : number.last + _HARM_REACH]
    is_of_harmed = any(word.removeprefix("و").removeprefix("ال") in _THE_HARMED for word in before)
    if after[:1] == ("من",) and not _MEMBERS.isdisjoint(after[1:2]):
        return True  # «أربعة من حراس البوابة»
    return is_of_harmed or (after[:1] == ("من",) and any(word.startswith(_HARMED) for word in after))


def is_rest(sentence: Sentence, found: Found) -> bool:
    """Tell whether some of those counted before are meant: «صاروخين منها», «القذيفتان الأخريان».

    Not «صواريخ منها ثلاثة باليستية», where all are told first.
    """
    after = sentence.words[found.last : found.last + 1]
    if not _REST.isdisjoint(after):
        return True
    is_few = not found.key.endswith(":many") or sentence.is_cut(found.last + 1)
    return is_few and not _OF_THEM.isdisjoint(after)


def with_those_behind(sentence: Sentence, number: Number) -> Number:
    """Return the number with those that an ordinal adds to it: «أسقطت صاروخين، وسقط ثالث» are three."""
    count = number.count or 0
    while 1 < count < _FIRST_ORDINAL - 1 + len(_ORDINALS) and _is_told_next(sentence, number, count + 1):
        count += 1
    return replace(number, count=count) if count > (number.count or 0) else number


def ordinal(following: Sequence[str]) -> int:
    """Return how many there are if one is called the n-th: 4 of «صاروخ رابع»; 0 if no ordinal follows."""
    if not following or following[0] not in _ORDINALS:
        return 0
    return _ORDINALS.index(following[0]) + _FIRST_ORDINAL


def _is_told_next(sentence: Sentence, number: Number, count: int) -> bool:
    ordinal = _ORDINALS[count - _FIRST_ORDINAL]
    blasts = {found.last for found in sentence.layer("explosion")}  # «وانفجار ثالث» is no third rocket
    hits = {found.last for found in sentence.layer("hit")} - blasts
    reach = range(number.last, min(number.last + _ORDINAL_REACH, len(sentence.words)))
    return any(_is_ordinal(sentence.words, at, ordinal, hits) for at in reach)


def _is_ordinal(words: Sequence[str], at: int, ordinal: str, hits: set[int]) -> bool:
    """Tell whether a weapon is called the third: what fell, not «هجوم ثالث», «لليوم الثالث»."""
    word = words[at].removeprefix("و").removeprefix("ال").removesuffix("ا").removesuffix("ه")
    if word != ordinal:
        return False
    return at in hits or words[at - 1] in _THEN or words[at].startswith("و")
