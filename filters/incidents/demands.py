"""How alike in words an entry and an incident must be, by what place, kind and weapon leave open."""

from datetime import timedelta

from filters.incidents.likeness import term_of
from filters.incidents.nearness import (
    ONE_SITE,
    PROTEST,
    STRIKE,
    Subject,
    fit_there,
    group_of,
    is_country,
    is_wide,
    site_of,
)
from filters.incidents.singling import are_alike_armed, names_weapon
from filters.model import Event, Incident
from filters.wordlists import word_list

ALIKE_UNPLACED, ALIKE_UNPLACED_SOON = 0.38, 0.08
AT_ONCE = timedelta(minutes=45)
ONE_DAY, _NEXT_DAY = timedelta(hours=15), timedelta(hours=34)
_ALIKE_KIN, _ALIKE_KIN_SITE = 0.1, 0.07
_ALIKE_WIDER, _ALIKE_THEN, _ALIKE_THEN_UNARMED = 0.2, 0.03, 0.03
_ALIKE_COUNTRY = 0.25
_SAME_MINUTES = timedelta(minutes=5)
_ALIKE_ORDINARY, _ALIKE_ORDINARY_SOON = 0.15, 0.07
_SOON = timedelta(hours=4)
_ONE_CITY = 0.6
_SALVO = timedelta(hours=3)
_ALIKE_SALVO = 0.02
# Later a long text tells of other weapons too.
_ARMS_TOLD = timedelta(hours=6)
_ALIKE_PLANTED = 0.25
# Until then the first to tell «انفجارات في طهران» may have been followed by none that names the weapon.
_UNNAMED = timedelta(minutes=90)
_PLANTED = frozenset({"car_bomb", "ied"})
_FLYING = frozenset({"rocket", "missile", "drone", "airstrike", "shell"})
_CALLED_OTHERWISE = {STRIKE, PROTEST, group_of(Event.FIRE)}
_TOLD_SITES = frozenset(map(term_of, word_list("told-sites")))
_HEAVY = _PLANTED | _FLYING | {"suicide"}


def least_alike(subject: Subject, incident: Incident, *, names_it: bool) -> float:
    """Return how alike the words must be, 0-1: the wider the place and the more ordinary the event, the more.

    `names_it` says that the entry has several of the reports' own words.
    """
    if not (subject.place and incident.place):
        return _unplaced(subject, incident, names_it=names_it)
    place = fit_there(subject.place, incident)
    if not place:
        return 0.0  # only what names its site, or was heard next to it, comes this far
    if place < _ONE_CITY or is_country(subject.place) or is_country(incident.place):
        return _in_a_country(subject, incident, is_one=place >= ONE_SITE)
    is_site = place >= ONE_SITE and "/" in subject.place and "/" in incident.place
    if subject.groups[0] != STRIKE and not (subject.is_aftermath or is_site):
        return _of_the_ordinary(subject, incident, is_one=place >= ONE_SITE)
    if place < ONE_SITE and subject.at - incident.last_at > AT_ONCE:
        return _in_a_wider_place(subject, incident)
    return _at_one_place(subject, incident, is_site=is_site)


def _unplaced(subject: Subject, incident: Incident, *, names_it: bool) -> float:
    since = abs(subject.at - incident.last_at)
    if (since <= _UNNAMED or _is_then(subject, incident)) and _is_at_one_site(subject, incident):
        return 0.0  # «هجوم صاروخي على السفارة», «صواريخ تستهدف السفارة الأمريكية»
    is_soon = since <= _SALVO and incident.event is not Event.ALERT
    return ALIKE_UNPLACED_SOON if is_soon and names_it else ALIKE_UNPLACED


def _is_at_one_site(subject: Subject, incident: Incident) -> bool:
    """Tell whether both strike what they call by one word, with weapons that may be the same.

    One of them may call it a protest or a fire: «حرق السفارة».
    """
    groups = {subject.groups[0], group_of(incident.event)}
    if not groups <= _CALLED_OTHERWISE or (STRIKE not in groups and len(groups) > 1):
        return False
    told = subject.report.terms & _TOLD_SITES
    is_told = any(told & report.terms for report in incident.reports) if told else False
    return is_told and are_alike_armed(subject.kinds, incident)


def _at_one_place(subject: Subject, incident: Incident, *, is_site: bool) -> float:
    if _is_planted_or_fired(subject, incident):
        return _ALIKE_PLANTED  # «عبوة لاصقة في المنصور» an hour after «مسيرة تضرب المنصور»
    if _is_apart_in_a_city(subject, incident):
        return _ALIKE_WIDER  # «قذائف هاون على الموصل», «مسيرة تلقي قنبلة في النبي يونس»
    is_kin = group_of(incident.event) != subject.groups[0] and not subject.is_aftermath
    if is_kin and is_site and _is_told_then(subject, incident):
        return _ALIKE_THEN  # «اشتباكات في ناحية الدير», «نزاع عشائري ليلة أمس في الدير»
    return _of_kin(subject, incident, is_site=is_site) if is_kin else 0.0


