"""How right analysis and incidents are, beside a list of words and TF-IDF with logistic regression.

    python benchmarks/analysis_baselines.py [LABELS] [--clusters FOLDER] [--train LABELS] [--json FILE]

LABELS is a folder as `rasid eval labels` reads it, our own cases unless told otherwise; its clusters
are looked for beside it. The regression is trained on the folder of --train, or, without one, on four
fifths of LABELS at a time and asked about the last. Our own cases are those that our rules were
written against: on them only the other columns are news.
"""

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.analysis_ways import by_words, gather_by_likeness, gather_by_words, learn
from feeds.model import Entry
from filters.model import Analysis
from rasid.evaluate_clusters import ClustersReport, evaluate_clusters
from rasid.evaluate_labels import LabelsReport, Score, evaluate_labels, read_labels

OWN = Path(__file__).parents[1] / "tests" / "cases" / "desk" / "labels"
FOLDS = 5
Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class System:
    """A column: the folder's scores on labels, and on clusters."""

    name: str
    labels: Callable[[Path], LabelsReport]
    clusters: Callable[[Path], ClustersReport]


def systems(train: Path | None) -> list[System]:
    """Return ours, the list of words, and the regression."""
    return [
        System("Rasid", evaluate_labels, evaluate_clusters),
        System(
            "list of words",
            lambda labels: evaluate_labels(labels, by_words),
            lambda clusters: evaluate_clusters(clusters, gather_by_words),
        ),
        System(
            "TF-IDF, regression",
            lambda labels: evaluate_labels(labels, learned(labels, train or labels)),
            lambda clusters: evaluate_clusters(clusters, gather_by_likeness),
        ),
    ]


def learned(labels: Path, train: Path) -> Callable[[Entry], Analysis]:
    """Return answers to the labelled entries, none from classifiers that have seen the entry."""
    if labels.resolve() != train.resolve():
        return learn(list(read_labels(train))).read
    records = list(read_labels(labels))
    answers: dict[str, Analysis] = {}
    for fold in range(FOLDS):
        model = learn([record for at, record in enumerate(records) if at % FOLDS != fold])
        answers |= {entry.id: model.read(entry) for entry, _ in records[fold::FOLDS]}
    return lambda entry: answers[entry.id]


def of_labels(report: LabelsReport) -> Scores:
    """Return the figures of the labels' rows."""
    scores = report.scores
    return {
        "flagship, precision": scores["flagship"].precision,
        "flagship, recall": scores["flagship"].recall,
        "event, macro-F1": report.event_f1,
        "new, F1": scores["new"].f1,
        "place, precision": scores["place"].precision,
        "place, recall": scores["place"].recall,
        "weapon kind, F1": scores["weapon_kind"].f1,
        "weapon count, F1": scores["weapon_count"].f1,
        "killed and injured, F1": _together(scores, "killed", "injured").f1,
    }


def _together(scores: Mapping[str, Score], *questions: str) -> Score:
    asked = [scores[question] for question in questions]
    return Score(sum(s.hits for s in asked), sum(s.answered for s in asked), sum(s.wanted for s in asked))


def of_clusters(report: ClustersReport) -> Scores:
    """Return the figures of the clusters' rows."""
    return {
        "incidents, B-cubed F1": report.f1,
        "incidents, B-cubed precision": report.precision,
        "incidents, B-cubed recall": report.recall,
        "openings per incident": report.openings_per_incident,
        "alerts per incident": report.alerts_per_incident,
        "pairs of incidents merged": float(report.merged),
    }


def compare(labels: Path, clusters: Path | None, train: Path | None) -> dict[str, Scores | None]:
    """Return each system's figures, None for one whose package is not installed."""
    table: dict[str, Scores | None] = {}
    for system in systems(train):
        try:
            told = of_labels(system.labels(labels))
            table[system.name] = told | (of_clusters(system.clusters(clusters)) if clusters else {})
        except ImportError:
            table[system.name] = None
    return table


def show(table: dict[str, Scores | None]) -> None:
    """Print a row a question, a column a system."""
    present = {name: scores for name, scores in table.items() if scores is not None}
    print(f"{'':30}" + "".join(f"{name:>20}" for name in present))
    for question in present["Rasid"]:
        print(f"{question:30}" + "".join(f"{scores[question]:20.3f}" for scores in present.values()))
    for name in table.keys() - present.keys():
        print(f"{name} absent: scikit-learn is not installed")


def main() -> None:
    """Print the table and write it as JSON."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("labels", type=Path, nargs="?", default=OWN)
    for name in ("--clusters", "--train", "--json"):
        options.add_argument(name, type=Path)
    chosen = options.parse_args()
    beside = chosen.labels.parent / "clusters"
    clusters = chosen.clusters or (beside if beside.is_dir() else None)
    table = compare(chosen.labels, clusters, chosen.train)
    show(table)
    if chosen.json:
        chosen.json.write_text(json.dumps(table, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
