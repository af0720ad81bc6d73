"""Which reports make one incident, and what each changes."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from filters.analysis import analyse
from filters.incidents import OpenIncidents, assign
from filters.model import Change, Event, Incident, Status
from tests.filters.news_builders import assigned, entry, incident_ids

FIRST = "سقوط صاروخين في المنطقة الخضراء وسط بغداد"
AGENCY = (
    "أعلن مصدر في الشرطة سقوط صاروخين داخل المنطقة الخضراء قرب مبنى حكومي غير مأهول بينما طوقت القوات الموقع "
    "وفتشت الأحياء المجاورة بحثا عن منصة الإطلاق التي عثر عليها لاحقا جنوب العاصمة وفق المصدر نفسه."
)


def test_first_report_opens_an_incident_named_after_it() -> None:
    (told,) = assigned(entry(FIRST))
    assert (Change.OPENED, entry(FIRST).uid[:12], 1, Event.ATTACK) == (
        told.change,
        told.incident.id,
        told.incident.revision,
        told.incident.event,
    )


def test_other_outlet_with_other_figures_joins() -> None:
    """Differing counts never part one event."""
    first, second = assigned(
        entry(FIRST),
        entry("أربعة صواريخ تستهدف المنطقة الخضراء وإصابة حارس", source="قناة الرافد", minutes=20),
    )
    assert first.incident.id == second.incident.id
    assert {"first-casualties", "figure-doubled", "new-figure", "new-outlet"} == set(second.news)
    assert (Change.BIG, 2) == (second.change, second.incident.revision)


def test_the_first_death_among_known_injured_is_big_news() -> None:
    """Who was told of injured is told again once somebody has died, and not for a second source of it."""
    first, second, third = assigned(
        entry("إصابة أربعة بانفجار عبوة ناسفة في مدينة الصدر"),
        entry("قتيل وخمسة جرحى بانفجار عبوة ناسفة في مدينة الصدر", source="قناة الرافد", minutes=20),
        entry("قتيل و5 جرحى حصيلة انفجار عبوة ناسفة في مدينة الصدر", source="وكالة ثالثة", minutes=40),
    )
    assert first.incident.id == second.incident.id == third.incident.id
    assert (Change.BIG, True) == (second.change, "first-deaths" in second.news)
    assert "first-deaths" not in third.news


def test_claims_keep_who_says_what() -> None:
    told = assigned(
        entry(FIRST),
        entry("خلية الإعلام الأمني: ثلاثة صواريخ سقطت في المنطقة الخضراء", source="قناة الرافد", minutes=9),
    )[-1]
    figures = {(c.count, c.outlet, c.cited) for c in told.incident.claims if c.kind == "rocket"}
    assert {(2, "وكالة النخيل", None), (3, "قناة الرافد", "خلية الإعلام الأمني")} == figures


@pytest.mark.parametrize(
    "other",
    [
        "سقوط صاروخين على قاعدة عين الأسد غربي الأنبار",
        "انفجار عبوة ناسفة في البصرة",
        "سقوط صاروخين على معسكر التاجي شمال بغداد",
    ],
)
def test_different_place_is_another_incident(other: str) -> None:
    assert 2 == len(set(incident_ids(entry(FIRST), entry(other, source="قناة الرافد", minutes=10))))


def test_morning_paper_about_last_night_joins() -> None:
    night = entry(FIRST, minutes=0)
    paper = entry(
        "بغداد تحصي أضرار ليلتها",
        "سقط صاروخان مساء أمس في المنطقة الخضراء بحسب مصدر أمني، ولم تعلن جهة مسؤوليتها.",
        source="صحيفة الضفاف",
        minutes=9 * 60,
    )
    assert 1 == len(set(incident_ids(night, paper)))


def test_report_that_dates_the_event_otherwise_is_another() -> None:
    later = entry(
        "تفاصيل عن قصف المنطقة الخضراء", "سقطت صواريخ ظهر اليوم في المنطقة الخضراء.", minutes=17 * 60
    )
    assert 2 == len(set(incident_ids(entry(FIRST), later)))


def test_wider_place_joins_and_the_finer_one_stays() -> None:
    told = assigned(
        entry("انفجارات تهز العاصمة بغداد"),
        entry("سقوط صواريخ في المنطقة الخضراء ببغداد", source="قناة الرافد", minutes=6),
    )
    assert 1 == len({t.incident.id for t in told})
    assert "green-zone/baghdad" == told[-1].incident.place


def test_blast_elsewhere_in_the_city_an_hour_later_is_another() -> None:
    """A report that names only the city joins a quarter's incident at once, or if it is told alike."""
    told = incident_ids(
        entry("انفجار عبوة ناسفة في الكرادة ببغداد"),
        entry("مسلحون يهاجمون دورية للجيش في بغداد", source="قناة الرافد", minutes=60),
    )
    assert 2 == len(set(told))


