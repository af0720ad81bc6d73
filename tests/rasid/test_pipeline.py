"""The pass: entries in, one transaction out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.model import AlertKind, Subscriber
from feeds.model import Entry
from filters.matching.meanings import forms_version, write_forms
from filters.morphology.model import NOUN, Form
from rasid.pipeline import Batch, PassReport, Pipeline
from rasid.storage.memory import MemoryDatabase
from rasid.storage.unit import Unit

NOW = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
FIRST = Entry(
    id="1",
    feed_url="https://a.example/rss",
    source="وكالة الأولى",
    url="https://a.example/1",
    title="سقوط أربعة صواريخ كاتيوشا على المنطقة الخضراء وسط بغداد",
    body="قال مصدر أمني إن أربعة صواريخ كاتيوشا سقطت مساء اليوم داخل المنطقة الخضراء وسط العاصمة بغداد.",
    published_at=NOW,
    seen_at=NOW,
)
SECOND = replace(
    FIRST,
    id="2",
    feed_url="https://b.example/rss",
    source="قناة الثانية",
    title="خلية الإعلام الأمني: سقوط صاروخين على المنطقة الخضراء من دون خسائر",
    body="أعلنت خلية الإعلام الأمني سقوط صاروخين من نوع كاتيوشا داخل المنطقة الخضراء في بغداد من دون خسائر.",
    published_at=NOW + timedelta(minutes=5),
)
RECALL = replace(
    FIRST,
    id="3",
    title="وزيرا الخارجية يبحثان التعاون الاقتصادي في اتصال هاتفي",
    body="بحث وزيرا الخارجية هاتفيًا التبادل التجاري والاستثمار. وكانت المنطقة الخضراء في بغداد قد تعرضت "
    "العام الماضي لهجوم بصواريخ الكاتيوشا.",
)


@pytest.fixture
async def database() -> MemoryDatabase:
    database = MemoryDatabase()
    await database.run(subscribe)
    return database


def subscribe(unit: Unit) -> None:
    unit.chats.put(Subscriber(7, "private", "ar", NOW))
    unit.watchlists.add(7, 0, "topic", "green-zone-attack", "green-zone-attack", NOW)


async def run(pipeline: Pipeline, *entries: Entry, **batch: Any) -> PassReport:
    report = await pipeline.run(Batch(entries, **batch), NOW + timedelta(minutes=10))
    assert report is not None
    return report


async def test_an_attack_becomes_one_alert_of_one_incident(database: MemoryDatabase) -> None:
    report = await run(Pipeline(database), FIRST)
    assert (1, 1) == (report.new, report.matched)
    (alert,) = report.alerts
    assert (7, AlertKind.NEW, report.incidents[0].id) == (alert.chat_id, alert.kind, alert.incident_id)
    assert 1 == sum((await database.run(lambda unit: unit.outbox.depth())).values())


async def test_the_same_batch_twice_does_nothing_the_second_time(database: MemoryDatabase) -> None:
    pipeline = Pipeline(database)
    await run(pipeline, FIRST)
    assert PassReport() == await run(pipeline, FIRST)


async def test_the_forms_of_watched_words_are_stored_for_the_next_start(database: MemoryDatabase) -> None:
    """The first start makes them; a later one takes what is stored, whatever it says."""
    await database.run(lambda unit: unit.watchlists.add(7, 0, "keywords", "نفط", "نفط", NOW))
    oil = replace(FIRST, title="ارتفاع أسعار النفط", body="")
    assert 1 == (await run(Pipeline(database), oil)).matched
    known = await database.run(lambda unit: unit.forms.all(forms_version()))
    assert ["forms نفط"] == list(known)
    coffee = write_forms((Form("قهوة", NOUN, "sg", "قهوة"),))

    def change(unit: Unit) -> None:
        unit.forms.put("of another lexicon", {})
        unit.forms.put(forms_version(), {"forms نفط": coffee})

    await database.run(change)
    assert 1 == (await run(Pipeline(database), replace(oil, id="9", title="ارتفاع أسعار القهوة"))).matched


async def test_the_forms_of_a_watchlist_added_later_are_stored_too(database: MemoryDatabase) -> None:
    pipeline = Pipeline(database)
    await run(pipeline, FIRST)
    await database.run(lambda unit: unit.watchlists.add(7, 0, "keywords", "نفط", "نفط", NOW))
    await run(pipeline, SECOND)
    assert ["forms نفط"] == list(await database.run(lambda unit: unit.forms.all(forms_version())))


async def test_a_restart_in_between_changes_nothing(database: MemoryDatabase) -> None:
    """What a pipeline holds in memory is a copy: a new one goes on from the database."""
    await run(Pipeline(database), FIRST)
    (incident,) = (await run(Pipeline(database), SECOND)).incidents
    assert ("وكالة الأولى", "قناة الثانية") == incident.outlets


async def test_a_second_outlet_with_other_figures_changes_the_message(database: MemoryDatabase) -> None:
    """The chat is not told of a second incident; its message changes."""
    pipeline = Pipeline(database)
    (first,) = (await run(pipeline, FIRST)).alerts
    (second,) = (await run(pipeline, SECOND)).alerts
    assert first.incident_id == second.incident_id
    assert AlertKind.NEW != second.kind
    assert {2, 4} <= {claim.count for claim in second.content.claims if claim.kind == "rocket"}


async def test_two_reports_in_one_pass_are_one_alert(database: MemoryDatabase) -> None:
    """The message is written once, with what both say."""
    (alert,) = (await run(Pipeline(database), FIRST, SECOND)).alerts
    assert AlertKind.NEW == alert.kind
    assert {2, 4} <= {claim.count for claim in alert.content.claims if claim.kind == "rocket"}


async def test_a_recalled_attack_alerts_nobody(database: MemoryDatabase) -> None:
    assert () == (await run(Pipeline(database), RECALL)).alerts


async def test_a_lost_lease_stores_nothing(database: MemoryDatabase) -> None:
    """Another poller has the feed: this pass must leave no trace."""
    batch = Batch([FIRST], also=lambda _unit: False)
    assert await Pipeline(database).run(batch, NOW) is None
    assert 0 == await database.run(lambda unit: unit.entries.count())


async def test_a_pass_that_fails_leaves_nothing_and_the_next_succeeds(database: MemoryDatabase) -> None:
    """Entries, incident and alert stand or fall together; the copy in memory isn't ahead afterwards."""
    pipeline = Pipeline(database)
    await run(pipeline, FIRST)
    failing = Batch([SECOND], also=lambda unit: unit.meta.put("x", "1") or _raise())
    with pytest.raises(OSError, match="disk full"):
        await pipeline.run(failing, NOW)
    assert 1 == await database.run(lambda unit: unit.entries.count())
    assert await database.run(lambda unit: unit.meta.get("x")) is None
    assert 2 == len((await run(pipeline, SECOND)).incidents[0].reports)


