"""What a query stands for: the forms of each of its words by class, before anything is matched."""

from collections.abc import Iterator
from typing import Any

from filters import morphology
from filters.matching.homographs import rules_for
from filters.query import parse
from filters.querylang.text import write_term
from filters.querylang.tree import Mode, Term, Word, terms


def explain_query(text: str) -> list[dict[str, Any]]:
    """Return each term of a query with its words, and for each word its forms by class, clitics aside.

    Plain values, ready for JSON: `[{"term", "words": [{"word", "mode", "is_known", "is_homograph",
    "forms": {class: [spelling, …]}}]}]`. Doubtful forms, believed only in a phrase, stand under
    "class?". Raises `QueryError`.
    """
    return [_explain_term(term) for term in terms(parse(text), negated=True)]


def _explain_term(term: Term) -> dict[str, Any]:
    in_phrase = len(term.words) > 1
    words = [_explain_word(word, in_phrase=in_phrase) for word in term.words]
    return {"term": write_term(term.words), "words": words}


def _explain_word(word: Word, *, in_phrase: bool) -> dict[str, Any]:
    if word.mode not in (Mode.FORMS, Mode.WIDE):
        return {"word": word.text, "mode": word.mode.value, "forms": {"exact": [word.text]}}
    found = morphology.forms(word.text, in_phrase=in_phrase, is_wide=word.mode is Mode.WIDE)
    by_class: dict[str, list[str]] = {}
    for form_class, surface in dict.fromkeys(_classes(found, in_phrase=in_phrase)):
        by_class.setdefault(form_class, []).append(surface)
    return {
        "word": word.text,
        "mode": word.mode.value,
        "is_known": found.is_known,
        "is_homograph": bool(rules_for(word.text)) and not in_phrase,
        "forms": by_class,
    }


def _classes(found: morphology.Forms, *, in_phrase: bool) -> Iterator[tuple[str, str]]:
    for form in found.forms:
        is_doubtful = bool(form.flags & morphology.IN_PHRASE) and not in_phrase
        yield form.form_class + ("?" if is_doubtful else ""), form.surface
