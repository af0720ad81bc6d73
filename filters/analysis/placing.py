"""Where a happening took place: the place named nearest to its cue, most precise first."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from filters.analysis.countries import STRIKERS, country_of
from filters.analysis.datelines import from_dateline, is_bare_dateline, is_dateline
from filters.analysis.events import Happening
from filters.analysis.mentions import is_meant
from filters.analysis.missions import EMBASSY, means_embassy, speaking_mission
from filters.analysis.negation import is_called_untrue
from filters.analysis.place_scores import (
    Candidate,
    contains,
    finest,
    is_fired_at,
    is_reason,
    score_of,
    stands_for_else,
)
from filters.analysis.reading import FAR, Reading, Sentence
from filters.analysis.scope import HAD_BEEN, recalled_from
from filters.analysis.standing import (
    BESIDE,
    is_at,
    is_between,
    is_brought_to,
    is_of_no_relation,
    is_office,
    is_origin,
    is_road,
    is_searched,
    is_speaker,
)
from filters.gazetteer import path_of, places
from filters.model import Event
from filters.phrasebook import Found
from filters.wordlists import word_list

_SURE, _LIKELY, _INSIDE, _INSIDE_REGION, _IN_TITLE = 2.5, 1.4, 1.0, 0.0, 0.5
_BESIDE_IT = 0.4
_STRIKES = (Event.ATTACK, Event.EXPLOSION, Event.ALERT, Event.FIRE)
_AROUND_MISSION = ("", "baghdad", "iraq")
_NO_PLACE = ("country", "mission")
_WIDE = ("country", "region", "province", "governorate")
_WIDE_EVENTS = (Event.ALERT, Event.CLOSURE)
_SIDES = word_list("sides-of-a-place")
_COMPASS = frozenset(lead + side for side in ("شمال", "جنوب", "شرق", "غرب") for lead in ("", "ال"))
_COMPASS |= {side + "ي" for side in _COMPASS}
# «ويقع المنزل داخل المنطقة الخضراء»
_LIES = frozenset(("ويقع", "وتقع", "يقع", "تقع"))
_COASTS = frozenset(("قباله", "سواحل", "ساحل", "شواطي", "المياه"))
_OF_STRIKES = ("attack", "weapon")
_LEAD, _AROUND = 2, 4
_STATE = word_list("state-of-things")
_SPOKEN_OF = ("attack", "explosion", "fire", "accident")
_OBJECT_REACH, _TOLD_REACH = 3, 5
_CONDEMNING = word_list("condemning")
_LOCAL_BODIES, _BODY_REACH = word_list("local-bodies"), 3


def place_of(reading: Reading, happening: Happening) -> str:
    """Return the path of the place, "" if none is told.

    Looks in the sentence, then around it, then for a country, then at the dateline; of missiles
    whose target is not told, where they came from.
    """
    sentence = happening.sentence
    slug = _in_sentence(reading, sentence, happening.cue)
    if happening.event in _WIDE_EVENTS:
        slug = slug or country_of(happening)
        if slug:
            return path_of(slug)
    slug = _refined_around(reading, sentence, slug) or _nearby(reading, sentence)
    country = "" if slug else country_of(happening)
    slug = _refined_around(reading, sentence, country) if country else slug
    slug = slug or _told_first(reading) or _refined_around(reading, sentence, "", _BESIDE_IT)
    slug = slug or from_dateline(reading) or _only_one(reading) or _country_around(reading, happening)
    may_be_hit = happening.event in _STRIKES and slug in _AROUND_MISSION
    slug = EMBASSY if may_be_hit and means_embassy(reading, sentence) else slug
    slug = (speaking_mission(reading, sentence) if may_be_hit else "") or slug
    return path_of(slug or _origin(sentence))


def _told_first(reading: Reading) -> str:
    """«الوضع في الخضراء الآن:», and then what happens: the place of all that follows."""
    first = reading.sentences[0]
    if _STATE.isdisjoint(first.words[:1]):
        return ""
    return next((f.key for f in first.layer("place") if is_meant(reading, first, f)), "")


def _only_one(reading: Reading) -> str:
    """Return the only place named in the lead that stands for nothing else: «قرب مدخل الديوانية»."""
    named = [
        found
        for sentence in reading.sentences[: _LEAD + 1]
        for found in sentence.layer("place")
        if found.first < recalled_from(sentence)
        and is_meant(reading, sentence, found)
        and not stands_for_else(sentence, found)
    ]
    slugs = {found.key for found in named if places()[found.key].type not in _NO_PLACE}
    return slugs.pop() if len(slugs) == 1 else ""


def _country_around(reading: Reading, happening: Happening) -> str:
    """Return the country by whose adjective the lead calls who acts: «قوة الإطفاء الكويتية»."""
    lead = [s for s in reading.sentences if s is not happening.sentence][:_LEAD]
    found = (country_of(replace(happening, sentence=s, cue=0)) for s in lead)
    return next(
        (slug for slug in found if slug and not (slug in STRIKERS and happening.event is Event.ATTACK)), ""
    )


def place_spoken_of(reading: Reading, happening: Happening) -> str:
    """Return the path of the place of an event that others speak of, not of where they speak.

    «أمير تبوك يدين التفجير» says not where it was.
    """
    sentence = happening.sentence
    named = [f for f in sentence.layer("place") if is_meant(reading, sentence, f)]
    named = [f for f in named if not (is_of_no_relation(sentence, f) or is_searched(sentence, f))]
    named = [f for f in named if not is_speaker(f)] if len(named) > 1 else named
    ends = [f.last for f in sentence.found if f.layer in _SPOKEN_OF]
    after = [f for f in named if any(0 <= f.first - end <= _OBJECT_REACH for end in ends)]
    after = [f for f in after if not is_brought_to(sentence, f)]
    after = [f for f in after if f.first in ends] or after  # «متهمون بقصف الخضراء في بغداد الجديدة»
    if after:  # «مستشفى في الرياض يستقبل مصابي تفجير عسير»
        slug = finest([Candidate(f.key, score_of(sentence, f, happening.cue)) for f in after])
        return path_of(_refined_around(reading, sentence, slug))
    if sentence.has("arrest") and (struck := _struck_in(reading)):
        return path_of(struck)
    if named and all(_is_of_who_speaks(sentence, f) for f in named):
        return path_of(_titled_or_told(reading, sentence))
    told = "" if named else _told_behind(reading, sentence)
    return path_of(_refined_around(reading, sentence, told)) if told else place_of(reading, happening)


def _struck_in(reading: Reading) -> str:
    """Return the place that is said to have been fired at, "" if none: «أطلقت على محيط البرلمان»."""
    for sentence in reading.sentences[: _LEAD + 1]:
        for found in sentence.layer("place"):
            if is_fired_at(sentence, found) and is_meant(reading, sentence, found):
                return found.key
    return ""


def _told_behind(reading: Reading, own: Sentence) -> str:
    """Return the place that another sentence of title and lead names behind the event: «تفجير … بعسير»."""
    for sentence in reading.sentences[: _LEAD + 1]:
        ends = [f.last for f in sentence.found if f.layer in _SPOKEN_OF]
        named = (f for f in sentence.layer("place") if is_meant(reading, sentence, f))
        behind = (f for f in named if any(_is_right_behind(sentence, end, f) for end in ends))
        told = next((f for f in behind if not _is_of_who_speaks(sentence, f)), None)
        if told and sentence is not own:
            return told.key
    return ""


def _is_right_behind(sentence: Sentence, end: int, found: Found) -> bool:
    is_near = 0 <= found.first - end <= _TOLD_REACH
    return is_near and not any(sentence.is_cut(at) for at in range(end, found.first + 1))


def _is_of_who_speaks(sentence: Sentence, found: Found) -> bool:
    """«وجهاء القطيف: …», «تركيا تدين …», «نقل المصابين إلى الرياض»: not where it was."""
    before = sentence.words[max(0, found.first - _BODY_REACH) : found.first]
    is_of_body = not _LOCAL_BODIES.isdisjoint(before)  # «رئيس المجلس البلدي بمنطقة تبوك»
    return is_of_body or is_office(sentence, found) or is_speaker(found)


def _titled_or_told(reading: Reading, own: Sentence) -> str:
    """Return the place that the title or lead names otherwise than as an office, "" if none.

    What stands behind the event comes first; a country that condemns in the title comes last.
    """
    told = [sentence for sentence in reading.sentences[: _LEAD + 1] if sentence is not own]
    named = [(s, f) for s in told for f in s.layer("place") if is_meant(reading, s, f)]
    named = [(s, f) for s, f in named if not _is_of_who_speaks(s, f)]
    behind = (f.key for s, f in named if f.first > s.first(*_SPOKEN_OF))
    condemns = not _CONDEMNING.isdisjoint(own.words)
    others = (f.key for _, f in named if not condemns or f.key not in {o.key for o in own.layer("place")})
    return next(behind, "") or next(others, "")


def place_in(reading: Reading, happening: Happening) -> str:
    """Return the path of the place that the sentence itself surely names for its event, "" if none."""
    sentence = happening.sentence
    slug = _in_sentence(reading, sentence, happening.cue, _SURE, recalled_from(sentence))
    return path_of(slug or (EMBASSY if means_embassy(reading, sentence) else ""))


def _refined_around(reading: Reading, sentence: Sentence, slug: str, likely: float = _LIKELY) -> str:
    """Return a place that the sentences around name inside a wide one, or any so `likely` if it is empty."""
    for other in _around(reading, sentence):
        if slug and places()[slug].type not in _WIDE and not _is_beside(sentence, slug):
            break
        if sentence.has(*_OF_STRIKES) and other.has("protest") and not other.has(*_OF_STRIKES):
            continue  # «غارة المشتل.. ومحتجون يتوجهون إلى الخضراء»
        is_title = other.field == sentence.field == "title"
        least = _least(slug) if slug else _IN_TITLE if is_title else likely
        strike = other.first("attack", "hit", "weapon")
        near = _in_sentence(reading, other, strike, least, _back_from(other)) if strike < FAR else ""
        found = near or _in_sentence(reading, other, 0, least, _back_from(other))
        if found and (not slug or contains(slug, found) or _is_there(other, found, sentence, slug)):
            slug = found
    return slug


def _least(slug: str) -> float:
    """Return how likely a place inside must be: beside a town is nearer than «جنوب العراق»."""
    return _INSIDE_REGION if places()[slug].type in ("region", "country") else _INSIDE


def _back_from(sentence: Sentence) -> int:
    """Return from which word on the sentence tells what had been: «كانت قد أنهت إخماد حريق الشورجة»."""
    pairs = enumerate(pairwise(sentence.words))
    return next((at for at, pair in pairs if pair in HAD_BEEN), FAR)


def _is_there(other: Sentence, found: str, sentence: Sentence, slug: str) -> bool:
    """«انفجارات جنوب بغداد», and below: «في مستودع في بابل»: what it was beside gives way to where it was."""
    if sentence.field != "title" or other.field != "body" or not _is_beside(sentence, slug, _COMPASS):
        return False
    kind = places()[found].type
    if kind == "region" or not {kind, places()[slug].type}.isdisjoint(_NO_PLACE):
        return False  # «شرقي تركيا» is in it, and «في إقليم كردستان» is where they spoke
    return any(f.key == found and is_at(other, f) for f in other.layer("place"))


def _is_beside(sentence: Sentence, slug: str, sides: frozenset[str] = _SIDES) -> bool:
    """Tell whether the sentence says that it was near the place, not in it: «جنوبي نابلس»."""
    named = (found for found in sentence.layer("place") if found.key == slug)
    return any(sentence.words[found.first - 1] in sides for found in named if found.first)


def _around(reading: Reading, sentence: Sentence) -> Iterator[Sentence]:
    at = next(i for i, other in enumerate(reading.sentences) if other is sentence)
    last = reading.sentences[-1]  # what ends a flash is no dateline: «صافرات السفارة … . المنطقة الخضراء»
    following = reading.sentences[at + 1 :][:_AROUND]
    # Nor is what stands alone below the first line of a body: «📍 المنطقة الخضراء».
    is_below = sentence.field == "body"
    told = [other for other in following if is_below or other is last or not is_bare_dateline(other)]
    lying = (other for other in told[2:] if not _LIES.isdisjoint(other.words[:1]))
    near = (*told[:2], *lying, *reading.sentences[max(0, at - 1) : at])
    return (other for other in near if not (other.is_aside or is_called_untrue(other)))


def _in_sentence(reading: Reading, sentence: Sentence, cue: int, least: float = 0.0, end: int = FAR) -> str:
    """Return the best place before word `end` that scores above `least`, "" if none does."""
    candidates = [
        candidate
        for found in sentence.layer("place")
        if found.first < end
        and not _is_dateline(reading, sentence, found)
        and is_meant(reading, sentence, found)
        if (candidate := Candidate(found.key, score_of(sentence, found, cue))).score > least
    ]
    return finest(candidates) if candidates else ""


def _is_dateline(reading: Reading, sentence: Sentence, found: Found) -> bool:
    """Tell whether it says only where the outlet writes; what ends a text says where it happened."""
    is_end = len(reading.sentences) > 1 and sentence is reading.sentences[-1]
    return is_dateline(sentence, found) and not is_end


def _nearby(reading: Reading, sentence: Sentence) -> str:
    """Return a place beside which it was, or an end of the road, "" if none is named."""
    near = (found for found in sentence.layer("place") if _is_near(reading, sentence, found))
    return next((found.key for found in near), "")


def _is_near(reading: Reading, sentence: Sentence, found: Found) -> bool:
    """Tell whether it was beside the place, or on a road to it: «قبالة ميناء البصرة»."""
    if is_dateline(sentence, found) or not is_meant(reading, sentence, found) or is_reason(sentence, found):
        return False
    before = sentence.words[max(0, found.first - 2) : found.first]
    is_no_place = places()[found.key].type in _NO_PLACE and _COASTS.isdisjoint(before)
    if is_origin(sentence, found) or is_office(sentence, found) or is_no_place:
        return False
    if is_between(sentence, found):
        return False
    return is_road(sentence, found) or not (BESIDE | _COASTS).isdisjoint(before)


def _origin(sentence: Sentence) -> str:
    return next((found.key for found in sentence.layer("place") if is_origin(sentence, found)), "")
