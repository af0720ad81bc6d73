"""The cases of tests/cases: forms and their neighbours, homographs that the snippet decides."""

from pathlib import Path

import pytest

from rasid.evaluate import MatchingRow, evaluate_matching

CASES = Path(__file__).parent.parent / "cases"
ROWS = [row for file in sorted(CASES.glob("homographs*.tsv")) for row in evaluate_matching(file).rows]
ROWS += evaluate_matching(CASES / "word_forms.tsv").rows


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.query}←{row.form}")
def test_a_form_matches_as_labelled(row: MatchingRow) -> None:
    assert row.must_match == row.did_match
