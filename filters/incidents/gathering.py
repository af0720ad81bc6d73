"""Which incident an entry reports: the nearest in place, time and words, or a new one."""

from collections.abc import Sequence
from datetime import datetime

from feeds.model import Entry
from filters.incidents.by_own_words import reported_of, told_of
from filters.incidents.following import is_own, is_sure, spoken_of
from filters.incidents.holding import Holding
from filters.incidents.joining import answered, joined, listed, opened
from filters.incidents.likeness import terms_of
from filters.incidents.local_names import named_there
from filters.incidents.merging import is_talk_of, merged
from filters.incidents.nearness import TALK, Subject, group_of, subject_of
from filters.incidents.recurring import is_next_wave
from filters.incidents.seeking import (
    Found,
    called_by_place,
    echoed,
    named_story_of,
    nearest,
    of_that_day,
    story_of,
    talk_of,
)
from filters.incidents.seeking import spoken_of as incident_spoken_of
from filters.incidents.stories import is_harmful, may_tell
from filters.incidents.talking import same_talk
from filters.model import Actuality, Analysis, Assignment, Change, Incident, Report


def assign(entry: Entry, analysis: Analysis, open_incidents: Sequence[Incident]) -> Assignment:
    """Return the incident that `entry` reports and what it changed. Deterministic.

    Prepares all of `open_incidents` first: for many entries use `OpenIncidents`.
    """
    return OpenIncidents(open_incidents).assign(entry, analysis)


class OpenIncidents:
    """Incidents prepared for many assignments. `take` keeps it current; `close` lets old ones go."""

    def __init__(self, incidents: Sequence[Incident] = ()) -> None:
        """Prepare `incidents`."""
        self._holding = Holding()
        for incident in incidents:
            self.put(incident)

    def put(self, incident: Incident) -> None:
        """Add an incident, or replace it by its newer state."""
        self._holding.put(incident)

    def take(self, told: Assignment) -> None:
        """Hold the incident of an assignment, and no more those that it was merged with."""
        for gone in told.merged:
            self._holding.forget(gone)
        self._holding.put(told.incident)

    def close(self, before: datetime) -> None:
        """Forget incidents whose last report is older than `before`."""
        self._holding.close(before)

    def assign(self, entry: Entry, analysis: Analysis) -> Assignment:
        """Return the incident that `entry` reports and what it changed.

        Nothing is put back: call `take` with it once it is stored. What only speaks of an open
        incident is listed under it; a late report that tells more of one joins it; incidents that
        the entry shows to be one are merged.
        """
        holder = self._holding.holder_of(entry.uid)
        if holder:
            return Assignment(holder, Change.NOTHING, "the entry is in it already")
        report = Report(entry.uid, entry.id, entry.source, entry.title, entry.url, entry.at, terms_of(entry))
        subject = subject_of(entry, analysis, report)
        recalled = spoken_of(subject)
        known = incident_spoken_of(self._holding, subject, recalled) if recalled else None
        if known and not is_own(subject):
            return _followed(known, subject)
        story = story_of(self._holding, subject) if may_tell(subject) else None
        return _followed(story, subject) if story else self._reported(subject, known)

    def _reported(self, subject: Subject, known: Incident | None) -> Assignment:
        found = nearest(self._holding, subject)
        if found:
            return self._merged(
                joined(found.incident, subject, _same(found, subject), found.score), found.rivals
            )
        known = known or called_by_place(self._holding, subject)
        if known and not is_next_wave(known, subject):
            return joined(known, subject, _more(known))
        day = of_that_day(self._holding, subject)
        return listed(day, subject) if day else self._told_by_words(subject)

    def _told_by_words(self, subject: Subject) -> Assignment:
        """Return what is told by its words, wherever and whenever it is said to have been; else it is new."""
        story = named_story_of(self._holding, subject) or echoed(self._holding, subject)
        if story:
            return _told(story, subject)
        worded = reported_of(self._holding, subject) or named_there(self._holding, subject)
        if worded:
            return joined(worded, subject, _worded(worded))
        spoken = told_of(self._holding, subject)
        if spoken:
            return _followed(spoken, subject)
        talk = same_talk(self._holding, subject)
        return joined(talk, subject, _more(talk)) if talk else self._opened(subject)

    def _opened(self, subject: Subject) -> Assignment:
        is_late = subject.analysis.actuality is Actuality.NEW and is_sure(subject)
        return self._merged(opened(subject), is_late=is_late)

    def _merged(
        self, told: Assignment, rivals: Sequence[Incident] = (), *, is_late: bool = False
    ) -> Assignment:
        """Return the assignment with the incidents that are the same, and with what was said before it."""
        incident = told.incident
        if group_of(incident.event) == TALK:
            return told
        before = talk_of(self._holding, incident)
        talk = [talk for talk in before if is_talk_of(talk, incident, is_late=is_late)]
        return merged(told, (*rivals, *talk))


def _followed(known: Incident, subject: Subject) -> Assignment:
    if subject.analysis.actuality is Actuality.NEW:
        return answered(known, subject)
    is_talk = group_of(known.event) == TALK
    return joined(known, subject, _more(known)) if is_talk else listed(known, subject)


def _told(story: Incident, subject: Subject) -> Assignment:
    """Return the story with an entry that names it: a report of the same event, or about it."""
    told_by = group_of(story.event)
    is_new = subject.analysis.actuality is Actuality.NEW
    is_same = is_new and (told_by == subject.groups[0] or (told_by == TALK and is_harmful(subject.event)))
    return joined(story, subject, _more(story)) if is_same else _followed(story, subject)


def _same(found: Found, subject: Subject) -> str:
    return f"same {subject.groups[0]} at {found.incident.place or 'no place'}"


def _worded(incident: Incident) -> str:
    return f"tells of {incident.event} at {incident.place or 'no place'} in its own words"


def _more(incident: Incident) -> str:
    return f"tells more of {incident.event} at {incident.place or 'no place'}"
