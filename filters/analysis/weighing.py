"""How the words of an entry weigh for each class: a linear model learned from sentences of our own.

The rules know the words that are listed; these weights also know the company that words keep, so that
an attack told in words that no list foresaw is not lost. `tools/train_weights.py` makes them from
`tools/training/`; what they may change is decided in `filters.analysis.settling`.
"""

import gzip
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from filters.analysis.reading import Reading, Sentence
from filters.model import Actuality, Event
from filters.phrasebook import Found

_FILE = Path(__file__).parents[1] / "lexicon" / "weights.tsv.gz"
EVENTS = tuple(Event)
ACTUALITIES = tuple(actuality for actuality in Actuality if actuality is not Actuality.NA)
SCALE = 100  # the file holds hundredths
WEIGHED = "weighed"  # the rule of what no rule saw
_LETTERS = 4
_LEAD, _LAYERED = 2, 3
_SHORT = 4
_TITLE, _PAIR, _SHAPE, _BODY, _LAYER = 1.0, 0.5, 0.3, 0.35, 0.5
_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال", "و")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_STEM = 3
_LONGEST_TITLE, _OPENING_WORDS = 22, 24
_KNOWN_WORDS = 30_000


@dataclass(frozen=True, slots=True)
class Weighing:
    """The logarithms of how likely each class is, in the order of EVENTS and ACTUALITIES.

    `actualities` are those of an event, whatever it is.
    """

    events: tuple[float, ...]
    actualities: tuple[float, ...]

    def of_event(self, event: Event) -> float:
        """Return how `event` weighs."""
        return self.events[EVENTS.index(event)]

    def beside(self, other: "Weighing") -> "Weighing":
        """Return what two readings of one entry weigh together; whether it is new is this one's to say."""
        events = tuple(one + two for one, two in zip(self.events, other.events, strict=True))
        return Weighing(events, self.actualities)


def weigh(reading: Reading, titles: Sequence[Sentence] | None = None) -> Weighing:
    """Return how the entry's title and lead weigh for each class; `titles` may be others than its own."""
    sums = _sums(features(reading, titles))
    return Weighing(_logarithms(sums[: len(EVENTS)]), _logarithms(sums[len(EVENTS) :]))


def titles_of(reading: Reading) -> list[Sentence]:
    """Return the sentences of the title; of a channel's post without one its first, if that is short."""
    return _titles(reading) or [s for s in reading.sentences[:1] if len(s.words) <= _LONGEST_TITLE]


def opening_of(reading: Reading) -> list[Sentence]:
    """Return the first words of the body as if they were the title, nothing without a title or a body."""
    title = _titles(reading)
    body = reading.sentences[len(title) :] if title else ()
    return [_cut(sentence, _OPENING_WORDS) for sentence in body[:1]]


def _cut(sentence: Sentence, words: int) -> Sentence:
    found = tuple(found for found in sentence.found if found.last <= words)
    return replace(sentence, tokens=sentence.tokens[:words], words=sentence.words[:words], found=found)


def _titles(reading: Reading) -> list[Sentence]:
    return [sentence for sentence in reading.sentences if sentence.field == "title"]


def heaviest(sentence: Sentence, event: Event) -> int:
    """Return the number of the sentence's word that speaks most for `event`, 0 if none does.

    By its stem, its letters, and what the lexicon knows it as.
    """
    rows, table = _weights()
    column = EVENTS.index(event)
    told = [{_stem(word): _TITLE} | dict.fromkeys(_parts(word), _SHAPE) for word in sentence.words]
    for found in sentence.found:
        told[found.first] |= {f"l {_layer(found)}": _TITLE}
    weights = [
        sum(
            weight * float(table[rows[feature], column]) for feature, weight in one.items() if feature in rows
        )
        for one in told
    ]
    return max(range(len(weights)), key=weights.__getitem__, default=0)


def features(reading: Reading, titles: Sequence[Sentence] | None = None) -> dict[str, float]:
    """Return what counts of an entry and how much.

    Stems of the title («w »), pairs of them («2 »), four letters of its words («4 »), stems of the first
    two sentences of the body, layers of the lexicon («l » of the title, «m » of the body), and marks.
    """
    title = _titles(reading) if titles is None else titles
    body = reading.sentences[
        len(title) : len(title) + _LAYERED
    ]  # titles stand first; an opening, itself of the body, is counted there too
    stems = [_stem(word) for sentence in title for word in sentence.words]
    found = dict.fromkeys(stems, _TITLE)
    found |= {f"2 {one[2:]} {other[2:]}": _PAIR for one, other in pairwise(stems)}
    found |= dict.fromkeys((part for s in title for word in s.words for part in _parts(word)), _SHAPE)
    found |= {f"l {layer}": _TITLE for layer in _layers(title)}
    found |= {f"m {layer}": _LAYER for layer in _layers(body)}
    for sentence in body[:_LEAD]:
        for word in sentence.words:
            found.setdefault(_stem(word), _BODY)
    return found | _marks(reading.entry.title or "".join(s.text for s in title), stems)


def _marks(title: str, stems: Sequence[str]) -> dict[str, float]:
    """Return marks of the title as printed: a colon, a question, next to nothing; and the constant."""
    marks = {"colon": ":" in title, "question": "؟" in title, "short": len(stems) < _SHORT, "all": True}
    return {mark: 1.0 for mark, is_so in marks.items() if is_so}


@lru_cache(_KNOWN_WORDS)
def _parts(word: str) -> tuple[str, ...]:
    edged = f"^{word}$"
    return tuple(f"4 {edged[at : at + _LETTERS]}" for at in range(len(edged) - _LETTERS + 1))


def _layers(sentences: Sequence[Sentence]) -> Iterator[str]:
    for sentence in sentences:
        for found in sentence.found:
            yield _layer(found)


def _layer(found: Found) -> str:
    return f"{found.layer}:{found.key}" if found.layer == "weapon" else found.layer


@lru_cache(_KNOWN_WORDS)
def _stem(word: str) -> str:
    """Return «w » and a folded word without its article and commonest endings; all figures are one."""
    if word.isdigit():
        return "w #"
    lead = next((p for p in _PREFIXES if word.startswith(p) and len(word) - len(p) >= _STEM), "")
    word = word[len(lead) :]
    end = next((s for s in _SUFFIXES if word.endswith(s) and len(word) - len(s) >= _STEM), "")
    return f"w {word[: len(word) - len(end)]}"


def _sums(found: dict[str, float]) -> npt.NDArray[np.float32]:
    rows, table = _weights()
    of = rows.get
    known = [(row, weight) for key, weight in found.items() if (row := of(key)) is not None]
    at, weights = zip(*known, strict=True)  # the constant at least is known
    total: npt.NDArray[np.float32] = np.array(weights, np.float32) @ table[list(at)]
    return total


def _logarithms(sums: npt.NDArray[np.float32]) -> tuple[float, ...]:
    values = sums.tolist()
    highest = max(values)
    total = math.log(sum(math.exp(value - highest) for value in values)) + highest
    return tuple(value - total for value in values)


@cache
def _weights() -> tuple[dict[str, int], npt.NDArray[np.float32]]:
    """Return the row of each feature, and the table of weights; takes some tens of milliseconds."""
    rows: dict[str, int] = {}
    values: list[str] = []
    with gzip.open(_FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#!"):
                feature, _, numbers = line.rstrip("\n").partition("\t")
                rows[feature] = len(rows)
                values.append(numbers)
    hundredths = np.fromstring("\t".join(values), dtype=np.float32, sep="\t").reshape(len(values), -1)
    return rows, hundredths / np.float32(SCALE)
