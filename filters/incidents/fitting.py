"""How well an incident that is near fits an entry that reports an event, or a story without one."""

from filters.incidents.demands import ALIKE_UNPLACED, ALIKE_UNPLACED_SOON, least_alike
from filters.incidents.holding import Held
from filters.incidents.likeness import Weighed
from filters.incidents.nearness import TALK, Subject, fit_there
from filters.incidents.stories import shares_own_words
from filters.incidents.vicinity import JOIN, MOST_LIKENESS, Near, is_one_beside
from filters.model import Incident

_ALIKE = 0.38
# Measured on 28 authored streams of 649 incidents: .02 gathers one report more, .1 eight fewer.
_ALIKE_NAMED = 0.05
_PRECISION, _ROUNDED = 6, 1e-6


def fit(subject: Subject, text: Weighed, near: Near, least: float = JOIN) -> float:
    """Return how well the incident fits, 0-1, and 0.0 where that is less than `least` or too little."""
    worth, _, state = near
    is_talk = state.setting.group == TALK
    if not is_talk and worth + MOST_LIKENESS < least:
        return 0.0  # no words could make it that
    likeness = alike, newest = state.likeness(text)
    best = worth + (alike / 2 if is_talk else 0.2 * alike + 0.1 * newest)
    # Rounding is dear, and hardly any comes near enough for it to matter.
    if best < least - _ROUNDED:
        return 0.0
    best = round(best, _PRECISION)
    if best < least:
        return 0.0
    is_alike = min(likeness) >= _ALIKE if is_talk else _is_alike(subject, text, state, max(likeness))
    return best if is_alike else 0.0


def _is_alike(subject: Subject, text: Weighed, state: Held, alike: float) -> bool:
    """Tell whether the words are alike enough: all reports together, or the newest one."""
    incident = state.incident
    if subject.place and incident.place:
        return alike >= _least_alike_of_placed(subject, incident)
    # Looked at only where it can decide.
    is_in_doubt = ALIKE_UNPLACED_SOON <= alike < ALIKE_UNPLACED
    names_it = is_in_doubt and shares_own_words(text.terms, state.counts, state.told)
    return alike >= least_alike(subject, incident, names_it=names_it)


def _least_alike_of_placed(subject: Subject, incident: Incident) -> float:
    if not fit_there(subject.place, incident) and not is_one_beside(subject, incident):
        return _ALIKE_NAMED
    return least_alike(subject, incident, names_it=False)
