"""Which mission is meant where only «السفارة» or «سفارتنا» is said."""

from functools import cache
from itertools import pairwise

from filters.analysis.reading import Reading, Sentence
from filters.gazetteer import folded_names, lineage, places
from filters.wordlists import word_list

EMBASSY = "us-embassy"
_HERE, _RIVER = {"baghdad"}, frozenset(("دجله", "لدجله", "بدجله"))
_CRAM = frozenset(("سيرام", "السيرام"))
_AMERICANS = word_list("americans")
_OURS = ("الامريكيه", "الاميركيه")
_EMBASSY = word_list("bare-embassy")
_OUR_MISSION = word_list("our-mission")


def means_embassy(reading: Reading, sentence: Sentence) -> bool:
    """Tell whether «السفارة», «سفارتنا» is the one that the entry names in full, and no other is."""
    words = sentence.words
    bare = [at for at, word in enumerate(words) if word.removeprefix("ب") in _EMBASSY]
    if not any(not words[at + 1 : at + 2] or not _is_of_country(words[at + 1]) for at in bare):
        return False
    if not _CRAM.isdisjoint(words) or not _CRAM.isdisjoint(map("".join, pairwise(words))):
        return True  # only one embassy has it
    named = {f.key for s in reading.sentences for f in s.layer("place") if places()[f.key].type == "mission"}
    is_in_iraq = not {"بغداد", "العراق"}.isdisjoint(words)
    is_american = not named and is_in_iraq and any(map(_is_american, reading.words))
    is_ours = named == {EMBASSY} or is_american or (not named and _is_in_baghdad(reading))
    return is_ours and not any(map(_names_other_embassy, reading.sentences))


def speaking_mission(reading: Reading, sentence: Sentence) -> str:
    """Return the mission that tells of itself, "" if none does: «تعرضت سفارتنا …», signed by its embassy."""
    is_ours = not _OUR_MISSION.isdisjoint(sentence.words)
    return _missions().get(folded_names((reading.entry.source,))[0], "") if is_ours else ""


@cache
def _missions() -> dict[str, str]:
    missions = (place for place in places().values() if place.type == "mission")
    return {name: place.slug for place in missions for name in folded_names(place.arabic)}


def _is_american(word: str) -> bool:
    """«سفارتنا في بغداد», says Trump, or an American."""
    return word.lstrip("و") in _AMERICANS or "امريك" in word or "اميرك" in word


def _is_in_baghdad(reading: Reading) -> bool:
    """Tell whether no other city or country is named than Baghdad, a quarter of it or its river."""
    roots = {lineage(f.key)[-1] for s in reading.sentences for f in s.layer("place")}
    return roots <= _HERE and (bool(roots) or not _RIVER.isdisjoint(reading.words))


def _names_other_embassy(sentence: Sentence) -> bool:
    """«السفارة الروسية»: one that we do not know."""
    return any(
        one.endswith("السفاره") and _is_of_country(whose) and whose not in _OURS
        for one, whose in pairwise(sentence.words)
    )


def _is_of_country(word: str) -> bool:
    """«السفارة التركية»: an adjective that says whose."""
    return word.startswith("ال") and word.endswith("يه")
