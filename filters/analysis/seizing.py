"""Weapons that were found, seized or taken apart: what is seized hits nothing."""

from functools import lru_cache
from itertools import compress, count, pairwise

from filters.analysis.quantities import is_number_word
from filters.analysis.reading import FAR, Sentence, once
from filters.analysis.weaponry import fall_in
from filters.wordlists import word_list

_SEIZED = tuple(sorted(word_list("seized")))
_SEIZED_REACH, _FOUND_REACH = 6, 9
_KNOWN_WORDS = 30_000
_USED = word_list("used-weapons")
_LAUNCHERS = ("منصه", "منصات", "منصتي", "منصتين", "راجمه", "راجمات")
_REMNANTS = word_list("remnants")


@once
def seizes_weapon(sentence: Sentence) -> bool:
    """«ضبط طائرة مسيرة داخل الخضراء», «العثور على 40 صاروخا»: what is seized hits nothing.

    «منصة الصواريخ التي استهدفت …» did.
    """
    seizing = _first_seizing(sentence)
    if seizing == FAR or fall_in(sentence) < seizing:
        return False  # «سقوط صاروخ …، وعثرت القوات على منصة وبداخلها صاروخ»
    if _is_ready(sentence) and any("عثر" in word for word in sentence.words):
        return True
    if not _USED.isdisjoint(sentence.words):
        return False
    if any(_is_seizing(a) and _bare(b) in _LAUNCHERS for a, b in pairwise(sentence.words)):
        return True
    before = (
        word
        for found in sentence.layer("weapon")
        for word in sentence.words[max(0, found.first - _SEIZED_REACH) : found.first]
    )
    return any(map(_is_seizing, before)) or _finds_it_there(sentence)


def _finds_it_there(sentence: Sentence) -> bool:
    """«عثرت في بستان جنوبي العاصمة على ستة صواريخ»: where it was stands between."""
    words = sentence.words
    for found in sentence.layer("weapon"):
        on = found.first - 1 - (found.first > 1 and _is_count(words[found.first - 1]))
        if words[max(0, on)] == "علي" and any(map(_is_seizing, words[max(0, on - _FOUND_REACH) : on])):
            return True
    return False


def _is_count(word: str) -> bool:
    return word.isdigit() or is_number_word(word)


def _first_seizing(sentence: Sentence) -> int:
    return next(compress(count(), map(_is_seizing, sentence.words)), FAR)


@lru_cache(_KNOWN_WORDS)
def _is_seizing(word: str) -> bool:
    return _bare(word).startswith(_SEIZED)


def seizes_launcher(sentence: Sentence) -> bool:
    """«العثور على منصة صواريخ», «صواريخ معدة للإطلاق»; a drone that is found may have come down."""
    if not seizes_weapon(sentence):
        return False
    is_launcher = any(word.removeprefix("ب").removeprefix("ال") in _LAUNCHERS for word in sentence.words)
    return is_launcher or _is_ready(sentence)


def seizes_remnant(sentence: Sentence) -> bool:
    """«العثور على صاروخ قديم»."""
    return seizes_weapon(sentence) and not _REMNANTS.isdisjoint(sentence.bare)


def _is_ready(sentence: Sentence) -> bool:
    """«صواريخ معدة للإطلاق»."""
    is_made_ready = any(word.startswith(("معد", "مهيا", "جاهز")) for word in sentence.words)
    return is_made_ready and any(word.startswith("للاطلاق") for word in sentence.words)


def _bare(word: str) -> str:
    return word.removeprefix("و").removeprefix("ال").removeprefix("ب")


def is_taken_apart(sentence: Sentence) -> bool:
    """«تفكيك سيارة مفخخة قبل وصولها إلى …»: all that is called an attack is a bomb that did not go off."""
    cues, bombs = sentence.layer("attack"), {f.first for f in sentence.layer("weapon")}
    taken = (f.first in bombs and _is_seizing(sentence.words[max(0, f.first - 1)]) for f in cues)
    return bool(cues) and all(taken)
