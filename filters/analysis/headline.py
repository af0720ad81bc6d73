"""Which of an entry's happenings it newly reports: the title decides, then the lead."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from filters.analysis.actuality import is_figurative
from filters.analysis.afterwards import is_measure
from filters.analysis.asides import is_of_this_day
from filters.analysis.credit import is_beside_the_point, is_cause, is_only_recalled, is_reported, is_strike
from filters.analysis.dated import is_long_past, is_of_today
from filters.analysis.events import Happening
from filters.analysis.minor import MINOR
from filters.analysis.occasions import strikes_this_day
from filters.analysis.plots import is_foiled
from filters.analysis.reading import Reading, Sentence
from filters.analysis.seizing import seizes_weapon
from filters.analysis.talk import asks, first_statement, is_talk, speaks_as_politician
from filters.analysis.weaponry import is_armed
from filters.gazetteer import actors
from filters.model import Actuality, Event
from filters.wordlists import word_list

_LEAD = 2
_SPORT_CUES = 3
_NEWS = 4
_DATELINE = 5
_SPEAKER = 8
_CAUSES = word_list("causes")
_CAUSE_REACH = 4
_TOPIC, _BARE = 2, 2
_TO_THE_SOUND = ("علي", "وقع")
_WHILE, _WHILE_REACH = frozenset(("بينما", "فيما", "حين")), 3
_FELL = word_list("has-struck") | {"سقوط"}
_AIRSPACE = ("المجال", "مجاله")
_CUES = ("explosion", "alert", *MINOR)
_AFTER = word_list("after-events")
_SPANS = word_list("spans")
_PARTS, _SPAN_REACH = 2, 4
_MURDERS = word_list("murders")
# What a title that looks back may still bring: who is arrested after it, who protests.
_OWN_NEWS = (Event.ARREST, Event.PROTEST, Event.CLOSURE, Event.CRIME)
_PLAYED = (Event.ATTACK, Event.ARREST, Event.ACCIDENT)
_AMONG = ("بينها", "بينهم", "بينهن", "بينهما")
_ON_GROUNDS = (("علي", "خلفيه"), ("ردا", "علي"))
_OWN = word_list("own")
_HEARD = frozenset(("سمع", "سمعوا", "يسمع", "سمعه"))
_ROUNDS = word_list("rounds-of-news")
_NO_NEWS = word_list("no-news")
_GRAVITY = {event: rank for rank, event in enumerate(Event)}


def gravest(reading: Reading, happenings: Sequence[Happening]) -> Happening | None:
    """Return the gravest happening newly told in the title, else in the lead, else what they recall or fear.

    A title that is talk ends the search, unless an army or armed group announces its own strike.
    """
    titles, lead = _titles(happenings), _early(reading, happenings, _LEAD)
    opening = _opening(reading)
    titles = [h for h in titles if h.sentence is not _preface(reading) and _is_told(h.sentence)]
    if opening and is_talk(opening) and not _tell_elsewhere(titles, opening):
        names_strike = opening.field == "title" and opening.has("attack", "weapon", "alert")
        below = _early(reading, happenings, _NEWS) if names_strike or asks(opening) else lead
        told = _claimed(happenings, opening) or _told_below(reading, below)
        return told or _struck_this_day(reading, happenings)
    feared = next((h for h in lead if h.actuality is Actuality.THREAT), None)
    if feared and not titles and opening and opening.field == "title" and opening.has("threat"):
        return feared
    chosen = _first_of(titles) or _first_of([h for h in lead if is_reported(h, reading)])
    nothing_new = (is_only_recalled, is_cause, is_beside_the_point)
    if chosen is None or any(is_so(chosen, reading) for is_so in nothing_new):
        return _struck_this_day(reading, happenings)
    if chosen.sentence.field == "title" and is_measure(chosen.sentence, chosen.cue):
        return _told_below(reading, lead) or chosen
    if _is_game(chosen, reading):
        return replace(chosen, actuality=Actuality.FIGURATIVE)
    return _sharpened(_explained(_buried(_found_out(chosen, lead), reading), lead), lead)


def _is_told(title: Sentence) -> bool:
    """Tell whether it does not only ask: «ماذا نعرف عن ضربة الخضراء عصر اليوم؟» tells."""
    return strikes_this_day(title) or not asks(title)


def _preface(reading: Reading) -> Sentence | None:
    """Return a title's first part that only says after what: «بعد قصف الخضراء.. الحكومة تتعهد»."""
    titles = [sentence for sentence in reading.sentences if sentence.field == "title"]
    if len(titles) < _PARTS or not _SPANS.isdisjoint(titles[0].words[1:_SPAN_REACH]):
        return None  # «بعد تسعة أعوام على …» is what the title is about
    is_preface = titles[0].words[0] in _AFTER or titles[0].words[:2] in _ON_GROUNDS
    is_preface = is_preface or titles[0].words[0] in _AMONG
    return titles[0] if is_preface else None


