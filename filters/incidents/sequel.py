"""What an entry says that its event came after: «بعد ساعات من قصف المنطقة نفسها»."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from filters.arabic import fold
from filters.gazetteer import path_of, places
from filters.incidents.nearness import Subject, place_fit
from filters.model import Incident
from filters.sentences import split_sentences

_HEAD = 500
_HOURS, _DAY = r"(?:ساعات|ساعه|ساعتين|دقايق|دقيقه)", r"(?P<day>يوم|ليله)"
_STRIKE = (
    r"(?:ال(?=\w+\s+(?:الاول|السابق))|[ولب])?(?:هجوم|هجمات|هجومين|قصف|ضربه|ضربات|غاره|غارات|غارتين|استهداف|اسقاط|سقوط|صاروخ|صواريخ|رشقه|انفجار"
    r"|تفجير|اعتداء|اعتدا|مسيره|مسيرتين|مسيرات|اطلاق)"
)
_AFTER = re.compile(
    rf"(?:بعد|عقب)\s+(?:[^\s.]+\s+){{0,5}}?(?:{_HOURS}|{_DAY})\s+(?:واحده\s+|واحد\s+|تقريبا\s+)?(?:من|علي)\s+"
    rf"(?:[^\s.]+\s+){{0,2}}?{_STRIKE}\b"
)
_THE_SAME = re.compile(r"نفسه|ذاته|عينه|مماثل|مشابه|نفس (?:المكان|الموقع|المنطقه|القاعده)")
_AT_LEAST, _REACH = 0.8, 60
_A_DAY = timedelta(hours=12)


def comes_after(subject: Subject, incident: Incident) -> bool:
    """Tell whether the entry says that its event came hours, or a day, after the strike of the incident.

    What it came after may not have begun when the entry says that its own event was.
    """
    moment, age = subject.moment, subject.at - incident.first_at
    if moment.is_told and moment.holds(incident.first_at):
        return False
    found = ((match, named) for match, named in _sequels(subject) if not match["day"] or age >= _A_DAY)
    return any(_is_there(match, named, incident.place) for match, named in found)


def _sequels(subject: Subject) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Yield what tells of the strike before, each with the paths of the places named behind it."""
    entry = subject.entry
    for field, text in (("title", entry.title), ("body", entry.body[:_HEAD])):
        for start, match in _told_after(text):
            yield match, _named_behind(subject, field, start, match)


@lru_cache(maxsize=64)
def _told_after(text: str) -> tuple[tuple[int, re.Match[str]], ...]:
    """Return where such a sentence starts, and what says so in it; remembered, as each incident asks."""
    sentences = ((start, _AFTER.search(fold(text[start:end]))) for start, end in split_sentences(text))
    return tuple((start, match) for start, match in sentences if match)


def _named_behind(subject: Subject, field: str, start: int, match: re.Match[str]) -> list[str]:
    behind = match.string[match.start() : match.end() + _REACH]
    mentions = (
        mention
        for mention in subject.analysis.mentions
        if mention.span.field == field and start <= mention.span.start < start + 2 * len(match.string)
    )
    return [path_of(m.entity) for m in mentions if m.entity in places() and fold(m.span.text) in behind]


def _is_there(match: re.Match[str], named: list[str], place: str) -> bool:
    if not named:
        return bool(_THE_SAME.search(match.string, match.start(), match.end() + _REACH))
    return any(place_fit(path, place) >= _AT_LEAST for path in named)
