"""How the name of a place stands in its sentence: as where it was, as an origin, an office, a road."""

import re
from collections.abc import Sequence
from itertools import pairwise

from filters.analysis.reading import Sentence, once
from filters.analysis.weaponry import fall_in
from filters.analysis.wordforms import behind_leads
from filters.gazetteer import places
from filters.phrasebook import Found
from filters.wordlists import word_list

CAPITALS = frozenset(
    {"ankara", "tehran", "damascus", "riyadh", "doha", "moscow", "kyiv", "paris", "london", "cairo"}
    | {"tel-aviv", "sanaa", "abu-dhabi", "kabul", "islamabad"}
)
_HUNTED, _HUNTED_FOR, _HUNT_REACH = word_list("hunted"), word_list("hunted-for"), 4
_HEARING, _HEARERS, _HEARER_REACH = ("سمع", "يسمع", "وسمع"), word_list("hearers"), 3
_HEARD_IT = word_list("heard-it")
_WAS_HEARD = (("سمعت", "في"), ("سمع", "في"), ("تسمع", "في"), ("يسمع", "في"))
_IS_HEARD = ("سمعت", "سمع", "تسمع", "يسمع", "مسموعه", "مسموع")
_ITS_SOUND = frozenset(("دويه", "دويها", "صداه", "صداها", "صوته", "صوتها"))
# «صاروخ يصيب قاعدة …، والخضراء ترفع درجة التأهب».
_ZONE, _ZONE_DOES = "green-zone", frozenset(("ترفع", "تستنفر", "تغلق", "تستعد", "تتاهب", "تعزز", "تتحصن"))
_SINCE, _WARS, _WAR_REACH = ("منذ", "قبل"), frozenset(("حرب", "الحرب", "العدوان", "عدوان", "الغزو", "غزو")), 6
_BEFALLS = word_list("befalls-a-mission")
_JOINED_TO = ("بال", "عال")
_PARTS, _PART_REACH = word_list("parts-of-a-compound"), 2
_GUARDS = word_list("guards")
_SEARCHING = word_list("searching")
_STRUCK_HER = frozenset(("هاجمتها", "هاجمها", "استهدفتها", "استهدفها", "قصفتها", "قصفها", "طالتها"))
_SINCE_IT = ("بعد", "عقب", "اثر", "جراء", "لحظه")
_OUTPOSTS = frozenset(("الخدمات", "الدعم", "الخدمه"))
_COMPOUND = word_list("compounds")
_SEATS = ("baghdad", "erbil", "ramallah", "beirut")
_GOVERNMENTS_DO = word_list("governments-do")
BESIDE = word_list("beside")
_NEXT_TO = ("خلف", "قرب", "في", "وراء", "داخل", "بمحيط", "محيط", "ضمن")
_AT = word_list("at")
_HOSPITALS = word_list("hospitals")
_CARING = word_list("moved") | word_list("visits")
_OBJECT_VERBS = word_list("object-verbs")
_SUFFERS = word_list("suffers")
_LAUNCH = re.compile("^جات?$|نطلق|اطلق|اطلاق|انطلاق|قادم|قدم|وصل|وصول|عبر|مرت")
_LAUNCH_SPOTS, _SPOT_REACH = word_list("launch-spots"), 3
_ORIGIN_REACH, _STRUCK_REACH, _OFFICE_REACH = 5, 3, 2
_HOSPITAL_REACH, _STRUCK_HOSPITAL = 4, 2
_ROADS = word_list("roads")
_GOVERNED = behind_leads(word_list("governing"))
_COMMAND, _SPEAKING_FOR = ("عمليات",), frozenset(("مسوول", "مسؤول", "مصدر", "موظف", "مسوولون", "ضابط"))
_ASKED = behind_leads(word_list("asking-of"))
_BODIES, _BODY_REACH = word_list("public-bodies"), 5
_RETREATING, _FLIGHT_REACH = behind_leads(word_list("retreating")), 3
_SIDES = word_list("sides-of-a-place")
_JOURNEYS = word_list("journeys")
_TOWNS = frozenset(("بلده", "قريه", "مدينه", "منطقه", "حي", "ناحيه", "قضا"))
_WHEREABOUTS = _TOWNS | {"جهه", "اتجاه", "محافظه", "بساتين", "اطراف"}
_MOVED = word_list("moved")
_TOWARDS = (("الي",),)
_LEADING_TO, _WAYS = ("موديه", "مودي"), ("طريق", "طرق", "شوارع", "شارع")
_HEADS_FOR = ("يتجه", "تتجه", "متجه", "يتوجه", "تتوجه", "متوجه", "يزحف", "الوصول", "وصول", "دخول")
_BOUND = ("عايد", "متجه", "متوجه")
_ARRIVING = ("وصول", "بلوغ")
_TO, _JOURNEY_REACH = (*_TOWARDS, ("باتجاه",), ("نحو",), ("صوب",)), 6
_COMING = frozenset(("قادما", "قادمه", "قادمين", "عايدا", "عايده", "عايدين", "متوجها", "متوجهه"))
_CONVOYS = word_list("convoys")
_NOW = ("الان",)
_BY = ("من", "قبل")
_BETWEEN = ("بين",)
_RELATIONS, _NO, _RELATION_REACH = (
    ("علاقه", "صله", "ارتباط"),
    frozenset(("لا", "ليس", "ليست", "دون", "بدون", "اي")),
    6,
)
_LEAVING = ("مغادر", "بمغادر", "لمغادر")
_FROM_WITHIN = ("من", "داخل")
_FROM_HIS_SEAT = frozenset(("من", seat) for seat in ("مقر", "مقره", "مقرها", "مكتبه", "مكتبها", "قصر"))


