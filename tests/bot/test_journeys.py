"""Whole conversations against a Bot API server, as a person sees them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import ChatState
from filters.topics import all_topics
from rasid.demo.refusal import Json
from tests.bot.builders import NOW, alert
from tests.bot.conftest import Clock, Stage, bot_of, buttons, running


def shown(message: Json) -> str:
    """Return the text without direction marks."""
    return str(message["text"]).translate(dict.fromkeys(map(ord, "\u2068\u2069\u200e\u200f")))


async def queries(stage: Stage, chat: int = 7) -> list[str]:
    return [one.query for one in await stage.database.run(lambda unit: unit.watchlists.of_chat(chat))]


async def state(stage: Stage, chat: int = 7) -> ChatState:
    known = await stage.database.run(lambda unit: unit.chats.get(chat))
    assert known
    return known.state


async def test_a_newcomer_follows_the_flagship_with_one_tap(stage: Stage) -> None:
    """/start welcomes in Arabic with topics; a tap follows, and the same message shows it."""
    welcome = await stage.says("/start")
    assert shown(welcome).startswith("أهلًا بك في راصد")
    assert "هجمات المنطقة الخضراء" == buttons(welcome)[0]
    toast = await stage.presses(welcome, "هجمات المنطقة الخضراء")
    assert "تتابع الآن «هجمات المنطقة الخضراء»" == toast
    after = stage.now_reads(welcome)
    assert "✓ هجمات المنطقة الخضراء" == buttons(after)[0]
    assert "تتابع الآن: هجمات المنطقة الخضراء." in shown(after)
    assert ["green-zone-attack"] == await queries(stage)
    assert 2 == len(stage.server.messages(7))


async def test_a_double_tap_follows_once(stage: Stage) -> None:
    """Two taps on «follow» before the screen changed do not cancel each other."""
    welcome = await stage.says("/start")
    data = f"follow:start:{all_topics()[0].slug}"
    stage.server.press_forged(welcome, data, 7)
    query = stage.server.press_forged(welcome, data, 7)
    await stage.server.until(lambda: stage.server.answer(query) is not None)
    await stage.settles()
    assert ["green-zone-attack"] == await queries(stage)


async def test_a_topic_is_left_by_a_second_tap(stage: Stage) -> None:
    topics = await stage.says("/topics")
    await stage.presses(topics, "الانفجارات")
    toast = await stage.presses(topics, "✓ الانفجارات")
    assert "لم تعد تتابع «الانفجارات»" == toast
    assert [] == await queries(stage)


async def test_topics_have_pages(stage: Stage) -> None:
    """Every topic can be reached by «التالي», and none is offered twice."""
    screen = await stage.says("المواضيع")
    seen = buttons(screen)[:-1]
    while "التالي" in buttons(stage.now_reads(screen)):
        await stage.presses(screen, "التالي")
        seen += [label for label in buttons(stage.now_reads(screen)) if label not in ("التالي", "السابق")]
    assert [topic.arabic for topic in all_topics()] == seen


@pytest.mark.parametrize(
    "text", ["المنطقة الخضراء", "أضف المنطقة الخضراء", "/add المنطقة الخضراء", "add المنطقة الخضراء"]
)
async def test_a_phrase_is_added_after_a_question(stage: Stage, text: str) -> None:
    """With a command, with a word or alone: asked, saved by a tap, and the question turns into the answer."""
    question = await stage.says(text)
    assert "أأضيف «المنطقة الخضراء» إلى قوائم الرصد؟" == shown(question).split("\n")[0]
    assert [] == await queries(stage)
    toast = await stage.presses(question, "أضف")
    assert "أُضيفت «المنطقة الخضراء»" == (toast or "").translate({0x2068: "", 0x2069: ""})
    assert shown(stage.now_reads(question)).startswith("أُضيفت «المنطقة الخضراء» إلى قوائم الرصد.")
    assert ["المنطقة الخضراء"] == await queries(stage)


async def test_a_question_can_be_refused(stage: Stage) -> None:
    question = await stage.says("غزة")
    await stage.presses(question, "لا")
    assert "لم أضف شيئًا." == shown(stage.now_reads(question))
    assert [] == await queries(stage)


async def test_a_question_says_how_it_was_understood(stage: Stage) -> None:
    """What is found and what is excluded is said before anything is saved, and from what."""
    question = await stage.says("أضف صاروخ، طائرة -رياضة")
    told = shown(question).split("\n")
    assert ["• فيه «صاروخ»", "• فيه «طائرة»، إلا ما فيه «رياضة»"] == told[2:4]
    assert "أتقصد «(صاروخ، طائرة) -رياضة»؟" == told[4]


async def test_a_mistake_is_shown_with_its_mend(stage: Stage) -> None:
    """An unclosed parenthesis: what, where, and the mended query as a button that proposes it."""
    reply = await stage.says("أضف (غزة")
    assert ["القوس لم يُغلق.", "موضع الخطأ: (غزة⚠️", "أتقصد «(غزة)»؟"] == shown(reply).split("\n")
    await stage.presses(reply, "نعم، هذه")
    await stage.presses(reply, "أضف")
    assert ["(غزة)"] == await queries(stage)


async def test_a_second_answer_to_a_question_changes_nothing(stage: Stage) -> None:
    """A double tap on «أضف» leaves the answer standing and says so."""
    question = await stage.says("غزة")
    data = question["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await stage.presses(question, "أضف")
    query = stage.server.press_forged(question, data, 7)
    await stage.server.until(lambda: stage.server.answer(query) is not None)
    assert "أُجيب عن هذا السؤال من قبل، أو انتهت صلاحيته." == (stage.server.answer(query) or {})["text"]
    assert shown(stage.now_reads(question)).startswith("أُضيفت «غزة»")


async def test_a_question_expires(stage: Stage, clock: Clock) -> None:
    question = await stage.says("غزة")
    clock.moves(hours=25)
    assert "انتهت صلاحيته" in (await stage.presses(question, "أضف") or "")
    assert [] == await queries(stage)


async def test_a_question_survives_a_restart(stage: Stage, clock: Clock) -> None:
    """The button of a question asked by a process that is gone works in the next one."""
    question = await stage.says("غزة")
    stage.bot.stop()
    async with running(bot_of(stage.server, stage.database, clock)) as bot:
        stage.bot = bot
        await stage.presses(question, "أضف")
        assert ["غزة"] == await queries(stage)


async def test_the_list_can_be_shortened(stage: Stage) -> None:
    """/list shows what is followed; a tap opens one, a second asks, a third removes, all in one message."""
    for text in ("غزة", "بغداد"):
        await stage.presses(await stage.says(text), "أضف")
    listed = await stage.says("قوائمي")
    assert ["قائمتا رصد", "1. غزة · أُضيفت الآن", "2. بغداد · أُضيفت الآن"] == shown(listed).split("\n")[:3]
    await stage.presses(listed, "\u2068غزة\u2069")
    await stage.presses(listed, "🗑 احذفها")
    assert "أأحذف «غزة» من قوائم الرصد؟" == shown(stage.now_reads(listed))
    await stage.presses(listed, "احذف")
    assert shown(stage.now_reads(listed)).startswith("قائمة رصد واحدة\n1. بغداد")
    assert ["بغداد"] == await queries(stage)


async def test_a_kept_list_is_shown_again(stage: Stage) -> None:
    await stage.presses(await stage.says("غزة"), "أضف")
    question = await stage.says("احذف غزه")
    await stage.presses(question, "أبقِها")
    assert shown(stage.now_reads(question)).startswith("قائمة رصد واحدة")
    assert ["غزة"] == await queries(stage)


async def test_removing_by_number_or_name(stage: Stage) -> None:
    """«احذف 1» and a name with another spelling find the list; for an unknown name all are offered."""
    await stage.presses(await stage.says("المنطقة الخضراء"), "أضف")
    for text in ("احذف 1", "/remove المنطقه الخضراء", "احذف ١"):
        assert "أأحذف «المنطقة الخضراء» من قوائم الرصد؟" == shown(await stage.says(text))
    unknown = await stage.says("احذف النجف")
    assert "لا أجد «النجف» في قوائمك.\nأي قائمة تريد حذفها؟" == shown(unknown)
    assert ["🗑 \u2068المنطقة الخضراء\u2069"] == buttons(unknown)


async def test_a_topic_can_be_removed_from_the_list(stage: Stage) -> None:
    welcome = await stage.says("/start")
    await stage.presses(welcome, "هجمات المنطقة الخضراء")
    listed = await stage.says("/list")
    assert "1. هجمات المنطقة الخضراء · موضوع أُضيف الآن" in shown(listed)


async def test_a_long_list_has_pages(stage: Stage) -> None:
    """Fifty watchlists fit on pages of eight, each with its number."""
    now = stage.clock()

    def add_fifty(unit: object) -> None:
        for number in range(50):
            unit.watchlists.add(7, 0, "keywords", f"كلمة {number}", f"كلمة {number}", now - timedelta(days=3))  # type: ignore[attr-defined]  # a Unit

    await stage.says("/start")
    await stage.database.run(add_fifty)
    listed = await stage.says("/list")
    assert "50 قائمة رصد" == shown(listed).split("\n")[0]
    for _ in range(6):
        await stage.presses(listed, "التالي")
    assert "50. كلمة 49 · أُضيفت قبل 3 أيام" in shown(stage.now_reads(listed))


async def test_stopping_and_coming_back(stage: Stage) -> None:
    """/stop asks, keeps the watchlists and drops what waits; /start brings the alerts back."""
    await stage.presses(await stage.says("غزة"), "أضف")
    question = await stage.says("أوقف")
    await stage.presses(question, "أوقفها")
    assert ChatState.STOPPED is await state(stage)
    assert shown(stage.now_reads(question)).startswith("أُوقفت التنبيهات.")
    listed = await stage.says("/list")
    assert "غزة" in shown(listed)
    assert ChatState.STOPPED is await state(stage)
    back = await stage.says("/start")
    assert "التنبيهات تعمل من جديد" in shown(back)
    assert "تتابع الآن: «غزة»." in shown(back)
    assert ChatState.ACTIVE is await state(stage)
    assert ["غزة"] == await queries(stage)


async def test_what_is_stopped_says_so_on_every_screen(stage: Stage) -> None:
    """Not only once: who comes back after days would take the silence for calm."""
    await stage.presses(await stage.says("غزة"), "أضف")
    await stage.presses(await stage.says("/stop"), "أوقفها")
    note = "التنبيهات موقوفة الآن. أرسل /start لاستئنافها."
    for command in ("/list", "/settings", "/topics"):
        assert note == shown(await stage.says(command)).split("\n")[0]
    listed = await stage.says("/list")
    await stage.presses(listed, "\u2068غزة\u2069")
    assert note in shown(stage.now_reads(listed))
    toast = await stage.presses(await stage.says("/topics"), "الانفجارات")
    assert "لكن التنبيهات موقوفة" in (toast or "")
    await stage.says("/start")
    for command in ("/list", "/settings", "/topics"):
        assert note not in shown(await stage.says(command))


async def test_the_start_names_what_is_followed(stage: Stage) -> None:
    """Topics and watchlists, but none that rests; of many the first dozen."""
    add = stage.database.run
    await add(lambda unit: unit.watchlists.add(7, 0, "keywords", "القطاع", "غزة", stage.clock()))
    await stage.presses(await stage.says("/topics"), "الانفجارات")
    rests = await add(lambda unit: unit.watchlists.add(7, 0, "keywords", "رفح", "رفح", stage.clock()))
    await add(lambda unit: unit.watchlists.update(replace(rests, paused=True)))
    assert "تتابع الآن: الانفجارات، «القطاع». يصلك" in shown(await stage.says("/start"))
    for at in range(12):
        await add(lambda unit, at=at: unit.watchlists.add(7, 0, "keywords", f"س{at}", f"س{at}", NOW))
    assert "«س9»، وغيرها. يصلك" in shown(await stage.says("/start"))


async def test_adding_while_stopped_says_so(stage: Stage) -> None:
    await stage.presses(await stage.says("/stop"), "أوقفها")
    question = await stage.says("غزة")
    await stage.presses(question, "أضف")
    assert "التنبيهات موقوفة الآن." in shown(stage.now_reads(question))


async def test_the_language_is_the_persons_and_can_be_changed(stage: Stage) -> None:
    """An English client is greeted in English; /settings changes language and digits in place."""
    stage.server.user(8, "Dana", "en-GB")
    welcome = await stage.says("/start", 8, 8)
    assert shown(welcome).startswith("Welcome to Rasid")
    settings = await stage.says("/settings", 8, 8)
    await stage.presses(settings, "العربية", 8)
    assert shown(stage.now_reads(settings)).startswith("الإعدادات")
    await stage.presses(settings, "١٢٣", 8)
    chat = await stage.database.run(lambda unit: unit.chats.get(8))
    assert chat
    assert ("ar", "arabic") == (chat.language, chat.digits)


async def test_why_under_an_alert(stage: Stage) -> None:
    """An alert arrives with its buttons; «لماذا؟» answers below it with the match taken apart."""
    await stage.presses(await stage.says("المنطقة الخضراء"), "أضف")
    await stage.database.run(lambda unit: unit.outbox.add([alert()]))
    stage.bot.wake()
    await stage.server.until(lambda: "#A7F3" in stage.server.messages(7)[-1]["text"])
    told = stage.server.messages(7)[-1]
    assert ["افتح الخبر", "لماذا؟", "🔕 اكتم القصة", "⋯ المزيد"] == buttons(told)
    await stage.presses(told, "لماذا؟")
    why = stage.server.messages(7)[-1]
    assert told["message_id"] == why["reply_to_message"]["message_id"]
    assert "النص المطابق: «بالمنطقة الخضراء»، أي: بـ + المنطقة الخضراء" in shown(why)


async def test_another_chats_alert_is_not_explained(stage: Stage) -> None:
    """A forged «why» for somebody else's alert tells nothing."""
    await stage.database.run(lambda unit: unit.outbox.add([alert(99)]))
    message = await stage.says("/help")
    query = stage.server.press_forged(message, "why:1", 7)
    await stage.server.until(lambda: stage.server.answer(query) is not None)
    assert "لم يعد سبب هذا التنبيه محفوظًا." == (stage.server.answer(query) or {})["text"]
    assert 2 == len(stage.server.messages(7))


