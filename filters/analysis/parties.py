"""Who fights, who was killed, who is named in a sentence."""

from collections.abc import Iterable
from itertools import pairwise

from filters.analysis.negation import is_negated
from filters.analysis.reading import Sentence, once
from filters.gazetteer import actors
from filters.wordlists import word_list

_GUNMEN = word_list("gunmen")
_CIVILIANS = word_list("civilians")
_FIGHTERS = word_list("fighters")
_UNIFORMED = _FIGHTERS - _GUNMEN
_PRESS = "موتمر"  # «مؤتمر صحفي للقوات» fights nobody
_HURT = word_list("hurt")
_AFTER, _LONG_AGO, _LONG_REACH = ("بعد", "وبعد"), word_list("long-ago"), 4
_PARTIES = ("armed-group", "army", "force")


def tells(sentence: Sentence, layer: str) -> bool:
    """Tell whether a cue of the layer stands without a negation right before it."""
    return layer in sentence.layers and _tells(sentence, layer)


@once
def _tells(sentence: Sentence, layer: str) -> bool:
    return any(
        not (
            is_negated(sentence, found.first)
            or _is_any_at_all(sentence, found.first)
            or _was_long_before(sentence, found.first)
        )
        for found in sentence.layer(layer)
    )


def _is_any_at_all(sentence: Sentence, word: int) -> bool:
    """«لن ندع أي هجوم دون رد»: of no certain one, unless it is denied."""
    return word > 0 and sentence.words[word - 1] == "اي" and not sentence.has("denial")


def _was_long_before(sentence: Sentence, word: int) -> bool:
    """«حريق ضخم في المرفأ بعد أسابيع من الانفجار»: it is only what came before."""
    before = sentence.words[max(0, word - _LONG_REACH) : word]
    return before[-1:] == ("من",) and any(
        one in _AFTER and span in _LONG_AGO for one, span in pairwise(before)
    )


def has_party(sentence: Sentence) -> bool:
    """Tell whether an army, a force or an armed group is named."""
    return any(actors()[found.key].type in _PARTIES for found in sentence.layer("actor"))


def is_any(words: Iterable[str], wanted: frozenset[str]) -> bool:
    """Tell whether one of `words` is wanted, its و and its article aside."""
    return any(word.removeprefix("و").removeprefix("ال") in wanted or word in wanted for word in words)


def names_actor(sentence: Sentence) -> bool:
    """Tell whether an actor is named that is more than the outlet which reports."""
    return any(actors()[found.key].type != "outlet" for found in sentence.layer("actor"))


def fights(sentence: Sentence) -> bool:
    """Tell whether somebody is named who fights, or is fought: soldiers, gunmen, deputies."""
    words = sentence.bare
    if _FIGHTERS.isdisjoint(words):
        return False
    if _PRESS in words:
        words = frozenset(
            word.removeprefix("ال") for one, word in pairwise(("", *sentence.words)) if one != _PRESS
        )
    return not (_FIGHTERS if _CIVILIANS.isdisjoint(words) else _UNIFORMED).isdisjoint(words)


def kills(sentence: Sentence) -> bool:
    """Tell whether a killing is told: the dead and hurt named alone may be those of any war."""
    return tells(sentence, "kill") and any(
        sentence.words[found.first] not in _HURT for found in sentence.layer("kill")
    )


def has_word(sentence: Sentence, words: frozenset[str]) -> bool:
    """Tell whether one of `words` stands in the sentence, with its article or without."""
    return not words.isdisjoint(sentence.bare)
