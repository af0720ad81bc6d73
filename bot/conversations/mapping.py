"""/map: where something happened in the last day, as a picture and in words."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from bot.conversations.model import Call, Reply, directed_html, screen
from bot.markup import BLANK, Rich, joined, plain, shortened
from bot.model import Drawing, Mark, Message
from filters.gazetteer import coordinates, place_label
from filters.model import Event, Incident, Status

_DAY = timedelta(hours=24)
_MOST_PLACES = 12
# A caption holds 1,024 letters.
_LIMIT_CAPTION = 1000
_TALK = (Event.STATEMENT, Event.NONE)


def day_map(call: Call) -> Reply:
    """Return the map of the last 24 hours, with its places and events as the caption."""
    texts = call.texts
    places = _by_place(call.unit.incidents.open(call.now - _DAY))
    if not places:
        return Reply(screen(texts, texts.rich("map.none")))
    busiest = sorted(places, key=lambda place: (-sum(places[place].values()), place))[:_MOST_PLACES]
    lines = [_line(call, place, places[place]) for place in busiest]
    caption = directed_html(texts, texts.rich("map.title"), BLANK, *_fitting(lines))
    marks = tuple(
        Mark(place, place_label(place, texts.language), sum(places[place].values())) for place in busiest
    )
    return Reply(Message(caption, drawing=Drawing(texts.t("map.heading"), texts.language, marks)))


def _by_place(incidents: Iterable[Incident]) -> dict[str, Counter[Event]]:
    """Return how many events of which kind each place had whose coordinates are known."""
    places: dict[str, Counter[Event]] = {}
    for incident in incidents:
        is_event = incident.event not in _TALK and incident.status is not Status.DENIED
        if is_event and coordinates(incident.place) is not None:
            places.setdefault(incident.place, Counter())[incident.event] += 1
    return places


def _line(call: Call, place: str, events: Counter[Event]) -> Rich:
    texts = call.texts
    told = [
        joined((texts.rich(f"event.{event.value}"), plain(texts.number(count)) if count > 1 else ()), " × ")
        for event, count in sorted(events.items(), key=lambda pair: list(Event).index(pair[0]))
    ]
    label = plain(place_label(place, texts.language))
    return shortened((*plain("• "), *joined((label, joined(told, texts.t("alert.comma"))), ": ")), 160)


def _fitting(lines: list[Rich]) -> list[Rich]:
    kept, length = [], 0
    for line in lines:
        length += sum(len(run.text) for run in line) + 2
        if length > _LIMIT_CAPTION:
            break
        kept.append(line)
    return kept
