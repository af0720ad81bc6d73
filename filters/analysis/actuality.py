"""Whether a sentence tells something new, recalled, announced, denied, played or meant otherwise."""

from itertools import pairwise

from filters.analysis.afterwards import follows
from filters.analysis.clauses import main_from
from filters.analysis.dated import is_tally, names_other_year, was_weeks_ago
from filters.analysis.negation import is_called_untrue, is_negated, is_rumour
from filters.analysis.occasions import strikes_this_day, tells_occasion
from filters.analysis.reading import FAR, Reading, Sentence
from filters.analysis.weaponry import is_planted, is_weapon
from filters.gazetteer import actors
from filters.model import Actuality, Event
from filters.wordlists import word_list

_BESIDE = word_list("near-a-venue")
_DEAD = word_list("dead")
_CUES_OF_A_STRIKE = 2
_ADJECTIVE_REACH = 4
_DENIED_REACH = 4
_HARM = word_list("harm")
_EVENT_NOUNS = word_list("event-nouns")
_METAPHORS = (Event.ATTACK, Event.EXPLOSION, Event.ALERT, Event.FIRE, Event.CLOSURE)
_CONTROLLED = frozenset(("تحت", "سيطره"))
_UNEXPLODED = ("منفلق", "منفلقه", "منفجر", "منفجره")
_HAS_NOT = ("ينفلق", "تنفلق", "ينفجر", "تنفجر")
_CLEARING = word_list("clearing")
_SORTIES = ("طلعات", "طلعه", "رمايات", "رمايه", "تحليقات")
_FEARS, _FEAR_REACH = frozenset(("مخاوف", "المخاوف", "الخشيه", "خشيه", "خوفا", "تخوفا", "تخوف")), 5
_HAS_STRUCK = word_list("has-struck")
_OCCURRING = ("وقوع", "حدوث", "تعرض", "شن", "تجدد", "تكرار", "عوده")
_IS_NO = ("ليس", "ليست", "لا", "لسنا", "مو")
_POSSIBLE = ("قادر", "محتمل", "مرتقب", "وشيك", "متوقع")
_HARDLY = frozenset(word.removeprefix("ال") for word in word_list("hardly-figurative"))
_GREATEST = ("اعنف", "اكبر")
_MARKETS = word_list("market-news")
_RATES = word_list("rates")
_MAY_BEFALL = word_list("may-befall")
_TOMORROW = word_list("tomorrow")
_COMING, _UNTIL = ("المقبل", "القادم", "المقبله", "القادمه"), ("حتي", "لغايه", "الي")
_DAYS = word_list("days-of-the-week") | {"الاسبوع"}
_BY_THE_CUE = 2
_SINCE_IT, _FROM, _SINCE_REACH = frozenset(("بعد", "عقب", "قبل")), (("من",), ("علي",)), 4
_WAS = ("كان", "كانت", "كانوا")
_NEW = (("جديد",), ("جديده",))
_GROUPS = word_list("groups")
_WHICH, _PRESENT = (("التي",), ("الذين",), ("الذي",)), ("ت", "ي")
_DAY_AFTER, _DAY_AFTER_REACH = "غداه", 4
_OURS, _IF = "نا", frozenset(("اذا", "لو", "مرمي", "متناول", "بمرمي", "بمتناول"))
_NOT_FAR = (("بعيده", "عن"), ("بعيد", "عن"))
_REPEATED = (("متكرره",), ("المتكرره",))


def actuality_of(reading: Reading, sentence: Sentence, event: Event, cue: int) -> Actuality:
    """Return the actuality of `event` as this sentence tells it, whose cue is word number `cue`."""
    if follows(reading, sentence, cue) and not (tells_occasion(sentence) or strikes_this_day(sentence)):
        return Actuality.BACKGROUND
    if event in _METAPHORS and is_figurative(sentence, is_certain=event is not Event.CLOSURE):
        return Actuality.FIGURATIVE
    if _is_drill(sentence, cue) and not (event is Event.FIRE and _is_put_out(sentence)):
        return Actuality.DRILL
    strike = _strike_in(sentence, event, cue)
    told = cue if sentence.has("weapon") and not is_negated(sentence, cue) else strike
    is_denied = sentence.first("denial") < told and event is not Event.PROTEST
    is_denied = is_denied and not _denies_harm_only(sentence)
    if is_denied or is_called_untrue(sentence) or is_rumour(reading, sentence):
        return Actuality.DENIAL
    if (
        aims_own_weapons(sentence)
        or _is_feared(sentence, event, strike)
        or _is_possible(sentence, cue)
        or _is_ahead(sentence, event)
    ):
        return Actuality.THREAT
    is_known = (event is Event.ATTACK and _was_aimed(sentence)) or _is_recalled(reading, sentence, told)
    return Actuality.BACKGROUND if is_known else Actuality.NEW


