"""What is told of an event days later joins it by the words that are its own."""

from itertools import product

import pytest

from filters.incidents.rareness import rarenesses
from filters.model import Change
from tests.filters.news_builders import assigned, entry

HOUR, DAY = 60, 24 * 60
FERRY = (
    entry(
        "غرق عبارة سياحية في الموصل",
        "غرقت العبارة السنديانة قرب جزيرة الصفصاف في الموصل، وعلى متنها عائلة البزوني.",
    ),
    entry(
        "عشرات الضحايا بغرق عبارة الصفصاف",
        "قال الدفاع المدني إن عشرات غرقوا في السنديانة قرب جزيرة الصفصاف، بينهم عائلة البزوني في الموصل.",
        source="قناة الرافد",
        minutes=2 * HOUR,
    ),
    entry(
        "انتشال جثث من عبارة الصفصاف",
        "انتشلت فرق الإنقاذ جثثا من العبارة السنديانة في الموصل بينها جثث عائلة البزوني.",
        source="صوت دجلة",
        minutes=4 * HOUR,
    ),
)


def test_a_protest_elsewhere_belongs_to_the_story_that_it_names() -> None:
    """By the rare words of three reports; neither its place nor its day is that of the event."""
    late = entry(
        "بغداديون يتظاهرون تضامنا مع عائلة البزوني",
        "تظاهر العشرات في بغداد رافعين صور عائلة البزوني وأطفال السنديانة والصفصاف.",
        source="بريد الفرات",
        minutes=2 * DAY,
    )
    *_, third, said = assigned(*FERRY, late)
    assert third.incident.id == said.incident.id
    assert said.incident.reports[-1].is_follow_up


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("غرق عبارة أخرى قرب جزيرة الصفصاف", "غرقت عبارة ثانية في الموصل وعلى متنها عائلة البزوني الثانية."),
        ("غرق قارب صيد قرب الفاو في البصرة", "غرق قارب صيد قرب الفاو جنوبي البصرة وفقد صيادان."),
    ],
)
def test_another_event_opens_its_own_incident(title: str, body: str) -> None:
    """«أخرى», and words that any such report has."""
    *_, third, said = assigned(*FERRY, entry(title, body, source="بريد الفرات", minutes=2 * DAY))
    assert (Change.OPENED, True) == (said.change, third.incident.id != said.incident.id)


def test_what_another_outlet_printed_word_for_word_is_the_same_incident() -> None:
    """Though it is placed and dated otherwise; one outlet may use its own words again for the next event."""
    text = (
        "اشتعلت النيران في خيام نصبها عمال موسميون قرب معمل للطابوق بعد شجار بينهم على حصص المياه، "
        "وامتدت إلى عربات خشبية محملة بالقصب قبل وصول الإطفاء، وفق شهود من القرية المجاورة."
    )
    first = entry("حريق في خيام عمال موسميين", text)
    echo = entry("خيام العمال الموسميين تحترق", text, source="قناة الرافد", minutes=20 * HOUR)
    again = entry("خيام العمال الموسميين تحترق", text, minutes=20 * HOUR)
    one, copied = assigned(first, echo)
    assert one.incident.id == copied.incident.id
    one, other = assigned(first, again)
    assert one.incident.id != other.incident.id


def test_a_launcher_that_was_found_belongs_to_the_strike_it_fired() -> None:
    strike = entry("سقوط صاروخين في المنطقة الخضراء", "قال مصدر أمني إن صاروخين سقطا في المنطقة الخضراء.")
    found = entry(
        "العثور على منصة صواريخ شرقي بغداد",
        "عثرت قوة أمنية على المنصة التي أطلقت منها الصواريخ على المنطقة الخضراء مساء أمس.",
        source="قناة الرافد",
        minutes=12 * HOUR,
    )
    first, said = assigned(strike, found)
    assert first.incident.id == said.incident.id


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("القبض على قتلة المهندس الجواهري", "أعلنت الشرطة القبض على متهمين اثنين باغتيال المهندس في البصرة."),
        ("توقيف ضابط بعد فاجعة البصرة", "أوقف ضابط بعد اغتيال المهندس الجواهري في البصرة أمس."),
    ],
)
def test_an_arrest_that_blames_somebody_for_it_is_listed(title: str, body: str) -> None:
    killing = entry(
        "مسلحون يغتالون مهندسا في البصرة", "اغتال مسلحون المهندس حيدر الجواهري وسط البصرة مساء اليوم."
    )
    first, said = assigned(killing, entry(title, body, source="قناة الرافد", minutes=DAY))
    assert first.incident.id == said.incident.id


