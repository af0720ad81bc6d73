"""Which inflected forms a typed word stands for."""

import re
from collections.abc import Iterator
from functools import lru_cache

from filters.arabic import clean, fold
from filters.morphology import lexicon, paradigms
from filters.morphology.corrections import corrections_of, is_bare_another, name_spellings
from filters.morphology.doubts import trust, weigh_doubt
from filters.morphology.finite import verb_forms
from filters.morphology.foreign import foreign_spellings
from filters.morphology.model import BOUND, IN_PHRASE, NOUN, Form, Forms
from filters.morphology.readings import citation, inflect, noun_forms

__all__ = ["IN_PHRASE", "Form", "Forms", "forms", "is_definite"]

_ARABIC = re.compile("[\u0621-\u064a]")
_CACHE_WORDS = 20_000
_SHORTEST_FORM = 3
_RIVAL_MARGIN = 3
_COMMON_SHARE = 0.1
_NISBA_SHARE = 0.2
_NISBA_PLURALS = ("يون", "يين")
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
    found = [
        weigh_doubt(form, base)
        for form in _find(cleaned, base, has_article=typed_article, in_phrase=in_phrase)
    ]
    found = _correct(base, found, has_article=typed_article)
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


def _weight(word: str) -> int:
    known = citation(word)
    return max((noun.weight for noun in lexicon.nouns(known)), default=1) if known else 0


def _find(word: str, base: str, *, has_article: bool, in_phrase: bool) -> Iterator[Form]:
    spellings = name_spellings(word) or (name_spellings(base) if has_article else ())
    if spellings:
        yield from _name(base, spellings, has_article=has_article)
        return
    known = citation(base)
    if known is None:
        yield from _guess(base, has_article=has_article)
        return
    yield Form(base, NOUN, "sg", base)
    yield from inflect(known, in_phrase=in_phrase)


def _name(base: str, spellings: tuple[str, ...], *, has_article: bool) -> Iterator[Form]:
    needs_article = has_article and bool(lexicon.nouns(base)) and is_bare_another("ال" + base)
    has_article = has_article or any(spelling.startswith("ال") for spelling in spellings)
    yield from paradigms.name(base, has_article=has_article, needs_article=needs_article)
    for spelling in spellings:
        stem = spelling[2:] if spelling.startswith("ال") and len(spelling) > 4 else spelling  # noqa: PLR2004
        if stem != base:
            with_article = spelling != stem or has_article
            yield from paradigms.name(stem, has_article=with_article, form_class="alias")
    for spelling in foreign_spellings(base):
        yield from paradigms.name(spelling, has_article=has_article, form_class="alias")


def _guess(base: str, *, has_article: bool) -> Iterator[Form]:
    """Yield the forms of an unknown word, by its ending and by what is printed of it; else it is a name."""
    if base.endswith("ية") and len(base) > 5:  # noqa: PLR2004
        yield from paradigms.adjective(base[:-1])
    elif base.endswith("ي") and has_article and len(base) > 3:  # noqa: PLR2004
        yield from paradigms.adjective(base)
    elif base.endswith(_NISBA_PLURALS) and len(base) > 5:  # noqa: PLR2004
        yield from paradigms.adjective(base[:-2])
    elif base.endswith("ة") and len(base) > 2:  # noqa: PLR2004
        yield from paradigms.noun(base)
        yield from paradigms.sound_feminine(base)
    elif _is_nisba(base) or (_is_participle(base) and _takes_article(base)):
        yield from paradigms.adjective(base)
    elif _is_printed(base + "ات") and _takes_article(base):
        yield from paradigms.noun(base)
        yield from paradigms.sound_feminine(base)
    else:
        yield from paradigms.name(base, has_article=True)
        for spelling in foreign_spellings(base):
            yield from paradigms.name(spelling, has_article=True, form_class="alias")


def _is_printed(spelling: str) -> bool:
    return lexicon.share(fold(spelling)) > 0


def _is_nisba(base: str) -> bool:
    """Return whether an unknown word in ي is often printed as a feminine too: باليستي, not عراقجي or فوزي."""
    feminine = fold(base + "ة")
    least = _NISBA_SHARE * max(lexicon.share(fold(base)), 1.0)
    is_often = max(lexicon.share(feminine), lexicon.share("ال" + feminine)) > least
    return base.endswith("ي") and is_often and (_takes_article(base) or _takes_article(base + "ة"))


def _is_participle(base: str) -> bool:
    return _is_printed(base + "ين") and _is_printed(base + "ون")


def _takes_article(base: str) -> bool:
    """Return whether news print the word with its article, as no name without one is."""
    return lexicon.share(fold("ال" + base)) > _COMMON_SHARE * lexicon.share(fold(base))


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
        case _:
            raise ValueError(f"overlay.tsv: unknown relation {relation!r}")


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
