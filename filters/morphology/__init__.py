"""Which inflected forms a typed word stands for."""

import re
from collections.abc import Iterator
from functools import lru_cache

from filters.arabic import clean, fold
from filters.morphology import lexicon, paradigms
from filters.morphology.corrections import (
    corrections_of,
    is_bare_another,
    name_spellings,
    singular_of,
)
from filters.morphology.doubts import trust, weigh_doubt
from filters.morphology.finite import verb_forms
from filters.morphology.foreign import foreign_spellings
from filters.morphology.guesses import guess
from filters.morphology.model import BOUND, IN_PHRASE, NOUN, Form, Forms
from filters.morphology.nouns import noun_forms
from filters.morphology.readings import citation, inflect

__all__ = ["IN_PHRASE", "Form", "Forms", "forms", "is_definite"]

_ARABIC = re.compile("[\u0621-\u064a]")
_CACHE_WORDS = 20_000
_SHORTEST_FORM = 3
_RIVAL_MARGIN = 3
_COMMON_NOUN = 38
_LEXICAL_AL = frozenset(("الله", "التي", "الذي", "الذين", "الآن", "الان"))


@lru_cache(_CACHE_WORDS)
def forms(word: str, *, in_phrase: bool = False, is_wide: bool = False) -> Forms:
    """Return every form under which `word` may be printed, its typed article noted and cut off.

    Names take clitics only. Other words take their paradigm: duals, plurals, feminines, the
    verb of a verbal noun; unknown ones only what is regular. `in_phrase` admits forms that are
    too doubtful alone; `is_wide` adds what is derived. Milliseconds a word; the last 20,000 are kept.
    """
    cleaned = clean(word)
    if not _ARABIC.search(cleaned):
        return Forms(cleaned, has_article=False, forms=tuple(paradigms.literal(cleaned)))
    base, typed_article = _cut_article(cleaned)
    base = base if typed_article else _without_tanwin(base)
    found = [
        weigh_doubt(form, base)
        for form in _find(
            cleaned if typed_article else base, base, has_article=typed_article, in_phrase=in_phrase
        )
    ]
    if base != cleaned and not typed_article:
        found += paradigms.name(cleaned, has_article=False)  # صبيا is a town too
    if singular := singular_of(base):
        found += forms(singular, in_phrase=in_phrase).forms
    found = _correct(base, found, has_article=typed_article)
    if in_phrase and typed_article:
        found = [form for form in found if form.form_class != "verb"]  # وزارة التخطيط, not وزارة تخطط
    if is_wide:
        found += _widen(base)
    least = min(_SHORTEST_FORM, len(fold(base)))
    kept = dict.fromkeys(form for form in found if len(fold(form.surface)) >= least)
    return Forms(cleaned, typed_article, tuple(kept), is_known=citation(base) is not None)


def is_definite(word: str) -> bool:
    """Return whether a typed word begins with the article: «المنطقة», not «التزام»."""
    return _cut_article(clean(word))[1]


def _cut_article(word: str) -> tuple[str, bool]:
    """Return the word without its article; the ال of التزام and إلغاء is no article."""
    if not word.startswith("ال") or len(word) < 5 or word in _LEXICAL_AL:  # noqa: PLR2004
        return word, False
    if name_spellings(word):
        return word[2:], True
    rest = word[2:]
    return (word, False) if _weight(word) > _weight(rest) + _RIVAL_MARGIN else (rest, True)


def _without_tanwin(word: str) -> str:
    """Return a noun typed in the accusative as it is cited: «شن هجوما», «أصدر حكما», not دعا or ضحايا."""
    stem = word[:-1]
    if not word.endswith("ا") or len(stem) < _SHORTEST_FORM or name_spellings(word):
        return word
    is_own = (
        lexicon.nouns(word)
        or lexicon.nouns_of_plural(word)
        or any(v.lemma == word for v in lexicon.verbs(word))
    )
    return stem if not is_own and (lexicon.nouns(stem) or lexicon.nouns_of_plural(stem)) else word


def _weight(word: str) -> int:
    known = citation(word)
    if known is None:
        return 0
    verbs = [verb.weight for verb in lexicon.verbs(known) if verb.lemma == known]
    return max((*verbs, *(noun.weight for noun in lexicon.nouns(known))), default=1)


