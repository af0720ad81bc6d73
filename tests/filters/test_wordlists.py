"""The word lists: which spellings a word of a list stands for."""

import pytest

from filters.wordlists import _lists, word_list


def test_a_plural_verb_may_lack_its_alef() -> None:
    assert {"انسحبوا", "انسحبو"} <= word_list("retreating")


@pytest.mark.parametrize("word", ["لو", "اجو", "هو"])
def test_a_noun_in_hamza_is_no_plural_verb(word: str) -> None:
    """«لواء» and «أجواء» end in «وا» when folded; cut, they would be other words."""
    holding = [name for name, words in _lists().items() if isinstance(words, str) and word in word_list(name)]
    listed = [name for name in holding if word not in _lists()[name].split()]
    assert listed == []
