"""A query loses one piece, or finds less, and is still a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.query import QueryError, parse
from filters.trimming import chips, excluding, narrower, without_chip, words_of


@pytest.mark.parametrize(
    ("query", "pieces"),
    [
        ("صاروخ، مسيّرة، قذيفة", ("صاروخ", "مسيّرة", "قذيفة")),
        ("(صاروخ، مسيّرة) -رياضة", ("صاروخ", "مسيّرة", "-رياضة")),
        ("صاروخ + بغداد -رياضة", ("صاروخ", "بغداد", "-رياضة")),
        ("المنطقة الخضراء", ()),
    ],
)
def test_a_query_has_a_chip_for_each_of_its_pieces(query: str, pieces: tuple[str, ...]) -> None:
    assert pieces == chips(parse(query))


@pytest.mark.parametrize(
    ("query", "number", "left"),
    [
        ("صاروخ، قذيفة", 0, "قذيفة"),
        ("(صاروخ، قذيفة) -رياضة", 0, "قذيفة -رياضة"),
        ("(صاروخ، قذيفة) -رياضة", 2, "صاروخ، قذيفة"),
        ("صاروخ + بغداد -رياضة", 1, "صاروخ -رياضة"),
        ("صاروخ -رياضة", 1, "صاروخ"),
        ("صاروخ -رياضة", 0, None),
        ("صاروخ، قذيفة", 2, None),
        ("صاروخ", 0, None),
        ("صاروخ، قذيفة", -1, None),
    ],
)
def test_one_piece_is_taken_out(query: str, number: int, left: str | None) -> None:
    """What would be left without anything to find is refused."""
    assert left == without_chip(parse(query), number)


def test_a_word_is_excluded_from_all_alternatives() -> None:
    """Not from the last one only, as a minus typed behind a comma would."""
    assert "(صاروخ، قذيفة) -رياضة" == excluding(parse("صاروخ، قذيفة"), "رياضة")
    assert excluding(parse("صاروخ -رياضة"), "رياضة") is None


def test_narrowing_begins_with_the_headline() -> None:
    found = narrower(parse("المنطقة الخضراء"), ("سوق",))
    assert ("عنوان:(المنطقة الخضراء)", '"المنطقة الخضراء"', "المنطقة الخضراء -سوق") == found


def test_the_words_of_a_query_are_no_company_of_it() -> None:
    assert {"صاروخ", "رياضه"} == words_of(parse("صاروخ -رياضة"))


@given(text=st.text(alphabet='صاروخ قذيفة غزة +،-()"', max_size=40), number=st.integers(-2, 5))
def test_what_is_left_can_be_read(text: str, number: int) -> None:
    """Whatever was typed: a query cut to size is a query."""
    try:
        query = parse(text)
    except QueryError:
        return
    for left in (without_chip(query, number), excluding(query, "سوق"), *narrower(query, ("سوق", "-"))):
        if left is not None:
            parse(left)
