"""Before a watchlist is saved, it is shown what it would have told."""

from tests.bot.conftest import Stage, buttons
from tests.bot.test_journeys import queries, shown
from tests.bot.test_searching import published


async def test_a_preview_counts_and_shows_the_latest_three(stage: Stage) -> None:
    """Of the last seven days, with the newest first; what is older is not counted."""
    for day in range(5):
        await published(stage, f"انفجار عبوة في الموصل يوم {day}", days_ago=day)
    await published(stage, "انفجار قديم", days_ago=8)
    await published(stage, "ارتفاع أسعار النفط")
    lines = shown(await stage.says("انفجار")).split("\n")
    assert ["أأضيف «انفجار» إلى قوائم الرصد؟", "", "طابقتها 5 أخبار في آخر 7 أيام.", "آخرها:"] == lines[:4]
    assert [f"• انفجار عبوة في الموصل يوم {day} — " for day in range(3)] == [
        line.split("وكالة")[0] for line in lines[4:]
    ]


async def test_a_flood_is_announced(stage: Stage) -> None:
    """More than twenty on one local day; it is midnight, so one is of today and the rest of yesterday."""
    for number in range(25):
        await published(stage, f"انفجار رقم {number} في الموصل", number=number)
    told = shown(await stage.says("انفجار"))
    assert "طابقها 25 خبرًا" in told
    assert "⚠️ بلغت 24 خبرًا في يوم واحد" in told


async def test_what_came_along_can_be_left_out(stage: Stage) -> None:
    """«ضيّقها» offers the headline alone, the words as typed, and what came with them; each is previewed."""
    for number in range(3):
        await published(stage, f"افتتاح المنطقة الخضراء في معرض الورد {number}", number=number)
    await published(stage, "هجوم على المنطقة الخضراء")
    question = await stage.says("المنطقة الخضراء")
    assert "طابقتها 4 أخبار" in shown(question)
    await stage.presses(question, "ضيّقها")
    offered = shown(stage.now_reads(question)).split("\n")
    assert "• عنوان:(المنطقة الخضراء)" in offered
    wanted = next(line[2:] for line in offered if line.endswith(("-افتتاح", "-الورد", "-معرض")))
    await stage.presses(stage.now_reads(question), f"\u2068{wanted}\u2069")
    assert f"أأضيف «{wanted}» إلى قوائم الرصد؟" == shown(stage.now_reads(question)).split("\n")[0]
    assert "طابقها خبر واحد" in shown(stage.now_reads(question))
    await stage.presses(stage.now_reads(question), "أضف")
    assert [wanted] == await queries(stage)


async def test_no_match_but_close_ones(stage: Stage) -> None:
    """«وسّعها» offers what would have been found; «رجوع» comes back to the question."""
    await published(stage, "سقوط صواريخ قرب السفارة")
    question = await stage.says('"صاروخ"')
    assert "لم يطابقها خبر في آخر 7 أيام." in shown(question)
    assert "لكنّ صيغًا قريبة منها وردت" in shown(question)
    await stage.presses(question, "وسّعها")
    assert "• صاروخ" in shown(stage.now_reads(question)).split("\n")
    await stage.presses(stage.now_reads(question), "رجوع")
    assert shown(stage.now_reads(question)).startswith('أأضيف «"صاروخ"»')
    await stage.presses(stage.now_reads(question), "وسّعها")
    await stage.presses(stage.now_reads(question), "\u2068صاروخ\u2069")
    assert "طابقها خبر واحد" in shown(stage.now_reads(question))


async def test_without_stored_reports_it_says_so(stage: Stage) -> None:
    question = await stage.says("غزة")
    assert "لا أخبار محفوظة بعد" in shown(question)
    assert {"أضف", "لا"} <= set(buttons(question))


async def test_a_preview_belongs_to_its_chat(stage: Stage) -> None:
    """Another chat that forges the button gets nothing of it."""
    stage.server.user(8)
    await stage.says("غزة، رفح")
    theirs = await stage.says("/help", 8, 8)
    for number in range(1, 6):
        for name in (f"narrow:{number}", f"widen:{number}", f"try:{number}:0"):
            query = stage.server.press_forged(theirs, name, 8)
            await stage.server.until(lambda query=query: stage.server.answer(query) is not None)
    await stage.settles()
    assert "غزة" not in "".join(shown(message) for message in stage.server.messages(8))
