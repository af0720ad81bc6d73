"""When an event happened, as far as words tell."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.incidents.moments import moment_of
from tests.filters.news_builders import EVENING, entry

BAGHDAD = timezone(timedelta(hours=3))
CASES = Path(__file__).parents[2] / "cases"
ROWS = [
    line.split("\t")
    for line in (CASES / "moments.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BAGHDAD)


@pytest.mark.parametrize(("published", "text", "since", "until"), ROWS)
def test_words_of_time_are_resolved_against_the_entrys(published, text, since, until) -> None:
    """Each line of tests/cases/moments.tsv, in Baghdad time."""
    told = moment_of(entry(text, at=_local(published).astimezone(UTC)))
    assert (_local(since), _local(until)) == (told.since, told.until)


def test_date_line_of_a_page_is_no_time_of_the_event() -> None:
    told = moment_of(entry("خبر", "الاثنين 27 كانون الثاني 2026\nتعرض مبنى لقصف"))
    assert not told.is_told


def test_time_of_an_earlier_event_is_passed_over() -> None:
    told = moment_of(entry("صواريخ على التاجي", "سقطت صواريخ مساء اليوم. وكانت صواريخ سقطت مساء أمس."))
    assert EVENING - timedelta(hours=10) <= told.since


@given(st.text(alphabet="امس مساء فجر اليوم الاثنين ليلة الماضية .0123", max_size=80))
def test_moment_is_never_in_the_future_nor_backwards(text: str) -> None:
    told = moment_of(entry(text or "س"))
    assert told.since <= told.until <= EVENING + timedelta(hours=1)
