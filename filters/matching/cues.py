"""Words that tell the sense of a homograph, looked for among the printed tokens around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from filters.arabic import clean, fold
from filters.clitics import splits
from filters.morphology import lexicon

_JOINED_ARTICLE = re.compile("(?:[بك]ال|لل)(?=...)")
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cues:
    """Words and beginnings of words, folded, clitics aside."""

    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    has_accusatives: bool = False

    def find(self, some: "Tokens") -> str:
        """Return the first token that is one of the cues, "" if none is."""
        is_of_words_only = not (self.beginnings or self.has_accusatives)
        if is_of_words_only and self.words.isdisjoint(some.stems):
            return ""
        return next((raw for raw in some.raws if self.has(raw)), "")

    def has(self, raw: str) -> bool:
        """Return whether a printed token is one of the cues."""
        if not self.words.isdisjoint(stems(raw)):
            return True
        if self.beginnings and _bare(raw).startswith(self.beginnings):
            return True
        return self.has_accusatives and is_accusative(raw)


class Tokens:
    """Some printed tokens with all their stems."""

    __slots__ = ("raws", "stems")

    def __init__(self, raws: Sequence[str]) -> None:
        self.raws = raws
        self.stems: frozenset[str] = _NONE.union(*map(stems, raws))


@lru_cache(20_000)
def is_accusative(raw: str) -> bool:
    """Return whether a word is a noun with the alef of tanwin: جنديا, not أمريكا."""
    word = clean(raw)
    return word.endswith("ا") and not lexicon.nouns(word) and bool(lexicon.nouns(word[:-1]))


@lru_cache(20_000)
def folded(raw: str) -> str:
    """Return the folded spelling of a printed token; remembered."""
    return fold(raw)


@lru_cache(20_000)
def _bare(raw: str) -> str:
    """Return the folded spelling of a token without the preposition before its article: باللون → اللون."""
    spelling = folded(raw)
    definite = _JOINED_ARTICLE.match(spelling)
    return "ال" + spelling[definite.end() :] if definite else spelling


@lru_cache(20_000)
def stems(raw: str) -> frozenset[str]:
    """Return the folded stems that a printed token may have, clitics cut off in every way; remembered."""
    is_feminine = clean(raw).endswith("ة")  # دورية is no دوري + ـه
    return frozenset(
        split.stem
        for split in splits(fold(raw))
        if not (is_feminine and split.enclitic) and split.enclitic != "ي"
    )
