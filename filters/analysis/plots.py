"""Attacks that were only prepared: who foils a plan, finds a launcher, catches those who prepared one."""

from itertools import pairwise

from filters.analysis.parties import tells
from filters.analysis.reading import FAR, Sentence
from filters.analysis.seizing import seizes_launcher
from filters.analysis.weaponry import fall_in
from filters.analysis.wordforms import behind_leads
from filters.wordlists import word_list

_FOILING, _PLAN_REACH = behind_leads(word_list("foiling")), 3
_PLANS = frozenset(("مخطط", "مخططا", "مخططات", "خطه", "خطط"))
_LAUNCH, _ATTEMPTS = ("اطلاق",), frozenset(("محاوله", "محاولات", "محاولتي", "عمليه"))
_READY, _AHEAD = ("معد", "مهيا", "جاهز", "موجه"), "ل"
_PREPARING, _PREPARED_REACH = word_list("preparing"), 3
_CATCHING = word_list("catching")


def is_plot(sentence: Sentence) -> bool:
    """Tell whether the attack that is named was found out before it: police work, unless something fell.

    An attack foiled by the defences was one: «الدفاعات تحبط هجوما بمسيرتين».
    """
    foils = not _FOILING.isdisjoint(sentence.words)
    if foils and _foils_launch(sentence):
        return True
    if fall_in(sentence) < FAR:
        return False
    is_foiled = seizes_launcher(sentence) and (foils or _is_readied(sentence))
    is_foiled = is_foiled or (foils and _foils_plan(sentence))
    return is_foiled or _catches_plotters(sentence)


def is_foiled(sentence: Sentence) -> bool:
    """Tell whether somebody foiled what is named, whether on the ground or in the air."""
    return not _FOILING.isdisjoint(sentence.words)


def _foils_plan(sentence: Sentence) -> bool:
    """«الأمن يحبط مخططا لاستهداف …»."""
    words = sentence.words
    return any(
        word in _FOILING and not _PLANS.isdisjoint(words[at + 1 : at + 1 + _PLAN_REACH])
        for at, word in enumerate(words)
    )


def _foils_launch(sentence: Sentence) -> bool:
    """«إحباط إطلاق ستة صواريخ», «إحباط محاولة إطلاق صواريخ»: they never flew."""
    words = sentence.words
    ends = (at + 1 + (words[at + 1] in _ATTEMPTS) for at, word in enumerate(words[:-1]) if word in _FOILING)
    return any(words[end : end + 1] == _LAUNCH for end in ends)


def _is_readied(sentence: Sentence) -> bool:
    """«منصة إطلاق معدة لقصف …»."""
    return any(one.startswith(_READY) and other.startswith(_AHEAD) for one, other in pairwise(sentence.words))


def _catches_plotters(sentence: Sentence) -> bool:
    """«توقيف مجموعة متهمة بالإعداد لقصف …», «تفكيك خلية كانت تعد لضرب …»."""
    if not tells(sentence, "arrest") and _CATCHING.isdisjoint(sentence.words):
        return False
    return any(
        found.proclitic == "ل"
        and not _PREPARING.isdisjoint(sentence.words[max(0, found.first - _PREPARED_REACH) : found.first])
        for layer in ("attack", "hit")
        for found in sentence.layer(layer)
    )
