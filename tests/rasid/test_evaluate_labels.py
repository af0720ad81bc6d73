"""Scores against labelled folders."""

import json
from pathlib import Path

import pytest

from rasid.evaluate_labels import Score, evaluate_clusters, evaluate_labels
from rasid.mistakes import ConfigError

LABEL = {
    "id": "a",
    "event": ["attack"],
    "actuality": ["new"],
    "gz_attack": True,
    "place": ["green-zone", "baghdad"],
    "weapon_kinds": ["rocket"],
    "weapon_counts": [2],
    "killed": [],
    "killed_agreed": False,
    "injured": [],
}


def _entry(
    name: str, title: str, at: str = "2026-11-25T20:00:00+03:00", source: str = "وكالة"
) -> dict[str, object]:
    return {"id": name, "source": source, "url": None, "published_at": at, "title": title, "body": ""}


def _write(path: Path, *records: object) -> None:
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")


def test_right_answers_score_fully(tmp_path: Path) -> None:
    _write(tmp_path / "entries.jsonl", _entry("a", "سقوط صاروخين في المنطقة الخضراء"))
    _write(tmp_path / "labels.jsonl", LABEL)
    report = evaluate_labels(tmp_path)
    assert (1, 1.0, ()) == (report.records, report.event_f1, report.misses)
    assert Score(1, 1, 1) == report.scores["flagship"]
    assert "killed" not in report.scores


def test_each_miss_is_listed(tmp_path: Path) -> None:
    _write(tmp_path / "entries.jsonl", _entry("a", "حريق في سوق بالبصرة"))
    _write(tmp_path / "labels.jsonl", LABEL)
    report = evaluate_labels(tmp_path)
    assert {"event", "flagship", "place", "weapon_kind", "weapon_count"} == {
        m.question for m in report.misses
    }
    assert "wanted attack got fire" in str(report)


def test_authored_labels_hold_full_lists(tmp_path: Path) -> None:
    _write(tmp_path / "authored_entries.jsonl", _entry("b", "سقوط صاروخ على التاجي ومقتل جندي"))
    _write(
        tmp_path / "authored_labels.jsonl",
        {
            "id": "b",
            "event": "attack",
            "actuality": "new",
            "place": "taji/baghdad",
            "gz_attack": False,
            "weapons": [{"kind": "rocket", "count": 1}],
            "killed": [{"count": 1}],
            "injured": [],
        },
    )
    report = evaluate_labels(tmp_path)
    assert Score(1, 1, 1) == report.scores["killed"] == report.scores["weapon_count"]


def test_split_and_merged_incidents_are_counted(tmp_path: Path) -> None:
    """Two entries far apart in place called one incident: recall falls, and the split is listed."""
    _write(
        tmp_path / "entries.jsonl",
        _entry("a", "انفجار في أربيل"),
        _entry("b", "انفجار في أربيل شمال العراق", "2026-11-25T20:10:00+03:00", "قناة"),
        _entry("c", "انفجار في البصرة", "2026-11-25T20:20:00+03:00"),
    )
    _write(tmp_path / "clusters.jsonl", {"incident": "one", "entries": ["a", "b", "c"]})
    report = evaluate_clusters(tmp_path)
    assert (1, 3, 1.0, 2.0) == (
        report.incidents,
        report.entries,
        report.precision,
        report.openings_per_incident,
    )
    assert pytest.approx(5 / 9) == report.recall
    assert ["one"] == [miss.incident for miss in report.misses]


def test_a_folder_without_clusters_has_no_score(tmp_path: Path) -> None:
    """A mistyped folder is no folder in which everything is wrong."""
    with pytest.raises(ConfigError) as caught:
        evaluate_clusters(tmp_path / "mistyped")
    assert "holds no *.jsonl with clusters" in caught.value.problems[0]


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        (None, "holds no *labels*.jsonl"),
        ([LABEL | {"id": "b"}], "labels.jsonl:1: no entry has the id 'b'"),
        ([LABEL, {"id": "a", "event": "attack"}], "labels.jsonl:2: no label"),
    ],
)
def test_a_folder_that_cannot_be_scored_is_refused_with_its_place(
    tmp_path: Path, labels: list[dict[str, object]] | None, problem: str
) -> None:
    _write(tmp_path / "entries.jsonl", _entry("a", "سقوط صاروخين في المنطقة الخضراء"))
    if labels is not None:
        _write(tmp_path / "labels.jsonl", *labels)
    with pytest.raises(ConfigError) as caught:
        evaluate_labels(tmp_path)
    assert problem in caught.value.problems[0]


def test_an_entry_labelled_in_two_files_counts_once(tmp_path: Path) -> None:
    _write(tmp_path / "entries.jsonl", _entry("a", "سقوط صاروخين في المنطقة الخضراء"))
    for name in ("labels.jsonl", "labels_again.jsonl"):
        _write(tmp_path / name, LABEL)
    assert 1 == evaluate_labels(tmp_path).records
