"""How well an incident fits an entry that reports an event, or a story without one."""

from datetime import timedelta

from filters.incidents.demands import (
    ALIKE_UNPLACED,
    ALIKE_UNPLACED_SOON,
    AT_ONCE,
    HEAVY,
    ONE_DAY,
    are_one_kind,
    counts_alike,
    least_alike,
)
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
_MOST_LIKENESS = 0.3
_ALIKE = 0.38
_FEWEST_TERMS = 3
_BESIDE = 0.6
_AT_ONE_STROKE = timedelta(minutes=10)
_IN_A_MOMENT, _HEARD = timedelta(minutes=20), (Event.EXPLOSION, Event.ALERT)
_CROWD = timedelta(hours=12)
# Measured on 28 authored streams of 649 incidents: .02 gathers one report more, .1 eight fewer.
_NAMED, _ALIKE_NAMED = timedelta(hours=24), 0.05
_KIN_WITHIN = timedelta(hours=20)
# Of two that fit alike, it is the one of its own kind and weapon.
_KIN_LOSS, _ARMS_LOSS, _COUNT_GAIN = 0.05, 0.05, 0.03


def nearness(subject: Subject, incident: Incident) -> float:
    """Return what place and time are worth, 0 if no likeness of words could make the incident fit.

    For talk it is half of all there is: only the words decide.
    """
    group = group_of(incident.event)
    if group not in subject.groups:
        return 0.0
    if group == TALK:
        # «الله أكبر» is no story.
        return 0.5 if len(subject.report.terms) >= _FEWEST_TERMS else 0.0
    is_kin = group != subject.groups[0] and not subject.is_aftermath
    if is_kin and abs(subject.entry.at - incident.last_at) > _KIN_WITHIN:
        return 0.0  # outlets differ on what to call it on the first day
    place = fit_there(subject.place, incident) or _fit_beside(subject, incident)
    if not place:
        return 0.0
    if is_kin and _is_protest_under_fire(subject, incident):
        return 0.0
    time = time_fit(subject, incident)
    loss = (_KIN_LOSS if is_kin else 0.0) + (0.0 if are_alike_armed(subject.kinds, incident) else _ARMS_LOSS)
    gain = _COUNT_GAIN if counts_alike(subject, incident) else 0.0
    near = 0.35 * place + 0.35 * time - loss + gain
    return near if time and near + _MOST_LIKENESS >= JOIN else 0.0


def _fit_beside(subject: Subject, incident: Incident) -> float:
    is_beside = _is_one_beside(subject, incident) or _is_named_with(subject, incident)
    return _BESIDE if is_beside else 0.0


def _is_named_with(subject: Subject, incident: Incident) -> bool:
    """Tell whether it may be what others of the day place elsewhere, as one of them names both places."""
    if subject.groups[0] != group_of(incident.event) or abs(subject.entry.at - incident.last_at) > _NAMED:
        return False
    return are_alike_armed(subject.kinds, incident) and is_named_with(subject, incident)


def _is_one_beside(subject: Subject, incident: Incident) -> bool:
    """Tell whether it may be the strike that others place a few streets away: of one weapon, or at once."""
    since = abs(subject.entry.at - incident.first_at)
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


def _is_protest_under_fire(subject: Subject, incident: Incident) -> bool:
    """Tell whether one is a protest and the other is told of weapons that no crowd has: two events."""
    is_of_protest = PROTEST in (subject.groups[0], group_of(incident.event))
    return is_of_protest and not (HEAVY.isdisjoint(subject.kinds) and HEAVY.isdisjoint(incident.kinds))


def most_of(incident: Incident, near: float) -> float:
    """Return the best that `fit` can say of an incident this near."""
    return 1.0 if group_of(incident.event) == TALK else near + _MOST_LIKENESS


def fit(
    subject: Subject, incident: Incident, near: float, alike: float, newest: float, *, names_it: bool = False
) -> float:
    """Return how well the incident fits, 0 if it does not.

    `near` is what `nearness` says; `alike` and `newest` are how like the entry is to all reports
    together and to the newest one; `names_it` says that it has several of the reports' own words.
    """
    if group_of(incident.event) == TALK:
        is_alike = min(alike, newest) >= _ALIKE
    else:
        is_alike = max(alike, newest) >= _least_alike(subject, incident, names_it=names_it)
    return at_best(incident, near, alike, newest) if is_alike else 0.0


def _least_alike(subject: Subject, incident: Incident, *, names_it: bool) -> float:
    is_whole = bool(subject.place and incident.place)
    if is_whole and not fit_there(subject.place, incident) and not _is_one_beside(subject, incident):
        return _ALIKE_NAMED
    return least_alike(subject, incident, names_it=names_it)


def at_best(incident: Incident, near: float, alike: float, newest: float) -> float:
    """Return what `fit` says unless the words are too little alike."""
    if group_of(incident.event) == TALK:
        return near + alike / 2
    return near + 0.2 * alike + 0.1 * newest


def may_name(subject: Subject, incident: Incident, alike: float) -> bool:
    """Tell whether the words of its own matter: a text without a place, neither like it nor unlike it."""
    is_whole = bool(subject.place and incident.place)
    return not is_whole and ALIKE_UNPLACED_SOON <= alike < ALIKE_UNPLACED
