"""What analysis and incidents score and cost, beside a keyword list and TF-IDF with logistic regression.

    python benchmarks/analysis.py LABELS [--clusters FOLDER] [--train LABELS] [--json FILE]

Without --train the regression is trained on half of LABELS and all three are scored on the other
half. The speeds are measured on made-up entries of 150 words, and need no folder.
"""

import argparse
import json
import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

from feeds.model import Entry
from filters.analysis import analyse
from filters.arabic import fold, tokenise
from filters.gazetteer import path_of
from filters.incidents import OpenIncidents
from filters.model import Actuality, Analysis, Change, Event, Qualifier, Quantity
from filters.reading import read, read_lexicon
from rasid.evaluate_clusters import ClustersReport, Placed, evaluate_clusters
from rasid.evaluate_labels import LabelsReport, evaluate_labels, read_labels

NOW = datetime(2026, 11, 25, tzinfo=UTC)
OPEN, SAMPLE, WORDS = 4_000, 1_500, 150
EPOCHS, RATE, DECAY = 25, 0.5, 1e-4
RECENT, ALIKE = timedelta(hours=36), 0.2


def main() -> None:
    """Print the table and write it as JSON."""
    options = _options()
    result: dict[str, Any] = {"speed": speeds()}
    if options.labels:
        result["labels"] = compare(options.labels, options.train)
    if options.clusters:
        result["clusters"] = compare_clusters(options.clusters)
    _show(result)
    if options.json:
        options.json.write_text(json.dumps(result, ensure_ascii=False, indent=2), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("labels", type=Path, nargs="?")
    for name in ("--clusters", "--train", "--json"):
        parser.add_argument(name, type=Path)
    return parser.parse_args()


def compare(labels: Path, train: Path | None) -> dict[str, dict[str, float]]:
    """Return the scores of the three systems on the same records."""
    keep: Callable[[str], bool] = (lambda _: True) if train else _is_test
    learned = _learn(train or labels, lambda name: bool(train) or not _is_test(name))
    systems = {"rasid": analyse, "keywords": keywords, "tf-idf + regression": learned}
    return {name: _scores(evaluate_labels(labels, system, keep=keep)) for name, system in systems.items()}


def _is_test(name: str) -> bool:
    return blake2b(name.encode(), digest_size=1).digest()[0] % 2 == 1


def _scores(report: LabelsReport) -> dict[str, float]:
    scores = {"records": float(report.records), "event macro-F1": report.event_f1}
    for name, score in report.scores.items():
        scores |= {f"{name} P": score.precision, f"{name} R": score.recall, f"{name} F1": score.f1}
    return scores


def keywords(entry: Entry) -> Analysis:
    """Return what a list of words sees: any word of a class, any place, any weapon, no figure."""
    reading = read(entry)
    found = [f for sentence in reading.sentences for f in sentence.found]
    layers = {f.layer for f in found}
    event = next((e for e in Event if e.value in layers), Event.NONE)
    place = path_of(next((f.key for f in found if f.layer == "place"), ""))
    kinds = {f.key.partition(":")[0] for f in found if f.layer == "weapon"}
    weapons = tuple(Quantity(kind, None, Qualifier.EXACT, None) for kind in sorted(kinds))
    is_event = event not in (Event.NONE, Event.STATEMENT)
    text = fold(f"{entry.title} {entry.body}")
    topics = ("green-zone-attack",) if is_event and fold("المنطقة الخضراء") in text else ()
    actuality = Actuality.NEW if is_event else Actuality.NA
    return Analysis(event, actuality, place if is_event else "", topics, weapons if is_event else ())


def _learn(folder: Path, keep: Callable[[str], bool]) -> Callable[[Entry], Analysis]:
    """Return a classifier of events, actuality and the flagship topic, trained on the labelled half."""
    records = [(entry, label) for entry, label in read_labels(folder) if keep(label.id)]
    texts = [_features(entry) for entry, _ in records]
    holding = Counter(feature for text in texts for feature in text)
    weigh = _weigher(holding, len(texts))
    vectors = [weigh(text) for text in texts]
    event = _regression(vectors, [min(label.events) for _, label in records])
    new = _regression(vectors, [str(label.is_new) for _, label in records])
    flagship = _regression(vectors, [str(label.is_flagship) for _, label in records])

    def classify(entry: Entry) -> Analysis:
        vector = weigh(_features(entry))
        actuality = Actuality.NEW if new(vector) == "True" else Actuality.BACKGROUND
        topics = ("green-zone-attack",) if flagship(vector) == "True" else ()
        return Analysis(Event(event(vector)), actuality, "", topics)

    return classify


def _features(entry: Entry) -> Counter[str]:
    words = [token.folded for token in tokenise(f"{entry.title} {entry.body[:1000]}")]
    pairs = (f"{a} {b}" for a, b in pairwise(words))
    return Counter([*words, *pairs])


def _weigher(holding: Counter[str], texts: int) -> Callable[[Counter[str]], dict[str, float]]:
    def weigh(text: Counter[str]) -> dict[str, float]:
        weights = {
            feature: (1 + math.log(count)) * math.log((1 + texts) / (1 + holding[feature]))
            for feature, count in text.items()
            if holding[feature] > 1
        }
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {feature: weight / norm for feature, weight in weights.items()}

    return weigh


def _regression(
    vectors: Sequence[dict[str, float]], wanted: Sequence[str]
) -> Callable[[dict[str, float]], str]:
    """Return a multinomial logistic regression fitted by stochastic gradient descent, L2-regularised."""
    classes = sorted(set(wanted))
    weights: dict[str, dict[str, float]] = {name: defaultdict(float) for name in classes}

    def chances(vector: dict[str, float]) -> dict[str, float]:
        logits = {n: sum(w[f] * v for f, v in vector.items() if f in w) for n, w in weights.items()}
        top = max(logits.values())
        powers = {name: math.exp(logit - top) for name, logit in logits.items()}
        total = sum(powers.values())
        return {name: power / total for name, power in powers.items()}

    order, chance = list(range(len(vectors))), random.Random(7)
    for _ in range(EPOCHS):
        chance.shuffle(order)
        for at in order:
            told = chances(vectors[at])
            for name, weight in weights.items():
                step = RATE * ((name == wanted[at]) - told[name])
                for feature, value in vectors[at].items():
                    weight[feature] += step * value - DECAY * weight[feature]
    return lambda vector: max(chances(vector).items(), key=lambda pair: pair[1])[0]


def speeds() -> dict[str, float]:
    """Return entries a second of one core, and milliseconds to assign one with 4,000 incidents open."""
    entries = list(_made_up(OPEN + SAMPLE))
    for entry in entries[:200]:
        analyse(entry)
    start = time.process_time()
    analyses = [analyse(entry) for entry in entries]
    analysing = (time.process_time() - start) / len(entries)
    incidents = OpenIncidents()
    for entry, analysis in zip(entries[:OPEN], analyses[:OPEN], strict=True):
        incidents.put(OpenIncidents().assign(entry, analysis).incident)
    start = time.process_time()
    for entry, analysis in zip(entries[OPEN:], analyses[OPEN:], strict=True):
        incidents.assign(entry, analysis)
    return {
        "analyse, entries/s": 1 / analysing,
        "assign with 4,000 open, ms": (time.process_time() - start) * 1000 / SAMPLE,
    }


def _made_up(number: int) -> Iterable[Entry]:
    """Yield entries of 150 words made of the lexicons' words: every word is known, the slow case."""
    chance = random.Random(11)
    events = read_lexicon("events.toml")
    words = [word.lstrip("~") for table in events.values() for word in table["words"]]
    places = ("بغداد", "أربيل", "كركوك", "البصرة", "الموصل", "الفلوجة", "بعقوبة", "النجف", "الكوت")
    filler = ["أفاد", "مصدر", "أن", "القوة", "وصلت", "إلى", "المكان", "وفتحت", "الطريق", "أمام", "المواطنين"]
    for number_of in range(number):
        title = f"{chance.choice(words)} في {chance.choice(places)} وإصابة {chance.randint(2, 40)} شخصا"
        body = [
            chance.choice((*filler, *filler, chance.choice(words), str(number_of))) for _ in range(WORDS - 10)
        ]
        for at in range(20, len(body), 20):
            body[at] += "."
        time_of = NOW + timedelta(seconds=20 * number_of)
        outlet, text = f"outlet {number_of % 9}", " ".join(body)
        yield Entry(str(number_of), "made-up", outlet, None, title, text, time_of, time_of)


def compare_clusters(folder: Path) -> dict[str, dict[str, float]]:
    """Return the scores of three ways to gather the same entries."""
    placers = {"rasid": None, "keywords": by_place_and_day, "tf-idf": by_likeness}
    return {name: _clusters(evaluate_clusters(folder, placer)) for name, placer in placers.items()}


def _clusters(report: ClustersReport) -> dict[str, float]:
    scores = {
        "incidents": float(report.incidents),
        "B-cubed P": report.precision,
        "B-cubed R": report.recall,
        "B-cubed F1": report.f1,
        "openings per incident": report.openings_per_incident,
        "merged incidents": float(report.merged),
    }
    return scores | {f"B-cubed F1, {name}": part.f1 for name, part in report.files}


def by_place_and_day(entries: Iterable[Entry]) -> Placed:
    """Gather what a list of words would: one incident for each class, place and day."""
    return _placed(
        (entry, f"{a.event} {a.place} {entry.at.date()}") for entry in entries for a in [keywords(entry)]
    )


def by_likeness(entries: Iterable[Entry]) -> Placed:
    """Gather entries with the most alike one of the 36 hours before, by the cosine of TF-IDF."""
    ordered = sorted(entries, key=lambda entry: (entry.at, entry.id))
    texts = [_features(entry) for entry in ordered]
    weigh = _weigher(Counter(feature for text in texts for feature in text), len(texts))
    vectors = [weigh(text) for text in texts]
    names: list[str] = []
    for at, entry in enumerate(ordered):
        recent = [i for i in range(at) if entry.at - ordered[i].at <= RECENT]
        alike = {i: sum(vectors[at].get(f, 0.0) * v for f, v in vectors[i].items()) for i in recent}
        best = max(alike, key=lambda i: alike[i], default=None)
        names.append(names[best] if best is not None and alike[best] >= ALIKE else entry.id)
    return _placed(zip(ordered, names, strict=True))


def _placed(named: Iterable[tuple[Entry, str]]) -> Placed:
    """Return where each entry stands; the first of a name opens an incident, the others change nothing."""
    placed: dict[str, str] = {}
    changes: dict[str, Change] = {}
    for entry, name in named:
        changes[entry.id] = Change.NOTHING if name in placed.values() else Change.OPENED
        placed[entry.id] = name
    return placed, changes


def _show(result: dict[str, Any]) -> None:
    for name, value in result["speed"].items():
        print(f"{name:32} {value:10.3f}")
    for systems in filter(None, (result.get("clusters"), result.get("labels"))):
        print(f"{'':34}" + "".join(f"{name:>22}" for name in systems))
        for question in systems["rasid"]:
            print(f"{question:34}" + "".join(f"{scores[question]:22.3f}" for scores in systems.values()))


if __name__ == "__main__":
    main()
