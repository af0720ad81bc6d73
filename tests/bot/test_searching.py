"""/search: stored entries found again."""

from datetime import timedelta
from functools import partial

import pytest

from bot.archive import Look, Search
from bot.looking_back import look_back
from feeds.model import Entry
from filters.analysis import analyse
from rasid.demo.refusal import Json
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import NOW, entry
from tests.bot.conftest import Clock, Stage, bot_of, buttons, running
from tests.bot.test_journeys import queries, shown

ROCKETS = "سقوط صواريخ قرب السفارة"


async def published(
    stage: Stage, title: str, *, body: str = "", days_ago: float = 0.0, number: int = 0
) -> None:
    at = NOW - timedelta(days=days_ago, minutes=number)
    one = entry(id=f"{title} {number}", title=title, body=body, published_at=at, seen_at=at)
    await stage.database.run(lambda unit: unit.entries.add([(one, analyse(one))]))


async def published_twelve(stage: Stage) -> None:
    for number in range(12):
        await published(stage, f"{ROCKETS} رقم {number}", number=number)


def bold(message: Json) -> list[str]:
    """Return the bold words of a message."""
    text = message["text"].encode("utf-16-le")
    spans = [one for one in message.get("entities", []) if one["type"] == "bold"]
    return [text[2 * s["offset"] : 2 * (s["offset"] + s["length"])].decode("utf-16-le") for s in spans]


@pytest.mark.parametrize("said", ["/search سفارة", "ابحث عن سفارة", "بحث سفارة"])
async def test_a_word_is_found_with_its_match_shown(stage: Stage, said: str) -> None:
    """The title as a link, the sentence that matched, the outlet and the time; the word is bold."""
    await published(
        stage, "هدوء في العاصمة", body="هرعت الإسعاف. سمع السكان دويا قرب السفارات مساء. ثم هدأ كل شيء."
    )
    await published(stage, "ارتفاع أسعار النفط")
    found = await stage.says(said)
    assert [
        "نتيجة واحدة للبحث عن «سفارة» في آخر 7 أيام",
        "",
        "1. هدوء في العاصمة",
        "«سمع السكان دويا قرب السفارات مساء.»",
        "وكالة الرافدين · 00:00",
    ] == shown(found).split("\n")
    assert "السفارات" in bold(found)
    assert ["https://www.rafidain.example/news/1"] == [
        one["url"] for one in found["entities"] if one["type"] == "text_link"
    ]


async def test_results_have_pages_in_one_message(stage: Stage) -> None:
    """Five a page, the newest first; the buttons turn the pages of the same message, none is shown twice."""
    await published_twelve(stage)
    found = await stage.says("/search سفارة")
    assert ["التالي", "ارصد هذه العبارة"] == buttons(found)
    seen = [found]
    while "التالي" in buttons(stage.now_reads(found)):
        await stage.presses(found, "التالي")
        seen.append(stage.now_reads(found))
    titles = [line for page in seen for line in shown(page).split("\n") if ROCKETS in line]
    assert [f"{number + 1}. {ROCKETS} رقم {number}" for number in range(12)] == titles
    assert "الصفحة 3 من 3" in shown(seen[-1])
    await stage.presses(found, "السابق")
    assert "الصفحة 2 من 3" in shown(stage.now_reads(found))
    assert 2 == len(stage.server.messages(7))


async def test_pages_stay_as_they_were_found(stage: Stage) -> None:
    """What is published between two taps does not push an entry past the reader."""
    await published_twelve(stage)
    found = await stage.says("/search سفارة")
    await published(stage, "صواريخ أخرى على السفارة", number=-1)
    await stage.presses(found, "التالي")
    assert f"6. {ROCKETS} رقم 5" in shown(stage.now_reads(found))


async def test_only_the_last_days_are_searched(stage: Stage) -> None:
    await published(stage, ROCKETS, days_ago=8)
    found = await stage.says("/search سفارة")
    assert "لا نتائج للبحث عن «سفارة» في آخر 7 أيام." == shown(found).split("\n")[0]


async def test_nothing_found_proposes_what_would_be(stage: Stage) -> None:
    """A quotation that stands nowhere: without its quotes it is found, and one tap searches for that."""
    await published(stage, ROCKETS)
    nothing = await stage.says('/search "سقوط صاروخ"')
    assert "«سقوط صاروخ»: نتيجة واحدة" in shown(nothing)
    assert "\u2068سقوط صاروخ\u2069" == buttons(nothing)[0]
    await stage.presses(nothing, buttons(nothing)[0])
    assert f"1. {ROCKETS}" in shown(stage.now_reads(nothing))


async def test_what_finds_no_more_is_not_proposed(stage: Stage) -> None:
    """Of looser queries each proposes more than those before it."""
    await published(stage, ROCKETS)
    await published(stage, "صاروخ آخر في الموصل")
    nothing = await stage.says('/search "سقوط صاروخ"')
    lines = [line for line in shown(nothing).split("\n") if line.startswith("«")]
    assert ["«سقوط صاروخ»: نتيجة واحدة", "«صاروخ»: نتيجتان"] == lines


async def test_a_misspelt_word_is_asked_back(stage: Stage) -> None:
    await published(stage, ROCKETS)
    nothing = await stage.says("/search السقارة")
    assert "أتقصد «السفارة»؟" in shown(nothing)
    await stage.presses(nothing, "\u2068السفارة\u2069")
    assert f"1. {ROCKETS}" in shown(stage.now_reads(nothing))


