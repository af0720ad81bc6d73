"""How far the lead is believed where the title tells of something else."""

from filters.analysis.asides import is_of_this_day
from filters.analysis.events import Happening
from filters.analysis.minor import MINOR
from filters.analysis.politics import is_civic
from filters.analysis.quantities import is_number_word
from filters.analysis.reading import Reading, Sentence
from filters.analysis.standing import is_at
from filters.analysis.talk import is_talk
from filters.analysis.weaponry import is_armed
from filters.model import Actuality, Event
from filters.wordlists import word_list

_CAUSES = word_list("causes")
_CAUSE_REACH, _REOPENED_REACH = 4, 7
_TIMES = word_list("time-of-news")
_LABEL, _SHORT_NEWS = 3, 35
_HOOKS = ("attack", "kill", "hit", "weapon", "denial", "drill", "threat")
_RESUMING = word_list("reopening")
_CUES = ("explosion", "alert", *MINOR)
_LOOKING_BACK = (Actuality.BACKGROUND, Actuality.THREAT, Actuality.DENIAL)


def is_reported(told: Happening, reading: Reading) -> bool:
    """Tell whether a sentence of the lead reports what it tells.

    Articles and notices name attacks and arrests too: behind a title of something else it must say when.
    """
    if is_talk(told.sentence):
        return False
    title = reading.sentences[0]
    is_label = len(title.words) <= _LABEL and len(told.sentence.words) <= _SHORT_NEWS  # «بيان»
    is_post = sum(len(s.words) for s in reading.sentences if s.field == "body") <= _SHORT_NEWS
    if not has_whole_title(reading) or is_label or is_post or title.has(*_HOOKS, *_CUES):
        return True
    is_placed = any(is_at(title, found) for found in title.layer("place"))
    if is_strike(told) and told.sentence.has("place"):
        return True
    return is_placed or not _TIMES.isdisjoint(told.sentence.words)


def is_beside_the_point(chosen: Happening, reading: Reading) -> bool:
    """Tell whether a title of schools or feasts has a body that also names something that is no strike."""
    title = reading.sentences[0]
    is_told_below = title.field == "title" and chosen.sentence.field == "body"
    is_grave = is_armed(chosen.sentence) or chosen.event in (Event.EXPLOSION, Event.ALERT)
    return is_told_below and is_civic(title) and not is_grave and not chosen.sentence.has("kill")


def is_only_recalled(chosen: Happening, reading: Reading) -> bool:
    """Tell whether the title tells no event and the lead only looks back at one or fears one."""
    if chosen.sentence.field == "title" or chosen.actuality not in _LOOKING_BACK:
        return False
    if chosen.actuality is Actuality.DENIAL:
        return chosen.event in MINOR.values()
    title = reading.sentences[0]
    if chosen.actuality is Actuality.THREAT and title.has("threat"):
        return False
    return has_whole_title(reading) or chosen.event in MINOR.values()


def is_cause(chosen: Happening, reading: Reading) -> bool:
    """Tell whether the title tells something else and the lead names the event only as what led to it.

    «استئناف التبادل التجاري», and below: «… بعد توقف جراء قصف».
    """
    sentence = chosen.sentence
    if sentence.field == "title" or not has_whole_title(reading):
        return False
    title = reading.sentences[0].words
    reach = _REOPENED_REACH if any(word.removeprefix("و") in _RESUMING for word in title) else _CAUSE_REACH
    before = sentence.words[max(0, chosen.cue - reach) : chosen.cue]
    kills = sentence.first("kill") <= chosen.cue or _counts_dead(sentence)
    if is_armed(sentence) and is_of_this_day(sentence.words):
        return False
    return not _CAUSES.isdisjoint(before) and not kills


def _counts_dead(sentence: Sentence) -> bool:
    """Tell whether the sentence tells dead or hurt by their number: then they are its news."""
    return sentence.has("kill") and any(word.isdigit() or is_number_word(word) for word in sentence.words)


def has_whole_title(reading: Reading) -> bool:
    """Tell whether the title stands for itself; one that ends in a colon or points goes on below."""
    title = reading.sentences[0]
    return title.field == "title" and not title.text.rstrip().endswith((":", "..", "…"))


def is_strike(happening: Happening) -> bool:
    """Tell whether it is a new attack with a weapon that is named."""
    is_new_attack = happening.event is Event.ATTACK and happening.actuality is Actuality.NEW
    return is_new_attack and is_armed(happening.sentence)
