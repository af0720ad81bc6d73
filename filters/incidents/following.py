"""Whether an entry follows up on an incident: speaks of its event afterwards, and reports no other."""

import math
from datetime import timedelta
from typing import NamedTuple

from filters.arabic import fold
from filters.gazetteer import places
from filters.incidents.likeness import called_after, telling
from filters.incidents.moments import is_flash
from filters.incidents.nearness import (
    ONE_SITE,
    TALK,
    Subject,
    are_kin,
    group_of,
    is_country,
    place_fit,
    place_told,
)
from filters.incidents.singling import are_alike_armed, is_of_the_day
from filters.model import Actuality, Event, Incident, Recollection
from filters.wordlists import word_list

AFTERWARDS = timedelta(hours=72)
_AHEAD = timedelta(hours=2)
_SOON_THERE = timedelta(hours=12)
_WIDE = ("governorate", "province", "region", "country")
_AFTERWARDS_WORDS = word_list("afterwards")
_SURELY_AFTERWARDS = word_list("surely-afterwards")
_EVENT_NOUNS = word_list("definite-events")
_AFTER = word_list("told-after")
_AFTER_REACH = 2
_ONE_REGION = 0.8
_UNARMED = ("fire", "accident")
_SHARE_ONE_PLACE, _SHARE_WIDE, _SHARE_ELSE, _SHARE_ELSEWHERE = 0.2, 0.3, 0.3, 0.4
_TELLING_ELSEWHERE = 3
_SHARE_TALK = 0.35
_TELLING_ELSE, _TELLING_WIDE = 2, 3
_HELD_ONE_PLACE = 2
_FEWEST, _WIDELY_TOLD = 4, 5
_REPORTED_FIRST, _OTHER_DAY = 10.0, 2.0
_REPORTED = (Actuality.NEW, Actuality.DENIAL)


class _Words(NamedTuple):
    held: int
    share: float
    telling: int
    is_called: bool


def spoken_of(subject: Subject) -> Recollection | None:
    """Return the event of before that the entry speaks of, None if it reports one of its own.

    A new event is one of before if its title says so: «تفاصيل», «ضحايا», «ارتفاع حصيلة».
    """
    analysis = subject.analysis
    if analysis.actuality not in _REPORTED or analysis.recalled:
        return analysis.recalled
    if group_of(subject.event) == TALK or not looks_back(subject):
        return None
    if not is_sure(subject) and (is_flash(subject.entry) or is_country(subject.place)):
        return None
    return Recollection(subject.event, subject.place)


def is_own(subject: Subject) -> bool:
    """Tell whether the entry reports or denies an event itself and speaks of no other."""
    return subject.analysis.actuality in _REPORTED and subject.analysis.recalled is None


def looks_back(subject: Subject) -> bool:
    """Tell whether the title says that it is of an event of before."""
    title = subject.entry.title
    return is_sure(subject) or _has_any(title, _AFTERWARDS_WORDS) or _is_told_after(title)


def _is_told_after(title: str) -> bool:
    """Tell whether the title tells of something after the event: «… بعد قصف الخضراء», «… ردا على هجوم»."""
    words = fold(title).split()
    events = [at for at, word in enumerate(words) if _unled(word) in _EVENT_NOUNS]
    return any(not _AFTER.isdisjoint(words[max(1, at - _AFTER_REACH) : at]) for at in events[:1])


def _unled(word: str) -> str:
    return word.removeprefix("ال").removeprefix("ل").removeprefix("ب")


def is_sure(subject: Subject) -> bool:
    """Tell whether it can only be of an event of before: «حصيلة», «مصابي التفجير», a claim, a denial."""
    return (
        claims_it(subject)
        or subject.analysis.actuality is Actuality.DENIAL
        or _has_any(subject.entry.title, _SURELY_AFTERWARDS)
    )


def claims_it(subject: Subject) -> bool:
    """Tell whether somebody claims responsibility: a strike is claimed after it was reported."""
    return any(evidence.rule == "responsibility" for evidence in subject.analysis.evidence)


def _is_denied_accident(subject: Subject) -> bool:
    return subject.analysis.actuality is Actuality.DENIAL and subject.event is Event.ACCIDENT


def _has_any(title: str, wanted: frozenset[str]) -> bool:
    return any(word in wanted or word.removeprefix("و") in wanted for word in fold(title).split())