async def test_a_mistake_is_shown_with_its_mend(stage: Stage) -> None:
    """As when adding: what, where, and the mended query as a button that searches."""
    await published(stage, ROCKETS)
    mistake = await stage.says("/search (سفارة")
    assert ["القوس لم يُغلق.", "موضع الخطأ: (سفارة⚠️", "أتقصد «(سفارة)»؟"] == shown(mistake).split("\n")
    await stage.presses(mistake, "نعم، ابحث عنها")
    assert f"1. {ROCKETS}" in shown(stage.now_reads(mistake))
    assert [] == await queries(stage)


async def test_what_was_searched_can_be_watched(stage: Stage) -> None:
    await published(stage, ROCKETS)
    found = await stage.says("/search سفارة")
    await stage.presses(found, "ارصد هذه العبارة")
    question = stage.server.messages(7)[-1]
    await stage.presses(question, "أضف")
    assert ["سفارة"] == await queries(stage)


async def test_search_alone_shows_how(stage: Stage) -> None:
    reply = await stage.says("/search")
    assert shown(reply).startswith("اكتب بعد /search ما تريد، فأبحث عنه في آخر 7 أيام.")
    assert "ابحث عن غزة -رياضة" in shown(reply)


async def test_an_english_reader_searches_in_english(stage: Stage) -> None:
    stage.server.user(9, language_code="en")
    await published(stage, ROCKETS)
    found = await stage.says("/search سفارة", chat=9, user=9)
    assert "1 result for “سفارة” in the last 7 days" == shown(found).split("\n")[0]


async def test_another_chats_search_cannot_be_opened(stage: Stage) -> None:
    """A forged button with the number of somebody else's search shows nothing of it."""
    await published_twelve(stage)
    await stage.says("/search سفارة")
    stage.server.user(8)
    mine = await stage.says("/help", chat=8, user=8)
    for data in ("found:1:0", "find:1:0", "watch:1", "no:1:7"):
        query = stage.server.press_forged(mine, data, 8)
        await stage.server.until(partial(stage.server.answer, query))  # type: ignore[arg-type]  # truth is enough
        await stage.settles()
        assert "سفارة" not in str(stage.server.answer(query))
    assert 2 == len(stage.server.messages(8))


async def test_a_search_expires(stage: Stage, clock: Clock) -> None:
    await published_twelve(stage)
    found = await stage.says("/search سفارة")
    clock.moves(hours=25)
    assert "انتهت صلاحية هذا البحث. أعده من فضلك." == await stage.presses(found, "التالي")


async def test_a_search_survives_a_restart(stage: Stage, clock: Clock) -> None:
    """The pages found by a process that is gone are turned by the next one."""
    await published_twelve(stage)
    found = await stage.says("/search سفارة")
    stage.bot.stop()
    async with running(bot_of(stage.server, stage.database, clock)) as bot:
        stage.bot = bot
        await stage.presses(found, "التالي")
        assert f"6. {ROCKETS} رقم 5" in shown(stage.now_reads(found))


async def test_a_member_of_a_group_may_search(stage: Stage) -> None:
    """Searching configures nothing, so it needs no admin; watching for it does."""
    await published_twelve(stage)
    stage.server.user(8)
    stage.server.group(-5, members={8: "member"})
    found = await stage.says("/search سفارة", chat=-5, user=8)
    await stage.presses(found, "التالي", user=8)
    assert "الصفحة 2 من 3" in shown(stage.now_reads(found))
    assert "لمشرفيها ومحرّريها وحدهم" in (await stage.presses(found, "ارصد هذه العبارة", user=8) or "")


def many(count: int) -> list[Entry]:
    return [
        entry(id=str(n), title=f"خبر رقم {n}", body="", published_at=NOW - timedelta(minutes=n))
        for n in range(count)
    ]


async def test_a_search_ends_in_time() -> None:
    """After two seconds or 20,000 entries it stops and says how far it came."""
    database = MemoryDatabase()
    entries = many(60)
    await database.run(lambda unit: unit.entries.add([(one, None) for one in entries]))
    look = Look("خبر", NOW - timedelta(days=1))
    ticks = iter(range(100))
    late = await look_back(database, look, lambda: float(next(ticks)), size=10)
    assert (20, False, entries[19].at) == (late.read, late.is_whole, late.back_to)
    full = await look_back(database, look, lambda: 0.0, most=30, size=10)
    assert (30, False, entries[29].at) == (full.read, full.is_whole, full.back_to)
    whole = await look_back(database, look, lambda: 0.0, size=7)
    assert (60, True, look.since) == (whole.read, whole.is_whole, whole.back_to)
    assert tuple(one.at for one in entries) == whole.times
    assert tuple(entries[: look.keep]) == tuple(match.entry for match in whole.matches)


def test_a_query_for_facts_reads_the_analysis() -> None:
    """Topics and places are found by what the analysis says, words and outlets without it."""
    one = entry(title="سقوط صواريخ على المنطقة الخضراء في بغداد")
    since = NOW - timedelta(days=1)
    asked = Search(Look("مكان:بغداد", since))
    asked.take([one], {one.uid: analyse(one)})
    assert (True, 1) == (asked.needs_analyses, len(asked.found(is_whole=True).matches))
    topic = Search(Look("green-zone-attack", since, "topic"))
    topic.take([one], {one.uid: analyse(one)})
    assert (True, 1) == (topic.needs_analyses, len(topic.found(is_whole=True).matches))
    assert not Search(Look("صاروخ + مصدر:وكالة", since)).needs_analyses