def aims_own_weapons(sentence: Sentence) -> bool:
    """Tell whether somebody says «our» of weapons, and of what may be: «ليست بعيدة عن مسيراتنا إذا …».

    Who says «استهدفنا … بصواريخنا بعيدة المدى» has done it.
    """
    words = sentence.words
    owns = any(words[found.first].endswith(_OURS) for found in sentence.layer("weapon"))
    if not owns or sentence.has("kill"):
        return False
    has_done = any(words[found.first].endswith(_OURS) for found in sentence.layer("attack"))
    may_be = not _IF.isdisjoint(words) or any(pair in _NOT_FAR for pair in pairwise(words))
    return may_be and not has_done


def _is_feared(sentence: Sentence, event: Event, strike: int) -> bool:
    """Tell whether a warning stands before what it is of; a launcher that is seized threatens no more."""
    if event is Event.ARREST and not sentence.has("arrest"):
        return False
    before = [*sentence.words[max(0, strike - _FEAR_REACH) : strike]]
    before = before[:-1] if before[-1:] and before[-1] in _OCCURRING else before
    is_of_fear = before[-1:] == ["من"] and not _FEARS.isdisjoint(before)  # «مخاوف السكان من وقوع استهداف»
    main = main_from(sentence)
    threat = next((f.first for f in sentence.layer("threat") if f.first >= main or strike < main), FAR)
    return (is_of_fear or threat < strike) and not (tells_occasion(sentence) or _has_fallen(sentence, threat))


def _has_fallen(sentence: Sentence, threat: int) -> bool:
    """«وسط مخاوف من التصعيد سقط صاروخان», «تحذير ثم انفجار: … وصاروخ يسقط»: what was feared has come."""
    fell = {at for at, word in enumerate(sentence.words) if at > threat and word in _HAS_STRUCK}
    if any(not fell.isdisjoint((f.first - 1, f.last)) for f in sentence.layer("weapon") if not f.has_article):
        return True
    return any(
        f.first > threat and f.proclitic == "و" and not f.has_article and f.last in _starts(sentence, "hit")
        for f in sentence.layer("weapon")
    )


def _starts(sentence: Sentence, layer: str) -> frozenset[int]:
    return frozenset(found.first for found in sentence.layer(layer))


def _strike_in(sentence: Sentence, event: Event, cue: int) -> int:
    """Return where the strike itself is told: in «دوي انفجار … الظن بأنه صاروخ» the rocket is only feared."""
    if event is not Event.ATTACK:
        return cue
    attacks = [f.first for f in sentence.layer("attack") if not is_negated(sentence, f.first)]
    weapons = [found.first for found in sentence.layer("weapon") if is_weapon(sentence, found)]
    if attacks and not sentence.has("hit"):
        return min(attacks)  # «منصة عليها صاروخان كانت معدة لاستهداف …»
    if attacks:
        feared = sentence.first("threat") - _BY_THE_CUE  # not «صواريخ معدة لاستهداف …»
        fallen = [max(cue, at) for at in weapons if abs(at - cue) <= _BY_THE_CUE and at < feared]
        return min(attacks + fallen)  # not «لا قصف»; «سقط صاروخان … وحذرت السفارة من هجمات جديدة»
    return max(cue, min(weapons)) if weapons else cue