def _opening(reading: Reading) -> Sentence | None:
    """Return what the title says first: no preface, and no place alone before two points: «العراق..»."""
    said = [sentence for sentence in reading.sentences if sentence is not _preface(reading)]
    is_topic = (
        len(said) > 1
        and said[1].field == "title"
        and len(said[0].words) <= _TOPIC
        and all(found.layer == "place" for found in said[0].found)
    )
    return said[1] if is_topic else next(iter(said), None)


def new_ones(reading: Reading, happenings: Sequence[Happening]) -> tuple[Happening, ...]:
    """Return everything that the title and the first sentences of the body newly tell."""
    early = (*_titles(happenings), *_early(reading, happenings, _NEWS))
    told = (h for h in early if h.actuality is Actuality.NEW and not h.sentence.is_aside)
    told = (h for h in told if not (is_long_past(h.sentence) or _is_only_heard(h)))
    return tuple(h for h in told if _stands_out(h, reading))


def _stands_out(told: Happening, reading: Reading) -> bool:
    """Tell whether it is no aside: in the title, the first sentence, a round of news, or told with detail.

    Below, articles name other attacks: «وعادة ما تطال هجمات كهذه السفارة …».
    """
    sentences = [sentence for sentence in reading.sentences if not _is_dateline(sentence)]
    titles = [sentence for sentence in sentences if sentence.field == "title"]
    first = next((sentence for sentence in sentences if sentence.field == "body"), None)
    is_round = any(not _ROUNDS.isdisjoint(sentence.words) for sentence in titles)
    if is_round or told.sentence is first or told.sentence in titles:
        return True
    if not _NO_NEWS.isdisjoint(told.sentence.words):
        return False
    return sum((told.sentence.has("place"), is_armed(told.sentence), told.sentence.has("hit"))) > 1


def _is_only_heard(told: Happening) -> bool:
    """«وسُمع الانفجار حتى …»: the body goes on where it could be heard."""
    words = [word.removeprefix("و") for word in told.sentence.words]
    is_heard = told.sentence.field == "body" and not _HEARD.isdisjoint(words)
    return is_heard and not (told.event is Event.ATTACK and _is_placed_strike(told))


def _titles(happenings: Sequence[Happening]) -> list[Happening]:
    return [h for h in happenings if h.sentence.field == "title"]


def _early(reading: Reading, happenings: Sequence[Happening], most: int) -> list[Happening]:
    """Return what the first `most` sentences of the body tell, datelines not counted."""
    body = [s for s in reading.sentences if s.field == "body" and not _is_dateline(s)]
    if _opening_ends_in_colon(reading):
        body = [s for s in body if s.found]  # «بيان …:», and first a verse
    body = body[:most]
    return [h for h in happenings if any(h.sentence is sentence for sentence in body)]


def _opening_ends_in_colon(reading: Reading) -> bool:
    return bool(reading.sentences) and reading.sentences[0].text.rstrip().endswith(":")


def _is_dateline(sentence: Sentence) -> bool:
    return len(sentence.words) < _DATELINE and not sentence.has("attack", "hit", "weapon", "kill", *_CUES)


def _tell_elsewhere(titles: Sequence[Happening], opening: Sentence) -> bool:
    """Tell whether another part of the title reports; what a politician goes on to say is no report."""
    others = (h for h in titles if h.actuality is Actuality.NEW and h.sentence is not opening)
    quotes = speaks_as_politician(opening)
    return any(not quotes or (h.event not in MINOR.values() and _is_placed_strike(h)) for h in others)


def _is_placed_strike(told: Happening) -> bool:
    return is_armed(told.sentence) and told.sentence.has("place")


