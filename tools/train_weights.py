"""Learn filters/lexicon/weights.tsv.gz from tools/training/*.tsv; run by `make weights`, some minutes.

Every record there is a sentence of our own: event, actuality, title, lead. Logistic regression of
scikit-learn, once over the events and once over the actualities of those that tell one. With
`--check`, prints how well five folds predict the records that they have not seen, and writes nothing.
"""
# ruff: noqa: INP001, T201  # a script that prints

import gzip
import hashlib
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from feeds.model import Entry
from filters.analysis.reading import Reading, read
from filters.analysis.weighing import ACTUALITIES, EVENTS, SCALE, features, opening_of

RECORDS = Path(__file__).parent / "training"
OUT = Path(__file__).parents[1] / "filters" / "lexicon" / "weights.tsv.gz"
AT = datetime(2026, 1, 1, tzinfo=UTC)
STRENGTH = 2.0  # of the model against its regularisation
LEAST_OPENING = 6  # words
LEAST_RECORDS, LEAST_WEIGHT = 2, 4  # a feature of one record, or of next to no weight, is left out


def main() -> None:
    """Train and write, or with `--check` print what five folds predict."""
    records = read_records()
    readings = [read(_entry(title, lead)) for _, _, title, lead in records]
    events = np.array([event for event, *_ in records])
    told = np.array([actuality for _, actuality, *_ in records])
    is_event = told != "na"
    found = [features(reading) for reading in readings]
    if "--check" in sys.argv:
        table = DictVectorizer().fit_transform(_often(found))
        _check("event", table, events)
        _check("actuality", table[is_event], told[is_event])
        return
    # The event is also learned as it is asked where a title says nothing: of the body's first words.
    below = [at for at, reading in enumerate(readings) if _opens_at_length(reading)]
    found += [features(readings[at], opening_of(readings[at])) for at in below]
    vectors = DictVectorizer()
    table = vectors.fit_transform(_often(found))
    own = table[: len(records)][is_event]
    of_event = _learn(table, np.concatenate([events, events[below]]), EVENTS)
    weights = np.hstack([of_event, _learn(own, told[is_event], ACTUALITIES)])
    _write(vectors.get_feature_names_out(), np.rint(weights * SCALE).astype(int))


def _often(found: Sequence[dict[str, float]]) -> list[dict[str, float]]:
    """Return the features of each record without those of too few records."""
    spread = Counter(feature for one in found for feature in one)
    return [{f: weight for f, weight in one.items() if spread[f] >= LEAST_RECORDS} for one in found]


def _opens_at_length(reading: Reading) -> bool:
    return any(len(sentence.words) >= LEAST_OPENING for sentence in opening_of(reading))


def read_records() -> list[tuple[str, str, str, str]]:
    """Return event, actuality, title and lead of every record."""
    lines = (line for path in sorted(RECORDS.glob("*.tsv")) for line in path.read_text("utf-8").splitlines())
    records = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(event, actuality, title, lead) for event, actuality, title, lead in records]


def digest() -> str:
    """Return a digest of all records, which the weights carry: they are stale when it differs."""
    whole = hashlib.sha256()
    for path in sorted(RECORDS.glob("*.tsv")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _entry(title: str, lead: str) -> Entry:
    return Entry("record", "own", "own", None, title, lead, AT, AT)


def _model() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=3000, fit_intercept=False)


def _learn(table: np.ndarray, labels: np.ndarray, classes: Sequence[str]) -> np.ndarray:
    model = _model().fit(table, labels)
    order = [list(model.classes_).index(str(name)) for name in classes]
    return model.coef_[order].T


def _check(name: str, table: np.ndarray, labels: np.ndarray) -> None:
    folds = StratifiedKFold(5, shuffle=True, random_state=1)
    told = cross_val_predict(_model(), table, labels, cv=folds)
    print(f"{name}: {len(labels)} records, {np.mean(told == labels):.3f} right in five folds")
    for label in sorted(set(labels)):
        right = int(((told == label) & (labels == label)).sum())
        precision, recall = right / max(1, (told == label).sum()), right / (labels == label).sum()
        print(f"  {label:12} precision {precision:.3f} recall {recall:.3f} of {(labels == label).sum()}")


def _write(names: Sequence[str], weights: np.ndarray) -> None:
    rows = [
        (name, row) for name, row in zip(names, weights, strict=True) if np.abs(row).max() >= LEAST_WEIGHT
    ]
    with gzip.GzipFile(OUT, "wb", compresslevel=9, mtime=0) as out:
        header = "\t".join(["#!", *map(str, EVENTS), *map(str, ACTUALITIES), digest()])
        body = ("\t".join([name, *map(str, row)]) for name, row in rows)
        out.write(("\n".join([header, *body]) + "\n").encode())
    print(f"{OUT.name}: {len(rows)} features, {OUT.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
