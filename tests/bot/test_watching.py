"""A watchlist is renamed, rewritten, paused, made loud or silent, cut to size: all on its one screen."""

from datetime import timedelta

import pytest

from bot.model import DraftKind
from filters.model import Watchlist
from rasid.demo.refusal import Json
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import NOW
from tests.bot.conftest import Clock, Stage, bot_of, buttons, running
from tests.bot.test_journeys import queries, shown


async def followed(stage: Stage, query: str, kind: str = "keywords", chat: int = 7) -> Watchlist:
    return await stage.database.run(lambda unit: unit.watchlists.add(chat, 0, kind, query, query, NOW))


async def stored(stage: Stage, watchlist: Watchlist) -> Watchlist:
    found = await stage.database.run(lambda unit: unit.watchlists.get(watchlist.chat_id, watchlist.id))
    assert found
    return found


async def screen_of(stage: Stage, watchlist: Watchlist) -> Json:
    """Open the watchlist from the list and return its message."""
    listed = await stage.says("/list")
    query = stage.server.press_forged(listed, f"open:{watchlist.id}", 7)
    await stage.server.until(lambda: stage.server.answer(query) is not None)
    await stage.settles()
    return listed


async def test_a_list_opens_into_one_watchlist_and_back(stage: Stage) -> None:
    await followed(stage, "غزة")
    listed = await stage.says("/list")
    await stage.presses(listed, "\u2068غزة\u2069")
    opened = stage.now_reads(listed)
    assert ["غزة", "🔔 عادية: تصل فورًا، وتنتظر في ساعات الهدوء.", "أُضيفت الآن"] == shown(opened).split("\n")
    await stage.presses(opened, "كل القوائم")
    assert shown(stage.now_reads(listed)).startswith("قائمة رصد واحدة")


async def test_a_paused_watchlist_says_so_and_is_resumed(stage: Stage) -> None:
    """The same button turns it on again; the list shows which ones rest."""
    watchlist = await followed(stage, "غزة")
    message = await screen_of(stage, watchlist)
    assert "أُوقفت مؤقتًا" == await stage.presses(stage.now_reads(message), "⏸ أوقفها مؤقتًا")
    assert (await stored(stage, watchlist)).paused
    assert "موقوفة مؤقتًا" in shown(await stage.says("/list"))
    await stage.presses(stage.now_reads(message), "▶️ استأنفها")
    assert not (await stored(stage, watchlist)).paused


async def test_a_watchlist_gets_a_new_name_in_plain_words(stage: Stage) -> None:
    """The next text is the name, whatever command its words look like; the query stays."""
    watchlist = await followed(stage, "غزة، رفح")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "✏️ الاسم")
    assert "أرسل الاسم الجديد لقائمة «غزة، رفح»." == shown(stage.now_reads(message))
    renamed = await stage.says("احذف القطاع")
    assert shown(renamed).startswith("تغيّر الاسم.\nاحذف القطاع\nترصد: غزة، رفح")
    found = await stored(stage, watchlist)
    assert ("احذف القطاع", "غزة، رفح") == (found.name, found.query)
    assert shown(await stage.says("معبر")).startswith("أأضيف «معبر»")


async def test_a_question_in_words_is_left_by_a_command_or_a_button(stage: Stage) -> None:
    """«إلغاء» takes it back; a slash command is always a command."""
    watchlist = await followed(stage, "غزة")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "✏️ الاسم")
    assert shown(await stage.says("/list")).startswith("قائمة رصد واحدة")
    await stage.presses(stage.now_reads(message), "إلغاء")
    assert shown(stage.now_reads(message)).startswith("غزة\n")
    assert "✏️ الاسم" in buttons(stage.now_reads(message))
    assert shown(await stage.says("رفح")).startswith("أأضيف «رفح»")
    assert "غزة" == (await stored(stage, watchlist)).name


async def test_one_text_answers_one_question(stage: Stage) -> None:
    """After a double tap, too: what is said next is something to watch for."""
    watchlist = await followed(stage, "غزة")
    message = await screen_of(stage, watchlist)
    for data in ("rename", "rename"):
        query = stage.server.press_forged(message, f"{data}:{watchlist.id}", 7)
        await stage.server.until(lambda query=query: stage.server.answer(query) is not None)  # type: ignore[misc]  # bound now
        await stage.settles()
    await stage.says("القطاع")
    assert shown(await stage.says("رفح")).startswith("أأضيف «رفح»")
    assert "القطاع" == (await stored(stage, watchlist)).name