def test_a_line_without_a_place_joins_by_two_words_of_its_own() -> None:
    flash = entry("", "مسلحون يهاجمون مخزنا للتمور عند جسر الصرافية القديم", source="telegram:nabd")
    report = entry(
        "هجوم مسلح على مخزن للتمور شمالي بغداد",
        "هاجم مسلحون مخزنا للتمور قرب جسر الصرافية القديم شمالي بغداد.",
        minutes=40,
    )
    first, said = assigned(flash, report)
    assert first.incident.id == said.incident.id


def test_the_second_strike_takes_a_report_that_calls_it_the_second() -> None:
    """It is no third one."""
    told = assigned(
        entry("سقوط صواريخ على معسكر التاجي", "سقطت صواريخ على معسكر التاجي شمالي بغداد."),
        entry(
            "قصف جديد بصاروخين على معسكر التاجي",
            "تعرض معسكر التاجي مساء اليوم لقصف بصاروخين، بعد يوم من قصف مماثل.",
            minutes=DAY,
        ),
        entry(
            "مقتل جندي في ثاني قصف على معسكر التاجي",
            "قتل جندي في القصف الذي استهدف معسكر التاجي مساء اليوم.",
            source="قناة الرافد",
            minutes=DAY + 3 * HOUR,
        ),
    )
    assert [Change.OPENED, Change.OPENED] == [assignment.change for assignment in told[:2]]
    assert told[1].incident.id == told[2].incident.id


def test_a_name_is_rarer_than_a_common_word() -> None:
    rare = rarenesses("عبارة الصفصاف في مدينة الموصل")
    assert rare["صفصاف"] > rare["موصل"] >= rare["مدين"] == 0


def test_a_word_is_as_rare_with_what_is_joined_to_it() -> None:
    assert rarenesses("رضيعا")["رضيع"] == rarenesses("والرضيع")["رضيع"]


# Told by so many that most know it by the name.
PORTER = tuple(
    entry(
        f"{what} الحمال علي الطهمازي حرقا في الشورجة",
        f"{how} الحمال علي الطهمازي حرقا في سوق الشورجة وسط بغداد.",
        source=f"صحيفة {what} {how}",
        minutes=20 * number,
    )
    for number, (what, how) in enumerate(
        product(("مقتل", "مسلحون يقتلون", "مجهولون يقتلون"), ("قتل", "قتل مسلحون", "قتل ملثمون", "قضى"))
    )
)


@pytest.mark.parametrize(
    ("title", "body", "is_told"),
    [
        ("الطهمازي.. وضمير المدينة", "من يحمي الفقراء في بغداد؟ سؤال لا تجيب عنه المجالس ولا الخطب.", True),
        ("الطهمازي يفتتح معرضه الأول", "افتتح الرسام كامل الطهمازي معرضه في عمان بحضور الفنانين.", False),
    ],
)
def test_a_name_by_which_most_call_the_story_is_enough(title: str, body: str, is_told: bool) -> None:
    """In a column, where it speaks of what happened or of the country; not of a namesake elsewhere."""
    others = [entry(f"ندوة عن الشعر رقم {number}", source=f"مجلة {number}") for number in range(30)]
    *known, said = assigned(*PORTER, *others, entry(title, body, source="عمود", minutes=30 * HOUR))
    assert (said.incident.id == known[0].incident.id) is is_told


def test_what_names_the_day_of_a_strike_known_to_all_is_of_it() -> None:
    """Days later, in no word of its reports; the strike of another day there is its own."""
    known = [
        entry(
            "تفجير انتحاري في مسجد قوة التدخل بالرمادي",
            "فجر انتحاري نفسه بين المصلين في مسجد قوة التدخل بالرمادي ظهر اليوم.",
            source=f"صحيفة {number}",
            minutes=10 * number,
        )
        for number in range(12)
    ]
    late = entry(
        "الغدر لا دين له",
        "استهدف انتحاري رجال الأمن في الرمادي يوم الأربعاء الماضي بهجوم خسيس.",
        source="عمود",
        minutes=4 * DAY,
    )
    other = entry(
        "هجوم على حاجز في الرمادي",
        "استهدف هجوم حاجزا للشرطة في الرمادي يوم الجمعة الماضي.",
        source="عمود",
        minutes=4 * DAY,
    )
    *_, last, said = assigned(*known, late)
    assert (last.incident.id, Change.NOTHING) == (said.incident.id, said.change)
    *_, last, said = assigned(*known, other)
    assert last.incident.id != said.incident.id
