"""What the benchmarks put side by side is asked the same and answers the same."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.analysis_ways import FLAGSHIP, by_words, gather_by_words
from benchmarks.matching_engines import by_fts5, by_postgres
from benchmarks.matching_quality import by_stem, light10, matches_by
from benchmarks.matching_ways import Watched, Way, by_pairs, by_rasid, by_regex, document, watched
from benchmarks.tables import PAGE, renewed, tables
from feeds.model import Entry
from filters.model import Actuality, Event
from rasid.evaluate import MatchingRow
from tests.postgres import find_programs

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
QUERIES = (
    "مصفاة",
    "حريق كبير",
    "ميناء، مصفاة الجنوب، قطار",
    "حريق + مصفاة",
    "حريق -ميناء",
    "حريق -قطار",
    "(قطار، مصفاة الجنوب) + حريق -ميناء",
    "كبير قرب",
    "الجنوب حريق",
)
RIGHT = {0, 1, 2, 3, 4, 5, 6, 7}


def entry(title: str, body: str, name: str = "e") -> Entry:
    return Entry(name, "u", "s", None, title, body, NOW, NOW)


FIRE = entry("حريق كبير قرب مصفاة الجنوب", "حريق في المصفاة، والسلطات تحقق")


@pytest.mark.parametrize(
    "make",
    [
        by_rasid,
        by_pairs,
        by_regex,
        by_fts5,
        pytest.param(
            by_postgres, marks=pytest.mark.skipif(find_programs() is None, reason="needs PostgreSQL")
        ),
    ],
)
def test_every_way_finds_the_same_watchlists(make: Callable[[Iterable[Watched]], Way]) -> None:
    """A phrase does not run from the title into the body; an excluded word must be there to exclude."""
    way = make(map(watched, QUERIES))
    found = set(way.match(document(FIRE)))
    way.close()
    assert found == RIGHT


def test_the_watched_words_are_those_of_the_query() -> None:
    parts = watched("(قطار، مصفاة الجنوب) + حريق -ميناء")
    assert parts.needed == (("قطار", "مصفاه الجنوب"), ("حريق",))
    assert parts.excluded == ("مينا",)


@pytest.mark.parametrize(
    ("query", "text", "does"),
    [
        ("مدرسة", "والمدرسات", True),
        ("مدرسة كبيرة", "المدرسة الكبيرة", True),
        ("مدرسة كبيرة", "كبيرة المدرسة", False),
        ("مدرسة كبيرة", "المدرسة", False),
    ],
)
def test_stems_are_compared_side_by_side(query: str, text: str, does: bool) -> None:
    row = MatchingRow(query, text, must_match=does, phenomenon="form")
    assert matches_by(by_stem(light10))(row) is does


def test_the_list_of_words_sees_words_and_no_more() -> None:
    """It takes a recalled attack for a new one: that is what it is there to show."""
    told = by_words(entry("ذكرى الهجوم على المنطقة الخضراء بـ 3 صواريخ", "وخلّف الهجوم آنذاك 4 جرحى"))
    assert (told.event, told.actuality, told.topics) == (Event.ATTACK, Actuality.NEW, (FLAGSHIP,))
    assert [quantity.count for quantity in told.injured] == [4]
    assert {quantity.count for quantity in told.weapons} == {None, 3}
    assert told.place == "green-zone/baghdad"


def test_the_list_of_words_gathers_by_class_place_and_day() -> None:
    first, second = entry("حريق في البصرة", "", "a"), entry("اندلاع حريق وسط البصرة", "", "b")
    other = entry("حريق في الموصل", "", "c")
    placed, _ = gather_by_words([first, second, other])
    assert placed["a"] == placed["b"] != placed["c"]


def test_every_table_of_the_page_comes_from_a_script() -> None:
    commands = tables(PAGE.read_text(encoding="utf-8"))
    assert commands
    assert all((ROOT / "benchmarks" / f"{name}.py").exists() for name, *_ in commands)


def test_a_table_is_renewed_and_nothing_else() -> None:
    page = "before\n<!-- one --few -->\nold\n<!-- end -->\nbetween\n<!-- two -->\nkept\n<!-- end -->\n"
    told = renewed(page, ("one", "--few"), "new  \nrow\n")
    assert told == page.replace("old", "```\nnew\nrow\n```")
