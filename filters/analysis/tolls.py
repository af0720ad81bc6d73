"""Tolls told without a verb: «قتيلان وستة جرحى حصيلة النزاع في العمارة», «حصيلة حادث الديوانية: 9 وفيات»."""

from filters.analysis.harm import KINDS, heads_in, told
from filters.analysis.quantities import numbers_of
from filters.analysis.reading import Sentence
from filters.analysis.wordforms import behind_leads
from filters.model import Event
from filters.wordlists import keyed, word_list

_TOLLS = behind_leads(word_list("tolls"))
_CALLED = keyed("tolls-of")
_REACH = 3


def of_toll(sentence: Sentence) -> tuple[Event, tuple[str, ...]] | None:
    """Return the event whose toll the sentence tells, and the layers that say so; None if it tells none."""
    called = _called(sentence)
    if called is None or not _counts(sentence):
        return None
    return Event(called), ("kill",)


def _called(sentence: Sentence) -> str | None:
    """Return what the toll is of: the word for the event within three of «حصيلة» or of the dead of it."""
    words = sentence.words
    ends = [at for at, word in enumerate(words) if word in _TOLLS]
    near = (word.removeprefix("ال") for end in ends for word in words[end + 1 : end + 1 + _REACH])
    found = next((_CALLED[word] for word in near if word in _CALLED), None)
    if found is None and ends:
        # «وفاة جريح ثان في نزاع الشرش لترتفع الحصيلة إلى قتيلين»
        bare = (word.removeprefix("ال") for word in words)
        found = next((_CALLED[word] for word in bare if word in _CALLED), None)
    return found


def _counts(sentence: Sentence) -> bool:
    numbers = numbers_of(sentence)
    return any(told(sentence, kind, at, numbers) for at in heads_in(sentence.words) for kind in KINDS)
