"""What an entry reports once the rules and the weights of its words have both been heard.

The rules speak first: their answer stands unless the words weigh clearly for another. An attack,
explosion or alert that they saw needs most to be set aside; where they saw nothing, least is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from filters.analysis.actuality import aims_own_weapons
from filters.analysis.dated import is_first_since, is_of_today
from filters.analysis.events import Happening, resumes_flights
from filters.analysis.openings import TALK, lead_of, told_at_once
from filters.analysis.parties import has_party
from filters.analysis.plots import is_foiled, is_plot
from filters.analysis.reading import FAR, Reading, Sentence
from filters.analysis.seizing import is_taken_apart, seizes_launcher, seizes_remnant, seizes_weapon
from filters.analysis.talk import asks, is_talk, speaker_length
from filters.analysis.violence import is_forbidden, tells_rising_toll
from filters.analysis.weaponry import fall_in, is_armed
from filters.analysis.weighing import (
    ACTUALITIES,
    EVENTS,
    WEIGHED,
    Weighing,
    heaviest,
    titles_of,
    weigh,
)
from filters.model import Actuality, Event
from filters.wordlists import word_list

_ANNIVERSARY = word_list("anniversary")
_CUES, _EARLY = ("attack", "weapon", "explosion", "kill", "alert"), 4
_GRAVE = (Event.ATTACK, Event.EXPLOSION, Event.ALERT)
# How much likelier, in natural logarithms, another class must be for the rules' own to give way.
_NO_STATEMENT, _STATEMENT = 1.5, 4.0
_TOLD = {"grave": 3.0, "lesser": 2.0}  # what the rules did not see
_UNTOLD = {"grave": 8.0, "lesser": 3.0}  # what the rules saw and the words do not bear out
# What they saw as new, told in the title or below it: by how much the words must bear it out.
_IN_TITLE, _BELOW = {"grave": -4.0, "lesser": -8.0}, {"grave": 1.0, "lesser": 0.0}
_OTHERWISE = {"grave": 6.0, "lesser": 3.5}
_CRIME = 6.0
# A new attack that no rule saw must weigh more, and still more where the title has no word of violence.
_HUNCH, _BLIND_HUNCH = 3.5, 6.0
_VIOLENT = ("attack", "kill", "weapon", "explosion", "alert")
# «15 شهيدا في حادثة الاعتداء»: words for the victims of an attack, which no accident of the day has.
_MOURNED, _BLOODY = word_list("mourned"), word_list("bloody")
_FILMS = frozenset(("فيلم", "مسرحيه"))
_ENDED = word_list("reopening") | word_list("releasing")
# What was played, tested, feared or denied is never made news by the words that it shares with news,
# nor is what the rules know to be of before.
_FIRM = (Actuality.DRILL, Actuality.DENIAL, Actuality.THREAT, Actuality.FIGURATIVE)
# By how much what is told as new must be outweighed; to be of before it is less if nobody is hurt in it.
_NEW, _NEW_UNHURT, _NEW_STRIKE = 3.0, 1.0, 6.0
_BELIED = -5.0  # so that not even a place that was hit is believed, unless it was just now
_NOW = word_list("just-now")
_OF_TODAY = 4.0  # less of what is told with the hour of today
_UNSURE = ("drill", "denial", "threat")
_OF_RIOTS, _LEAD = word_list("of-riots"), 3


@dataclass(frozen=True, slots=True)
class Settled:
    """The event of an entry, and the happening that tells it; None for a statement and for none.

    `is_weighed` says that the words decided against the rules.
    """

    event: Event
    happening: Happening | None
    is_weighed: bool = False


def settle(
    reading: Reading, ruled: Event, happening: Happening | None, happenings: Sequence[Happening]
) -> Settled:
    """Return what the entry reports: `ruled` is the event by the rules, `happening` what tells it."""
    if not reading.sentences or (happening and happening.actuality in _FIRM):
        return Settled(ruled, happening)
    if happening and _is_foiled_on_ground(reading, happening):
        return Settled(Event.ARREST, replace(happening, event=Event.ARREST))
    return _weighed(reading, ruled, happening, happenings)


def _weighed(
    reading: Reading, ruled: Event, happening: Happening | None, happenings: Sequence[Happening]
) -> Settled:
    """Return what the words say of it beside the rules."""
    # Channels print no title; where the rules saw something, they saw it in whatever sentence tells it.
    weighing = weigh(reading, titles_of(reading)) if ruled in TALK else weigh(reading)
    is_plain = ruled in TALK and _is_plain(reading)
    at_once = told_at_once(reading, weighing, happenings, is_plain=is_plain) if ruled in TALK else None
    if at_once:
        return Settled(at_once.event, _dated(at_once, weighing), is_weighed=True)
    event = _event(ruled, weighing)
    if happening:
        event = _borne_out(reading, event, happening, weighing)
    if event is ruled:
        return Settled(ruled, happening and _dated(happening, weighing))
    if event in TALK:
        is_of_violence = ruled is Event.STATEMENT and _has_violence(reading)
        return Settled(ruled if is_of_violence else event, None, is_weighed=not is_of_violence)
    if is_plain:
        return Settled(ruled, None)
    told = next((h for h in happenings if h.event is event), None)
    told = _dated(told or _hunch(reading, event), weighing)
    if happening and happening.actuality is Actuality.BACKGROUND:
        told = replace(told, actuality=Actuality.BACKGROUND)  # whatever it was, it was before
    if ruled in TALK and not _is_sure(reading, told, weighing.of_event(event) - weighing.of_event(ruled)):
        return Settled(ruled, None)
    return Settled(event, told, is_weighed=True)


def _borne_out(reading: Reading, event: Event, happening: Happening, weighing: Weighing) -> Event:
    """Return `event`, which the title's words say it is, or what the rules saw, or talk.

    The rules are right of what is seized unfired, of riots, of an armed strike in a title, and of a place
    that was hit, unless all words belie it and none says that it was just now. What else they saw as new
    must be borne out by the title and the body's first words, less so if the title tells it.
    """
    ruled = happening.event
    if ruled is Event.ARREST and _seizes_unfired(happening.sentence):
        return ruled
    if ruled is Event.PROTEST and any(not _OF_RIOTS.isdisjoint(s.bare) for s in reading.sentences[:_LEAD]):
        return ruled  # «مواجهات بالحجارة والغاز المسيل للدموع»
    talk = max(TALK, key=weighing.of_event)
    if event in (*TALK, ruled) and _hits_in_title(happening):
        return ruled
    if event in (*TALK, ruled) and _hits_place(happening):
        is_now = any(_is_of_now(s) for s in (*titles_of(reading), happening.sentence))
        return ruled if is_now or lead_of(reading, ruled, weighing) >= _BELIED else talk
    if event is not ruled or happening.actuality is not Actuality.NEW:
        return event
    least = (_IN_TITLE if happening.sentence.field == "title" else _BELOW)[_rank(ruled)]
    least -= _OF_TODAY if is_of_today(happening.sentence) else 0.0
    return ruled if lead_of(reading, ruled, weighing) >= least else talk


def _is_foiled_on_ground(reading: Reading, happening: Happening) -> bool:
    """«إحباط هجوم على الخضراء»، and below: «تضبط ثلاثة صواريخ منصوبة»: what is seized was not fired.

    What the defences foil is an attack: «الدفاعات تحبط هجوما بمسيرتين».
    """
    lead = reading.sentences[:_LEAD]
    if happening.event is not Event.ATTACK or not is_foiled(happening.sentence):
        return False
    return any(map(seizes_weapon, lead)) and all(fall_in(sentence) == FAR for sentence in lead)


def _seizes_unfired(sentence: Sentence) -> bool:
    """Tell whether a launcher, an old rocket or a plot was found: nothing was fired, whatever is named."""
    return (
        is_taken_apart(sentence) or seizes_launcher(sentence) or seizes_remnant(sentence) or is_plot(sentence)
    )


def _has_violence(reading: Reading) -> bool:
    """Tell whether the title has a word of violence: what is said of it is no news of services."""
    return any(sentence.has("attack", "kill") for sentence in titles_of(reading))


def _is_plain(reading: Reading) -> bool:
    """Tell whether the title says outright that it is talk, a film, or that something is open again."""
    titles = titles_of(reading)
    ended = (word.removeprefix("و") in _ENDED for sentence in titles for word in sentence.words)
    is_other = any(resumes_flights(title) or not _FILMS.isdisjoint(title.bare) for title in titles)
    return is_other or any(map(is_talk, titles)) or any(ended)


def _is_sure(reading: Reading, told: Happening, lead: float) -> bool:
    """Tell whether what the rules did not see may be told as news; background may always be."""
    titles = titles_of(reading)
    if told.actuality is not Actuality.NEW:
        return True
    if told.event not in _GRAVE:
        return all(_MOURNED.isdisjoint(sentence.words) for sentence in titles)
    if any(asks(t) or is_forbidden(t) or aims_own_weapons(t) or t.has(*_UNSURE) for t in titles):
        return False
    if _keeps_day(reading):
        return False
    is_violent = any(s.has(*_VIOLENT) or not _BLOODY.isdisjoint(s.bare) for s in titles)
    if not is_violent and any(map(speaker_length, titles)):
        return False  # «جهاز مكافحة الإرهاب: نتبع أوامر القائد العام»
    # «عنصران من البيشمركة يسقطان في مكمن»
    is_violent = is_violent or any(s.has("hit") and has_party(s) for s in titles)
    return lead > (_HUNCH if is_violent else _BLIND_HUNCH)


def _keeps_day(reading: Reading) -> bool:
    """«افتتاح شوارع المنطقة الخضراء في الذكرى الأولى للنصر على داعش»: no word of violence."""
    lead = reading.sentences[:_EARLY]
    is_kept = any(not _ANNIVERSARY.isdisjoint(sentence.words) for sentence in lead)
    return is_kept and not any(sentence.has(*_CUES) for sentence in lead)


def _event(ruled: Event, weighing: Weighing) -> Event:
    """Return the event that the words speak most for if it leads by enough, else the rules' own."""
    best = max(EVENTS, key=weighing.of_event)
    leads = weighing.of_event(best) - weighing.of_event(ruled) > _needed(ruled, best)
    return best if leads else ruled


