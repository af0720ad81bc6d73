"""Quiet hours and reviews keep to the chat's own clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import Misread, minute_of_day, next_review, quiet_until, review_begin, span_of_day
from bot.model import Subscriber

NIGHT = Subscriber(7, "private", "ar", datetime(2026, 1, 1, tzinfo=UTC), quiet_from=23 * 60, quiet_to=7 * 60)
DAILY = replace(NIGHT, digest="daily", digest_at=8 * 60)


def baghdad(day: int, hour: int, minute: int = 0) -> datetime:
    """Return the moment of a local time in March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=3)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (baghdad(5, 22, 59), None),
        (baghdad(5, 23), baghdad(6, 7)),
        (baghdad(6, 0), baghdad(6, 7)),
        (baghdad(6, 6, 59), baghdad(6, 7)),
        (baghdad(6, 7), None),
    ],
)
def test_a_night_ends_in_the_morning(now: datetime, until: datetime | None) -> None:
    assert until == quiet_until(NIGHT, now)


def test_a_rest_at_noon_ends_on_the_same_day() -> None:
    noon = replace(NIGHT, quiet_from=13 * 60, quiet_to=15 * 60 + 30)
    assert baghdad(5, 15, 30) == quiet_until(noon, baghdad(5, 14))
    assert quiet_until(noon, baghdad(5, 16)) is None


@pytest.mark.parametrize("hours", [(None, None), (None, 60), (60, None), (60, 60)])
def test_without_two_times_there_is_no_quiet(hours: tuple[int | None, int | None]) -> None:
    chat = replace(NIGHT, quiet_from=hours[0], quiet_to=hours[1])
    assert quiet_until(chat, baghdad(5, 1)) is None


@given(minutes=st.integers(0, 60 * 24 * 365), begin=st.integers(0, 1439), end=st.integers(0, 1439))
def test_quiet_hours_end_and_end_within_a_day(minutes: int, begin: int, end: int) -> None:
    """Nothing is held for ever, and what is due at the end is not held again, whatever the clocks do."""
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    chat = replace(NIGHT, zone="Asia/Beirut", quiet_from=begin, quiet_to=end)
    until = quiet_until(chat, now)
    if until is not None:
        assert now < until <= now + timedelta(hours=25)


def test_a_review_is_due_at_the_hour_of_the_chat() -> None:
    assert baghdad(5, 8) == next_review(DAILY, baghdad(5, 7, 59))
    assert baghdad(6, 8) == next_review(DAILY, baghdad(5, 8))
    assert next_review(NIGHT, baghdad(5, 8)) is None


def test_a_weekly_review_is_due_on_sunday() -> None:
    weekly = replace(DAILY, digest="weekly")
    assert baghdad(8, 8) == next_review(weekly, baghdad(5, 12))
    assert baghdad(15, 8) == next_review(weekly, baghdad(8, 8))
    assert baghdad(1, 8) == review_begin(weekly, baghdad(8, 8))


@pytest.mark.parametrize("at", [0, 15, 30, 59, 60, 90, 120, 150, 1439])
@pytest.mark.parametrize("zone", ["Asia/Baghdad", "Asia/Beirut", "Africa/Cairo", "Africa/Casablanca"])
def test_a_year_has_a_review_on_each_of_its_days(zone: str, at: int) -> None:
    """Also on the days that have 23 or 25 hours: one, neither none nor two."""
    chat = replace(DAILY, zone=zone, digest_at=at)
    now, days = datetime(2026, 1, 1, 12, tzinfo=UTC), []
    for _ in range(365):
        due_at = next_review(chat, now)
        assert due_at
        now = due_at
        days.append(due_at)
    steps = {(later - sooner) / timedelta(hours=1) for sooner, later in pairwise(days)}
    assert steps <= {22.0, 23.0, 24.0, 25.0, 26.0}
    assert timedelta(days=363) < days[-1] - days[0] < timedelta(days=365)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("7", 420), ("07:30", 450), ("٧:٣٠", 450), ("۲۳:۰۰", 1380), ("12 ص", 0), ("12 م", 720),
        ("9 pm", 1260), ("9PM", 1260), ("11 مساءً", 1380), ("0:00", 0), ("23.59", 1439),
        ("24:00", None), ("7:60", None), ("13 م", None), ("0 ص", None), ("", None), ("غدًا", None),
        ("7:3", None),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(text: str, minutes: int | None) -> None:
    assert minutes == minute_of_day(text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("23:00-07:00", (1380, 420)),
        ("٢٣ – ٧", (1380, 420)),
        ("11 مساء إلى 7 صباحا", (1380, 420)),
        ("10 pm to 6 am", (1320, 360)),
        ("7", Misread.TWO),
        ("7-7", Misread.SAME),
        ("1-2-3", Misread.TWO),
        ("ليل إلى صباح", Misread.TIME),
        ("25:00 - 06:00", Misread.TIME),
    ],
)
def test_two_times_are_read_as_people_write_them(text: str, span: tuple[int, int] | Misread) -> None:
    assert span == span_of_day(text)


@given(text=st.text())
def test_no_text_is_a_time_by_accident(text: str) -> None:
    found = minute_of_day(text)
    assert found is None or 0 <= found < 1440
    span_of_day(text)
