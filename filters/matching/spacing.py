"""The ways a compound is printed: «خان يونس» and «خانيونس», «عبد الفتاح» and «عبدالفتاح»."""

from collections.abc import Iterator
from functools import lru_cache

from filters.arabic import fold
from filters.morphology.corrections import name_spellings
from filters.morphology.lexicon import nouns
from filters.querylang.tree import Mode, Word

# Words that are written joined to the next or apart from it, folded.
_JOINERS = frozenset(
    fold(
        "عبد أبو أبا أبي أم بن ابن آل خان تل بيت دير رأس نصر سي دار كفر عين باب رام شرم ذي بور سان نيو"
        " بو جاد طوز بوكو ضياء حزب جبل وادي شمس نور سيف فضل خير فتح هبة سعد عطا جار مار"
    ).split()
)
_BEGINNINGS = tuple(_JOINERS)
_SHORTEST_REST = 3
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


@lru_cache(_WORDS)
def _parts(text: str) -> tuple[tuple[Word, Word], ...]:
    if not fold(text).startswith(_BEGINNINGS):
        return ()  # nearly all words; there may be a million
    sizes = range(2, len(text) - _SHORTEST_REST + 1)
    joined = [size for size in sizes if fold(text[:size]) in _JOINERS]
    if not joined or _is_noun(text):
        return ()
    return tuple((Word(text[:size], Mode.FORMS), Word(text[size:], Mode.NAME)) for size in joined)


def _is_noun(text: str) -> bool:
    return bool(nouns(text)) and not name_spellings(text)
