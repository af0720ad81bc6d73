"""Which sense of a homograph is printed: the words around it decide, by lexicon/homographs*.toml."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import NamedTuple

from filters.arabic import clean, fold
from filters.matching.cues import NO_CUES, Cues, CueSets, folded
from filters.matching.grammar import (
    Doublets,
    doublets_of,
    has_object,
    may_be_object,
    object_of,
    read_lexicon,
    takes_object,
)
from filters.matching.marks import SHADDA, marked_term
from filters.matching.spelling import agree
from filters.morphology import lexicon
from filters.morphology.corrections import singular_of

WINDOW = 7
SIGHT = WINDOW + 1  # how many words on either side may decide, or tell that a field begins there
_ANY_DEFINITE = "ال*"
_BEFORE_VERBS = ("", "و", "ف", "س", "وس", "فس")


@dataclass(frozen=True, slots=True)
class Senses:
    """When a printed word is not the watched one.

    What stands next to it outweighs what stands near, and a cue for the watched sense one against it.
    A word against it counts behind its subject too: خطفت النجمة الأنظار.
    `printed` holds the folded forms that are in doubt (empty: all), `proclitics` those that
    settle it. Without any cue the hit stands, unless `is_strict`. What is told apart from a verb
    (`is_of_verb`) is in doubt only where a verb can stand, bare, not behind an article or a preposition;
    a subject and an object behind it are the verb's.
    """

    printed: frozenset[str]
    proclitics: frozenset[str]
    beside: tuple[tuple[bool, bool, Cues], ...]  # whether it stands before, whether it speaks for; in order
    objects: Cues  # the words against it that may stand behind a subject
    for_near: Cues
    against_near: Cues
    is_strict: bool
    is_of_verb: bool
    wants_object: bool  # without any cue it is the watched verb where it has an object
    has_near: bool  # whether words further away may decide too
    is_marked: bool  # whether a printed shadda leaves no doubt
    describes: bool  # whether it may be an adjective of any definite noun before it: never behind و or ب

    @property
    def beside_cues(self) -> Cues:
        """Return the sets that count directly beside it, or where its object stands."""
        return reduce(or_, (cues for _, _, cues in self.beside), self.objects)


Rule = Senses | Doublets


class Verdict(NamedTuple):
    """Whether the hit is the watched sense, and the printed word that decided ("" for none)."""

    is_meant: bool
    cue: str = ""


_MEANT, _NOT_MEANT = Verdict(is_meant=True), Verdict(is_meant=False)


def rules_for(word: str) -> tuple[Rule, ...]:
    """Return the rules for a watched word; those for a bare singular hold for its definite and plural too.

    Those of a term with a shadda are for words that were typed with it.
    """
    cleaned = clean(word)
    bare = cleaned.removeprefix("ال")
    own = (*_first_rules((cleaned, bare)), *_rules_of(marked_term(word) or ""))
    rules: list[Rule] = [*own, *(() if _is_alone(bare) else _first_rules(_singulars(bare)))]
    if not own and bare.endswith(("ون", "ين")):
        rules += _first_rules((bare[:-2],))
    doublets = doublets_of(word)
    return tuple(dict.fromkeys([*rules, doublets] if doublets.all_of_them else rules))


def rules_for_phrase(words: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules for a watched phrase: صلاح الدين is a governorate, and a sultan."""
    cleaned = clean(" ".join(words))
    return tuple(rule for term, rule in _lexicon().rules.get(fold(cleaned), ()) if term == cleaned)


def _is_alone(word: str) -> bool:
    """Return whether a word is no mere plural, but has a sense of its own: محافظ, not only of محفظة."""
    return word in _lexicon().alone or bool(lexicon.nouns(word))


def _first_rules(words: Iterable[str]) -> tuple[Senses, ...]:
    return next(filter(None, map(_rules_of, words)), ())


def _rules_of(word: str) -> tuple[Senses, ...]:
    """Return the rules of a word as it is spelt: إنفاق has none of أنفاق, انفاق may be either."""
    known = _lexicon().rules.get(word if SHADDA in word else fold(word), ())
    return tuple(rule for term, rule in known if term == word or _is_spelling_of(term, word))


def _is_spelling_of(term: str, word: str) -> bool:
    return any(is_so and not is_doubtful for is_so, is_doubtful in (agree(term, word), agree(word, term)))


