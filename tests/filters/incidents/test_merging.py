"""Two incidents that are found to be one become one: the older, with the reports and claims of both."""

from filters.model import Change, Event
from tests.filters.news_builders import assigned, entry

UNPLACED = entry("منظومة السي رام تتصدى لأهداف معادية وتسقط صاروخا", source="مرصد السماء")
PLACED = entry("سقوط صاروخ قرب السفارة البريطانية في بغداد", source="قناة الرافد", minutes=4)
BOTH = entry(
    "منظومة السي رام تتصدى لأهداف معادية وتسقط صاروخا قرب السفارة البريطانية في بغداد",
    source="وكالة النخيل",
    minutes=9,
)


def test_a_report_that_fits_two_incidents_makes_them_one() -> None:
    first, second, last = assigned(UNPLACED, PLACED, BOTH)
    assert first.incident.id != second.incident.id
    assert (first.incident.id, (second.incident.id,)) == (last.incident.id, last.merged)
    assert {"مرصد السماء", "قناة الرافد", "وكالة النخيل"} == set(last.incident.outlets)
    assert "uk-embassy/green-zone/baghdad" == last.incident.place


def test_claims_of_both_are_kept() -> None:
    first, second, last = assigned(UNPLACED, PLACED, BOTH)
    assert {*first.incident.claims, *second.incident.claims} <= set(last.incident.claims)


def test_what_is_merged_is_newer_than_each() -> None:
    """Who follows either of them hears only what the last report adds."""
    first, second, last = assigned(UNPLACED, PLACED, BOTH)
    assert last.incident.revision > max(first.incident.revision, second.incident.revision)


def test_the_next_report_joins_what_was_merged() -> None:
    *_, merged, later = assigned(
        UNPLACED, PLACED, BOTH, entry("إصابة حارس بسقوط صاروخ قرب السفارة البريطانية في بغداد", minutes=20)
    )
    assert (merged.incident.id, ()) == (later.incident.id, later.merged)


def test_two_fires_of_one_city_stay_two() -> None:
    told = assigned(
        entry("حريق ضخم في مول تجاري وسط البصرة", "اندلع حريق في مول وسط البصرة."),
        entry("مصرع طفلين بحريق منزل في الزبير", "شب حريق داخل منزل بقضاء الزبير.", minutes=30),
        entry("الدفاع المدني يخمد حريق المول في البصرة", "أخمدت الفرق حريق المول وسط البصرة.", minutes=60),
    )
    assert [()] * 3 == [assignment.merged for assignment in told]
    assert 2 == len({assignment.incident.id for assignment in told})


def test_a_statement_that_came_before_the_report_is_listed_under_it() -> None:
    """Feeds are polled in no order: what was said of an event may arrive before the event."""
    said, told = assigned(
        entry("وزير الصحة يدين تفجير الكرادة", "دان الوزير التفجير الذي استهدف سوقا في الكرادة."),
        entry("مقتل خمسة بتفجير في الكرادة وسط بغداد", source="قناة الرافد", minutes=12),
    )
    assert (said.incident.id, Change.BIG, Event.ATTACK) == (
        told.incident.id,
        told.change,
        told.incident.event,
    )
    assert ("قناة الرافد",) == told.incident.outlets


def test_a_statement_about_another_quarter_stays_apart() -> None:
    said, told = assigned(
        entry("وزير الصحة يدين تفجير البياع", "دان الوزير التفجير الذي استهدف سوقا في البياع."),
        entry("مقتل خمسة بتفجير في الكرادة وسط بغداد", source="قناة الرافد", minutes=12),
    )
    assert said.incident.id != told.incident.id
