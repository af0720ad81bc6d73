"""A word as typed, looked up in the dictionaries and inflected: the readings it may have."""

import re
from collections.abc import Iterator
from functools import lru_cache

from filters.arabic import fold
from filters.morphology import lexicon, paradigms
from filters.morphology.finite import is_derived, verb_forms
from filters.morphology.lexicon import Noun, Verb
from filters.morphology.model import Form
from filters.morphology.nouns import noun_forms
from filters.morphology.shapes import shaped_verb_forms
from filters.morphology.singulars import is_of_people, rightful, singulars_of

# Weights are ten times a Zipf frequency: 10 is a factor of ten.
_RARE = 15
_VERB_RIVAL = 10
_CLEARLY_VERB = 8
_PLURAL_MARGIN = 4
_PARTICIPLE_MARGIN = 12
_LEAST = 38
_PARTICLE_SHARE = 1e6
_PERSON_SHAPE = re.compile(".ا..|..ي.")
_PLURAL_SHAPE = re.compile("[أآ]..?ا.|..ا.{2,3}(?<!ة)|..[او].|...اء")
_LONG_MASDAR = 5


@lru_cache(16_384)
def citation(word: str) -> str | None:
    """Return the nearest spelling of `word` that the dictionaries know, hamza and final ي and ة mended."""
    verbs = [verb.weight for verb in lexicon.verbs(word) if verb.lemma == word]
    weight = max((*verbs, *(noun.weight for noun in lexicon.nouns(word))), default=0)
    if any("d" in noun.flags and noun.weight > weight for noun in lexicon.nouns(word + "ي")):
        return word + "ي"  # قاض, typed as it stands without article
    return next((spelling for spelling in _spellings(word) if _is_known(spelling)), None)


def _spellings(word: str) -> Iterator[str]:
    yield word
    if word.endswith("ه"):
        yield word[:-1] + "ة"
    if word.endswith("ى"):
        yield word[:-1] + "ي"
    if word.endswith("ي"):
        yield word[:-1] + "ى"
    if word[:1] in "اأإ":
        for alef in "أإاآ":
            yield alef + word[1:]
            if word.endswith("ه"):
                yield alef + word[1:-1] + "ة"
    if word.endswith("ا"):
        yield word + "ء"
    for seat, other in (("ؤ", "ئ"), ("ئ", "ؤ"), ("ئ", "ي"), ("ي", "ئ")):
        if seat in word:
            yield word.replace(seat, other)


def _is_known(word: str) -> bool:
    return len(word) > 1 and bool(lexicon.is_word(word) or _stems(word))


def _stems(word: str) -> list[Noun]:
    """Return the nouns of which `word` is a regular feminine, dual or plural."""
    return [noun for stem in regular_stems(word) for noun in lexicon.nouns(stem)]


def regular_stems(word: str) -> Iterator[str]:
    """Yield what `word` may be a regular feminine, dual, plural or accusative of."""
    if word.endswith("ا") and len(word) > 3:  # noqa: PLR2004
        yield word[:-1]
    if word.endswith("ات"):
        yield from (word[:-2] + "ة", word[:-2])
        if word.endswith(("يات", "وات")):
            yield from (word[:-3] + "اة", word[:-3] + "ى")
    if word.endswith(("ون", "ين", "ان")) and len(word) > 4:  # noqa: PLR2004
        yield from (word[:-2], word[:-2] + "ى", word[:-2] + "ي")
        if word[-3] == "ت":
            yield word[:-3] + "ة"
    if word.endswith("ة") and len(word) > 3:  # noqa: PLR2004
        yield word[:-1]


def inflect(word: str, *, in_phrase: bool) -> list[Form]:
    """Return the forms of every plausible reading of a known `word`."""
    nouns = _common(lexicon.nouns(word))
    verbs = [v for v in _likely(lexicon.verbs(word), word) if _is_verb_reading(word, v, nouns)]
    if not nouns:
        verbs = [
            verb for verb in verbs if not _is_rather_plural(word, verb.weight, is_cited=verb.lemma == word)
        ]
    if any(v.lemma == word and v.weight >= noun.weight + _RARE for v in verbs for noun in nouns[:1]):
        nouns = []  # سقط fell, hardly "waste"
    found: list[Form] = []
    for noun in (*nouns, *_commoner_singulars(word, nouns)):
        found += noun_forms(noun)
    if not nouns:
        found += _derived(word, verbs, in_phrase=in_phrase)
    for verb in verbs:
        found += verb_forms(verb, keep=word)
        found += _masdars(verb, word)
    if nouns and _is_masdar(word, nouns) and not _is_rather_plural(word, nouns[0].weight, is_cited=True):
        known = lexicon.verbs_of_masdar(word)
        for verb in _common_verbs(known):
            if is_derived(verb) or not _is_thing(nouns):
                found += verb_forms(verb, keep=word)
        found += () if known else shaped_verb_forms(word)
    return found


def _commoner_singulars(word: str, nouns: list[Noun]) -> Iterator[Noun]:
    """Yield the nouns of which a word is better known as the plural than by itself: أرباح, مكاتب, شعراء."""
    kinds = {kind for noun in nouns for kind in noun.kinds}
    is_masdar = ("m" in kinds and word[0] not in "أآم") or lexicon.verbs_of_masdar(word)
    if not nouns or not _PLURAL_SHAPE.fullmatch(word):
        return
    if is_masdar and not _is_rather_plural(word, nouns[0].weight, is_cited=True):
        return
    least = nouns[0].weight + (_PARTICIPLE_MARGIN if "a" in kinds else _PLURAL_MARGIN)
    for noun in lexicon.nouns_of_plural(word):
        is_particle = lexicon.share(fold(noun.lemma)) > _PARTICLE_SHARE
        is_shape = not word.endswith("اء") or word[0] in "أآ" or _PERSON_SHAPE.match(noun.lemma)
        if noun.weight >= max(least, _LEAST) and is_shape and not is_particle:
            yield noun