def _first_of(group: Sequence[Happening]) -> Happening | None:
    fresh = [h for h in group if h.actuality is Actuality.NEW]
    return min(fresh or group, key=lambda h: (_GRAVITY[h.event], _is_bare(h)), default=None)


def _is_bare(told: Happening) -> bool:
    """«إنذار.. إنذار»: what it is of stands in the next sentence."""
    return len(told.sentence.words) <= _BARE and not told.sentence.has("place")


def _is_game(chosen: Happening, reading: Reading) -> bool:
    """Tell whether a title's attack is a team's: no weapon, place or victim, and the lead is of sport."""
    sentence = chosen.sentence
    if chosen.event not in _PLAYED or sentence.field != "title":
        return False
    lead = [s for s in reading.sentences if s.field == "body"][:_LEAD]
    if chosen.event is not Event.ATTACK:
        # «إسبانيا تطيح بفرنسا», «المغرب يصطدم بكندا»
        return not sentence.has("kill") and bool(lead) and _is_of_sport(lead[0])
    if is_armed(sentence) and not sentence.has("place", "kill") and lead and _is_of_sport(lead[0]):
        return True  # «الأخضر يقصف التانغو بصاروخين»
    if is_armed(sentence) or sentence.has("figurative"):
        return sentence.has("figurative") and not sentence.has("kill") and any(map(is_figurative, lead))
    return not sentence.has("place", "kill", "actor") and any(map(is_figurative, lead))


def _is_of_sport(sentence: Sentence) -> bool:
    """Tell whether the sentence is full of sport and no strike is placed in it: not «صاروخان على ملعب …»."""
    if is_armed(sentence) and sentence.has("place"):
        return False
    cues = {sentence.words[found.first] for found in sentence.layer("figurative")}
    return len(cues) >= _SPORT_CUES and not sentence.has("kill")


def _explained(chosen: Happening, lead: Sequence[Happening]) -> Happening:
    """Return a blast or sirens that the lead says were meant: «توضيح بشأن صوت الانفجار», controlled."""
    is_heard = chosen.event in (Event.EXPLOSION, Event.ALERT) and chosen.actuality is Actuality.NEW
    is_first = chosen.sentence.field == "title" or (bool(lead) and lead[0].sentence is not chosen.sentence)
    if not (is_heard and is_first) or any(map(is_strike, lead)):
        return chosen
    is_meant = (
        bool(lead) and lead[0].actuality is Actuality.DRILL and _FELL.isdisjoint(lead[0].sentence.words)
    )
    return replace(chosen, actuality=Actuality.DRILL) if is_meant else chosen


def _buried(chosen: Happening, reading: Reading) -> Happening:
    """Return what the lead tells as recalled where the title is a funeral, a trial, a commemoration."""
    title = reading.sentences[0]
    is_recalled = title.field == "title" and chosen.sentence.field == "body" and title.has("background")
    if not is_recalled or chosen.actuality is not Actuality.NEW or chosen.event in _OWN_NEWS:
        return chosen
    if _is_placed_strike(chosen) and is_of_this_day(chosen.sentence.words):
        return chosen
    return replace(chosen, actuality=Actuality.BACKGROUND)


def _found_out(chosen: Happening, lead: Sequence[Happening]) -> Happening:
    """Return the seizure that the lead tells of an attack that the title says was foiled: it never began.

    «إحباط استهداف الخضراء», and below: «ضبط منصة عليها خمسة صواريخ»; what defences foil had begun.
    """
    if chosen.event is Event.ARREST and chosen.sentence.field == "title" and is_foiled(chosen.sentence):
        fallen = (h for h in lead if _is_placed_strike(h) and is_strike(h) and _tells_fall(h.sentence))
        return next(fallen, chosen)  # «… يحبط إطلاق صاروخ ثان بعد ساعات من استهداف الخضراء»
    is_said = chosen.sentence.field == "title" and chosen.event is Event.ATTACK and is_foiled(chosen.sentence)
    if not is_said or any(map(is_strike, lead)):
        return chosen
    seized = (h for h in lead[:1] if h.event is Event.ARREST and seizes_weapon(h.sentence))
    return next(seized, chosen)


def _tells_fall(sentence: Sentence) -> bool:
    return not _FELL.isdisjoint(word.removeprefix("و") for word in sentence.words)


