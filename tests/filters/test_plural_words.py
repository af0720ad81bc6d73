"""Words typed in the plural stand for the singulars that are theirs, and for no other word's forms."""

import pytest

from filters.morphology import IN_PHRASE, forms
from filters.morphology.model import FREE


def surfaces(word: str, *, in_phrase: bool = False) -> set[str]:
    """Return the spellings that are believed alone, or beside other words of a phrase."""
    found = forms(word, in_phrase=in_phrase).forms
    return {form.surface for form in found if in_phrase or not form.flags & IN_PHRASE}


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("عملات", "عملة"),
        ("جامعات", "جامعة"),
        ("خلافات", "خلاف"),
        ("قطاعات", "قطاع"),
        ("انفجارات", "انفجار"),
        ("تجار", "تاجر"),
        ("طلاب", "طالب"),
        ("مزارعين", "مزارع"),
        ("موظفون", "موظفة"),
        ("أطباء", "طبيب"),
        ("موظفين", "موظفة"),
        ("مهندسين", "مهندس"),
        ("محامين", "محامي"),
    ],
)
def test_a_plural_stands_for_its_singular(plural: str, singular: str) -> None:
    assert singular in surfaces(plural)


@pytest.mark.parametrize(
    ("plural", "other"),
    [
        ("عملات", "عمل"),
        ("عربات", "عرب"),
        ("جامعات", "جامع"),
        ("ضربات", "ضرب"),
        ("خلافات", "خلافة"),
        ("أطباء", "طبي"),
        ("صادرات", "صادر"),
    ],
)
def test_a_plural_is_not_of_every_word_that_it_may_be_made_of(plural: str, other: str) -> None:
    assert other not in surfaces(plural)


@pytest.mark.parametrize(
    ("plural", "verb"),
    [("طلاب", "طالبت"), ("تجار", "جار"), ("سكان", "ساكنوا"), ("كبار", "كابر"), ("مدن", "مدنوا")],
)
def test_a_plural_is_no_verb(plural: str, verb: str) -> None:
    """That «طالبتها» is «her student» lets no «طالبت» stand alone."""
    found = forms(plural, in_phrase=False).forms
    assert verb not in {form.surface for form in found if form.flags & FREE and not form.flags & IN_PHRASE}


def test_a_verbal_noun_that_looks_like_a_plural_keeps_its_verb() -> None:
    assert "يقاتل" in surfaces("قتال", in_phrase=True)


@pytest.mark.parametrize(
    ("people", "thing"),
    [
        ("مسلحين", "مسلحة"),
        ("مقاتلين", "مقاتلات"),
        ("مصدرين", "مصادر"),
        ("عاملين", "عوامل"),
        ("مشتركين", "مشترك"),
    ],
)
def test_a_plural_of_people_does_not_name_things(people: str, thing: str) -> None:
    assert thing not in surfaces(people)


def test_a_definite_word_of_a_phrase_is_no_verb() -> None:
    """«وزارة التخطيط» is not «وزارة تخطط»; alone, the verb says the same."""
    assert "تخطط" not in surfaces("التخطيط", in_phrase=True)
    assert "تخطط" in surfaces("التخطيط")
