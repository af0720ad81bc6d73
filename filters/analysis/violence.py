"""Whether a sentence tells an attack, a killing among those who fight, or a private crime."""

from itertools import pairwise

from filters.analysis.aims import is_bloodless, is_peaceful_aim, is_verbal
from filters.analysis.asides import is_of_this_day
from filters.analysis.occasions import strikes_this_day
from filters.analysis.parties import fights, has_party, has_word, kills, names_actor, tells
from filters.analysis.quantities import is_number_word
from filters.analysis.reading import FAR, Sentence
from filters.analysis.seizing import is_taken_apart, seizes_weapon
from filters.analysis.talk import first_statement, opens_with_strike, speaker_length
from filters.analysis.weaponry import has_weapon_of_war, is_armed, is_of_space, is_planted, is_weapon
from filters.analysis.wordforms import behind_leads
from filters.phrasebook import Found
from filters.wordlists import word_list

_PERISHED = word_list("perished")
_PASSING = word_list("passing")
_DEATHS = _PERISHED | word_list("deaths")
_VENUES = word_list("venues")
_GUNMEN = word_list("gunmen")
_CIVILIANS = word_list("civilians")
_FAMILY = word_list("family")
_TOWARDS = word_list("towards")
_JOINED_TO = ("بال", "عال")
_SHORT_TITLE, _SHORT_FLASH = 12, 20
_STEALING_IN = ("تسلل", "تسللت", "متسلله", "يتسلل", "تتسلل", "يخترق", "تخترق", "اختراق")
_SEEN = ("شوهد", "شوهدت", "مشاهده", "رصد", "رصدت")
_UNSEEN_TILL_NOW = frozenset(lead + word for word in (*_STEALING_IN, *_SEEN) for lead in ("", "و"))
_FLYING = ("حلق", "حوم", "حايم")
_HEADING = frozenset(("نحو", "باتجاه", "صوب", "تتجه"))
_AIM_REACH = 3
_BOMBED = ("قصف", "غار", "صاروخ")
_WHILE = frozenset(("بينما", "وبينما", "فيما", "وفيما", "وقع", "بالتزامن", "تزامنا"))
_WHILE_REACH = 5
_FORBIDDING, _FORBIDDEN_REACH = word_list("forbidding"), 4
_SITES = ("موقع", "مكان", "محل", "بموقع")
_TILL = ("لحد", "حتي")
_TERSE, _BARE_NEWS = 7, word_list("bare-news")
_TAKING = ("خطف", "ختط")
_FORCES, _FORCE_REACH = frozenset(("قوات", "القوات", "جنود", "شرطه", "الشرطه", "قوه", "مستوطنون")), 4
_ANSWERS = (("الرد", "علي"), ("سنرد", "علي"), ("نرد", "علي"), ("رد", "علي"))
_AMID = word_list("amid")
_RAIDING = ("قتحم", "قتحام", "نزال", "توغل", "داهم")
_CEASING = behind_leads(word_list("ceasing"))
_MOST = ("اغلب", "معظم", "كل", "جميع", "غالبيه", "اكثر")
_OF, _WORDS = ("عن", "حول"), ("تصريح", "كلام", "حديث", "تعليق", "سوال", "مقال", "تساول")
_ABOUT = ("بشان", "ازاء", "حيال", "تجاه")
_TARGETS = word_list("targets")
_LAID, _LAID_REACH, _AT = ("ied", "grenade"), 3, word_list("laid-at")
_RISING = word_list("rising")
_TOLLS = frozenset(("حصيله", "عدد", "ضحايا", "قتلي", "شهدا", "جرحي"))


def is_attack(sentence: Sentence) -> bool:
    """Tell whether an attack is told, by a word for it or by a weapon that hits."""
    if not sentence.has("attack", "weapon", "kill") or _is_private(sentence) or is_of_space(sentence):
        return False
    if tells(sentence, "attack") and not (
        _is_figure_of_speech(sentence)
        or is_peaceful_aim(sentence)
        or is_verbal(sentence)
        or is_bloodless(sentence)
        or _survives_mishap(sentence)
        or is_taken_apart(sentence)
    ):
        return not _is_led(sentence, sentence.first("attack"))
    if is_planted(sentence) or _is_laid_at(sentence) or _raises_toll(sentence):
        return True
    hits = tells(sentence, "hit") or _is_aimed(sentence)
    if is_forbidden(sentence):
        return False
    hits = hits and not (_only_flies(sentence) or _names_site(sentence))
    return (
        hits
        and is_armed(sentence)
        and not _denies_weapon(sentence)
        and not seizes_weapon(sentence)
        and not _is_led(sentence, sentence.first("weapon"))
    )


