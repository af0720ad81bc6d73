"""Phrases of the lexicons, found among folded words under any clitics, the longest first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from filters.arabic import fold, tokenise
from filters.clitics import FUTURE, splits

_KNOWN_WORDS = 30_000


class Phrase(NamedTuple):
    """A phrase as a lexicon writes it, the layer it belongs to, and what it stands for.

    A phrase written with the article is found only with it. `is_name` refuses an article
    or a pronoun that the phrase does not have itself; `is_bare` refuses only the pronoun.
    """

    text: str
    layer: str
    key: str
    is_name: bool = False
    is_bare: bool = False


class Found(NamedTuple):
    """A phrase at words [`first`, `last`), with what was joined to its first word."""

    layer: str
    key: str
    first: int
    last: int
    proclitic: str
    has_article: bool


class _Cut(NamedTuple):
    stem: str
    proclitic: str
    has_enclitic: bool
    has_article: bool


class _Openings(NamedTuple):
    """What a word is by itself, found as if it stood first; its cuts that more may follow, and which."""

    alone: tuple[Found, ...]
    longer: tuple[_Cut, ...]
    going_on: frozenset[str]


class _End(NamedTuple):
    layer: str
    key: str
    is_name: bool
    is_bare: bool
    wants_article: bool


@dataclass(slots=True)
class _Node:
    ends: list[_End] = field(default_factory=list)
    next: dict[str, "_Node"] = field(default_factory=dict)


class Phrasebook:
    """All phrases compiled once. Finding costs one dictionary look-up a word, and a walk where one starts."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        """Compile `phrases`; of two that read alike in one layer the first counts."""
        self._roots: dict[str, _Node] = {}
        for phrase in phrases:
            self._add(phrase)
        self._openings = lru_cache(maxsize=_KNOWN_WORDS)(self._open)

    def _add(self, phrase: Phrase) -> None:
        words = [token.folded for token in tokenise(phrase.text)]
        wants_article = words[0].startswith("ال") and len(words[0]) > len("ال") + 1
        stem = words[0][2:] if wants_article else words[0]
        node = self._roots.setdefault(stem, _Node())
        for word in words[1:]:
            node = node.next.setdefault(word, _Node())
        end = _End(phrase.layer, phrase.key, phrase.is_name, phrase.is_bare, wants_article)
        if all((e.layer, e.wants_article) != (end.layer, end.wants_article) for e in node.ends):
            node.ends.append(end)

    def _open(self, word: str) -> _Openings | None:
        """Return what `word` is and may begin, None if nothing: most words are none of the book's."""
        cuts = [
            _Cut(cut.stem, cut.proclitic, bool(cut.enclitic), cut.has_article)
            for cut in splits(word)
            if cut.stem in self._roots
        ]
        alone: dict[str, Found] = {}
        for cut in cuts:
            for end in self._roots[cut.stem].ends:
                if end.layer not in alone and _fits(end, cut, is_single=True):
                    alone[end.layer] = Found(end.layer, end.key, 0, 1, cut.proclitic, cut.has_article)
        longer = tuple(cut for cut in cuts if self._roots[cut.stem].next)
        going_on = frozenset(word for cut in longer for word in self._roots[cut.stem].next)
        return _Openings(tuple(alone.values()), longer, going_on) if alone or longer else None

    def find(self, words: Sequence[str]) -> list[Found]:
        """Return the phrases among folded `words` in order; those of one layer never overlap."""
        found: list[Found] = []
        taken: dict[str, int] = {}
        following = (*words[1:], "")
        for first, word in enumerate(words):
            openings = self._openings(word)
            if openings is None:
                continue
            goes_on = following[first] in openings.going_on
            for hit in self._longest(words, first, openings) if goes_on else openings.alone:
                if taken.get(hit.layer, 0) <= first:
                    last = hit.last if goes_on else first + 1
                    taken[hit.layer] = last
                    found.append(Found(hit.layer, hit.key, first, last, hit.proclitic, hit.has_article))
        return found

    def _longest(self, words: Sequence[str], first: int, openings: _Openings) -> Iterable[Found]:
        best = {hit.layer: hit._replace(first=first, last=first + 1) for hit in openings.alone}
        for cut in openings.longer:
            for end, last in self._ends(words, first, cut.stem):
                if _fits(end, cut, is_single=False) and (
                    end.layer not in best or last > best[end.layer].last
                ):
                    best[end.layer] = Found(end.layer, end.key, first, last, cut.proclitic, cut.has_article)
        return best.values()

    def _ends(self, words: Sequence[str], first: int, stem: str) -> Iterator[tuple[_End, int]]:
        node = self._roots[stem]
        for last in range(first + 1, len(words)):
            following = node.next.get(words[last])
            if following is None:
                return
            node = following
            for end in node.ends:
                yield end, last + 1


def _fits(end: _End, cut: _Cut, *, is_single: bool) -> bool:
    if end.wants_article:
        return cut.has_article
    if cut.has_enclitic and (end.is_name or end.is_bare or not is_single):
        return False
    is_verb = cut.proclitic.endswith(FUTURE)  # «سمكة» is no «مكة»
    return not (end.is_name and (cut.has_article or is_verb))


_PLURAL = re.compile(r"(?<=\w\w)وا\b")


def read_phrases(text: str) -> Iterator[str]:
    """Yield the forms that one lexicon word stands for: `~قصف` is a sound verb with its persons.

    >>> sorted(read_phrases("~قصف"))[:3]
    ['تقصف', 'تقصفان', 'تقصفون']
    """
    if not text.startswith("~"):
        yield text
        if _PLURAL.search(text):
            yield _PLURAL.sub("و", text)  # «هاجمو», as channels write it
        return
    verb, _, rest = text[1:].partition(" ")
    tail = f" {rest}" if rest else ""
    bare = fold(verb)
    present = bare.removeprefix("ا")
    for ending in ("", "ت", "وا", "و", "ا", "تا"):
        yield bare + ending + tail
    for person in "يتن":
        for ending in ("", "ون", "وا", "و", "ان"):
            yield person + present + ending + tail
