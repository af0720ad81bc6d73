"""What speaks of an open incident is listed under it, whatever words it uses, if it can mean no other."""

import pytest

from filters.model import Change
from tests.filters.news_builders import assigned, entry

ROCKETS = entry(
    "سقوط خمسة صواريخ في المنطقة الخضراء", "قال مصدر أمني إن خمسة صواريخ سقطت في المنطقة الخضراء."
)
BLAST = entry("انفجار عبوة ناسفة في الأعظمية ومقتل مدني", "انفجرت عبوة ناسفة في سوق بالأعظمية شمالي بغداد.")
HOURS = 60


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("فصيل ينفي علاقته بقصف السفارة", "نفى الفصيل علاقته بالقصف الذي طال السفارة الأمريكية أمس."),
        ("السفير يدين الهجوم على المنطقة الخضراء", "دان السفير الهجوم الذي استهدف المنطقة الخضراء."),
    ],
)
def test_a_statement_about_the_strike_is_listed_under_it(title: str, body: str) -> None:
    first, _, said = assigned(ROCKETS, BLAST, entry(title, body, source="قناة الرافد", minutes=14 * HOURS))
    assert (first.incident.id, Change.NOTHING) == (said.incident.id, said.change)
    assert said.incident.reports[-1].is_follow_up


def test_a_condemnation_in_other_words_is_listed_by_its_place() -> None:
    _, blast, said = assigned(
        ROCKETS,
        BLAST,
        entry("ديوان الوقف يستنكر تفجير الأعظمية", "استنكر الديوان التفجير الإجرامي.", minutes=5 * HOURS),
    )
    assert blast.incident.id == said.incident.id


def test_of_two_blasts_in_one_city_none_is_guessed() -> None:
    """«تفجير بغداد» may be either."""
    told = assigned(
        BLAST,
        entry(
            "انفجار عبوة ناسفة في البياع", "انفجرت عبوة ناسفة في البياع.", source="قناة الرافد", minutes=30
        ),
        entry("الخارجية الفرنسية تدين تفجير بغداد", "دانت الوزارة التفجير الإرهابي.", minutes=6 * HOURS),
    )
    assert told[2].incident.id not in {told[0].incident.id, told[1].incident.id}


def test_a_weapon_that_is_named_tells_which_one() -> None:
    first, _, said = assigned(
        ROCKETS,
        BLAST,
        entry("الخارجية الفرنسية تدين قصف بغداد بالصواريخ", "دانت الوزارة القصف.", minutes=6 * HOURS),
    )
    assert first.incident.id == said.incident.id


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("تحذير من هجوم على المنطقة الخضراء", "حذر مصدر من هجوم محتمل على المنطقة الخضراء خلال أيام."),
        ("في ذكرى قصف المنطقة الخضراء", "أحيت عائلات ذكرى قصف المنطقة الخضراء قبل أعوام."),
        ("فصيل يتوعد بقصف السفارة الأمريكية", "توعد الفصيل بقصف السفارة الأمريكية إذا بقيت القوات."),
    ],
)
def test_what_is_feared_or_long_ago_is_not_listed(title: str, body: str) -> None:
    first, said = assigned(ROCKETS, entry(title, body, source="قناة الرافد", minutes=14 * HOURS))
    assert first.incident.id != said.incident.id


def test_an_arrest_for_it_is_news_once() -> None:
    """A chat that was told of the blast hears of the arrest, and not again from the next outlet."""
    arrest = "القبض على منفذ تفجير الأعظمية"
    blast, told, again = assigned(
        BLAST,
        entry(arrest, "أعلنت الشرطة القبض على منفذ تفجير الأعظمية.", minutes=20 * HOURS),
        entry(arrest, "قالت الشرطة إنها قبضت عليه.", source="قناة الرافد", minutes=21 * HOURS),
    )
    assert {blast.incident.id} == {told.incident.id, again.incident.id}
    assert (Change.BIG, ("arrest",), Change.NOTHING) == (told.change, told.news, again.change)


def test_a_flash_without_a_place_joins_what_its_outlet_just_told() -> None:
    first, flash = assigned(ROCKETS, entry("السي رام تحاول اعتراض صواريخ أخرى", minutes=6))
    assert first.incident.id == flash.incident.id


def test_such_a_flash_of_an_outlet_that_tells_of_two_strikes_joins_none() -> None:
    told = assigned(
        ROCKETS,
        entry("سقوط صاروخين على قاعدة عين الأسد غربي الأنبار", minutes=3),
        entry("السي رام تحاول اعتراض صواريخ أخرى", minutes=6),
    )
    assert 3 == len({assignment.incident.id for assignment in told})