def _is_laid_at(sentence: Sentence) -> bool:
    """«عبوة صوتية أمام منزل مقاول», «عبوة بجيب عسكري»: a bomb, and right behind it whom it was for."""
    if "weapon" not in sentence.layers or seizes_weapon(sentence):
        return False
    bombs = (f.last for f in sentence.layer("weapon") if f.key.startswith(_LAID) and is_weapon(sentence, f))
    behind = (pairwise(("", *sentence.words[last : last + _LAID_REACH])) for last in bombs)
    return any(
        (before in _AT and word in _TARGETS) or (word.startswith("ب") and word[1:] in _TARGETS)
        for pairs in behind
        for before, word in pairs
    )


def _raises_toll(sentence: Sentence) -> bool:
    """«ارتفاع حصيلة عبوة القرية إلى ثلاثة شهداء»: who died of a weapon was hit by it."""
    if sentence.has("accident", "fire") or not (is_armed(sentence) or sentence.has("attack")):
        return False
    return sentence.has("kill") and tells_rising_toll(sentence)


def tells_rising_toll(sentence: Sentence) -> bool:
    """«ارتفاع عدد شهداء تفجير …»: that is of these days."""
    return any(one in _RISING and other in _TOLLS for one, other in pairwise(sentence.words))


def _denies_weapon(sentence: Sentence) -> bool:
    """«انفجار قنينة غاز … ولا صحة للحديث عن صاروخ»: what was told first is no strike."""
    weapons = [found.first for found in sentence.layer("weapon") if is_weapon(sentence, found)]
    denied = sentence.first("denial")
    return sentence.has("explosion") and sentence.first("explosion") < denied < min(weapons, default=denied)


def _is_figure_of_speech(sentence: Sentence) -> bool:
    """«قذائف الاتهامات»: all that sounds like an attack is part of a phrase that is none."""
    said = [(f.first, f.last) for f in sentence.layer("weapon") if f.key.startswith("none")]
    cues = [found.first for found in sentence.layer("attack")]
    return all(any(first <= cue < last for first, last in said) for cue in cues)


def _survives_mishap(sentence: Sentence) -> bool:
    """«نجاة وزير من حادث سير»: nothing else says that it was an attempt."""
    cues = (sentence.words[found.first] for found in sentence.layer("attack"))
    return sentence.has("accident") and all(cue.removeprefix("و").startswith("نجا") for cue in cues)


def _only_flies(sentence: Sentence) -> bool:
    """«طيران مسير يحلق نحو …», «تسلل مسيرة»: seen in the air, and nothing is told but where to."""
    flies = any(stem in sentence.words[f.first] for f in sentence.layer("alert") for stem in _FLYING)
    flies = flies or not _UNSEEN_TILL_NOW.isdisjoint(sentence.words)
    return flies and all(sentence.words[found.first] in _HEADING for found in sentence.layer("hit"))


def is_forbidden(sentence: Sentence) -> bool:
    """Tell whether drones are only forbidden: «الدرون ممنوعة …»; not «سقوط صاروخين … وحظر التجوال»."""
    if sentence.has("attack", "kill", "explosion"):
        return False
    return any(
        not _FORBIDDING.isdisjoint(
            sentence.words[max(0, f.first - _FORBIDDEN_REACH) : f.last + _FORBIDDEN_REACH]
        )
        for f in sentence.layer("weapon")
        if f.key.startswith("drone")
    )


def _names_site(sentence: Sentence) -> bool:
    """«قرب موقع سقوط أحد الصواريخ»: what fell there is known."""
    cues = [found.first for found in sentence.layer("hit")]
    return bool(cues) and all(at and sentence.words[at - 1].removeprefix("ال") in _SITES for at in cues)


def is_killing(sentence: Sentence) -> bool:
    """Tell whether somebody was killed who fights, or by those who do."""
    if not kills(sentence) or sentence.has("accident", "crime", "protest", "illness"):
        return False
    return has_party(sentence) or fights(sentence)


def is_death(sentence: Sentence) -> bool:
    """Tell whether the sentence says no more than that somebody died."""
    return not sentence.has("illness") and kills(sentence) and has_word(sentence, _DEATHS)


