"""The forms of watched words are kept for the next start, as long as they would be made alike."""

from rasid.storage.unit import Unit
from tests.storage.conftest import AnyDatabase

FORMS = {"forms صاروخ": "87\tsg\tصاروخ\tصاروخ\n87\tplural\tصاروخ\tصواريخ", "forms+ نفط": ""}


def stored(db: AnyDatabase, version: str) -> dict[str, str]:
    return db.transact(lambda unit: unit.forms.all(version))


def put(db: AnyDatabase, version: str, made: dict[str, str]) -> None:
    db.transact(lambda unit: unit.forms.put(version, made))


def test_what_was_made_is_found_again(db: AnyDatabase) -> None:
    put(db, "1", FORMS)
    put(db, "1", {"forms غاز": "x"})
    assert FORMS | {"forms غاز": "x"} == stored(db, "1")


def test_a_word_stored_twice_stays_as_it_was(db: AnyDatabase) -> None:
    """Two daemons may make the same forms at once."""
    put(db, "1", FORMS)
    put(db, "1", FORMS | {"forms+ نفط": "other"})
    assert FORMS == stored(db, "1")


def test_forms_of_another_lexicon_are_not_used_and_go(db: AnyDatabase) -> None:
    put(db, "1", FORMS)
    assert {} == stored(db, "2")
    put(db, "2", {"forms صاروخ": "better"})
    assert {} == stored(db, "1")
    assert {"forms صاروخ": "better"} == stored(db, "2")


def test_forms_of_a_transaction_that_failed_are_not_kept(db: AnyDatabase) -> None:
    def fail(unit: Unit) -> None:
        unit.forms.put("1", FORMS)
        raise RuntimeError

    try:
        db.transact(fail)
    except RuntimeError:
        assert {} == stored(db, "1")
    else:
        raise AssertionError
