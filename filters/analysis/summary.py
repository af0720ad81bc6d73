"""The sentences worth showing, verbatim."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from feeds.model import Entry
from filters.analysis.attribution import sources_of
from filters.analysis.events import Happening
from filters.analysis.reading import Reading, Sentence
from filters.model import Analysis, Hit, Span
from filters.sentences import is_debris, split_sentences

_MOST_SENTENCES = 3
_MOST_LETTERS = 600
_LONG = 400
_SHORTEST_WORDS = 4
_SHORTEST_PLAIN = 6
_MOST_FIGURES = 4
_TELLING = ("weapon", "kill", "place", "attack")
# A dateline has a place, but tells nothing.
_HAPPENING = ("weapon", "kill", "attack", "hit", "explosion", "alert", "fire", "accident", "arrest")
_SAME = 0.6


def summarise(reading: Reading, happening: Happening | None) -> tuple[str, ...]:
    """Return at most three sentences of the body, verbatim, 600 letters in all, in their order.

    First the one with most figures, places and a source; then the lead, if it says more. A single
    sentence longer than that ends at a comma.
    """
    body = [s for s in reading.sentences if s.field == "body" and _says_something(s)]
    body = body or list(reading.sentences)
    if not body:
        return ()
    ranked = sorted(body, key=lambda s: (-_worth(s, happening), s.start))
    chosen: list[Sentence] = []
    for sentence in (ranked[0], body[0], *ranked[1:]):
        if len(chosen) < _MOST_SENTENCES and _adds(sentence, chosen):
            chosen.append(sentence)
    return tuple(s.text for s in sorted(chosen, key=lambda s: s.start)) or (_shortened(ranked[0].text),)


def _says_something(sentence: Sentence) -> bool:
    """Tell whether it is more than a dateline or a date."""
    return len(sentence.words) >= (_SHORTEST_WORDS if sentence.has(*_HAPPENING) else _SHORTEST_PLAIN)


def _worth(sentence: Sentence, happening: Happening | None) -> float:
    worth = 3.0 if happening and sentence is happening.sentence else 0.0
    worth += sum(1.0 for found in sentence.found if found.layer in _TELLING)
    worth += 2.0 if sources_of(sentence) else 0.0
    worth -= 4.0 if sentence.is_aside else 0.0
    return min(worth, 8.0) - (1.0 if len(sentence.text) > _LONG else 0.0)


def _adds(sentence: Sentence, chosen: Sequence[Sentence]) -> bool:
    """Tell whether the sentence fits and says more than those chosen."""
    if sum(len(s.text) for s in chosen) + len(sentence.text) > _MOST_LETTERS:
        return False
    words = set(sentence.words)
    return all(len(words.intersection(other.words)) < _SAME * len(words) for other in chosen)


def _shortened(text: str) -> str:
    head = text[:_MOST_LETTERS]
    return head[: head.rfind("،")] if "،" in head else head[: head.rfind(" ")]


class _Candidate(NamedTuple):
    rank: tuple[bool, bool, int, int, int]
    sentence: str
    bold: tuple[tuple[int, int], ...]


def key_sentence(
    entry: Entry, hits: Sequence[Hit], analysis: Analysis | None = None
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the sentence that holds the match, verbatim, and the [start, end) of the hits inside it.

    Of the body before the title, which is shown above it anyway; of several the one with most
    different terms, then with most figures and a source, then the earliest; of a topic the one
    that names the place and most else of what makes the event. Without a hit: the first summary
    sentence, without bold.
    """
    best = max(_candidates(entry, hits, analysis), key=lambda c: c.rank, default=None)
    if best is not None:
        return best.sentence, best.bold
    return (analysis.summary[0] if analysis and analysis.summary else _opening(entry)), ()


def _candidates(entry: Entry, hits: Sequence[Hit], analysis: Analysis | None) -> Iterator[_Candidate]:
    figures = _figures(analysis) if analysis else []
    places = _place_names(analysis) if analysis else set()
    for field, text in (("body", entry.body), ("title", entry.title)):
        spans = [hit for hit in hits if hit.span.field == field]
        for start, end in split_sentences(text):
            inside = [hit for hit in spans if start <= hit.span.start and hit.span.end <= end]
            if inside and not is_debris(text[start:end]):
                told = sum(1 for f in figures if f.field == field and start <= f.start and f.end <= end)
                terms = len({hit.form if hit.form_class == "topic" else hit.term for hit in inside})
                is_topic = all(hit.form_class == "topic" for hit in inside)
                is_placed = is_topic and any(hit.span in places for hit in inside)
                told = 0 if is_topic else min(told, _MOST_FIGURES)
                rank = (field == "body", is_placed, terms, told, -start)
                bold = {(hit.span.start - start, hit.span.end - start) for hit in inside}
                yield _Candidate(rank, text[start:end], tuple(sorted(bold)))


def _place_names(analysis: Analysis) -> set[Span]:
    parts = analysis.place.split("/")
    return {mention.span for mention in analysis.mentions if mention.entity in parts}


def _figures(analysis: Analysis) -> list[Span]:
    """Return where the entry's figures and the words that decided its judgements stand."""
    quantities = (*analysis.weapons, *analysis.killed, *analysis.injured)
    told = (*(q.span for q in quantities), *(e.span for e in analysis.evidence))
    return [span for span in told if span is not None]


def _opening(entry: Entry) -> str:
    for text in (entry.body, entry.title):
        for start, end in split_sentences(text):
            if not is_debris(text[start:end]):
                return text[start:end]
    return ""
