"""What an entry is about: event, actuality, place, topics, figures, mentions, summary and why."""

from dataclasses import replace

from feeds.model import Entry
from filters.analysis.detectors import DETECTORS
from filters.analysis.events import Happening, happenings_of
from filters.analysis.findings import join
from filters.analysis.headline import gravest, new_ones
from filters.analysis.mentions import mentions_of, names_market_zone
from filters.analysis.placing import place_in, place_of
from filters.analysis.politics import politics_of
from filters.analysis.reading import Reading, read
from filters.analysis.recalling import recollection_of
from filters.analysis.summary import summarise
from filters.model import Actuality, Analysis, Event, Evidence
from filters.topics import topics_of


def analyse(entry: Entry) -> Analysis:
    """Return what `entry` is about. Pure; some 1-2 ms for 150 words."""
    reading = read(entry)
    happenings = happenings_of(reading)
    happening = gravest(reading, happenings)
    new = new_ones(reading, happenings) if happening else ()
    if happening is None or happening.actuality is Actuality.FIGURATIVE:
        analysis = _uneventful(reading, happening)
    else:
        analysis = _eventful(reading, happening)
    analysis = replace(analysis, mentions=mentions_of(reading))
    return replace(
        analysis,
        topics=_topics(reading, analysis, new),
        summary=summarise(reading, happening),
        recalled=recollection_of(reading, analysis),
    )


def _eventful(reading: Reading, happening: Happening) -> Analysis:
    found = join(detect(reading, happening) for detect in DETECTORS)
    place = place_of(reading, happening)
    cue = Evidence(happening.rule, happening.sentence.span(happening.cue, happening.cue + 1))
    return Analysis(
        event=happening.event,
        actuality=happening.actuality,
        place=place,
        weapons=found.weapons,
        killed=found.killed,
        injured=found.injured,
        evidence=(cue, *found.evidence),
    )


def _uneventful(reading: Reading, happening: Happening | None) -> Analysis:
    if happening is not None or names_market_zone(reading):
        return Analysis(Event.NONE, Actuality.FIGURATIVE, "", evidence=(Evidence("figurative"),))
    event, evidence = politics_of(reading)
    if event is Event.NONE and any(s.has("idiom") for s in reading.sentences if s.field == "title"):
        return Analysis(event, Actuality.FIGURATIVE, "", evidence=(Evidence("figurative"),))
    return Analysis(event, Actuality.NA, "", evidence=evidence)


def _topics(reading: Reading, analysis: Analysis, new: tuple[Happening, ...]) -> tuple[str, ...]:
    """Return the topics of the entry and of every other new happening in its title and lead."""
    topics = list(topics_of(analysis))
    for happening in new:
        other = replace(
            analysis,
            event=happening.event,
            actuality=happening.actuality,
            place=place_in(reading, happening),
            weapons=(),
        )
        topics += topics_of(other)
    return tuple(dict.fromkeys(topics))