def _singulars(word: str) -> Iterator[str]:
    """Yield the singulars that a word may be the plural of."""
    yield from (noun.lemma for noun in lexicon.nouns_of_plural(word))
    if singular := singular_of(word):
        yield singular
    if word.endswith("ات"):
        yield from (word[:-2] + "ة", word[:-2])


def concerned(rules: Iterable[Rule], raw: str, form: str) -> tuple[Rule, ...]:
    """Return the rules by which a printed token, found as `form`, must be judged where it stands."""
    return tuple(rule for rule in rules if _concerns(rule, raw, form))


def _concerns(rule: Rule, raw: str, form: str) -> bool:
    if isinstance(rule, Doublets):
        return folded(form) in rule.all_of_them
    if rule.is_marked and SHADDA in raw:
        return False
    if rule.is_of_verb and folded(raw).removesuffix(folded(form)) not in _BEFORE_VERBS:
        return False
    if rule.wants_object and SHADDA in raw:
        return False  # رحّلت: printed so, it is form II
    return not rule.printed or folded(form) in rule.printed or folded(raw) in rule.printed


class Doubt:
    """Why a printed token may be another word than the watched: what tells, its form, what was cut off.

    It may be a phrase of `width` tokens, judged as one.
    """

    __slots__ = ("_alone", "_uncued", "beside", "form", "near", "proclitic", "rules", "width")

    def __init__(self, rules: tuple[Rule, ...], form: str, proclitic: str, width: int = 1) -> None:
        """Work out what holds where none of the cues stands near, which is mostly so."""
        self.rules, self.form, self.proclitic, self.width = rules, form, proclitic, width
        senses = [rule for rule in rules if isinstance(rule, Senses)]
        is_plain = len(senses) == len(rules) and not any(r.is_of_verb or r.wants_object for r in senses)
        self.beside = reduce(or_, (rule.beside_cues for rule in senses), NO_CUES)
        self.near = reduce(or_, (rule.for_near | rule.against_near for rule in senses), NO_CUES)
        self._alone = self._without_cues(senses, has_company=False) if is_plain else None
        self._uncued = self._without_cues(senses, has_company=True) if is_plain else None

    def _without_cues(self, senses: Iterable[Senses], *, has_company: bool) -> Verdict:
        verdict = _MEANT
        for rule in senses:
            verdict = _by_itself(rule, self.proclitic, has_company=has_company)
            if not verdict.is_meant:
                break
        return verdict

    def without_cues(self, *, has_company: bool) -> Verdict | None:
        """Return the sense where no cue stands around, alone or among words; None if grammar tells."""
        return self._uncued if has_company else self._alone

    def judge(self, raws: Sequence[str], at: int) -> Verdict:
        """Return the sense of the token at `at` among the printed tokens of its field."""
        around = _Around(raws, at, self.width)
        verdict = _MEANT
        for rule in self.rules:
            if isinstance(rule, Doublets):
                if not verdict.cue and rule.has_verb(raws, at, form=self.form, proclitic=self.proclitic):
                    return _NOT_MEANT
            else:
                verdict = _judge_one(rule, around, self.proclitic)
                if not verdict.is_meant:
                    return verdict
        return verdict


class _Around:
    """What is printed directly before and after a homograph ("" if nothing), and near it."""

    __slots__ = ("_at", "_end", "_near", "_near_cues", "_object", "_raws", "after", "before", "cues_of")

    def __init__(self, raws: Sequence[str], at: int, width: int) -> None:
        self._raws, self._at, self._end = raws, at, at + width
        self._near: Sequence[str] = ()
        self._near_cues: Cues | None = None
        self._object: str | None = None
        self.cues_of = _lexicon().cues.of
        self.before = raws[at - 1] if at else ""
        self.after = raws[self._end] if self._end < len(raws) else ""

    @property
    def object(self) -> str:
        """Return the word behind a definite one that stands directly after, "" if there is none."""
        if self._object is None:
            self._object = object_of(self._raws, self._end - 1)
        return self._object

    @property
    def has_object(self) -> bool:
        """Return whether a subject and its object stand behind, as behind a verb."""
        return has_object(self._raws, self._at)

    def takes_object(self, proclitic: str) -> bool:
        """Return whether it stands as a verb with its object."""
        return takes_object(self._raws, self._at, proclitic)

    def near(self, cues: Cues) -> str:
        """Return the first word near it that is one of the cues, "" if none is."""
        if self._near_cues is None:
            raws, at, end = self._raws, self._at, self._end
            self._near = [*raws[max(0, at - WINDOW) : at], *raws[end : end + WINDOW]]
            self._near_cues = reduce(or_, map(self.cues_of, self._near), NO_CUES)
        if not self._near_cues & cues:
            return ""
        return next(raw for raw in self._near if self.cues_of(raw) & cues)


