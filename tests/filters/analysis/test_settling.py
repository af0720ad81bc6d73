"""When the weights of an entry's words may change what the rules say, and when they may not."""

import pytest

from filters.analysis import analyse
from filters.analysis.events import happenings_of
from filters.analysis.headline import gravest
from filters.analysis.politics import politics_of
from filters.analysis.reading import read
from filters.model import Actuality, Event
from tests.filters.news_builders import entry

UNLISTED = [
    ("حافلة تهوي من جسر في السليمانية وتخلف عشرة ضحايا", Event.ACCIDENT, "sulaymaniyah"),
    ("عشرات الخريجين يفترشون الأرض أمام مبنى محافظة الديوانية مطالبين بالتعيين", Event.PROTEST, "diwaniyah"),
    ("عنصران من البيشمركة يسقطان في مكمن قرب قره تبه", Event.ATTACK, "qara-tapa/kifri/diyala"),
]
FIRM = [
    ("مصدر أمني: أصوات الرشقات قرب السفارة سببها فحص دوري لمنظومة الدفاع", Actuality.DRILL),
    ("الناطق العسكري ينفي سقوط أي صاروخ داخل الخضراء", Actuality.DENIAL),
    ("فصيل مسلح يتوعد بقصف القواعد الأمريكية إن لم تنسحب", Actuality.THREAT),
    ("مشاهد من عملية استهداف رتل بتاريخ 03-02-2020 قرب الموصل", Actuality.BACKGROUND),
]
QUIET = [
    "نائب: مقتل المهندس بهجوم على مطار بغداد جريمة لن تمر",
    "إعادة فتح شوارع المنطقة الخضراء أمام السيارات بعد إغلاقها",
    "الإفراج عن ناشط في السماوة بعد يومين من اعتقاله",
    "عنصران من البيشمركة يسقطان في مكمن قرب قره تبه؟",
    "صاروخ صيني يحمل قمرا صناعيا إلى المدار بنجاح",
]


@pytest.mark.parametrize(("title", "event", "place"), UNLISTED)
def test_event_in_words_that_no_rule_knows_is_told(title: str, event: Event, place: str) -> None:
    """With its place, as new, and with the word that weighed most as evidence."""
    reading = read(entry(title, ""))
    assert gravest(reading, happenings_of(reading)) is None  # else the case shows nothing
    told = analyse(entry(title, ""))
    assert (told.event, told.actuality, told.place) == (event, Actuality.NEW, place)
    weighed = told.evidence[0]
    assert weighed.rule == "weighed"
    assert weighed.span is not None
    assert weighed.span.text in title


@pytest.mark.parametrize(("title", "actuality"), FIRM)
def test_words_of_news_do_not_make_news(title: str, actuality: Actuality) -> None:
    """What was tested, denied, feared or dated years back shares its words with what happened."""
    assert analyse(entry(title, "")).actuality in (actuality, Actuality.NA)


@pytest.mark.parametrize("title", QUIET)
def test_plain_talk_and_ends_stay_quiet(title: str) -> None:
    """A politician's view, a reopening, a release, a question, a launch into orbit: the words of events."""
    assert analyse(entry(title, "")).event in (Event.STATEMENT, Event.NONE)


def test_service_news_is_no_statement() -> None:
    """Where the rules read an official's name as politics, the words know that it is none."""
    title = "وزير النقل يعلن وصول ثلاثين حافلة جديدة إلى ميناء أم قصر"
    assert politics_of(read(entry(title, "")))[0] is Event.STATEMENT  # else the case shows nothing
    assert analyse(entry(title, "")).event is Event.NONE


def test_nothing_printed_is_nothing_reported() -> None:
    """An entry without a word cannot be weighed."""
    assert analyse(entry("", "")).event is Event.NONE
