"""A stored entry that reads otherwise now is found, and reworded under the identity that it has."""

from dataclasses import replace

from filters.model import Actuality, Analysis, Event
from tests.storage.conftest import AnyDatabase
from tests.storage.values import HOUR, NOW, entry

ANALYSIS = Analysis(Event.FIRE, Actuality.NEW, "basra")


def test_a_stored_entry_under_another_title_is_found(db: AnyDatabase) -> None:
    """In the order asked, with what is stored of each; a body alone makes no difference."""
    first, second, third = entry(1), entry(2), entry(3)
    db.transact(lambda unit: unit.entries.add([(first, None), (second, None), (third, None)]))
    asked = [
        replace(third, title="عنوان"),
        replace(first, title="آخر"),
        replace(second, body="نص آخر"),
        entry(4),
    ]
    found = db.transact(lambda unit: unit.entries.retitled(asked))
    assert ((third, asked[0]), (first, asked[1])) == found
    assert () == db.transact(lambda unit: unit.entries.retitled([]))


def test_a_title_that_no_database_keeps_is_not_found_edited_for_ever(db: AnyDatabase) -> None:
    odd = replace(entry(1), title="خبر \ud800")
    db.transact(lambda unit: unit.entries.add([(odd, None)]))
    assert () == db.transact(lambda unit: unit.entries.retitled([odd]))


def test_a_reworded_entry_keeps_its_identity_and_times(db: AnyDatabase) -> None:
    one = entry(1)
    db.transact(lambda unit: unit.entries.add([(one, None)]))
    reworded = replace(one, title="عنوان آخر", body="نص آخر")
    late = replace(reworded, seen_at=NOW + HOUR, published_at=NOW + HOUR, url=None)
    db.transact(lambda unit: unit.entries.reword(late, ANALYSIS))
    assert reworded == db.transact(lambda unit: unit.entries.get(one.uid))
    assert {one.uid: ANALYSIS} == db.transact(lambda unit: unit.entries.analyses([one.uid]))
    db.transact(lambda unit: unit.entries.reword(entry(2), None))
    assert db.transact(lambda unit: unit.entries.get(entry(2).uid)) is None