def _told_below(reading: Reading, lead: Sequence[Happening]) -> Happening | None:
    """Return the strike of the day that the lead tells with its figures under a title that is talk.

    «… تعلق على قصف الليلة», and below: «صواريخ استهدفت … مساء اليوم من دون إصابات».
    """
    told = (h for h in lead if _is_placed_strike(h) and _precedes_views(h.sentence))
    fresh = (h for h in told if h.actuality is Actuality.NEW)
    return next((h for h in fresh if is_of_today(h.sentence) or _is_of_now(reading)), None)


def _is_of_now(reading: Reading) -> bool:
    """«ماذا حصل في كرادة مريم مساء اليوم؟», «البرلمان يصوت على وقع القذائف»."""
    titles = [sentence for sentence in reading.sentences if sentence.field == "title"]
    if any(pair == _TO_THE_SOUND for title in titles for pair in pairwise(title.words)):
        return True
    return any(asks(title) and is_of_today(title) for title in titles)


def _struck_this_day(reading: Reading, happenings: Sequence[Happening]) -> Happening | None:
    """Return a strike of this day below a title of something else: «وقبل ساعات أصابت مسيرتان …»."""
    early = (
        h for h in _early(reading, happenings, _NEWS) if _is_placed_strike(h) and not is_talk(h.sentence)
    )
    told = (h for h in early if h.event is Event.ATTACK and h.actuality is Actuality.NEW)
    return next((h for h in told if is_of_this_day(h.sentence.words)), None)


def _precedes_views(sentence: Sentence) -> bool:
    """«الجيش قال إن ثمانية صواريخ سقطت …، واصفا الهجوم …»: the strike is told before what is held of it."""
    if not is_talk(sentence):
        return True
    strike = sentence.first("weapon", "hit")
    is_meanwhile = not _WHILE.isdisjoint(sentence.words[max(0, strike - _WHILE_REACH) : strike])
    return is_meanwhile or strike < first_statement(sentence)  # «رفض …، بينما كانت قذائف تتساقط»


def _claimed(happenings: Sequence[Happening], opening: Sentence) -> Happening | None:
    """Return the strike that an army or armed group announces in its own statement."""
    speakers = (actors()[found.key].type for found in opening.layer("actor") if found.first < _SPEAKER)
    if not any(kind in ("army", "armed-group") for kind in speakers):
        return None
    struck = (h for h in happenings if is_strike(h) and not _OWN.isdisjoint(h.sentence.words))
    return next(struck, None)


def _sharpened(chosen: Happening, lead: Sequence[Happening]) -> Happening:
    """Return an explosion, an alert or a bare killing as the attack that the lead says it was."""
    if chosen.rule == "kill" and chosen.event is Event.ATTACK and _is_mishap(lead):
        return replace(chosen, event=Event.ACCIDENT)
    is_vague = chosen.event in (Event.EXPLOSION, Event.ALERT)
    is_vague = is_vague or (chosen.event is Event.CRIME and chosen.rule in ("kill", "attack"))
    if chosen.actuality is not Actuality.NEW or not is_vague:
        return chosen
    is_told = any(is_strike(h) and not _is_why(chosen, h) for h in lead)
    if chosen.event is Event.CRIME:
        # «مقتل متعاقد في القصف الذي طال القاعدة»: the strike is known, the death is the news.
        is_told = is_told or any(
            found.has_article for h in (chosen, *lead) for found in h.sentence.layer("attack")
        )
        is_told = is_told or any(not _MURDERS.isdisjoint(h.sentence.words) for h in (chosen, *lead))
    return replace(chosen, event=Event.ATTACK) if is_told else chosen


def _is_mishap(lead: Sequence[Happening]) -> bool:
    """«مصرع ثلاثة منتسبين», and below: «… بحادث سير»."""
    first = next((h for h in lead if h.actuality is Actuality.NEW), None)
    return first is not None and first.event is Event.ACCIDENT and first.sentence.has("kill")


def _is_why(chosen: Happening, strike: Happening) -> bool:
    """«إغلاق المجال الجوي … عقب الضربات على طهران»: a strike elsewhere is why the airspace is closed."""
    is_airspace = chosen.event is Event.ALERT and any(
        word.startswith(_AIRSPACE) or "اجوا" in word for word in chosen.sentence.words
    )
    before = strike.sentence.words[max(0, strike.cue - _CAUSE_REACH) : strike.cue]
    return is_airspace and not _CAUSES.isdisjoint(before)
