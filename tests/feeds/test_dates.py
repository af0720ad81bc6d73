"""Dates as Arab newsrooms print them."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.dates import _from_usual, _from_words, parse_date
from tests.feeds.builders import NOW

CASES = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "cases/feed_dates.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
WORDS = [
    "أيلول",
    "شباط",
    "سبتمبر",
    "Sep",
    "رمضان",
    "هـ",
    "م",
    "ص",
    "pm",
    "GMT",
    "+0300",
    "+99",
    "AST",
    "T",
    "Z",
    "الموافق",
]
INSTANTS = st.datetimes(datetime(1990, 1, 2), datetime(2026, 9, 25, 11)).map(  # noqa: DTZ001  # UTC is set below
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)


@pytest.mark.parametrize(("printed", "zone", "language", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_printed_date_is_understood(printed: str, zone: str, language: str, expected: str):
    instant = None if expected == "-" else datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert instant == parse_date(printed, zone=zone, language=language, now=NOW)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("10/11/2026 13:00", None), ("9/11/2026", None), ("2/12/2026 13:00", "2026-02-12T10:00:00")],
)
def test_a_day_and_month_are_swapped_only_far_from_the_future(printed: str, expected: str | None):
    """On 9 November, the tenth is a wrong clock and not 11 October; 2 December is 12 February."""
    now = datetime(2026, 11, 9, 6, tzinfo=UTC)
    instant = datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None
    assert instant == parse_date(printed, zone="Asia/Baghdad", language="ar", now=now)


@given(INSTANTS, st.sampled_from(["Asia/Baghdad", "Africa/Cairo", "Etc/UTC"]))
def test_standard_dates_come_back_as_they_were(at: datetime, zone: str):
    assert at == parse_date(at.isoformat(), zone=zone, language="ar", now=NOW)
    assert at == parse_date(format_datetime(at), zone=zone, language="ar", now=NOW)


@given(
    st.text(max_size=60)
    | st.lists(
        st.integers(0, 99999).map(str) | st.sampled_from([*WORDS, *"-/:., ،٥"]) | st.text(max_size=3),
        max_size=15,
    ).map(" ".join)
    | st.from_regex(r"\A\d{1,5}[-/.]\d{1,2}[-/.]\d{1,5}[ T]\d{1,2}:\d{1,2}(:\d{1,2})?( ?[-+]\d{1,4})?\Z")
)
def test_no_date_is_too_odd(printed: str):
    """An exception would cost the whole feed; a date outside our time is worse than none."""
    found = parse_date(printed, zone="Asia/Baghdad", language="ar", now=NOW)
    assert found is None or (
        found.tzinfo is UTC and 1989 < found.year and found <= NOW + timedelta(minutes=15)
    )


@pytest.mark.parametrize("unit", ["1", "1:", "/1", " ", "أيلول ", "1 ", "+"])
def test_a_long_date_costs_no_more_than_a_short_one(unit: str):
    assert parse_date(unit * 1_000_000, zone="Asia/Baghdad", language="ar", now=NOW) is None


@given(
    st.integers(0, 32),
    st.sampled_from(["jan", "feb", "sep", "xxx"]),
    st.sampled_from(["1985", "2024", "2026", "2027", "2101"]),
    st.tuples(st.integers(0, 25), st.integers(0, 61), st.integers(0, 61)),
    st.sampled_from(["gmt", "utc", "+0000", "+0300", "-1130", "+1500", "+9900"]),
)
def test_the_usual_date_is_read_like_any_other(day, month, year, clock, zone):
    """The short way gives what the long one does, or leaves the date to it."""
    text = f"thu  {day:02} {month} {year} {clock[0]:02}:{clock[1]:02}:{clock[2]:02} {zone}"
    found = _from_usual(text)
    assert found in (None, _from_words(text, UTC, "ar", datetime(2100, 12, 31, tzinfo=UTC)))


def test_most_dates_are_usual_ones():
    assert datetime(2026, 9, 24, 10, tzinfo=UTC) == _from_usual("thu  24 sep 2026 13:00:00 +0300")
