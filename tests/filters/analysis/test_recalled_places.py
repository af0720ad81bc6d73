"""Where the event was that others speak of: not where they speak, govern, treat the hurt or come from."""

import pytest

from filters.analysis import analyse
from tests.filters.news_builders import entry


@pytest.mark.parametrize(
    ("title", "body", "place"),
    [
        (
            "الكويت تدين الهجوم على مركز الشرطة",
            "أعربت الكويت عن إدانتها للهجوم الذي استهدف مركز الشرطة في تعز وأسفر عن قتلى.",
            "taiz/yemen",
        ),
        (
            "وجهاء الزبير: تفجير الحسينية لن يفرقنا",
            "أكد وجهاء قضاء الزبير أن تفجير حسينية البتول بتلعفر يوم الثلاثاء الماضي عمل جبان.",
            "tal-afar/nineveh",
        ),
        (
            "صحة الأنبار: نقل خمسة من مصابي تفجير المدرسة إلى بغداد",
            "قال متحدث باسم صحة المحافظة إن مصابي تفجير المدرسة في حديثة نقلوا لاستكمال علاجهم.",
            "haditha/anbar",
        ),
        (
            "أمين ميسان يزور المصابين في حادث تفجير السوق",
            "زار أمين بلدية ميسان المصابين في العدوان على سوق الصويرة الخميس الماضي يرافقه رئيس بلدية واسط.",
            "suwaira/wasit",
        ),
        (
            "الرئيس يتوعد بالرد على حرق المنزل",
            "توعد الرئيس بالرد بعد هجوم على منزل في الضفة الغربية. وقال من مقر الرئاسة في رام الله إنه يعده.",
            "west-bank/palestine",
        ),
    ],
)
def test_it_was_where_the_event_is_told(title: str, body: str, place: str) -> None:
    recalled = analyse(entry(title, body)).recalled
    assert recalled is not None
    assert recalled.place == place


def test_a_country_that_asks_about_its_own_attack_stays_its_place() -> None:
    """It condemns nothing, and no other place is told."""
    recalled = analyse(
        entry("تشاد تسعى إلى كشف منفذي الهجوم على الفندق", "تسعى تشاد إلى معرفة منفذي الهجوم على الفندق.")
    ).recalled
    assert recalled is not None
    assert recalled.place == "chad"


def test_a_column_that_begins_with_other_months_speaks_of_what_it_tells_next() -> None:
    recalled = analyse(
        entry(
            "من للرمادي",
            "سمعنا خلال الأشهر الماضية عن اغتيال الأبرياء في مدن بلادنا، وأن الفكر المتطرف أصل البلاء. "
            "وتفجير مسجد الرمادي الذي وقع الأسبوع الماضي أبلغ دليل.",
        )
    ).recalled
    assert recalled is not None
    assert recalled.place == "ramadi/anbar"
