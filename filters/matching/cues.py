"""Words that tell the sense of a homograph, looked for among the printed tokens around it."""

import re
from collections.abc import Iterable
from typing import TypeAlias

from filters.arabic import clean, fold
from filters.clitics import splits
from filters.matching.remembering import remembered
from filters.morphology import lexicon

# Sets of cues as one number, a bit for each: a token is a cue of two thousand sets as quickly as of one.
Cues: TypeAlias = int
NO_CUES: Cues = 0

_ACCUSATIVE = "ـا"
# «علي» the name is no «على», «آلي» no «إلى», though they fold alike.
_PREPOSITIONS, _MAQSURA, _AS_SPELT = frozenset(("علي", "الي")), "ى", "="
_JOINED_ARTICLE = re.compile("(?:[بك]ال|لل)(?=...)")
_TOKENS = 50_000


class CueSets:
    """Sets of cues: words and beginnings of words, folded, clitics aside."""

    def __init__(self) -> None:
        self.near = NO_CUES  # all sets of which a word further away may be
        self._known: dict[frozenset[str], Cues] = {frozenset(): NO_CUES}
        self._by_word: dict[str, Cues] = {}
        self._by_beginning: dict[str, Cues] = {}
        self._of_accusatives = NO_CUES
        self._longest = 0  # of the beginnings
        self._same: dict[Cues, Cues] = {}  # one number for all tokens that it holds for: it is a long one
        self.of = remembered(_TOKENS)(self._of)

    def put_near(self, cues: Iterable[str]) -> Cues:
        """Return a set of words that decide within `WINDOW` words, not only directly beside."""
        known = self.put(cues)
        self.near |= known
        return known

    def put(self, cues: Iterable[str]) -> Cues:
        """Return a set: «word», «beginnin*» or ـا, any noun in the accusative. All, before `of` is asked."""
        wanted = frozenset(cues)
        known = self._known.get(wanted)
        if known is None:
            known = self._known[wanted] = 1 << len(self._known)
            for cue in wanted:
                self._put(cue, known)
        return known

    def _put(self, cue: str, cues: Cues) -> None:
        if cue == _ACCUSATIVE:
            self._of_accusatives |= cues
            return
        spelling = fold(cue.removesuffix("*"))
        if spelling in _PREPOSITIONS and not cue.endswith(_MAQSURA):
            spelling = _AS_SPELT + spelling
        table = self._by_word
        if cue.endswith("*"):
            table = self._by_beginning
            self._longest = max(self._longest, len(spelling))
        table[spelling] = table.get(spelling, NO_CUES) | cues

    def _of(self, raw: str) -> Cues:
        """Return the sets that a printed token is a cue of; remembered."""
        found = NO_CUES
        for stem in stems(raw):
            found |= self._by_word.get(stem, NO_CUES)
            if stem in _PREPOSITIONS and not clean(raw).endswith(_MAQSURA):
                found |= self._by_word.get(_AS_SPELT + stem, NO_CUES)
        bare = _bare(raw)
        for length in range(1, min(len(bare), self._longest) + 1):
            found |= self._by_beginning.get(bare[:length], NO_CUES)
        if self._of_accusatives and is_accusative(raw):
            found |= self._of_accusatives
        return self._same.setdefault(found, found)


@remembered(_TOKENS)
def is_accusative(raw: str) -> bool:
    """Return whether a word is a noun with the alef of tanwin: جنديا, not أمريكا."""
    word = clean(raw)
    return word.endswith("ا") and not lexicon.nouns(word) and bool(lexicon.nouns(word[:-1]))


@remembered(_TOKENS)
def folded(raw: str) -> str:
    """Return the folded spelling of a printed token; remembered."""
    return fold(raw)


def _bare(raw: str) -> str:
    """Return the folded spelling of a token without the preposition before its article: باللون → اللون."""
    spelling = folded(raw)
    definite = _JOINED_ARTICLE.match(spelling)
    return "ال" + spelling[definite.end() :] if definite else spelling


@remembered(_TOKENS)
def stems(raw: str) -> frozenset[str]:
    """Return the folded stems that a printed token may have, clitics cut off in every way; remembered."""
    is_feminine = clean(raw).endswith("ة")  # دورية is no دوري + ـه
    return frozenset(
        split.stem
        for split in splits(fold(raw))
        if not (is_feminine and split.enclitic) and split.enclitic != "ي"
    )
