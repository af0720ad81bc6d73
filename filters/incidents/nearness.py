"""How near an entry is to an incident: in kind, place and time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import cos, hypot, radians

from feeds.model import Entry
from filters.gazetteer import coordinates, path_of, places
from filters.incidents.moments import Moment, moment_of
from filters.model import Actuality, Analysis, Event, Incident, Report
from filters.wordlists import keyed

_SLACK = timedelta(hours=3)
_UNTOLD_SLACK = timedelta(hours=1)
_NONE, _SOON = timedelta(0), timedelta(hours=4)
_FLOW = timedelta(minutes=150)
_LONGEST_FLOW = timedelta(hours=14)
_WINDOW_SECONDS = timedelta(hours=36).total_seconds()
_ABOUT_THEN, _FROM_CLOCK = 0.85, 0.15
_GROUPS = {
    Event.ATTACK: "strike",
    Event.EXPLOSION: "strike",
    Event.ALERT: "strike",
    Event.FIRE: "fire",
    Event.ACCIDENT: "accident",
    Event.PROTEST: "protest",
    Event.CLOSURE: "closure",
    Event.ARREST: "closure",
    Event.CRIME: "crime",
    Event.STATEMENT: "talk",
    Event.NONE: "talk",
}
# Two outlets may call one event by two of these names.
_KIN = (
    {"strike", "fire"},
    {"fire", "accident"},
    {"strike", "accident"},
    {"strike", "protest"},
    {"strike", "crime"},
    {"accident", "crime"},
    {"protest", "closure"},
    {"crime", "closure"},
)
# Who confirms, denies or claims it does so after it.
VOICES = ("official", "denial", "responsibility", "arrest")
_AS_TOLD = (Actuality.NEW, Actuality.DENIAL, Actuality.NA)
# What nobody tells apart from its parts: strikes there at one time are one event.
_COMPACT = frozenset({"site", "mission", "base", "airport", "port", "oil", "bridge", "square", "crossing"})
# What outlets call by either name.
_ONE_NAME = frozenset({"green-zone", "us-embassy"})
# One and two are everyday numbers.
_TELLING_COUNT = 3
ONE_SITE = 0.95
_ALSO_TOLD, _INSIDE = 0.9, 0.8
_WIDE = frozenset({"country", "region", "province", "governorate", "city", "area", "district"})
# «صافرات الإنذار في الكويت» says where: the state is one city.
_CITY_STATES = frozenset({"kuwait", "bahrain", "qatar"})
_CLOSE_KM, _HEARING_KM, _NEAR_KM, _KM_A_DEGREE = 4.0, 7.0, 8.0, 111.2
_LIES_IN = {"us-embassy": "green-zone", "victoria-base": "baghdad-airport", "hurriya-base": "kirkuk-airport"}
# «انفجارات تهز الكرخ»: the halves of Baghdad.
_BANK_OF = keyed("banks")
TALK, STRIKE, PROTEST = "talk", "strike", "protest"
_EVENTFUL = tuple(dict.fromkeys(group for group in _GROUPS.values() if group != TALK))


@dataclass(frozen=True, slots=True)
class Subject:
    """The entry to be assigned, with what is asked of it.

    `event` is the event as an incident has it; `place` that of the event, or the first one named
    where something is over (`is_aftermath`); `groups` the class groups of incidents that it may
    belong to, its own first; `numbers` the figures that tell one event from another; `kinds` those of its
    weapons. It was published `at` that time and happened between `since` and `until`, some hours of slack
    included.
    """

    entry: Entry
    analysis: Analysis
    report: Report
    moment: Moment
    event: Event
    place: str
    is_aftermath: bool
    groups: tuple[str, ...]
    numbers: frozenset[tuple[str, int]]
    kinds: frozenset[str]
    since: datetime
    until: datetime
    at: datetime


def subject_of(entry: Entry, analysis: Analysis, report: Report) -> Subject:
    """Return the entry with what is asked of it."""
    event = _event_of(analysis)
    ends = any(evidence.rule == "aftermath" for evidence in analysis.evidence)
    place = analysis.place or (_named_place(analysis) if ends else "")
    is_aftermath = ends and bool(place)
    groups = _EVENTFUL if is_aftermath else _groups_of(event)
    cues = (evidence.span for evidence in analysis.evidence if evidence.rule not in VOICES)
    moment = moment_of(entry, filter(None, cues))
    slack = _SLACK if moment.is_told else _UNTOLD_SLACK
    return Subject(
        entry,
        analysis,
        report,
        moment,
        event,
        place,
        is_aftermath,
        groups,
        numbers=_numbers(analysis),
        kinds=frozenset(quantity.kind for quantity in analysis.weapons),
        since=moment.since - slack,
        until=moment.until + slack,
        at=entry.at,
    )


def _numbers(analysis: Analysis) -> frozenset[tuple[str, int]]:
    told = (*analysis.weapons, *analysis.killed, *analysis.injured)
    return frozenset((q.kind, q.count) for q in told if q.count is not None and q.count >= _TELLING_COUNT)


def _event_of(analysis: Analysis) -> Event:
    """Return what is new, denied or talk as it is; a threat is a statement, the recalled and played none."""
    if analysis.actuality in _AS_TOLD:
        return analysis.event
    if analysis.actuality is Actuality.DRILL and analysis.event is Event.CLOSURE:
        return Event.CLOSURE  # a road closed for an exercise is closed all the same
    return Event.STATEMENT if analysis.actuality is Actuality.THREAT else Event.NONE


def _named_place(analysis: Analysis) -> str:
    return next(iter(named_places(analysis)), "")


def named_places(analysis: Analysis) -> tuple[str, ...]:
    """Return the paths of the places that an entry names, in order."""
    named = (mention.entity for mention in analysis.mentions if mention.entity in places())
    return tuple(path_of(slug) for slug in dict.fromkeys(named))


def _groups_of(event: Event) -> tuple[str, ...]:
    return kin_of(group_of(event))


def kin_of(group: str) -> tuple[str, ...]:
    """Return the class groups by which outlets may call an event of `group`, its own first."""
    kin = (other for pair in _KIN if group in pair for other in sorted(pair) if other != group)
    return tuple(dict.fromkeys((group, *kin)))


def are_kin(group: str, other: str) -> bool:
    """Tell whether two outlets may call one event by these two class groups."""
    return group == other or {group, other} in _KIN


def group_of(event: Event) -> str:
    """Return which events may be reports of one: attack, explosion and alert are a strike."""
    return _GROUPS[event]


def are_close(place: str, other: str) -> bool:
    """Tell whether two places are next to each other: what is heard at one may have been at the other."""
    return bool(place and other) and _is_within(place, other, _CLOSE_KM)


def is_within_hearing(place: str, other: str) -> bool:
    """Tell whether what strikes one place is heard at the other as if it were there."""
    return bool(place and other) and _is_within(place, other, _HEARING_KM)


def are_near(place: str, other: str) -> bool:
    """Tell whether two places are a few streets apart."""
    return bool(place and other) and _is_within(place, other, _NEAR_KM)


@lru_cache(maxsize=20_000)
def _is_within(place: str, other: str, most: float) -> bool:
    here, there = coordinates(place), coordinates(other)
    if (
        here is None
        or there is None
        or _WIDE & {places()[path.split("/")[0]].type for path in (place, other)}
    ):
        return False
    north = (here[0] - there[0]) * _KM_A_DEGREE
    east = (here[1] - there[1]) * _KM_A_DEGREE * cos(radians(here[0]))
    return hypot(north, east) <= most


def root_of(place: str) -> str:
    """Return the governorate or country at the end of a place path."""
    return place.rsplit("/", 1)[-1]


def is_country(place: str) -> bool:
    """Tell whether nothing finer than a country is known of a place; of a state that is one city, no."""
    return (
        bool(place)
        and place not in _CITY_STATES
        and places()[place.split("/", maxsplit=1)[0]].type == "country"
    )


def is_wide(place: str) -> bool:
    """Tell whether nothing finer than a town or city is known of a place."""
    return bool(place) and places()[place.split("/", maxsplit=1)[0]].type in _WIDE


@lru_cache(maxsize=20_000)
def site_of(place: str) -> str:
    """Return the slug of the widest site that a place is or lies in, "" if it is none: a square of a zone."""
    slugs = place.split("/") if place else []
    slugs += [_LIES_IN[slug] for slug in slugs if slug in _LIES_IN]
    return next((slug for slug in reversed(slugs) if places()[slug].type in _COMPACT), "")


@lru_cache(maxsize=20_000)
def place_fit(place: str, other: str) -> float:
    """Return 1 for one place, `ONE_SITE` for parts of one site, less if one contains the other, else 0.

    An unknown place may be any: 0.6.
    """
    if not place or not other:
        return 0.6
    parts, others = place.split("/"), other.split("/")
    if parts[0] == others[0] or {parts[0], others[0]} <= _ONE_NAME:
        return 1.0
    if site_of(place) and site_of(place) == site_of(other):
        return ONE_SITE
    if parts[0] not in others and others[0] not in parts:
        return _INSIDE if _lies_on(parts, others[0]) or _lies_on(others, parts[0]) else 0.0
    wider = min(place, other, key=lambda path: path.count("/"))
    return 0.5 if is_country(wider) and wider not in _CITY_STATES else _INSIDE


def _lies_on(parts: list[str], bank: str) -> bool:
    return any(_BANK_OF.get(slug) == bank for slug in parts)


def place_told(place: str, incident: Incident) -> str:
    """Return the place, of those at which reports put the incident, that is nearest to `place`."""
    if not place or not incident.place or place_fit(place, incident.place) >= ONE_SITE:
        return incident.place
    told = (other for other in incident.places if place_fit(place, other) >= ONE_SITE)
    return next(told, incident.place)


def fit_there(place: str, incident: Incident) -> float:
    """Return `place_fit` of the incident's own place, or a little less of another one that it was told at."""
    fit = place_fit(place, incident.place)
    if fit >= ONE_SITE or not (place and incident.place) or incident.places == (incident.place,):
        return fit
    return _ALSO_TOLD if any(place_fit(place, told) >= ONE_SITE for told in incident.places) else fit


