"""Two open incidents found to be one: the older keeps its id and takes the other's reports and claims."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce

from filters.incidents.claims import status_of
from filters.incidents.nearness import ONE_SITE, STRIKE, TALK, are_kin, group_of, is_country, place_fit
from filters.incidents.recurring import ANEW_AFTER, is_another
from filters.incidents.singling import are_alike_armed
from filters.model import Assignment, Change, Event, Incident

TOGETHER, _AT_ONCE = timedelta(hours=3), timedelta(minutes=45)
_ANOTHER_AFTER = timedelta(hours=1)
_TALKED_BEFORE, _TALKED_DAYS_BEFORE = timedelta(hours=4), timedelta(hours=72)


def merged(told: Assignment, others: Iterable[Incident]) -> Assignment:
    """Return the assignment with all of `others` that are the same incident merged into the oldest.

    Its revision is at least that of each: who follows one of them knows what the merged one tells.
    """
    same = tuple(others)
    if not same:
        return told
    parts = sorted((told.incident, *same), key=lambda one: (one.first_at, one.id))
    is_new = told.change is Change.OPENED
    gone = (part.id for part in parts[1:] if not (is_new and part is told.incident))
    return replace(
        told,
        incident=_joined(parts, revision=_revision(told, same)),
        change=Change.BIG if is_new else told.change,
        merged=(*told.merged, *gone),
    )


def _revision(told: Assignment, others: Sequence[Incident]) -> int:
    """Return the revision of what is merged: one more than all if that is news to who follows one of them."""
    known = max(other.revision for other in others)
    is_news = told.change is Change.OPENED or (
        told.change is not Change.NOTHING and known >= told.incident.revision
    )
    return max(told.incident.revision, known) + is_news


def are_one(incident: Incident, other: Incident) -> bool:
    """Tell whether two incidents that one entry fits are one event: of one site, begun together.

    A governorate may see two fires in an hour; two strikes begun at once are one if one of them is
    not placed, or both at the same place.
    """
    if abs(incident.first_at - other.first_at) > TOGETHER:
        return False
    group = group_of(incident.event)
    if group != group_of(other.event) or group == TALK:
        return False
    older, younger = (incident, other) if incident.first_at <= other.first_at else (other, incident)
    return _began_together(older, younger) and not _is_later_strike(older, younger)


def _began_together(older: Incident, younger: Incident) -> bool:
    apart = younger.first_at - older.first_at
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


def is_talk_of(talk: Incident, incident: Incident, *, is_late: bool = False) -> bool:
    """Tell whether talk that came before the first report speaks of the incident.

    A report that `is_late`, as a toll that rises, may be the first days after the talk.
    """
    recalled = talk.recalled
    if recalled is None or group_of(talk.event) != TALK or not (recalled.place and incident.place):
        return False
    if not (recalled.is_definite or recalled.is_named) or is_country(recalled.place):
        return False
    is_late = is_late and not is_country(incident.place)
    before = _TALKED_DAYS_BEFORE if is_late else _TALKED_BEFORE
    is_soon = -TOGETHER <= incident.first_at - talk.first_at <= before
    is_kin = are_kin(group_of(recalled.event), group_of(incident.event))
    return is_soon and is_kin and incident.place.split("/", maxsplit=1)[0] in recalled.place.split("/")


def _joined(parts: Sequence[Incident], *, revision: int) -> Incident:
    """Return the first, which is the oldest, with what the others have; talk becomes a follow-up."""
    reports = tuple(
        replace(report, is_follow_up=True) if group_of(part.event) == TALK else report
        for part in parts
        for report in part.reports
    )
    claims = tuple(dict.fromkeys(claim for part in parts for claim in part.claims))
    facts_first = sorted(parts, key=lambda part: group_of(part.event) == TALK)
    return replace(
        parts[0],
        event=min((part.event for part in parts), key=list(Event).index),
        place=reduce(_finer, (part.place for part in facts_first)),
        topics=tuple(dict.fromkeys(topic for part in parts for topic in part.topics)),
        status=status_of(reports, claims),
        last_at=max(part.last_at for part in parts),
        revision=revision,
        reports=reports,
        claims=claims,
        recalled=None,
        places=tuple(dict.fromkeys(place for part in parts for place in part.places)),
    )


def _finer(place: str, other: str) -> str:
    """Return the finer of two places of which one contains the other or is unknown."""
    if not place or not other:
        return place or other
    return other if place.split("/", maxsplit=1)[0] in other.split("/")[1:] else place
