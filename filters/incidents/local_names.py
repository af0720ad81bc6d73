"""The incident at a village, street or ship of which no gazetteer knows: «بلدة كفررمان», «قرية الزركة»."""

from datetime import datetime, timedelta
from itertools import pairwise

from filters.analysis.wordforms import behind_leads
from filters.arabic import tokenise
from filters.incidents.demands import is_protest_under_fire
from filters.incidents.holding import Holding
from filters.incidents.likeness import outlet_terms, term_of, text_of
from filters.incidents.nearness import TALK, Subject, group_of, is_country, place_fit, root_of, time_fit
from filters.incidents.rareness import rareness_of
from filters.incidents.recurring import is_called_another, is_next_wave
from filters.incidents.singling import are_alike_armed
from filters.model import Incident
from filters.wordlists import word_list

_KINDS = word_list("kinds-of-local-places")
_LED_KINDS = behind_leads(_KINDS)  # «وبلدة», «بوادي»
_WINDOW = timedelta(hours=36)
_RARE, _RARE_ELSEWHERE = 1.3, 2.3


def local_names(text: str) -> dict[str, float]:
    """Return the terms that follow a village, street or the like, each with how rare its word is."""
    words = [token.folded for token in tokenise(text)]
    found: dict[str, float] = {}
    for kind, word in pairwise(words):
        if kind in _LED_KINDS:
            term = term_of(word)
            if term and word not in _KINDS:
                found[term] = max(found.get(term, 0.0), rareness_of(word))
    return found


def named_there(holding: Holding, subject: Subject) -> Incident | None:
    """Return the incident whose reports name the same little-known place as the entry, None if there is none.

    Of several it is that of the rarest name, then the latest.
    """
    if subject.groups[0] == TALK or is_called_another(subject.entry):
        return None
    outlet, told = outlet_terms(subject.entry), local_names(text_of(subject.entry))
    names = {name: rare for name, rare in told.items() if rare >= _RARE and name not in outlet}
    best: tuple[float, datetime, str] = (0.0, subject.at, "")
    for key in holding.having(names):
        state = holding[key]
        rare = max((names[name] for name in names if state.counts.get(name)), default=0.0)
        if rare and _may_be(subject, state.incident, rare):
            best = max(best, (rare, state.incident.last_at, key))
    return holding[best[2]].incident if best[2] else None


def _may_be(subject: Subject, incident: Incident, rare: float) -> bool:
    if group_of(incident.event) not in subject.groups or not are_alike_armed(subject.kinds, incident):
        return False
    if abs(subject.at - incident.last_at) > _WINDOW or not time_fit(subject, incident):
        return False
    if is_protest_under_fire(subject, incident) or is_next_wave(incident, subject):
        return False
    return rare >= (_RARE if _is_near(subject.place, incident.place) else _RARE_ELSEWHERE)


def _is_near(place: str, other: str) -> bool:
    return (
        not place
        or not other
        or place_fit(place, other) > 0
        or (root_of(place) == root_of(other) and not is_country(root_of(place)))
    )