def _raise() -> bool:
    raise OSError("disk full")


async def test_silent_entries_are_stored_and_never_told(database: MemoryDatabase) -> None:
    pipeline = Pipeline(database)
    report = await run(pipeline, silent=[FIRST])
    assert (1, ()) == (report.new, report.alerts)
    assert PassReport() == await run(pipeline, FIRST)


async def test_old_news_is_stored_and_not_told(database: MemoryDatabase) -> None:
    """A feed that brings up last week's story must not wake anybody."""
    old = replace(FIRST, published_at=NOW - timedelta(days=7))
    report = await run(Pipeline(database), old)
    assert (1, ()) == (report.new, report.alerts)


async def test_a_watchlist_counts_from_the_next_pass_on_and_not_after_its_removal(
    database: MemoryDatabase,
) -> None:
    pipeline = Pipeline(database)
    await run(pipeline)
    added = await database.run(lambda unit: unit.watchlists.add(7, 0, "keywords", "ب", "البصرة", NOW))
    in_basra = replace(FIRST, id="b1", title="افتتاح جسر جديد بالبصرة", body="")
    assert 1 == (await run(pipeline, in_basra)).matched
    await database.run(lambda unit: unit.watchlists.remove(7, added.id))
    assert 0 == (await run(pipeline, replace(in_basra, id="b2", title="افتتاح ميناء جديد في البصرة"))).matched


