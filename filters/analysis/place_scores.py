"""How likely an event was at a place that its sentence names: by what the name is and how it stands there."""

from collections.abc import Sequence
from dataclasses import dataclass

from filters.analysis.minor import MINOR
from filters.analysis.reading import Sentence, once
from filters.analysis.seizing import seizes_weapon
from filters.analysis.standing import (
    BESIDE,
    CAPITALS,
    is_at,
    is_brought_to,
    is_destination,
    is_government,
    is_heard_by,
    is_hospital_town,
    is_of_no_relation,
    is_of_the_hunted,
    is_of_war,
    is_office,
    is_origin,
    is_road,
    is_searched,
    is_struck,
    is_where_he_speaks,
)
from filters.gazetteer import lineage, places
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
_BESIDE_LOSS, _AROUND_LOSS, _ORIGIN_LOSS, _WIDE_LOSS, _MISSION_LOSS = 1.5, 1.2, 6.0, 2.0, 4.0
_PARTS_OF_IRAQ = ("northern-iraq", "western-iraq", "southern-iraq", "kurdistan")
_BANK_OF = keyed("banks")
_CUES = frozenset({"attack", "hit", "explosion", "alert", "kill", "weapon", *MINOR})
_REASONS = word_list("reasons")
_FALLING, _FALL_REACH, _FALL_BONUS = frozenset(("سقطت", "سقط", "سقطوا", "سقطا", "سقطتا")), 3, 4.0
_AIMED_AT, _AIM_REACH = frozenset(("علي", "باتجاه", "نحو", "صوب", "تجاه")), 4
# «محيط السفارة» belongs to it, «محيط بغداد» does not.
_GROUNDS, _SURROUNDINGS = ("site", "mission", "base", "airport", "oil", "port"), ("محيط", "بمحيط", "لمحيط")
_KILOMETRES, _KM, _MEASURE_REACH = "كيلومتر", ("كم", "كلم"), 4
_HEADING = ("باتجاه", "اتجاه", "نحو", "صوب")
_STANDS_FOR_ELSE = (
    is_of_the_hunted,
    is_of_war,
    is_government,
    is_heard_by,
    is_searched,
    is_of_no_relation,
    is_where_he_speaks,
)
_SIREN_BONUS = 1.0
_SIRENS = frozenset(("صافرات", "صفارات", "صافره", "صفاره", "انذارات", "سايرن"))
_NAMED_AFTER = ("مدرسه", "ثانويه", "شارع", "دوار", "ساحه", "مسجد", "جامع", "فندق", "مطعم")
_QUARTERS = ("شارع", "دوار", "ساحه", "تقاطع", "منطقه", "محله", "حي", "سوق", "جسر", "مجسر", "مستشفي", "ميدان")
_AFTER, _OF, _AFTER_REACH = ("بعد", "عقب", "غداه"), ("من", "علي"), 3
_OFFICE_LOSS, _ROAD_LOSS, _REASON_LOSS = 1.5, 3.0, 4.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place, and how likely it was there; scores only compare."""

    slug: str
    score: float


def finest(candidates: Sequence[Candidate]) -> str:
    """Return the best candidate, or one inside it that is named too."""
    best = max(candidates, key=lambda c: c.score)
    inside = [c for c in candidates if contains(best.slug, c.slug)]
    return max(inside, key=lambda c: (_precision(c.slug), c.score)).slug


def contains(outer: str, inner: str) -> bool:
    """Tell whether `inner` lies in `outer`; Iraq and its named parts hold its governorates."""
    line = lineage(inner)
    is_of_iraq = outer == "iraq" or outer in _PARTS_OF_IRAQ
    if any(_BANK_OF.get(slug) == outer for slug in line):
        return True  # «ساحة الاحتفالات في جانب الكرخ»
    return outer in line or (is_of_iraq and places()[line[-1]].type == "governorate")


def score_of(sentence: Sentence, found: Found, cue: int) -> float:
    """Return how likely it happened there: a precise place, near the cue, not beside it, not the origin."""
    kind = places()[found.key].type
    stands_at = is_at(sentence, found)
    score = _PRECISION.get(kind, _DEFAULT_PRECISION) + (_AT_BONUS if stands_at else 0.0)
    is_around = sentence.words[max(0, found.first - 1)] in _SURROUNDINGS
    if not (
        (kind in _GROUNDS and is_around)
        or BESIDE.isdisjoint(sentence.words[max(0, found.first - 2) : found.first])
    ):
        score -= _AROUND_LOSS if is_around else _BESIDE_LOSS
    score -= _loss(sentence, found)
    is_beside = not BESIDE.isdisjoint(sentence.words[max(0, found.first - 2) : found.first])
    if (kind == "country" or found.key in CAPITALS) and not (stands_at or is_beside):
        score -= _WIDE_LOSS
    if _fell_on(sentence, found):
        score += _FALL_BONUS
    if _sounds_in(sentence, found):
        score += _SIREN_BONUS
    elif kind == "mission" and not (stands_at or is_struck(sentence, found)):
        score -= _MISSION_LOSS
    if len(sentence.words) <= found.last - found.first + 1:
        score += _TOPIC_BONUS  # «ديالى..» as the first words of a title says where
    return score - _distance(sentence, found, cue)


def _fell_on(sentence: Sentence, found: Found) -> bool:
    """«أطلقت من ناحية البغدادي صواريخ سقطت في محيط قاعدة عين الأسد»: where it fell, before where it began."""
    window = sentence.words[max(0, found.first - _FALL_REACH) : found.first]
    return any(word in _FALLING for word in window)


def _sounds_in(sentence: Sentence, found: Found) -> bool:
    """«صافرات السفارة … والدفاعات ترمي فوق الكرادة»: where they sound, not what is under the fire."""
    return sentence.words[max(0, found.first - 1)].removeprefix("و").removeprefix("ب") in _SIRENS


def stands_for_else(sentence: Sentence, found: Found) -> bool:
    """Tell whether the name loses anything: an office, an origin, another event, a road."""
    return _loss(sentence, found) > 0


@once
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
    if is_only_arrest and is_fired_at(sentence, found) and _names_other(sentence, found):
        loss += _ORIGIN_LOSS  # «اعتقال ثلاثة في حي الأمين بتهمة إطلاق صواريخ على الخضراء»
    if _is_measured_from(sentence, found) and _names_other(sentence, found):
        loss += _ORIGIN_LOSS
    if seizes_weapon(sentence) and sentence.words[max(0, found.first - 1)] in _HEADING:
        loss += _ORIGIN_LOSS  # «منصة … معدة للإطلاق باتجاه …»
    if _is_name_of_building(sentence, found):
        loss += _ORIGIN_LOSS
    if _is_of_one_before(sentence, found) and _names_other(sentence, found):
        loss += _ORIGIN_LOSS
    return loss + (_REASON_LOSS if is_reason(sentence, found) else 0.0)


def _is_name_of_building(sentence: Sentence, found: Found) -> bool:
    """«مدرسة يافا بمدينة غزة»: named after a town of another country than where it stands.

    «منطقة الجزائر», «شارع فلسطين»: no country lies in a quarter.
    """
    named = found.first > 0 and sentence.words[found.first - 1].removeprefix("ب")
    if named in _QUARTERS and places()[found.key].type == "country":
        return True
    if named not in _NAMED_AFTER:
        return False
    root = lineage(found.key)[-1]
    others = (other for other in sentence.layer("place") if other.key != found.key)
    return any(is_at(sentence, other) and lineage(other.key)[-1] != root for other in others)


def _is_of_one_before(sentence: Sentence, found: Found) -> bool:
    """«ثاني تفجير تشهده المحافظة بعد تفجير داقوق», «بعد ساعات من غارة عيترون»: the name of another event."""
    called = {f.last: f.first for f in sentence.found if f.layer in ("attack", "explosion")}
    first = called.get(found.first, 0)
    is_one_of_two = any(f.layer in ("attack", "explosion") and f.first != first for f in sentence.found)
    before = sentence.words[max(0, first - _AFTER_REACH) : first]
    is_after = before[-1:] != () and (before[-1] in _AFTER or (before[-1] in _OF and before[0] in _AFTER))
    return is_one_of_two and is_after


def _is_measured_from(sentence: Sentence, found: Found) -> bool:
    """«في العمارة، على بعد 360 كيلومترا جنوب شرقي بغداد»: from where it is far."""
    before = sentence.words[max(0, found.first - _MEASURE_REACH) : found.first]
    return any(word.startswith(_KILOMETRES) or word in _KM for word in before)


def is_reason(sentence: Sentence, found: Found) -> bool:
    """Tell whether the name stands in the clause of a reason: «ردا على هجوم … قرب مضيق هرمز»."""
    start = next((at for at, word in enumerate(sentence.words[: found.first]) if word in _REASONS), None)
    return start is not None and not any(sentence.is_cut(at) for at in range(start + 1, found.first))


def is_fired_at(sentence: Sentence, found: Found) -> bool:
    """Tell whether it is what was fired at: «أطلقت على محيط البرلمان»."""
    if _AIMED_AT.isdisjoint(sentence.words[max(0, found.first - 2) : found.first]):
        return False
    fired = (f.last for f in sentence.found if f.layer in ("hit", "attack", "weapon"))
    return any(0 < found.first - end <= _AIM_REACH for end in fired)


def _names_other(sentence: Sentence, found: Found) -> bool:
    return any(other.key != found.key for other in sentence.layer("place"))


def _distance(sentence: Sentence, found: Found, cue: int) -> float:
    """Return how far the name stands from the last cue of an event before it, or before the first."""
    cues = [f.first for f in sentence.found if f.layer in _CUES and f.first < found.first]
    if cues:
        return 0.08 * (found.first - max(cues)) + 0.02 * abs(found.first - cue)
    return 0.12 * max(0, cue - found.first)


def _precision(slug: str) -> float:
    kind = places()[slug].type
    return _PRECISION["country"] if slug in _PARTS_OF_IRAQ else _PRECISION.get(kind, _DEFAULT_PRECISION)