async def test_an_old_question_takes_no_text(stage: Stage, clock: Clock) -> None:
    """What is written twenty minutes later was meant for something else."""
    watchlist = await followed(stage, "غزة")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "✏️ الاسم")
    clock.moves(minutes=20)
    assert shown(await stage.says("رفح")).startswith("أأضيف «رفح»")
    assert "غزة" == (await stored(stage, watchlist)).name


async def test_new_words_are_previewed_before_they_are_saved(stage: Stage) -> None:
    watchlist = await followed(stage, "غزة")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "✏️ المفردات")
    assert "مفرداتها الآن:\nغزة" in shown(stage.now_reads(message))
    question = await stage.says("غزة، رفح")
    assert shown(question).startswith("أأجعل مفردات القائمة «غزة، رفح»؟")
    assert ["غزة"] == await queries(stage)
    await stage.presses(question, "احفظها")
    assert ["غزة، رفح"] == await queries(stage)
    assert "غزة، رفح" == (await stored(stage, watchlist)).name


async def test_a_mistake_in_new_words_can_be_mended_by_the_next_text(stage: Stage) -> None:
    """The fault is shown, and the proposed mend leads to the same question."""
    watchlist = await followed(stage, "غزة")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "✏️ المفردات")
    reply = await stage.says("(رفح")
    assert "القوس لم يُغلق." == shown(reply).split("\n")[0]
    await stage.presses(reply, "نعم، هذه")
    assert shown(stage.now_reads(reply)).startswith("أأجعل مفردات القائمة «(رفح)»؟")
    await stage.presses(stage.now_reads(reply), "احفظها")
    assert ["(رفح)"] == await queries(stage)


@pytest.mark.parametrize("mistake", ["هجوم (", "😀", "من"])
async def test_new_words_are_asked_for_until_some_can_be_read(stage: Stage, mistake: str) -> None:
    """A mistake does not end the edit: the next text is still the new words, not a new watchlist."""
    watchlist = await followed(stage, "صاروخ")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "✏️ المفردات")
    told = await stage.says(mistake)
    assert "أرسلها مصحّحة" in shown(told)
    assert "إلغاء" in buttons(told)
    question = await stage.says("هجوم، قصف")
    assert shown(question).startswith("أأجعل مفردات القائمة «هجوم، قصف»؟")
    await stage.presses(question, "احفظها")
    assert ["هجوم، قصف"] == await queries(stage)
    assert shown(await stage.says("رفح")).startswith("أأضيف «رفح»")


async def test_new_words_are_mended_after_their_preview(stage: Stage) -> None:
    """Until some are saved or the question is taken back, what is sent are new words."""
    watchlist = await followed(stage, "صاروخ")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "✏️ المفردات")
    await stage.says("هجم")
    question = await stage.says("هجوم")
    assert shown(question).startswith("أأجعل مفردات القائمة «هجوم»؟")
    await stage.presses(question, "لا")
    assert shown(await stage.says("رفح")).startswith("أأضيف «رفح»")
    assert ["صاروخ"] == await queries(stage)


async def test_a_mistake_in_new_words_can_be_left(stage: Stage) -> None:
    watchlist = await followed(stage, "صاروخ")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "✏️ المفردات")
    told = await stage.says("هجوم (")
    await stage.presses(told, "إلغاء")
    assert shown(stage.now_reads(told)).startswith("صاروخ\n")
    assert shown(await stage.says("رفح")).startswith("أأضيف «رفح»")


async def test_words_for_a_watchlist_that_is_gone_are_asked_for_once(stage: Stage) -> None:
    """Removed in the meantime, it takes no text: the next one is something to watch for."""
    watchlist = await followed(stage, "صاروخ")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "✏️ المفردات")
    await stage.database.run(lambda unit: unit.watchlists.remove(7, watchlist.id))
    assert "حُذفت هذه القائمة من قبل." == shown(await stage.says("رفح"))
    assert shown(await stage.says("رفح")).startswith("أأضيف «رفح»")


