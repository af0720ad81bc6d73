"""The ways a compound is printed: «خان يونس» and «خانيونس», F16 and F-16, 1480 and 1,480."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from filters.arabic import fold
from filters.morphology.corrections import name_spellings
from filters.morphology.lexicon import nouns
from filters.querylang.tree import Mode, Word

# Words that are written joined to the next or apart from it, folded.
_JOINERS = frozenset(
    fold(
        "محمد عبد أبو أبا أبي أم بن ابن آل خان تل بيت دير رأس نصر سي دار كفر عين باب رام شرم ذي بور سان نيو"
        " بو جاد طوز بوكو ضياء حزب جبل وادي شمس نور سيف فضل خير فتح هبة سعد عطا جار مار"
    ).split()
)
_BEGINNINGS = tuple(_JOINERS)
_SHORTEST_REST = 3
# What the names of weapons and illnesses are made of: F-16, إف 16, covid-19.
_TYPE = re.compile("([a-z]+|[ء-ي]{1,8})([0-9]{1,4})")
_LETTERS = re.compile("[a-z]{1,5}|[ء-ي]{1,8}")
_THOUSANDS = re.compile("[1-9][0-9]{3,}")
_HEAD, _GROUP = re.compile("[1-9][0-9]{0,2}"), re.compile("[0-9]{3}")
_WORDS = 50_000


def spacings(words: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """Yield the words as typed, then with one pair joined, then with one word parted, where that is usual."""
    yield words
    for at, word in enumerate(words):
        if word.mode is not Mode.FORMS:
            continue
        following = words[at + 1] if at + 1 < len(words) else None
        if following is not None and following.mode is Mode.FORMS and fold(word.text) in _JOINERS:
            yield (*words[:at], Word(word.text + following.text, Mode.NAME), *words[at + 2 :])
        for part in _parts(word.text):
            yield (*words[:at], *part, *words[at + 1 :])
        length = _joined(words[at:])
        if length > 1:
            text = "".join(one.text for one in words[at : at + length])
            yield (*words[:at], Word(text, Mode.SPELT), *words[at + length :])


def _joined(words: tuple[Word, ...]) -> int:
    """Return how many of the first words are groups of one number, or the letters and digits of a type."""
    first, *others = (word.text if word.mode is Mode.FORMS else "" for word in words)
    if not others or not others[0].isdecimal():
        return 0  # nearly all words
    if _LETTERS.fullmatch(fold(first)):
        return 2
    groups = list(takewhile(_GROUP.fullmatch, others))
    return 1 + len(groups) if _HEAD.fullmatch(first) else 0


@lru_cache(_WORDS)
def _parts(text: str) -> tuple[tuple[Word, ...], ...]:
    if text[-1:].isdecimal():
        return _parts_with_digits(text)
    if not fold(text).startswith(_BEGINNINGS):
        return ()  # nearly all words; there may be a million
    sizes = range(2, len(text) - _SHORTEST_REST + 1)
    joined = [size for size in sizes if fold(text[:size]) in _JOINERS]
    if not joined or _is_noun(text):
        return ()
    return tuple((Word(text[:size], Mode.FORMS), Word(text[size:], Mode.NAME)) for size in joined)


def _parts_with_digits(text: str) -> tuple[tuple[Word, ...], ...]:
    if _THOUSANDS.fullmatch(text):
        first = len(text) % 3 or 3
        groups = (text[:first], *(text[at : at + 3] for at in range(first, len(text), 3)))
    else:
        found = _TYPE.fullmatch(fold(text))
        groups = found.groups() if found else ()
    return (tuple(Word(group, Mode.SPELT) for group in groups),) if groups else ()


def _is_noun(text: str) -> bool:
    return bool(nouns(text)) and not name_spellings(text)
