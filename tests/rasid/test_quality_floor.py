"""How well entries are read and gathered: on a desk's reports of our own, scores that must not fall."""

from pathlib import Path

import pytest

from rasid.evaluate_clusters import ClustersReport, evaluate_clusters
from rasid.evaluate_labels import LabelsReport, evaluate_labels

DESK = Path(__file__).parents[1] / "cases" / "desk"
FLOOR = {
    "flagship": 0.95,
    "new": 0.97,
    "place": 0.96,
    "weapon_kind": 0.95,
    "weapon_count": 0.94,
    "killed": 0.94,
    "injured": 0.94,
}


@pytest.fixture(scope="module")
def labels() -> LabelsReport:
    return evaluate_labels(DESK / "labels")


@pytest.fixture(scope="module")
def clusters() -> ClustersReport:
    return evaluate_clusters(DESK / "clusters")


def test_the_whole_desk_is_read(labels: LabelsReport, clusters: ClustersReport) -> None:
    """A file that is not found would make every score below worthless."""
    assert (701, 120, 471) == (labels.records, clusters.incidents, clusters.entries)


@pytest.mark.parametrize("question", FLOOR)
def test_what_happened_is_read_as_well_as_before(labels: LabelsReport, question: str) -> None:
    assert FLOOR[question] <= labels.scores[question].f1, str(labels)


def test_events_are_told_apart_as_well_as_before(labels: LabelsReport) -> None:
    assert 0.95 <= labels.event_f1, str(labels)


def test_reports_of_one_event_are_gathered_as_well_as_before(clusters: ClustersReport) -> None:
    """Precision before recall: a strike swallowed by another one is an alert that is never sent."""
    assert 0.99 <= clusters.precision, str(clusters)
    assert 0.95 <= clusters.f1, str(clusters)
    assert 0 == clusters.merged, str(clusters)


def test_one_event_opens_hardly_more_than_one_incident(clusters: ClustersReport) -> None:
    """Each opening too many is an alert told twice."""
    assert clusters.openings_per_incident <= 1.22, str(clusters)
