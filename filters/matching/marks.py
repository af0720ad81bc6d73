"""Words that a mark tells apart: مسيّرة is a drone, مسيرة may be a march as well."""

from functools import cache

from filters.arabic import clean
from filters.matching.grammar import read_lexicon

SHADDA = "\u0651"


def with_mark(raw: str) -> str:
    """Return a typed word cleaned but for its shadda, where that tells which word it is; else cleaned."""
    if SHADDA not in raw:
        return clean(raw)
    kept = SHADDA.join(map(clean, raw.split(SHADDA)))
    return kept if marked_term(kept) else clean(raw)


def marked_term(word: str) -> str | None:
    """Return the term of the lexicon that a word with its shadda is a form of, None for any other.

    >>> marked_term("المسيّرات")
    'مسيّرة'
    """
    return next((term for term in marked_terms() if _stem(term) in word), None) if SHADDA in word else None


def marked_spelling(word: str) -> str | None:
    """Return a word typed without a shadda as it is written with the one that makes it another.

    >>> marked_spelling("المسيرات")
    'المسيّرات'
    """
    stems = ((_stem(term).replace(SHADDA, ""), _stem(term)) for term in marked_terms())
    return next((word.replace(bare, stem) for bare, stem in stems if _begins(word, bare)), None)


def _begins(word: str, stem: str) -> bool:
    return word.removeprefix("ال").startswith(stem + "ة") or word.removeprefix("ال").startswith(stem + "ات")


@cache
def marked_terms() -> tuple[str, ...]:
    """Return the terms of the homographs that are written with a shadda."""
    terms = (term for rule in read_lexicon()["rule"] for term in rule["terms"].split() if SHADDA in term)
    return tuple(dict.fromkeys(terms))


def _stem(term: str) -> str:
    return term.removesuffix("ة")
