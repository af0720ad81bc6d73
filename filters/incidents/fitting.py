"""How well an incident fits an entry that reports an event, or a story without one."""

from datetime import timedelta

from filters.incidents.nearness import ONE_SITE, PROTEST, STRIKE, TALK, Subject, group_of, is_beside, is_country, place_fit, site_of, time_fit
from filters.incidents.singling import are_alike_armed, names_weapon
from filters.model import Event, Incident

JOIN = 0.5
_MOST_LIKENESS = 0.3
_ALIKE = 0.38
_FEWEST_TERMS = 3
_ALIKE_UNPLACED, _ALIKE_UNPLACED_SOON = 0.38, 0.12
_ALIKE_KIN, _ALIKE_KIN_SITE = 0.15, 0.07
_ALIKE_WIDER, _ALIKE_THEN = 0.2, 0.1
_AT_ONCE = timedelta(minutes=45)
_ALIKE_COUNTRY = 0.25
_SAME_MINUTES = timedelta(minutes=5)
_ALIKE_ORDINARY, _ALIKE_ORDINARY_SOON = 0.2, 0.07
_SOON = timedelta(hours=4)
_ONE_CITY, _BESIDE = 0.6, 0.6
_ONE_DAY = timedelta(hours=15)
# Until then the first to tell «انفجارات في طهران» may have been followed by none that names the weapon.
_UNNAMED = timedelta(minutes=90)
_SALVO = timedelta(hours=3)
_KIN_WITHIN = timedelta(hours=20)
_ALIKE_SALVO = 0.02
# Of two that fit alike, it is the one of its own kind and weapon.
_KIN_LOSS, _ARMS_LOSS = 0.05, 0.05
_PLANTED = frozenset({"car_bomb", "ied"})
_FLYING = frozenset({"rocket", "missile", "drone", "airstrike", "shell"})
_HEAVY = _PLANTED | _FLYING | {"suicide"}
_ALIKE_PLANTED = 0.25


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
    place = place_fit(subject.place, incident.place) or (_BESIDE if _is_one_beside(subject, incident) else 0.0)
    if not place:
        return 0.0
    if is_kin and _is_protest_under_fire(subject, incident):
        return 0.0
    time = time_fit(subject, incident)
    loss = (_KIN_LOSS if is_kin else 0.0) + (0.0 if _are_alike_armed(subject, incident) else _ARMS_LOSS)
    near = 0.35 * place + 0.35 * time - loss
    return near if time and near + _MOST_LIKENESS >= JOIN else 0.0


def _is_one_beside(subject: Subject, incident: Incident) -> bool:
    """Tell whether it may be the strike that others place a few streets away: of one weapon, or at once."""
    since = abs(subject.entry.at - incident.first_at)
    if not (since <= _AT_ONCE or (since <= _ONE_DAY and _are_one_kind(subject, incident))):
        return False
    return _are_alike_armed(subject, incident) and is_beside(subject, incident)


def _is_protest_under_fire(subject: Subject, incident: Incident) -> bool:
    """Tell whether one is a protest and the other is told of weapons that no crowd has: two events."""
    groups = {subject.groups[0], group_of(incident.event)}
    kinds = {quantity.kind for quantity in subject.analysis.weapons} | {c.kind for c in incident.claims}
    return PROTEST in groups and not _HEAVY.isdisjoint(kinds)


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


def at_best(incident: Incident, near: float, alike: float, newest: float) -> float:
    """Return what `fit` says unless the words are too little alike."""
    if group_of(incident.event) == TALK:
        return near + alike / 2
    return near + 0.2 * alike + 0.1 * newest


def may_name(subject: Subject, incident: Incident, alike: float) -> bool:
    """Tell whether the words of its own matter: a text without a place, neither like it nor unlike it."""
    is_whole = bool(subject.place and incident.place)
    return not is_whole and _ALIKE_UNPLACED_SOON <= alike < _ALIKE_UNPLACED


def _are_alike_armed(subject: Subject, incident: Incident) -> bool:
    return are_alike_armed([quantity.kind for quantity in subject.analysis.weapons], incident)


def _is_planted_or_fired(subject: Subject, incident: Incident) -> bool:
    """Tell whether one was a bomb that lay there, the other came through the air."""
    kinds = frozenset(quantity.kind for quantity in subject.analysis.weapons)
    known = frozenset(claim.kind for claim in incident.claims) & (_PLANTED | _FLYING)
    pair = ((kinds, known), (known, kinds))
    return any(bool(one) and one <= _PLANTED and bool(two) and two <= _FLYING for one, two in pair)