def is_at(sentence: Sentence, found: Found) -> bool:
    """Tell whether the words around the name say that it was there: «في», «استهدف», «تتعرض»."""
    before = sentence.words[found.first - 1] if found.first else ""
    after = sentence.words[found.last] if found.last < len(sentence.words) else ""
    after_now = sentence.words[found.last + 1 : found.last + 2] if after in _NOW else (after,)
    if before in _OBJECT_VERBS or not _SUFFERS.isdisjoint(after_now):
        return True
    if any(f.last == found.first and f.layer == "explosion" for f in sentence.found):
        return True  # «انفجارات البحرين»
    if _is_behind_town(sentence, found) or sentence.words[found.first] in _SIDES:
        return True  # «… جنوب لبنان»
    is_prefixed = found.proclitic.rstrip("ال").endswith("ب")
    is_prefixed = is_prefixed or sentence.words[found.first].startswith(_JOINED_TO)
    return is_prefixed or any(before.removeprefix(lead) in _AT for lead in ("", "و", "ل"))


def _is_behind_town(sentence: Sentence, found: Found) -> bool:
    """«في بلدة دبل جنوبي لبنان»: the town before it is one that we do not know."""
    before = sentence.words[max(0, found.first - 3) : found.first]
    return len(before) == 3 and before[0] in _AT and before[1] in _TOWNS  # noqa: PLR2004  # three words


def is_struck(sentence: Sentence, found: Found) -> bool:
    """Tell whether the words before the name say that it was hit, not that it speaks."""
    is_its_house = not _COMPOUND.isdisjoint(sentence.words) and not _names_outpost(sentence)
    if places()[found.key].type == "mission" and is_its_house:
        return sentence.has("attack", "hit")  # «متحدث باسم السفارة: المجمع تعرض لهجوم»
    if places()[found.key].type == "mission" and not _BEFALLS.isdisjoint(sentence.words[found.last :][:2]):
        return True  # «سفارة واشنطن تستهدف للمرة الثانية»
    if _is_where_it_flew(sentence, found):
        return True
    if places()[found.key].type == "mission" and (
        _is_why_of_it(sentence, found.last) or _is_part_struck(sentence, found)
    ):
        return True
    strikes = (f for f in sentence.found if f.layer in ("attack", "hit", "explosion", "alert"))
    if any(f.first < found.first <= f.last + _STRUCK_REACH for f in strikes):
        return True
    return not (BESIDE | _AT).isdisjoint(sentence.words[max(0, found.first - 2) : found.first])


def _names_outpost(sentence: Sentence) -> bool:
    """«مجمع الخدمات الدبلوماسية قرب المطار»: another house than the embassy, which speaks of it."""
    return any(one in _COMPOUND and what in _OUTPOSTS for one, what in pairwise(sentence.words))


