"""What to try when a query finds nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Entry
from filters.arabic import fold
from filters.loosening import looser, respelt
from filters.model import Watchlist
from filters.query import QueryError, parse
from filters.watchlists import WatchlistIndex
from tests.filters.news_builders import EVENING, entry

# No homographs: apart from their phrase they want a context.
WORDS = ("صاروخ", "سفارة", "بغداد", "المخزن", "المصفاة")
ATOMS = st.builds(
    str.format,
    st.sampled_from(["{}", '"{}"', "={}", "عنوان:{}", "{} المخزن", "{} قرب/2 بغداد"]),
    st.sampled_from(WORDS),
)
QUERIES = st.builds(
    lambda parts, minus: " + ".join(parts) + minus,
    st.lists(ATOMS, min_size=1, max_size=3),
    st.sampled_from(["", " -بغداد", " -مناورة"]),
)
TEXTS = st.lists(
    st.sampled_from([*WORDS, "صواريخ", "بالسفارة", "مناورة", "قرب", "."]), min_size=1, max_size=8
).map(" ".join)


def finds(query: str, one: Entry) -> bool:
    return bool(WatchlistIndex([Watchlist(1, 7, 0, "keywords", query, query, EVENING)]).match(one))


@given(QUERIES, TEXTS, TEXTS)
@settings(max_examples=200, deadline=None)
def test_looser_queries_find_all_that_the_query_finds(query: str, title: str, body: str) -> None:
    """Each proposed query can be read, differs from the query, and finds at least the same entries."""
    try:
        tree = parse(query)
    except QueryError:
        return
    one = entry(title, body)
    for proposed in looser(tree):
        assert tree != parse(proposed)
        assert not finds(query, one) or finds(proposed, one), proposed


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"المنطقة الخضراء"', "المنطقة الخضراء"),
        ("=صاروخ", "صاروخ"),
        ("صاروخ", "~صاروخ"),
        ("صاروخ + سفارة -مناورة", "صاروخ + سفارة"),
        ("عنوان:غزة", "غزة"),
        ("انفجار مخزن ذخيرة", "انفجار + مخزن"),
        ("صاروخ قرب/3 سفارة", "صاروخ + سفارة"),
    ],
)
def test_a_query_can_be_widened(query: str, expected: str) -> None:
    assert expected in looser(parse(query))


def test_a_choice_is_not_widened() -> None:
    """«غزة، بغداد» finds either already."""
    assert () == looser(parse("غزة، بغداد"))


VOCABULARY = {fold(word): word for word in ["المنطقة", "الخضراء", "انفجار", "في", "بغداد", "طهران"]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("المنطقة الخظراء", "المنطقة الخضراء"),
        ("انفجر", "انفجار"),
        ("انفججار + طهارن", "انفجار + طهران"),
        ("بغداد", None),
        ("بغذ", None),
        ("صاروخ", None),
        ("طهرآن2", None),
    ],
)
def test_a_misspelt_word_is_mended(query: str, expected: str | None) -> None:
    """One letter more, less or other, or two swapped; short words and numbers are left alone."""
    assert expected == respelt(parse(query), VOCABULARY)


@given(QUERIES)
def test_nothing_is_mended_into_what_was_never_printed(query: str) -> None:
    try:
        tree = parse(query)
    except QueryError:
        return
    assert respelt(tree, {}) is None
