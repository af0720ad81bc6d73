"""The incident that an entry tells of by its own words alone: put at another place, or only spoken of."""

from datetime import datetime, timedelta

from filters.gazetteer import places
from filters.incidents.demands import counts_alike
from filters.incidents.holding import Holding
from filters.incidents.likeness import Weighed, names_of
from filters.incidents.moments import is_flash
from filters.incidents.nearness import (
    ONE_SITE,
    TALK,
    Subject,
    fit_there,
    group_of,
    is_country,
    named_places,
    place_fit,
    root_of,
    time_fit,
)
from filters.incidents.recurring import is_next_wave
from filters.incidents.singling import are_alike_armed
from filters.incidents.stories import count_own_words, shares_own_words
from filters.model import Incident

_WINDOW = timedelta(hours=36)
# How alike the words must be, measured on streams of many outlets: at these few of two events in ten are.
_ALIKE, _ALIKE_NAMED, _ALIKE_COUNTED, _NEVER = 0.22, 0.12, 0.12, 2.0
_SPOKEN_WITHIN = timedelta(hours=72)
_ALIKE_SPOKEN, _SEVERAL, _RIVAL = 0.1, 3, 0.6
_IRAQ, _ITS_PART = "iraq", "governorate"


def placed_otherwise(holding: Holding, subject: Subject) -> Incident | None:
    """Return the incident that the entry reports from elsewhere, None if its words name none.

    «في حوض حمرين», «قرية تابعة لناحية جلولاء»: outlets take one attack to one or the other. The words
    must be its own, not those of any attack; fewer do where the entry names its place too, or its figures.
    """
    if subject.groups[0] == TALK or not subject.place:
        return None
    text = Weighed(subject.report.terms - names_of(subject.place), holding.weights)
    best: tuple[float, datetime, str] = (0.0, subject.entry.at, "")
    for key in holding.having(text.terms):
        state = holding[key]
        incident = state.incident
        if not _may_be(subject, incident):
            continue
        alike = max(state.likeness(text))
        if alike < _least(subject, incident) or is_next_wave(incident, subject):
            continue
        own = text.terms - names_of(incident.place)
        if shares_own_words(own, state.counts, len(incident.reports)):
            best = max(best, (alike, incident.last_at, key))
    return holding[best[2]].incident if best[0] else None


def told_of(holding: Holding, subject: Subject) -> Incident | None:
    """Return the incident that talk is about by several of its own words, None if it may be of two.

    «النيابة تأمر بالتحقيق في سقوط عمارة المنصورة». What looks back on a week is about none.
    """
    if subject.groups[0] != TALK:
        return None
    text = Weighed(subject.report.terms, holding.weights)
    fitting: list[tuple[float, datetime, str]] = []
    for key in holding.having(text.terms):
        state = holding[key]
        incident = state.incident
        is_open = subject.entry.at - incident.last_at <= _SPOKEN_WITHIN
        if group_of(incident.event) == TALK or not is_open:
            continue
        alike = max(state.likeness(text))
        own = text.terms - names_of(incident.place)
        if alike >= _ALIKE_SPOKEN and count_own_words(own, state.counts, len(incident.reports)) >= _SEVERAL:
            fitting.append((alike, incident.last_at, key))
    best, *others = sorted(fitting, reverse=True) or [(0.0, subject.entry.at, "")]
    if not best[0] or any(alike > _RIVAL * best[0] for alike, *_ in others):
        return None
    return holding[best[2]].incident


def _may_be(subject: Subject, incident: Incident) -> bool:
    """Tell whether all but the place allows that it is the same."""
    if group_of(incident.event) not in subject.groups or not incident.place:
        return False
    if abs(subject.entry.at - incident.last_at) > _WINDOW or fit_there(subject.place, incident):
        return False
    kinds = [quantity.kind for quantity in subject.analysis.weapons]
    return bool(time_fit(subject, incident)) and are_alike_armed(kinds, incident)


def _least(subject: Subject, incident: Incident) -> float:
    if _names(subject, incident):
        return _ALIKE_NAMED
    if is_flash(subject.entry):
        return _NEVER  # «انفجارات تهز السليمانية» an hour after «انفجارات في سماء أربيل»
    if counts_alike(subject, incident):
        return _ALIKE_COUNTED
    return _ALIKE if _are_in_one_country(subject.place, incident.place) else _NEVER


def _names(subject: Subject, incident: Incident) -> bool:
    """Tell whether the entry names the place of the incident, and that is no whole country."""
    return not is_country(incident.place) and any(
        place_fit(path, incident.place) >= ONE_SITE for path in named_places(subject.analysis)
    )


def _are_in_one_country(place: str, other: str) -> bool:
    roots = {root_of(place), root_of(other)}
    return len(roots) == 1 or all(root == _IRAQ or places()[root].type == _ITS_PART for root in roots)
