"""The country that is hit, where no place is named better: by name, by adjective, by who speaks."""

from collections.abc import Sequence

from filters.analysis.events import Happening
from filters.analysis.reading import Sentence
from filters.analysis.talk import speaker_length
from filters.gazetteer import places
from filters.model import Event
from filters.wordlists import keyed, word_list

_AIMED = (Event.ATTACK, Event.EXPLOSION)
STRIKERS = ("iran", "israel", "united-states", "turkey", "russia", "ukraine", "yemen")
_ADJECTIVES = keyed("nationalities")
_NAMES = frozenset(("السوداني", "للسوداني", "والسوداني"))
_SIDES = word_list("sides")
_TERRITORIES, _TERRITORY_REACH = frozenset(("المياه", "الاراضي", "الاجواء", "السواحل")), 3
_FROM = frozenset(("من", "نحو", "باتجاه", "صوب", "الي"))
_SIDE_REACH = 2
_VESSELS = word_list("vessels")
_INTERCEPTING = word_list("intercepting")
_INTERCEPT_REACH = 2
_ARMIES, _MILITIAS = word_list("armies"), word_list("militias")


def country_of(happening: Happening) -> str:
    """Return the slug of the country that is hit or speaks of itself: «الموانئ العراقية», «قوة دفاع البحرين».

    A name or adjective before the cue of an attack tells the attacker, after a weapon the sender.
    """
    sentence = happening.sentence
    named = {f.first: f.key for f in sentence.layer("place") if places()[f.key].type == "country"}
    for at, word in enumerate(sentence.words):
        slug = named.get(at) or ("" if _is_name(sentence.words, at) else _adjective(word))
        is_own = (slug != "united-states" and _intercepts(happening, at)) or _is_territory(sentence, at)
        if slug and (is_own or (_may_be_hit(happening, at, named.get(at)) and not _is_sender(sentence, at))):
            return slug
    return ""


def _adjective(word: str) -> str:
    return _ADJECTIVES.get(word.removeprefix("ال").removeprefix("لل"), "")


def _is_name(words: Sequence[str], at: int) -> bool:
    """«ترشيح السوداني», «السوداني يأمر», not «الجيش السوداني»: the adjective of no noun is somebody."""
    before = words[at - 1] if at else ""
    return words[at] in _NAMES and not before.removeprefix("و").removeprefix("ب").startswith("ال")


def _is_territory(sentence: Sentence, at: int) -> bool:
    """«في المياه الإقليمية العراقية», not «من الأراضي اليمنية»."""
    before = sentence.words[max(0, at - _TERRITORY_REACH) : at]
    return not _TERRITORIES.isdisjoint(before) and not _FROM.intersection(before)


def _may_be_hit(happening: Happening, at: int, named: str | None) -> bool:
    sentence = happening.sentence
    if happening.event not in _AIMED or at > happening.cue + 1 or at < speaker_length(sentence):
        return True
    announces = any(found.first == at + 1 for found in sentence.layer("speech"))
    return announces and named not in STRIKERS


def _intercepts(happening: Happening, at: int) -> bool:
    """«الجيش الأردني يعترض مسيرتين»: an army shoots down what comes to its own country."""
    following = happening.sentence.words[at + 1 : at + 1 + _INTERCEPT_REACH]
    return happening.event in _AIMED and not _INTERCEPTING.isdisjoint(following)


def _is_sender(sentence: Sentence, at: int) -> bool:
    """Tell whether the word at `at` says whose weapon or strike it is."""
    if any(found.last == at for found in sentence.found if found.layer in ("weapon", "attack", "hit")):
        return True
    if sentence.words[max(0, at - 2) : at] == ("من", "قبل"):
        return True
    if at and sentence.words[at - 1] == "من" and sentence.first("weapon") < at:
        return True  # «صاروخ أطلق من اليمن»
    if _is_of_army(sentence, at) or _of(sentence, at) in _MILITIAS:
        return True
    before = sentence.words[max(0, at - _SIDE_REACH) : at]
    if not _VESSELS.isdisjoint(before) and sentence.words[at] in _ADJECTIVES:
        return True  # «ناقلة نفط هندية» was hit anywhere
    return any(word.removeprefix("ال") in _SIDES for word in before)


def _is_of_army(sentence: Sentence, at: int) -> bool:
    """«طائرة مسيرة للجيش التركي»: whose weapon it was."""
    weapons = (found.last for found in sentence.layer("weapon"))
    return _of(sentence, at) in _ARMIES and any(0 <= at - 1 - end < _SIDE_REACH for end in weapons)


def _of(sentence: Sentence, at: int) -> str:
    """Return whose adjective stands at `at`, bare: «مستودعات للميليشيات الإيرانية» tells no place."""
    return sentence.words[max(0, at - 1)].removeprefix("لل").removeprefix("ال")
