"""Two open incidents found to be one: the older keeps its id and takes the other's reports and claims."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from filters.incidents.claims import status_of
from filters.incidents.nearness import ONE_SITE, STRIKE, TALK, are_kin, group_of, is_country, place_fit
from filters.incidents.recurring import ANEW_AFTER, is_another
from filters.incidents.singling import are_alike_armed
from filters.model import Assignment, Change, Event, Incident

_TOGETHER, _AT_ONCE = timedelta(hours=3), timedelta(minutes=45)
_ANOTHER_AFTER = timedelta(hours=1)
_TALKED_BEFORE = timedelta(hours=4)


def merged(told: Assignment, others: Iterable[Incident]) -> Assignment:
    """Return the assignment with all of `others` that are the same incident merged into the oldest.

    Its revision is at least that of each: who follows one of them knows what the merged one tells.
    """
    same = tuple(others)
    if not same:
        return told
    for other in same:
        told = _with(told, other)
    incident = told.incident
    # Counting the voices is dear: once for all that are merged.
    status = status_of(incident.reports, incident.claims)
    return replace(told, incident=replace(incident, status=status))


def are_one(incident: Incident, other: Incident) -> bool:
    """Tell whether two incidents that one entry fits are one event: of one site, begun together.

    A governorate may see two fires in an hour; two strikes begun at once are one if one of them is
    not placed, or both at the same place.
    """
    if group_of(incident.event) != group_of(other.event) or group_of(incident.event) == TALK:
        return False
    older, younger = (incident, other) if incident.first_at <= other.first_at else (other, incident)
    return _began_together(older, younger) and not _is_later_strike(older, younger)


def _began_together(older: Incident, younger: Incident) -> bool:
    apart = younger.first_at - older.first_at
    if apart > _TOGETHER:
        return False
    is_site = "/" in older.place and "/" in younger.place
    if is_site and place_fit(older.place, younger.place) >= ONE_SITE:
        return True
    is_there = older.place == younger.place or not (older.place and younger.place)
    return is_there and apart <= _AT_ONCE and group_of(older.event) == STRIKE


def _is_later_strike(older: Incident, younger: Incident) -> bool:
    """Tell whether the younger is called another strike, is one of another weapon, or tells one anew.

    An outlet of the older opened it, when all had been silent of it for long.
    """
    apart = younger.first_at - older.first_at
    if apart >= ANEW_AFTER and not are_alike_armed(younger.kinds, older):
        return True
    if is_another(younger) and apart >= _ANOTHER_AFTER:
        return True
    told = [report for report in older.reports if report.at < younger.first_at and not report.is_follow_up]
    is_own = bool(younger.reports) and any(report.outlet == younger.reports[0].outlet for report in told)
    return is_own and younger.first_at - max(report.at for report in told) >= ANEW_AFTER


def is_talk_of(talk: Incident, incident: Incident) -> bool:
    """Tell whether talk that came before the first report speaks of the incident."""
    recalled = talk.recalled
    if recalled is None or group_of(talk.event) != TALK or not (recalled.place and incident.place):
        return False
    if not (recalled.is_definite or recalled.is_named) or is_country(recalled.place):
        return False
    is_soon = -_TOGETHER <= incident.first_at - talk.first_at <= _TALKED_BEFORE
    is_kin = are_kin(group_of(recalled.event), group_of(incident.event))
    return is_soon and is_kin and incident.place.split("/", maxsplit=1)[0] in recalled.place.split("/")


def _with(told: Assignment, other: Incident) -> Assignment:
    incident = told.incident
    older, younger = sorted((incident, other), key=lambda one: (one.first_at, one.id))
    grown = _joined(older, younger)
    is_new = told.change is Change.OPENED
    gone = () if is_new and younger is incident else (younger.id,)
    change = Change.BIG if is_new else told.change
    base = max(older.revision, younger.revision)
    is_told = change is not Change.NOTHING
    revision = base + 1 if is_told and (is_new or other.revision >= incident.revision) else base
    return replace(
        told, incident=replace(grown, revision=revision), change=change, merged=(*told.merged, *gone)
    )


def _joined(older: Incident, younger: Incident) -> Incident:
    """Return the older with what the younger has; talk becomes a follow-up of what it speaks of."""
    fact = younger if group_of(older.event) == TALK else older
    reports = tuple(
        replace(report, is_follow_up=True) if group_of(one.event) == TALK else report
        for one in (older, younger)
        for report in one.reports
    )
    claims = tuple(dict.fromkeys((*older.claims, *younger.claims)))
    return replace(
        older,
        event=_graver(older.event, younger.event),
        place=_finer(fact.place, (younger if fact is older else older).place),
        topics=tuple(dict.fromkeys((*older.topics, *younger.topics))),
        first_at=min(older.first_at, younger.first_at),
        last_at=max(older.last_at, younger.last_at),
        reports=reports,
        claims=claims,
        recalled=None,
        places=tuple(dict.fromkeys((*older.places, *younger.places))),
    )


def _graver(event: Event, other: Event) -> Event:
    return min(event, other, key=list(Event).index)


def _finer(place: str, other: str) -> str:
    """Return the finer of two places of which one contains the other or is unknown."""
    if not place or not other:
        return place or other
    return other if place.split("/", maxsplit=1)[0] in other.split("/")[1:] else place