def _judge_one(rule: Senses, around: _Around, proclitic: str) -> Verdict:
    is_apart = rule.describes and proclitic.removesuffix("ال") != ""  # «النجف والديوانية»
    for is_before, is_meant, cues in rule.beside:
        if is_apart and is_before and not is_meant:
            continue
        word = around.before if is_before else around.after
        if word and around.cues_of(word) & cues:
            return Verdict(is_meant, word)
    if rule.objects and (word := around.object) and around.cues_of(word) & rule.objects:
        return Verdict(is_meant=False, cue=word)
    if rule.is_of_verb and around.has_object:
        return Verdict(is_meant=False, cue=around.after)
    if rule.has_near or rule.proclitics or rule.is_strict:
        return _judge_near(rule, around, proclitic)
    return _NOT_MEANT if rule.wants_object and not around.takes_object(proclitic) else _MEANT


def _judge_near(rule: Senses, around: _Around, proclitic: str) -> Verdict:
    if rule.has_near:
        if cue := around.near(rule.for_near):
            return Verdict(is_meant=True, cue=cue)
        if cue := around.near(rule.against_near):
            return Verdict(is_meant=False, cue=cue)
    if rule.wants_object and proclitic not in rule.proclitics:
        return _MEANT if around.takes_object(proclitic) else _NOT_MEANT
    return _by_itself(rule, proclitic, has_company=bool(around.before or around.after))


def _by_itself(rule: Senses, proclitic: str, *, has_company: bool) -> Verdict:
    """Return what a rule says where none of its cues is printed."""
    if proclitic and proclitic in rule.proclitics:
        return Verdict(is_meant=True, cue=proclitic)
    return _NOT_MEANT if rule.is_strict and has_company else _MEANT


class _Lexicon(NamedTuple):
    rules: dict[str, tuple[tuple[str, Senses], ...]]  # by folded watched word, each with the word as written
    cues: CueSets
    alone: frozenset[str]  # words that take no rules of a singular


def cues_of(raw: str) -> Cues:
    """Return the sets of cues that a printed token belongs to."""
    return _lexicon().cues.of(raw)


def near_cues_of(raw: str) -> Cues:
    """Return those of the sets that count further away too; mostly none."""
    cues = _lexicon().cues
    return cues.of(raw) & cues.near


@cache
def _lexicon() -> _Lexicon:
    data = read_lexicon()
    reader = _Reader({name: text.split() for name, text in data["cues"].items()})
    rules: dict[str, tuple[tuple[str, Senses], ...]] = {}
    for entry in data["rule"]:
        rule = reader.read(entry)
        for term in entry["terms"].split():
            written = term.replace("_", " ") if SHADDA in term else clean(term.replace("_", " "))
            key = written if SHADDA in term else fold(written)
            rules[key] = (*rules.get(key, ()), (written, rule))
    return _Lexicon(rules, reader.cues, frozenset(data["alone"].split()))


class _Reader:
    """Reads the rules of the lexicon, and gathers their cues."""

    def __init__(self, sets: dict[str, list[str]]) -> None:
        self._sets = sets
        self.cues = CueSets()

    def read(self, entry: dict[str, str]) -> Senses:
        """Return one rule."""
        return Senses(
            frozenset(fold(word) for word in entry.get("printed", "").split()),
            frozenset(entry.get("proclitics", "").split()),
            tuple(
                (key.endswith("before"), key.startswith("for"), self.cues.put(self._words(entry, key)))
                for key in ("for_before", "for_after", "against_before", "against_after")
                if key in entry
            ),
            self.cues.put(filter(may_be_object, self._words(entry, "against_after"))),
            self.cues.put_near(self._words(entry, "for_near")),
            self.cues.put_near(self._words(entry, "against_near")),
            bool(entry.get("strict")),
            bool(entry.get("verb")),
            bool(entry.get("object")),
            has_near="for_near" in entry or "against_near" in entry,
            is_marked=SHADDA in entry["terms"],
            describes=_ANY_DEFINITE in entry.get("against_before", "").split(),
        )

    def _words(self, entry: dict[str, str], key: str) -> list[str]:
        parts = entry.get(key, "").split()
        return [word for part in parts for word in (self._sets[part[1:]] if part[0] == "@" else [part])]
