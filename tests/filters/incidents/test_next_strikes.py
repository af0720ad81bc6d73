"""The next strike on a place is told: as news of its incident, or as an incident of its own."""

import pytest

from filters.model import Change
from tests.filters.news_builders import assigned, entry, incident_ids

FIRST = "سقوط صاروخين في المنطقة الخضراء وسط بغداد"


def test_second_wave_next_evening_is_another_incident() -> None:
    """The same words about the same place, a day later: the hardest negative."""
    assert 2 == len(set(incident_ids(entry(FIRST), entry(FIRST, source="قناة الرافد", minutes=24 * 60))))


def test_second_strike_on_the_same_night_is_a_big_change() -> None:
    told = assigned(entry(FIRST), entry("تجدد القصف على المنطقة الخضراء", minutes=50))[-1]
    assert ("second-strike" in told.news, Change.BIG) == (True, told.change)


def test_flash_hours_after_the_last_report_is_a_second_strike() -> None:
    """One line as of what just happened, long after: told again, not swallowed."""
    told = assigned(
        entry("انفجارات تهز أربيل"),
        entry("دوي انفجار في أربيل", source="قناة الرافد", minutes=10),
        entry("انفجارات عنيفة في أربيل", source="صحيفة الضفاف", minutes=4 * 60),
    )
    assert 1 == len({t.incident.id for t in told})
    assert [False, False, True] == ["second-strike" in t.news for t in told]


def test_an_outlet_that_tells_of_a_strike_anew_tells_of_another() -> None:
    """Its line comes an hour and more after all others, in words that it has not printed yet."""
    told = assigned(
        entry("انفجارات تهز أربيل"),
        entry("دوي انفجار في أربيل", source="قناة الرافد", minutes=10),
        entry("انفجارات عنيفة في أربيل", minutes=90),
        entry("سماع دوي انفجار في سماء أربيل", source="قناة الرافد", minutes=92),
    )
    ids = [t.incident.id for t in told]
    assert ids[0] == ids[1] != ids[2] == ids[3]
    assert [Change.OPENED, Change.OPENED] == [told[0].change, told[2].change]


def test_a_strike_told_anew_is_not_merged_with_the_first() -> None:
    """Whoever joins in later fits both of one site, and makes them no one."""
    told = assigned(
        entry("سقوط صاروخين على المنطقة الخضراء"),
        entry("صاروخان يسقطان في الخضراء", source="قناة الرافد", minutes=10),
        entry("دوي انفجارات في المنطقة الخضراء", minutes=95),
        entry("انفجارات تهز المنطقة الخضراء وسط بغداد", source="صحيفة الضفاف", minutes=97),
        entry("صواريخ على المنطقة الخضراء", source="وكالة سنابل", minutes=100),
    )
    assert {told[0].incident.id, told[2].incident.id} == {t.incident.id for t in told}
    assert told[0].incident.id != told[2].incident.id
    assert all(not t.merged for t in told)


@pytest.mark.parametrize("minutes", [90, 4 * 60])
def test_a_line_that_is_printed_again_is_no_second_strike(minutes: int) -> None:
    told = assigned(entry("انفجارات تهز أربيل"), entry("انفجارات تهز أربيل", "", minutes=minutes))
    assert 1 == len({t.incident.id for t in told})
    assert Change.NOTHING is told[-1].change


def test_footage_hours_later_is_no_second_strike() -> None:
    told = assigned(entry("انفجارات تهز أربيل"), entry("مشاهد من انفجارات أربيل", minutes=4 * 60))
    assert Change.NOTHING is told[-1].change


def test_second_night_counts_nights_not_strikes() -> None:
    """«ليلة ثانية» says that there was an attack the night before, not two of this night."""
    told = assigned(
        entry(FIRST),
        entry("ثلاثة صواريخ على الخضراء في ليلة ثانية من القصف", source="قناة الرافد", minutes=80),
    )
    assert 1 == len({t.incident.id for t in told})
    assert "second-strike" not in told[-1].news


def test_a_second_wave_is_one_however_it_is_punctuated() -> None:
    again = entry("", "موجة ثانية!! صواريخ على المنطقة الخضراء", source="قناة الرافد", minutes=200)
    assert 2 == len(set(incident_ids(entry(FIRST), again)))


def test_a_line_without_a_title_that_is_printed_again_is_no_second_strike() -> None:
    told = assigned(entry("", "انفجارات تهز أربيل"), entry("", "انفجارات تهز أربيل", minutes=4 * 60))
    assert 1 == len({t.incident.id for t in told})
    assert Change.NOTHING is told[-1].change


