"""Who keeps a copy of the watchlists learns of each change, and of nothing else."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from filters.model import Watchlist
from rasid.storage.unit import Unit
from tests.storage.conftest import AnyDatabase
from tests.storage.values import CHAT, HOUR, NOW

CHATS = (7, 8, -9)
QUERIES = ("صاروخ", "مسيّرة", "قذيفة", "حريق")


def version(db: AnyDatabase) -> int:
    return db.transact(lambda unit: unit.watchlists.version())


def changes(db: AnyDatabase, since: int) -> dict[int, Watchlist | None]:
    return db.transact(lambda unit: unit.watchlists.changes(since))


def test_only_what_changed_is_read_again(db: AnyDatabase) -> None:
    """One that was added, changed or removed; after the latest version nothing."""

    def begin(unit: Unit) -> tuple[Watchlist, ...]:
        return tuple(unit.watchlists.add(7, 0, "keywords", query, query, NOW) for query in QUERIES)

    _, changed, removed, _ = db.transact(begin)
    before = version(db)
    paused = replace(changed, paused=True)
    db.transact(lambda unit: unit.watchlists.update(paused))
    db.transact(lambda unit: unit.watchlists.remove(7, removed.id))
    assert {paused.id: paused, removed.id: None} == changes(db, before)
    assert {} == changes(db, version(db))


def test_a_copy_kept_by_changes_is_what_is_stored(db: AnyDatabase) -> None:
    """Whatever happens to watchlists and their chats, and however seldom the copy is renewed."""
    chance = Random(4)
    copy: dict[int, Watchlist] = {}
    seen = 0
    for step in range(120):
        db.transact(one_of_all(chance))
        if step % chance.choice((1, 2, 7)) == 0:
            for number, watchlist in changes(db, seen).items():
                copy.pop(number, None)
                if watchlist is not None:
                    copy[number] = watchlist
            seen = version(db)
            assert {known.id: known for known in db.transact(lambda unit: unit.watchlists.all())} == copy


def one_of_all(chance: Random) -> Callable[[Unit], object]:
    """Return something that may befall watchlists."""
    chat, query = chance.choice(CHATS), chance.choice(QUERIES)

    def work(unit: Unit) -> object:
        mine = unit.watchlists.of_chat(chat)
        match chance.randrange(6):
            case 0 if mine:
                return unit.watchlists.remove(chat, chance.choice(mine).id)
            case 1 if mine:
                return unit.watchlists.update(replace(chance.choice(mine), muted_until=NOW + HOUR))
            case 2 if mine:
                return unit.watchlists.update(replace(chance.choice(mine), query=query))
            case 3:
                unit.chats.put(replace(CHAT, chat_id=chat))
                return unit.chats.migrate(chat, chance.choice([other for other in CHATS if other != chat]))
            case 4 if chance.random() < 0.3:
                return unit.chats.erase(chat)
            case _:
                return unit.watchlists.add(chat, 0, "keywords", query, query, NOW)

    return work
