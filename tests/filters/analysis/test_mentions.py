"""Names of places and actors, and the contexts that decide what a name means."""

import pytest

from filters.analysis import analyse
from tests.filters.news_builders import entry


def _entities(title: str, body: str = "") -> list[str]:
    return [m.entity for m in analyse(entry(title, body)).mentions]


@pytest.mark.parametrize(
    "text",
    [
        "انفجار بالمنطقة الخضراء",
        "انفجار في المنطقه الخضرا",
        "انفجار وسط المنطقة الخضـراء",
        "انفجار في منطقة الخضراء",
        "هجوم يطال المنطقة الدولية في بغداد",
        "An explosion in the Green Zone",
    ],
)
def test_green_zone_is_known_in_all_its_spellings(text: str) -> None:
    assert "green-zone" in _entities(text)


def test_bare_adjective_is_the_zone_where_a_place_is_due() -> None:
    assert ["green-zone", "green-zone", "baghdad"] == _entities(
        "صاروخان يسقطان في الخضراء", "سقط الصاروخان في المنطقة الخضراء ببغداد."
    )


@pytest.mark.parametrize(
    "text",
    [
        "الأسهم تعود إلى المنطقة الخضراء مع مكاسب البورصة",
        "جامعة القاسم الخضراء تحتفي بطلبتها",
        "زراعة الواحة الخضراء في الصحراء",
        "هجوم على القرية الخضراء في دير الزور",
    ],
)
def test_other_green_things_are_not_the_zone(text: str) -> None:
    assert "green-zone" not in _entities(text)


def test_session_is_no_district_and_the_district_no_session() -> None:
    assert "dora" not in _entities("مجلس النواب ينهي الدورة البرلمانية في بغداد")
    assert "dora" in _entities("اغتيال موظف في منطقة الدورة جنوبي بغداد")


def test_taji_does_not_hide_in_productivity() -> None:
    assert [] == _entities("رفع الطاقة الإنتاجية للمعمل")


def test_baquba_is_not_a_punishment() -> None:
    assert "baquba" not in _entities("المطالبة بعقوبات على المتجاوزين")
    assert "baquba" in _entities("تفجير ببعقوبة")


def test_longest_name_wins() -> None:
    assert ["kataib-hezbollah"] == _entities("بيان لكتائب حزب الله")


def test_embassy_elsewhere_is_not_baghdads() -> None:
    assert "us-embassy" not in _entities("السفارة الأمريكية في أوكرانيا تصدر تنبيها")


def test_drunk_driver_is_not_makhmur() -> None:
    assert "makhmur" not in _entities("إنقاذ شاب مخمور من الغرق")
    assert "makhmur" in _entities("انفجار في قضاء مخمور")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("سماع انفجارين في جدة", ["jeddah"]),
        ("جدة الطفلة تروي ما جرى", []),
        ("صاروخ يسقط على مسقط", ["muscat"]),
        ("عاد إلى مسقط رأسه بعد انفجار دمر بيته", []),
        ("غارة على الخيام في مخيم للنازحين", []),
        ("شهيد بغارة على بلدة الخيام", ["khiam"]),
        ("انفجار في الدور الثاني من المبنى", []),
        ("مسلحون يهاجمون نقطة في الدور", ["dour"]),
        ("هجوم عند الفجر على نقطة تفتيش", []),
        ("الجهة المسؤولة عنه في الأنبار هاجمت موقعا", ["anbar"]),
        ("قتيل بانفجار عبوة في هيت", ["hit"]),
        ("انفجار قنبلة حديثة الصنع ولا إصابات", []),
    ],
)
def test_a_word_is_a_place_where_a_strike_is_told_of(title: str, expected: list[str]) -> None:
    assert expected == _entities(title)


def test_of_several_names_one_may_be_in_doubt() -> None:
    """«الكيان» alone may be any body; «إسرائيل» never."""
    assert ["israel"] == _entities("صافرات الإنذار تدوي في الكيان")
    assert [] == _entities("رئيس الكيان الرياضي يستقيل من منصبه")
    assert ["israel"] == _entities("وزير خارجية إسرائيل يستقيل من منصبه")


def test_newspaper_that_bears_a_citys_name_is_not_the_city() -> None:
    """«بغداد ـ «القدس العربي»: …» is written in Baghdad."""
    told = analyse(entry("صدامات في بغداد", "بغداد ـ «القدس العربي»: أصيب ثلاثون شخصا في صدامات."))
    assert "jerusalem" not in [mention.entity for mention in told.mentions]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("صياد يصارع سمكة قرش على الساحل", "mecca"),
        ("غضب الله عليه ولعنه وأعد له عذابا عظيما", "ana"),
        ("خوذة تشحن عبر كابل يو إس بي", "kabul"),
        ("قوافل القاصدين لحج بيت الله", "lahj"),
        ("هجوم خسيس استهدف حماة الوطن", "hama"),
        ("قصف بالفوسفور الأبيض على أطراف البلدة", "el-obeid"),
        ("قميص بين الأحمر والأبيض", "el-obeid"),
    ],
)
def test_a_name_is_not_what_only_has_its_letters(text: str, slug: str) -> None:
    assert slug not in _entities(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("انفجار بمكة المكرمة", "mecca"),
        ("قصف يستهدف مدينة عنة", "ana"),
        ("انفجار يهز كابل", "kabul"),
        ("هجوم بلحج", "lahj"),
        ("قصف يستهدف حماة", "hama"),
        ("مسيرات تستهدف الأبيض", "el-obeid"),
    ],
)
def test_the_name_itself_is_found(text: str, slug: str) -> None:
    assert slug in _entities(text)