def _is_part_struck(sentence: Sentence, found: Found) -> bool:
    """«انقضاض مسيرة على برج حراسة السفارة», «جرحى من حماية السفارة»: what belongs to it."""
    before = sentence.words[max(0, found.first - _PART_REACH) : found.first]
    if not _PARTS.isdisjoint(word.removeprefix("ب").removeprefix("ل") for word in before):
        return sentence.has("attack", "hit", "alert", "explosion")
    return sentence.has("kill") and any(word.removeprefix("ل") in _GUARDS for word in before)


def _is_where_it_flew(sentence: Sentence, found: Found) -> bool:
    """«تصدت لصاروخ قبل وصوله إلى السفارة», «قبل بلوغها المنطقة الخضراء»: what was fired at it."""
    window = sentence.words[max(0, found.first - _JOURNEY_REACH) : found.first]
    arrives = any(a == "قبل" and b.startswith(_ARRIVING) for a, b in pairwise(window))
    return arrives and sentence.has("weapon")


def is_searched(sentence: Sentence, found: Found) -> bool:
    """«القوات تمشط شارع فلسطين بحثا عن المنصة»."""
    return not _SEARCHING.isdisjoint(sentence.words[max(0, found.first - 1) : found.first])


def _is_why_of_it(sentence: Sentence, at: int) -> bool:
    """«الدخان يتصاعد من السفارة بعد قصفها»."""
    after = sentence.words[at : at + 2]
    is_after = len(after) > 1 and after[0] in _SINCE_IT and after[1].endswith("ها")
    if is_after and any(f.first == at + 1 for f in sentence.layer("attack")):
        return True
    # «دخلت السفارة دائرة النار، بعدما هاجمتها ثلاث مسيرات»
    return any(f.first >= at and sentence.words[f.first] in _STRUCK_HER for f in sentence.layer("attack"))


def _is_launch_spot(window: Sequence[str]) -> bool:
    """«تم تحديد مكان انطلاقها في منطقة …»."""
    pairs = pairwise(window[-_SPOT_REACH:])
    return any(spot.removeprefix("ال") in _LAUNCH_SPOTS and _LAUNCH.search(launch) for spot, launch in pairs)


@once
def is_origin(sentence: Sentence, found: Found) -> bool:
    """Tell whether missiles came from there: «انطلقت من منطقة …»."""
    window = sentence.words[max(0, found.first - _ORIGIN_REACH) : found.first]
    if window[-2:] == _FROM_WITHIN and sentence.has("weapon"):
        return True  # «قذائف من داخل الأراضي اليمنية»
    if window[-2:] == _BY or "بتوقيت" in window:
        return True  # «هجوم من قبل إيران», «الخامسة بتوقيت شرق الولايات المتحدة»
    if window[-1:] and window[-1].startswith(_LEAVING):
        return True  # «بعد مغادرته المنطقة الخضراء»
    if _is_launch_spot(window) and fall_in(sentence) < found.first:
        return True
    if window[-1:] == ("من",) and any(word.startswith((*_BOUND, "قادم")) for word in window):
        return True  # «كانوا متوجهين من البصرة إلى بغداد»
    while window and window[-1] in _WHEREABOUTS:
        window = window[:-1]  # «جاءت من جهة قضاء الحويجة»
    is_launched = "من" in window[-2:] and any(_LAUNCH.search(word) for word in window)
    return is_launched or _is_field_of_launch(window)


def _is_field_of_launch(window: Sequence[str]) -> bool:
    """«أطلق من أرض زراعية خلف حي الفرات»."""
    launched = any(_LAUNCH.search(one) and what == "من" for one, what in pairwise(window))
    return launched and window[-1] in _NEXT_TO


