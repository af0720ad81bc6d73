"""What the weights of words add to the rules: a labelled folder scored with the rules alone, and with both.

    python benchmarks/rules_and_weights.py [LABELS ...]

Each is a folder as `rasid eval labels` reads it, our own cases unless told otherwise. Our rules were
written against our own cases; what the weights are for shows on entries that nobody has read before.
"""

import sys
from functools import partial
from pathlib import Path

from filters.analysis import analyse
from rasid.evaluate_labels import LabelsReport, evaluate_labels

OWN = Path(__file__).parents[1] / "tests" / "cases" / "desk" / "labels"


def main() -> None:
    """Print a table for each folder."""
    for folder in map(Path, sys.argv[1:] or [OWN]):
        columns = [
            figures(evaluate_labels(folder, partial(analyse, weighs=weighs))) for weighs in (False, True)
        ]
        print(f"{folder}\n{'':24}{'rules alone':>14}{'with weights':>14}")
        for name in columns[0]:
            print(f"{name:24}{columns[0][name]:14.3f}{columns[1][name]:14.3f}")


def figures(report: LabelsReport) -> dict[str, float]:
    """Return the figures that the weights may change."""
    scores = report.scores
    return {
        "event, macro-F1": report.event_f1,
        "attack, precision": report.event_classes["attack"].precision,
        "attack, recall": report.event_classes["attack"].recall,
        "new, F1": scores["new"].f1,
        "flagship, precision": scores["flagship"].precision,
        "flagship, recall": scores["flagship"].recall,
    }


if __name__ == "__main__":
    main()