def _common(nouns: tuple[Noun, ...]) -> list[Noun]:
    """Return the nouns without those far rarer than the commonest spelled so; names only if nothing else."""
    plain = [noun for noun in nouns if noun.kinds != "p"] or list(nouns)
    return [noun for noun in plain if noun.weight >= plain[0].weight - _RARE]


def _common_verbs(verbs: tuple[Verb, ...]) -> list[Verb]:
    return [verb for verb in verbs if verb.weight >= verbs[0].weight - _RARE]


def _likely(verbs: tuple[Verb, ...], word: str) -> tuple[Verb, ...]:
    """Return the verbs that are cited so, if there are any: تقدم is of تقدم, hardly of قدم."""
    return tuple(verb for verb in verbs if verb.lemma == word) or verbs


def _is_verb_reading(word: str, verb: Verb, nouns: list[Noun]) -> bool:
    if not nouns or (word == verb.lemma and verb.weight >= nouns[0].weight + _CLEARLY_VERB):
        return True  # سجل: registered, or a register
    if all(set(noun.kinds) <= {"a", "p"} for noun in nouns):
        return word == verb.lemma and verb.weight >= nouns[0].weight  # هاجم: attacked, hardly "attacking"
    is_action = any("m" in noun.kinds for noun in nouns) and not any("j" in noun.kinds for noun in nouns)
    return is_action and word == verb.lemma and verb.weight >= nouns[0].weight - _VERB_RIVAL


def _is_rather_plural(word: str, weight: int, *, is_cited: bool) -> bool:
    """Return whether a word is better known as a plural than as a verb: طلاب students, تجار merchants."""
    known = max((noun.weight for noun in lexicon.nouns_of_plural(word)), default=0)
    return known >= _LEAST and (not is_cited or known > weight + _CLEARLY_VERB)


def _derived(word: str, verbs: list[Verb], *, in_phrase: bool) -> Iterator[Form]:
    """Yield the forms of a word that is itself inflected: a plural, a feminine, a dual."""
    known = singulars_of(word)
    singulars = _common(known) if known else []
    if singulars:
        yield from paradigms.plural(word, singulars[0].lemma)
        for noun in singulars:
            yield from noun_forms(noun)
        return
    if verbs and not word.endswith(("ة", "ات")):
        return
    stems = rightful(_stems(word)) if word.endswith("ات") else _stems(word)
    if not stems:
        return
    best = _common(tuple(sorted(stems, key=lambda noun: -noun.weight)))
    if word.endswith(("ة", "ات")):
        yield from _feminine(word, best, in_phrase=in_phrase)
        return
    yield from paradigms.noun(word, has_dual=False)
    for noun in best:
        yield from (form for form in noun_forms(noun) if is_of_people(form, word))


def _feminine(word: str, stems: list[Noun], *, in_phrase: bool) -> Iterator[Form]:
    """Yield the forms of a feminine: a nisba stands for both genders, a participle alone for its own."""
    base = (
        word[:-2] + "ة"
        if word.endswith("ات") and not any(noun.lemma == word[:-2] for noun in stems)
        else word
    )
    if base.endswith("ات"):
        yield from paradigms.noun(base, has_dual=False)
    else:
        yield from paradigms.noun(base)
        yield from paradigms.sound_feminine(base)
    for noun in stems:
        if (
            (in_phrase and "a" in noun.kinds)
            or "n" in noun.kinds
            or noun.lemma.endswith("ة")
            or "m" in noun.kinds
        ):
            yield from noun_forms(noun)
        elif word.endswith("ات"):
            yield from paradigms.noun(noun.lemma)
            yield from paradigms.noun(noun.lemma + "ة")


def _is_masdar(word: str, nouns: list[Noun]) -> bool:
    """Return whether a noun is chiefly a verbal noun, so that its verb says the same."""
    kinds = {kind for noun in nouns for kind in noun.kinds}
    if "m" not in kinds and not any(noun.plurals for noun in nouns):
        return any(map(is_derived, lexicon.verbs_of_masdar(word)))  # مداهمة, which no table calls one
    return "m" in kinds and (len(word) >= _LONG_MASDAR or not _is_thing(nouns))


def _masdars(verb: Verb, word: str) -> Iterator[Form]:
    for masdar in verb.masdars:
        nouns = [n for n in lexicon.nouns(masdar) if "m" in n.kinds and n.weight >= verb.weight - _RARE]
        is_shape = len(masdar) >= _LONG_MASDAR or masdar == word or (nouns and "j" not in nouns[0].kinds)
        if nouns and is_shape:
            yield from (Form(f.surface, f.flags, "noun", verb.lemma) for f in noun_forms(nouns[0]))


def _is_thing(nouns: list[Noun]) -> bool:
    """Return whether a noun names a thing as well, which shows in a broken plural: سد and سدود, not دعم."""
    return any("j" in noun.kinds and (noun.plurals or len(noun.lemma) > 3) for noun in nouns)  # noqa: PLR2004
