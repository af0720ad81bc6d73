"""What a process that died had begun is known to the next one, and nothing is believed that is not known."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.begun import Begun
from bot.model import DeliveryState
from bot.outcomes import maybe_sent_count
from bot.recovering import recover
from rasid.storage.memory import MemoryDatabase
from rasid.storage.unit import Unit
from tests.bot.builders import NOW, alert, subscriber


def opened(path: Path, boot: str = "boot") -> Begun:
    return Begun(path, boot)


def test_the_next_process_knows_what_had_begun(tmp_path: Path) -> None:
    """By row and attempt; before the first note nobody knows anything."""
    first = opened(tmp_path / "begun")
    assert first.may_have(1, 0)
    first.note(1, 0)
    # The first process dies here: nothing is closed.
    second = opened(tmp_path / "begun")
    assert second.may_have(1, 0)
    assert not second.may_have(1, 1)
    assert not second.may_have(2, 0)


def test_another_boot_says_nothing(tmp_path: Path) -> None:
    """What was written may not have reached the disk when the power went."""
    opened(tmp_path / "begun").note(1, 0)
    assert opened(tmp_path / "begun", "other").may_have(2, 0)
    assert opened(tmp_path / "begun", "").may_have(2, 0)


@given(st.lists(st.tuples(st.integers(1, 10**12), st.integers(0, 9)), min_size=1, max_size=600))
def test_the_latest_are_remembered(tmp_path_factory: object, noted: list[tuple[int, int]]) -> None:
    """Whatever came before, over any number of processes."""
    path = tmp_path_factory.mktemp("begun") / "file"  # type: ignore[attr-defined]  # pytest's own
    for start in range(0, len(noted), 50):
        begun = opened(path)
        for row, attempts in noted[start : start + 50]:
            begun.note(row, attempts)
        begun.close()
    assert all(opened(path).may_have(row, attempts) for row, attempts in noted[-8:])


def test_a_death_before_the_request_is_none_of_the_three(tmp_path: Path) -> None:
    """However often: the alert waits and goes out; a death after it counts."""
    database = MemoryDatabase()
    begun = opened(tmp_path / "begun")
    begun.note(999, 0)

    def die_and_start(unit: Unit) -> str | None:
        assert len(unit.outbox.claim(NOW, 1)) == 1
        assert recover(unit, NOW, [NOW - NOW], begun=opened(tmp_path / "begun")) == ()
        row = unit.outbox.get(1)
        assert row
        return row.error

    database.transact(lambda unit: unit.chats.put(subscriber(7)))
    database.transact(lambda unit: unit.outbox.add([alert()]))
    for _ in range(5):
        assert 0 == maybe_sent_count(database.transact(die_and_start))
    row = database.transact(lambda unit: unit.outbox.get(1))
    assert row
    assert DeliveryState.QUEUED is row.state
    begun.note(1, row.attempts)
    assert 1 == maybe_sent_count(database.transact(die_and_start))
