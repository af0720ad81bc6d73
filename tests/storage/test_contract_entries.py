"""An entry is stored once; matches and incidents stand beside it."""

from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.model import Entry
from filters.model import Actuality, Analysis, Event, Hit, Incident, Match, Span, Status
from rasid.storage.unit import Unit
from tests.storage.conftest import AnyDatabase
from tests.storage.values import ENTRY, HOUR, INCIDENT, MINUTE, NOW, entry, values_of

hypothesis_on_a_file = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_NUMBERS = count()


def test_unknown_entries_come_back_in_their_order(db: AnyDatabase) -> None:
    seen, new = [entry(2), entry(5)], [entry(9), entry(1), entry(7)]
    db.transact(lambda unit: unit.entries.add([(one, None) for one in seen]))
    mixed = (new[0], seen[1], new[1], seen[0], new[2])
    assert tuple(new) == db.transact(lambda unit: unit.entries.unknown(mixed))


def test_an_entry_twice_in_one_document_is_unknown_once(db: AnyDatabase) -> None:
    """A feed that repeats an item doesn't make it two reports."""
    first, again = entry(1), replace(entry(1), title="العنوان بعد التصحيح")
    assert (first,) == db.transact(lambda unit: unit.entries.unknown([first, again]))


def test_two_thousand_entries_are_one_question(db: AnyDatabase) -> None:
    """No limit of the database on the length of a statement is met."""
    many = [entry(number) for number in range(2000)]
    db.transact(lambda unit: unit.entries.add([(one, None) for one in many[:1999]]))
    assert (many[1999],) == db.transact(lambda unit: unit.entries.unknown(many))
    assert 1999 == db.transact(lambda unit: unit.entries.count())


def test_a_stored_entry_never_changes(db: AnyDatabase) -> None:
    first, again = entry(1), replace(entry(1), title="العنوان بعد التصحيح")
    assert 1 == db.transact(lambda unit: unit.entries.add([(first, None), (again, None)]))
    assert 0 == db.transact(lambda unit: unit.entries.add([(again, None)]))
    assert first == db.transact(lambda unit: unit.entries.get(first.uid))
    assert 1 == db.transact(lambda unit: unit.entries.count())


def test_of_known_and_new_entries_the_new_are_counted(db: AnyDatabase) -> None:
    many = [(entry(number), None) for number in range(30)]
    assert 10 == db.transact(lambda unit: unit.entries.add(many[5:15]))
    assert 20 == db.transact(lambda unit: unit.entries.add(many))
    assert 0 == db.transact(lambda unit: unit.entries.add([]))
    assert 30 == db.transact(lambda unit: unit.entries.count())


def test_an_entry_never_stored_is_none(db: AnyDatabase) -> None:
    assert db.transact(lambda unit: unit.entries.get(ENTRY.uid)) is None


def test_recent_entries_are_newest_first(db: AnyDatabase) -> None:
    """An entry without a date stands where it was first seen; the bound itself counts."""
    dated = [entry(number, published_at=NOW - number * HOUR) for number in range(4)]
    undated = entry(9, published_at=None, seen_at=NOW - MINUTE)
    db.transact(lambda unit: unit.entries.add([(one, None) for one in (*reversed(dated), undated)]))
    found = db.transact(lambda unit: unit.entries.recent(NOW - 2 * HOUR, limit=9))
    assert (dated[0], undated, dated[1], dated[2]) == found
    assert (dated[0], undated) == db.transact(lambda unit: unit.entries.recent(NOW - 2 * HOUR, limit=2))


@hypothesis_on_a_file
@given(one=values_of(Entry), analysis=st.none() | values_of(Analysis))
def test_every_entry_comes_back_equal(db: AnyDatabase, one: Entry, analysis: Analysis | None) -> None:
    one = replace(one, id=f"{next(_NUMBERS)} {one.id}")

    def work(unit: Unit) -> Entry | None:
        unit.entries.add([(one, analysis)])
        return unit.entries.get(one.uid)

    assert one == db.transact(work)