def test_a_late_article_that_calls_the_event_by_its_place_joins_it() -> None:
    blast, article = assigned(
        BLAST,
        entry(
            "تفجير الأعظمية.. أسئلة مفتوحة",
            "لم يكن تفجير الأعظمية الأول من نوعه، فقد كشف عن ثغرات في حماية الأسواق وأثار جدلا واسعا بين "
            "السكان الذين يطالبون بإجراءات تمنع دخول العبوات الناسفة إلى المدينة وأسواقها الشعبية المكتظة.",
            source="صحيفة الضفاف",
            minutes=40 * HOURS,
        ),
    )
    assert blast.incident.id == article.incident.id


THEFT = entry(
    "سرقة محل للذهب في الكوت",
    "اقتحم ملثمون محلا للذهب في سوق الكوت وسرقوا مصوغات أعدت لموسم مهرجان الربيع، "
    "وقالت بلدية الكوت إن كاميرات السوق معطلة منذ شهر.",
)


def test_a_festival_is_not_listed_under_a_crime_of_another_town() -> None:
    """It shares several rare words with it and names neither its place nor what happened there."""
    festival = entry(
        "العمارة تستعد لمهرجان الربيع",
        "نصبت بلدية العمارة أكشاك مهرجان الربيع وعرضت فيه مصوغات من صنع حرفيات المدينة.",
        source="قناة الرافد",
        minutes=90,
    )
    theft, said = assigned(THEFT, festival)
    assert theft.incident.id != said.incident.id


def test_what_follows_a_follow_up_is_compared_with_the_reports_alone() -> None:
    """The minister's tour is listed under the fire; what else he opened that day is not."""
    fire = entry(
        "حريق في مصفى الشعيبة بالبصرة",
        "اندلع حريق في خزان للبنزين داخل مصفى الشعيبة غربي البصرة وأصيب عاملان.",
    )
    tour = entry(
        "وزير النفط يزور عمال خزان البنزين في مصفى الشعيبة",
        "زار الوزير حيان عبد الغني عمال الخزان في مصفى الشعيبة، "
        "وافتتح في جولته مجمع الياسمين ومدرسة الزنابق.",
        source="قناة الرافد",
        minutes=200,
    )
    school = entry(
        "مدرسة الزنابق تستقبل تلاميذ مجمع الياسمين",
        "استقبلت مدرسة الزنابق في مجمع الياسمين السكني أول تلاميذها بعد افتتاحها في جولة حيان عبد الغني.",
        source="صوت دجلة",
        minutes=300,
    )
    burnt, visited, opened = assigned(fire, tour, school)
    assert visited.incident.id == burnt.incident.id
    assert opened.incident.id != burnt.incident.id


def test_what_is_feared_after_it_speaks_of_it_and_a_rising_toll_a_day_later_is_its() -> None:
    """Though all that was told before was talk of the town where it had been."""
    feared, toll = assigned(
        entry("مخاوف من انهيار الأمن بعد مجزرة الدجيل", "حذر نواب من انهيار الأمن بعد مجزرة الدجيل."),
        entry(
            "حصيلة ضحايا السيارة المفخخة تبلغ 40 قتيلا",
            "بلغت 40 قتيلا حصيلة انفجار سيارة مفخخة وسط باعة الخضار في الدجيل، كما أفادت دائرة الصحة.",
            source="قناة الرافد",
            minutes=26 * HOURS,
        ),
    )
    assert feared.incident.id == toll.incident.id


def test_a_first_report_a_day_after_the_talk_is_another() -> None:
    said, report = assigned(
        entry("مخاوف من انهيار الأمن بعد مجزرة الدجيل", "حذر نواب من انهيار الأمن بعد مجزرة الدجيل."),
        entry(
            "انفجار سيارة مفخخة في الدجيل",
            "انفجرت سيارة مفخخة في الدجيل مساء اليوم.",
            source="قناة الرافد",
            minutes=26 * HOURS,
        ),
    )
    assert said.incident.id != report.incident.id


def test_a_long_title_that_calls_it_as_all_do_speaks_of_it() -> None:
    """«تفجير مقهى النخيل», and nothing else in it is of the event."""
    told = assigned(
        *(
            entry(
                "تفجير انتحاري في مقهى النخيل بالحلة",
                "فجر انتحاري نفسه في مقهى النخيل وسط الحلة.",
                source=f"قناة {number}",
                minutes=number,
            )
            for number in range(6)
        ),
        entry(
            "أدباء وفنانون يشجبون بقوة تفجير مقهى النخيل ويدعون إلى نشر ثقافة التسامح والحوار بين الشباب",
            source="مجلة",
            minutes=20 * HOURS,
        ),
    )
    assert told[0].incident.id == told[-1].incident.id
