"""A printed token is a cue of every set that holds its stem, its beginning or its case."""

from hypothesis import given
from hypothesis import strategies as st

from filters.matching.cues import NO_CUES, CueSets
from filters.matching.remembering import remembered


def test_a_token_is_a_cue_of_the_sets_that_hold_it() -> None:
    sets = CueSets()
    war, sport, money = sets.put(["صاروخ", "قصف"]), sets.put(["ملعب", "هدف*"]), sets.put(["ـا"])
    assert war == sets.of("وبالصاروخ") == sets.of("قَصْف")
    assert sport == sets.of("الملعب") == sets.of("هدفين")
    assert money == sets.of("جنديا")
    assert NO_CUES == sets.of("أمريكا") == sets.of("بهدف")


def test_a_set_is_put_but_once() -> None:
    sets = CueSets()
    assert sets.put(["قصف", "حرب"]) == sets.put(["حرب", "قصف"]) != sets.put(["قصف"])
    assert NO_CUES == sets.put([])


@given(st.text())
def test_any_text_may_be_asked_for(text: str) -> None:
    sets = CueSets()
    sets.put(["قصف", "صارو*", "ـا"])
    assert sets.of(text) in range(2**3)


def test_answers_are_remembered_and_not_without_end() -> None:
    asked = []

    @remembered(3)
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    assert [2, 2, 4, 6, 2] == [double(1), double(1), double(2), double(3), double(1)]
    assert [1, 2, 3] == asked
    assert (8, 2) == (double(4), double(1))
    assert [1, 2, 3, 4, 1] == asked


def test_name_as_a_cue_is_no_preposition() -> None:
    """«علي» and «على» fold alike, as do «آلي» and «إلى»."""
    sets = CueSets()
    name, machine, on = sets.put(["علي"]), sets.put(["آلي"]), sets.put(["على"])
    assert (name | on, on, machine, NO_CUES) == tuple(map(sets.of, ("علي", "على", "آلي", "إلى")))
