"""What a word of a query is compared with, and where that is looked up."""

from filters import morphology
from filters.arabic import fold
from filters.morphology import paradigms
from filters.morphology.model import Form
from filters.querylang.tree import Mode, Word

# The forms of a word; or its mode and its text, for those that are compared as they are.
Meaning = tuple[Form, ...] | tuple[Mode, str]


def meaning(word: Word, *, in_phrase: bool) -> Meaning:
    """Return what a word is compared with: its forms, or its mode and its text. Equal ones are one word."""
    match word.mode:
        case Mode.VERBATIM | Mode.PATTERN:
            return word.mode, word.text
        case Mode.SPELT | Mode.START | Mode.END:
            return word.mode, fold(word.text)
        case Mode.NAME:
            return tuple(paradigms.name(word.text.removeprefix("ال"), has_article=True))
        case _:
            return morphology.forms(word.text, in_phrase=in_phrase, is_wide=word.mode is Mode.WIDE).forms


def keys(surface: str) -> set[str]:
    """Return the folded spellings under which a form may be printed: hamzas have several seats."""
    folded = fold(surface)
    found = {surface if surface == folded else folded}  # one string in memory where two are alike
    if "ئ" in surface or "ؤ" in surface:
        found.add(fold(surface.replace("ئ", "ء").replace("ؤ", "ء")))
        found.add(fold(surface.replace("ئ", "يء")))
        found.add(fold(surface.replace("ؤ", "ئ")))  # مسئول
    return found
