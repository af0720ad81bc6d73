"""Scores of the matching, counted from a file of cases."""

from pathlib import Path

import pytest

from rasid.evaluate import evaluate_matching
from rasid.mistakes import ConfigError

HEAD = "query\tform\tlabel\tphenomenon\n"


def write(folder: Path, *rows: str) -> Path:
    path = folder / "cases.tsv"
    path.write_text(HEAD + "".join(row.replace("|", "\t") + "\n" for row in rows), encoding="utf-8")
    return path


def test_shares_leave_out_context_rows(tmp_path: Path) -> None:
    rows = (
        "قصف|قصف|1|exact",
        "قصف|نفط|1|wrong",
        "قصف|سلام|0|near",
        "قصف|قصف|0|trap",
        "مسيرة|إسقاط مسيرة|1|context",
    )
    report = evaluate_matching(write(tmp_path, *rows))
    shares = (report.precision, report.recall, report.confusables_fired, report.context_right)
    assert (0.5, 0.5, 0.5, 1.0) == shares


def test_errors_are_listed_by_phenomenon(tmp_path: Path) -> None:
    report = evaluate_matching(write(tmp_path, "قصف|نفط|1|miss", "قصف|قصف|0|trap", "قصف|قصف|1|exact"))
    assert {"miss", "trap"} == set(report.errors())
    assert "- قصف  ←  نفط" in str(report)


def test_a_query_that_cannot_be_read_matches_nothing(tmp_path: Path) -> None:
    assert 0.0 == evaluate_matching(write(tmp_path, "(قصف|قصف|1|exact")).recall


@pytest.mark.parametrize("row", ["قصف|قصف|1", "قصف|قصف|yes|exact"])
def test_a_bad_row_is_named_by_its_line(tmp_path: Path, row: str) -> None:
    with pytest.raises(ConfigError) as caught:
        evaluate_matching(write(tmp_path, row))
    assert "cases.tsv:2: expected query, form, 0 or 1" in caught.value.problems[0]
