"""Among the open incidents: the one that an entry reports, and the one that it only speaks of."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import NamedTuple

from filters.incidents.fitting import fit
from filters.incidents.following import claims_it, follow_fit, is_own
from filters.incidents.holding import HALF_AN_HOUR, RECALLED, Holding
from filters.incidents.likeness import (
    Weighed,
    cover,
    headline_and_lead,
    headline_terms,
    lead_terms,
    names_known_event,
    names_of,
    outlet_terms,
    overlap,
    telling,
    text_of,
)
from filters.incidents.merging import TOGETHER, are_one
from filters.incidents.moments import is_flash, is_update
from filters.incidents.nearness import (
    STRIKE,
    TALK,
    Subject,
    fit_there,
    group_of,
    is_country,
    kin_of,
    named_places,
)
from filters.incidents.rareness import rarenesses
from filters.incidents.recurring import is_next_wave
from filters.incidents.singling import are_alike_armed, is_of_the_day, names_weapon, only_one
from filters.incidents.stories import named_words, names_story, own_words, story_fit
from filters.incidents.vicinity import JOIN, WINDOW, Vicinity
from filters.model import Actuality, Incident, Recollection

_PRECISION = 6
_RAREST = 12
_UPDATED = timedelta(hours=6)
_SAID_WITHIN = timedelta(hours=14)
_ECHO, _ECHO_TERMS, _ECHO_REPORTS = 0.5, 12, 6
# What so many report is meant by its name, whatever day the text names.
_KNOWN = 10
_DAYS_AGO = timedelta(hours=24)


class Found(NamedTuple):
    """The incident that fits an entry best, how well, 0-1, and others that it fits and that are the same."""

    incident: Incident
    score: float
    rivals: tuple[Incident, ...]


def nearest(holding: Holding, subject: Subject) -> Found | None:
    """Return the incident that the entry reports: the nearest in place, time and words.

    An incident of which its strike is another one is none.
    """
    text = Weighed(subject.report.terms - names_of(subject.place), holding.weights)
    by_words = subject.groups[0] == TALK or not subject.place
    states = (
        map(holding.__getitem__, holding.alike(subject.report.terms))
        if by_words
        else holding.in_blocks(subject.groups, subject.place).values()
    )
    near = Vicinity(subject).near(states)
    best: tuple[float, datetime, str] = (0.0, subject.at, "")
    for one in sorted(near, reverse=True):
        if score := fit(subject, text, one, max(JOIN, best[0])):
            _, key, state = one
            fitting = (score, state.incident.last_at, key)
            best = fitting if fitting > best and not is_next_wave(state.incident, subject) else best
    if best[0] < JOIN:
        return _thread(holding, subject) or _at_its_time(holding, subject)
    incident = holding[best[2]].incident
    since, until = incident.first_at - TOGETHER, incident.first_at + TOGETHER
    others = ((one, one[2].incident) for one in near if since <= one[2].incident.first_at <= until)
    rivals = (
        other
        for one, other in others
        if other is not incident and are_one(incident, other) and fit(subject, text, one)
    )
    return Found(incident, best[0], tuple(rivals))


def _thread(holding: Holding, subject: Subject) -> Found | None:
    """Return the strike that the same outlet just told of, for a flash that names no place.

    «منظومة الدفاع تتصدى» minutes after «مسيرات تهاجم مطار أربيل», «تحديث: عدد الصواريخ تسعة» hours after.
    """
    if subject.place or subject.groups[0] != STRIKE or not is_flash(subject.entry):
        return None
    within = _UPDATED if is_update(subject.entry) else HALF_AN_HOUR
    incident = holding.latest_of(subject.entry.source, subject.at, within)
    if incident is None or not are_alike_armed(subject.kinds, incident):
        return None
    return Found(incident, JOIN, ())


def _at_its_time(holding: Holding, subject: Subject) -> Found | None:
    """Return the only strike of that time and weapon, for a statement that names no place.

    «في الساعة 2107 سقطت ثلاثة مقذوفات», says a command that never says where.
    """
    is_told = subject.moment.is_told and bool(subject.kinds) and not is_flash(subject.entry)
    if subject.place or subject.groups[0] != STRIKE or not is_told:
        return None
    then = [incident for incident in holding.strikes() if _is_then(incident, subject)]
    return Found(then[0], JOIN, ()) if len(then) == 1 else None


def _is_then(incident: Incident, subject: Subject) -> bool:
    if abs(subject.at - incident.last_at) > _SAID_WITHIN or not names_weapon(incident):
        return False
    return subject.moment.holds(incident.first_at) and are_alike_armed(subject.kinds, incident)


def spoken_of(holding: Holding, subject: Subject, recalled: Recollection) -> Incident | None:
    """Return the incident whose event the entry speaks of, else talk of the same, else None."""
    title = headline_terms(subject.entry)
    best: tuple[float, datetime, str] = (0.0, subject.at, "")
    for key in _recallable(holding, subject, recalled, title):
        state = holding[key]
        held = cover(title, state.counts, state.told)
        score = round(follow_fit(recalled, subject, state.incident, title, held), _PRECISION)
        best = max(best, (score, state.incident.last_at, key))
    if best[0]:
        return holding[best[2]].incident
    return None if is_own(subject) else _single(holding, subject, recalled)


def called_by_place(holding: Holding, subject: Subject) -> Incident | None:
    """Return the incident that a late report calls by its place («تفجير الكرادة»), claims or denies."""
    is_answer = claims_it(subject) or subject.analysis.actuality is Actuality.DENIAL
    is_late = not is_flash(subject.entry) and names_known_event(subject.entry.title, subject.place)
    if not is_answer and not is_late:
        return None
    found = _single(holding, subject, Recollection(subject.event, subject.place, is_definite=True))
    if found is None or len(found.reports) >= _KNOWN:
        return found
    is_dated_otherwise = subject.moment.is_told and not is_of_the_day(subject, found)
    return None if is_dated_otherwise else found


def of_that_day(holding: Holding, subject: Subject) -> Incident | None:
    """Return the strike known to all of which the entry tells days later: «الخميس الماضي», and where it was.

    None if it names no day, a day of which two are known, or no place finer than a country.
    """
    moment, is_placed = subject.moment, bool(subject.place) and not is_country(subject.place)
    is_ago = moment.is_told and subject.at - moment.until >= _DAYS_AGO
    if subject.groups[0] != STRIKE or not (is_ago and is_placed):
        return None
    there = (state.incident for state in holding.in_blocks(subject.groups[:1], subject.place).values())
    known = [
        incident
        for incident in there
        if len(incident.reports) >= _KNOWN
        and moment.holds(incident.first_at)
        and fit_there(subject.place, incident)
        and are_alike_armed(subject.kinds, incident)
    ]
    return known[0] if len(known) == 1 else None


def story_of(holding: Holding, subject: Subject) -> Incident | None:
    """Return the incident whose story the title tells by words that are its own."""
    title = headline_terms(subject.entry)
    rareness = rarenesses(text_of(subject.entry))
    words = {word: rareness.get(word, 0.0) for word in title}
    best: tuple[float, datetime, str] = (0.0, subject.at, "")
    for key in holding.alike(title):
        state = holding[key]
        own = own_words(words, state.counts, state.told, holding.weights, state.incident.place)
        score = round(story_fit(subject, state.incident, own), _PRECISION)
        best = max(best, (score, state.incident.last_at, key))
    return holding[best[2]].incident if best[0] else None


def echoed(holding: Holding, subject: Subject) -> Incident | None:
    """Return the incident of which another outlet printed nearly the same text in the last day and a half."""
    terms, at = subject.report.terms, subject.at
    if len(terms) < _ECHO_TERMS:
        return None
    best: tuple[float, str] = (0.0, "")
    for key in holding.alike(terms):
        if _is_of_elsewhere(subject, holding[key].incident):
            continue
        for report in holding[key].incident.reports[-_ECHO_REPORTS:]:
            if report.outlet != subject.report.outlet and abs(at - report.at) <= WINDOW:
                best = max(best, (overlap(terms, report.terms), key))
    return holding[best[1]].incident if best[0] >= _ECHO else None


def _is_of_elsewhere(subject: Subject, incident: Incident) -> bool:
    """Tell whether a text names another place than the incident's: stock words are no echo then."""
    if not (subject.place and incident.place) or fit_there(subject.place, incident):
        return False
    return names_of(incident.place).isdisjoint(subject.report.terms)