def test_explosion_becomes_the_attack_it_was() -> None:
    told = assigned(
        entry("سماع دوي انفجار في المنطقة الخضراء"),
        entry("قصف بصاروخين على المنطقة الخضراء", source="قناة الرافد", minutes=6),
    )[-1]
    assert Event.ATTACK is told.incident.event


def test_reprint_of_an_agency_is_one_voice() -> None:
    told = assigned(
        entry("صاروخان في المنطقة الخضراء", AGENCY),
        entry("صاروخان في المنطقة الخضراء", AGENCY, source="صحيفة الضفاف", minutes=30),
    )[-1]
    assert (Change.NOTHING, Status.INITIAL, 2) == (
        told.change,
        told.incident.status,
        len(told.incident.reports),
    )


def test_unchanged_repeat_leaves_the_revision() -> None:
    told = assigned(entry(FIRST), entry(FIRST, minutes=4))[-1]
    assert (Change.NOTHING, 1) == (told.change, told.incident.revision)


def test_status_rises_with_voices_and_official_word() -> None:
    told = assigned(
        entry(FIRST),
        entry("قصف يستهدف المنطقة الخضراء بصاروخين", source="قناة الرافد", minutes=5),
        entry("خلية الإعلام الأمني تؤكد سقوط صاروخين في المنطقة الخضراء", source="صحيفة الضفاف", minutes=9),
    )
    assert [Status.INITIAL, Status.MULTI_SOURCE, Status.OFFICIAL] == [t.incident.status for t in told]
    assert "official" in told[-1].news


def test_denial_of_a_reported_attack_is_a_conflict() -> None:
    told = assigned(
        entry(FIRST),
        entry("العمليات المشتركة تنفي سقوط صواريخ في المنطقة الخضراء", source="قناة الرافد", minutes=15),
    )
    assert 1 == len({t.incident.id for t in told})
    assert (Status.CONFLICTING, Change.BIG) == (told[-1].incident.status, told[-1].change)
    assert "denial" in told[-1].news


def test_article_that_recalls_the_attack_does_not_touch_it() -> None:
    told = assigned(
        entry(FIRST),
        entry(
            "اتصال هاتفي يبحث خفض التصعيد",
            "بحث الوزيران التعاون. وكان صاروخان قد سقطا في المنطقة الخضراء وسط بغداد.",
            source="قناة الرافد",
            minutes=60,
        ),
    )
    assert told[0].incident.id != told[1].incident.id
    assert (Event.STATEMENT, ()) == (told[1].incident.event, told[1].incident.claims)


def test_one_story_without_an_event_is_one_incident() -> None:
    title = "مجلس النواب يصوت على قانون تنظيم محطات الوقود الأهلية"
    told = incident_ids(
        entry(title),
        entry("البرلمان: التصويت على قانون تنظيم محطات الوقود الأهلية", source="قناة الرافد", minutes=30),
        entry("وزارة الزراعة توزع بذورا محسنة على مزارعي نينوى", source="قناة الرافد", minutes=31),
    )
    assert told[0] == told[1] != told[2]


def test_end_of_a_closure_is_told_under_it() -> None:
    told = assigned(
        entry("إغلاق مداخل المنطقة الخضراء أمام السيارات"),
        entry("إعادة افتتاح بوابات المنطقة الخضراء", source="قناة الرافد", minutes=90),
    )
    assert 1 == len({t.incident.id for t in told})
    assert Event.CLOSURE is told[-1].incident.event