def _needed(ruled: Event, other: Event) -> float:
    """Return by how much `other` must outweigh what the rules say to be believed instead."""
    if other in TALK and ruled in TALK:
        return _NO_STATEMENT if other is Event.NONE else _STATEMENT
    if ruled in TALK:
        return _TOLD[_rank(other)]
    if ruled is Event.CRIME:
        return _CRIME
    return (_UNTOLD if other in TALK else _OTHERWISE)[_rank(ruled)]


def _rank(event: Event) -> str:
    return "grave" if event in _GRAVE else "lesser"


def _hunch(reading: Reading, event: Event) -> Happening:
    """Return a happening where no rule saw one: told by the title, at the word that weighs most."""
    sentence = _telling(reading)
    return Happening(event, Actuality.NA, sentence, heaviest(sentence, event), WEIGHED)


def _telling(reading: Reading) -> Sentence:
    titles = titles_of(reading)
    return max(titles or reading.sentences[:1], key=lambda sentence: len(sentence.words))


def _is_placed_strike(happening: Happening) -> bool:
    """«21 صاروخا أطلقت على السفارة في بغداد»: the title tells with what, and where."""
    sentence = happening.sentence
    is_told = sentence.field == "title" and sentence.has("hit", "attack") and sentence.has("place")
    return is_told and happening.event is Event.ATTACK and (is_armed(sentence) or sentence.has("kill"))


