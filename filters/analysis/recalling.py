"""The event that an entry speaks of without reporting it: condemned, mourned, investigated, avenged."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from filters.analysis.dated import is_tally, names_other_year
from filters.analysis.events import Happening
from filters.analysis.minor import MINOR
from filters.analysis.placing import place_spoken_of
from filters.analysis.reading import Reading, Sentence
from filters.analysis.weaponry import is_weapon
from filters.model import Actuality, Analysis, Event, Recollection
from filters.phrasebook import Found
from filters.wordlists import word_list

_EVENTS = {"attack": Event.ATTACK, "explosion": Event.EXPLOSION}
_EVENTS |= {layer: MINOR[layer] for layer in ("fire", "accident", "protest")}
_GRAVE = ("attack", "explosion", "fire", "accident")
_GRAVE_EVENTS = frozenset(_EVENTS[layer] for layer in _GRAVE)
_PERPETRATORS = word_list("perpetrators")
_ADJECTIVES = 2
# What follows an event and is one itself.
_AFTERWARDS = (Event.ARREST, Event.PROTEST, Event.CLOSURE)
_LAUNCHED = word_list("used-weapons")
_EVENT_NOUNS = word_list("definite-events")
_JUST_AFTER = word_list("after-events")
_MENACES = word_list("menaces")
_NOT_RECALLED = (Actuality.DENIAL, Actuality.DRILL, Actuality.FIGURATIVE)
_LAUNCHER = "منص"
_LEAD, _AFTER_REACH = 2, 2
_PLACE_REACH = 5
_RELATIVE = (("التي",), ("الذي",))
_YESTERDAY = ("امس",)
_RELATIVE_WORDS = frozenset(word for (word,) in _RELATIVE)
# «دانت البعثة مقتل ناشط في البصرة»
_KILLINGS, _CONDEMNING, _CONDEMN_REACH = ("مقتل", "اغتيال"), word_list("condemning"), 7
_ANNIVERSARY = word_list("anniversary")
_INCIDENT_NOUNS = word_list("incident-nouns")
_PRESENT = ("ي", "ت", "ن", "س")
_AIMS = ("ستهدف", "هاجم")


def recollection_of(reading: Reading, analysis: Analysis) -> Recollection | None:
    """Return the event that the title speaks of, else the lead.

    None for anniversaries and other years, for what is feared, and of an entry that reports or denies an
    event itself; but an arrest or a protest may be about an event that its title names.
    """
    if analysis.actuality in _NOT_RECALLED:
        return None
    if analysis.actuality is Actuality.NEW:
        return _occasion(reading) if analysis.event in _AFTERWARDS and _is_about(reading, analysis) else None
    if analysis.actuality is Actuality.THREAT:
        return _occasion(reading) if _was_launched(reading) or _comes_after(reading) else None
    sentence = _telling(reading)
    if sentence is None:
        return _known(analysis)
    if _is_long_ago(reading, sentence) or _is_feared(sentence):
        return None
    named = _named_in(sentence)
    event = named or Event.ATTACK
    return _recalled(reading, sentence, event, is_named=named is not None)


def _known(analysis: Analysis) -> Recollection | None:
    """Return what an entry recalls without a word for it: «تشييع الناشط الذي اغتيل»."""
    if analysis.actuality is not Actuality.BACKGROUND or analysis.event not in _EVENTS.values():
        return None
    return Recollection(analysis.event, analysis.place, is_named=False)


def _occasion(reading: Reading) -> Recollection | None:
    """Return what an arrest or a protest is about: «القبض على منفذي تفجير …», «ضبط منصة صواريخ»."""
    head = _head(reading)
    titles = [sentence for sentence in head if sentence.field == "title"]
    is_launcher = any(_bare(word).startswith(_LAUNCHER) for s in titles for word in s.words)
    about = (s for s in titles or head[:1] if _is_grave(s) or _mourns(s) or _blames(s))
    sentence = next(about, None) or next((s for s in head if _is_grave(s) and _is_definite(s)), None)
    if is_launcher:
        armed = [s for s in head if s.has(*_GRAVE) or (s.has("weapon") and s.has("place"))]
        used = (s for s in armed if not _LAUNCHED.isdisjoint(s.words))
        sentence = next(used, None) or next(iter(armed), None)
    if sentence is None or _is_long_ago(reading, sentence):
        return None
    if _is_feared(sentence) and not is_launcher:  # a launcher is a threat of its own
        return None
    named = next((_first_named(s) for s in (sentence, *head) if _is_grave(s)), None)
    told = _recalled(reading, sentence, named or Event.ATTACK, is_named=named is not None)
    return replace(told, is_definite=True) if is_launcher else told


def _is_about(reading: Reading, analysis: Analysis) -> bool:
    """Tell whether the event may be about one of before; a closure is if its title says after what."""
    titles = (sentence for sentence in _head(reading) if sentence.field == "title")
    is_after = any(not _JUST_AFTER.isdisjoint(sentence.words) for sentence in titles)
    return analysis.event is not Event.CLOSURE or is_after


def _was_launched(reading: Reading) -> bool:
    """Tell whether a launcher was found from which rockets were fired, not one that stood ready."""
    return any(
        any(_bare(word).startswith(_LAUNCHER) for word in s.words)
        and s.has("weapon")
        and not _LAUNCHED.isdisjoint(s.words)
        for s in _head(reading)
    )


def _comes_after(reading: Reading) -> bool:
    """«مخاوف من هجمات أخرى بعد تفجير الكرادة»: what is feared after a certain event."""
    titles = (sentence for sentence in _head(reading) if sentence.field == "title")
    return any(
        s.words[f.first - 1] in _JUST_AFTER and _means_one(s, f.last, _starts_of_places(s), has_article=False)
        for s in titles
        for f in s.found
        if f.first and f.layer in _GRAVE
    )


def _starts_of_places(sentence: Sentence) -> list[int]:
    return [found.first for found in sentence.layer("place")]


def _first_named(sentence: Sentence) -> Event:
    """Return what a grave sentence names first: «بعد حريق المستشفى، والدفاع المدني يرجح انفجار …»."""
    first = min(_GRAVE, key=sentence.first)
    return _EVENTS[first] if sentence.has(first) else Event.ATTACK


def _is_grave(sentence: Sentence) -> bool:
    return _named_in(sentence) in _GRAVE_EVENTS


def _blames(sentence: Sentence) -> bool:
    """«القبض على قتلة …», «سائق المركبة التي أقلت الانتحاري»: who did it is spoken of as known."""
    return any(_bare(word) in _PERPETRATORS for word in sentence.words)


def _names_its_place(sentence: Sentence) -> bool:
    """Tell whether a place follows the event right away: the place of an arrest is another."""
    places = _starts_of_places(sentence)
    return any(f.last in places or f.last + 1 in places for f in sentence.found if f.layer in _GRAVE)


def _recalled(reading: Reading, sentence: Sentence, event: Event, *, is_named: bool) -> Recollection:
    cue = min(sentence.first(*_EVENTS), len(sentence.words) - 1)
    happening = Happening(event, Actuality.BACKGROUND, sentence, cue, "recalled")
    head = _head(reading)
    weapons = (f.key.partition(":")[0] for s in head for f in s.layer("weapon") if is_weapon(s, f))
    return Recollection(
        event=event,
        place=place_spoken_of(reading, happening),
        is_named=is_named,
        is_definite=any(map(_is_definite, head)),
        weapons=tuple(dict.fromkeys(weapons)),
    )


def _is_definite(sentence: Sentence) -> bool:
    """Tell whether a certain event is meant: «تفجير الكرادة», «قصف السفارة», «الهجمات على أربيل»."""
    places = _starts_of_places(sentence)
    nouns = {f.last: f.has_article for f in sentence.found if f.layer in _EVENTS and not _is_aim(sentence, f)}
    nouns |= {at + 1: False for at, word in enumerate(sentence.words) if _is_incident_noun(word)}
    return _is_told_of(sentence) or any(
        _means_one(sentence, last, places, has_article=article) for last, article in nouns.items()
    )


def _means_one(sentence: Sentence, last: int, places: Sequence[int], *, has_article: bool) -> bool:
    following = sentence.words[last : last + 1]
    if following in _RELATIVE or last in places or last + 1 in places:
        return True
    if has_article:
        if _after_adjectives(sentence, last) in _RELATIVE or following == _YESTERDAY:
            return True
        is_just_past = bool(_JUST_AFTER.intersection(sentence.words[max(0, last - 2) : last - 1]))
        return is_just_past or any(last < place <= last + _PLACE_REACH for place in places)
    return _bare(sentence.words[last - 1]) in _EVENT_NOUNS and any(
        word.startswith("ال") for word in following
    )


def _after_adjectives(sentence: Sentence, last: int) -> tuple[str, ...]:
    """Return the word after a noun and its adjectives: «الهجوم الصاروخي الغادر الذي»."""
    words = sentence.words[last : last + _ADJECTIVES + 1]
    at = next((at for at, word in enumerate(words) if word in _RELATIVE_WORDS), None)
    is_led = at is not None and all(word.startswith("ال") for word in words[:at])
    return words[at : at + 1] if is_led and at is not None else ()


def _is_told_of(sentence: Sentence) -> bool:
    """«الصواريخ التي سقطت …»: weapons spoken of by what they did, as known."""
    return any(
        found.has_article and is_weapon(sentence, found) and _after_adjectives(sentence, found.last)
        for found in sentence.layer("weapon")
    )


def _bare(word: str) -> str:
    return word.removeprefix("ب").removeprefix("ال")


def _is_feared(sentence: Sentence) -> bool:
    """«تحذير من هجوم على …», «تتوعد باستهداف …»: it has not happened."""
    first = min(sentence.first(*_GRAVE), len(sentence.words))
    if not _JUST_AFTER.isdisjoint(sentence.words[max(0, first - _AFTER_REACH) : first]):
        return False  # «يتوعد الجناة بعد قصف الخضراء»
    if any(_bare(word) in _PERPETRATORS for word in sentence.words[:first]):
        return False  # «تتوعد منفذي تفجير منبج»
    return sentence.first("threat") < first or not _MENACES.isdisjoint(sentence.words[:first])


def _telling(reading: Reading) -> Sentence | None:
    """Return the first sentence of the title that names an event, else of the lead; else one that mourns.

    Of the lead rather one of these days: columns begin with what had been before.
    """
    head = _head(reading)
    naming = [s for s in head if _named_in(s)]
    if len(naming) > 1 and naming[0].field == "body" and _is_long_ago(reading, naming[0]):
        naming = naming[1:]
    return next(iter(naming), None) or next((s for s in head if _mourns(s)), None)


def _head(reading: Reading) -> tuple[Sentence, ...]:
    titles = (sentence for sentence in reading.sentences if sentence.field == "title")
    lead = islice((sentence for sentence in reading.sentences if sentence.field == "body"), _LEAD)
    return (*titles, *lead)


def _named_in(sentence: Sentence) -> Event | None:
    told = {
        found.layer for found in sentence.found if found.layer in _EVENTS and not _is_aim(sentence, found)
    }
    named = next((event for layer, event in _EVENTS.items() if layer in told), None)
    return named or (Event.ATTACK if _is_told_of(sentence) or _follows_weapons(sentence) else None)


def _follows_weapons(sentence: Sentence) -> bool:
    """«نواب يطالبون … بعد كاتيوشا الخميس»: what weapons did is named by them."""
    return any(
        found.first and sentence.words[found.first - 1] in _JUST_AFTER and is_weapon(sentence, found)
        for found in sentence.layer("weapon")
    )


def _is_aim(sentence: Sentence, found: Found) -> bool:
    """«قرار لا يستهدف أحدا», «نائب يهاجم الحكومة»: verbs of the present say what somebody means to do."""
    word = sentence.words[found.first].removeprefix("و")
    return word.startswith(_PRESENT) and any(stem in word for stem in _AIMS)


def _mourns(sentence: Sentence) -> bool:
    """«شهداء مسجد …», «الحادث الإرهابي»: an attack that is not called one."""
    if any(_is_incident_noun(word) for word in sentence.words):
        return True
    killings = (at for at, word in enumerate(sentence.words) if word in _KILLINGS)
    return any(
        not _CONDEMNING.isdisjoint(sentence.words[max(0, at - _CONDEMN_REACH) : at]) for at in killings
    )


def _is_incident_noun(word: str) -> bool:
    """«شهداء مسجد …», not «مؤسسة الشهداء»."""
    return _bare(word) in _INCIDENT_NOUNS and not word.endswith("الشهدا")


def _is_long_ago(reading: Reading, sentence: Sentence) -> bool:
    is_anniversary = not _ANNIVERSARY.isdisjoint(sentence.words)
    return is_anniversary or is_tally(sentence) or names_other_year(reading, sentence)
