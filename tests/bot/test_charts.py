"""The chart of a review."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Chart, Series
from bot.pictures.canvas import Picture
from bot.pictures.day_chart import _dates, draw_chart
from bot.pictures.drawn import draw
from tests.bot.test_pictures import WORDS, size_of

DAYS = tuple(f"{day} تشرين الثاني" for day in range(20, 27))
BAGHDAD = Series("بغداد", (1, 0, 2, 4, 0, 3, 2))
BASRA = Series("البصرة", (0, 0, 1, 0, 2, 1, 0))


def chart_of(*series: Series, language: str = "ar") -> Picture | None:
    return draw_chart(Chart("حوادث آخر سبعة أيام", language, DAYS, series))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_it_is_a_photo_that_telegram_takes(language: str) -> None:
    picture = chart_of(BAGHDAD, BASRA, language=language)
    assert picture is not None
    assert (960, 720) == size_of(picture.png)
    assert len(picture.png) < 10_000_000


def test_it_says_in_words_what_it_shows() -> None:
    """Each day on which something happened, with all places together."""
    picture = chart_of(Series("بغداد", (0, 0, 0, 0, 0, 3, 2)), Series("البصرة", (0, 0, 0, 0, 0, 1, 0)))
    assert picture is not None
    assert "حوادث آخر سبعة أيام: 25 تشرين الثاني: 4; 26 تشرين الثاني: 2" == picture.alternative


def test_the_month_is_named_where_it_begins() -> None:
    """Seven names of months side by side would be too small for a telephone."""
    days = ("29 تشرين الثاني", "30 تشرين الثاني", "1 كانون الأول", "2 كانون الأول")
    assert ["29\nتشرين الثاني", "30\n ", "1\nكانون الأول", "2\n "] == _dates(days)


def test_a_week_without_events_is_no_chart() -> None:
    assert chart_of(Series("بغداد", (0,) * 7)) is None
    assert chart_of() is None


def test_arabic_runs_from_right_to_left() -> None:
    """The same bars, drawn for an Arabic and for an English reader, are two pictures."""
    assert chart_of(BAGHDAD) != chart_of(BAGHDAD, language="en")
    assert draw(Chart("حوادث آخر سبعة أيام", "ar", DAYS, (BAGHDAD,))) == chart_of(BAGHDAD)


@settings(max_examples=15, deadline=None)
@given(WORDS, WORDS, st.lists(st.integers(0, 10_000), min_size=7, max_size=7))
def test_no_words_and_no_numbers_break_it(title: str, label: str, counts: list[int]) -> None:
    picture = draw_chart(Chart(title, "ar", DAYS, (Series(label, tuple(counts)),)))
    assert (picture is not None) == any(counts)