def _is_of_now(sentence: Sentence) -> bool:
    """«فجر اليوم», «قبل ساعات», «بينما كانت قذائف تتساقط»."""
    return is_of_today(sentence) or not _NOW.isdisjoint(sentence.words)


def _hits_in_title(told: Happening) -> bool:
    """«سقوط صاروخين مساء اليوم», and below of a match that went on."""
    is_told = told.event is Event.ATTACK and told.sentence.field == "title"
    return is_told and is_armed(told.sentence) and told.sentence.has("hit", "attack")


def _hits_place(told: Happening) -> bool:
    """«المسيرة التي انفجرت فجر الأربعاء داخل …»: what hit a place is no talk."""
    sentence = told.sentence
    is_told = told.event is Event.ATTACK and told.actuality is Actuality.NEW and is_armed(sentence)
    return is_told and sentence.has("hit", "attack") and sentence.has("place")


def _dated(happening: Happening, weighing: Weighing) -> Happening:
    """Return the happening with its actuality, which the words may change as they may the event."""
    scores = dict(zip(ACTUALITIES, weighing.actualities, strict=True))
    own = happening.actuality
    if own in (*_FIRM, Actuality.BACKGROUND) or is_first_since(happening.sentence):
        return happening
    if own is Actuality.NEW and tells_rising_toll(happening.sentence):
        return happening
    if own is Actuality.NEW:
        scores[own] += _NEW_STRIKE if _is_placed_strike(happening) else _NEW
        is_loud = happening.event in (Event.EXPLOSION, Event.ALERT)
        if not (is_loud or is_armed(happening.sentence) or happening.sentence.has("kill")):
            scores[Actuality.BACKGROUND] += _NEW - _NEW_UNHURT
    best = max(scores, key=scores.__getitem__)
    unsaid = {Actuality.DENIAL: "denial", Actuality.DRILL: "drill"}
    is_unsaid = best in unsaid and not happening.sentence.has(unsaid[best])
    # Whether words are meant otherwise, or only fear, is for the rules to say where a weapon is named.
    is_meant = best in (Actuality.FIGURATIVE, Actuality.THREAT)
    is_unsaid = is_unsaid or (is_meant and is_armed(happening.sentence))
    return replace(happening, actuality=own if is_unsaid and own is Actuality.NEW else best)
