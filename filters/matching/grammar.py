"""Whether a spelling that is noun and finite verb is the verb where it stands: كتب الوزير, معرض كتب."""

import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from filters import morphology
from filters.arabic import clean, fold
from filters.matching.cues import folded, is_accusative
from filters.matching.remembering import remembered
from filters.morphology import lexicon
from filters.morphology.model import FREE

_NOUN_CLASSES = ("sg", "plural", "feminine", "noun")
# How often يكتب is printed to one print of كتب.
_SOMETIMES = 0.05
_CHIEFLY = 0.3
_FAR_BEFORE = 3
_RULE_FILE = re.compile(r"homographs(_[a-z]+)?\.toml")
_NISBA, _OWNERS = ("ية", "يه"), ("هما", "ها", "هم", "ه")
_OF_NOUNS = {"j", "m"}
_TOKENS = 50_000
# How often جديدة is printed to one print of جديد; of nouns that describe nothing hardly ever.
_FEMININE = 0.1
_ELATIVE = re.compile("[أآ]..?.|.{2,4}ى")


@dataclass(frozen=True, slots=True)
class Doublets:
    """Folded spellings of a watched noun that are verbs of another meaning; `chiefly` more often so."""

    all_of_them: frozenset[str]
    chiefly: frozenset[str]

    def has_verb(self, raws: Sequence[str], at: int, *, form: str, proclitic: str) -> bool:
        """Return whether the token at `at`, found as `form`, is rather a verb there."""
        spelling = folded(form)
        if spelling not in self.all_of_them or not _may_precede_verb(proclitic):
            return False
        before = folded(raws[at - 1]) if at and not proclitic else ""
        after = raws[at + 1] if at + 1 < len(raws) else ""
        if before in _cues("before_verbs"):
            return True
        if before in _cues("before_nouns") or before.isdigit():
            return False
        if folded(after) in _cues("behind_verbs"):
            return True
        return spelling in self.chiefly and _has_subject(raws, at, before, after)


@lru_cache(20_000)
def doublets_of(word: str) -> Doublets:
    """Return the spellings under which a watched noun is printed that may as well be another word's verb."""
    forms = morphology.forms(word).forms
    own = {form.surface for form in forms if form.form_class == "verb"}
    nouns = {form.surface for form in forms if form.form_class in _NOUN_CLASSES and form.flags & FREE}
    things = [it for it in nouns - own if not _is_inflected(it, nouns) and _is_thing(it)]
    sometimes = {it for it in things if _verb_share(it, _presents(it)) >= _SOMETIMES}
    chiefly = {it for it in sometimes if _verb_share(it, _own_presents(it)) >= _CHIEFLY}
    return Doublets(frozenset(map(fold, sometimes)), frozenset(map(fold, chiefly)))


def _is_inflected(surface: str, nouns: Container[str]) -> bool:
    return surface.endswith("ان") or (surface.endswith("ا") and surface[:-1] in nouns)


def _is_thing(surface: str) -> bool:
    """Return whether the spelling is no adjective (الوضع صعب) and no verbal noun of the verb: وقف."""
    if any(surface in verb.masdars for verb in lexicon.verbs(surface)):
        return False
    return not any(set(noun.kinds) & {"a", "n"} for noun in lexicon.nouns(surface))


def _verb_share(surface: str, presents: Iterable[str]) -> float:
    """Return how often the present of the verb is printed, to one print of the doublet."""
    known = max((lexicon.share(fold(form)) for form in presents), default=0.0)
    return known / max(lexicon.share(fold(surface)), 1.0)


def _presents(past: str) -> set[str]:
    return {it for verb in lexicon.verbs(past) for it in verb.present if it.startswith("ي")} - {past}


