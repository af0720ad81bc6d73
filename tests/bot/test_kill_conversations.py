"""kill -9 in the middle of a conversation, with a real file and real processes: it goes on where it was."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rasid.demo.botapi import BotApiServer
from rasid.demo.refusal import Json
from rasid.pipeline import Batch, Pipeline
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.migrate import migrate
from tests.bot.conftest import buttons
from tests.bot.test_kill import kill, start
from tests.filters.news_builders import entry

QUICK = 20.0


class Killed:
    """A person and the bot, whose process is killed and started anew whenever the test says so."""

    def __init__(self, server: BotApiServer, url: str) -> None:
        self.server, self.url = server, url
        self.database: SqlDatabase = open_database(url)

    async def starts(self) -> None:
        self.process = await start(self.url, self.server.url)

    async def is_killed(self) -> None:
        await kill(self.process)
        await self.starts()

    async def says(self, text: str) -> Json:
        """Write `text` and return the message that answers it."""
        before = len(self.messages())
        self.server.send_text(7, 7, text)
        await self.server.until(lambda: len(self.messages()) > before, QUICK)
        return self.messages()[-1]

    async def presses(self, message: Json, button: str, *, shows: str = "") -> Json:
        """Tap the button and return the message as it stands once the bot has answered.

        With `shows`, once it has a button of that name.
        """
        query = self.server.press(self.now_reads(message), button)
        await self.server.until(lambda: self.server.answer(query) is not None, QUICK)
        if shows:
            await self.server.until(lambda: shows in buttons(self.now_reads(message)), QUICK)
        return self.now_reads(message)

    async def told(self, button: str) -> Json:
        """Return the latest message once it has the button."""
        await self.server.until(lambda: button in buttons(self.messages()[-1]), QUICK)
        return self.messages()[-1]

    def now_reads(self, message: Json) -> Json:
        return next(one for one in self.messages() if one["message_id"] == message["message_id"])

    def messages(self) -> list[Json]:
        """Return what the bot wrote."""
        return [one for one in self.server.messages(7) if one["from"]["is_bot"]]

    async def happens(self, title: str, source: str) -> None:
        """Let an outlet report something now, as the daemon's pass would take it in."""
        now = datetime.now(UTC)
        news = entry(title, source=source, at=now, minutes=-1)
        await Pipeline(self.database).run(Batch([news]), now)


@pytest.fixture
async def killed(server: BotApiServer, tmp_path: Path) -> AsyncIterator[Killed]:
    url = f"sqlite:///{tmp_path / 'rasid.sqlite'}"
    migrate(url)
    bot = Killed(server, url)
    await bot.starts()
    yield bot
    await kill(bot.process)
    await bot.database.close()


async def test_a_wizard_goes_on(killed: Killed) -> None:
    """A name that was asked for before is taken after, from the next thing that is said."""
    await killed.presses(await killed.says("غزة"), "أضف")
    screen = await killed.says("/list")
    await killed.presses(screen, "\u2068غزة\u2069", shows="✏️ الاسم")
    await killed.presses(screen, "✏️ الاسم", shows="إلغاء")
    await killed.is_killed()
    assert "القطاع" in (await killed.says("القطاع"))["text"]
    watchlists = await killed.database.run(lambda unit: unit.watchlists.of_chat(7))
    assert ["القطاع"] == [one.name for one in watchlists]


async def test_a_question_of_settings_goes_on(killed: Killed) -> None:
    """Hours that were asked for before are taken after, to the minute."""
    screen = await killed.says("/settings")
    await killed.presses(screen, "🌙 ساعات الهدوء", shows="اكتب غيرها…")
    await killed.presses(screen, "اكتب غيرها…", shows="إلغاء")
    await killed.is_killed()
    await killed.says("23:30 - 06:45")
    chat = await killed.database.run(lambda unit: unit.chats.get(7))
    assert chat
    assert (23 * 60 + 30, 6 * 60 + 45) == (chat.quiet_from, chat.quiet_to)


async def test_a_pending_preview_goes_on(killed: Killed) -> None:
    """What was proposed before can be narrowed after, and then saved."""
    for number in range(3):
        await killed.happens(f"صاروخ يسقط قرب السوق {number}", f"وكالة {number}")
    question = await killed.says("صاروخ")
    await killed.is_killed()
    ways = await killed.presses(question, "ضيّقها", shows="رجوع")
    await killed.is_killed()
    narrower = next(one for one in buttons(ways) if one != "رجوع")
    await killed.presses(question, narrower, shows="أضف")
    await killed.is_killed()
    await killed.presses(question, "أضف")
    watchlists = await killed.database.run(lambda unit: unit.watchlists.of_chat(7))
    assert [narrower.strip("\u2068\u2069")] == [one.query for one in watchlists]


async def test_a_muted_story_stays_muted(killed: Killed) -> None:
    """What was hushed before tells nothing of the next report after."""
    await killed.presses(await killed.says("/start"), "هجمات المنطقة الخضراء")
    await killed.happens("سقوط ثلاثة صواريخ على المنطقة الخضراء في بغداد", "وكالة النخيل")
    await killed.presses(await killed.told("🔕 اكتم القصة"), "🔕 اكتم القصة")
    await killed.is_killed()
    await killed.happens("قتيلان بسقوط ثلاثة صواريخ على المنطقة الخضراء وسط بغداد", "قناة الضفة")
    rows = await killed.database.run(lambda unit: unit.ledger.of_chat(7, 9))
    assert [1] == [row.alert.revision for row in rows]


async def test_a_muted_watchlist_stays_muted(killed: Killed) -> None:
    """For the three hours that were asked for, and no longer."""
    await killed.presses(await killed.says("حريق"), "أضف")
    await killed.happens("اندلاع حريق كبير في سوق بالبصرة", "وكالة النخيل")
    await killed.presses(await killed.told("⋯ المزيد"), "⋯ المزيد")
    await killed.presses(await killed.told("🔕 اكتم القائمة 3 ساعات"), "🔕 اكتم القائمة 3 ساعات")
    await killed.is_killed()
    await killed.happens("اندلاع حريق كبير في مصنع بالموصل", "قناة الضفة")
    (watchlist,) = await killed.database.run(lambda unit: unit.watchlists.of_chat(7))
    now = datetime.now(UTC)
    assert not watchlist.is_heard(now + timedelta(hours=2, minutes=55))
    assert watchlist.is_heard(now + timedelta(hours=3))
    assert 1 == len(await killed.database.run(lambda unit: unit.ledger.of_chat(7, 9)))
