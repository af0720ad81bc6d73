"""Where a happening took place: the place named nearest to its cue, most precise first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from filters.analysis.countries import STRIKERS, country_of
from filters.analysis.datelines import from_dateline, is_bare_dateline, is_dateline
from filters.analysis.events import Happening
from filters.analysis.mentions import is_meant
from filters.analysis.minor import MINOR
from filters.analysis.missions import EMBASSY, means_embassy, speaking_mission
from filters.analysis.negation import is_called_untrue
from filters.analysis.reading import FAR, Reading, Sentence
from filters.analysis.scope import recalled_from
from filters.analysis.standing import (
    BESIDE,
    CAPITALS,
    is_at,
    is_between,
    is_brought_to,
    is_destination,
    is_government,
    is_heard_by,
    is_hospital_town,
    is_of_the_hunted,
    is_of_war,
    is_office,
    is_origin,
    is_road,
    is_searched,
    is_speaker,
    is_struck,
)
from filters.analysis.violence import seizes_weapon
from filters.gazetteer import lineage, path_of, places
from filters.model import Event
from filters.phrasebook import Found
from filters.wordlists import keyed, word_list

_PRECISION = {
    "governorate": 2.0,
    "province": 2.0,
    "region": 1.2,
    "country": 0.4,
    "site": 4.0,
    "mission": 3.6,
    "airport": 3.4,
}
_DEFAULT_PRECISION = 3.0
_AT_BONUS, _TOPIC_BONUS = 2.0, 5.0
_BESIDE_LOSS, _ORIGIN_LOSS, _WIDE_LOSS, _MISSION_LOSS = 1.5, 6.0, 2.0, 4.0
_SURE, _LIKELY, _INSIDE, _IN_TITLE = 2.5, 1.4, 1.0, 0.5
_PARTS_OF_IRAQ = ("northern-iraq", "western-iraq", "southern-iraq", "kurdistan")
_STRIKES = (Event.ATTACK, Event.EXPLOSION, Event.ALERT, Event.FIRE)
_BANK_OF = keyed("banks")
_AROUND_MISSION = ("", "baghdad", "iraq")
_NO_PLACE = ("country", "mission")
_WIDE = ("country", "region", "province", "governorate")
_WIDE_EVENTS = (Event.ALERT, Event.CLOSURE)
_CUES = frozenset({"attack", "hit", "explosion", "alert", "kill", "weapon", *MINOR})
_SIDES = word_list("sides-of-a-place")
_COMPASS = frozenset(lead + side for side in ("شمال", "جنوب", "شرق", "غرب") for lead in ("", "ال"))
_COMPASS |= {side + "ي" for side in _COMPASS}
_REASONS = word_list("reasons")
# «ويقع المنزل داخل المنطقة الخضراء»
_LIES = frozenset(("ويقع", "وتقع", "يقع", "تقع"))
_HAD_BEEN = (("كانت", "قد"), ("كان", "قد"), ("كانوا", "قد"))
_FALLING, _FALL_REACH, _FALL_BONUS = frozenset(("سقطت", "سقط", "سقطوا", "سقطا", "سقطتا")), 3, 4.0
_AIMED_AT, _AIM_REACH = frozenset(("علي", "باتجاه", "نحو", "صوب", "تجاه")), 4
_COASTS = frozenset(("قباله", "سواحل", "ساحل", "شواطي", "المياه"))
_OF_STRIKES = ("attack", "weapon")
_LEAD, _AROUND = 2, 4
# «محيط السفارة» belongs to it, «محيط بغداد» does not.
_GROUNDS, _SURROUNDINGS = ("site", "mission"), ("محيط", "بمحيط", "لمحيط")
_HEADING = ("باتجاه", "اتجاه", "نحو", "صوب")
_SPOKEN_OF, _OBJECT_REACH = ("attack", "explosion", "fire", "accident"), 3
_STANDS_FOR_ELSE = (is_of_the_hunted, is_of_war, is_government, is_heard_by, is_searched)
_OFFICE_LOSS, _ROAD_LOSS, _REASON_LOSS = 1.5, 3.0, 4.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    slug: str
    score: float


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
    slug = slug or from_dateline(reading) or _country_around(reading, happening)
    may_be_hit = happening.event in _STRIKES and slug in _AROUND_MISSION
    slug = EMBASSY if may_be_hit and means_embassy(reading, sentence) else slug
    slug = (speaking_mission(reading, sentence) if may_be_hit else "") or slug
    return path_of(slug or _origin(sentence))


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
    named = [f for f in named if not is_speaker(f)] if len(named) > 1 else named
    ends = [f.last for f in sentence.found if f.layer in _SPOKEN_OF]
    after = [f for f in named if any(0 <= f.first - end <= _OBJECT_REACH for end in ends)]
    after = [f for f in after if f.first in ends] or after  # «متهمون بقصف الخضراء في بغداد الجديدة»
    if after:  # «مستشفى في الرياض يستقبل مصابي تفجير عسير»
        slug = _finest([_Candidate(f.key, _score(sentence, f, happening.cue)) for f in after])
        return path_of(_refined_around(reading, sentence, slug))
    if sentence.has("arrest") and (struck := _struck_in(reading)):
        return path_of(struck)
    if named and all(is_office(sentence, f) or is_speaker(f) for f in named):
        return path_of(_titled_or_told(reading, sentence))
    return place_of(reading, happening)


def _struck_in(reading: Reading) -> str:
    """Return the place that is said to have been fired at, "" if none: «أطلقت على محيط البرلمان»."""
    for sentence in reading.sentences[: _LEAD + 1]:
        for found in sentence.layer("place"):
            if _is_fired_at(sentence, found) and is_meant(reading, sentence, found):
                return found.key
    return ""


def _names_other(sentence: Sentence, found: Found) -> bool:
    return any(other.key != found.key for other in sentence.layer("place"))


def _is_fired_at(sentence: Sentence, found: Found) -> bool:
    if _AIMED_AT.isdisjoint(sentence.words[max(0, found.first - 2) : found.first]):
        return False
    fired = (f.last for f in sentence.found if f.layer in ("hit", *_OF_STRIKES))
    return any(0 < found.first - end <= _AIM_REACH for end in fired)


def _titled_or_told(reading: Reading, own: Sentence) -> str:
    """Return the place that the title or lead names otherwise than as an office, "" if none."""
    for sentence in reading.sentences[: _LEAD + 1]:
        named = (f for f in sentence.layer("place") if is_meant(reading, sentence, f))
        slugs = [f.key for f in named if not (is_office(sentence, f) or is_speaker(f))]
        if slugs and sentence is not own:
            return slugs[0]
    return ""


def place_in(reading: Reading, happening: Happening) -> str:
    """Return the path of the place that the sentence itself surely names for its event, "" if none."""
    sentence = happening.sentence
    slug = _in_sentence(reading, sentence, happening.cue, _SURE, recalled_from(sentence))
    return path_of(slug or (EMBASSY if means_embassy(reading, sentence) else ""))


def contains(outer: str, inner: str) -> bool:
    """Tell whether `inner` lies in `outer`; Iraq and its named parts hold its governorates."""
    line = lineage(inner)
    is_of_iraq = outer == "iraq" or outer in _PARTS_OF_IRAQ
    if any(_BANK_OF.get(slug) == outer for slug in line):
        return True  # «ساحة الاحتفالات في جانب الكرخ»
    return outer in line or (is_of_iraq and places()[line[-1]].type == "governorate")


def _refined_around(reading: Reading, sentence: Sentence, slug: str) -> str:
    """Return a place that the sentences around name inside a wide one, or any if there is none."""
    for other in _around(reading, sentence):
        if slug and places()[slug].type not in _WIDE and not _is_beside(sentence, slug):
            break
        if sentence.has(*_OF_STRIKES) and other.has("protest") and not other.has(*_OF_STRIKES):
            continue  # «غارة المشتل.. ومحتجون يتوجهون إلى الخضراء»
        is_title = other.field == sentence.field == "title"
        least = _INSIDE if slug else _IN_TITLE if is_title else _LIKELY
        strike = other.first("attack", "hit", "weapon")
        near = _in_sentence(reading, other, strike, least, _back_from(other)) if strike < FAR else ""
        found = near or _in_sentence(reading, other, 0, least, _back_from(other))
        if found and (not slug or contains(slug, found) or _is_there(other, found, sentence, slug)):
            slug = found
    return slug


def _back_from(sentence: Sentence) -> int:
    """Return from which word on the sentence tells what had been: «كانت قد أنهت إخماد حريق الشورجة»."""
    pairs = enumerate(pairwise(sentence.words))
    return next((at for at, pair in pairs if pair in _HAD_BEEN), FAR)


def _is_there(other: Sentence, found: str, sentence: Sentence, slug: str) -> bool:
    """«انفجارات جنوب بغداد», and below: «في مستودع في بابل»: what it was beside gives way to where it was."""
    if sentence.field != "title" or other.field != "body" or not _is_beside(sentence, slug, _COMPASS):
        return False
    if not {places()[found].type, places()[slug].type}.isdisjoint(_NO_PLACE):
        return False  # «شرقي تركيا» is in it
    return any(f.key == found and is_at(other, f) for f in other.layer("place"))


def _is_beside(sentence: Sentence, slug: str, sides: frozenset[str] = _SIDES) -> bool:
    """Tell whether the sentence says that it was near the place, not in it: «جنوبي نابلس»."""
    named = (found for found in sentence.layer("place") if found.key == slug)
    return any(sentence.words[found.first - 1] in sides for found in named if found.first)


def _around(reading: Reading, sentence: Sentence) -> Iterator[Sentence]:
    at = next(i for i, other in enumerate(reading.sentences) if other is sentence)
    last = reading.sentences[-1]  # what ends a flash is no dateline: «صافرات السفارة … . المنطقة الخضراء»
    following = reading.sentences[at + 1 :][:_AROUND]
    told = [other for other in following if other is last or not is_bare_dateline(other)]
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
        if (candidate := _Candidate(found.key, _score(sentence, found, cue))).score > least
    ]
    return _finest(candidates) if candidates else ""


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
    if is_dateline(sentence, found) or not is_meant(reading, sentence, found) or _is_reason(sentence, found):
        return False
    before = sentence.words[max(0, found.first - 2) : found.first]
    is_no_place = places()[found.key].type in _NO_PLACE and _COASTS.isdisjoint(before)
    if is_origin(sentence, found) or is_office(sentence, found) or is_no_place:
        return False
    if is_between(sentence, found):
        return False
    return is_road(sentence, found) or not (BESIDE | _COASTS).isdisjoint(before)


def _finest(candidates: Sequence[_Candidate]) -> str:
    """Return the best candidate, or one inside it that is named too."""
    best = max(candidates, key=lambda c: c.score)
    inside = [c for c in candidates if contains(best.slug, c.slug)]
    return max(inside, key=lambda c: (_precision(c.slug), c.score)).slug


def _precision(slug: str) -> float:
    kind = places()[slug].type
    return _PRECISION["country"] if slug in _PARTS_OF_IRAQ else _PRECISION.get(kind, _DEFAULT_PRECISION)


def _score(sentence: Sentence, found: Found, cue: int) -> float:
    """Return how likely it happened there: a precise place, near the cue, not beside it, not the origin."""
    kind = places()[found.key].type
    stands_at = is_at(sentence, found)
    score = _PRECISION.get(kind, _DEFAULT_PRECISION) + (_AT_BONUS if stands_at else 0.0)
    is_grounds = kind in _GROUNDS and sentence.words[max(0, found.first - 1)] in _SURROUNDINGS
    if not (is_grounds or BESIDE.isdisjoint(sentence.words[max(0, found.first - 2) : found.first])):
        score -= _BESIDE_LOSS
    score -= _loss(sentence, found)
    is_beside = not BESIDE.isdisjoint(sentence.words[max(0, found.first - 2) : found.first])
    if (kind == "country" or found.key in CAPITALS) and not (stands_at or is_beside):
        score -= _WIDE_LOSS
    if _fell_on(sentence, found):
        score += _FALL_BONUS
    if kind == "mission" and not (stands_at or is_struck(sentence, found)):
        score -= _MISSION_LOSS
    if len(sentence.words) <= found.last - found.first + 1:
        score += _TOPIC_BONUS  # «ديالى..» as the first words of a title says where
    return score - _distance(sentence, found, cue)


def _fell_on(sentence: Sentence, found: Found) -> bool:
    """«أطلقت من ناحية البغدادي صواريخ سقطت في محيط قاعدة عين الأسد»: where it fell, before where it began."""
    window = sentence.words[max(0, found.first - _FALL_REACH) : found.first]
    return any(word in _FALLING for word in window)


def _loss(sentence: Sentence, found: Found) -> float:
    """Return what the name loses that stands for something else than where it happened."""
    loss = 0.0
    if is_origin(sentence, found) or is_destination(sentence, found):
        loss += _ORIGIN_LOSS
    if is_office(sentence, found):
        is_after = is_hospital_town(sentence, found) or is_brought_to(sentence, found)
        loss += _ORIGIN_LOSS if is_after else _OFFICE_LOSS
    if any(stands(sentence, found) for stands in _STANDS_FOR_ELSE):
        loss += _ORIGIN_LOSS
    if is_road(sentence, found):
        loss += _ROAD_LOSS
    is_only_arrest = sentence.has("arrest") and not sentence.has("attack")
    if is_only_arrest and _is_fired_at(sentence, found) and _names_other(sentence, found):
        loss += _ORIGIN_LOSS  # «اعتقال ثلاثة في حي الأمين بتهمة إطلاق صواريخ على الخضراء»
    if seizes_weapon(sentence) and sentence.words[max(0, found.first - 1)] in _HEADING:
        loss += _ORIGIN_LOSS  # «منصة … معدة للإطلاق باتجاه …»
    return loss + (_REASON_LOSS if _is_reason(sentence, found) else 0.0)


def _is_reason(sentence: Sentence, found: Found) -> bool:
    """Tell whether the name stands in the clause of a reason: «ردا على هجوم … قرب مضيق هرمز»."""
    start = next((at for at, word in enumerate(sentence.words[: found.first]) if word in _REASONS), None)
    return start is not None and not any(sentence.is_cut(at) for at in range(start + 1, found.first))


def _distance(sentence: Sentence, found: Found, cue: int) -> float:
    """Return how far the name stands from the last cue of an event before it, or before the first."""
    cues = [f.first for f in sentence.found if f.layer in _CUES and f.first < found.first]
    if cues:
        return 0.08 * (found.first - max(cues)) + 0.02 * abs(found.first - cue)
    return 0.12 * max(0, cue - found.first)


def _origin(sentence: Sentence) -> str:
    return next((found.key for found in sentence.layer("place") if is_origin(sentence, found)), "")
