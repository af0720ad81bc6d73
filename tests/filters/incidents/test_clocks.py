"""The hour of day that a text tells."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.arabic import fold
from filters.incidents.clocks import clocks_in

PUBLISHED = datetime(2026, 11, 25, 23, 50)  # noqa: DTZ001  # any zone's clock


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("في الساعة (0320) من فجر اليوم", "03:20"),
        ("في الساعة ٠٢٢٥ من فجر اليوم", "02:25"),
        ("في تمام الساعة 20:25 من هذا اليوم", "20:25"),
        ("عند الساعة 8:35 مساءً", "20:35"),
        ("بالساعة 1:12 بعد منتصف الليل", "01:12"),
        ("قرابة الرابعة فجراً", "04:00"),
        ("في الثانية والثلث فجراً", "02:20"),
        ("بحدود الساعة الثالثة إلا عشر دقائق عصراً", "14:50"),
        ("في تمام الساعة العاشرة والدقيقة الأربعين من مساء اليوم", "22:40"),
        ("في الساعة الثانية عشرة و40 دقيقة بعد منتصف الليل", "00:40"),
        ("نحو الساعة الحادية عشرة والنصف ظهرا", "11:30"),
        ("الساعة الواحدة ليلا", "01:00"),
    ],
)
def test_hour_is_read_in_digits_and_in_words(text: str, at: str) -> None:
    assert [at] == [f"{clock.at:%H:%M}" for clock in clocks_in(fold(text), PUBLISHED)]


@pytest.mark.parametrize(
    "text",
    [
        "للمرة الثانية خلال أسبوع",
        "عند الساعة 9",
        "الساعة العاشرة صباحا بتوقيت غرينتش",
        "قبل نحو ساعة",
        "الفرقة الرابعة فجرت عبوة",
    ],
)
def test_what_tells_no_certain_hour_is_passed_over(text: str) -> None:
    assert [] == list(clocks_in(fold(text), PUBLISHED))


def test_hour_that_is_still_to_come_was_the_day_before() -> None:
    (clock,) = clocks_in(fold("في الساعة 22:30"), PUBLISHED.replace(hour=6))
    assert datetime(2026, 11, 24, 22, 30) == clock.at  # noqa: DTZ001  # as above


@given(st.text(alphabet="الساعة 0123456789:() فجر مساء الثانية والنصف في ", max_size=60))
def test_hour_is_never_in_the_future(text: str) -> None:
    """Beyond the quarter of an hour by which clocks differ."""
    assert all((clock.at - PUBLISHED).total_seconds() <= 900 for clock in clocks_in(fold(text), PUBLISHED))
