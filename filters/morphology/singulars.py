"""What a typed plural is the plural of, and which forms of that it says too."""

import re

from filters.arabic import fold
from filters.morphology import lexicon
from filters.morphology.lexicon import Noun
from filters.morphology.model import Form

_PLURAL_OF_THINGS = re.compile("(?:م.ا..|م.ا.ي.|.وا..?|.وا.ي.)ا?")
_FAR_MORE = 12
_CLEARLY = 8


def singulars_of(word: str) -> tuple[Noun, ...]:
    """Return the nouns of a broken plural; of أطباء hardly طبي, since adjectives in ي have sound ones."""
    known = lexicon.nouns_of_plural(word)
    return tuple(noun for noun in known if noun.kinds != "n") or known


def rightful(stems: list[Noun]) -> list[Noun]:
    """Return the singulars of a plural in ات: of عملات it is عملة, not عمل; of خلافات خلاف, not خلافة."""
    feminine = [noun for noun in stems if noun.lemma.endswith("ة") and _is_substantive(noun)]
    least = max((noun.weight for noun in feminine), default=0)
    rivals = [noun.weight for noun in stems if "t" in noun.flags and _is_substantive(noun)]
    if max(rivals, default=0) >= least + _CLEARLY:
        return [noun for noun in stems if noun not in feminine]
    return stems if max(rivals, default=0) >= least else feminine or stems


def is_of_people(form: Form, word: str) -> bool:
    """Return whether a form is of the people that a plural in ون or ين names: of مصدرين hardly مصادر.

    Its feminine is not if it is printed more: مسلحة describes things, موظفة is a person. Nor is its
    singular if it is printed far more: مشترك.
    """
    if not word.endswith(("ون", "ين")):
        return True
    share = max(lexicon.share(fold(word[:-2] + ending)) for ending in ("ون", "ين"))
    is_plural_too = bool(lexicon.nouns_of_plural(form.why))  # مزارع: farms, which count for nothing here
    if form.form_class == "sg" and lexicon.share(fold(form.why)) > _FAR_MORE * share and not is_plural_too:
        return form.why.endswith("ي") or not any("a" in noun.kinds for noun in lexicon.nouns(form.why))
    if form.form_class == "plural" and _PLURAL_OF_THINGS.fullmatch(form.surface):
        return False
    feminine = _feminine_stem(form.surface) if form.form_class in ("feminine", "plural", "dual") else ""
    return not feminine or lexicon.share(fold(feminine)) <= share


def _feminine_stem(surface: str) -> str:
    """Return the feminine singular of a form, "" if it is none."""
    ending = next((end for end in ("تان", "تين", "تا", "تي", "ات", "ة", "ت") if surface.endswith(end)), "")
    return surface.removesuffix(ending) + "ة" if ending else ""


def _is_substantive(noun: Noun) -> bool:
    return bool(set(noun.kinds) & {"j", "m"})