def _find(word: str, base: str, *, has_article: bool, in_phrase: bool) -> Iterator[Form]:
    spellings = name_spellings(word) or (name_spellings(base) if has_article else ())
    if spellings:
        yield from _name(base, spellings, has_article=has_article, in_phrase=in_phrase)
        if in_phrase and not has_article and any("n" in noun.kinds for noun in lexicon.nouns(word)):
            yield from inflect(word, in_phrase=True)  # عجز مالي
        return
    known = citation(base)
    if known is None:
        yield from guess(base, has_article=has_article, in_phrase=in_phrase)
        return
    yield Form(base, NOUN, "sg", base)
    yield from inflect(known, in_phrase=in_phrase)


def _name(base: str, spellings: tuple[str, ...], *, has_article: bool, in_phrase: bool) -> Iterator[Form]:
    needs_article = has_article and bool(lexicon.nouns(base)) and is_bare_another("ال" + base)
    has_article = has_article or any(spelling.startswith("ال") for spelling in spellings)
    yield from paradigms.name(base, has_article=has_article, needs_article=needs_article)
    for spelling in spellings:
        stem = spelling[2:] if spelling.startswith("ال") and len(spelling) > 4 else spelling  # noqa: PLR2004
        if stem != base:
            with_article = spelling != stem or has_article
            yield from paradigms.name(stem, has_article=with_article, form_class="alias")
    for spelling in foreign_spellings(base, in_phrase=in_phrase):
        yield from paradigms.name(spelling, has_article=has_article, form_class="alias")


def _correct(base: str, found: list[Form], *, has_article: bool) -> list[Form]:
    for correction in corrections_of(base):
        words = correction.words
        match correction.relation:
            case "not":
                found = [form for form in found if form.surface not in words]
            case "keep":
                found = [trust(form) if form.surface in words else form for form in found]
            case "without":
                found = [form for form in found if form.form_class not in words]
            case relation:
                found = [*found, *_add(relation, words, base, has_article=has_article)]
    return found


def _add(relation: str, words: tuple[str, ...], base: str, *, has_article: bool) -> Iterator[Form]:
    for word in words:
        match relation:
            case "plural":
                yield from paradigms.plural(word, base)
            case "noun":
                yield from paradigms.noun(word)
                yield from paradigms.sound_feminine(word) if word.endswith("ة") else ()
            case "adjective":
                yield from paradigms.adjective(word)
            case "alias":
                yield from paradigms.name(word, has_article=has_article, form_class="alias")
            case "form":
                yield Form(word, NOUN | BOUND, "plural", base)
            case "beside":
                yield Form(word, NOUN | IN_PHRASE, "feminine", base)
            case _:
                yield from _borrow(relation, word)


def _borrow(relation: str, word: str) -> Iterator[Form]:
    """Yield the forms that a word lends to another."""
    match relation:
        case "like":
            yield from (Form(f.surface, f.flags, "noun", word) for f in inflect(word, in_phrase=False))
        case "verb":
            lemmas = (verb for verb in lexicon.verbs(word) if verb.lemma == word)
            yield from (form for verb in lemmas for form in verb_forms(verb, keep=word))
        case "surely":
            lemmas = (verb for verb in lexicon.verbs(word) if verb.lemma == word and verb.is_doubled)
            forms_of_them = (form for verb in lemmas for form in verb_forms(verb, keep=""))
            yield from (form if _is_other(form.surface, word) else trust(form) for form in forms_of_them)
        case _:
            raise ValueError(f"overlay.tsv: unknown relation {relation!r}")


def _is_other(surface: str, second: str) -> bool:
    """Return whether a form of a verb of form II is also a common noun, or the past of form V: سوقا, تسرب."""
    if surface.endswith("ا") and not surface.endswith("وا"):
        return True
    is_fifth = any(verb.lemma == "ت" + second for verb in lexicon.verbs(surface))
    return is_fifth or any(noun.weight >= _COMMON_NOUN for noun in lexicon.nouns(surface))


def _widen(base: str) -> Iterator[Form]:
    """Yield the nisba of a noun, the noun of a nisba, and every verb and verbal noun of the spelling."""
    stem = base[:-1] if base[-1] in "ةاي" else base
    yield from paradigms.adjective(stem + "ي")
    if base.endswith("ي"):
        for candidate in (stem, stem + "ة"):
            for noun in lexicon.nouns(candidate):
                yield from noun_forms(noun)
    for verb in (*lexicon.verbs_of_masdar(base), *lexicon.verbs(base)):
        yield from verb_forms(verb, keep=base)
