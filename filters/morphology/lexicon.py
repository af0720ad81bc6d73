"""What the derived dictionaries know: nouns and plurals, verbs and forms, how often words are printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeVar

from filters.morphology.tables import Lines, Numbers, read

_CACHED = 16_384
# Particles that no dictionary of nouns and verbs has, and that some word differs from by its hamza alone.
_PARTICLES = frozenset(("أمام", "إلى", "أو", "إن", "إلا", "إما", "أما", "إذ", "إذا", "أين", "إنها", "إنه"))


@dataclass(frozen=True, slots=True)
class Noun:
    """One noun. `weight` is ten times its Zipf frequency in news.

    `kinds` holds letters: j plain noun, m verbal noun, a participle or adjective, n nisba,
    p proper name. `flags`: f has a feminine in ة, s a plural in ون, t a plural in ات.
    """

    lemma: str
    kinds: str
    weight: int
    flags: str
    plurals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb with its third-person forms and its verbal nouns."""

    lemma: str
    weight: int
    is_doubled: bool
    past: tuple[str, ...]
    present: tuple[str, ...]
    masdars: tuple[str, ...]


@cache
def _lemmas() -> Lines:
    return Lines(_noun_text(), (0,))


@cache
def _plurals() -> Lines:
    return Lines(_noun_text(), (5,))


@cache
def _noun_text() -> str:
    return read("nouns.tsv.gz")


@cache
def _verb_forms() -> Lines:
    return Lines(_verb_text(), (3, 4))


@cache
def _masdars() -> Lines:
    return Lines(_verb_text(), (5,))


@cache
def _verb_text() -> str:
    return read("verbs.tsv.gz")


@lru_cache(_CACHED)
def nouns(lemma: str) -> tuple[Noun, ...]:
    """Return the nouns spelled exactly so, the frequent first."""
    return _by_weight(map(_noun_of, _lemmas().find(lemma)))


@lru_cache(_CACHED)
def nouns_of_plural(plural: str) -> tuple[Noun, ...]:
    """Return the nouns of which `plural` is a broken plural."""
    return _by_weight(map(_noun_of, _plurals().find(plural)))


@lru_cache(_CACHED)
def verbs(form: str) -> tuple[Verb, ...]:
    """Return the verbs of which `form` is a finite form, the frequent first."""
    return _by_weight(map(_verb_of, _verb_forms().find(form)))


@lru_cache(_CACHED)
def verbs_of_masdar(masdar: str) -> tuple[Verb, ...]:
    """Return the verbs of which `masdar` is a verbal noun."""
    return _by_weight(map(_verb_of, _masdars().find(masdar)))


W = TypeVar("W", Noun, Verb)


def _by_weight(found: Iterable[W]) -> tuple[W, ...]:
    return tuple(sorted(found, key=lambda word: -word.weight))


def _noun_of(fields: list[str]) -> Noun:
    lemma, _, kinds, weight, flags, plurals = fields
    return Noun(lemma, kinds, int(weight), flags, tuple(plurals.split()))


def _verb_of(fields: list[str]) -> Verb:
    lemma, vowelled, weight, past, present, masdars = fields
    past_forms, present_forms, nouns = (tuple(part.split()) for part in (past, present, masdars))
    return Verb(lemma, int(weight), "\u0651" in vowelled, past_forms, present_forms, nouns)


@cache
def _shares() -> Numbers:
    """Return a hundred times the Zipf frequency of each folded spelling."""
    lines = (line.partition("\t") for line in read("shares.tsv.gz").splitlines())
    return Numbers((word, int(value)) for word, _, value in lines)


def share(folded: str) -> float:
    """Return how often a folded spelling is printed, per thousand million words; 0.0 if hardly ever."""
    value = _shares().get(folded)
    return 10.0 ** (value / 100) if value else 0.0


def is_word(word: str) -> bool:
    """Return whether a spelling without clitics is a word of its own: a lemma, a plural or a verb's form."""
    return word in _PARTICLES or bool(nouns(word) or nouns_of_plural(word) or verbs(word))
