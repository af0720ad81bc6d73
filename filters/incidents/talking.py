"""Talk that goes on: what several outlets say of one resignation, one verdict, one holiday."""

from datetime import timedelta

from filters.incidents.holding import Holding
from filters.incidents.likeness import (
    Weighed,
    headline_terms,
    lead_terms,
    outlet_terms,
    text_of,
    title_terms,
)
from filters.incidents.nearness import TALK, Subject, group_of
from filters.incidents.rareness import rarenesses
from filters.model import Incident, Report

_WINDOW, _COMPARED = timedelta(hours=36), 8
# With less, two holidays or two transfers of one evening are one story in real papers.
_ALIKE, _RARE = 0.15, 4.0
_FEWEST, _SHARE = 3, 0.5


def same_talk(holding: Holding, subject: Subject) -> Incident | None:
    """Return the talk that the entry goes on with, None if it is of something else.

    One of its reports must be alike in all, and share rare words with the entry's lead or half the title.
    """
    if subject.groups[0] != TALK:
        return None
    text = Weighed(subject.report.terms - outlet_terms(subject.entry), holding.weights)
    lead, title = lead_terms(subject.entry), headline_terms(subject.entry)
    rareness = rarenesses(text_of(subject.entry))
    best: tuple[float, str] = (0.0, "")
    for key in holding.having(text.terms):
        incident = holding[key].incident
        if group_of(incident.event) != TALK or abs(subject.at - incident.last_at) > _WINDOW:
            continue
        for report in incident.reports[-_COMPARED:]:
            alike = text.likeness_to(report.terms)
            rare = sum(rareness.get(word, 0.0) for word in lead & report.terms)
            if alike >= _ALIKE and (rare >= _RARE or _share_title(title, report)):
                best = max(best, (alike, key))
    return holding[best[1]].incident if best[1] else None


def _share_title(title: frozenset[str], report: Report) -> bool:
    other = title_terms(report.title)
    both = title & other
    return len(both) >= _FEWEST and len(both) >= _SHARE * min(len(title), len(other))