def _is_apart_in_a_city(subject: Subject, incident: Incident) -> bool:
    """Tell whether the weapons are not alike and no more is known of one place than its town."""
    is_city = is_wide(subject.place) or is_wide(incident.place)
    is_soon = subject.at - incident.first_at <= _ARMS_TOLD
    return is_city and is_soon and not are_alike_armed(subject.kinds, incident)


def _of_the_ordinary(subject: Subject, incident: Incident, *, is_one: bool) -> float:
    """Return it for accidents and arrests, of which a governorate sees several a day."""
    since = subject.at - incident.last_at
    is_town = "/" in subject.place and "/" in incident.place  # «جنوب الناصرية», then «ناحية البطحاء»
    # A crowd is at the bridge, then in the town.
    is_crowd = subject.groups[0] == group_of(incident.event) == PROTEST
    is_soon = (since <= _SOON and (is_one or (is_town and is_crowd))) or (is_town and since <= AT_ONCE)
    return _ALIKE_ORDINARY_SOON if is_soon else _ALIKE_ORDINARY


def _in_a_wider_place(subject: Subject, incident: Incident) -> float:
    """Return it where one place contains the other: two blasts in one city an hour apart are two.

    Unless they are told alike, of one kind of weapon, or at one hour.
    """
    if not names_weapon(incident) and subject.at - incident.last_at <= _UNNAMED:
        return 0.0
    if _is_one_salvo(subject, incident):
        return _ALIKE_SALVO
    if _is_then(subject, incident):
        return _ALIKE_THEN
    return _ALIKE_THEN_UNARMED if _is_told_then(subject, incident) else _ALIKE_WIDER


def _of_kin(subject: Subject, incident: Incident, *, is_site: bool) -> float:
    if is_site and subject.at - incident.last_at <= AT_ONCE:
        return _ALIKE_SALVO  # «انفجار في المصفاة», «دخان يتصاعد من المصفى»
    # «إخماد حريق المصفاة», in the morning
    return _ALIKE_KIN_SITE if is_site and site_of(subject.place) else _ALIKE_KIN


def _is_one_salvo(subject: Subject, incident: Incident) -> bool:
    """Tell whether it is soon, or at the hour told, and of one kind of weapon."""
    is_soon = subject.at - incident.last_at <= _SALVO or _is_at_its_hour(subject, incident)
    return is_soon and are_one_kind(subject, incident)


def _is_then(subject: Subject, incident: Incident) -> bool:
    """Tell whether the entry tells the part of the day at which the incident began, and its weapon."""
    return _is_told_then(subject, incident) and are_one_kind(subject, incident)


def _is_told_then(subject: Subject, incident: Incident) -> bool:
    moment = subject.moment
    is_then = moment.is_told and moment.holds(incident.first_at)
    return is_then and subject.at - incident.first_at <= _NEXT_DAY


def _is_at_its_hour(subject: Subject, incident: Incident) -> bool:
    """Tell whether the entry tells the very hour at which the incident was first reported."""
    moment = subject.moment
    return moment.is_exact and moment.holds(incident.first_at)


def _in_a_country(subject: Subject, incident: Incident, *, is_one: bool) -> float:
    """Return how alike the words must be where one of the places is wide; `is_one` says that both are."""
    since = subject.at - incident.last_at
    if subject.groups[0] == STRIKE and since <= _SAME_MINUTES:
        return _ALIKE_SALVO  # «انفجارات تهز البحرين», «صواريخ على المنامة»
    is_one_salvo = since <= _SALVO and are_one_kind(subject, incident)
    return _ALIKE_KIN if is_one and (since <= AT_ONCE or is_one_salvo) else _ALIKE_COUNTRY


def _is_planted_or_fired(subject: Subject, incident: Incident) -> bool:
    """Tell whether one was a bomb that lay there, the other came through the air."""
    known = incident.kinds & (_PLANTED | _FLYING)
    pair = ((subject.kinds, known), (known, subject.kinds))
    return any(bool(one) and one <= _PLANTED and bool(two) and two <= _FLYING for one, two in pair)


def are_one_kind(subject: Subject, incident: Incident) -> bool:
    """Tell whether both name weapons, and kinds that outlets may call alike."""
    return bool(subject.kinds) and names_weapon(incident) and are_alike_armed(subject.kinds, incident)


def counts_alike(subject: Subject, incident: Incident) -> bool:
    """Tell whether a number of weapons or casualties that is no everyday one was told of the incident."""
    return not subject.numbers.isdisjoint(incident.figures)


def is_protest_under_fire(subject: Subject, incident: Incident) -> bool:
    """Tell whether one is a protest and the other is told of weapons that no crowd has: two events."""
    is_of_protest = PROTEST in (subject.groups[0], group_of(incident.event))
    return is_of_protest and not (_HEAVY.isdisjoint(subject.kinds) and _HEAVY.isdisjoint(incident.kinds))