def _own_presents(past: str) -> set[str]:
    """Return the presents that are no other verb's: يموت is of مات, يصبح of أصبح; يحدث of حدث.

    None with a hamza: how often it is printed is known without it, and يوم is seldom يؤم.
    """
    causative = "أ" + past
    is_rarer = lexicon.share(fold(causative)) <= lexicon.share(fold(past))

    def is_own(present: str) -> bool:
        others = (verb for verb in lexicon.verbs(present) if past not in verb.past)
        return fold(present) == present and all(is_rarer and verb.lemma == causative for verb in others)

    return set(filter(is_own, _presents(past)))


def _may_precede_verb(proclitic: str) -> bool:
    return "ال" not in proclitic and "لل" not in proclitic and proclitic[-1:] not in ("ب", "ك", "ل")


def _has_subject(raws: Sequence[str], at: int, before: str, after: str) -> bool:
    """Return whether a definite noun stands behind it, or before it and is no other verb's."""
    if not before:
        return at == 0 and _is_definite(after)
    earlier = raws[max(0, at - _FAR_BEFORE) : at - 1]
    is_behind = bool(after) and not _is_definite(after) and _is_definite(raws[at - 1])
    return is_behind and not any(map(_governs, earlier))


def object_of(raws: Sequence[str], at: int) -> str:
    """Return what may be the object of a verb at `at`: the word behind its definite subject, "" for none."""
    return raws[at + 2] if at + 2 < len(raws) and _is_definite(raws[at + 1]) else ""


def may_be_object(cue: str) -> bool:
    """Return whether a cue is a word, and more than a preposition or the like."""
    if cue.endswith("*"):
        return False
    folded_word = fold(cue)
    return folded_word not in _cues("before_nouns") and folded_word not in _cues("behind_verbs")


def has_object(raws: Sequence[str], at: int) -> bool:
    """Return whether a verb may open a clause there, before its subject and object: سن البرلمان قانونا."""
    if at + 2 >= len(raws) or (at and folded(raws[at - 1]) not in _cues("before_verbs")):
        return False
    return _is_definite(raws[at + 1]) and _is_object(raws[at + 2])


def takes_object(raws: Sequence[str], at: int, proclitic: str) -> bool:
    """Return whether the token at `at` stands as a verb with its object: الوزير وقع اتفاقية.

    So the verb of توقيع is told from وقع الحادث أمس, and that of تعيين from عين الأسد.
    """
    if not _may_precede_verb(proclitic):
        return False
    before = folded(raws[at - 1]) if at and not proclitic else ""
    if before and before not in _cues("before_verbs") and before not in _cues("behind_verbs"):
        return _names_doer(raws, at - 1) and at + 1 < len(raws) and _is_governed(raws[at + 1])
    end = _subject_end(raws, at + 1)
    if not at + 1 < end < len(raws):
        return False
    is_adjective = _is_definite(raws[end]) and (not _is_object(raws[end]) or raws[end].endswith(_NISBA))
    return not is_adjective and _is_governed(raws[end])


def _names_doer(raws: Sequence[str], at: int) -> bool:
    """Return whether a definite noun or a name stands there that no preposition governs."""
    is_governed = at > 0 and _governs(raws[at - 1])
    return not is_governed and (_is_definite(raws[at]) or _is_name(raws[at]))


def _subject_end(raws: Sequence[str], at: int) -> int:
    """Return where a definite subject ends, `at` if none begins there: الرئيس السوري, وزير الثقافة."""
    if at >= len(raws) or _tells_how(raws[at]):
        return at
    end = at + 1
    if not (_is_definite(raws[at]) or _is_name(raws[at])):
        if not (end < len(raws) and _is_definite(raws[end])):
            return at
        end += 1
    while end < len(raws) and _is_definite(raws[end]) and not _is_object(raws[end]):
        end += 1
    return end


@remembered(_TOKENS)
def _tells_how(raw: str) -> bool:
    """Return whether a word is a preposition or tells when or how: خلالها, أمس, استنادا."""
    no_nouns = _cues("before_nouns") | _cues("adverbs")
    return folded(raw) in no_nouns or any(fold(word) in no_nouns for word in _without_owner(clean(raw)))


