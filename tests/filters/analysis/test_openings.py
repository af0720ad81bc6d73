"""What the body's first words decide where a title says little: columns are no news, reports are."""

import pytest

from filters.analysis import analyse
from filters.model import Actuality, Event
from tests.filters.news_builders import entry

TALK = (Event.NONE, Event.STATEMENT)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "سماسرة الموت",
            (
                "ما الذي يدفع شابا في مقتبل العمر إلى أن يفجر نفسه بين المصلين؟ سؤال يؤرقنا جميعا، "
                "ولن نجد له جوابا ما دمنا نربي أبناءنا على كراهية الآخر."
            ),
        ),
        (
            "شاحن ذكي يحمي دراجتك",
            (
                "طورت شركة ناشئة شاحنا للدراجات الكهربائية يفصل التيار عند ارتفاع الحرارة، "
                "ويقول مهندسوها إنه يقلل حوادث الحريق التي تسببها البطاريات الرديئة."
            ),
        ),
        (
            "مليون لاعب في أسبوع",
            (
                "باعت الشركة مليون نسخة من لعبتها الجديدة التي يقود فيها اللاعب فرقة تقتحم مدنا وتفجر جسورا، "
                "وقال مطورها إن النسخة العربية تصدر في الخريف."
            ),
        ),
        (
            "أسئلة الطريق",
            (
                "كل صباح تقتل الطرق منا أكثر مما تقتل الحروب، وكل مساء ننسى. لا أحد يسأل عن الإطار المهترئ "
                "ولا عن السائق الذي لم ينم."
            ),
        ),
    ],
)
def test_a_column_or_a_feature_is_no_news(title: str, body: str) -> None:
    """Though somebody is killed in it."""
    read = analyse(entry(title, body))
    assert read.event in TALK or read.actuality is not Actuality.NEW


@pytest.mark.parametrize(
    ("title", "body", "event"),
    [
        (
            "ليلة لم ينم فيها أحد",
            (
                "قصفت طائرات حربية، فجر اليوم الأحد، حيين سكنيين في مدينة إدلب، ما أدى إلى مقتل ستة مدنيين "
                "وإصابة عشرين، بحسب الدفاع المدني."
            ),
            Event.ATTACK,
        ),
        (
            "نزهة لم تكتمل",
            (
                "لقي أربعة أشخاص مصرعهم وأصيب سبعة، مساء أمس، إثر انقلاب حافلة سياحية على طريق الأغوار، "
                "وفق ما أعلنت مديرية الأمن العام."
            ),
            Event.ACCIDENT,
        ),
        (
            "سوق الحدادين: رماد وأسئلة",
            (
                "شب حريق كبير، فجر اليوم، في سوق الحدادين وسط الحلة والتهم ثلاثين محلا، "
                "وتمكنت فرق الدفاع المدني من إخماده بعد أربع ساعات."
            ),
            Event.FIRE,
        ),
        (
            "«الحاج» في قبضة العدالة",
            (
                "ألقت شرطة مكافحة المخدرات، صباح اليوم، القبض على أخطر تاجر حبوب في الأنبار يلقب بالحاج، "
                "وضبطت بحوزته عشرين ألف حبة."
            ),
            Event.ARREST,
        ),
    ],
)
def test_a_report_under_a_literary_title_is_news(title: str, body: str, event: Event) -> None:
    read = analyse(entry(title, body))
    assert (event, Actuality.NEW) == (read.event, read.actuality)


def test_a_strike_told_late_under_another_title_is_still_told() -> None:
    """Where rules see what was hit, where, and that it was just now, no weighing silences it."""
    read = analyse(
        entry(
            "الذهب يرتفع ثلاثة دولارات",
            "صعدت أسعار الذهب في التعاملات المبكرة. وقال محلل إن السوق تترقب. "
            "وقبل ساعات سقطت ثلاثة صواريخ على السفارة الأمريكية في بغداد.",
        )
    )
    assert (Event.ATTACK, Actuality.NEW) == (read.event, read.actuality)
