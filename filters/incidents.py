"""Which incident an entry reports: the nearest in place, time and words, or a new one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feeds.model import Entry
from filters.fitting import JOIN, fit, most_of, nearness
from filters.following import follow_fit, spoken_of
from filters.joining import is_next_wave, joined, listed, opened
from filters.likeness import Weighed, Weights, cover, headline_terms, names_of, terms_of
from filters.model import Actuality, Analysis, Assignment, Change, Incident, Recollection, Report
from filters.nearness import TALK, Subject, group_of, kin_of, root_of, subject_of

WINDOW = timedelta(hours=36)
_RARE_TERMS = 12
_MOST_ALIKE = 60
_PRECISION = 6
_RECALLED = "recalled"
_REPORTED = (Actuality.NEW, Actuality.DENIAL)


def assign(entry: Entry, analysis: Analysis, open_incidents: Sequence[Incident]) -> Assignment:
    """Return the incident that `entry` reports and what it changed. Deterministic.

    Prepares all of `open_incidents` first: for many entries use `OpenIncidents`.
    """
    return OpenIncidents(open_incidents).assign(entry, analysis)


@dataclass(slots=True)
class _Open:
    """An open incident with what comparing it needs: how many of its reports hold each word."""

    incident: Incident
    counts: Counter[str] = field(default_factory=Counter)
    newest: frozenset[str] = frozenset()
    size: float = 0.0

    def hold(self, report: Report) -> None:
        """Count the words of one more report."""
        self.counts.update(report.terms)
        self.newest = report.terms

    def likeness(self, text: Weighed) -> tuple[float, float]:
        """Return how like `text` is to all reports together, and to the newest."""
        reports = len(self.incident.reports)
        newest = text.likeness_to(self.newest)
        if reports == 1:
            return newest, newest
        return text.likeness(self.counts, reports, self.size), newest


class OpenIncidents:
    """Incidents prepared for many assignments. `put` keeps it current; `close` lets old ones go."""

    def __init__(self, incidents: Sequence[Incident] = ()) -> None:
        """Prepare `incidents`."""
        self._open: dict[str, _Open] = {}
        self._blocks: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._holding: dict[str, dict[str, None]] = defaultdict(dict)
        self._holders: dict[str, str] = {}
        self._weights = Weights()
        for incident in incidents:
            self.put(incident)

    def put(self, incident: Incident) -> None:
        """Add an incident, or replace it by its newer state."""
        state = self._open.get(incident.id)
        if state is None:
            state = self._open[incident.id] = _Open(replace(incident, reports=()))
        self._blocks[_block(state.incident)].pop(incident.id, None)
        self._blocks[_block(incident)][incident.id] = None
        for report in incident.reports[len(state.incident.reports) :]:
            self._hold(state, report)
        state.incident = incident
        squares = sum(count * count for count in state.counts.values())
        state.size = squares / max(1, len(incident.reports)) ** 2

    def _hold(self, state: _Open, report: Report) -> None:
        state.hold(report)
        self._weights.add(report.terms)
        self._holders[report.entry_uid] = state.incident.id
        for term in report.terms:
            self._holding[term][state.incident.id] = None

    def close(self, before: datetime) -> None:
        """Forget incidents whose last report is older than `before`."""
        for key in [key for key, state in self._open.items() if state.incident.last_at < before]:
            state = self._open.pop(key)
            self._blocks[_block(state.incident)].pop(key, None)
            for report in state.incident.reports:
                self._weights.remove(report.terms)
                self._holders.pop(report.entry_uid, None)
            for term in state.counts:
                self._holding[term].pop(key, None)

    def assign(self, entry: Entry, analysis: Analysis) -> Assignment:
        """Return the incident that `entry` reports and what it changed.

        The incident is not put back: call `put` with it once it is stored. What only speaks of an
        open incident is listed under it; a late report that tells more of one joins it.
        """
        holder = self._open.get(self._holders.get(entry.uid, ""))
        if holder:
            return Assignment(holder.incident, Change.NOTHING, "the entry is in it already")
        report = Report(entry.uid, entry.id, entry.source, entry.title, entry.url, entry.at, terms_of(entry))
        subject = subject_of(entry, analysis, report)
        recalled = spoken_of(subject)
        known = self._spoken_of(subject, recalled) if recalled else None
        if known and analysis.actuality not in _REPORTED:
            return (
                listed(known, subject)
                if group_of(known.event) != TALK
                else joined(known, subject, _why(known))
            )
        best, why = self._nearest(subject)
        if best and is_next_wave(best, subject):
            return opened(subject)
        if best:
            return joined(best, subject, why)
        return joined(known, subject, _why(known)) if known else opened(subject)

    def _spoken_of(self, subject: Subject, recalled: Recollection) -> Incident | None:
        """Return the incident whose event the entry speaks of, else talk of the same, else None."""
        title = headline_terms(subject.entry)
        best: tuple[float, datetime, str] = (0.0, subject.entry.at, "")
        for key in self._recallable(subject, recalled, title):
            state = self._open[key]
            held = cover(title, state.counts, len(state.incident.reports))
            score = round(follow_fit(recalled, subject, state.incident, title, held), _PRECISION)
            best = max(best, (score, state.incident.last_at, key))
        return self._open[best[2]].incident if best[0] else None

    def _recallable(self, subject: Subject, recalled: Recollection, title: frozenset[str]) -> Iterable[str]:
        groups = kin_of(group_of(recalled.event))
        if subject.analysis.actuality in _REPORTED:
            return self._in_blocks(groups, recalled.place) if recalled.place else self._alike(title)
        return {**dict.fromkeys(self._alike(title)), **self._in_blocks((*groups, _RECALLED), recalled.place)}

    def _nearest(self, subject: Subject) -> tuple[Incident | None, str]:
        text = Weighed(subject.report.terms - names_of(subject.place), self._weights)
        by_words = subject.groups[0] == TALK or not subject.place
        keys = (
            self._alike(subject.report.terms) if by_words else self._in_blocks(subject.groups, subject.place)
        )
        since, until = subject.entry.at - WINDOW, subject.entry.at + WINDOW
        near = [
            (nearness(subject, incident), key)
            for key in keys
            if since <= (incident := self._open[key].incident).last_at <= until
        ]
        best: tuple[float, datetime, str] = (0.0, subject.entry.at, "")
        for worth, key in sorted(near, reverse=True):
            state = self._open[key]
            if (
                worth and most_of(state.incident, worth) >= best[0]
            ):  # else its words could not make it the best
                score = round(fit(subject, state.incident, worth, *state.likeness(text)), _PRECISION)
                best = max(best, (score, state.incident.last_at, key))
        if best[0] < JOIN:
            return None, ""
        incident = self._open[best[2]].incident
        where = incident.place or "no place"
        return incident, f"same {subject.groups[0]} at {where}, score {best[0]:.2f}"

    def _in_blocks(self, groups: Iterable[str], place: str) -> dict[str, None]:
        blocks = ((group, root) for group in groups for root in (root_of(place), ""))
        return {key: None for block in blocks for key in self._blocks.get(block, ())}

    def _alike(self, terms: frozenset[str]) -> list[str]:
        """Return the incidents that hold most of the rarest words."""
        rare = sorted(terms, key=lambda term: (-self._weights.of(term), term))[:_RARE_TERMS]
        held = Counter(key for term in rare for key in self._holding.get(term, ()))
        return [key for key, _ in sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_ALIKE]]


def _block(incident: Incident) -> tuple[str, str]:
    if incident.recalled:
        return _RECALLED, root_of(incident.recalled.place)
    return group_of(incident.event), root_of(incident.place)


def _why(incident: Incident) -> str:
    return f"tells more of {incident.event} at {incident.place or 'no place'}"