def is_shot(sentence: Sentence) -> bool:
    """Tell whether somebody was shot, no more is told, and nobody who fights: «إصابة شخص بهجوم مسلح»."""
    return (
        tells(sentence, "attack")
        and _is_shooting(sentence)
        and not _is_led(sentence, sentence.first("attack"))
    )


def shoots_kin(sentence: Sentence) -> bool:
    """«رجل يطلق النار على زوجته»: somebody attacks his own family."""
    if not (has_word(sentence, _FAMILY) and tells(sentence, "attack")):
        return False
    cues = [sentence.words[found.first] for found in sentence.layer("attack")]
    is_bombed = any(stem in cue for cue in cues for stem in _BOMBED)  # «إصابة أب وابنه بقصف»
    return not (is_bombed or fights(sentence))


def dies_of_shots(sentence: Sentence) -> bool:
    """«وفاة رجل بطلقات نارية»: no word says that he was killed."""
    return has_word(sentence, _PASSING) and any(
        found.key.startswith("gunfire") for found in sentence.layer("weapon")
    )


def perished(sentence: Sentence) -> bool:
    """Tell whether the word for a death is the one for accidents («مصرع»)."""
    return has_word(sentence, _PERISHED)


def _is_aimed(sentence: Sentence) -> bool:
    """«صواريخ على السفارة», «صواريخ جديدة من إيران»: a title without a verb."""
    if _is_terse(sentence):
        return True
    is_brief = sentence.field == "title" and not sentence.has("kill")
    said = len(sentence.words) - speaker_length(sentence)
    is_long = said > (_SHORT_TITLE if is_brief else _SHORT_FLASH)
    placed = next((found.last for found in sentence.layer("place")), said)
    if is_long or any("حليق" in word or "حلق" in word for word in sentence.words[:placed]):
        return False  # not «صواريخ على معسكر … ومروحيات تحلق في المكان»
    starts = {found.first for found in sentence.layer("place")}
    starts |= {at for at, word in enumerate(sentence.words) if word in _TARGETS}
    return any(
        sentence.words[at] in _TOWARDS and not starts.isdisjoint((at + 1, at + 2))
        for found in sentence.layer("weapon")
        for at in range(found.last, min(found.last + _AIM_REACH, len(sentence.words)))
    ) or any(
        found.last <= place.first and _is_next(sentence, found, place) and _is_into(sentence, place)
        for found in sentence.layer("weapon")
        for place in sentence.layer("place")
    )


def _is_next(sentence: Sentence, weapon: Found, place: Found) -> bool:
    """«صواريخ بالخضراء», «9 صواريخ لحد الآن عالخضراء»: but for a word of when, right behind."""
    between = sentence.words[weapon.last : place.first]
    return len(between) <= 1 or all(word in _BARE_NEWS or word in _TILL for word in between)


def _is_terse(sentence: Sentence) -> bool:
    """«عاجل/ الخضراء/ صاروخ ثالث»: a place, then a weapon, and no word besides but how many and when."""
    if len(sentence.words) > _TERSE:
        return False
    names = [found for found in sentence.found if found.layer in ("place", "weapon")]
    known = {at for found in names for at in range(found.first, found.last)}
    if not all(at in known or word in _BARE_NEWS or _counts(word) for at, word in enumerate(sentence.words)):
        return False
    return [found.layer for found in names if not found.has_article][-1:] == ["weapon"]


def _counts(word: str) -> bool:
    return word.isdigit() or is_number_word(word)


def _is_into(sentence: Sentence, place: Found) -> bool:
    """«صواريخ بالخضراء», «عالخضراء»: the preposition is joined to the name."""
    is_joined = sentence.words[place.first].startswith(_JOINED_TO)
    return is_joined or place.proclitic.removesuffix("ال").endswith("ب")


def _is_led(sentence: Sentence, cue: int) -> bool:
    """Tell whether an arrest, protest, accident or statement leads and the attack is only its object."""
    if strikes_this_day(sentence) or opens_with_strike(sentence, speaker_length(sentence)):
        return False
    if _is_referred_to(sentence, cue):
        return True
    if not _WHILE.isdisjoint(sentence.words[max(0, cue - _WHILE_REACH) : cue]):
        return False  # «رفض …، بينما كانت قذائف تتساقط»
    protest = sentence.first("protest")
    if not _WHILE.isdisjoint(sentence.words[max(0, protest - _WHILE_REACH) : protest]):
        protest = FAR  # «بينما كان الآلاف يعتصمون، سقط صاروخ»
    leader = min(_first_arrest(sentence, cue), sentence.first("accident"), protest, first_statement(sentence))
    strikes = is_armed(sentence) and sentence.first("hit") < FAR and not sentence.has("arrest", "statement")
    return leader < cue and not strikes