@remembered(_TOKENS)
def _is_governed(raw: str) -> bool:
    """Return whether a word may be the object of a verb: a noun that is no name, nor tells when or how."""
    if _tells_how(raw) or _is_definite(raw):
        return not _tells_how(raw)
    word = clean(raw)
    return any(map(_is_thing_or_person, (word[:-1] if is_accusative(raw) else word, *_without_owner(word))))


def _without_owner(word: str) -> Iterator[str]:
    """Yield a noun without the pronoun behind it: جلسته, دعمهم."""
    owner = next((tail for tail in _OWNERS if word.endswith(tail)), "")
    stem = word.removesuffix(owner)
    if owner and len(stem) > len(owner):
        yield stem.removesuffix("ت") + "ة" if stem.endswith("ت") else stem


def _is_thing_or_person(word: str) -> bool:
    """Return whether a noun is spelled so that describes nothing: لجنة, سكان, مسعفين; not كبير, مصري."""
    nouns = lexicon.nouns(word)
    if any(set(noun.kinds) & _OF_NOUNS for noun in lexicon.nouns_of_plural(word)):
        return True
    if not nouns and word.endswith("ين"):
        return bool(lexicon.nouns(word[:-2]))
    is_noun = any(set(noun.kinds) & _OF_NOUNS for noun in nouns)
    describes = any(set(noun.kinds) & {"a", "n"} for noun in nouns)
    return is_noun and not (describes and _has_feminine(word))


@remembered(_TOKENS)
def _is_name(raw: str) -> bool:
    known = lexicon.nouns(clean(raw))
    return bool(known) and all(set(noun.kinds) <= {"p"} for noun in known)


@remembered(_TOKENS)
def _is_object(raw: str) -> bool:
    """Return whether a word is a noun in the accusative, or a definite one that describes none: الاجتماع."""
    if is_accusative(raw):
        return True
    stem = clean(raw).removeprefix("ال")
    nouns = lexicon.nouns(stem)
    is_plain = bool(nouns) and not any(set(noun.kinds) & {"a", "n", "p"} for noun in nouns)
    return is_plain and _is_definite(raw) and not (_ELATIVE.fullmatch(stem) or _has_feminine(stem))


def _has_feminine(stem: str) -> bool:
    return lexicon.share(fold(stem + "ة")) > _FEMININE * lexicon.share(fold(stem))


@remembered(_TOKENS)
def _is_definite(raw: str) -> bool:
    return clean(raw).startswith("ال")


@remembered(_TOKENS)
def _governs(raw: str) -> bool:
    """Return whether a word is a preposition, or a finite verb, whose object the doublet may be."""
    word = clean(raw)
    return fold(raw) in _cues("before_nouns") or bool(lexicon.verbs(word) and not lexicon.nouns(word))


@cache
def _cues(name: str) -> frozenset[str]:
    """Return a set of cues, with and without و and ف before them."""
    words = [fold(word) for word in read_lexicon()["cues"][name].split()]
    return frozenset(lead + word for word in words for lead in ("", "و", "ف"))


@cache
def read_lexicon() -> dict[str, Any]:
    """Return the rules, sets of cues and words that stand alone of all homographs*.toml."""
    folder = files("filters").joinpath("lexicon")
    names = sorted(file.name for file in folder.iterdir() if _RULE_FILE.fullmatch(file.name))
    merged: dict[str, Any] = {"cues": {}, "rule": [], "alone": ""}
    for name in names:
        read = tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))
        if twice := merged["cues"].keys() & read.get("cues", {}).keys():
            raise ValueError(f"{name}: a set of cues is in another file too: {', '.join(sorted(twice))}")
        merged["cues"] |= read.get("cues", {})
        merged["rule"] += read.get("rule", [])
        merged["alone"] += f" {read.get('alone', '')}"
    return merged