async def test_the_number_of_watchlists_is_limited(stage: Stage) -> None:
    """At the limit a clear message comes instead of the question, and a topic is refused as well."""
    now = stage.clock()
    await stage.says("/start")
    await stage.database.run(
        lambda unit: [unit.watchlists.add(7, 0, "keywords", str(n), f"كلمة {n}", now) for n in range(50)]
    )
    assert "بلغت الحد الأقصى، وهو 50 قائمة رصد. احذف إحداها بالأمر /remove ثم أضف." == shown(
        await stage.says("غزة")
    )
    welcome = await stage.says("/start")
    assert "بلغت الحد الأقصى" in (await stage.presses(welcome, "هجمات المنطقة الخضراء") or "")
    assert 50 == len(await queries(stage))


async def test_a_query_has_a_length(stage: Stage) -> None:
    assert "العبارة طويلة: الحد الأقصى 400 حرف." == shown(await stage.says("كلمة " * 200))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/help", "كيفية استعمال راصد"),
        ("مساعدة", "كيفية استعمال راصد"),
        ("أضف", "اكتب بعد «أضف» ما تريد رصده، مثل:"),
        ("/list", "لا قوائم رصد بعد."),
        ("احذف", "لا قوائم رصد بعد."),
        ("/nonsense", "لا أعرف هذا الأمر."),
        ("من", "هذه كلمة ترد في كل خبر تقريبًا."),
        ("؟", "لا كلمة في العبارة."),
    ],
)
async def test_everything_is_answered(stage: Stage, text: str, expected: str) -> None:
    assert shown(await stage.says(text)).startswith(expected)
