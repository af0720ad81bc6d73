"""Whether a token that could be cut is more likely a word of its own: فاسد is not ف + أسد."""

from functools import lru_cache

from filters.arabic import fold
from filters.clitics import Split
from filters.morphology import lexicon
from filters.morphology.corrections import name_spellings
from filters.morphology.model import Form
from filters.morphology.readings import regular_stems

# How often, roughly, a noun is printed with the letter joined.
_RATES = {"ب": 0.05, "ل": 0.05, "ك": 0.01, "ف": 0.01, "س": 0.05, "و": 0.2, "ا": 1.0}
_MARGIN = 3
_WIDE_MARGIN = 30
_RARE_SHARE = 50.0
_MANNER_LETTERS = 5


def is_own_word(cleaned: str, split: Split, form: Form) -> bool:
    """Return whether `cleaned` is printed far more often than its parts could explain."""
    if not split.proclitic or split.has_article:
        return False
    surface, lemma = fold(form.surface), fold(form.why)
    if split.enclitic and _is_own(cleaned[: -len(split.enclitic)], split.proclitic, surface, lemma):
        return True  # وفرتها is no و + فرت
    return _is_own(cleaned, split.proclitic, surface, lemma)


def is_first_person(split: Split, form: Form) -> bool:
    """Return whether a noun with «ـنا» is rather a verb: ذهبنا is "we went", not "our gold"."""
    if split.enclitic != "نا" or form.form_class != "sg":
        return False
    return any(
        verb.lemma == form.surface and form.surface not in verb.masdars
        for verb in lexicon.verbs(form.surface)
    )


def is_owned_noun(cleaned: str, split: Split, form: Form) -> bool:
    """Return whether a verb with an enclitic is rather a noun: قضيتها is "her case", الفني "the artist"."""
    if form.form_class != "verb" or not split.enclitic:
        return False
    if cleaned.startswith("ال") and lexicon.is_word(cleaned[2:]):
        return True
    if not form.surface.endswith("ت"):
        return False
    noun = max((found.weight for found in lexicon.nouns(form.surface[:-1] + "ة")), default=0)
    return noun > max((verb.weight for verb in lexicon.verbs(form.surface)), default=0)


def is_relaxed_whole(cleaned: str, printed: str, split: Split, form: Form) -> bool:
    """Return whether a token lacks the form's hamza because it is a word of its own: وفيات is no و + فئات."""
    is_relaxed = bool(split.proclitic) and "ئ" in form.surface and "ئ" not in printed
    return is_relaxed and (_is_whole(cleaned) or _is_whole(printed))


def is_possessive(printed: str, split: Split, form: Form) -> bool:
    """Return whether a final ه is "his" and no careless ة: عمله is "his work", not عملة, a currency.

    Nobody owns an adjective (عاصفه), and channels print whole towns so (جده, درنه): homographs judge these.
    """
    if split.has_article or not (printed.endswith("ه") and form.surface.endswith("ة")):
        return False
    stem = form.surface[:-1]
    if name_spellings(form.surface) or any("a" in noun.kinds for noun in lexicon.nouns(stem)):
        return False
    return _weight(stem) > _weight(form.surface)


def _weight(word: str) -> int:
    return max((noun.weight for noun in lexicon.nouns(word) if set(noun.kinds) & {"j", "m"}), default=0)


@lru_cache(30_000)
def _is_own(cleaned: str, proclitic: str, surface: str, lemma: str) -> bool:
    printed = lexicon.share(fold(cleaned))
    if printed < _RARE_SHARE or _is_manner(cleaned, proclitic, surface):
        return False
    expected = max(lexicon.share(surface), lexicon.share(lemma))
    if not expected:
        return _is_whole(cleaned)  # a word so rare that nothing can be expected of it: تلكؤ
    for letter in proclitic:
        expected *= _RATES[letter]
    return printed > _WIDE_MARGIN * expected or (printed > _MARGIN * expected and _is_whole(cleaned))


def _is_manner(cleaned: str, proclitic: str, surface: str) -> bool:
    """Tell whether ب leads to a noun mostly printed with it: بتهمة is "on a charge of"."""
    shortest = _MANNER_LETTERS - surface.endswith("ه")
    return proclitic == "ب" and len(surface) >= shortest and not _is_whole(cleaned)


def _is_whole(word: str) -> bool:
    """Return whether a dictionary has the word, or a word of which it is a regular form."""
    return lexicon.is_word(word) or any(lexicon.nouns(stem) for stem in regular_stems(word))