def test_a_feeds_own_entries_are_newest_first(db: AnyDatabase) -> None:
    """Those of other feeds are left out, the bound itself counts, and no more than asked for come."""
    own = [entry(number, published_at=NOW - number * HOUR) for number in range(4)]
    other = replace(entry(9), feed_url="https://other.example/rss")
    db.transact(lambda unit: unit.entries.add([(one, None) for one in (*reversed(own), other)]))
    url = own[0].feed_url
    assert tuple(own[:3]) == db.transact(lambda unit: unit.entries.of_feed(url, NOW - 2 * HOUR, limit=9))
    assert tuple(own[:2]) == db.transact(lambda unit: unit.entries.of_feed(url, NOW - 2 * HOUR, limit=2))


def test_an_entry_with_nul_is_stored_all_the_same(db: AnyDatabase) -> None:
    """A byte that PostgreSQL refuses doesn't cost the news."""
    one = entry(1, body="سقط\0صاروخ")
    db.transact(lambda unit: unit.entries.add([(one, None)]))
    assert () == db.transact(lambda unit: unit.entries.unknown([one]))


def test_the_same_match_twice_is_harmless(db: AnyDatabase) -> None:
    match = Match(1, ENTRY, (Hit(Span("title", 5, 12, "صاروخين"), "صاروخ", form_class="dual"),))
    db.transact(lambda unit: unit.matches.add([match, match]))
    db.transact(lambda unit: unit.matches.add([match]))
    db.transact(lambda unit: unit.matches.add([]))


@hypothesis_on_a_file
@given(incident=values_of(Incident))
def test_every_incident_comes_back_equal(db: AnyDatabase, incident: Incident) -> None:
    def work(unit: Unit) -> Incident | None:
        unit.incidents.put(incident)
        return unit.incidents.get(incident.id)

    assert incident == db.transact(work)


def test_an_incident_never_stored_is_none(db: AnyDatabase) -> None:
    assert db.transact(lambda unit: unit.incidents.get("i1")) is None


def test_an_incident_is_replaced(db: AnyDatabase) -> None:
    later = replace(INCIDENT, status=Status.OFFICIAL, revision=2)
    db.transact(lambda unit: unit.incidents.put(INCIDENT))
    db.transact(lambda unit: unit.incidents.put(later))
    assert (later,) == db.transact(lambda unit: unit.incidents.open(NOW))


def test_open_incidents_stand_in_order_of_their_first_report(db: AnyDatabase) -> None:
    """The bound itself counts; one that fell silent before it is closed."""
    first = replace(INCIDENT, id="z", first_at=NOW - 3 * HOUR, last_at=NOW)
    second = replace(INCIDENT, id="b", first_at=NOW - 2 * HOUR, last_at=NOW - HOUR)
    third = replace(INCIDENT, id="a", first_at=NOW - HOUR, last_at=NOW - HOUR)
    silent = replace(INCIDENT, id="c", first_at=NOW - 9 * HOUR, last_at=NOW - HOUR - MINUTE)
    for incident in (third, silent, first, second):
        db.transact(lambda unit, incident=incident: unit.incidents.put(incident))
    assert (first, second, third) == db.transact(lambda unit: unit.incidents.open(NOW - HOUR))


def test_entries_are_read_back_in_slices(db: AnyDatabase) -> None:
    """Slices put together are all entries since the moment, each once, also where many share an instant."""
    many = [entry(number, published_at=NOW - (number // 4) * HOUR) for number in range(20)]
    db.transact(lambda unit: unit.entries.add([(one, None) for one in many]))
    since = NOW - 3 * HOUR
    wanted = sorted((one for one in many if one.at >= since), key=lambda one: one.uid)
    wanted.sort(key=lambda one: one.at, reverse=True)
    read: list[Entry] = []
    while found := db.transact(lambda unit: unit.entries.since(since, 3, read[-1] if read else None)):
        assert len(found) <= 3
        read.extend(found)
    assert wanted == read


def test_what_was_found_in_entries_is_read_back(db: AnyDatabase) -> None:
    """Those recorded silently and those never stored are left out."""
    analysis = Analysis(Event.ATTACK, Actuality.NEW, "baghdad", ("green-zone-attack",))
    db.transact(lambda unit: unit.entries.add([(entry(1), analysis), (entry(2), None)]))
    uids = [entry(number).uid for number in range(4)]
    assert {uids[1]: analysis} == db.transact(lambda unit: unit.entries.analyses(uids))