async def test_a_watchlist_that_changes_while_entries_are_judged_is_taken_into_account(
    database: MemoryDatabase,
) -> None:
    """The commit checks the version it was judged by and judges again."""
    pipeline = Pipeline(database)
    judge = pipeline._judge

    def judge_and_be_overtaken(entries: Any, revisions: Any) -> Any:
        pipeline._judge = judge  # type: ignore[method-assign]
        judged = judge(entries, revisions)
        database.transact(lambda unit: unit.watchlists.add(7, 0, "keywords", "ج", "جسر", NOW))
        return judged

    pipeline._judge = judge_and_be_overtaken  # type: ignore[method-assign]
    assert 1 == (await run(pipeline, replace(FIRST, id="b1", title="افتتاح جسر جديد", body=""))).matched


async def test_two_watchlists_of_a_chat_that_match_one_entry_are_one_alert(database: MemoryDatabase) -> None:
    await database.run(lambda unit: unit.watchlists.add(7, 0, "keywords", "ك", "كاتيوشا", NOW))
    (alert,) = (await run(Pipeline(database), FIRST)).alerts
    assert 2 == len(alert.reason.watchlist_ids)


CONDEMNED = replace(
    FIRST,
    id="4",
    source="قناة الثانية",
    title="البرلمان يدين قصف المنطقة الخضراء بالصواريخ",
    body="",
    published_at=NOW + timedelta(minutes=8),
)
DENIED = replace(CONDEMNED, id="5", title="العمليات المشتركة تنفي سقوط صواريخ في المنطقة الخضراء")


async def test_what_is_said_of_an_attack_is_listed_under_it_and_told_to_nobody(
    database: MemoryDatabase,
) -> None:
    """Nobody follows the statement itself: without the attack it would stand nowhere."""
    pipeline = Pipeline(database)
    assert () == (await run(pipeline, CONDEMNED)).incidents
    await run(pipeline, FIRST)
    report = await run(pipeline, replace(CONDEMNED, id="6"))
    assert ((), ["1", "6"]) == (report.alerts, [r.entry_id for r in report.incidents[0].reports])


async def test_a_denial_that_nobody_follows_reaches_those_told_of_the_attack(
    database: MemoryDatabase,
) -> None:
    pipeline = Pipeline(database)
    await run(pipeline, FIRST)
    (alert,) = (await run(pipeline, DENIED)).alerts
    assert (AlertKind.REPLY, 7) == (alert.kind, alert.chat_id)


UNPLACED = replace(
    FIRST,
    id="u1",
    source="مرصد السماء",
    title="منظومة السي رام تتصدى لأهداف معادية وتسقط صاروخا",
    body="",
)
PLACED = replace(
    FIRST,
    id="u2",
    feed_url="https://b.example/rss",
    source="قناة الثانية",
    title="سقوط صاروخ قرب السفارة البريطانية في بغداد",
    body="",
    published_at=NOW + timedelta(minutes=4),
)
BOTH = replace(
    FIRST,
    id="u3",
    feed_url="https://c.example/rss",
    source="وكالة الثالثة",
    title="منظومة السي رام تتصدى لأهداف معادية وتسقط صاروخا قرب السفارة البريطانية في بغداد",
    body="",
    published_at=NOW + timedelta(minutes=9),
)


@pytest.mark.parametrize("at_once", [True, False])
async def test_who_was_told_of_an_incident_is_not_told_anew_when_it_is_merged(
    database: MemoryDatabase, *, at_once: bool
) -> None:
    """The chat follows the Green Zone: it was told of the younger of two incidents that are one."""
    pipeline = Pipeline(database)
    passes = ((UNPLACED, PLACED, BOTH),) if at_once else ((UNPLACED,), (PLACED,), (BOTH,))
    reports = [await run(pipeline, *entries) for entries in passes]
    alerts = [alert for report in reports for alert in report.alerts]
    assert [AlertKind.NEW] == [alert.kind for alert in alerts if alert.kind is AlertKind.NEW]
    (incident,) = await database.run(lambda unit: unit.incidents.open(NOW - timedelta(hours=1)))
    assert {"مرصد السماء", "قناة الثانية", "وكالة الثالثة"} == set(incident.outlets)
    told = await database.run(lambda unit: unit.outbox.told([incident.id]))
    assert [(7, 0, incident.id)] == list(told)
