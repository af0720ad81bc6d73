"""What each sentence of an entry tells: an event, and whether it is new."""

from dataclasses import dataclass

from filters.analysis.actuality import actuality_of
from filters.analysis.afterwards import is_ruling, tends_hurt
from filters.analysis.dated import is_old
from filters.analysis.minor import minor_of
from filters.analysis.parties import tells
from filters.analysis.plots import is_plot
from filters.analysis.reading import FAR, Reading, Sentence
from filters.analysis.tolls import of_toll
from filters.analysis.violence import is_attack, is_forbidden, is_killing
from filters.analysis.weaponry import is_armed, is_weapon
from filters.model import Actuality, Event
from filters.wordlists import word_list

# The date in such news is that of what they are about.
_OWN_NEWS = (Event.ARREST, Event.PROTEST, Event.CLOSURE)
_RESUMING, _CIVIL = word_list("resuming"), word_list("civil-flights")
_RESEMBLING = word_list("resembling")
_WAS = ("كان", "كانت")  # «انفجار كان يخطط له»
_BLASTS = ("تفجير", "انفجار", "تفجر", "يفجر", "فجرت")
_AIRCRAFT = word_list("in-the-air")
_STORES, _STORED = word_list("stores"), ("shell:many", "rocket:many")
_GASSED, _GAS = "ختناق", word_list("of-riots")


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that one sentence tells, and the word number at which its cue stands."""

    event: Event
    actuality: Actuality
    sentence: Sentence
    cue: int
    rule: str


def happenings_of(reading: Reading) -> tuple[Happening, ...]:
    """Return what each sentence tells, in order; sentences that tell no event are left out."""
    dated_back = is_old(reading)
    told = (_judge(reading, sentence, dated_back=dated_back) for sentence in reading.sentences)
    happenings = tuple(filter(None, told))
    if any(happening.event is Event.PROTEST for happening in happenings):
        happenings = tuple(happening for happening in happenings if not _is_of_gas(reading, happening))
    return happenings


def _is_of_gas(reading: Reading, told: Happening) -> bool:
    """«القوات تستخدم الغاز المسيل .. 12 حالة اختناق»: beside a protest it is no accident."""
    words = told.sentence.words[told.cue : told.cue + 2]
    if told.event is not Event.ACCIDENT or not any(_GASSED in word for word in words):
        return False
    return any(not _GAS.isdisjoint(sentence.bare) for sentence in reading.sentences)


def _judge(reading: Reading, sentence: Sentence, *, dated_back: bool) -> Happening | None:
    told = _event_of(sentence)
    if told is None:
        return None
    happening = _judged(reading, sentence, *told, dated_back=dated_back)
    if happening.actuality is Actuality.THREAT and _blows_before_fear(sentence):
        blast = _judged(reading, sentence, Event.EXPLOSION, ("explosion",), dated_back=dated_back)
        return blast if blast.actuality is Actuality.NEW else happening
    return happening


def _judged(
    reading: Reading, sentence: Sentence, event: Event, layers: tuple[str, ...], *, dated_back: bool
) -> Happening:
    firsts = {layer: _first(sentence, layer) for layer in layers}
    layer = min(layers, key=lambda name: firsts[name])
    cue = min(firsts[layer], len(sentence.words) - 1)
    actuality = actuality_of(reading, sentence, event, cue)
    dated_back = dated_back and event not in _OWN_NEWS
    if actuality is Actuality.NEW and (sentence.is_aside or dated_back):
        actuality = Actuality.BACKGROUND
    return Happening(_named(event, actuality, sentence), actuality, sentence, cue, layer)


def _first(sentence: Sentence, layer: str) -> int:
    """Return where the layer's first cue stands; of weapons only those meant as such count."""
    if layer != "weapon":
        return sentence.first(layer)
    return next((found.first for found in sentence.layer(layer) if is_weapon(sentence, found)), FAR)


def _event_of(sentence: Sentence) -> tuple[Event, tuple[str, ...]] | None:
    """Return the gravest event that the sentence tells and the layers whose cues say so."""
    plot = (Event.ARREST, ("attack", "hit", "arrest", "weapon")) if is_plot(sentence) else None
    return _left_by(sentence) or plot or _struck(sentence) or minor_of(sentence) or of_toll(sentence)


def _left_by(sentence: Sentence) -> tuple[Event, tuple[str, ...]] | None:
    """Return the event of before that a visit to the wounded or a court's ruling is about."""
    if tends_hurt(sentence):
        return _hurt_in(sentence)
    return (_ruled_on(sentence), ("background", "crime", "kill")) if is_ruling(sentence) else None


