"""Strikes that are told as the occasion of something else: «السفارة تحذر رعاياها بعد سقوط صاروخين في …»."""

from filters.analysis.asides import is_of_this_day
from filters.analysis.dated import is_long_past
from filters.analysis.negation import is_negated
from filters.analysis.reading import Sentence, once
from filters.analysis.weaponry import is_armed, is_weapon
from filters.gazetteer import actors, places
from filters.wordlists import word_list

_AFTER = word_list("measured-after")
_STRIKES = ("hit", "explosion", "attack")
_WEAPON_REACH, _SPEAKER_REACH = 7, 3
_NEW = (("الجديد",), ("الجديده",))
_FORCES = ("army", "force")


def tells_occasion(sentence: Sentence) -> bool:
    """Tell whether a strike that nobody knew of is told behind «بعد»: an unnamed weapon, and where it fell.

    «بعد القصف الذي طال …» is of one that is known.
    """
    if is_long_past(sentence):
        return False
    return any(
        word in _AFTER and at and _is_news(sentence, at + 1) for at, word in enumerate(sentence.words[:-1])
    )


def warns_after_strike(sentence: Sentence) -> bool:
    """Tell whether an embassy or a force speaks because something has just fallen."""
    return _speaks_who_was_there(sentence) and tells_occasion(sentence)


def _is_news(sentence: Sentence, at: int) -> bool:
    strike = next((f for f in sentence.found if f.first == at and f.layer in _STRIKES), None)
    if strike is None or strike.has_article or is_negated(sentence, at):
        return False
    if not any(place.first > at for place in sentence.layer("place")):
        return False
    return strike.layer == "explosion" or any(
        at < weapon.first <= at + _WEAPON_REACH and not weapon.has_article and is_weapon(sentence, weapon)
        for weapon in sentence.layer("weapon")
    )


@once
def strikes_this_day(sentence: Sentence) -> bool:
    """Tell whether a title names a strike of this day and where it was: «… ضربة الخضراء عصر اليوم».

    However it is spoken of, it is news.
    """
    is_recent = is_of_this_day(sentence.words) or _is_new(sentence)
    if sentence.field != "title" or not (is_recent and sentence.has("place")):
        return False
    if sentence.words[0] == "هل" or sentence.has("denial", "drill", "threat"):
        return False
    return sentence.has("attack") or (sentence.has("hit") and is_armed(sentence))


def _is_new(sentence: Sentence) -> bool:
    """«لا خسائر في القصف الجديد على …»."""
    return any(sentence.words[f.last : f.last + 1] in _NEW for f in sentence.layer("attack"))


def _speaks_who_was_there(sentence: Sentence) -> bool:
    missions = (f for f in sentence.layer("place") if places()[f.key].type == "mission")
    forces = (f for f in sentence.layer("actor") if actors()[f.key].type in _FORCES)
    return any(found.first < _SPEAKER_REACH for found in (*missions, *forces))
