"""The two simpler ways that benchmarks/analysis_baselines.py puts beside our analysis and incidents.

A list of words, found in the folded text, with a pattern for figures; and TF-IDF of words and pairs of
words with logistic regression (scikit-learn), one a value: each event, place, weapon and figure.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import import_module
from typing import Any

from feeds.model import Entry
from filters.arabic import fold
from filters.gazetteer import path_of, places
from filters.model import Actuality, Analysis, Change, Event, Qualifier, Quantity
from rasid.evaluate_clusters import Placed
from rasid.evaluate_labels import Label

FLAGSHIP = "green-zone-attack"
RECENT, ALIKE = timedelta(hours=36), 0.2
# What stands for a class in a text, the gravest class first.
EVENTS = {
    Event.ATTACK: "هجوم هجمات قصف استهداف استهدف غارة اغتيال اشتباك عبوة صاروخ صواريخ مسيرة مفخخة انتحاري",
    Event.EXPLOSION: "انفجار انفجر دوي",
    Event.ALERT: "صافرات صفارات إنذار",
    Event.FIRE: "حريق حرائق",
    Event.ACCIDENT: "حادث غرق انقلاب تصادم",
    Event.PROTEST: "تظاهرة تظاهرات متظاهرين متظاهرون احتجاج",
    Event.CLOSURE: "إغلاق أغلقت قطع الطريق",
    Event.ARREST: "اعتقال القبض ضبط مداهمة",
    Event.CRIME: "جريمة انتحار سرقة جثة",
    Event.STATEMENT: "بيان أدان أدانت إدانة أكد صرح تصريح",
}
WEAPONS = {
    "rocket": "صاروخ صواريخ كاتيوشا",
    "missile": "باليستي",
    "drone": "مسيرة مسيرات درون",
    "shell": "قذيفة قذائف هاون",
    "ied": "عبوة عبوات",
    "car_bomb": "مفخخة",
    "suicide": "انتحاري",
    "gunfire": "رصاص مسلحون مسلحين",
    "airstrike": "غارة غارات",
    "grenade": "رمانة",
}
COUNTED = re.compile(fold(r"(\d+) (?:صاروخ|صواريخ|مسير|طائر|قذائف|قذيفة|عبو)"))
KILLED = re.compile(fold(r"(\d+) (?:قتيل|قتلى|شهيد|شهداء)|(?:مقتل|استشهاد) (\d+)"))
INJURED = re.compile(fold(r"(\d+) (?:جريح|جرحى|مصاب|إصاب)|(?:إصابة|جرح) (\d+)"))


def by_words(entry: Entry) -> Analysis:
    """Return what a list of words sees: the gravest class with a word in the text is new."""
    text = fold(f"{entry.title} {entry.body}")
    event = next((event for event, words in _folded(EVENTS) if _holds(text, words)), Event.NONE)
    if event in (Event.NONE, Event.STATEMENT):
        return Analysis(event, Actuality.NA, "")
    is_flagship = event in (Event.ATTACK, Event.EXPLOSION, Event.ALERT) and fold("المنطقة الخضراء") in text
    return Analysis(
        event,
        Actuality.NEW,
        path_of(_first_place(text)),
        (FLAGSHIP,) if is_flagship else (),
        _weapons([kind for kind, words in _folded(WEAPONS) if _holds(text, words)], _figures(COUNTED, text)),
        _people(_figures(KILLED, text)),
        _people(_figures(INJURED, text)),
    )


def _folded(table: dict[Any, str]) -> Iterable[tuple[Any, list[str]]]:
    return [(name, fold(words).split()) for name, words in table.items()]


def _holds(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _first_place(text: str) -> str:
    """Return the slug of the place named first, the longest of its names there; "" without any."""
    found = ((text.find(name), -len(name), slug) for name, slug in _place_names())
    return min(((at, length, slug) for at, length, slug in found if at >= 0), default=(0, 0, ""))[2]


@cache
def _place_names() -> list[tuple[str, str]]:
    return [(f" {fold(name)}", place.slug) for place in places().values() for name in place.arabic]


def _figures(pattern: re.Pattern[str], text: str) -> list[int]:
    return [int(figure) for found in pattern.findall(text) for figure in _parts(found) if figure]


def _parts(found: str | tuple[str, ...]) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else found


def _weapons(kinds: Sequence[str], counts: Sequence[int]) -> tuple[Quantity, ...]:
    """Return the kinds, and the counts as of the first kind: a score asks for each by itself."""
    told = [Quantity(kind, None, Qualifier.EXACT, None) for kind in kinds]
    told += [Quantity(kind, count, Qualifier.EXACT, None) for kind in kinds[:1] for count in counts]
    return tuple(told)


def _people(counts: Iterable[int]) -> tuple[Quantity, ...]:
    return tuple(Quantity("person", count, Qualifier.EXACT, None) for count in counts)


@dataclass(frozen=True, slots=True)
class Learned:
    """A vectorizer, and a classifier for each value of each question that the training knew twice."""

    vectorizer: Any
    event: Any
    values: dict[str, dict[Any, Any]]

    def read(self, entry: Entry) -> Analysis:
        """Return what the classifiers answer."""
        vector = self.vectorizer.transform([_text(entry)])
        said = {
            question: [value for value, model in models.items() if model.predict(vector)[0]]
            for question, models in self.values.items()
        }
        return Analysis(
            Event(str(self.event.predict(vector)[0])),
            Actuality.NEW if said["new"] else Actuality.BACKGROUND,
            "/".join(said["place"]),
            (FLAGSHIP,) if said["flagship"] else (),
            _weapons(said["kinds"], said["counts"]),
            _people(said["killed"]),
            _people(said["injured"]),
        )


# What each question's labels say, None where the readers did not agree.
QUESTIONS: dict[str, Callable[[Label], frozenset[Any] | None]] = {
    "new": lambda label: frozenset({True} if label.is_new else ()),
    "flagship": lambda label: frozenset({True} if label.is_flagship else ()),
    "place": lambda label: label.place,
    "kinds": lambda label: label.weapon_kinds,
    "counts": lambda label: label.weapon_counts,
    "killed": lambda label: label.killed,
    "injured": lambda label: label.injured,
}


def learn(records: Sequence[tuple[Entry, Label]]) -> Learned:
    """Return classifiers trained on labelled entries. Raises ImportError without scikit-learn."""
    vectorizer = _vectorizer(rarest=2)
    vectors = vectorizer.fit_transform(_text(entry) for entry, _ in records)
    event = _regression().fit(vectors, [min(label.events) for _, label in records])
    values = {
        question: _learn_values(vectors, [told(label) for _, label in records])
        for question, told in QUESTIONS.items()
    }
    return Learned(vectorizer, event, values)


def _learn_values(vectors: Any, told: Sequence[frozenset[Any] | None]) -> dict[Any, Any]:
    agreed = [(at, values) for at, values in enumerate(told) if values is not None]
    rows = vectors[[at for at, _ in agreed]]
    known = sorted({value for _, values in agreed for value in values})
    models = {}
    for value in known:
        wanted = [value in values for _, values in agreed]
        if 1 < sum(wanted) < len(wanted):
            models[value] = _regression().fit(rows, wanted)
    return models


def _vectorizer(*, rarest: int) -> Any:
    """Return what weighs words and pairs of words that `rarest` texts hold."""
    text = import_module("sklearn.feature_extraction.text")
    return text.TfidfVectorizer(ngram_range=(1, 2), min_df=rarest, sublinear_tf=True, token_pattern=r"\w+")


def _regression() -> Any:
    """Return the strongest of six settings that were tried on labelled news."""
    linear = import_module("sklearn.linear_model")
    return linear.LogisticRegression(C=10, class_weight="balanced", max_iter=1000)


def _text(entry: Entry) -> str:
    return fold(f"{entry.title} {entry.body[:1000]}")


def gather_by_words(entries: Iterable[Entry]) -> Placed:
    """Gather what a list of words would: one incident for each class, place and day."""
    ordered = sorted(entries, key=lambda entry: (entry.at, entry.id))
    seen = ((entry, by_words(entry)) for entry in ordered)
    return _placed((entry, f"{told.event} {told.place} {entry.at.date()}") for entry, told in seen)


def gather_by_likeness(entries: Iterable[Entry]) -> Placed:
    """Gather entries with the most alike one of the 36 hours before, by the cosine of TF-IDF.

    Raises ImportError without scikit-learn.
    """
    ordered = sorted(entries, key=lambda entry: (entry.at, entry.id))
    vectors = _vectorizer(rarest=1).fit_transform(map(_text, ordered))
    names: list[str] = []
    for at, entry in enumerate(ordered):
        since = next(i for i in range(at + 1) if entry.at - ordered[i].at <= RECENT)
        alike = (vectors[since:at] @ vectors[at].T).toarray().ravel() if since < at else []
        best = max(range(len(alike)), key=lambda i: alike[i], default=None)
        names.append(names[since + best] if best is not None and alike[best] >= ALIKE else entry.id)
    return _placed(zip(ordered, names, strict=True))


def _placed(named: Iterable[tuple[Entry, str]]) -> Placed:
    """Return where each entry stands; the first of a name opens an incident, the others change nothing."""
    placed: dict[str, str] = {}
    changes: dict[str, Change] = {}
    names: set[str] = set()
    for entry, name in named:
        changes[entry.id] = Change.NOTHING if name in names else Change.OPENED
        placed[entry.id] = name
        names.add(name)
    return placed, changes