def is_figurative(sentence: Sentence, *, is_certain: bool = False) -> bool:
    """Tell whether the sentence is of sport or markets: two words of theirs, or one and no weapon.

    Where it is to be `is_certain`, words that other news use too («صفقة», «تداول») do not count alone.

    A blast that leaves dead is none, wherever it was; neither is one «قرب ملعب», which says where.
    """
    if sentence.has("attack", "explosion", "weapon") and _leaves_dead(sentence):
        return False
    cues = {
        sentence.words[found.first]
        for found in sentence.layer("figurative")
        if not (found.first and sentence.words[found.first - 1] in _BESIDE)
    }
    if any(
        f.first == played.first for f in sentence.layer("attack") for played in sentence.layer("figurative")
    ):
        return True  # «يقصف مرمى ضيفه بثلاثة صواريخ»
    is_armed = any(not found.key.endswith(":kind_words") for found in sentence.layer("weapon"))
    if any(actors()[found.key].type == "armed-group" for found in sentence.layer("actor")):
        return False  # «داعش يدمر ملعبا»
    if is_certain and len(cues) == 1 and all(cue.removeprefix("ال") in _HARDLY for cue in cues):
        return False
    if is_armed and sentence.has("hit") and sentence.has("place"):
        return len(cues) > _CUES_OF_A_STRIKE  # «النتيجة … المفاجأة … صواريخ سقطت داخل …»
    return len(cues) > 1 or (bool(cues) and not is_armed)


def _was_aimed(sentence: Sentence) -> bool:
    """«سيارة البرلمان المفخخة كانت تستهدف الوزير»: a title of what is known, and whom it was for."""
    if sentence.field != "title" or sentence.has("hit", "kill"):
        return False
    cues = [found.first for found in sentence.layer("attack")]
    return bool(cues) and all(
        at and sentence.words[at - 1] in _WAS and sentence.words[at].startswith(_PRESENT) for at in cues
    )


def _denies_harm_only(sentence: Sentence) -> bool:
    """«ينفي سقوط قتلى بصواريخ»: what is denied are the dead, not the rockets."""
    after = sentence.words[sentence.first("denial") + 1 :][:_DENIED_REACH]
    harm = next((at for at, word in enumerate(after) if word.removeprefix("ال") in _HARM), None)
    return (
        harm is not None and sentence.has("weapon", "attack") and not _EVENT_NOUNS.intersection(after[:harm])
    )


def _leaves_dead(sentence: Sentence) -> bool:
    return any(sentence.words[found.first].removeprefix("و") in _DEAD for found in sentence.layer("kill"))


def _is_drill(sentence: Sentence, cue: int) -> bool:
    """Tell whether a drill is told; «استهداف معسكر تدريب» is none."""
    if _clears_dud(sentence):
        return True
    drill = sentence.first("drill")
    before = sentence.words[max(0, min(drill, len(sentence.words)) - _SINCE_REACH) : drill]
    if cue < drill and before[-1:] in _FROM and not _SINCE_IT.isdisjoint(before):
        return False  # «اعتراض صاروخ بعد ساعات من تجربة المنظومة»
    if sentence.words[max(0, min(drill, len(sentence.words)) - 1)] in _IS_NO:
        return False  # «ليست مناورة هذه المرة»
    if not sentence.has("drill") or _kills(sentence) or is_planted(sentence):
        return False
    is_training = drill > cue and sentence.words[drill].removeprefix("ال").startswith("تدريب")
    is_sortie = sentence.words[max(0, drill - 1)] in _SORTIES  # «طلعات تدريبية»
    return not is_training or is_sortie or sentence.has("threat")


def _is_put_out(sentence: Sentence) -> bool:
    """«حريق بمستودع والدفاع المدني مسيطر عليه»: a blast that is controlled was planned, a fire is put out."""
    return all(sentence.words[found.first].startswith("مسيطر") for found in sentence.layer("drill"))


def _clears_dud(sentence: Sentence) -> bool:
    """«القوات تفجر صاروخا غير منفلق»; not «سقوط صاروخين … ومعالجة ثالث غير منفلق»."""
    words = sentence.words
    clears = next((at for at, word in enumerate(words) if word in _CLEARING), FAR)
    if clears > min(sentence.first("weapon"), sentence.first("hit")):
        return False
    is_dud = any(
        (one == "غير" and other.removeprefix("ال") in _UNEXPLODED) or (one == "لم" and other in _HAS_NOT)
        for one, other in pairwise(words)
    )
    return is_dud or sentence.bare >= _CONTROLLED  # «تفجر صاروخا قديما … تحت السيطرة»


