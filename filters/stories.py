"""Whether an entry tells of a story that many reports made known: by the few words that are its own."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from filters.likeness import Weights, telling
from filters.model import Actuality, Event, Incident
from filters.moments import is_flash
from filters.nearness import STRIKE, TALK, Subject, group_of, is_country, place_fit

_AFTERWARDS = timedelta(hours=72)
_AHEAD = timedelta(hours=2)
_SHARE_OF_ALL = 3
_KNOWN = 3
_LEAST_WEIGHT = 12.0
_RARE = 3.0
_FEWEST, _FEWEST_YOUNG, _FEWEST_OWN = 2, 3, 3
_SHARE, _SHARE_YOUNG = 0.3, 0.4
# «القبض على حارق الرضيع», «وفاة والد الرضيع الذي أحرق»
_ABOUT_STRIKES = (Event.ARREST, Event.CRIME, Event.FIRE)


class Own(NamedTuple):
    """How many words of a title are a story's own, and how much of the title's weight its words are."""

    rare: int
    share: float


def own_words(title: frozenset[str], counts: Mapping[str, int], reports: int, weights: Weights) -> Own:
    """Return which of the title's words a third of the story's reports hold, weighed without the story."""
    weight = {word: weights.of_others(word, counts.get(word, 0)) for word in title}
    held = {word for word in title if _SHARE_OF_ALL * counts.get(word, 0) >= reports}
    rare = sum(1 for word in telling(frozenset(held), "") if weight[word] > _RARE)
    return Own(rare, sum(weight[word] for word in held) / max(_LEAST_WEIGHT, sum(weight.values())))


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
    if own.rare < fewest or own.share < (_SHARE_YOUNG if is_young else _SHARE):
        return 0.0
    return own.share if _may_be_there(subject.place, known.place) else 0.0


def _is_in_time(subject: Subject, incident: Incident) -> bool:
    return incident.first_at - _AHEAD <= subject.entry.at <= incident.last_at + _AFTERWARDS


def _may_be_there(place: str, other: str) -> bool:
    if not place or not other or is_country(place) or is_country(other):
        return True
    return place_fit(place, other) > 0
