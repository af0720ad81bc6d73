"""Terms of one or more words, found in a sequence of tokens by one walk for all of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from filters import morphology
from filters.matching.homographs import Doubt, Rule, concerned, rules_for, rules_for_phrase
from filters.matching.numbers import Numbers
from filters.matching.rarity import commonness, word_share
from filters.matching.spacing import spacings
from filters.matching.tokens import NOTHING, Token, TokenTable, where_doubtful
from filters.matching.walks import Gate, Walked, Walks, Way
from filters.matching.words import NEEDS_CERTAINTY, NEEDS_DEFINITE, NO_CONJUNCTION, WordHit, WordIndex
from filters.querylang.text import to_text
from filters.querylang.tree import Mode, Term, Word

_NEEDS = 16  # a gate is the id of a word × 16 + needs
_NEEDS_IN_USE = (0, NEEDS_CERTAINTY, NEEDS_DEFINITE, NO_CONJUNCTION, NEEDS_DEFINITE | NO_CONJUNCTION)


class Reading(NamedTuple):
    """As what a term was read where it stands: what a hit says beside its span."""

    term: str
    form: str
    form_class: str
    proclitic: str
    enclitic: str


# A term, the token where it stands or starts, and the gates that a phrase went by, as printed.
Stand = Walked


@dataclass(frozen=True, slots=True)
class Found:
    """Terms among printed tokens: those that stand there for certain, and where each of the others might.

    `doubtful` are tokens, each with a reason and the terms that it is else; `phrases` and
    `doubtful_phrases` those terms that are several tokens.
    """

    terms: set[int]
    doubtful: list[tuple[int, Doubt, tuple[int, ...]]]
    phrases: list[Stand]
    doubtful_phrases: list[tuple[Stand, Doubt]]


class TermIndex:
    """The distinct terms of all watchlists."""

    def __init__(self, cache_limit: int = 200_000) -> None:
        self.words = WordIndex()
        self._rules: dict[int, tuple[Rule, ...]] = {}
        self._doubts: dict[tuple[object, ...], Doubt] = {}
        self._tokens = TokenTable(self._resolve)
        # By the printed tokens of a term, its id and its gates: as what it was read.
        self._readings: dict[tuple[object, ...], Reading] = {}
        self._cache_limit = cache_limit
        self._whole: dict[Gate, tuple[int, ...]] = {}
        self._walks = Walks()
        self._ids: dict[Term, int] = {}
        self._terms: dict[int, Term] = {}
        self._texts: dict[int, str] = {}  # of those that were ever found
        self._uses: dict[int, int] = {}
        self._free: list[int] = []  # ids of terms that are no more

    def add(self, term: Term) -> int:
        """Return the id of the term."""
        term_id = self._ids.get(term)
        if term_id is None:
            term_id = self._ids[term] = self._free.pop() if self._free else len(self._terms)
            self._forget_tokens()
            self._terms[term_id] = term
            self._uses[term_id] = 0
            for way in dict.fromkeys(map(self._way, _paths(term))):
                gates, _ = way
                if len(gates) == 1:
                    self._whole[gates[0]] = (*self._whole.get(gates[0], ()), term_id)
                else:
                    self._walks.lay(way, term_id)
        self._uses[term_id] += 1
        return term_id

    def drop(self, term_id: int) -> bool:
        """Forget one use of a term, and the term with its last use; return whether that was its last."""
        self._uses[term_id] -= 1
        if self._uses[term_id]:
            return False
        term = self._terms.pop(term_id)
        self._free.append(term_id)
        self._forget_tokens()
        self._rules.pop(term_id, None)
        self._texts.pop(term_id, None)
        del self._ids[term], self._uses[term_id]
        ways = list(map(self._way, _paths(term)))
        for way in dict.fromkeys(ways):
            gates, _ = way
            if len(gates) == 1:
                self._drop_whole(gates[0], term_id)
            else:
                self._walks.take_up(way, term_id)
        for gate in (gate for gates, _ in ways for gate in gates):
            self.words.drop(gate // _NEEDS)  # once for the look-up just made,
            self.words.drop(gate // _NEEDS)  # once for the term
        return True

    def _drop_whole(self, gate: Gate, term_id: int) -> None:
        left = tuple(known for known in self._whole[gate] if known != term_id)
        if left:
            self._whole[gate] = left
        else:
            del self._whole[gate]

    def _way(self, path: list[tuple[Word, int]]) -> Way:
        """Return the gates of a path, a phrase's from whichever of its ends is printed less."""
        (first, _), (last, _) = path[0], path[-1]
        gates = tuple(self.words.add(word, in_phrase=len(path) > 1) * _NEEDS + needs for word, needs in path)
        is_backward = len(path) > 1 and word_share(last) < word_share(first)
        return (gates[::-1] if is_backward else gates), is_backward

    def rules(self, term_id: int) -> tuple[Rule, ...]:
        """Return the rules of a term that is a homograph, made when it is first found."""
        rules = self._rules.get(term_id)
        if rules is None:
            words = self._terms[term_id].words
            rules = ()
            if all(word.mode is Mode.FORMS for word in words):
                texts = [word.text for word in words]
                rules = rules_for(texts[0]) if len(texts) == 1 else rules_for_phrase(texts)
            self._rules[term_id] = rules
        return rules

    @property
    def id_limit(self) -> int:
        """The least number that is above the id of every term."""
        return len(self._terms) + len(self._free)

    def commonness(self, term_id: int) -> float:
        """Return roughly how often the term is printed, for comparison: a phrase far less than its words."""
        return commonness(self._terms[term_id])

    @property
    def tokens(self) -> TokenTable:
        """The tokens that were seen since the terms last changed; a new table once there are very many."""
        if len(self._tokens) > self._cache_limit:
            self._forget_tokens()
        return self._tokens

    def _forget_tokens(self) -> None:
        if len(self._tokens) > 1:  # more than the border
            self._tokens = TokenTable(self._resolve)
        self._readings.clear()
        self._doubts.clear()

    def _resolve(self, raw: str) -> Token:
        hits = self.words.look_up(raw)
        if not hits:
            return NOTHING
        opened = list(_open(hits))
        sure: list[int] = []
        doubtful: dict[Doubt, list[int]] = {}
        for term_id, hit in self._whole_terms(opened).items():
            rules = concerned(self.rules(term_id), raw, hit.form.surface)
            if rules:
                doubt = self._doubt(rules, hit.form.surface, hit.proclitic)
                doubtful.setdefault(doubt, []).append(term_id)
            else:
                sure.append(term_id)
        doubts = tuple((doubt, tuple(term_ids)) for doubt, term_ids in doubtful.items())
        return Token(tuple(sure), doubts, self._walks.link([gate for gate, _ in opened]), hits)

    def _doubt(self, rules: tuple[Rule, ...], form: str, proclitic: str, width: int = 1) -> Doubt:
        """Return the doubt: one for all terms that are in the same, so that it is settled once."""
        key = (*map(id, rules), form, proclitic, width)
        if key not in self._doubts:
            self._doubts[key] = Doubt(rules, form, proclitic, width)
        return self._doubts[key]

    def _whole_terms(self, opened: Iterable[tuple[Gate, WordHit]]) -> dict[int, WordHit]:
        """Return the terms of one word that stand behind these gates, and the form that opened them."""
        return {term_id: hit for gate, hit in opened for term_id in self._whole.get(gate, ())}

    def read(self, table: TokenTable, rows: Numbers, stand: Stand) -> Reading:
        """Return as what a term was read where it stands; remembered for the next time."""
        term_id, start, gates = stand
        here = rows[start : start + len(gates)].tolist() if gates else [int(rows[start])]
        printed = (*(table.raws[row] for row in here), term_id, gates)
        if printed not in self._readings:
            if len(self._readings) >= self._cache_limit:
                self._readings.clear()
            hits = [table.hits[row] for row in here]
            if gates:
                words = [dict(_open(some))[gate] for gate, some in zip(gates, hits, strict=True)]
                self._readings[printed] = self._read(term_id, words)
            else:
                self._read_whole(table.raws[here[0]], hits[0])
        return self._readings[printed]

    def _read_whole(self, raw: str, hits: Iterable[WordHit]) -> None:
        """Remember as what each term is read that a printed token is by itself."""
        for term_id, hit in self._whole_terms(_open(hits)).items():
            self._readings[raw, term_id, ()] = self._read(term_id, [hit])

    def _read(self, term_id: int, words: Sequence[WordHit]) -> Reading:
        """Return as what a term was read whose words were read so."""
        text = self._texts.get(term_id)
        if text is None:
            text = self._texts[term_id] = to_text(self._terms[term_id])
        surface = " ".join(word.form.surface for word in words)
        form_class = " ".join(dict.fromkeys(word.form.form_class for word in words))
        return Reading(text, surface, form_class, words[0].proclitic, words[-1].enclitic)

    def find(self, table: TokenTable, rows: Numbers, listed: list[int], flags: bytes) -> Found:
        """Return which terms stand in a sequence of tokens, each a row of the table.

        `listed` are the rows once more, `flags` what the table says of them.
        """
        doubtful = [
            (at, doubt, term_ids)
            for at in where_doubtful(flags)
            for doubt, term_ids in table.doubtful[listed[at]]
        ]
        found = Found(set(table.terms(rows).tolist()), doubtful, [], [])
        for at in table.where_linked(rows):
            for stand in self._walks.find(table.links, listed, at):
                if self.rules(stand[0]):
                    found.doubtful_phrases.append((stand, self._doubt_of_phrase(table, rows, stand)))
                else:
                    found.phrases.append(stand)
                    found.terms.add(stand[0])
        return found

    def _doubt_of_phrase(self, table: TokenTable, rows: Numbers, stand: Stand) -> Doubt:
        """Return the doubt about a phrase, or a watched word printed as two: ضياء الدين for ضياءالدين."""
        term_id, start, gates = stand
        reading = self.read(table, rows, stand)
        raw, form = table.raws[rows[start]], reading.form.partition(" ")[0]
        return self._doubt(concerned(self.rules(term_id), raw, form), form, reading.proclitic, len(gates))


def _open(hits: Iterable[WordHit]) -> Iterator[tuple[Gate, WordHit]]:
    """Yield the gates that a token opens which is a form of these words."""
    for hit in hits:
        for needs in _NEEDS_IN_USE:
            if not needs & hit.fails:
                yield hit.word_id * _NEEDS + needs, hit


def _paths(term: Term) -> list[list[tuple[Word, int]]]:
    """Return the sequences of words that are the term, each word with what it needs."""
    return [_steps(words) for words in dict.fromkeys(spacings(term.words))]


def _steps(words: tuple[Word, ...]) -> list[tuple[Word, int]]:
    if len(words) == 1:
        return [(words[0], NEEDS_CERTAINTY if words[0].mode is Mode.FORMS else 0)]
    definite = [word.mode is Mode.FORMS and _is_definite(word.text) for word in words]
    is_strict = sum(definite) > 1
    steps = []
    for position, word in enumerate(words):
        needs = NEEDS_DEFINITE if is_strict and definite[position] else 0
        if position and word.mode in (Mode.FORMS, Mode.NAME):
            needs |= NO_CONJUNCTION
        steps.append((word, needs))
    return steps


_is_definite = lru_cache(50_000)(morphology.is_definite)
