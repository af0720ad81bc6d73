"""Whether a weapon is named that is meant as one: «مسيرة» is also a march, tear gas is no bomb."""

from itertools import pairwise

from filters.analysis.negation import is_negated
from filters.analysis.reading import FAR, Sentence, once
from filters.phrasebook import Found
from filters.wordlists import word_list

_MARCH_STEMS = tuple(sorted(word_list("march-stems")))
_MARCH_VERBS = word_list("march-verbs")
_MARCH_WORDS = ("مسيره", "مسيرات", "مسيرتي", "مسيرتين", "مسيرته")
_THEIR_WALK = ("مسيرهم", "مسيرهن", "مسيرنا", "مسيرهما")
_MARCH_REACH = 4
_FLYING = word_list("flying")
_CHARGED, _CHARGED_REACH = ("درون", "مسير", "طاير", "زورق", "زوارق", "منزل", "منازل", "جثه"), 4
_VEHICLES = frozenset(("شاحنه", "سياره", "عجله", "مركبه", "صهريج", "دراجه", "حزام"))
_THERE_IS_NO = frozenset(("ماكو", "مكو"))
_IS_NOT = ("مو", "مش", "ليس", "ليست", "مب")
_UNTRUE, _UNTRUE_REACH, _USE = ("لا", "صحه"), 8, ("استخدام", "استعمال")
_CARRYING, _CARRIED_REACH = word_list("carrying-explosives"), 2
_ROCKETS, _SPACE = ("rocket", "missile"), word_list("space")
# With the doubled letter printed it is the drone; a march has none.
_DRONE_SPELT = "ي\u0651"
_AIMED_AT = word_list("targets")
_OF_WAR_CUES = ("attack", "hit", "explosion", "alert", "drill", "denial", "threat")
_BOMBS, _PLANTED = ("ied", "car_bomb"), tuple(sorted(word_list("planted")))
_NOT_OF_WAR = ("gunfire", "shell:kind", "grenade", "none")


@once
def is_armed(sentence: Sentence) -> bool:
    """Tell whether a weapon is named that can be meant as one."""
    return any(is_weapon(sentence, found) for found in sentence.layer("weapon"))


@once
def is_weapon(sentence: Sentence, found: Found) -> bool:
    """Tell whether what was found in the layer of weapons is one here."""
    if found.key.startswith("none") or _is_denied(sentence, found):
        return False
    if found.key.startswith("gunfire") and is_negated(sentence, found.first):
        return False  # «سيوقف إطلاق النار»
    if found.key.startswith("ied") and _is_charge(sentence, found):
        return False
    if found.key.startswith("car_bomb") and _is_only_charged(sentence, found):
        return False
    if found.key.startswith(_ROCKETS) and (is_of_space(sentence) or _intercepts(sentence, found)):
        return False
    return not (found.key.startswith("drone") and _is_march(sentence, found.first))


def _is_denied(sentence: Sentence, found: Found) -> bool:
    """«لا أنباء عن صواريخ», «مو صاروخ», «لا صحة لاستخدام الصواريخ»."""
    before = sentence.words[max(0, found.first - _UNTRUE_REACH) : found.first]
    is_of_use = any(word.endswith(_USE) for word in before)
    if is_of_use and _UNTRUE in pairwise(word.removeprefix("و") for word in before):
        return True
    if not found.first or not _THERE_IS_NO.isdisjoint(sentence.words[max(0, found.first - 2) : found.first]):
        return False  # «ماكو اي صواريخ»: the strike is denied
    return is_negated(sentence, found.first - 1) or sentence.words[found.first - 1] in _IS_NOT


def _intercepts(sentence: Sentence, found: Found) -> bool:
    """«صواريخ اعتراضية»: what is fired at missiles."""
    return any("عتراض" in word for word in sentence.words[found.last : found.last + 1])


def is_planted(sentence: Sentence) -> bool:
    """«تفكيك عبوة كانت مزروعة على الطريق»: a bomb found where it was laid for somebody."""
    bombs = any(found.key.startswith(_BOMBS) for found in sentence.layer("weapon"))
    return bombs and any(word.startswith(_PLANTED) for word in sentence.words)


def is_of_space(sentence: Sentence) -> bool:
    """«صاروخ يضع قمرا في المدار»: what is launched there is no weapon."""
    return not _SPACE.isdisjoint(sentence.words)


def _is_charge(sentence: Sentence, found: Found) -> bool:
    """«مسيرة محملة بالمتفجرات», «خبراء المتفجرات»: what it carries, and who clears it, is no bomb laid."""
    if not sentence.words[found.first].endswith("متفجرات"):
        return False
    before = sentence.words[max(0, found.first - _CHARGED_REACH) : found.first]
    if not _VEHICLES.isdisjoint(word.removeprefix("ب").removeprefix("ال") for word in before):
        return False  # «شاحنة محملة بالمتفجرات»
    return not _CARRYING.isdisjoint(before[-_CARRIED_REACH:])


def _is_only_charged(sentence: Sentence, found: Found) -> bool:
    """«المسيرات كانت مفخخة», «منازل مفخخة»: what is charged with explosives is no car."""
    if found.last - found.first > 1 or "فخخ" not in sentence.words[found.first]:
        return False
    before = sentence.words[max(0, found.first - _CHARGED_REACH) : found.first]
    return any(stem in word for word in before for stem in _CHARGED)


def has_weapon_of_war(sentence: Sentence) -> bool:
    """Tell whether more than a gun or a grenade is named."""
    return any(not found.key.startswith(_NOT_OF_WAR) for found in sentence.layer("weapon"))


def _is_march(sentence: Sentence, first: int) -> bool:
    """Tell whether «مسيرة» at this word is people walking or a career."""
    if sentence.words[first].endswith(_THEIR_WALK):
        return True
    if sentence.words[first].endswith("مسير"):
        return not (first and sentence.words[first - 1].removeprefix("ب").removeprefix("ال") in _FLYING)
    if not sentence.words[first].endswith(_MARCH_WORDS) or _DRONE_SPELT in sentence.tokens[first].raw:
        return False
    after = sentence.words[first + 1 : first + 3]
    if any(word.removeprefix("ال").startswith(_MARCH_STEMS) for word in after):
        return True
    before = sentence.words[max(0, first - _MARCH_REACH) : first]
    if not _MARCH_VERBS.isdisjoint(before) and not sentence.has("attack"):
        return True
    is_aimed = after[:1] == ("علي",) and after[-1] in _AIMED_AT  # «مسيرة على مقر للحشد»
    return sentence.has("protest") or not (is_aimed or sentence.has(*_OF_WAR_CUES))


_FALLS = word_list("has-struck") | {"اطلق", "اطلقت", "اطلقا", "اطلقتا"}


@once
def fall_in(sentence: Sentence) -> int:
    """Return where a weapon is told to fall, `FAR` if none is: «سقطت ثلاثة مقذوفات …»."""
    if not sentence.has("weapon"):
        return FAR
    ends = {found.last for found in sentence.layer("hit")} | {
        found.last + 1 for found in sentence.layer("hit")
    }
    falls = {at for at, word in enumerate(sentence.words) if word in _FALLS}
    weapons = (
        f
        for f in sentence.layer("weapon")
        # «إحباط هجوم صاروخي»: an adjective falls nowhere.
        if not (f.has_article or f.proclitic or f.key.endswith(":kind_words"))
    )
    return next((f.first for f in weapons if f.first in ends or f.last in falls), FAR)
