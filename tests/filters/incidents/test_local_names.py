"""Names of villages, valleys and streets that no gazetteer knows."""

import pytest

from filters.incidents.local_names import local_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("غارة على بلدة كفرسيلب", "كفرسيلب"),
        ("غارات على كفرجوز وبلدة كفرسيلب", "كفرسيلب"),
        ("انفجار عبوة بوادي الزرهم", "زرهم"),
        ("حريق في شارع الزرهم", "زرهم"),
    ],
)
def test_the_name_behind_a_kind_of_place_is_found(text: str, name: str) -> None:
    assert [name] == list(local_names(text))


def test_a_kind_of_place_alone_names_nothing() -> None:
    assert local_names("وصلت القوة إلى قرية حي") == {}
