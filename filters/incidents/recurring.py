"""Another strike on a place: called one by its report, or told anew by an outlet that was silent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from feeds.model import Entry
from filters.arabic import tokenise
from filters.incidents.likeness import term_of, terms_of
from filters.incidents.moments import is_flash
from filters.incidents.nearness import STRIKE, Subject
from filters.incidents.sequel import comes_after
from filters.incidents.singling import are_alike_armed, is_of_the_day, names_weapon
from filters.model import Actuality, Incident
from filters.wordlists import word_list

_AGAIN = word_list("again")
_ANOTHER = word_list("another")
_AGAIN_TERMS = frozenset(filter(None, map(term_of, _AGAIN | _ANOTHER)))
_FIRST_REPORTS = 2
_NIGHT_AFTER = word_list("night-after")
_FOOTAGE = word_list("footage")
_AGAIN_AFTER = timedelta(minutes=30)
ANEW_AFTER = timedelta(minutes=75)
_FRESH_AFTER = timedelta(hours=3)
_NEXT_WAVE_AFTER = timedelta(hours=2)
_ONE_NIGHT = timedelta(hours=9)
_LONG_OVER, _LONG_SINCE = timedelta(hours=2), timedelta(hours=10)
_AGAIN_WITHIN = 120
_SPAN_REACH, _SPAN_WORDS = 10, 6
_WITHIN = word_list("within-a-span")
_ABOUT = word_list("about-a-span")
_DAYS = word_list("days-of-a-span")
_DAY_HOURS = word_list("hours-of-days")


def is_next_wave(incident: Incident, subject: Subject) -> bool:
    """Tell whether the entry calls its strike another one, hours after the incident began.

    Within the first hours another salvo is news of the same incident, unless its outlet was silent
    meanwhile and then tells of it as of what just happened.
    """
    if _is_told_anew(incident, subject) or _is_of_other_arms(incident, subject):
        return True
    if _is_after_denial(incident, subject):
        return True
    is_later = subject.at - incident.first_at >= _NEXT_WAVE_AFTER
    if not is_later or not _is_strike(subject):
        return False
    if comes_after(subject, incident):
        return not is_another(incident)
    if not _is_called_again(incident, subject.entry):
        return False
    return not (is_another(incident) or _is_itself_the_second(incident, subject))


def _is_after_denial(incident: Incident, subject: Subject) -> bool:
    """Tell whether weapons are told of some time after an alarm was denied: «هذه المرة ليست تجربة»."""
    if names_weapon(incident) or not (_is_strike(subject) and subject.analysis.weapons):
        return False
    denied = [claim.at for claim in incident.claims if claim.kind == "denial"]
    return bool(denied) and subject.at - max(denied) >= ANEW_AFTER


def is_again(incident: Incident, subject: Subject) -> bool:
    """Tell whether a new strike on the same place is reported some time after the last report.

    It is called one («تجدد القصف»; not «ليلة ثانية», which counts nights), or is told in one line as
    what just happened, hours after the last report.
    """
    entry = subject.entry
    if not _is_strike(subject):
        return False
    if _is_called_again(incident, entry):
        return not _is_itself_the_second(incident, subject)
    return entry.at - _last_at(incident) >= _FRESH_AFTER and _is_fresh(incident, entry)


def _is_itself_the_second(incident: Incident, subject: Subject) -> bool:
    """Tell whether what the entry calls the second of some days is the strike of the incident.

    «ثاني هجوم خلال يومين» on the night on which it began; «القصف مجددا ليل أمس» the morning after.
    """
    is_its_time = subject.moment.is_told and is_of_the_day(subject, incident)
    if _counts_days(_headline(subject.entry)):
        return is_its_time or subject.at - incident.first_at < _ONE_NIGHT
    moment, at = subject.moment, subject.at
    return is_its_time and (at - moment.until >= _LONG_OVER or at - moment.since >= _LONG_SINCE)


def _counts_days(words: Sequence[str]) -> bool:
    """Tell whether it is the second of some days: «للمرة الثانية خلال 24 ساعة», not «خلال ساعات»."""
    ordinals = [at for at, word in enumerate(words) if word in _AGAIN | _ANOTHER]
    return any(_is_days(words[at + 1 : at + _SPAN_REACH]) for at in ordinals)


def _is_days(words: Sequence[str]) -> bool:
    """Tell whether the words say how many days or a day's hours: «خلال أقل من 30 ساعة», «في يومين»."""
    spans = (words[at + 1 : at + _SPAN_WORDS] for at, word in enumerate(words) if word in _WITHIN)
    counted = ([word for word in span if word not in _ABOUT] for span in spans)
    return any(_are_days(span) for span in counted)


def _are_days(span: Sequence[str]) -> bool:
    is_hours = span[:1] != [] and span[0] in _DAY_HOURS and "ساعه" in span[1:3]
    return is_hours or not _DAYS.isdisjoint(span[:1])


def _is_told_anew(incident: Incident, subject: Subject) -> bool:
    """Tell whether an outlet of the incident tells in one line and in other words of a strike, much later.

    An outlet that prints the line once more prints it as it was.
    """
    entry, reports = subject.entry, incident.reports
    if not _is_strike(subject) or entry.at - _last_at(incident) < ANEW_AFTER:
        return False
    is_own = any(report.outlet == entry.source and not report.is_follow_up for report in reports)
    return is_own and _is_fresh(incident, entry)


def _is_of_other_arms(incident: Incident, subject: Subject) -> bool:
    """Tell whether one line tells of another weapon, long after the last report: a drone after rockets."""
    is_late = subject.at - _last_at(incident) >= ANEW_AFTER
    return (
        is_late
        and _is_strike(subject)
        and is_flash(subject.entry)
        and not are_alike_armed(subject.kinds, incident)
    )


def _is_fresh(incident: Incident, entry: Entry) -> bool:
    """Tell whether it is told in one line that was not printed before, and shows nothing that was."""
    words = _headline(entry)
    titles = (_words(report.title) for report in incident.reports if report.title)
    # Of a line without a title its terms are kept.
    lines = (report.terms for report in incident.reports if not report.title)
    is_printed = words in titles or (not entry.title and terms_of(entry) in lines)
    return is_flash(entry) and _FOOTAGE.isdisjoint(words) and not is_printed


def is_another(incident: Incident) -> bool:
    """Tell whether the incident is itself the other one: its first reports called it «قصف جديد»."""
    first = incident.reports[:_FIRST_REPORTS]
    titles = (_words(report.title) for report in first if report.title)
    is_untitled = any(report.terms & _AGAIN_TERMS for report in first if not report.title)
    return is_untitled or any(not (_AGAIN | _ANOTHER).isdisjoint(words) for words in titles)


def _is_strike(subject: Subject) -> bool:
    return subject.groups[0] == STRIKE and subject.analysis.actuality is Actuality.NEW


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


def _headline(entry: Entry) -> tuple[str, ...]:
    return _words(entry.title or entry.body[:_AGAIN_WITHIN])


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    """Return the folded words; remembered, as titles of open incidents are asked for again and again."""
    return tuple(token.folded for token in tokenise(text))


def _last_at(incident: Incident) -> datetime:
    return max(report.at for report in incident.reports if not report.is_follow_up)
