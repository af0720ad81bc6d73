"""From printed tokens to the watched words they are forms of. Each distinct token is judged once."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from filters.arabic import clean, fold
from filters.clitics import Split, splits
from filters.matching.formtable import FormTable
from filters.matching.literals import Literals
from filters.matching.meanings import KnownForms, as_it_is, forms_of
from filters.matching.spelling import agree, variants
from filters.matching.veto import (
    is_first_person,
    is_own_word,
    is_owned_noun,
    is_possessive,
    is_relaxed_whole,
)
from filters.morphology import lexicon
from filters.morphology.model import (
    ARTICLE,
    BOUND,
    CONJUNCTION,
    FREE,
    FUTURE,
    IN_PHRASE,
    LAM,
    MARKED,
    NEEDS_ARTICLE,
    PREPOSITION,
    Form,
)
from filters.querylang.tree import Mode, Word

_ONLY_ON_VERBS = ("ني",)
_NEVER_ON_VERBS = ("ك", "كم", "كن", "كما")  # news hardly speaks to its readers
_TELLING_MARKS = frozenset("\u0651\u064b")
_MARK_OF = {"verb": "\u0651"}
_CONJUNCTIONS = ("و", "ف")
_LETTER_NEEDS = {"": 0, "ب": PREPOSITION, "ك": PREPOSITION, "ل": LAM, "س": FUTURE}


# What a place in a phrase may ask of its word.
NEEDS_CONJUNCTION = 1
NO_CONJUNCTION = 2
NEEDS_DEFINITE = 4
NEEDS_CERTAINTY = 8


class WordHit(NamedTuple):
    """A token is a form of the watched word `word_id` (a tuple: each distinct token has some for good).

    `fails` are the needs that it does not meet. One that fails NEEDS_CERTAINTY is more
    likely a word of its own, and is believed only in a phrase.
    """

    word_id: int
    fails: int
    form: Form
    proclitic: str
    enclitic: str


def _make_hit(word_id: int, form: Form, split: Split, *, is_doubtful: bool) -> WordHit:
    fails = NO_CONJUNCTION if split.proclitic[:1] in _CONJUNCTIONS else NEEDS_CONJUNCTION
    fails |= NEEDS_CERTAINTY if is_doubtful else 0
    fails |= 0 if split.has_article or split.enclitic else NEEDS_DEFINITE
    return WordHit(word_id, fails, form, split.proclitic, split.enclitic)


class WordIndex:
    """The distinct words of all watchlists, those with the same forms as one; added and dropped by use."""

    def __init__(self) -> None:
        self.store: KnownForms | None = None
        self._ids: dict[tuple[Word, bool], int] = {}
        self._same: dict[bytes, int] = {}
        self._words: dict[int, _Held] = {}
        self._forms = FormTable()
        self._literals = Literals()
        self._next = 0

    def add(self, word: Word, *, in_phrase: bool = False) -> int:
        """Return the id of `word`, making its forms at its first use if they are not in `store`."""
        key = (word, in_phrase)
        word_id = self._ids.get(key)
        if word_id is None:
            text = as_it_is(word)
            if text is None:
                word_id = self._put_forms(forms_of(word, in_phrase=in_phrase, store=self.store))
            else:
                word_id = self._put_text(word.mode, text)
            self._ids[key] = word_id
            self._words[word_id].typed += (key,)
        self._words[word_id].uses += 1
        return word_id

    def _put_forms(self, forms: str) -> int:
        """Return the id of the word that has these forms."""
        digest = _digest(forms)
        if digest not in self._same:
            self._hold(digest)
            self._forms.put(forms, self._next)
            self._next += 1
        return self._same[digest]

    def _put_text(self, mode: Mode, text: str) -> int:
        digest = _digest(f"{mode.value} {text}")
        if digest not in self._same:
            self._hold(digest)
            self._literals.put(mode, text, self._next)
            self._next += 1
        return self._same[digest]

    def _hold(self, digest: bytes) -> None:
        self._same[digest] = self._next
        self._words[self._next] = _Held(digest)

    def drop(self, word_id: int) -> None:
        """Forget one use of a word, and the word with its last use."""
        held = self._words[word_id]
        held.uses -= 1
        if held.uses:
            return
        del self._words[word_id], self._same[held.digest]
        for key in held.typed:
            del self._ids[key]
        word, in_phrase = held.typed[0]
        text = as_it_is(word)
        if text is not None:
            self._literals.drop(word.mode, text, word_id)
            return
        forms = forms_of(word, in_phrase=in_phrase, store=self.store)
        if (
            _digest(forms) == held.digest
        ):  # else it was given other forms: they lead to a word that is no more
            self._forms.drop(forms, word_id)

    def look_up(self, raw: str) -> tuple[WordHit, ...]:
        """Return the watched words that a printed token is a form of; about 20 microseconds."""
        return tuple(self._find(clean(raw), marks=frozenset(raw) & _TELLING_MARKS))

    def _find(self, cleaned: str, *, marks: frozenset[str]) -> list[WordHit]:
        found = self._find_plain(cleaned)
        for variant in variants(cleaned):
            inflected = _best(self._find_forms(variant, marks=marks))
            if inflected:
                return found + inflected
        return found

    def _find_plain(self, cleaned: str) -> list[WordHit]:
        exact, whole = Form(cleaned, FREE, "exact", cleaned), Split("", fold(cleaned), "", has_article=False)
        return [
            _make_hit(word_id, exact, whole, is_doubtful=False) for word_id in self._literals.find(cleaned)
        ]

    def _find_forms(self, cleaned: str, *, marks: frozenset[str]) -> Iterator[WordHit]:
        for split in splits(fold(cleaned)):
            if split.stem in self._forms:
                needs = _needs(split)
                if not (cleaned.startswith(split.proclitic) and _has_enclitic(cleaned, split.enclitic)):
                    continue
                printed = _printed_stem(cleaned, split)
                for form, word_id in self._forms.find(split.stem):
                    if split.enclitic in (_NEVER_ON_VERBS if form.form_class == "verb" else _ONLY_ON_VERBS):
                        continue
                    if needs & ~form.flags or (form.flags & NEEDS_ARTICLE and not split.has_article):
                        continue
                    agrees, is_doubtful = agree(printed, form.surface)
                    if agrees:
                        is_doubtful = (
                            (is_doubtful and lexicon.is_word(printed))
                            or _is_homograph(form, split, marks=marks)
                            or is_own_word(cleaned, split, form)
                            or is_first_person(split, form)
                            or is_possessive(printed, split, form)
                            or is_owned_noun(cleaned, split, form)
                            or is_relaxed_whole(cleaned, printed, split, form)
                        )
                        yield _make_hit(word_id, form, split, is_doubtful=is_doubtful)


@dataclass(slots=True)
class _Held:
    """A word of the index: what stands for its forms, how it was typed, and how often it is used."""

    digest: bytes
    typed: tuple[tuple[Word, bool], ...] = ()
    uses: int = 0


def _digest(meaning: str) -> bytes:
    return blake2b(meaning.encode(errors="surrogatepass"), digest_size=16).digest()


def _needs(split: Split) -> int:
    """Return what a form must allow to be printed with these clitics."""
    needs = (BOUND if split.enclitic else FREE) | (ARTICLE if split.has_article else 0)
    rest = split.proclitic
    if rest[:1] in _CONJUNCTIONS:
        needs |= CONJUNCTION
        rest = rest[1:]
    return needs | _LETTER_NEEDS[rest[:1]] if rest != "ال" else needs


def _has_enclitic(cleaned: str, enclitic: str) -> bool:
    """Return whether the enclitic is printed as such: ـة is no ـه, and ـي is mostly a nisba (حربي, نفطي)."""
    return cleaned.endswith(enclitic) and enclitic != "ي"


def _is_homograph(form: Form, split: Split, *, marks: frozenset[str]) -> bool:
    """Return whether the form is better known as another word; س in front or a printed mark say it is not."""
    if not form.flags & IN_PHRASE or (
        form.flags & MARKED and _MARK_OF.get(form.form_class, "\u064b") in marks
    ):
        return False
    return not split.proclitic.endswith("س")


def _printed_stem(cleaned: str, split: Split) -> str:
    """Return the clean letters of the stem; ء, which folding drops, is why they are counted."""
    skip, start = len(split.proclitic), 0
    while skip and start < len(cleaned):
        skip -= cleaned[start] != "ء"
        start += 1
    stem = cleaned[start : len(cleaned) - len(split.enclitic)]
    if split.proclitic.endswith("لل") and len(fold(stem)) < len(split.stem):
        stem = "ل" + stem
    return stem


def _best(hits: Iterator[WordHit]) -> list[WordHit]:
    """Return one reading a word: sure before doubtful, then the one with the fewest letters cut off."""
    best: dict[int, WordHit] = {}
    for hit in hits:
        known = best.get(hit.word_id)
        if known is None or known.fails & NEEDS_CERTAINTY > hit.fails & NEEDS_CERTAINTY:
            best[hit.word_id] = hit
    return list(best.values())
