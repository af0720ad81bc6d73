"""Which open incidents are near enough to an entry, in kind, place and time, for words to decide."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from filters.incidents.demands import AT_ONCE, ONE_DAY, are_one_kind, counts_alike, is_protest_under_fire
from filters.incidents.holding import Held, Setting
from filters.incidents.named_beside import is_beside, is_named_with
from filters.incidents.nearness import (
    PROTEST,
    STRIKE,
    TALK,
    Subject,
    are_close,
    fit_there,
    group_of,
    is_within_hearing,
    time_fit,
)
from filters.incidents.singling import are_alike_armed, names_weapon
from filters.model import Event, Incident

JOIN = 0.5
MOST_LIKENESS = 0.3
WINDOW, _DATED_WINDOW = timedelta(hours=36), timedelta(hours=72)
_FEWEST_TERMS = 3
_BESIDE = 0.6
_AT_ONE_STROKE = timedelta(minutes=10)
_IN_A_MOMENT, _HEARD = timedelta(minutes=20), (Event.EXPLOSION, Event.ALERT)
_CROWD = timedelta(hours=12)
_NAMED = timedelta(hours=24)
_KIN_WITHIN = timedelta(hours=20)
# Of two that fit alike, it is the one of its own kind and weapon.
_KIN_LOSS, _ARMS_LOSS, _COUNT_GAIN = 0.05, 0.05, 0.03
_TALK_WORTH = 0.5


# What its nearness is worth, the id, the incident itself: sorted, the nearest comes last; ids differ.
Near = tuple[float, str, Held]


class _Terms(NamedTuple):
    """What holds for all incidents of one setting: what their place is worth, what is taken off, the kin."""

    place: float
    loss: float
    is_kin: bool
    is_talk: bool


class Vicinity:
    """How near open incidents are to one entry.

    Very many are open in one town, and they are of few kinds, places and weapons: what these decide
    is looked at once for all that share them.
    """

    def __init__(self, subject: Subject) -> None:
        """Look from `subject`."""
        self._subject = subject
        self._known: dict[Setting, _Terms | tuple[()]] = {}

    def near(self, states: Iterable[Held]) -> list[Near]:
        """Return those that are near enough for words to decide, in the order given.

        What they are worth is what place and time are, for talk half of all there is: only words decide.
        """
        since, until = _earliest(self._subject), self._subject.at + WINDOW
        known, worth_of = self._known, self._worth
        found: list[Near] = []
        # Hundreds are asked for each entry: what is asked of all of them is asked here.
        for state in states:
            incident, setting = state.incident, state.setting
            if not since <= incident.last_at <= until:
                continue
            terms = known.get(setting)
            if terms is None:
                terms = known[setting] = self._terms(incident)
            if terms and (worth := worth_of(incident, terms)):
                found.append((worth, incident.id, state))
        return found

    def _worth(self, incident: Incident, terms: _Terms) -> float:
        """Return what it is worth, 0 if no likeness of words could make the incident fit."""
        subject = self._subject
        if terms.is_talk:
            return _TALK_WORTH
        if terms.is_kin and abs(subject.at - incident.last_at) > _KIN_WITHIN:
            return 0.0  # outlets differ on what to call it on the first day
        place = terms.place or _fit_beside(subject, incident)
        time = time_fit(subject, incident) if place else 0.0
        if not time:
            return 0.0
        gain = _COUNT_GAIN if subject.numbers and counts_alike(subject, incident) else 0.0
        near = 0.35 * place + 0.35 * time - terms.loss + gain
        return near if near + MOST_LIKENESS >= JOIN else 0.0

    def _terms(self, incident: Incident) -> _Terms | tuple[()]:
        """Return what the incident's setting decides, nothing if it cannot be of that event."""
        subject, group = self._subject, group_of(incident.event)
        # «الله أكبر» is no story.
        is_bare = group == TALK and len(subject.report.terms) < _FEWEST_TERMS
        if group not in subject.groups or is_bare:
            return ()
        is_kin = group not in (TALK, subject.groups[0]) and not subject.is_aftermath
        if is_kin and is_protest_under_fire(subject, incident):
            return ()
        is_armed_alike = are_alike_armed(subject.kinds, incident)
        loss = (_KIN_LOSS if is_kin else 0.0) + (0.0 if is_armed_alike else _ARMS_LOSS)
        return _Terms(fit_there(subject.place, incident), loss, is_kin, group == TALK)


def _earliest(subject: Subject) -> datetime:
    """Return since when it must have been reported: «… التي طالت مساء الثلاثاء» two days after too."""
    usual = subject.at - WINDOW
    if not subject.moment.is_told:
        return usual
    return max(subject.at - _DATED_WINDOW, min(usual, subject.moment.since))


def _fit_beside(subject: Subject, incident: Incident) -> float:
    is_beside = is_one_beside(subject, incident) or _is_named_with(subject, incident)
    return _BESIDE if is_beside else 0.0


def _is_named_with(subject: Subject, incident: Incident) -> bool:
    """Tell whether it may be what others of the day place elsewhere, as one of them names both places."""
    if subject.groups[0] != group_of(incident.event) or abs(subject.at - incident.last_at) > _NAMED:
        return False
    return are_alike_armed(subject.kinds, incident) and is_named_with(subject, incident)


def is_one_beside(subject: Subject, incident: Incident) -> bool:
    """Tell whether it may be the strike that others place a few streets away: of one weapon, or at once."""
    since = abs(subject.at - incident.first_at)
    if subject.groups[0] == group_of(incident.event) == PROTEST:
        # A crowd is at the bridge, then on the square behind it.
        return since <= _CROWD and are_close(subject.place, incident.place)
    is_at_once = since <= _AT_ONE_STROKE and are_one_kind(subject, incident)
    is_heard = since <= _IN_A_MOMENT and _is_only_heard(subject, incident)
    if (is_at_once or is_heard) and are_close(subject.place, incident.place):
        return True  # «صافرات السفارة», «دوي انفجار قرب الجسر المعلق»
    if is_heard and since <= _AT_ONE_STROKE and is_within_hearing(subject.place, incident.place):
        return True  # «انفجارات قرب القنصلية», «مسيرات تضرب المطار»
    if not (since <= AT_ONCE or (since <= ONE_DAY and are_one_kind(subject, incident))):
        return False
    return are_alike_armed(subject.kinds, incident) and is_beside(subject, incident)


def _is_only_heard(subject: Subject, incident: Incident) -> bool:
    """Tell whether one of the two is a blast or an alarm of which nobody says yet what it was."""
    is_strike = subject.groups[0] == group_of(incident.event) == STRIKE
    is_bare = subject.event in _HEARD and not subject.kinds
    return is_strike and (is_bare or (incident.event in _HEARD and not names_weapon(incident)))
