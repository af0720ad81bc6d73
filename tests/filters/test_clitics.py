"""Cutting tokens into clitics and stems."""

from hypothesis import given
from hypothesis import strategies as st

from filters.clitics import Split, show, splits

LETTERS = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي", max_size=12)


def test_the_uncut_token_comes_first() -> None:
    assert next(splits("والصاروخ")) == Split("", "والصاروخ", "", has_article=False)


def test_article_with_conjunction_and_preposition_is_one_proclitic() -> None:
    assert Split("وبال", "صواريخ", "", has_article=True) in set(splits("وبالصواريخ"))


def test_possessive_is_cut_behind_a_preposition() -> None:
    assert Split("ب", "صواريخ", "هم", has_article=False) in set(splits("بصواريخهم"))


def test_no_enclitic_follows_the_article() -> None:
    """«الصاروخها» is not Arabic."""
    assert all(not s.enclitic for s in splits("الصاروخها") if s.has_article)


def test_lil_may_hide_the_stems_own_lam() -> None:
    """«للجنة» is ل + لجنة, or the committee, or لل + جنة."""
    cut = set(splits("للجنه"))
    assert {
        Split("ل", "لجنه", "", has_article=False),
        Split("لل", "لجنه", "", has_article=True),
        Split("لل", "جنه", "", has_article=True),
    } <= cut


def test_future_sin_takes_a_conjunction() -> None:
    assert Split("وس", "يقصف", "", has_article=False) in set(splits("وسيقصف"))


@given(LETTERS)
def test_parts_join_to_the_token(token: str) -> None:
    """Putting the parts together gives the token, but for the lam that لل swallows."""
    for cut in splits(token):
        whole = cut.proclitic + cut.stem + cut.enclitic
        assert token == whole or (cut.proclitic.endswith("لل") and token == cut.proclitic + cut.stem[1:])


@given(LETTERS)
def test_no_cut_is_given_twice(token: str) -> None:
    every = list(splits(token))
    assert len(every) == len(set(every))


@given(st.text(max_size=20))
def test_any_string_can_be_cut(text: str) -> None:
    assert text == next(iter(splits(text))).stem


def test_parts_are_shown_with_tatweel_joints() -> None:
    assert show("وب", "صواريخ", "هم") == "وبـ + صواريخ + ـهم"
