"""An incident opened by an entry, and what an entry that joins one changes in it."""

from dataclasses import replace

from filters.incidents.claims import change_of, claims_of, fresh_claims, news_of, status_of
from filters.incidents.nearness import TALK, Subject, group_of, place_fit, site_of
from filters.incidents.recurring import is_again
from filters.incidents.singling import names_weapon
from filters.model import Assignment, Change, Claim, Event, Incident, Qualifier

_ID_DIGITS = 12
_YOUNG = 3


def opened(subject: Subject) -> Assignment:
    """Return the incident that the entry opens, named after it."""
    entry, analysis = subject.entry, subject.analysis
    claims = claims_of(entry, analysis)
    is_talk = subject.groups[0] == TALK or subject.is_aftermath
    incident = Incident(
        id=entry.uid[:_ID_DIGITS],
        event=Event.NONE if subject.is_aftermath else subject.event,
        place="" if is_talk else subject.place,
        topics=analysis.topics,
        status=status_of((subject.report,), claims),
        first_at=entry.at,
        last_at=entry.at,
        reports=(subject.report,),
        claims=claims,
        recalled=analysis.recalled if is_talk else None,
        places=() if is_talk or not subject.place else (subject.place,),
    )
    return Assignment(incident, Change.OPENED, "no open incident is near in place, time and words")


def joined(incident: Incident, subject: Subject, why: str, score: float = 0.0) -> Assignment:
    """Return the incident with the entry as one more report, and what that changes.

    `score` is how well it fits, 0-1, where likeness decided.
    """
    entry, report = subject.entry, subject.report
    added = fresh_claims(incident.claims, claims_of(entry, subject.analysis))
    news = news_of(incident, report, added, is_again=is_again(incident, subject))
    change = change_of(news)
    reports, claims = (*incident.reports, report), (*incident.claims, *added)
    grown = replace(
        incident,
        event=incident.event if subject.is_aftermath else _graver(incident.event, subject.event),
        place=_place_of(incident, subject),
        topics=tuple(dict.fromkeys((*incident.topics, *subject.analysis.topics))),
        status=status_of(reports, claims),
        first_at=min(incident.first_at, entry.at),
        last_at=max(incident.last_at, entry.at),
        revision=incident.revision + (change is not Change.NOTHING),
        reports=reports,
        claims=claims,
        recalled=incident.recalled if subject.groups[0] == TALK else None,
        places=_places_of(incident, subject),
    )
    return Assignment(grown, change, why, news, score)


def listed(incident: Incident, subject: Subject) -> Assignment:
    """Return the incident with the entry listed under it as a follow-up, which changes nothing else."""
    report = replace(subject.report, is_follow_up=True)
    last_at = max(incident.last_at, subject.at)
    grown = replace(incident, last_at=last_at, reports=(*incident.reports, report))
    return Assignment(grown, Change.NOTHING, f"speaks of {incident.event} at {incident.place or 'no place'}")


def answered(incident: Incident, subject: Subject) -> Assignment:
    """Return the incident with an arrest or a protest about it, which is news the first time it is told."""
    told = listed(incident, subject)
    arrest = Claim("arrest", None, Qualifier.EXACT, subject.entry.source, None, subject.at)
    if subject.event is not Event.ARREST or any(claim.kind == arrest.kind for claim in incident.claims):
        return told
    grown = replace(told.incident, claims=(*incident.claims, arrest), revision=incident.revision + 1)
    return replace(told, incident=grown, change=Change.BIG, news=("arrest",))


def _graver(event: Event, other: Event) -> Event:
    return min(event, other, key=list(Event).index)


def _places_of(incident: Incident, subject: Subject) -> tuple[str, ...]:
    told = subject.place if subject.groups[0] != TALK and not subject.is_aftermath else ""
    return tuple(dict.fromkeys((*incident.places, told))) if told else incident.places


def _place_of(incident: Incident, subject: Subject) -> str:
    """Return where it was; where talk of it was held counts no more once a report says where."""
    if group_of(incident.event) == TALK and subject.groups[0] != TALK and subject.place:
        return subject.place
    return _finer(incident, subject.place)


def _finer(incident: Incident, other: str) -> str:
    """Return the finer of two places while the incident is young: many reports of a city mean the city."""
    place = incident.place
    if not place or not other:
        return place or other
    is_inside = place.split("/")[0] in other.split("/")[1:]
    # The first to hear it told of the bridge, the next of the embassy that was struck.
    is_struck = not place_fit(place, other) and bool(site_of(other)) and not names_weapon(incident)
    return other if (is_inside or is_struck) and len(incident.reports) < _YOUNG else place