def _first_arrest(sentence: Sentence, cue: int) -> int:
    """Return where an arrest is told, `FAR` if none is; «اقتحام … واندلاع اشتباكات» is a clash."""
    words = sentence.words
    has_clash = 0 < cue < len(words) and (words[cue].startswith("و") or words[cue - 1] in _AMID)
    raids = (f.first for f in sentence.layer("arrest") if any(s in words[f.first] for s in _RAIDING))
    return FAR if has_clash and sentence.first("arrest") in raids else sentence.first("arrest")


def _is_referred_to(sentence: Sentence, cue: int) -> bool:
    """«تزعم أن الهجمات التي طالتها …»: somebody speaks of attacks known already."""
    is_definite = any(f.first == cue and f.has_article and f.layer == "attack" for f in sentence.found)
    before = sentence.words[cue - 1] if cue else ""
    is_of_today = any(word.startswith("ال") for word in sentence.words[cue + 1 : cue + 2])
    if sentence.words[max(0, cue - 2) : cue] in _ANSWERS:
        return True  # «الرد على استهداف المطار سيكون …»
    if _is_ceased(sentence, cue):
        return True
    if before in _ABOUT and (is_definite or is_of_today):
        return True  # «بيان بشأن هجمات اليوم»
    if before in _OF and any(word.startswith(_WORDS) for word in sentence.words[max(0, cue - 2) : cue - 1]):
        return True  # «تصريحاته عن قصف الخضراء»
    if before.removeprefix("و") in _MOST and is_definite and not sentence.has("kill"):
        return True  # «أغلب الهجمات التي تعرضت لها …»
    relatives = sentence.words[cue + 1 : cue + 3]
    is_told_of = bool({"التي", "الذي"}.intersection(relatives)) and sentence.first("speech") < cue
    is_told_of = is_told_of and not is_of_this_day(sentence.words)  # «حصيلة القصف الذي طال … الليلة»
    is_subject = cue <= speaker_length(sentence) and not sentence.has("kill", "weapon", "place")
    return is_definite and ((is_told_of and not sentence.has("kill")) or is_subject)


def _is_ceased(sentence: Sentence, cue: int) -> bool:
    """«تعليق الهجمات على …», «نعلن وقفا مشروطا لاستهداف …»."""
    before = sentence.words[max(0, cue - 2) : cue]
    is_object = before[-1:] != () and before[-1] in _CEASING
    return is_object or (sentence.words[cue].startswith("ل") and not _CEASING.isdisjoint(before))


def _is_private(sentence: Sentence) -> bool:
    """Tell whether it is a murder or a brawl: a word of crime or only shots, and nobody who fights."""
    if names_actor(sentence) or has_weapon_of_war(sentence) or fights(sentence):
        return False
    if has_word(sentence, _VENUES) or _is_by_force(sentence):
        return False  # «إطلاق نار على مصلين»
    kills = _is_shooting(sentence) or _is_murder(sentence) or dies_of_shots(sentence)
    return kills or sentence.has("crime") or shoots_kin(sentence) or kidnaps(sentence)


def kidnaps(sentence: Sentence) -> bool:
    """«اختطاف شاب»: nothing else is told, and of a private person."""
    cues = (sentence.words[found.first] for found in sentence.layer("attack"))
    return (
        "attack" in sentence.layers
        and all(any(stem in cue for stem in _TAKING) for cue in cues)
        and has_word(sentence, _CIVILIANS)
        and not has_word(sentence, _GUNMEN)
    )


def _is_by_force(sentence: Sentence) -> bool:
    """«قوات الأمن تطلق النار على …»: who shoots is no private person."""
    before = sentence.words[max(0, sentence.first("attack") - _FORCE_REACH) : sentence.first("attack")]
    return any(word in _FORCES for word in before)


def _is_murder(sentence: Sentence) -> bool:
    """Tell whether gunmen killed somebody who is nobody's soldier."""
    return sentence.has("kill") and has_word(sentence, _GUNMEN) and has_word(sentence, _CIVILIANS)


def _is_shooting(sentence: Sentence) -> bool:
    kinds = {found.key.partition(":")[0] for found in sentence.layer("weapon")} - {"none"}
    return kinds == {"gunfire"} and sentence.has("kill")
