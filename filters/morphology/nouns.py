"""The paradigm of a dictionary noun: its feminine, dual and plurals, by what the dictionaries say of it."""

import re
from collections.abc import Iterator

from filters.arabic import fold
from filters.morphology import lexicon, paradigms
from filters.morphology.corrections import name_spellings
from filters.morphology.foreign import foreign_spellings
from filters.morphology.lexicon import Noun
from filters.morphology.model import Form

# Prints per thousand million words.
_PRINTED = 500
_SELDOM = 50
_ARTICLE_SHARE = 0.02
_FA_IL = re.compile("..ي.")


def noun_forms(noun: Noun) -> Iterator[Form]:
    """Yield the paradigm of a dictionary noun."""
    lemma = noun.lemma
    if is_name(noun):
        for spelling in (lemma, *foreign_spellings(lemma)):
            yield from paradigms.name(spelling, has_article=True)
        return
    yield from _singular_forms(noun)
    for plural in noun.plurals:
        yield from paradigms.plural(plural, lemma)
        if lemma.endswith(("اة", "ى")) and not plural.endswith(("ي", "ا", "ى")):
            yield from paradigms.plural(plural + "ي", lemma)  # مصفاة: مصاف, المصافي


def _singular_forms(noun: Noun) -> Iterator[Form]:
    """Yield the singular, dual, feminine and sound plurals."""
    lemma = noun.lemma
    if "d" in noun.flags:
        yield from _defective(noun)
    elif lemma.endswith("ة"):
        yield from paradigms.noun(lemma)
        yield from paradigms.sound_feminine(lemma)
    elif "n" in noun.kinds or ("a" in noun.kinds and "f" in noun.flags):
        yield from paradigms.adjective(lemma, has_sound_plural=_has_sound_plural(noun))
    else:
        yield from paradigms.noun(lemma)
        if _is_person(noun) or _is_adjective(noun):
            yield from paradigms.feminine(lemma)
        if (
            noun.kinds in ("m", "p")
            or "t" in noun.flags
            or ("m" in noun.kinds and not noun.plurals)
            or lemma.endswith("ى")
            or _has_plural_at(noun)
        ):
            yield from paradigms.sound_feminine(lemma)
        if "a" in noun.kinds and _has_sound_plural(noun):
            yield from paradigms.sound_masculine(lemma)


def _has_sound_plural(noun: Noun) -> bool:
    """Return whether the plural in ون is attested, or regular since the noun is a participle in م: متجمهر."""
    is_participle = noun.kinds == "a" and noun.lemma.startswith("م") and not noun.plurals
    return "n" in noun.kinds or "s" in noun.flags or is_participle


def _is_adjective(noun: Noun) -> bool:
    """Return whether a noun like طفيف has a printed feminine that is no word of its own."""
    lemma = noun.lemma
    is_shape = bool(_FA_IL.fullmatch(lemma)) and "f" in noun.flags and not noun.plurals
    is_shape = is_shape and not name_spellings("ال" + lemma)  # الجبيل
    is_printed = lexicon.share(fold("ال" + lemma + "ة")) > _SELDOM
    return is_shape and is_printed and not lexicon.nouns(lemma + "ة")


def _has_plural_at(noun: Noun) -> bool:
    """Return whether a noun without a broken plural is printed with one in ات: رشاشات, كاميرات."""
    lemma = noun.lemma
    plural = (lemma.removesuffix("ا")) + "ات"
    return not noun.plurals and len(lemma) > 3 and lexicon.share(fold(plural)) > _PRINTED  # noqa: PLR2004


def is_name(noun: Noun) -> bool:
    """Return whether a noun is a name: its dictionary says so, and news hardly gives it the article."""
    return noun.kinds == "p" and lexicon.share(fold("ال" + noun.lemma)) < _ARTICLE_SHARE * lexicon.share(
        fold(noun.lemma)
    )


def _defective(noun: Noun) -> Iterator[Form]:
    lemma = noun.lemma if noun.lemma.endswith("ي") else noun.lemma + "ي"
    yield from paradigms.defective(lemma)
    if "a" in noun.kinds:
        yield from paradigms.feminine(lemma)


def _is_person(noun: Noun) -> bool:
    """Return whether the plural is that of people: وزراء, أطباء."""
    return any(plural.endswith("اء") and len(plural) > 4 for plural in noun.plurals)  # noqa: PLR2004