def _struck(sentence: Sentence) -> tuple[Event, tuple[str, ...]] | None:
    """Return an attack, an explosion or an alert that the sentence tells."""
    if sentence.has("explosion") and _blow_up_stores(sentence):
        return Event.EXPLOSION, ("explosion",)
    if is_attack(sentence):
        return Event.ATTACK, ("attack", "hit", "weapon")
    if tells(sentence, "explosion"):
        return Event.EXPLOSION, ("explosion",)
    if tells(sentence, "alert") and not _is_no_alarm(sentence):
        return Event.ALERT, ("alert",)
    if is_killing(sentence):
        return Event.ATTACK, ("kill",)
    return None


def _blow_up_stores(sentence: Sentence) -> bool:
    """«انفجار كدس عتاد … والمقذوفات تتساقط على الأحياء»: what falls there is from the store."""
    ends = (f.last for f in sentence.layer("explosion"))
    stored = any(
        not _STORES.isdisjoint(word.removeprefix("ال") for word in sentence.words[end : end + 2])
        for end in ends
    )
    # «قذائف على» is an attack elsewhere; «انفجار مخزن بعد قصف بمسيرة» is one.
    weapons = [(f.first, f.last) for f in sentence.layer("weapon") if f.key in _STORED]
    attacks = (found.first for found in sentence.layer("attack"))
    return stored and all(any(first <= at < last for first, last in weapons) for at in attacks)


def _ruled_on(sentence: Sentence) -> Event:
    """Return what somebody was sentenced for."""
    is_terror = sentence.has("attack", "explosion") or any("رهابي" in word for word in sentence.words)
    return Event.ATTACK if is_terror else Event.CRIME


def _hurt_in(sentence: Sentence) -> tuple[Event, tuple[str, ...]]:
    """Return what hurt those whom a title speaks of."""
    if sentence.has("attack") or not sentence.has("explosion", "accident"):
        return Event.ATTACK, ("attack", "kill")
    return (Event.EXPLOSION, ("explosion",)) if sentence.has("explosion") else (Event.ACCIDENT, ("accident",))


def _is_no_alarm(sentence: Sentence) -> bool:
    """«صواريخ للدفاع الجوي», «منع الطائرات المسيرة فوق العاصمة»: nothing warns of anything here."""
    cues = sentence.layer("alert")
    if all(found.proclitic.startswith("ل") and "دفاع" in sentence.words[found.first] for found in cues):
        return True
    if sentence.first("arrest") < sentence.first("alert") and not _RESEMBLING.isdisjoint(sentence.words):
        return True  # «اعتقال شخص نفخ بوقا يشبه صوت المسيرات»
    return _is_of_birds(sentence) or is_forbidden(sentence) or resumes_flights(sentence)


def resumes_flights(sentence: Sentence) -> bool:
    """«شركة طيران تعاود التحليق»."""
    is_civil = not _CIVIL.isdisjoint(sentence.words)
    return is_civil and any(
        f.first and sentence.words[f.first - 1].removeprefix("و") in _RESUMING
        for f in sentence.layer("alert")
    )


def _is_of_birds(sentence: Sentence) -> bool:
    """Tell whether something flies that is neither aircraft nor weapon: pigeons, prices."""
    cues = [sentence.words[found.first] for found in sentence.layer("alert")]
    if not all("حلق" in word or "حليق" in word or word == "في" for word in cues):
        return False
    return not is_armed(sentence) and _AIRCRAFT.isdisjoint(
        w.removeprefix("و").removeprefix("ب").removeprefix("لل") for w in sentence.words
    )


def _named(event: Event, actuality: Actuality, sentence: Sentence) -> Event:
    """Return what an attack is called that was none: a blast of old munitions, a test of the defences."""
    if event is not Event.ATTACK:
        return event
    if actuality is Actuality.DRILL:
        return Event.EXPLOSION if _blows(sentence) else Event.ALERT
    return Event.EXPLOSION if _is_remnant(sentence) else event


def _blows_before_fear(sentence: Sentence) -> bool:
    """«انفجار في الخضراء ومخاوف من هجمات جديدة»: the blast is news, whatever is feared after it."""
    blast = next(iter(sentence.layer("explosion")), None)
    if blast is None or not blast.last < sentence.first("threat") < FAR:
        return False
    is_told = any("نفجار" in word for word in sentence.words[blast.first : blast.last])
    return is_told and sentence.words[blast.last] not in _WAS


def _is_remnant(sentence: Sentence) -> bool:
    """Tell whether what blew up was left from an old war."""
    return not sentence.has("attack") and any(word.removeprefix("ال") == "مخلفات" for word in sentence.words)


def _blows(sentence: Sentence) -> bool:
    return any(any(stem in word for stem in _BLASTS) for word in sentence.words)
