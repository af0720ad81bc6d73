"""Which forms a watched word stands for, and why."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.arabic import fold
from filters.morphology import IN_PHRASE, forms, lexicon
from filters.morphology.model import ARTICLE, NEEDS_ARTICLE

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ"


def surfaces(word: str, form_class: str | None = None, *, in_phrase: bool = False) -> set[str]:
    found = forms(word, in_phrase=in_phrase).forms
    return {
        f.surface
        for f in found
        if form_class in (None, f.form_class) and (in_phrase or not f.flags & IN_PHRASE)
    }


@pytest.mark.parametrize(
    ("word", "form_class", "expected"),
    [
        ("صاروخ", "plural", "صواريخ"),
        ("صاروخ", "dual", "صاروخين"),
        ("جندي", "plural", "جنود"),
        ("قاض", "plural", "قضاة"),
        ("مستشفى", "plural", "مستشفيات"),
        ("وزير", "feminine", "وزيرة"),
        ("انفجار", "verb", "انفجرت"),
        ("احتلال", "verb", "يحتل"),
        ("اتهام", "verb", "اتهم"),
        ("تأكيد", "verb", "أكد"),
        ("يقصف", "noun", "قصف"),
        ("أسلحة", "sg", "سلاح"),
        ("محادثات", "sg", "محادثة"),
        ("اسلحة", "sg", "سلاح"),
        ("ترامب", "alias", "ترمب"),
    ],
)
def test_a_form_belongs_to_the_word(word: str, form_class: str, expected: str) -> None:
    assert expected in surfaces(word, form_class)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("حرب", "حراب"),
        ("ضابط", "ضوابط"),
        ("سلم", "سلام"),
        ("بغداد", "بغدادي"),
        ("طالبان", "طلاب"),
        ("مدرس", "مدرسة"),
        ("مطر", "مطران"),
        ("جمهوري", "جمهورية"),
        ("تركي", "تركيا"),
        ("ذهب", "ذهبت"),
        ("حكومة", "حكم"),
    ],
)
def test_a_neighbour_is_no_form_of_the_word(word: str, other: str) -> None:
    assert other not in surfaces(word)


def test_the_article_typed_is_noted_and_cut() -> None:
    found = forms("المنطقة")
    assert found.has_article
    assert "منطقة" in {form.surface for form in found.forms}


def test_the_al_of_a_masdar_is_no_article() -> None:
    assert not forms("التزام").has_article


def test_a_name_has_no_plural_and_takes_no_article() -> None:
    assert not any(form.flags & ARTICLE for form in forms("بغداد").forms)
    assert {"name"} == {form.form_class for form in forms("بغداد").forms}


def test_a_name_that_is_a_word_without_its_article_needs_it() -> None:
    """الخرطوم is a city, خرطوم a hose."""
    assert all(form.flags & NEEDS_ARTICLE for form in forms("الخرطوم").forms if form.form_class == "name")


def test_a_phrase_admits_what_is_doubtful_alone() -> None:
    assert "رئيسي" in surfaces("رئيس", in_phrase=True) - surfaces("رئيس")


def test_a_number_is_itself() -> None:
    assert {"exact"} == {form.form_class for form in forms("٧").forms}
    assert "7" == forms("٧").word


def test_an_unknown_word_is_inflected_by_its_ending_only() -> None:
    assert not forms("فرفاطة").is_known
    assert {"فرفاطات", "فرفاطتين"} <= surfaces("فرفاطة")
    assert {"فرفاط", "فرفاطنا"} == surfaces("فرفاط")


def test_widening_adds_the_nisba() -> None:
    wide = {form.surface for form in forms("نفط", is_wide=True).forms}
    assert "نفطية" in wide - surfaces("نفط")


@given(st.text(alphabet=LETTERS, min_size=1, max_size=10))
def test_a_word_is_among_its_own_forms(word: str) -> None:
    found = forms(word)
    base = word[2:] if found.has_article else word
    assert fold(base) in {fold(form.surface) for form in found.forms}


@given(st.text(min_size=1, max_size=20))
def test_any_text_has_forms(word: str) -> None:
    assert forms(word).forms


@pytest.mark.parametrize(
    ("masdar", "finite"),
    [
        ("استقالة", "استقال"),
        ("استمرار", "يستمر"),
        ("استيراد", "تستورد"),
        ("استدعاء", "استدعى"),
        ("استئناف", "يستأنف"),
        ("استيلاء", "استولت"),
        ("سيطرة", "يسيطر"),
        ("عرقلة", "عرقلت"),
        ("تساؤل", "تساءل"),
        ("تواطؤ", "تواطأ"),
        ("تنبؤ", "يتنبأ"),
        ("إيواء", "تؤوي"),
        ("احتلال", "يحتل"),
        ("اختيار", "اختار"),
        ("مهاجمة", "هاجمت"),
    ],
)
def test_a_masdar_stands_for_its_verb_however_weak_its_letters(masdar: str, finite: str) -> None:
    assert finite in surfaces(masdar)


def test_a_plain_verb_does_not_borrow_the_masdar_of_a_third_form() -> None:
    """قتال is fighting, of قاتل; قتل is killing."""
    assert not {"قتالا", "قتالات"} & surfaces("قتل", in_phrase=True)


def test_the_construct_plural_of_persons_is_believed_alone() -> None:
    assert {"مرشحو", "ناخبي"} <= surfaces("مرشح") | surfaces("ناخب")


def test_an_unknown_nisba_is_an_adjective_and_an_unknown_name_is_not() -> None:
    assert {"باليستية", "باليستيين"} <= surfaces("باليستي")
    assert "عراقجية" not in surfaces("عراقجي")


def test_a_colour_agrees_in_a_phrase_only() -> None:
    assert "حمراء" in surfaces("أحمر", in_phrase=True) - surfaces("أحمر")


def test_no_word_that_is_not_in_the_table_has_a_share() -> None:
    """The table holds hashes, not words: with too few bits of them what is known depends on the run."""
    unknown = (f"{a}{b}{c}ظغثذ{d}" for a, b, c, d in product("ابتثجحخدذرزسشصضطظعغفقكل", repeat=4))
    assert not any(map(lexicon.share, unknown))
