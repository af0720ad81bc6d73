"""Terms of one or more words, found in a sequence of tokens by one walk for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from filters import morphology
from filters.matching.homographs import Rule, rules_for
from filters.matching.spacing import spacings
from filters.matching.words import NEEDS_CERTAINTY, NEEDS_DEFINITE, NO_CONJUNCTION, WordHit, WordIndex
from filters.querylang.text import to_text
from filters.querylang.tree import Mode, Term, Word

# Tokens start to end (exclusive) are a term, each as its word says. A bare tuple: an entry has hundreds.
TermHit = tuple[int, int, tuple[WordHit, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """Where each term stands, and which of the terms are phrases."""

    hits: dict[int, list[TermHit]]
    phrases: set[int]


class TokenHits(NamedTuple):
    """What a printed token means to the index: whole terms, beginnings of phrases, and words by id."""

    terms: tuple[tuple[int, tuple[WordHit]], ...]
    phrases: tuple[tuple["_Node", WordHit], ...]
    words: dict[int, WordHit]


_NOTHING = TokenHits((), (), {})


class _Node:
    """A point of the walk: where each next word leads, and which terms end here."""

    __slots__ = ("edges", "term_ids")

    def __init__(self) -> None:
        self.edges: dict[int, list[tuple[int, _Node]]] = {}
        self.term_ids: list[int] = []


class TermIndex:
    """The distinct terms of all watchlists."""

    def __init__(self, cache_limit: int = 300_000) -> None:
        self.words = WordIndex()
        self._cache: dict[str, TokenHits] = {}
        self._cache_limit = cache_limit
        self._root = _Node()
        self._ids: dict[Term, int] = {}
        self._terms: dict[int, Term] = {}
        self._texts: dict[int, str] = {}
        self._uses: dict[int, int] = {}
        self.rules: dict[int, tuple[Rule, ...]] = {}
        self._next = 0

    def add(self, term: Term) -> int:
        """Return the id of the term."""
        term_id = self._ids.get(term)
        if term_id is None:
            term_id = self._ids[term] = self._next
            self._next += 1
            self._cache.clear()
            self._terms[term_id] = term
            self._texts[term_id] = to_text(term)
            self._uses[term_id] = 0
            if (
                len(term.words) == 1
                and term.words[0].mode is Mode.FORMS
                and (rules := rules_for(term.words[0].text))
            ):
                self.rules[term_id] = rules
            for path in _paths(term):
                node = self._root
                for word, needs in path:
                    node = self._follow(node, self.words.add(word, in_phrase=len(path) > 1), needs)
                node.term_ids.append(term_id)
        self._uses[term_id] += 1
        return term_id

    def drop(self, term_id: int) -> None:
        """Forget one use of a term, and the term with its last use."""
        self._uses[term_id] -= 1
        if self._uses[term_id]:
            return
        term = self._terms.pop(term_id)
        self._cache.clear()
        self.rules.pop(term_id, None)
        del self._texts[term_id]
        del self._ids[term], self._uses[term_id]
        for path in _paths(term):
            steps = [(self.words.add(word, in_phrase=len(path) > 1), needs) for word, needs in path]
            self._prune(self._root, steps, term_id)
            for word_id, _ in steps:
                self.words.drop(word_id)  # once for the look-up just made,
                self.words.drop(word_id)  # once for the term

    def _follow(self, node: _Node, word_id: int, needs: int) -> _Node:
        for known, child in node.edges.setdefault(word_id, []):
            if known == needs:
                return child
        child = _Node()
        node.edges[word_id].append((needs, child))
        return child

    def _prune(self, node: _Node, steps: list[tuple[int, int]], term_id: int) -> bool:
        """Remove the term below `node`; return whether nothing is left there."""
        if not steps:
            node.term_ids.remove(term_id)
        else:
            (word_id, needs), rest = steps[0], steps[1:]
            child = next(child for known, child in node.edges[word_id] if known == needs)
            if self._prune(child, rest, term_id):
                node.edges[word_id].remove((needs, child))
                if not node.edges[word_id]:
                    del node.edges[word_id]
        return not node.term_ids and not node.edges

    def text(self, term_id: int) -> str:
        """Return the term of an id as it is typed."""
        return self._texts[term_id]

    def look_up(self, raws: Sequence[str]) -> list[TokenHits]:
        """Return what each printed token means; remembered for the next time."""
        try:
            return list(map(self._cache.__getitem__, raws))
        except KeyError:
            self._learn(set(raws))
            return list(map(self._cache.__getitem__, raws))

    def _learn(self, raws: set[str]) -> None:
        unknown = raws.difference(self._cache)
        if len(self._cache) + len(unknown) > self._cache_limit:
            self._cache.clear()
            unknown = raws
        for raw in unknown:
            self._cache[raw] = self._resolve(raw)

    def _resolve(self, raw: str) -> TokenHits:
        words = self.words.look_up(raw)
        if not words:
            return _NOTHING
        steps = [
            (child, hit)
            for hit in words
            for needs, child in self._root.edges.get(hit.word_id, ())
            if not needs & hit.fails
        ]
        terms = tuple((term_id, (hit,)) for child, hit in steps for term_id in child.term_ids)
        phrases = tuple((child, hit) for child, hit in steps if child.edges)
        return TokenHits(terms, phrases, {hit.word_id: hit for hit in words})

    def find(self, tokens: Sequence[TokenHits]) -> Found:
        """Return where each term stands in a sequence of tokens, in order."""
        found = Found({}, set())
        hits = found.hits
        last = len(tokens) - 1
        for at, token in enumerate(tokens):
            if token is _NOTHING:
                continue
            terms, phrases, _ = token
            for term_id, words in terms:
                if term_id in hits:
                    hits[term_id].append((at, at + 1, words))
                else:
                    hits[term_id] = [(at, at + 1, words)]
            if phrases and at < last:
                following = tokens[at + 1].words
                for node, hit in phrases:
                    if not node.edges.keys().isdisjoint(following):
                        self._walk(node, tokens, at, (hit,), found)
        return found

    def _walk(
        self, node: _Node, tokens: Sequence[TokenHits], start: int, path: tuple[WordHit, ...], found: Found
    ) -> None:
        """Follow the words behind `path`, which begins at `start`, and note each term that ends."""
        at = start + len(path)
        if at == len(tokens):
            return
        words = tokens[at].words
        for word_id in node.edges.keys() & words.keys():
            hit = words[word_id]
            for needs, child in node.edges[word_id]:
                if needs & hit.fails:
                    continue
                walked = (*path, hit)
                for term_id in child.term_ids:
                    found.hits.setdefault(term_id, []).append((start, at + 1, walked))
                    found.phrases.add(term_id)
                if child.edges:
                    self._walk(child, tokens, start, walked, found)


def _paths(term: Term) -> list[list[tuple[Word, int]]]:
    """Return the sequences of words that are the term, each word with what it needs."""
    return [_steps(words) for words in dict.fromkeys(spacings(term.words))]


def _steps(words: tuple[Word, ...]) -> list[tuple[Word, int]]:
    if len(words) == 1:
        return [(words[0], NEEDS_CERTAINTY if words[0].mode is Mode.FORMS else 0)]
    definite = [word.mode is Mode.FORMS and morphology.is_definite(word.text) for word in words]
    is_strict = sum(definite) > 1
    steps = []
    for position, word in enumerate(words):
        needs = NEEDS_DEFINITE if is_strict and definite[position] else 0
        if position and word.mode in (Mode.FORMS, Mode.NAME):
            needs |= NO_CONJUNCTION
        steps.append((word, needs))
    return steps