def is_destination(sentence: Sentence, found: Found) -> bool:
    """«كانت ستسافر في رحلة إلى تايلاند»: where somebody was going."""
    window = sentence.words[max(0, found.first - _JOURNEY_REACH) : found.first]
    if _is_where_it_flew(sentence, found):
        return False
    if (
        found.proclitic.startswith("لل")
        and window[-1:]
        and window[-1].removeprefix("و").startswith(_HEADS_FOR)
    ):
        return True  # «متظاهرون يتجهون للخضراء»
    if _is_where_it_leads(sentence, found) or is_between(sentence, found):
        return True
    leads = any(word.endswith(_LEADING_TO) for word in window) and any(
        word.endswith(_WAYS) for word in window
    )
    is_towards = any((word,) in _TO[1:] for word in window[-_FLIGHT_REACH:])
    if is_towards and not _RETREATING.isdisjoint(sentence.words[: found.first]):
        return True  # «انسحبوا باتجاه أحراش …»
    is_convoy = not _COMING.isdisjoint(window) and not _CONVOYS.isdisjoint(sentence.words[: found.first])
    is_journey = leads or is_convoy or any(word in _JOURNEYS or word.startswith(_BOUND) for word in window)
    return window[-1:] in _TO and is_journey


def _is_where_it_leads(sentence: Sentence, found: Found) -> bool:
    """«الجسر المعلق المؤدي إلى المنطقة الخضراء»: the bridge is the place."""
    before = sentence.words[max(0, found.first - 2) : found.first]
    if len(before) < 2 or not before[0].endswith(_LEADING_TO) or before[1:] not in _TO:  # noqa: PLR2004  # two words
        return False
    return any(f.last == found.first - 2 and f.key != found.key for f in sentence.layer("place"))


def is_office(sentence: Sentence, found: Found) -> bool:
    """Tell whether it names what somebody governs or where the hurt were taken: «أمير عسير»."""
    if is_hospital_town(sentence, found):
        return True
    before = sentence.words[max(0, found.first - _OFFICE_REACH) : found.first]
    if not _GOVERNED.isdisjoint(before) or before[-1:] == _COMMAND:
        return True  # «قيادة عمليات سامراء»
    if before[-1:] == ("مع",):
        return True
    return is_brought_to(sentence, found)


def is_brought_to(sentence: Sentence, found: Found) -> bool:
    """Tell whether it names where the hurt or the dead were taken: «وصلت إلى بغداد جثامين …»."""
    if sentence.has("weapon"):
        return False  # «قبل وصوله إلى السفارة»: it is the missile that arrives
    before = sentence.words[: found.first]
    return before[-1:] in _TOWARDS and not _MOVED.isdisjoint(before)


def is_hospital_town(sentence: Sentence, found: Found) -> bool:
    """Tell whether it names where the hurt lie («مستشفى في الرياض»), not a hospital that was struck."""
    start = max(0, found.first - _HOSPITAL_REACH)
    near = sentence.words[start : found.first]
    at = next((start + i for i, word in enumerate(near) if word in _HOSPITALS), None)
    is_of_the_hurt = sentence.has("kill", "background") or not _CARING.isdisjoint(sentence.words)
    if at is None or not is_of_the_hurt:
        return False
    struck = (f for f in sentence.found if f.layer in ("attack", "hit", "explosion", "fire"))
    return not any(f.last <= at <= f.last + _STRUCK_HOSPITAL for f in struck)


def is_road(sentence: Sentence, found: Found) -> bool:
    """Tell whether the name is an end of a road: «على طريق بغداد - كركوك»."""
    if found.first and sentence.words[found.first - 1] in _ROADS:
        return any(other.first == found.last for other in sentence.layer("place"))
    before = next((other for other in sentence.layer("place") if other.last == found.first), None)
    return before is not None and is_road(sentence, before)


def is_between(sentence: Sentence, found: Found) -> bool:
    """«على الطريق بين مطار بغداد والمنطقة الخضراء»."""
    before = sentence.words[max(0, found.first - 2) : found.first]
    if before[-1:] == _BETWEEN and any(word.removeprefix("ب") in _ROADS for word in before[:1]):
        return True
    first = next((other for other in sentence.layer("place") if other.last == found.first), None)
    return found.proclitic.startswith("و") and first is not None and is_between(sentence, first)


