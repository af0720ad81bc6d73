"""Cleaning, folding and tokens of Arabic text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.arabic import clean, fold, raw_ends, raw_spans, raw_tokens, tokenise

ARABIC = st.text(
    alphabet=st.one_of(
        st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهوىيةءأإآؤئـ ،.؟«»0٣۴"),
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF),
        st.sampled_from(
            "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2066\u2069\ufeff\u00ad\u0654\u0655\u0653"
        ),
    ),
    max_size=60,
)


def test_presentation_forms_and_digits_become_plain() -> None:
    assert "صاروخ 2" == clean("ﺻﺎﺭﻭﺥ ۲")


def test_decomposed_hamza_is_composed_before_marks_go() -> None:
    assert "أإؤئآ" == clean(unicodedata.normalize("NFD", "أإؤئآ"))


def test_zero_width_no_break_space_leaves_no_trace() -> None:
    """U+FEFF stands at the end of a block of letter forms, and is none."""
    assert "غزة" == clean("غ\ufeffزة")


def test_letters_of_other_alphabets_are_read_as_arabic_readers_do() -> None:
    assert "كجبف" == clean("گچپڤ")


def test_spelling_variants_fold_alike() -> None:
    assert fold("الأُرْدُنّ") == fold("الاردن")
    assert fold("مدرسة") == fold("مدرسه")
    assert fold("مستشفى") == fold("مستشفي")


def test_a_token_keeps_what_is_printed_inside_it() -> None:
    """Joiners and marks belong to the raw slice, so that a highlight covers them."""
    (token,) = tokenise("صا\u200cروخ")
    assert ("صا\u200cروخ", "صاروخ") == (token.raw, token.clean)


def test_punctuation_and_underscores_part_tokens() -> None:
    assert ["المنطقة", "الخضراء", "9"] == [token.clean for token in tokenise("#المنطقة_الخضراء، ٩")]


@given(ARABIC)
def test_folding_folded_text_changes_nothing(text: str) -> None:
    assert fold(text) == fold(fold(text))


@given(st.text(max_size=80))
def test_cleaning_clean_text_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.one_of(ARABIC, st.text(max_size=80)))
def test_offsets_point_at_the_raw_token(text: str) -> None:
    for token in tokenise(text):
        assert token.raw == text[token.start : token.end]
        assert token.folded == fold(token.raw)


@given(st.one_of(ARABIC, st.text(max_size=80)))
def test_the_fast_way_sees_the_same_tokens(text: str) -> None:
    tokens = tokenise(text)
    assert [token.raw for token in tokens] == raw_tokens(text)
    assert [(token.start, token.end) for token in tokens] == raw_spans(text)
    assert [token.end for token in tokens] == raw_ends(text, raw_tokens(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("شرطة محافظةكركوك", ["شرطة", "محافظة", "كركوك"]),
        ("وإصابةاثنين", ["وإصابة", "اثنين"]),
        ("مهمةةة", ["مهمةةة"]),
        ("فئة2 ومدرسـة وقوةٌ", ["فئة2", "ومدرسـة", "وقوةٌ"]),
    ],
)
def test_a_word_ends_behind_its_feminine_ending(text: str, words: list[str]) -> None:
    """Outlets lose the space there; the words are still slices of what was printed."""
    assert words == raw_tokens(text)
    assert words == [text[token.start : token.end] for token in tokenise(text)]
