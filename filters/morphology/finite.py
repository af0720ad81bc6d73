"""The finite forms of a verb, and which of them are better known as another word."""

from collections.abc import Iterator

from filters.arabic import fold
from filters.morphology import lexicon, paradigms
from filters.morphology.lexicon import Verb
from filters.morphology.model import IN_PHRASE, MARKED, Form

# Weights are ten times a Zipf frequency: 10 is a factor of ten.
_HOMOGRAPH_MARGIN = 3
_VERB_MARGIN = 5
_COMMON_NOUN = 46
_SHORT_DUAL = 4
_FOREIGN_SHARE = 15.0


def is_derived(verb: Verb) -> bool:
    """Return whether a verb is of form II to X, whose verbal noun is regular."""
    return len(verb.lemma) > 3 or verb.is_doubled  # noqa: PLR2004


def verb_forms(verb: Verb, *, keep: str) -> Iterator[Form]:
    """Yield the finite forms of a verb; spellings better known as another word are marked doubtful."""
    for surfaces, is_present in ((verb.past, False), (verb.present, True)):
        for surface in surfaces:
            if surface.startswith("وو") or (is_present and surface.endswith("ا")):
                continue  # ووزن reads as و + وزن; يفعلا and تفعلا are rare, and read as توازنًا
            doubt = 0
            is_other = _is_far_commoner(surface, keep, verb) or _is_rival(surface, verb, keep)
            if surface != keep and (is_other or (not is_present and _is_accusative(surface, verb))):
                doubt = IN_PHRASE | (MARKED if verb.is_doubled else 0)
            for form in paradigms.verb(surface, verb.lemma, is_present=is_present):
                yield Form(form.surface, form.flags | doubt, form.form_class, form.why)


def _is_accusative(surface: str, verb: Verb) -> bool:
    """Return whether a past dual is rather a noun with tanwin, or too short to tell: حلا, عادلا, not دعا."""
    return (
        surface != verb.lemma
        and surface.endswith("ا")
        and (len(surface) <= _SHORT_DUAL or bool(lexicon.nouns(surface[:-1])))
    )


def _is_far_commoner(surface: str, keep: str, verb: Verb) -> bool:
    """Return whether a form is printed so much more often than its masdar that it is another word: ألف."""
    known = max(lexicon.share(fold(word)) for word in (keep, *verb.masdars))
    return keep in verb.masdars and lexicon.share(fold(surface)) > _FOREIGN_SHARE * max(known, 1.0)


def _is_rival(surface: str, verb: Verb, keep: str) -> bool:
    """Return whether a finite form is also a noun, or another verb than `keep` spells, more often met."""
    least = verb.weight - _HOMOGRAPH_MARGIN
    if surface.startswith("ت"):  # تصرف: behaviour, hardly "she spends"
        least = min(least, _COMMON_NOUN)
    nouns = (*lexicon.nouns(surface), *lexicon.nouns_of_plural(surface))
    if any(noun.weight >= least and noun.kinds != "p" for noun in nouns) and surface not in verb.masdars:
        return True
    others = (
        other
        for other in lexicon.verbs(surface)
        if other.lemma != keep and not set(other.masdars) & set(verb.masdars)
    )
    return any(other.weight >= verb.weight + _VERB_MARGIN for other in others)  # وقع happened, وقّع signed
