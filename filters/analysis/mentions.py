"""Names of places and actors in an entry, each judged by what stands around it."""

from collections.abc import Iterator
from functools import cache

from filters.analysis.actuality import is_figurative
from filters.analysis.reading import Reading, Sentence
from filters.gazetteer import actors, lineage, places
from filters.model import Mention
from filters.phrasebook import Found
from filters.wordlists import word_list

_PLACING = word_list("placing")
_AFTER, _TOWN_REACH = 5, 3
_STRUCK = ("attack", "hit", "weapon", "explosion", "alert")
_HAPPENED = (*_STRUCK, "kill", "fire", "accident", "crime", "arrest")
_LEAD = 3
_STATE = word_list("state-of-things")
_SOUNDS = word_list("sounds")
_OUTSIDE, _OUTSIDE_REACH = "خارج", 2  # «خارج أسوار المنطقة الخضراء»
_BESIDE, _BESIDE_REACH = word_list("beside") | word_list("outskirts"), 3
_GREEN = word_list("green-things")
_QUARTER = {"حي"}
_QUARTERS, _WIDER = ("حي", "بحي", "محله"), ("governorate", "country", "city", "province")
_CAPITAL, _ZONES_ABROAD = word_list("capital"), word_list("zones-abroad")


def mentions_of(reading: Reading) -> tuple[Mention, ...]:
    """Return every place and actor that is named, in order of field and offset."""
    return tuple(mention for sentence in reading.sentences for mention in _mentions(reading, sentence))


def _mentions(reading: Reading, sentence: Sentence) -> Iterator[Mention]:
    for found in sentence.found:
        if found.layer == "place" and is_meant(reading, sentence, found):
            yield Mention(found.key, places()[found.key].type, sentence.span(found.first, found.last))
        elif found.layer == "actor":
            yield Mention(found.key, actors()[found.key].type, sentence.span(found.first, found.last))


def is_meant(reading: Reading, sentence: Sentence, found: Found) -> bool:
    """Tell whether the name found stands for its place here: the context rules of the gazetteer."""
    place = places()[found.key]
    if _is_in_outlet(sentence, found) or _is_quarter_called_so(sentence, found):
        return False
    is_sure = _is_qualified(found, sentence) or not sentence.words[found.last - 1].endswith(place.doubtful)
    if place.doubtful and is_sure:
        return True  # «مدينة العمارة» is no building
    return all(_RULES[kind](reading, sentence, found, words) for kind, words in place.context)


def _is_in_outlet(sentence: Sentence, found: Found) -> bool:
    """«القدس العربي» is a newspaper."""
    outlets = (f for f in sentence.layer("actor") if actors()[f.key].type == "outlet")
    return any(f.first <= found.first and found.last < f.last for f in outlets)


def _is_quarter_called_so(sentence: Sentence, found: Found) -> bool:
    """«انفجار في حي المثنى» is in some city, not in the governorate."""
    before = sentence.words[found.first - 1].removeprefix("ب") if found.first else ""
    return before in _QUARTERS and places()[found.key].type in _WIDER


def _near(reading: Reading, sentence: Sentence, found: Found, words: frozenset[str]) -> bool:
    if _is_qualified(found, sentence) or any(_stands(word, reading.words) for word in words):
        return True
    # «في المنصور والصالحية»: two quarters of one city
    around = lineage(found.key)[1:]
    return any(f.key != found.key and lineage(f.key)[1:] == around != () for f in sentence.layer("place"))


def _told(reading: Reading, sentence: Sentence, found: Found, words: frozenset[str]) -> bool:
    """Judge a name that is a word too: beside one of the words, or where something happened."""
    is_told = _is_led(sentence, found) and sentence.has(*_HAPPENED)
    return is_told or _near(reading, sentence, found, words)


def _is_qualified(found: Found, sentence: Sentence) -> bool:
    if found.last - found.first > 1 and sentence.words[found.first].removeprefix("ب") in _KINDS:
        return True
    before = sentence.words[found.first - 1].removeprefix("ب") if found.first else ""
    return before in _KINDS - _QUARTER  # «منطقة الرشاد», «مخيم مخمور»


_KINDS = word_list("kinds")
# «الخظراء», as many type it
_GREEN_ONE = ("الخضرا", "الخظرا")
_STORMING, _HEADLINE = ("اقتحام", "يقتحمون", "اقتحموا", "يقتحم", "اقتحم", "تقتحم"), 4


def _stands(word: str, words: frozenset[str]) -> bool:
    if any(lead + word in words for lead in ("", "و", "ب", "ل", "وب")):
        return True
    return word.startswith("ال") and f"ل{word.removeprefix('ا')}" in words  # «للنواب»


def _not(_reading: Reading, sentence: Sentence, _found: Found, words: frozenset[str]) -> bool:
    return not any(word in words for word in sentence.words)


def _not_after(_reading: Reading, sentence: Sentence, found: Found, words: frozenset[str]) -> bool:
    following = sentence.words[found.last : found.last + _AFTER]
    return not any(word.removeprefix("ب") in words or word in words for word in following)


