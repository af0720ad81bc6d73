"""/map: where something happened in the last day, as a picture and in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.conversations.model import Call, Reply, directed_html, screen
from bot.markup import BLANK, Rich, foreign, joined, marked, plain, shortened
from bot.model import Button, Drawing, Mark, Message
from filters.gazetteer import coordinates, place_label
from filters.matching.facts import is_place, lies_in
from filters.model import Event, Incident, Status

_DAY = timedelta(hours=24)
_MOST_PLACES = 12
# A caption holds 1,024 letters.
_LIMIT_CAPTION = 1000
_LIMIT_TITLE = 70
_BESIDE = " · "
_LIMIT_NAME = 48
_TALK = (Event.STATEMENT, Event.NONE)


def day_map(call: Call) -> Reply:
    """Return the map of the last 24 hours, with its places, events and newest headlines as the caption.

    With an argument, only what happened in the place of that name.
    """
    texts, wanted = call.texts, call.argument
    recent = call.unit.incidents.open(call.now - _DAY)
    places = _by_place(one for one in recent if not wanted or lies_in(one.place, wanted))
    if not places:
        return Reply(_nothing(call))
    busiest = sorted(places, key=lambda place: (-len(places[place]), place))[:_MOST_PLACES]
    lines = [_line(call, place, places[place]) for place in busiest]
    title = texts.rich("map.title-in", place=_named(call)) if wanted else texts.rich("map.title")
    heading = texts.t("map.heading-in", place=_named(call)) if wanted else texts.t("map.heading")
    marks = tuple(Mark(place, place_label(place, texts.language), len(places[place])) for place in busiest)
    caption = directed_html(texts, title, BLANK, *_fitting(lines))
    return Reply(Message(caption, drawing=Drawing(heading, texts.language, marks)))


def _named(call: Call) -> Rich:
    return shortened(foreign(call.argument), _LIMIT_NAME)


def _nothing(call: Call) -> Message:
    texts = call.texts
    if not call.argument:
        return screen(texts, texts.rich("map.none"))
    key = "map.none-in" if is_place(call.argument) else "map.unknown"
    whole = ((Button(texts.t("map.whole"), "map:"),),)
    return screen(texts, texts.rich(key, place=_named(call)), buttons=whole)


def _by_place(incidents: Iterable[Incident]) -> dict[str, list[Incident]]:
    """Return what happened at each place whose coordinates are known."""
    places: dict[str, list[Incident]] = {}
    for incident in incidents:
        is_event = incident.event not in _TALK and incident.status is not Status.DENIED
        if is_event and coordinates(incident.place) is not None:
            places.setdefault(incident.place, []).append(incident)
    return places


@dataclass(frozen=True, slots=True)
class _Line:
    """What is said of one place: the least, and what follows where there is room."""

    events: Rich
    newest: Rich


def _line(call: Call, place: str, incidents: Sequence[Incident]) -> _Line:
    texts = call.texts
    events = Counter(incident.event for incident in incidents)
    told = [
        joined((texts.rich(f"event.{event.value}"), plain(texts.number(count)) if count > 1 else ()), " × ")
        for event, count in sorted(events.items(), key=lambda pair: list(Event).index(pair[0]))
    ]
    label = plain(place_label(place, texts.language))
    line = shortened((*plain("• "), *joined((label, joined(told, texts.t("alert.comma"))), ": ")), 160)
    return _Line(line, _newest(call, max(incidents, key=lambda incident: incident.first_at)))


def _newest(call: Call, incident: Incident) -> Rich:
    """Return when the incident was first told and its first headline, the one that tells the event itself."""
    when = plain(call.texts.when(incident.first_at, call.now))
    titles = (marked(report.title, (), href=report.url) for report in incident.reports[:1])
    return joined((when, *(shortened(title, _LIMIT_TITLE) for title in titles)), _BESIDE)


def _fitting(lines: Sequence[_Line]) -> list[Rich]:
    """Return what a caption holds: the places first, then the newest of as many as there is room for."""
    kept: list[_Line] = []
    room = _LIMIT_CAPTION
    for line in lines:
        room -= _length(line.events) + 2
        if room < _LIMIT_NAME:
            break
        kept.append(line)
    told = []
    for line in kept:
        more = _length(line.newest) + len(_BESIDE)
        told.append(joined((line.events, line.newest), _BESIDE) if more <= room else line.events)
        room -= more if more <= room else 0
    return told


def _length(rich: Rich) -> int:
    return sum(len(run.text) for run in rich)
