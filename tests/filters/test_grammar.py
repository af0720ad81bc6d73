"""Doublets: spellings that are a noun and another word's verb, told apart by what stands around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.matching.grammar import doublets_of, takes_object

BOOKS = doublets_of("كتاب")


def test_a_plural_that_is_also_a_verb_is_a_doublet() -> None:
    assert {"كتب"} <= BOOKS.all_of_them


def test_the_verb_of_a_verbal_noun_is_no_doublet() -> None:
    assert "قتل" not in doublets_of("قتل").all_of_them


def test_an_adjective_is_no_doublet() -> None:
    assert "سهل" not in doublets_of("سهل").chiefly


@pytest.mark.parametrize(
    ("text", "is_verb"),
    [
        ("كما كتب المراسل", True),
        ("الذي كتب الرسالة", True),
        ("كتب أن الحرب قريبة", True),
        ("في كتب التاريخ", False),
        ("معرض كتب", False),
        ("ثلاثة كتب", False),
        ("هذه كتب نادرة", False),
    ],
)
def test_what_stands_around_a_doublet_tells_the_verb(text: str, *, is_verb: bool) -> None:
    raws = text.split()
    assert is_verb == BOOKS.has_verb(raws, raws.index("كتب"), form="كتب", proclitic="")


def test_a_preposition_joined_to_a_doublet_makes_it_a_noun() -> None:
    assert not BOOKS.has_verb(["الذي", "بكتب"], 1, form="كتب", proclitic="ب")


@given(st.lists(st.text(min_size=1), min_size=1))
def test_any_neighbours_are_read(raws: list[str]) -> None:
    """No text around a doublet raises, and the answer is the same twice."""
    first = BOOKS.has_verb(raws, len(raws) // 2, form="كتب", proclitic="")
    assert first == BOOKS.has_verb(raws, len(raws) // 2, form="كتب", proclitic="")


@pytest.mark.parametrize(
    ("text", "word", "takes"),
    [
        ("وقع الوزير السوري اتفاقية الغاز", "وقع", True),
        ("وقع وزير النقل اتفاقية الغاز", "وقع", True),
        ("الوزير وقع الاتفاقية", "وقع", True),
        ("القاضي أجل جلسته", "أجل", True),
        ("المركز درب مسعفين", "درب", True),
        ("وقع الحادث الأليم أمس", "وقع", False),
        ("وقع انفجار سيارة مفخخة", "وقع", False),
        ("الحادث وقع فجرا", "وقع", False),
        ("الحكم صدر استنادا إلى القانون", "صدر", False),
        ("في المرة التي صدر خلالها التقييم", "صدر", False),
        ("رحل صاحب الحنجرة الذهبية", "رحل", False),
        ("على درب الحرية", "درب", False),
        ("صدر", "صدر", False),
    ],
)
def test_a_verb_is_known_by_its_object(text: str, word: str, *, takes: bool) -> None:
    raws = text.split()
    assert takes == takes_object(raws, raws.index(word), "")


def test_an_article_or_preposition_makes_it_no_verb() -> None:
    assert takes_object(["ودرب", "المركز", "مسعفين"], 0, "و")
    assert not takes_object(["بدرب", "المركز", "مسعفين"], 0, "ب")
