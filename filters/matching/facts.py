"""What the fields of a query are compared with: the entry's source, and what its analysis found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from feeds.model import Entry
from filters import gazetteer
from filters.arabic import tokenise
from filters.model import Actuality, Analysis, Span
from filters.query import FieldKey
from filters.topics import all_topics


@dataclass(frozen=True, slots=True)
class _Known:
    """By field, the names it equals and the texts that hold its words, as `words_of` writes them."""

    names: Mapping[FieldKey, frozenset[str]]
    texts: Mapping[FieldKey, tuple[str, ...]]


class Facts:
    """The facts of one entry, gathered when first asked for: most queries never ask."""

    __slots__ = ("_analysis", "_entry", "_known")

    def __init__(self, entry: Entry, analysis: Analysis | None) -> None:
        self._entry = entry
        self._analysis = analysis
        self._known: _Known | None = None

    def holds(self, key: FieldKey, value: str) -> bool:
        """Return whether `value` is a slug or a name of the field, or words found in one of its texts."""
        if self._known is None:
            self._known = _read(self._entry, self._analysis)
        wanted = words_of(value)
        if wanted in self._known.names.get(key, ()):
            return True
        return any(wanted in text for text in self._known.texts.get(key, ()))


def words_of(text: str) -> str:
    """Return the folded words without articles, a space on each side, so that `in` finds whole words."""
    words = (token.folded for token in tokenise(text))
    return f" {' '.join(word.removeprefix('ال') if len(word) > 4 else word for word in words)} "  # noqa: PLR2004


def lies_in(place: str, name: str) -> bool:
    """Return whether a place, given as its path, is or lies in what goes by this name."""
    return words_of(name) in _names(_path(place))


def is_place(name: str) -> bool:
    """Return whether the gazetteer knows a place of this name."""
    return words_of(name) in _place_names()


@cache
def _place_names() -> frozenset[str]:
    return _names(tuple(gazetteer.places()))


def _read(entry: Entry, analysis: Analysis | None) -> _Known:
    host = urlsplit(entry.feed_url).hostname or ""
    texts: dict[FieldKey, tuple[str, ...]] = {FieldKey.SOURCE: (words_of(entry.source), words_of(host))}
    if analysis is None:
        return _Known({}, texts)
    path = _path(analysis.place)
    # Countries act as well as lie somewhere: «من:إيران».
    actors = [
        mention
        for mention in analysis.mentions
        if mention.entity not in gazetteer.places() or mention.type == "country"
    ]
    texts[FieldKey.WHO] = tuple(words_of(mention.span.text) for mention in actors)
    names = {
        FieldKey.PLACE: _names(path) | {words_of(analysis.place)},
        FieldKey.TOPIC: frozenset(map(words_of, _topic_names(analysis.topics))),
        FieldKey.WHO: _names([mention.entity for mention in actors]),
    }
    return _Known(names, texts)


def _path(place: str) -> tuple[str, ...]:
    """Return the slugs of a place, outward; Iraq, which paths leave out, above its governorates."""
    path = tuple(filter(None, place.split("/")))
    outermost = gazetteer.places().get(path[-1]) if path else None
    return (*path, "iraq") if outermost and outermost.type == "governorate" else path


def _names(slugs: Sequence[str]) -> frozenset[str]:
    """Return the slugs and all names that the gazetteer has for them, as words."""
    places, actors = gazetteer.places(), gazetteer.actors()
    items = (item for slug in slugs for item in (places.get(slug), actors.get(slug)) if item is not None)
    found = (name for item in items for name in (*item.arabic, *item.english))
    return frozenset(map(words_of, (*slugs, *found)))


def _topic_names(slugs: Sequence[str]) -> tuple[str, ...]:
    found = (topic for topic in all_topics() if topic.slug in slugs)
    return (*slugs, *(name for topic in found for name in (topic.arabic, topic.english)))


def satisfies_topic(analysis: Analysis | None, slug: str) -> bool:
    """Return whether the analysis newly reports the topic."""
    return analysis is not None and slug in analysis.topics and analysis.actuality is Actuality.NEW


def topic_spans(analysis: Analysis) -> tuple[Span, ...]:
    """Return the words that make the event: its cue, place, weapons, killed and injured, in order.

    Who says so is no part of it. Where one of these lies in another, the longer stands.
    """
    parts = analysis.place.split("/")
    quantities = (*analysis.weapons, *analysis.killed, *analysis.injured)
    spans = {
        *(item.span for item in analysis.evidence[:1]),
        *(mention.span for mention in analysis.mentions if mention.entity in parts),
        *(quantity.span for quantity in quantities),
    }
    found = [span for span in spans if span is not None]
    whole = [span for span in found if not any(_lies_in(span, other) for other in found)]
    return tuple(sorted(whole, key=lambda span: (span.field == "body", span.start, span.end)))


def _lies_in(span: Span, other: Span) -> bool:
    is_inside = other.start <= span.start and span.end <= other.end
    return span != other and span.field == other.field and is_inside