def is_of_the_hunted(sentence: Sentence, found: Found) -> bool:
    """«القبض على منفذي الاعتداء على السفارة»: where it was for which they are arrested."""
    arrest = next((f.last for f in sentence.found if f.layer == "arrest" and f.last <= found.first), None)
    if arrest is None or sentence.words[found.first - 1] == "في" or found.proclitic.endswith("ب"):
        return False  # «متهم بتفجير سوق في بعقوبة»: most are caught where they live
    before = [word.removeprefix("ال") for word in sentence.words[arrest : found.first]]
    hunted = next((at for at, word in enumerate(before) if word in _HUNTED), None)
    if hunted is None or any(sentence.is_cut(at) for at in range(arrest + hunted + 1, found.first + 1)):
        return False  # «…، وذلك في قضاء الصويرة»
    return not _HUNTED_FOR.isdisjoint(before[hunted + 1 : hunted + _HUNT_REACH])


def is_where_he_speaks(sentence: Sentence, found: Found) -> bool:
    """«قال مسؤول في مطار أربيل إن رحلتين حولتا»."""
    before = sentence.words[max(0, found.first - _BODY_REACH) : found.first]
    if places()[found.key].type == "region" and not _BODIES.isdisjoint(before):
        return True  # «جهاز مكافحة الإرهاب في إقليم كردستان»
    if before[-1:] == ("في",) and any(pair in _FROM_HIS_SEAT for pair in pairwise(before)):
        return True  # «قال الرئيس من مقر الرئاسة في رام الله»
    return before[-1:] == ("في",) and before[-2:-1] != () and before[-2].removeprefix("و") in _SPEAKING_FOR


def is_of_war(sentence: Sentence, found: Found) -> bool:
    """«للمرة الأولى منذ بدء الحرب على غزة»: by which war the time is counted."""
    before = sentence.words[max(0, found.first - _WAR_REACH) : found.first]
    since = next((at for at, word in enumerate(before) if word in _SINCE), None)
    return since is not None and not _WARS.isdisjoint(before[since + 1 :])


def is_heard_by(sentence: Sentence, found: Found) -> bool:
    """«سمع العاملون في المنطقة الخضراء دوي انفجار»: who heard it was there, not what they heard."""
    near = sentence.words[max(0, found.first - _HEARER_REACH) : found.first]
    if not _ITS_SOUND.isdisjoint(near) or not _HEARD_IT.isdisjoint(near):
        return True  # «وسمع دويه في محيط …», «سمعته الكرادة»
    is_heard = near[-2:] in _WAS_HEARD or (near[-1:] != () and near[-1] in _IS_HEARD)
    if is_heard and any(other.last < found.first - 1 for other in sentence.layer("place")):
        return True  # «في معسكر التاجي … بانفجارات سمعت في الراشدية», «… فوق السفارة تسمع بالكرادة»
    hears = any(word.startswith(_HEARING) for word in sentence.words[: found.first])
    return hears and any(word.removeprefix("و") in _HEARERS for word in near)


def is_of_no_relation(sentence: Sentence, found: Found) -> bool:
    """«ليس له صلة بتفجير المقدادية», «ولا علاقة لها بحادث العمارة»: of another matter."""
    before = [
        w.removeprefix("و") for w in sentence.words[max(0, found.first - _RELATION_REACH) : found.first]
    ]
    related = next((at for at, word in enumerate(before) if word in _RELATIONS), None)
    return related is not None and not _NO.isdisjoint(before[max(0, related - 2) : related])


def is_government(sentence: Sentence, found: Found) -> bool:
    """Tell whether a city stands for who governs there: «… وبغداد تحقق»."""
    is_seat = found.key in CAPITALS or found.key in _SEATS
    if is_seat and sentence.words[max(0, found.first - 1)] in _ASKED and not found.proclitic:
        return True  # «… يطالب بغداد بموقف»
    is_seat = is_seat or (places()[found.key].type == "mission" and found.proclitic.startswith("و"))
    if found.key == _ZONE and sentence.words[found.last : found.last + 1] and found.proclitic in ("و", "وال"):
        return sentence.words[found.last] in _ZONE_DOES
    after = sentence.words[found.last : found.last + 1]
    return is_seat and found.proclitic in ("", "و", "وال") and bool(after) and after[0] in _GOVERNMENTS_DO


def is_speaker(found: Found) -> bool:
    """Tell whether a capital or country opens the sentence as who speaks: «طهران تندد …»."""
    is_wide = places()[found.key].type == "country" or found.key in CAPITALS
    return found.first == 0 and not found.proclitic and is_wide
