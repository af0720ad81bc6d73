"""The word lists of lexicon/words.toml, folded."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from filters.arabic import fold, tokenise

_FILE = Path(__file__).parent / "lexicon" / "words.toml"

_PLURAL = "وا"


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the folded words of the list `name`; an unknown name is a KeyError.

    The plural of a verb may be written without its alef: «قتلو».
    """
    words = _lists()[name].split()
    # By the spelling of the list: folded, «لواء» would end so too.
    bare = (word.removesuffix("ا") for word in words if word.endswith(_PLURAL))
    return frozenset(map(fold, (*words, *bare)))


@cache
def phrases(name: str) -> frozenset[tuple[str, ...]]:
    """Return the folded words of each phrase of the list `name`, whose phrases are parted by |."""
    return frozenset(map(_words, filter(str.strip, _lists()[name].split("|"))))


@cache
def numbered(name: str) -> dict[tuple[str, ...], int]:
    """Return the folded phrases of the list of lists `name`, each with the number of its list from 1."""
    lists = enumerate(_lists()[name], start=1)
    return {_words(phrase): number for number, entry in lists for phrase in entry.split("|")}


@cache
def keyed(name: str) -> dict[str, str]:
    """Return the folded words of the table `name`, each with its key."""
    return {fold(word): key for key, entry in _lists()[name].items() for word in entry.split()}


@cache
def counted(name: str) -> dict[str, int]:
    """Return the folded words of the table `name`, each with the number that is its key."""
    return {word: int(key) for word, key in keyed(name).items()}


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(token.folded for token in tokenise(phrase))
