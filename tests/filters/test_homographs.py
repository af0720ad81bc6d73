"""How the rules of homographs.toml are applied to the words around a printed form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.matching.grammar import has_object
from filters.matching.homographs import Doubt, concerned, rules_for


def is_meant(word: str, text: str, printed: str, *, proclitic: str = "") -> bool:
    raws = text.split()
    doubt = Doubt(concerned(rules_for(word), printed, word), word, proclitic)
    return doubt.judge(raws, raws.index(printed)).is_meant


@pytest.mark.parametrize("printed", ["سل", "وسل"])
def test_a_rule_of_a_verb_doubts_a_bare_word(printed: str) -> None:
    assert concerned(rules_for("سل"), printed, "سل")


@pytest.mark.parametrize("printed", ["السل", "بسل", "للسل"])
def test_a_rule_of_a_verb_does_not_doubt_what_no_verb_can_be(printed: str) -> None:
    assert not concerned(rules_for("سل"), printed, "سل")


@pytest.mark.parametrize("text", ["سن البرلمان قانونا", "رأس الوزير الاجتماع", "كما درس المجلس القانون"])
def test_a_subject_and_its_object_stand_behind_a_verb(text: str) -> None:
    raws = text.split()
    assert has_object(raws, len(raws) - 3)


@pytest.mark.parametrize(
    "text",
    ["سن التقاعد الجديد", "رأس الجندي الأيسر", "إلغاء درس الرياضيات الصباحي", "سن البرلمان", "سن"],
)
def test_what_describes_a_noun_is_no_object(text: str) -> None:
    raws = text.split()
    assert not has_object(raws, max(0, len(raws) - 3))


def test_the_verb_reading_of_a_thing_is_dropped_before_its_object() -> None:
    assert not is_meant("سن", "سن البرلمان قانونا جديدا", "سن")
    assert is_meant("سن", "سن التقاعد في العراق", "سن")


@pytest.mark.parametrize("text", ["موت الطفل", "فوز المنتخب", "نفق الموصل", "صلح العشائر", "صوم رمضان"])
def test_a_noun_stays_what_it_is_though_a_rare_verb_shares_the_present_of_another(text: str) -> None:
    """يموت is of مات, so it does not tell that موت is a verb."""
    word, _ = text.split()
    assert is_meant(word, text, word)


def test_the_present_of_its_own_verb_tells_that_a_noun_is_more_often_a_verb() -> None:
    assert not is_meant("حدث", "حدث الانفجار", "حدث")


@pytest.mark.parametrize("text", ["خطف الأنظار", "خطف المسلح الأنظار"])
def test_a_word_against_a_sense_counts_behind_the_subject_too(text: str) -> None:
    assert not is_meant("خطف", text, "خطف")
    assert is_meant("خطف", text.replace("الأنظار", "الطبيب"), "خطف")


def test_a_preposition_behind_the_subject_is_no_object() -> None:
    """«طعن في القرار» is an appeal; who was stabbed in Jerusalem was stabbed."""
    assert not is_meant("طعن", "طعن في القرار", "طعن")
    assert is_meant("طعن", "طعن الشرطي في القدس", "طعن")


def test_a_plural_of_people_takes_the_rules_of_its_singular() -> None:
    assert rules_for("مطلوب")
    assert rules_for("مطلوب") == rules_for("مطلوبين")


@given(st.lists(st.text(min_size=1), min_size=1), st.integers(min_value=0))
def test_any_neighbours_are_read(raws: list[str], at: int) -> None:
    """No text raises."""
    assert has_object(raws, at % len(raws)) in (True, False)