def test_same_entry_twice_changes_nothing() -> None:
    first, second = assigned(entry(FIRST), entry(FIRST))
    assert (Change.NOTHING, first.incident) == (second.change, second.incident)


def test_closed_incidents_take_no_more_reports() -> None:
    incidents = OpenIncidents()
    news = entry(FIRST)
    incidents.take(incidents.assign(news, analyse(news)))
    incidents.close(news.at + timedelta(hours=1))
    again = entry(FIRST, source="قناة الرافد", minutes=90)
    assert Change.OPENED is incidents.assign(again, analyse(again)).change


def test_assign_and_prepared_incidents_agree() -> None:
    stream = [
        entry(f"انفجار في {place}", minutes=n)
        for n, place in enumerate(("أربيل", "كركوك", "البصرة", "أربيل"))
    ]
    known: list[Incident] = []
    for told, news in zip(assigned(*stream), stream, strict=True):
        assert told == assign(news, analyse(news), known)
        known = [i for i in known if i.id != told.incident.id] + [told.incident]


def test_order_of_open_incidents_does_not_matter() -> None:
    stream = [
        entry(f"انفجار في {place}", minutes=n)
        for n, place in enumerate(("أربيل", "كركوك", "البصرة", "الموصل", "بعقوبة"))
    ]
    known = [told.incident for told in assigned(*stream)]
    late = entry("مصدر أمني يكشف تفاصيل انفجار كركوك", source="قناة الرافد", minutes=40)
    wanted = assign(late, analyse(late), known).incident.id
    for seed in range(5):
        random.Random(seed).shuffle(known)  # order only
        assert wanted == assign(late, analyse(late), known).incident.id


def test_merging_stays_inside_the_window() -> None:
    old = assigned(entry("حريق في سوق الشورجة ببغداد"))[0].incident
    stale = replace(
        old, last_at=old.last_at - timedelta(hours=40), first_at=old.first_at - timedelta(hours=40)
    )
    again = entry("حريق في سوق الشورجة ببغداد", source="قناة الرافد", minutes=5)
    assert Change.OPENED is assign(again, analyse(again), [stale]).change


def test_blasts_in_two_quarters_of_one_city_are_two() -> None:
    told = incident_ids(
        entry("انفجار عبوة ناسفة في الكرادة ببغداد"),
        entry("انفجار عبوة ناسفة في المنصور ببغداد", source="قناة الرافد", minutes=60),
    )
    assert 2 == len(set(told))


def test_market_story_joins_no_siren() -> None:
    told = incident_ids(
        entry("صافرات الإنذار تدوي في السفارة الأمريكية ببغداد"),
        entry("ارتفاع أسعار الدولار في أسواق بغداد مع الافتتاح", source="قناة الرافد", minutes=20),
    )
    assert 2 == len(set(told))


def test_campaign_that_aims_at_pupils_joins_no_attack() -> None:
    told = assigned(
        entry(FIRST),
        entry("حملة تلقيح تستهدف تلامذة المدارس الابتدائية في بغداد", source="قناة الرافد", minutes=30),
    )
    assert told[0].incident.id != told[1].incident.id


def test_accidents_of_one_governorate_are_not_one() -> None:
    """The same class, place and day are not enough where several happen a day."""
    told = incident_ids(
        entry("مصرع شخص بحادث سير في ذي قار"),
        entry("صعقة كهربائية تودي بحياة عامل في ذي قار", source="قناة الرافد", minutes=50),
    )
    assert 2 == len(set(told))


def test_strikes_that_share_only_a_country_are_not_one() -> None:
    told = incident_ids(
        entry("غارات تستهدف مواقع عسكرية في إيران"),
        entry("اشتباكات مسلحة مع مهربين جنوب شرقي إيران", source="قناة الرافد", minutes=120),
    )
    assert 2 == len(set(told))


