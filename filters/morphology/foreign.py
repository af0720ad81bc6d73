"""Other spellings of a foreign name: the g that Arabic lacks, the vowels that are written or not."""

from collections.abc import Iterator

from filters.morphology import lexicon
from filters.morphology.corrections import name_spellings

_SHORTEST_FOR_G = 6
_SHORTEST_IN_PHRASE = 4
_SHORTEST_FOR_VOWELS = 6
_G = "غجك"
_VOWELS = "اوي"
_NO_CONSONANTS = "اويءئؤ"


def foreign_spellings(name: str, *, in_phrase: bool = False) -> Iterator[str]:
    """Yield the spellings that newsrooms of other countries may give a name, articles aside.

    A spelling that is a word or another name is left out: مايكرون is a firm, ماكرون a president.
    Longer names only, `in_phrase` shorter ones too (كيم جونج أون); no vowel is ever added, since too
    many names differ by one.
    """
    for spelling in dict.fromkeys((*_other_g(name, in_phrase=in_phrase), *_fewer_vowels(name))):
        is_another = lexicon.is_word(spelling) or name_spellings(spelling) or name_spellings("ال" + spelling)
        if not is_another:
            yield spelling


def _other_g(name: str, *, in_phrase: bool) -> Iterator[str]:
    if len(name) >= (_SHORTEST_IN_PHRASE if in_phrase else _SHORTEST_FOR_G):
        for letter in _G:
            if letter in name:
                yield from (name.replace(letter, other) for other in _G if other != letter)


def _fewer_vowels(name: str) -> Iterator[str]:
    if len(name) >= _SHORTEST_FOR_VOWELS:
        for at in range(2, len(name) - 1):
            if name[at] in _VOWELS and name[at - 1] not in _VOWELS and name[at + 1] not in _NO_CONSONANTS:
                yield name[:at] + name[at + 1 :]
