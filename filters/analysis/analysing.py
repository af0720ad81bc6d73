"""What an entry is about: event, actuality, place, topics, figures, mentions, summary and why."""

from dataclasses import replace

from feeds.model import Entry
from filters.analysis.dated import is_of_today
from filters.analysis.detectors import DETECTORS
from filters.analysis.events import Happening, happenings_of
from filters.analysis.fiction import is_fiction
from filters.analysis.findings import join
from filters.analysis.headline import gravest, new_ones
from filters.analysis.mentions import mentions_of, names_market_zone
from filters.analysis.placing import place_in, place_of
from filters.analysis.plots import is_foiled
from filters.analysis.politics import politics_of
from filters.analysis.reading import Reading, read
from filters.analysis.recalling import recollection_of
from filters.analysis.settling import Settled, settle
from filters.analysis.summary import summarise
from filters.analysis.weighing import WEIGHED
from filters.model import Actuality, Analysis, Event, Evidence
from filters.topics import topics_of
from filters.wordlists import word_list

_SPREAD = word_list("spread-words")
_FIGURATIVE = Analysis(Event.NONE, Actuality.FIGURATIVE, "", evidence=(Evidence("figurative"),))


def analyse(entry: Entry, *, weighs: bool = True) -> Analysis:
    """Return what `entry` is about. Pure; some 1-2 ms for 150 words.

    Without `weighs` the rules alone speak, as `benchmarks/rules_and_weights.py` asks them to.
    """
    reading = read(entry)
    happenings = happenings_of(reading)
    by_rules = gravest(reading, happenings)
    if is_fiction(reading):
        by_rules = by_rules and replace(by_rules, actuality=Actuality.FIGURATIVE)
    told = by_rules if by_rules and by_rules.actuality is not Actuality.FIGURATIVE else None
    quiet = None if told else _FIGURATIVE if by_rules else _uneventful(reading)
    ruled = told.event if told else quiet.event if quiet else Event.NONE
    is_moot = not weighs or (quiet is not None and quiet.actuality is Actuality.FIGURATIVE)
    settled = Settled(ruled, told) if is_moot else settle(reading, ruled, told, happenings)
    if settled.happening is not None:
        analysis = _eventful(reading, settled.happening)
    else:
        analysis = _weighed(settled.event) if quiet is None or settled.is_weighed else quiet
    new = _others(settled.happening, new_ones(reading, happenings)) if settled.happening else ()
    analysis = replace(analysis, mentions=mentions_of(reading))
    return replace(
        analysis,
        topics=_topics(reading, analysis, new),
        summary=summarise(reading, settled.happening),
        recalled=recollection_of(reading, analysis),
    )


def _others(told: Happening, new: tuple[Happening, ...]) -> tuple[Happening, ...]:
    """Return what is newly told besides.

    Nothing is beside a drill; beside an arrest not what it was for; beside a threat only what was hit, or is
    of today; beside a denial nothing that pages spread.
    """
    if told.actuality is Actuality.DRILL:
        return ()
    if told.event is Event.ARREST:
        new = tuple(
            h
            for h in new
            if h.event is Event.ARREST or not (h.sentence.has("arrest") or is_foiled(h.sentence))
        )
    if told.actuality is Actuality.THREAT:
        new = tuple(h for h in new if is_of_today(h.sentence) or h.sentence.has("hit"))
    if told.actuality is Actuality.DENIAL:
        new = tuple(h for h in new if _SPREAD.isdisjoint(h.sentence.words))
    if told.actuality is Actuality.BACKGROUND and told.sentence.field == "title":
        new = tuple(h for h in new if is_of_today(h.sentence) or h.sentence.has("hit", "attack"))
    return tuple(h for h in new if told.actuality is Actuality.NEW or h.sentence is not told.sentence)


def _weighed(event: Event) -> Analysis:
    return Analysis(event, Actuality.NA, "", evidence=(Evidence(WEIGHED),))


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


def _uneventful(reading: Reading) -> Analysis:
    """Return what the rules make of an entry that tells no event."""
    if names_market_zone(reading):
        return _FIGURATIVE
    event, evidence = politics_of(reading)
    if event is Event.NONE and any(s.has("idiom") for s in reading.sentences if s.field == "title"):
        return _FIGURATIVE
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