def time_fit(subject: Subject, incident: Incident) -> float:
    """Return how well the event's time fits, 0 if it cannot be the same event."""
    moment, at = subject.moment, subject.at
    age = at - incident.first_at
    if moment.is_exact and not moment.since <= incident.first_at:
        return 0.0  # it was reported before that happened
    if subject.since <= incident.first_at <= subject.until:
        fresh = 1.0 - 0.4 * (age.total_seconds() / _WINDOW_SECONDS if age > _NONE else 0.0)
        if not moment.is_told:
            return fresh
        if moment.is_exact:
            return fresh * (1.0 - _FROM_CLOCK * _from_clock(moment, incident))
        is_then = moment.since - _UNTOLD_SLACK <= incident.first_at <= moment.until + _UNTOLD_SLACK
        return fresh if is_then else fresh * _ABOUT_THEN
    if abs(at - incident.last_at) <= _FLOW and age <= _LONGEST_FLOW and not moment.is_told:
        return 0.7
    # Outlets sometimes name the wrong day; so soon after the first report it is the same event all the same.
    is_soon = _NONE <= age <= _SOON and not moment.is_exact
    return 0.45 if is_soon else 0.0


def _from_clock(moment: Moment, incident: Incident) -> float:
    """Return how far from the middle of the hours told the incident was first reported, 0-1 within them."""
    half = (moment.until - moment.since) / 2
    return min(1.0, abs(incident.first_at - moment.since - half) / max(half, timedelta(minutes=1)))