def _zone(reading: Reading, sentence: Sentence, found: Found, _words: frozenset[str]) -> bool:
    """Judge a green zone: never on a market, by its bare adjective only where a place is due."""
    if is_figurative(sentence) or _is_named_abroad(reading) or _is_outside(reading):
        return False
    is_full = _is_full(sentence, found)
    if is_full or sentence.words[found.first].isascii():
        return not _is_abroad(reading)
    if found.last - found.first > 1:
        is_struck = sentence.words[found.last - 1] == "الدوليه" and sentence.has("attack", "hit")
        return bool(reading.words & _CAPITAL) or is_struck  # «قصف يطال المنطقة الدولية»
    if _is_stormed(sentence, found):
        return True
    is_headline = sentence is reading.sentences[0] and len(sentence.words) <= _HEADLINE
    may_say = sentence.field == "title" or is_headline or sentence.words[0] in _STATE
    is_told = sentence.has(*_STRUCK) or not _SOUNDS.isdisjoint(sentence.bare)
    is_told = is_told or (may_say and _strikes(reading))
    if sentence.has("attack", "hit", "alert") and _is_noun(sentence, found):
        return True  # «تلقت الخضراء سبعة صواريخ»
    return _is_due(sentence, found) and (
        is_told or _is_named_fully(reading) or bool(reading.words & _CAPITAL)
    )


def _is_stormed(sentence: Sentence, found: Found) -> bool:
    """«يقتحمون الخضراء»."""
    return bool(found.first) and sentence.words[found.first - 1].endswith(_STORMING)


def _strikes(reading: Reading) -> bool:
    """Tell whether the first sentences tell a strike."""
    return any(sentence.has("attack", "weapon") for sentence in reading.sentences[:_LEAD])


def _is_noun(sentence: Sentence, found: Found) -> bool:
    """Tell whether «الخضراء» stands for itself, not as an adjective behind a word with its article."""
    before = sentence.words[found.first - 1] if found.first else ""
    is_adjective = before.removeprefix("و").removeprefix("ب").startswith(("ال", "لل"))
    return not (is_adjective or before in _GREEN)


def names_market_zone(reading: Reading) -> bool:
    """Tell whether the entry names a green zone in full that is none of Baghdad's: a market's, a map's."""
    return any(
        found.key == "green-zone" and _is_full(sentence, found) and not is_meant(reading, sentence, found)
        for sentence in reading.sentences
        for found in sentence.layer("place")
    )


def _is_full(sentence: Sentence, found: Found) -> bool:
    return found.last - found.first > 1 and sentence.words[found.last - 1] in _GREEN_ONE


def _is_due(sentence: Sentence, found: Found) -> bool:
    if found.first == 0 or any(f.last == found.first and f.layer in _STRUCK for f in sentence.found):
        return True  # «بقصف الخضراء»
    return sentence.is_cut(found.first) or _is_led(sentence, found) or _is_quoted(sentence, found)


def _is_led(sentence: Sentence, found: Found) -> bool:
    """Tell whether a preposition or a verb that takes a place leads to the name."""
    is_prefixed = sentence.words[found.first].startswith(("لل", "بال", "عال"))
    if is_prefixed or found.proclitic.removesuffix("ال").removesuffix("لل"):
        return True
    before = sentence.words[found.first - 1] if found.first else ""
    return before in _PLACING or before.removeprefix("و").removeprefix("ب") in _PLACING


def _is_quoted(sentence: Sentence, found: Found) -> bool:
    start = sentence.tokens[found.first].start - sentence.start
    return sentence.text[max(0, start - 1) : start] in ("«", '"', "“")


def _is_named_fully(reading: Reading) -> bool:
    return any(
        found.key == "green-zone" and found.last - found.first > 1
        for sentence in reading.sentences
        for found in sentence.layer("place")
    )


@cache
def _elsewhere() -> frozenset[str]:
    return word_list("elsewhere")


def _is_abroad(reading: Reading) -> bool:
    named = any(word in reading.words and not _is_of_street(reading, word) for word in _elsewhere())
    return named and (not reading.words & _CAPITAL or not any(_is_iraqi(word) for word in reading.words))


def _is_of_street(reading: Reading, name: str) -> bool:
    """«شارع حيفا» is one of Baghdad's: a name that only stands within another."""
    stands = [(s, at) for s in reading.sentences for at, word in enumerate(s.words) if word == name]
    return bool(stands) and all(at and s.words[at - 1].endswith("شارع") for s, at in stands)


def _is_iraqi(word: str) -> bool:
    return "بغداد" in word or "عراق" in word


def _is_named_abroad(reading: Reading) -> bool:
    """«المنطقة الخضراء في كابول»: then every green zone of the entry is that one."""
    ends = (
        sentence.words[found.last : found.last + _TOWN_REACH]
        for sentence in reading.sentences
        for found in sentence.layer("place")
        if found.key == "green-zone"
    )
    return any(word.removeprefix("ب") in _ZONES_ABROAD for after in ends for word in after)


def _is_outside(reading: Reading) -> bool:
    """«قرب المنطقة الخضراء», and below: «خارج المنطقة الخضراء»: nobody says that it was in it."""
    leads = [
        sentence.words[max(0, found.first - _BESIDE_REACH) : found.first]
        for sentence in reading.sentences[:_LEAD]
        for found in sentence.layer("place")
        if found.key == "green-zone"
    ]
    outside = [lead for lead in leads if _OUTSIDE in lead[-_OUTSIDE_REACH:]]
    return bool(outside) and all(not _BESIDE.isdisjoint(lead) for lead in leads if lead not in outside)


def _due(_reading: Reading, sentence: Sentence, found: Found, _words: frozenset[str]) -> bool:
    return found.last - found.first > 1 or _is_due(sentence, found)


def _spelt(_reading: Reading, sentence: Sentence, found: Found, _words: frozenset[str]) -> bool:
    """«بأبها» is the town, «بابها» its door; «لعنة» may be one, «لعنه» is a curse."""
    spelling = sentence.tokens[found.first].clean
    return not found.proclitic or "أ" in spelling or "ة" in spelling


_RULES = {
    "spelt": _spelt,
    "due": _due,
    "near": _near,
    "told": _told,
    "not": _not,
    "notafter": _not_after,
    "zone": _zone,
}