def follow_fit(
    recalled: Recollection, subject: Subject, incident: Incident, title: frozenset[str], held: frozenset[str]
) -> float:
    """Return how surely the entry speaks of the incident's event, 0 if it does not.

    `title` are the words of its title, `held` those of them that the incident's reports hold. The
    nearer the place, the fewer must agree.
    """
    known = _known(incident, recalled.place)
    is_report = is_own(subject)
    # What is denied is called «حادث» as well.
    is_news = subject.analysis.actuality in _REPORTED and not _is_denied_accident(subject)
    if known is None or not _are_of_one_kind(recalled, known, is_report=is_news):
        return 0.0
    place = place_fit(recalled.place, known.place)
    if (
        is_report and not place
    ) or not incident.first_at - _AHEAD <= subject.at <= incident.last_at + AFTERWARDS:
        return 0.0
    share = len(held) / max(_FEWEST, len(title))
    called = called_after(subject.entry.title)
    is_called = len(called) > 1 and called <= held and len(incident.reports) >= _WIDELY_TOLD
    words = _Words(len(held), share, len(_telling(held, recalled.place, known.place)), is_called)
    is_unsure = is_report and not is_sure(subject)
    extra = int(is_unsure or incident.recalled is not None) + int(
        is_unsure and _is_dated_otherwise(subject, incident)
    )
    extra = max(extra, int(is_news and not is_report))
    is_soon_there = not extra and _is_site(known.place) and place >= ONE_SITE
    is_soon_there = is_soon_there and subject.at - incident.last_at <= _SOON_THERE
    if not is_soon_there and not _agrees(words, recalled, known, extra):
        return 0.0
    if incident.recalled and share < _SHARE_TALK:
        return 0.0
    age = max(timedelta(0), subject.at - incident.last_at) / AFTERWARDS
    worth = 0.5 * share + 0.3 * place + 0.2 * (1 - age) + 0.2 * math.log10(len(incident.reports))
    if not incident.recalled and _is_dated_otherwise(subject, incident):
        worth -= _OTHER_DAY  # of two strikes on one place the one of that day
    if not incident.recalled and not are_alike_armed(recalled.weapons, incident):
        worth -= _OTHER_DAY  # «حادث الطائرة المسيرة» is not the rockets of the day before
    return worth if incident.recalled else worth + _REPORTED_FIRST


def _is_site(place: str) -> bool:
    """Tell whether a place is finer than a governorate or country."""
    return (
        "/" in place and not is_country(place) and places()[place.split("/", maxsplit=1)[0]].type not in _WIDE
    )


def _telling(held: frozenset[str], recalled: str, known: str) -> frozenset[str]:
    """Return the words that tell which event: of a place that lies in the one recalled, its names too."""
    words = telling(held, recalled)
    return words if recalled in known.split("/")[1:] else telling(words, known)


def _is_dated_otherwise(subject: Subject, incident: Incident) -> bool:
    """Tell whether a report says that its event was at another time than the incident."""
    return subject.moment.is_told and not is_of_the_day(subject, incident)


def _known(incident: Incident, place: str) -> Recollection | None:
    """Return the event of the incident, told at or near `place` if it was, or of which its talk speaks."""
    if incident.recalled or group_of(incident.event) == TALK:
        return incident.recalled
    return Recollection(incident.event, place_told(place, incident))


def _agrees(words: _Words, recalled: Recollection, known: Recollection, extra: int) -> bool:
    """Tell whether enough words agree, `extra` more for a report of its own, and for talk of talk."""
    fit = place_fit(recalled.place, known.place)
    if not fit:
        return words.telling >= _TELLING_ELSEWHERE and words.share >= _SHARE_ELSEWHERE
    if not (recalled.place and known.place) or fit < _ONE_REGION:
        is_alike = words.share >= _SHARE_ELSE or words.is_called
        return words.telling >= _TELLING_ELSE + extra and is_alike
    if is_country(recalled.place) or is_country(known.place):
        return words.telling >= _TELLING_WIDE + extra and words.share >= _SHARE_WIDE
    if not recalled.is_named:
        return words.telling >= 1 + extra and words.share >= _SHARE_ONE_PLACE
    is_alike = words.share >= _SHARE_ONE_PLACE or (words.held >= _HELD_ONE_PLACE and not extra)
    # «تفجير بغداد» may be that of any quarter.
    is_wider = recalled.place in known.place.split("/")[1:]
    return words.telling >= max(extra, int(is_wider)) and is_alike


def _are_of_one_kind(recalled: Recollection, known: Recollection, *, is_report: bool) -> bool:
    """Tell whether the two may be one event; a late report, and who names the weapon, call it as it was."""
    group, other = group_of(recalled.event), group_of(known.event)
    is_armed = bool(recalled.weapons) and other in _UNARMED
    return group == other if is_report or is_armed else are_kin(group, other)
