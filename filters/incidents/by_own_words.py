"""The incident that an entry tells of by its own words alone: put at another place, or only spoken of."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from filters.incidents.demands import counts_alike, is_protest_under_fire
from filters.incidents.holding import Held, Holding
from filters.incidents.likeness import Weighed, names_of, outlet_terms, overlap, text_of
from filters.incidents.moments import is_flash
from filters.incidents.named_beside import tells_its_place
from filters.incidents.nearness import (
    ONE_SITE,
    TALK,
    Subject,
    fit_there,
    group_of,
    is_country,
    named_places,
    place_fit,
    time_fit,
)
from filters.incidents.rareness import rarenesses
from filters.incidents.recurring import is_called_another, is_next_wave
from filters.incidents.singling import are_alike_armed
from filters.incidents.stories import shared_own_words
from filters.model import Incident


class Demand(NamedTuple):
    """How alike the words of a text and an incident must be, 0-1, and how rare those that are its own.

    That is their sum. Rareness is in tenfolds, as `rarenesses` tells it.
    """

    alike: float
    rare: float


# Measured on streams of many outlets, some made of events that lie close.
_NAMED, _COUNTED = Demand(0.12, 0.0), Demand(0.15, 1.5)
_UNPLACED, _LATE, _LATE_UNPLACED = Demand(0.12, 1.5), Demand(0.15, 0.0), Demand(0.22, 1.5)
_SPOKEN, _SPOKEN_NAMED = Demand(0.25, 2.0), Demand(0.1, 0.0)
_NEVER = Demand(2.0, 0.0)
_FEWEST = 2
_WINDOW, _LATE_WINDOW = timedelta(hours=36), timedelta(hours=72)
_RIVAL, _TWIN, _COMPARED = 0.6, 0.5, 6


def reported_of(holding: Holding, subject: Subject) -> Incident | None:
    """Return the incident that the entry reports from elsewhere, from nowhere or late, None if it names none.

    «في حوض حمرين», «قرية تابعة لناحية جلولاء»: outlets take one attack to one or the other. The words
    must be its own, not those of any attack; fewer do where the entry names its place too, or its figures.
    """
    if subject.groups[0] == TALK or is_called_another(subject.entry):
        return None
    terms = subject.report.terms - names_of(subject.place) - outlet_terms(subject.entry)
    text = Weighed(terms, holding.weights)
    rareness = rarenesses(text_of(subject.entry))
    best: tuple[float, datetime, str] = (0.0, subject.at, "")
    for key in holding.having(text.terms):
        incident = holding[key].incident
        if not _may_be(subject, incident):
            continue
        alike = _meets(_demand(subject, incident), holding[key], text, rareness)
        # Asked last, as hardly any comes this far.
        if alike and not (is_next_wave(incident, subject) or _is_twin(text, holding[key], subject)):
            best = max(best, (alike, incident.last_at, key))
    return holding[best[2]].incident if best[0] else None


def told_of(holding: Holding, subject: Subject) -> Incident | None:
    """Return the incident that talk is about: by its place and own words, else by many of them.

    «النيابة تأمر بالتحقيق في سقوط عمارة المنصورة». Talk that may be about two is about none. A festival
    or a greeting shares several words with an incident of another town.
    """
    if subject.groups[0] != TALK:
        return None
    text = Weighed(subject.report.terms - outlet_terms(subject.entry), holding.weights)
    rareness, is_line = rarenesses(text_of(subject.entry)), is_flash(subject.entry)
    fitting: list[tuple[float, datetime, str]] = []
    for key in holding.having(text.terms):
        incident = holding[key].incident
        is_open = subject.at - incident.last_at <= _LATE_WINDOW
        if not is_open or group_of(incident.event) == TALK:
            continue
        is_named = _names(subject, incident)
        if is_line and not is_named:
            continue
        demand = _SPOKEN_NAMED if is_named else _SPOKEN
        if alike := _meets(demand, holding[key], text, rareness):
            fitting.append((alike, incident.last_at, key))
    best, *others = sorted(fitting, reverse=True) or [(0.0, subject.at, "")]
    if not best[0] or any(alike > _RIVAL * best[0] for alike, *_ in others):
        return None
    return holding[best[2]].incident


def _meets(demand: Demand, state: Held, text: Weighed, rareness: Mapping[str, float]) -> float:
    """Return how alike the words are, 0.0 if that is too little or too few are the incident's own."""
    incident, alike = state.incident, max(state.likeness(text))
    if alike < demand.alike:
        return 0.0
    terms = text.terms - names_of(incident.place)
    own = shared_own_words(terms, state.counts, state.told)
    is_told = len(own) >= _FEWEST and sum(rareness.get(word, 0.0) for word in own) >= demand.rare
    return alike if is_told else 0.0


def _may_be(subject: Subject, incident: Incident) -> bool:
    """Tell whether its kind, its weapons and the days between allow that it is the same."""
    if group_of(incident.event) not in subject.groups:
        return False
    if abs(subject.at - incident.last_at) > _LATE_WINDOW or is_protest_under_fire(subject, incident):
        return False
    return are_alike_armed(subject.kinds, incident)


def _is_twin(text: Weighed, state: Held, subject: Subject) -> bool:
    """«عبوة تستهدف رتلا قرب الناصرية», «… قرب الديوانية»: but for the place the same words.

    So is what one outlet says again of the next event.
    """
    incident, names = state.incident, names_of(state.incident.place)
    is_elsewhere = not fit_there(subject.place, incident)
    return any(
        overlap(text.terms - names, report.terms - names) >= _TWIN
        for report in incident.reports[-_COMPARED:]
        if is_elsewhere or report.outlet == subject.report.outlet
    )


def _demand(subject: Subject, incident: Incident) -> Demand:
    """Return what is asked of the words by what speaks against the incident: its time or its place."""
    is_soon = abs(subject.at - incident.last_at) <= _WINDOW
    is_then = is_soon and bool(time_fit(subject, incident))
    if not fit_there(subject.place, incident):
        return _demand_elsewhere(subject, incident) if is_then else _NEVER
    if subject.place and incident.place:
        return _NEVER if is_flash(subject.entry) else _LATE  # a flash tells what has just happened
    return _UNPLACED if is_then else _LATE_UNPLACED


def _demand_elsewhere(subject: Subject, incident: Incident) -> Demand:
    """Return it for an incident at another place: its name must be told too, or its figures.

    Not as that of another event: «الثاني في المحافظة بعد الذي طال حافلة في قره تبه»;
    «انفجارات تهز السليمانية» an hour after «انفجارات في سماء أربيل» is another one.
    """
    if _names(subject, incident) and tells_its_place(subject, incident):
        return _NAMED
    is_same = counts_alike(subject, incident) and not is_flash(subject.entry)
    return _COUNTED if is_same else _NEVER


def _names(subject: Subject, incident: Incident) -> bool:
    """Tell whether the entry names the place of the incident, and that is no whole country."""
    return not is_country(incident.place) and any(
        place_fit(path, incident.place) >= ONE_SITE for path in named_places(subject.analysis)
    )
