"""An incident opened by an entry, and what an entry that joins one changes in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.model import Entry
from filters.arabic import tokenise
from filters.incidents.claims import change_of, claims_of, fresh_claims, news_of, status_of
from filters.incidents.likeness import term_of, terms_of
from filters.incidents.merging import ANEW_AFTER
from filters.incidents.moments import is_flash
from filters.incidents.nearness import STRIKE, TALK, Subject, group_of
from filters.model import Actuality, Assignment, Change, Claim, Event, Incident, Qualifier
from filters.wordlists import word_list

_ID_DIGITS = 12
_AGAIN = word_list("again")
_ANOTHER = word_list("another")
_AGAIN_TERMS = frozenset(filter(None, map(term_of, _AGAIN | _ANOTHER)))
_FIRST_REPORTS = 2
_NIGHT_AFTER = word_list("night-after")
_FOOTAGE = word_list("footage")
_AGAIN_AFTER = timedelta(minutes=30)
_FRESH_AFTER = timedelta(hours=3)
_NEXT_WAVE_AFTER = timedelta(hours=2)
_AGAIN_WITHIN = 120
_YOUNG = 3


def opened(subject: Subject) -> Assignment:
    """Return the incident that the entry opens, named after it."""
    entry, analysis = subject.entry, subject.analysis
    claims = claims_of(entry, analysis)
    is_talk = subject.groups[0] == TALK or subject.is_aftermath
    incident = Incident(
        id=entry.uid[:_ID_DIGITS],
        event=Event.NONE if subject.is_aftermath else subject.event,
        place="" if is_talk else subject.place,
        topics=analysis.topics,
        status=status_of((subject.report,), claims),
        first_at=entry.at,
        last_at=entry.at,
        reports=(subject.report,),
        claims=claims,
        recalled=analysis.recalled if is_talk else None,
    )
    return Assignment(incident, Change.OPENED, "no open incident is near in place, time and words")


def joined(incident: Incident, subject: Subject, why: str, score: float = 0.0) -> Assignment:
    """Return the incident with the entry as one more report, and what that changes.

    `score` is how well it fits, 0-1, where likeness decided.
    """
    entry, report = subject.entry, subject.report
    added = fresh_claims(incident.claims, claims_of(entry, subject.analysis))
    news = news_of(incident, report, added, is_again=_is_strike(subject) and _is_again(incident, entry))
    change = change_of(news)
    reports, claims = (*incident.reports, report), (*incident.claims, *added)
    grown = replace(
        incident,
        event=incident.event if subject.is_aftermath else _graver(incident.event, subject.event),
        place=_place_of(incident, subject),
        topics=tuple(dict.fromkeys((*incident.topics, *subject.analysis.topics))),
        status=status_of(reports, claims),
        first_at=min(incident.first_at, entry.at),
        last_at=max(incident.last_at, entry.at),
        revision=incident.revision + (change is not Change.NOTHING),
        reports=reports,
        claims=claims,
        recalled=incident.recalled if subject.groups[0] == TALK else None,
    )
    return Assignment(grown, change, why, news, score)


def listed(incident: Incident, subject: Subject) -> Assignment:
    """Return the incident with the entry listed under it as a follow-up, which changes nothing else."""
    report = replace(subject.report, is_follow_up=True)
    last_at = max(incident.last_at, subject.entry.at)
    grown = replace(incident, last_at=last_at, reports=(*incident.reports, report))
    return Assignment(grown, Change.NOTHING, f"speaks of {incident.event} at {incident.place or 'no place'}")


def answered(incident: Incident, subject: Subject) -> Assignment:
    """Return the incident with an arrest or a protest about it, which is news the first time it is told."""
    told = listed(incident, subject)
    arrest = Claim("arrest", None, Qualifier.EXACT, subject.entry.source, None, subject.entry.at)
    if subject.event is not Event.ARREST or any(claim.kind == arrest.kind for claim in incident.claims):
        return told
    grown = replace(told.incident, claims=(*incident.claims, arrest), revision=incident.revision + 1)
    return replace(told, incident=grown, change=Change.BIG, news=("arrest",))


def is_next_wave(incident: Incident, subject: Subject) -> bool:
    """Tell whether the entry calls its strike another one, hours after the incident began.

    Within the first hours another salvo is news of the same incident, unless its outlet was silent
    meanwhile and then tells of it as of what just happened.
    """
    if _is_told_anew(incident, subject):
        return True
    is_later = subject.entry.at - incident.first_at >= _NEXT_WAVE_AFTER
    if not is_later or not _is_strike(subject) or not _is_called_again(incident, subject.entry):
        return False
    return not _is_another(incident)


def _is_told_anew(incident: Incident, subject: Subject) -> bool:
    """Tell whether an outlet of the incident tells in one line and in other words of a strike, much later.

    An outlet that prints the line once more prints it as it was.
    """
    entry, reports = subject.entry, incident.reports
    if not _is_strike(subject) or entry.at - _last_at(incident) < ANEW_AFTER:
        return False
    is_own = any(report.outlet == entry.source and not report.is_follow_up for report in reports)
    return is_own and _is_fresh(incident, entry)


def _is_fresh(incident: Incident, entry: Entry) -> bool:
    """Tell whether it is told in one line that was not printed before, and shows nothing that was."""
    words = _headline(entry)
    titles = (_words(report.title) for report in incident.reports if report.title)
    # Of a line without a title its terms are kept.
    lines = (report.terms for report in incident.reports if not report.title)
    is_printed = words in titles or (not entry.title and terms_of(entry) in lines)
    return is_flash(entry) and _FOOTAGE.isdisjoint(words) and not is_printed


def _is_another(incident: Incident) -> bool:
    """Tell whether the incident is itself the other one: its first reports called it «قصف جديد»."""
    first = incident.reports[:_FIRST_REPORTS]
    titles = (_words(report.title) for report in first if report.title)
    is_untitled = any(report.terms & _AGAIN_TERMS for report in first if not report.title)
    return is_untitled or any(not (_AGAIN | _ANOTHER).isdisjoint(words) for words in titles)


def _is_strike(subject: Subject) -> bool:
    return subject.groups[0] == STRIKE and subject.analysis.actuality is Actuality.NEW


def _is_again(incident: Incident, entry: Entry) -> bool:
    """Tell whether a new strike on the same place is reported some time after the last report.

    It is called one («تجدد القصف»; not «ليلة ثانية», which counts nights), or is told in one line as
    what just happened, hours after the last report.
    """
    if _is_called_again(incident, entry):
        return True
    return entry.at - _last_at(incident) >= _FRESH_AFTER and _is_fresh(incident, entry)


def _is_called_again(incident: Incident, entry: Entry) -> bool:
    words = _headline(entry)
    again = [at for at, word in enumerate(words) if word in _AGAIN]
    is_said = any(at == 0 or words[at - 1] not in _NIGHT_AFTER for at in again)
    return is_said and entry.at - _last_at(incident) >= _AGAIN_AFTER


def is_called_another(entry: Entry) -> bool:
    """Tell whether the headline calls the event another one: «هجوم جديد», «للمرة الثانية»."""
    words = _headline(entry)
    return any(
        word in _ANOTHER or (word in _AGAIN and not _renews_talk(words[at : at + 2]))
        for at, word in enumerate(words)
    )


def _renews_talk(words: Sequence[str]) -> bool:
    """Tell whether it is not the event that is renewed: «تجدد إدانتها», not «تجدد القصف»."""
    return words[0].endswith("تجدد") and not words[-1].startswith("ال")


def _headline(entry: Entry) -> list[str]:
    return _words(entry.title or entry.body[:_AGAIN_WITHIN])


def _words(text: str) -> list[str]:
    return [token.folded for token in tokenise(text)]


def _last_at(incident: Incident) -> datetime:
    return max(report.at for report in incident.reports if not report.is_follow_up)


def _graver(event: Event, other: Event) -> Event:
    return min(event, other, key=list(Event).index)


def _place_of(incident: Incident, subject: Subject) -> str:
    """Return where it was; where talk of it was held counts no more once a report says where."""
    if group_of(incident.event) == TALK and subject.groups[0] != TALK and subject.place:
        return subject.place
    return _finer(incident, subject.place)


def _finer(incident: Incident, other: str) -> str:
    """Return the finer of two places while the incident is young: many reports of a city mean the city."""
    place = incident.place
    if not place or not other:
        return place or other
    is_inside = place.split("/")[0] in other.split("/")[1:]
    return other if is_inside and len(incident.reports) < _YOUNG else place
