"""Whether what is aimed at is to be hit: «حملة تلقيح تستهدف …», «نائب يهاجم …» are no attacks."""

from itertools import pairwise

from filters.analysis.parties import fights, has_party, is_any
from filters.analysis.reading import Sentence
from filters.analysis.weaponry import is_armed
from filters.wordlists import word_list

_AIMERS = word_list("peaceful-aimers")
_AIMS = word_list("peaceful-aims")
_AIM = "ستهد"
_AIMER_REACH = 10
_AIM_REACH = 3
_RECRUITING = word_list("recruiting")
_ATTACKS, _BLOODLESS = ("هجوم", "هجمات", "هجمه"), word_list("bloodless")
_CRITICISED = word_list("criticised")


def is_peaceful_aim(sentence: Sentence) -> bool:
    """«حملة تلقيح تستهدف تلامذة المدارس»: what is aimed at is to be reached, not hit."""
    cues = list(sentence.layer("attack"))
    if not _RECRUITING.isdisjoint(sentence.words) and _AIM in sentence.words[cues[0].first]:
        return True  # «داعش يستهدف المراهقين للزج بهم في …»
    if is_armed(sentence) or sentence.has("kill", "explosion") or has_party(sentence) or fights(sentence):
        return False
    if not all(_AIM in sentence.words[found.first] for found in cues):
        return False
    before = sentence.words[max(0, cues[0].first - _AIMER_REACH) : cues[0].first]
    after = sentence.words[cues[0].last : cues[0].last + _AIM_REACH]
    return is_any(before, _AIMERS) or is_any(after, _AIMS)


def is_bloodless(sentence: Sentence) -> bool:
    """«هجوم سيبراني», «هجوم لاذع من نائب على …»: by a word that says so right behind."""
    if is_armed(sentence) or sentence.has("kill", "explosion"):
        return False
    pairs = pairwise(sentence.words)
    return any(
        a.removeprefix("ال").startswith(_ATTACKS) and b.removeprefix("ال") in _BLOODLESS for a, b in pairs
    )


def is_verbal(sentence: Sentence) -> bool:
    """«نائبة تهاجم ملف …»: somebody is attacked in words."""
    cues = list(sentence.layer("attack"))
    if is_armed(sentence) or sentence.has("kill", "explosion") or fights(sentence):
        return False
    if not all("هاجم" in sentence.words[found.first] for found in cues):
        return False
    return is_any(sentence.words[cues[0].last : cues[0].last + _AIM_REACH], _CRITICISED)
