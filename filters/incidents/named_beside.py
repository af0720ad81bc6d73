"""An entry and an incident at two places, one of them naming both: «عند النبطية، من جهة كفرتبنيت»."""

import re
from collections.abc import Iterator
from functools import lru_cache

from filters.arabic import fold
from filters.gazetteer import path_of, places
from filters.incidents.likeness import title_terms
from filters.incidents.nearness import (
    ONE_SITE,
    STRIKE,
    Subject,
    are_near,
    group_of,
    is_country,
    place_fit,
    root_of,
    site_of,
)
from filters.model import Incident, Mention
from filters.sentences import split_sentences

_REPORTS_READ = 8
# «وكانت غارة أخرى …», «بعد حريق الشورجة», «ثاني حادث منذ …»: another event, told to compare.
_OF_ANOTHER = re.compile(
    r"^(?:و?كان(?:ت|وا)?|و?سبق|و?ياتي|و?تاتي|و?شهدت?|وقبل)\b"
    r"|\b(?:بعد|عقب|غداه|قبل|منذ|اخري|اخر|ثان[يى]?|ثانيه|ثالثه?|مماثل|مماثله|يوم|امس|الماضي|الماضيه|تزامنا|بالتزامن)\b"
)


def is_beside(subject: Subject, incident: Incident) -> bool:
    """Tell whether the entry names the site of the incident beside its own place, a few streets away.

    «قذائف عند جسر الأحرار … سقطت داخل المنطقة الخضراء»: outlets take one strike to one or the other.
    """
    place, other = subject.place, incident.place
    if not (subject.groups[0] == group_of(incident.event) == STRIKE and are_near(place, other)):
        return False
    return root_of(place) == root_of(other) and tells_its_place(subject, incident)


def is_named_with(subject: Subject, incident: Incident) -> bool:
    """Tell whether the entry names the incident's place too, or the title of a report the entry's.

    What is named as the place of another event does not count. Outlets take one event to one or the
    other of two places that they name. Both must be of one governorate or country, neither the
    country itself, and not two sites: bases are struck apart.
    """
    place, other = subject.place, incident.place
    if not (place and other) or root_of(place) != root_of(other) or is_country(place) or is_country(other):
        return False
    if site_of(place) and site_of(other):
        return False
    own = _own_names(place)
    titles = (report.title for report in incident.reports[-_REPORTS_READ:])
    return tells_its_place(subject, incident) or any(_titles_name(title, own) for title in titles)


def tells_its_place(subject: Subject, incident: Incident) -> bool:
    """Tell whether the entry names the place of the incident, and not as that of another event."""
    named = (
        mention
        for mention in subject.analysis.mentions
        if mention.entity in places() and place_fit(path_of(mention.entity), incident.place) >= ONE_SITE
    )
    return any(not _OF_ANOTHER.search(lead) for mention in named for lead in _leads(subject, mention))


def _titles_name(title: str, names: tuple[frozenset[str], ...]) -> bool:
    return any(name <= title_terms(title) for name in names) and not _OF_ANOTHER.search(fold(title))


@lru_cache(maxsize=10_000)
def _own_names(place: str) -> tuple[frozenset[str], ...]:
    """Return the terms of each of the place's own names, none that has none."""
    return tuple(filter(None, map(title_terms, places()[place.split("/", maxsplit=1)[0]].arabic)))


def _leads(subject: Subject, mention: Mention) -> Iterator[str]:
    """Yield the sentence up to the mention, folded."""
    entry, span = subject.entry, mention.span
    text = entry.title if span.field == "title" else entry.body
    for start, end in split_sentences(text):
        if start <= span.start < end:
            yield fold(text[start : span.start]).strip()