def _are_one_kind(subject: Subject, incident: Incident) -> bool:
    """Tell whether both name weapons, and kinds that outlets may call alike."""
    kinds = [quantity.kind for quantity in subject.analysis.weapons]
    return bool(kinds) and names_weapon(incident) and are_alike_armed(kinds, incident)


def _least_alike(subject: Subject, incident: Incident, *, names_it: bool) -> float:
    """Return how alike the words must be: the wider the place and the more ordinary the event, the more."""
    if not (subject.place and incident.place):
        is_soon = abs(subject.entry.at - incident.last_at) <= _SALVO and incident.event is not Event.ALERT
        return _ALIKE_UNPLACED_SOON if is_soon and names_it else _ALIKE_UNPLACED
    place = place_fit(subject.place, incident.place)
    if not place:
        return _ALIKE_SALVO  # only what names its site comes this far
    if place < _ONE_CITY or is_country(subject.place) or is_country(incident.place):
        return _least_alike_in_a_country(subject, incident, is_one=place >= ONE_SITE)
    is_site = place >= ONE_SITE and "/" in subject.place and "/" in incident.place
    if subject.groups[0] != STRIKE and not (subject.is_aftermath or is_site):
        if "/" in subject.place and "/" in incident.place and subject.entry.at - incident.last_at <= _AT_ONCE:
            return _ALIKE_ORDINARY_SOON  # «جنوب الناصرية», then «ناحية البطحاء»
        # A governorate sees several accidents and arrests a day.
        is_soon = place >= ONE_SITE and subject.entry.at - incident.last_at <= _SOON
        return _ALIKE_ORDINARY_SOON if is_soon else _ALIKE_ORDINARY
    if place < ONE_SITE and subject.entry.at - incident.last_at > _AT_ONCE:
        # Two blasts in one city an hour apart are two, unless told alike or of one kind of weapon.
        if _is_one_salvo(subject, incident):
            return _ALIKE_SALVO
        return _ALIKE_THEN if _is_then(subject, incident) else _ALIKE_WIDER
    if _is_planted_or_fired(subject, incident):
        return _ALIKE_PLANTED  # «عبوة لاصقة في المنصور» an hour after «مسيرة تضرب المنصور»
    is_kin = group_of(incident.event) != subject.groups[0] and not subject.is_aftermath
    if is_kin and is_site and subject.entry.at - incident.last_at <= _AT_ONCE:
        return _ALIKE_SALVO  # «انفجار في المصفاة», «دخان يتصاعد من المصفى»
    if is_kin and is_site and site_of(subject.place):
        return _ALIKE_KIN_SITE  # «إخماد حريق المصفاة», in the morning
    return _ALIKE_KIN if is_kin else 0.0


def _is_one_salvo(subject: Subject, incident: Incident) -> bool:
    """Tell whether it is soon, or at the hour told, and of one kind of weapon, or none was named yet."""
    since = subject.entry.at - incident.last_at
    if not names_weapon(incident):
        return since <= _UNNAMED
    return (since <= _SALVO or _is_at_its_hour(subject, incident)) and _are_one_kind(subject, incident)


def _is_then(subject: Subject, incident: Incident) -> bool:
    """Tell whether the entry tells the part of the day at which the incident began, and its weapon."""
    moment = subject.moment
    is_then = moment.is_told and moment.since <= incident.first_at <= moment.until
    return is_then and subject.entry.at - incident.first_at <= _ONE_DAY and _are_one_kind(subject, incident)


def _is_at_its_hour(subject: Subject, incident: Incident) -> bool:
    """Tell whether the entry tells the very hour at which the incident was first reported."""
    moment = subject.moment
    return moment.is_exact and moment.since <= incident.first_at <= moment.until


def _least_alike_in_a_country(subject: Subject, incident: Incident, *, is_one: bool) -> float:
    """Return how alike the words must be where one of the places is wide; `is_one` says that both are."""
    since = subject.entry.at - incident.last_at
    if subject.groups[0] == STRIKE and since <= _SAME_MINUTES:
        return _ALIKE_SALVO  # «انفجارات تهز البحرين», «صواريخ على المنامة»
    is_one_salvo = since <= _SALVO and _are_one_kind(subject, incident)
    return _ALIKE_KIN if is_one and (since <= _AT_ONCE or is_one_salvo) else _ALIKE_COUNTRY
