"""An edited headline is the same entry: nobody is told twice, and who follows its new words is told."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.rasid.desk import Desk, open_desk
from tests.rasid.stage import Daemon, Item, Newsroom

PATH = "/a.xml"
BEFORE = Item("n1", "غرق زورق في شط العرب قبالة البصرة", "نص الخبر.")
AFTER = replace(BEFORE, title="غرق زورق صيد في شط العرب قبالة البصرة ونجاة ركابه")
CORRECTED = replace(BEFORE, title="غرق زورق في شط العرب قبالة الفاو")


@pytest.fixture
async def desk(newsroom: Newsroom) -> AsyncIterator[Desk]:
    async with open_desk(newsroom) as opened:
        opened.follow(PATH)
        newsroom.items[PATH] = [Item(f"old{n}", f"خبر قديم رقم {n}", age=timedelta(days=1)) for n in range(3)]
        await opened.poll()
        yield opened


async def shown(desk: Desk, *items: Item) -> list[str]:
    """Poll the feed with the items at its top; return the titles of all alerts so far."""
    old = [item for item in desk.newsroom.items[PATH] if item.guid.startswith("old")]
    desk.newsroom.items[PATH] = [*items, *old]
    await desk.poll()
    return [alert.content.title for alert in desk.alerts()]


async def test_an_edited_headline_is_not_told_again(desk: Desk) -> None:
    """Its watchlist matches it still; the stored entry reads as it reads now, and is one."""
    desk.watch("البصرة")
    assert [BEFORE.title] == await shown(desk, BEFORE)
    assert [BEFORE.title] == await shown(desk, AFTER)
    assert [BEFORE.title] == await shown(desk, AFTER)
    stored = desk.database.transact(lambda unit: unit.entries.recent(desk.now() - timedelta(hours=1), 9))
    assert [AFTER.title] == [entry.title for entry in stored]


async def test_an_edited_headline_is_told_to_who_follows_its_new_words(desk: Desk) -> None:
    """Once, also when it is edited back and forth."""
    desk.watch("الفاو")
    assert [] == await shown(desk, BEFORE)
    for item in (CORRECTED, BEFORE, CORRECTED):
        assert [CORRECTED.title] == await shown(desk, item)


async def test_a_chat_that_was_told_of_the_entry_is_not_told_of_it_for_another_watchlist(desk: Desk) -> None:
    desk.watch("البصرة")
    desk.watch("الفاو")
    assert [BEFORE.title] == await shown(desk, BEFORE)
    assert [BEFORE.title] == await shown(desk, CORRECTED)


async def test_an_old_entry_that_was_recorded_silently_is_told_only_for_new_words(desk: Desk) -> None:
    """What the first poll passed over stays passed over, whatever the headline says beside it."""
    desk.watch("قديم")
    old = Item("old1", "خبر قديم رقم 1 محدث", age=timedelta(days=1))
    desk.newsroom.items[PATH] = [old]
    await desk.poll()
    assert [] == desk.alerts()
    desk.watch("الناصرية")
    desk.newsroom.items[PATH] = [replace(old, title="خبر قديم عن الناصرية")]
    await desk.poll()
    assert ["خبر قديم عن الناصرية"] == [alert.content.title for alert in desk.alerts()]


async def test_an_edit_of_old_news_is_kept_and_not_told(desk: Desk) -> None:
    """Four days old: no news, under whatever headline."""
    desk.watch("الفاو")
    ancient = replace(BEFORE, age=timedelta(days=4))
    await shown(desk, ancient)
    assert [] == await shown(desk, replace(CORRECTED, age=timedelta(days=4)))


async def test_a_reader_of_telegram_sees_an_edited_headline_once(daemon: Daemon) -> None:
    """From the feed's bytes to the chat: one message for one entry, whatever its headline becomes."""
    await daemon.start()
    await daemon.adds("البصرة")
    await daemon.says("outcome=fetched")
    daemon.newsroom.items[PATH] = [BEFORE]
    (alert,) = await daemon.alerts(1)
    daemon.newsroom.items[PATH] = [AFTER]
    await daemon.newsroom_is_asked_again()
    assert [alert] == await daemon.alerts(1)
    assert [(AFTER.title,)] == daemon.rows("SELECT title FROM entries")
