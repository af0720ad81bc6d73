"""Whether an entry tells of a story that many reports made known: by the few words that are its own."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from filters.incidents.following import looks_back
from filters.incidents.likeness import Weights, telling
from filters.incidents.moments import is_flash
from filters.incidents.nearness import (
    ONE_SITE,
    STRIKE,
    TALK,
    Subject,
    group_of,
    is_country,
    named_places,
    place_fit,
    root_of,
)
from filters.incidents.recurring import is_called_another
from filters.incidents.vocabulary import event_words
from filters.model import Actuality, Event, Incident

_AFTERWARDS = timedelta(hours=72)
_AHEAD = timedelta(hours=2)
_SHARE_OF_ALL = 3
_KNOWN = 3
_LEAST_WEIGHT = 12.0
_RARE = 3.5
_FEWEST, _FEWEST_YOUNG, _FEWEST_OWN = 2, 3, 3
_SHARE, _SHARE_YOUNG = 0.3, 0.4
_NAME, _RAREST, _NAME_OF_STORY = 0.7, 2.0, 1.5
_MANY = 10
_STORIED = (Event.ATTACK, Event.EXPLOSION, Event.FIRE, Event.ACCIDENT, Event.CRIME)
_ABOUT = (Event.ARREST, Event.PROTEST)
_TOLD_LATE = (*_STORIED, *_ABOUT)
# «القبض على حارق الرضيع», «وفاة والد الرضيع الذي أحرق»
_ABOUT_STRIKES = (Event.ARREST, Event.CRIME, Event.FIRE)


class Named(NamedTuple):
    """The words rare in Arabic that a text has of a story: how many in the title, in all, what they weigh."""

    title: int
    lead: int
    weight: float


def named_words(
    title: Mapping[str, float], lead: Mapping[str, float], counts: Mapping[str, int], reports: int, place: str
) -> Named:
    """Return which rare words of a title and lead a third of the story's reports hold.

    Words that any report of such an event may hold and names of `place` are left out.
    """
    held = frozenset(word for word in lead if _SHARE_OF_ALL * counts.get(word, 0) >= reports)
    names = [word for word in telling(held, place) - event_words() if lead[word] > _NAME]
    weight = sum(min(lead[word], _RAREST) for word in names)
    return Named(sum(1 for word in names if word in title), len(names), weight)


def shares_own_words(terms: frozenset[str], counts: Mapping[str, int], reports: int) -> bool:
    """Tell whether a text has two words of a third of the reports that other events need not have."""
    return len(shared_own_words(terms, counts, reports)) >= _FEWEST


def shared_own_words(terms: frozenset[str], counts: Mapping[str, int], reports: int) -> frozenset[str]:
    """Return the words that a text shares with a third of the reports and other events need not have."""
    held = frozenset(word for word in terms if _SHARE_OF_ALL * counts.get(word, 0) >= reports)
    return telling(held, "") - event_words()


_LEAST_MANY, _LEAST_KNOWN, _LEAST_YOUNG = Named(1, 3, 3.5), Named(1, 3, 4.0), Named(2, 4, 5.5)
_NEVER = Named(100, 0, 0.0)


class Own(NamedTuple):
    """How many words of a title are a story's own, and how much of the title's weight its words are.

    `is_named` says that one of them is the name by which most call it: «الدوابشة».
    """

    rare: int
    share: float
    is_named: bool = False


def own_words(
    title: Mapping[str, float], counts: Mapping[str, int], reports: int, weights: Weights, place: str
) -> Own:
    """Return which of the title's words a third of the story's reports hold, weighed without the story.

    `title` gives each word's rareness in Arabic; the names of `place` name no story.
    """
    weight = {word: weights.of_others(word, counts.get(word, 0)) for word in title}
    held = {word for word in title if _SHARE_OF_ALL * counts.get(word, 0) >= reports}
    rare = sum(1 for word in telling(frozenset(held), "") if weight[word] > _RARE)
    names = (w for w in telling(frozenset(held), place) if title[w] >= _NAME_OF_STORY and weight[w] > _RARE)
    is_named = reports >= _MANY and any(2 * counts[word] >= reports for word in names)
    return Own(rare, sum(weight[word] for word in held) / max(_LEAST_WEIGHT, sum(weight.values())), is_named)


def names_story(subject: Subject, incident: Incident, named: Named) -> float:
    """Return how surely a late report names the incident's story by its rare words, 0 if it does not.

    One line, and an event that is called another one, tell of themselves. The fewer reports made the
    story known, the more must be named.
    """
    known = incident.recalled or incident
    if subject.event not in _TOLD_LATE or known.event not in _STORIED or not _is_in_time(subject, incident):
        return 0.0
    if not _is_report(subject) or is_flash(subject.entry) or is_called_another(subject.entry):
        return 0.0
    least = _least_named(subject, incident)
    fits = named.title >= least.title and named.lead >= least.lead and named.weight >= least.weight
    return named.weight if fits else 0.0


def is_harmful(event: Event) -> bool:
    """Tell whether the event is one of which stories are told for days."""
    return event in _STORIED


def _least_named(subject: Subject, incident: Incident) -> Named:
    reports, place = len(incident.reports), place_fit(subject.place, incident.place)
    if group_of(incident.event) == TALK:  # where many say it was is where they spoke
        return _LEAST_MANY if reports >= _MANY else _LEAST_YOUNG if reports >= _KNOWN else _NEVER
    is_about = subject.event in _ABOUT and reports >= _KNOWN  # protests and arrests may be anywhere
    if not is_about and not _may_be_there(subject.place, incident.place):
        return _NEVER
    is_late = looks_back(subject) or subject.event in _ABOUT
    if reports >= _MANY:
        return _LEAST_MANY
    if is_about or (reports >= _KNOWN and (place or is_late)):
        return _LEAST_KNOWN
    is_there = place >= ONE_SITE and not is_country(incident.place)
    return _LEAST_KNOWN if is_there and is_late else _LEAST_YOUNG if is_there or is_late else _NEVER


def may_tell(subject: Subject) -> bool:
    """Tell whether the entry may tell of a story: what is new does only if it may be about a strike."""
    return not _is_report(subject) or (subject.event in _ABOUT_STRIKES and not is_flash(subject.entry))


def _is_report(subject: Subject) -> bool:
    return subject.groups[0] != TALK and subject.analysis.actuality is Actuality.NEW


def story_fit(subject: Subject, incident: Incident, own: Own) -> float:
    """Return how surely the entry, which `may_tell`, tells of the incident's story; 0 if it does not."""
    known = incident.recalled or incident
    if group_of(known.event) == TALK or not _is_in_time(subject, incident):
        return 0.0
    is_report = _is_report(subject)
    if is_report and group_of(known.event) != STRIKE:
        return 0.0
    is_young = len(incident.reports) < _KNOWN
    fewest = max(_FEWEST_YOUNG if is_young else _FEWEST, _FEWEST_OWN if is_report else 0)
    is_own = own.rare >= fewest and own.share >= (_SHARE_YOUNG if is_young else _SHARE)
    is_named = own.is_named and not is_report and _speaks_of_there(subject, known.place)
    if not is_own and not is_named:
        return 0.0
    return own.share if _may_be_there(subject.place, known.place) else 0.0


def _is_in_time(subject: Subject, incident: Incident) -> bool:
    return incident.first_at - _AHEAD <= subject.at <= incident.last_at + _AFTERWARDS


def _speaks_of_there(subject: Subject, place: str) -> bool:
    """Tell whether the entry speaks of something that happened, or of the country of `place`."""
    named = named_places(subject.analysis)
    return subject.analysis.recalled is not None or root_of(place) in map(root_of, named)


def _may_be_there(place: str, other: str) -> bool:
    if not place or not other or is_country(place) or is_country(other):
        return True
    return place_fit(place, other) > 0