@pytest.mark.parametrize(
    "title",
    [
        "رئيس الوزراء يدين قصف المنطقة الخضراء ويأمر بفتح تحقيق",
        "الأمم المتحدة تستنكر الهجوم على المنطقة الخضراء في بغداد",
        "سفير يصف قصف المنطقة الخضراء بأنه عمل جبان",
        "تحليل: من المستفيد من قصف المنطقة الخضراء؟",
    ],
)
def test_what_is_said_of_an_attack_is_listed_under_it(title: str) -> None:
    """Condemnations and comments change nothing: no claim, no voice, no revision."""
    first, second = assigned(entry(FIRST), entry(title, source="قناة الرافد", minutes=20 * 60))
    incident = second.incident
    assert (first.incident.id, Change.NOTHING, 1) == (incident.id, second.change, incident.revision)
    assert (first.incident.claims, Status.INITIAL) == (incident.claims, incident.status)
    assert (("وكالة النخيل",), [False, True]) == (
        incident.outlets,
        [report.is_follow_up for report in incident.reports],
    )


def test_what_is_said_of_an_attack_elsewhere_is_not_listed() -> None:
    told = incident_ids(
        entry(FIRST), entry("الحكومة تدين قصف مطار أربيل الدولي", source="قناة الرافد", minutes=60)
    )
    assert 2 == len(set(told))


def test_anniversary_is_not_listed() -> None:
    told = incident_ids(
        entry(FIRST),
        entry("وقفة في الذكرى السنوية لقصف المنطقة الخضراء", source="قناة الرافد", minutes=60),
    )
    assert 2 == len(set(told))


def test_statement_attends_the_latest_of_two_attacks_on_one_place() -> None:
    """Two nights, two incidents: what is said on the second morning belongs to the second night."""
    first, second, said = assigned(
        entry(FIRST),
        entry("سقوط ثلاثة صواريخ في المنطقة الخضراء", source="قناة الرافد", minutes=24 * 60),
        entry("البرلمان يدين قصف المنطقة الخضراء", source="صحيفة الضفاف", minutes=34 * 60),
    )
    assert first.incident.id != second.incident.id == said.incident.id


def test_toll_told_two_days_later_joins_with_its_figures() -> None:
    told = assigned(
        entry("انتحاري يفجر نفسه في سوق الوحيلات بمدينة الصدر ومقتل 9 أشخاص"),
        entry(
            "ارتفاع حصيلة ضحايا تفجير سوق الوحيلات بمدينة الصدر إلى 20 قتيلا",
            source="قناة الرافد",
            minutes=50 * 60,
        ),
    )
    assert 1 == len({t.incident.id for t in told})
    assert {"figure-doubled", "new-figure", "new-outlet"} == set(told[-1].news)


def test_a_country_and_a_city_of_it_struck_in_the_same_minutes_are_one() -> None:
    told = assigned(
        entry("انفجارات تهز البحرين"),
        entry("صواريخ على المنامة وانفجارات فيها", minutes=2),
        entry("انفجارات في المحرق البحرينية", source="قناة الرافد", minutes=50),
    )
    ids = [t.incident.id for t in told]
    assert ids[0] == ids[1] != ids[2]


def test_talk_of_one_unreported_attack_is_one_story() -> None:
    """No feed reported the attack itself: what is said of it gathers by its words."""
    told = assigned(
        entry("الجامعة العربية تدين حرق منزل عائلة الصيداوي في نابلس بالضفة الغربية"),
        entry("الأردن يندد بجريمة حرق منزل عائلة الصيداوي في نابلس", source="قناة الرافد", minutes=14 * 60),
        entry("فرنسا تدين هدم منازل في القدس", source="قناة الرافد", minutes=14 * 60),
    )
    ids = [t.incident.id for t in told]
    assert ids[0] == ids[1] != ids[2]


def test_an_outlets_update_hours_later_is_of_the_strike_that_it_told() -> None:
    """It names no place, and calls itself an update: «تحديث: …»."""
    told = incident_ids(entry(FIRST), entry("", "تحديث: عدد الصواريخ وصل إلى تسعة", minutes=150))
    assert 1 == len(set(told))


def test_an_update_of_another_outlet_or_after_two_strikes_is_of_none_for_sure() -> None:
    update = "تحديث: عدد الصواريخ وصل إلى تسعة"
    other = incident_ids(entry(FIRST), entry("", update, source="قناة الرافد", minutes=150))
    both = incident_ids(
        entry(FIRST), entry("سقوط صاروخ على قاعدة حرير في أربيل", minutes=30), entry("", update, minutes=150)
    )
    assert (2, 3) == (len(set(other)), len(set(both)))
