"""The one incident that an entry can mean, by kind, place, weapon and time, where its words don't tell."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from filters.incidents.nearness import (
    ONE_SITE,
    STRIKE,
    TALK,
    Subject,
    are_kin,
    group_of,
    is_country,
    place_fit,
    place_told,
)
from filters.model import Event, Incident, Recollection

_AFTERWARDS = timedelta(hours=72)
_AHEAD = timedelta(hours=2)
_SLACK = timedelta(hours=3)
_MANY, _SMALL = 5, 10
_IRAQ = "iraq"
_HARMFUL = ("strike", "fire", "accident")
_INSIDE, _COUNTRY = 0.8, 0.5
_KNOWN_PAIRS = 4_000
_NOT_WEAPONS = frozenset({"killed", "injured", "official", "denial", "responsibility", "arrest"})
# Outlets call one salvo by any of these.
_FIRED = frozenset({"rocket", "missile", "shell"})
# «غارة», «صواريخ إسرائيلية», «قصف بمسيرة»
_FROM_AIR = frozenset({"rocket", "missile", "drone"})


def only_one(
    recalled: Recollection, subject: Subject, incidents: Iterable[tuple[Incident, int]]
) -> Incident | None:
    """Return the only incident that the entry can speak of, the last of those at one site; None if several.

    Each incident comes with how many words of the entry tell of it; of several it is the one of which
    most do. What was reported comes before what is only talked of.
    """
    if not (recalled.place and recalled.is_definite):
        return None
    fitting = [
        (incident, words)
        for incident, words in incidents
        if _may_be_meant(recalled, subject, incident) and (words or _is_strike(recalled, incident))
    ]
    reported = [(incident, words) for incident, words in fitting if group_of(incident.event) != TALK]
    return (
        _one_of(recalled, _of_the_day(subject, [incident for incident, _ in reported]))
        or _most_told(reported)
        or _one_of(recalled, [incident for incident, _ in fitting if group_of(incident.event) == TALK])
    )


def _most_told(fitting: list[tuple[Incident, int]]) -> Incident | None:
    """Return the incident of which more words tell than of any other."""
    most = max((words for _, words in fitting), default=0)
    best = [incident for incident, words in fitting if words == most]
    return best[0] if most and len(best) == 1 else None


def _one_of(recalled: Recollection, fitting: list[Incident]) -> Incident | None:
    most = max((len(incident.reports) for incident in fitting), default=0)
    fitting = [incident for incident in fitting if _SMALL * len(incident.reports) > most]
    there = [i for i in fitting if place_fit(recalled.place, _place(i, recalled.place)) >= ONE_SITE]
    if there and "/" in recalled.place:
        return max(
            there, key=lambda i: (place_fit(recalled.place, _place(i, recalled.place)), i.first_at, i.id)
        )
    return fitting[0] if len(fitting) == 1 else None


def _may_be_meant(recalled: Recollection, subject: Subject, incident: Incident) -> bool:
    known = incident.recalled or Recollection(incident.event, place_told(recalled.place, incident))
    if not _are_of_one_kind(recalled, known):
        return False
    # What many report is spoken of as long as it is reported.
    since = incident.last_at if len(incident.reports) >= _MANY else incident.first_at
    if not incident.first_at - _AHEAD <= subject.at <= since + _AFTERWARDS:
        return False
    fit = place_fit(recalled.place, known.place) if known.place else 0.0
    if incident.event is Event.ALERT or _IRAQ in (recalled.place, known.place):
        return False
    is_wide = is_country(recalled.place) or is_country(known.place)
    if is_wide and not recalled.is_named:
        return False
    least = _COUNTRY if is_wide and incident.recalled is None else _INSIDE
    return fit >= least and are_alike_armed(recalled.weapons, incident)


def _is_strike(recalled: Recollection, incident: Incident) -> bool:
    """Tell whether it is violence or called by its victims: a governorate has several accidents a day."""
    return not recalled.is_named or group_of((incident.recalled or incident).event) == STRIKE


def _are_of_one_kind(recalled: Recollection, known: Recollection) -> bool:
    """Tell whether the two may be one event: what is called by its victims may be any that has some."""
    group, other = group_of(recalled.event), group_of(known.event)
    return group == other if recalled.is_named else other in _HARMFUL and are_kin(group, other)


def names_weapon(incident: Incident) -> bool:
    """Tell whether a report of the incident names a weapon."""
    return not incident.kinds <= _NOT_WEAPONS


def are_alike_armed(weapons: Iterable[str], incident: Incident) -> bool:
    """Tell whether none of the kinds of weapon speaks against the incident."""
    known, named = incident.kinds - _NOT_WEAPONS, frozenset(weapons) - _NOT_WEAPONS
    return not known or not named or _are_alike(known, named)


@lru_cache(_KNOWN_PAIRS)
def _are_alike(known: frozenset[str], named: frozenset[str]) -> bool:
    """Tell it of the weapons themselves: few kinds are named together, and those again and again."""
    if any(
        "airstrike" in one and not _FROM_AIR.isdisjoint(two) for one, two in ((named, known), (known, named))
    ):
        return True
    return not named.isdisjoint(known) or not (_FIRED.isdisjoint(known) or _FIRED.isdisjoint(named))


def is_of_the_day(subject: Subject, incident: Incident) -> bool:
    """Tell whether the incident began when the entry says that its event was («مساء أمس»)."""
    moment = subject.moment
    slack = timedelta(0) if moment.is_exact else _SLACK
    return moment.since - slack <= incident.first_at <= moment.until + slack


def _of_the_day(subject: Subject, incidents: list[Incident]) -> list[Incident]:
    """Return those that began when the entry says, all of them if it does not say or none did."""
    at_once = [incident for incident in incidents if is_of_the_day(subject, incident)]
    return at_once if subject.moment.is_told and at_once else incidents


def _place(incident: Incident, near: str) -> str:
    return incident.recalled.place if incident.recalled else place_told(near, incident)
