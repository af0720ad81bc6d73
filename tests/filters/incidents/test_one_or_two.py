"""Two entries that tell of one event, or of two: what decides it."""

from pathlib import Path

import pytest

from tests.filters.news_builders import entry, incident_ids

CASES = Path(__file__).parents[2] / "cases"
ROWS = [
    line.split("\t")
    for line in (CASES / "one_or_two.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("why", "first", "minutes", "title", "body", "count"), ROWS, ids=lambda value: value)
def test_two_entries_report_one_incident_or_two(why, first, minutes, title, body, count) -> None:
    """Each line of tests/cases/one_or_two.tsv; the next entry comes from another outlet."""
    later = entry(title, body, source="قناة الرافد", minutes=float(minutes))
    assert int(count) == len(set(incident_ids(entry(first), later))), why
