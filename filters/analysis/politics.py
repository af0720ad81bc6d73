"""Talk: sentences whose news is that somebody speaks, condemns, demands or meets."""

from filters.analysis.actuality import is_figurative
from filters.analysis.reading import Reading, Sentence
from filters.analysis.talk import speaker_length, speaker_of
from filters.model import Event, Evidence, Span
from filters.phrasebook import Found
from filters.wordlists import word_list

_LEAD = 2
_WHOLE = 3
_POLITICAL = (
    "politics",
    "statement",
    "speech",
    "threat",
    "verdict",
    "denial",
    *("attack", "kill", "explosion"),
)
_DATELINE = 4  # «شفق نيوز- بغداد»
_POLITICIANS = word_list("politicians")
_OF_DEPUTIES = ("نياب", "برلمان", "البرلمان", "النواب", "نواب")
_SERVING = word_list("services-speaking")
_DAYS = word_list("days-ahead")
_SERVICES = ("civil-defence", "health-ministry")


def politics_of(reading: Reading) -> tuple[Event, tuple[Evidence, ...]]:
    """Return `statement` when the title or lead is politics, else `none`, with the words that say so.

    The end of an event («عودة الهدوء») is `none` with evidence named `aftermath`.
    """
    if reading.sentences and is_civic(reading.sentences[0]):
        return Event.NONE, ()
    told = [s for s in reading.sentences if s.field == "title" or len(s.words) > _DATELINE]
    if told and _tells_of_nothing_political(told[0]):
        told = told[:1]
    for sentence in told[:_LEAD]:
        if sentence.has("illness") or is_figurative(sentence, is_certain=True):
            continue
        ended = next(iter(sentence.layer("aftermath")), None)
        if ended:
            return Event.NONE, (Evidence("aftermath", sentence.span(ended.first, ended.last)),)
        span = _statement(sentence)
        if span:
            return Event.STATEMENT, (Evidence("statement", span),)
    return Event.NONE, ()


def _tells_of_nothing_political(title: Sentence) -> bool:
    """«رأي في طبق»: what the lead of such an article says of politics is by the way."""
    if title.field != "title" or len(title.words) < _WHOLE or title.text.rstrip().endswith((":", "..", "…")):
        return False
    names_politics = not _POLITICIANS.isdisjoint(title.words) or any(
        word.startswith(_OF_DEPUTIES) for word in title.words
    )
    return not (names_politics or title.has("actor", "place", *_POLITICAL) or speaker_length(title))


def is_civic(headline: Sentence) -> bool:
    """Tell whether the headline is of schools, weather, sport or feasts, and no deputy or threat is in it."""
    is_disputed = any(word.startswith(_OF_DEPUTIES) for word in headline.words)
    threats = (headline.words[found.first : found.last] for found in headline.layer("threat"))
    is_disputed = is_disputed or any(not _DAYS.issuperset(words) for words in threats)
    return headline.has("civic") and not is_disputed and not headline.has("verdict")


def _statement(sentence: Sentence) -> Span | None:
    """Return the words that make the sentence a statement, None if it is none."""
    layers: tuple[str, ...] = ("statement", "threat", "verdict")
    if speaker_of(sentence):
        layers = (*layers, "politics", "actor")
    elif sentence.has("speech") or sum(1 for _ in sentence.layer("politics")) > 1:
        layers = (*layers, "politics")
    if sentence.has("speech") and _is_led_by_name(sentence):
        layers = (*layers, "speech")
    cue = next((found for found in sentence.found if found.layer in layers and not _serves(found)), None)
    if cue and sentence.has("actor", "place", "speech", "politics"):
        return sentence.span(cue.first, cue.last)
    speaker = sentence.words[: speaker_of(sentence)]
    if (
        cue
        and cue.layer in ("statement", "threat")
        and not _POLITICIANS.isdisjoint(sentence.words[: cue.first])
    ):
        return sentence.span(cue.first, cue.last)
    return sentence.span(0, 1) if speaker and _SERVING.isdisjoint(speaker) else None


def _serves(found: Found) -> bool:
    """Tell whether a service is named that reports rather than holds views: civil defence, health."""
    return found.layer == "actor" and found.key in _SERVICES


def _is_led_by_name(sentence: Sentence) -> bool:
    """Tell whether a country or an actor opens the sentence: «تركيا تتحدث عن …»."""
    return any(found.first <= 1 for found in sentence.found if found.layer in ("place", "actor"))