def test_a_drone_after_an_alarm_that_was_denied_is_an_incident_of_its_own() -> None:
    """A test of the sirens must not swallow the attack of the same night."""
    ids = incident_ids(
        entry("صافرات الإنذار تدوي في السفارة الأميركية ببغداد"),
        entry(
            "مصدر ينفي استهداف السفارة الأميركية",
            "نفى مصدر أمني وجود أي استهداف للسفارة الأميركية في بغداد وقال إنها تجربة للمنظومة.",
            source="قناة الرافد",
            minutes=20,
        ),
        entry("إسقاط طائرة مسيرة فوق السفارة الأميركية في بغداد", source="صحيفة الضفاف", minutes=140),
    )
    assert [True, False] == [ids[0] == ids[1], ids[0] == ids[2]]


def test_an_incident_knows_every_place_at_which_it_was_told() -> None:
    """The second outlet puts the strike beside the zone, and the third finds it there."""
    told = assigned(
        entry("سقوط ثلاثة صواريخ على المنطقة الخضراء"),
        entry(
            "صواريخ قرب جسر الأحرار",
            "قال شاهد إن صواريخ سقطت عند جسر الأحرار وبلغ بعضها المنطقة الخضراء.",
            source="قناة الرافد",
            minutes=50,
        ),
        entry(
            "أضرار في محال قرب جسر الأحرار",
            "تضررت محال تجارية بصواريخ سقطت مساء الأربعاء قرب جسر الأحرار وتناثر زجاجها.",
            source="صحيفة الضفاف",
            minutes=120,
        ),
    )
    assert 1 == len({t.incident.id for t in told})
    assert ("green-zone/baghdad", "ahrar-bridge/baghdad") == told[-1].incident.places


def test_a_number_tells_which_of_two_strikes_of_a_day_is_meant() -> None:
    """«أمس» holds both: the nine rockets of the morning, the mortar bomb of the evening."""
    ids = incident_ids(
        entry("تسعة صواريخ تسقط على المنطقة الخضراء", minutes=-12 * 60),
        entry("سقوط قذيفة هاون قرب ساحة الاحتفالات وسط بغداد", source="قناة الرافد", minutes=60),
        entry(
            "تسعة صواريخ لم تعطل الجلسة",
            "استيقظت بغداد أمس على تسعة صواريخ سقطت على المنطقة الخضراء، ومضت الكتل في مشاوراتها.",
            source="صحيفة الضفاف",
            minutes=10 * 60,
        ),
    )
    assert [True, False] == [ids[0] == ids[2], ids[0] == ids[1]]


def test_those_who_fired_are_caught_elsewhere_than_where_it_fell() -> None:
    """An arrest is of the strike whose place its text says was fired at, not of where they were caught."""
    told = assigned(
        entry("أربعة صواريخ تسقط على المنطقة الخضراء"),
        entry(
            "اعتقال ثلاثة متهمين بإطلاق صواريخ",
            "اعتقل ثلاثة في حي الأمين لضلوعهم بنصب منصة الصواريخ التي أطلقت على المنطقة الخضراء مساء أمس.",
            source="قناة الرافد",
            minutes=15 * 60,
        ),
    )
    assert told[0].incident.id == told[1].incident.id
    assert ("arrest",) == told[1].news


def test_the_weapon_tells_which_strike_an_inquiry_is_of() -> None:
    """«حادث الطائرة المسيرة» is not the rockets of the day before, of which many outlets told."""
    rockets = [
        entry(
            f"سقوط صاروخين في محيط السفارة الأميركية ببغداد{word}", source=outlet, minutes=minutes - 20 * 60
        )
        for minutes, (outlet, word) in enumerate(
            zip("أبجدهوز", ("", " قبل قليل", " الليلة", "..", " وأضرار"), strict=False)
        )
    ]
    ids = incident_ids(
        *rockets,
        entry("مسيرة تحلق فوق السفارة الأميركية في بغداد وإسقاطها", source="قناة الرافد"),
        entry(
            "تحقيق بحادث الطائرة المسيرة في محيط السفارة الأميركية ببغداد",
            "فتحت القيادة تحقيقا بحادث الطائرة المسيرة التي أسقطت في محيط السفارة الأميركية ببغداد.",
            source="صحيفة الضفاف",
            minutes=14 * 60,
        ),
    )
    assert [True, False] == [ids[-2] == ids[-1], ids[0] == ids[-1]]
