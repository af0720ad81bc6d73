"""The fast way to read a query and the grammar make the same tree of a text, or the fast way passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.query import read_by_grammar
from filters.querylang.plain import read_plain

PIECES = (
    "قصف صواريخ بغداد 7 أكتوبر و أو مع ليس قرب من على الأقل مجموع 2 ء وء ال إن في a المنطقة"
    " عدا إلا بدون دون باستثناء طيار لا ، ، ، + + - - ( ) ، \n"
    ' , " « : / * = ~ ^ 1,2 5-6 غارة-جوية ـ'
)
TEXTS = st.lists(
    st.tuples(st.sampled_from(PIECES.split(" ")), st.sampled_from(["", " ", " ", "  "])), max_size=12
).map(lambda pieces: "".join(piece + space for piece, space in pieces))


@given(TEXTS)
def test_what_is_read_fast_is_what_the_grammar_reads(text: str) -> None:
    tree = read_plain(text)
    if tree is not None:
        assert read_by_grammar(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "قصف",
        "هجوم صاروخي",
        "7 أكتوبر",
        "روسيا و أوكرانيا",
        " قصف، هجوم صاروخي ،غارة ",
        "قصف + بغداد",
        "قصف+المنطقة الخضراء -كرة -رياضة",
        "(قصف، غارة) + بغداد -كرة",
        "(قصف) + (بغداد، البصرة)، نفط",
        "قصف، قصف",
        "قصف + قصف، (نفط، غاز)",
    ],
)
def test_the_usual_queries_are_read_fast(text: str) -> None:
    assert read_by_grammar(text) == read_plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "قصف أو غارة", "قصف مع بغداد", "قصف عدا غارة", "قصف بدون غارة", "قصف - غارة",
        '"قصف"', "عنوان:قصف", "صارو*", "قصف -كرة بغداد", "(قصف", "", "ء",
        "المنطقةالخضراء", "قصف المنطقةالخضراء",
    ],
)  # fmt: skip
def test_others_are_left_to_the_grammar(text: str) -> None:
    assert read_plain(text) is None