async def test_a_name_that_is_cut_is_said_to_be(stage: Stage) -> None:
    watchlist = await followed(stage, "صاروخ")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "✏️ الاسم")
    told = await stage.says("القطاع " * 20)
    assert "تغيّر الاسم، وحُفظ منه أول 60 حرفًا: هذا هو الحد الأقصى." == shown(told).split("\n")[0]


async def test_a_term_is_taken_out_by_its_chip(stage: Stage) -> None:
    """A tap on a screen that is out of date takes out nothing."""
    watchlist = await followed(stage, "صاروخ، قذيفة، سوق")
    message = await screen_of(stage, watchlist)
    opened = stage.now_reads(message)
    assert ["✕ \u2068صاروخ\u2069", "✕ \u2068قذيفة\u2069", "✕ \u2068سوق\u2069"] == buttons(opened)[:3]
    await stage.presses(opened, "✕ \u2068سوق\u2069")
    assert ["صاروخ، قذيفة"] == await queries(stage)
    old = opened["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    query = stage.server.press_forged(opened, old, 7)
    await stage.server.until(lambda: stage.server.answer(query) is not None)
    assert "لم أغيّر شيئًا" in str(stage.server.answer(query))
    assert ["صاروخ، قذيفة"] == await queries(stage)
    await stage.presses(stage.now_reads(message), "✕ \u2068قذيفة\u2069")
    assert ["صاروخ"] == await queries(stage)
    assert not [label for label in buttons(stage.now_reads(message)) if label.startswith("✕")]


async def test_a_watchlist_is_made_urgent_or_silent(stage: Stage) -> None:
    watchlist = await followed(stage, "explosions", "topic")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "🔔 الصوت")
    assert "✓ 🔔 عادية" in buttons(stage.now_reads(message))
    await stage.presses(stage.now_reads(message), "🚨 عاجلة")
    assert "urgent" == (await stored(stage, watchlist)).volume
    assert "🚨 عاجلة: تصل بصوت" in shown(stage.now_reads(message))


async def test_the_buttons_of_others_do_nothing(stage: Stage) -> None:
    """Whatever id a forged button carries, another chat's watchlist is neither shown nor changed."""
    theirs = await followed(stage, "سر", chat=99)
    listed = await stage.says("/list")
    for name in ("open", "pause", "volume", "chip", "rename", "rewrite"):
        for rest in ("", ":urgent", ":0:0"):
            query = stage.server.press_forged(listed, f"{name}:{theirs.id}{rest}", 7)
            await stage.server.until(lambda query=query: stage.server.answer(query) is not None)
    await stage.settles()
    assert theirs == await stored(stage, theirs)
    assert "سر" not in "".join(shown(message) for message in stage.server.messages(7))


async def test_a_question_in_words_survives_a_restart(
    stage: Stage, database: MemoryDatabase, clock: Clock
) -> None:
    """The name that is sent to the next process is still the answer."""
    watchlist = await followed(stage, "غزة")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), "✏️ الاسم")
    stage.bot.stop()
    await stage.bot.stopping.wait()
    async with running(bot_of(stage.server, database, clock)) as bot:
        again = Stage(stage.server, database, clock, bot)
        assert shown(await again.says("القطاع")).startswith("تغيّر الاسم.")
    pending = await database.run(
        lambda unit: unit.drafts.pending(7, 0, 7, [DraftKind.RENAME], NOW + timedelta(seconds=1))
    )
    assert pending is None


async def test_remove_alone_offers_every_watchlist(stage: Stage) -> None:
    """One tap chooses it, one more confirms."""
    await followed(stage, "غزة")
    await followed(stage, "صواريخ المنطقة الخضراء")
    message = await stage.says("/remove")
    assert "أي قائمة تريد حذفها؟" == shown(message)
    assert ["🗑 \u2068غزة\u2069", "🗑 \u2068صواريخ المنطقة الخضراء\u2069"] == buttons(message)
    await stage.presses(message, "🗑 \u2068غزة\u2069")
    await stage.presses(stage.now_reads(message), "احذف")
    assert ["صواريخ المنطقة الخضراء"] == await queries(stage)