def _kills(sentence: Sentence) -> bool:
    return any(sentence.words[f.first].removeprefix("ب") in ("مقتل", "مصرع") for f in sentence.layer("kill"))


def _is_possible(sentence: Sentence, cue: int) -> bool:
    """«هجوم محتمل», «تظاهرة غدا»: the adjective or day follows."""
    following = sentence.words[cue : cue + _ADJECTIVE_REACH]
    if any(
        may == "قد" and verb in _MAY_BEFALL
        for may, verb in pairwise(sentence.words[cue : cue + _ADJECTIVE_REACH + 1])
    ):
        return True  # «هجوم واسع قد تتعرض له السفارة»
    if not _TOMORROW.isdisjoint(following):
        return True
    return any(word.removeprefix("ال").startswith(_POSSIBLE) for word in following)


def _is_ahead(sentence: Sentence, event: Event) -> bool:
    """«الصيدليات تغلق أبوابها الخميس المقبل»; not «الطريق مغلق حتى الأحد المقبل»."""
    if event not in (Event.CLOSURE, Event.PROTEST):
        return False
    words = sentence.words
    ahead = (at for at, word in enumerate(words) if word in _COMING and at and words[at - 1] in _DAYS)
    return any(words[max(0, at - 2)] not in _UNTIL for at in ahead)


def _is_recalled(reading: Reading, sentence: Sentence, cue: int) -> bool:
    if sentence.words[max(0, cue - 1) : cue] and sentence.words[cue - 1].removeprefix("ب") in _RATES:
        return True  # «معدلات الانتحار»
    is_after = sentence.words[max(0, cue - 1) : cue] == ("بعد",)
    if is_after and not (_MARKETS.isdisjoint(sentence.words[:cue]) or tells_occasion(sentence)):
        return True  # «النفط يتجاوز 74 دولارا بعد هجمات …»
    if strikes_this_day(sentence):
        return False
    if _is_habit(sentence, cue) or _is_the_day_after(sentence, cue) or _was_weeks_before(sentence, cue):
        return True
    if _is_repeated(sentence) or is_tally(sentence) or names_other_year(reading, sentence):
        return True
    return sentence.first("background") <= cue and not _is_fresh(sentence, cue)


def _is_habit(sentence: Sentence, cue: int) -> bool:
    """«الفصائل التي تطلق الصواريخ على السفارة»: what they use to do."""
    words = sentence.words
    which = words[max(0, cue - 1) : cue] in _WHICH and words[max(0, cue - 2)].removeprefix("ال") in _GROUPS
    is_present = cue < len(words) and words[cue].startswith(_PRESENT)
    return which and is_present and any(f.has_article and f.first > cue for f in sentence.layer("weapon"))


def _is_the_day_after(sentence: Sentence, cue: int) -> bool:
    """«غداة الرد الصاروخي الذي …»: what everybody knows of."""
    before = sentence.words[max(0, cue - _DAY_AFTER_REACH) : cue]
    return _DAY_AFTER in before and sentence.words[cue - 1].startswith("ال")


def _was_weeks_before(sentence: Sentence, cue: int) -> bool:
    """«المكان الذي سقط قربه صاروخ قبل أسبوعين»: said of where, not told."""
    return sentence.words[max(0, cue - 1) : cue] in _WHICH and was_weeks_ago(sentence.words[cue:])


def _is_repeated(sentence: Sentence) -> bool:
    """«هجمات متكررة», «مرارا»: no single event."""
    words = sentence.words
    ends = {end for found in sentence.layer("attack") for end in (found.last, found.last + 1)}
    return "مرارا" in words or any(words[end : end + 1] in _REPEATED for end in ends)


def _is_fresh(sentence: Sentence, cue: int) -> bool:
    """«تتهم … في هجوم جديد», «صور … أمس»: the attack is said to be new."""
    words = sentence.words
    ends = {found.last for found in sentence.layer("attack")} | {cue + 1}
    if any(words[end : end + 1] in _NEW for end in ends):
        return True
    if any(
        word.removeprefix("ال") in _GREATEST for word in words[cue : cue + 1] + words[max(0, cue - 1) : cue]
    ):
        return True  # «تتهم الانفصاليين بأعنف قصف منذ …»
    return "امس" in words or "الساعات الماضيه" in " ".join(words)