def named_story_of(holding: Holding, subject: Subject) -> Incident | None:
    """Return the incident whose story the title and lead name by words that are rare in Arabic."""
    headline, text = headline_and_lead(subject.entry)
    outlet = outlet_terms(subject.entry)
    title, lead = _without(rarenesses(headline), outlet), _without(rarenesses(text), outlet)
    best: tuple[float, datetime, str] = (0.0, subject.at, "")
    rarest = nsmallest(_RAREST, lead, key=lambda word: (-lead[word], word))
    for key in holding.having(rarest):
        state = holding[key]
        named = named_words(title, lead, state.counts, state.told, state.incident.place)
        score = round(names_story(subject, state.incident, named), _PRECISION)
        best = max(best, (score, state.incident.last_at, key))
    return holding[best[2]].incident if best[0] else None


def _without(words: Mapping[str, float], others: frozenset[str]) -> Mapping[str, float]:
    return {word: rareness for word, rareness in words.items() if word not in others}


def talk_of(holding: Holding, incident: Incident) -> tuple[Incident, ...]:
    """Return the talk that speaks of an event in the incident's governorate or country."""
    keys = holding.in_blocks((RECALLED,), incident.place) if incident.place else ()
    return tuple(holding[key].incident for key in keys)


def _single(holding: Holding, subject: Subject, recalled: Recollection) -> Incident | None:
    """Return the one incident that can be meant at the place recalled, else at one that is named."""
    told = lead_terms(subject.entry)
    for place in (recalled.place,) if recalled.place else named_places(subject.analysis):
        words = telling(told, place)
        keys = holding.in_blocks((*kin_of(group_of(recalled.event)), RECALLED), place)
        there = ((holding[key].incident, len(words & holding[key].counts.keys())) for key in keys)
        found = only_one(replace(recalled, place=place), subject, there)
        if found:
            return found
    return None


def _recallable(
    holding: Holding, subject: Subject, recalled: Recollection, title: frozenset[str]
) -> Iterable[str]:
    groups = kin_of(group_of(recalled.event))
    if is_own(subject):
        return holding.in_blocks(groups, recalled.place) if recalled.place else holding.alike(title)
    there = holding.in_blocks((*groups, RECALLED), recalled.place)
    return {**dict.fromkeys(holding.alike(title)), **there}
