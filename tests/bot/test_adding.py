"""What is typed to be watched for: what is there already, what is a topic, and what is no phrase at all."""

import pytest

from tests.bot.conftest import Stage, buttons
from tests.bot.test_journeys import queries, shown
from tests.bot.test_watching import followed


@pytest.mark.parametrize(
    "text", ["الانفجارات", "أضف الانفجارات", "/add الانفجارات", "موضوع الانفجارات", "Explosions"]
)
async def test_a_topics_name_offers_the_topic(stage: Stage, text: str) -> None:
    """Beside the phrase, which may be meant: one tap follows the topic."""
    told = await stage.says(text)
    assert shown(told).startswith("«الانفجارات» موضوع جاهز")
    assert "أأضيف «" in shown(told)
    assert ["تابع الموضوع", "أضف", "لا"] == buttons(told)[:3]
    assert "تتابع الآن «الانفجارات»" == await stage.presses(told, "تابع الموضوع")
    assert ["explosions"] == await queries(stage)
    assert "✓ الانفجارات" in buttons(stage.now_reads(told))


async def test_the_phrase_can_still_be_added(stage: Stage) -> None:
    told = await stage.says("الانفجارات")
    await stage.presses(told, "أضف")
    assert ["الانفجارات"] == await queries(stage)


async def test_a_topic_that_is_followed_is_not_offered_again(stage: Stage) -> None:
    await followed(stage, "explosions", "topic")
    told = await stage.says("الانفجارات")
    assert shown(told).startswith("تتابع الآن «الانفجارات»")
    assert "تابع الموضوع" not in buttons(told)


async def test_topics_by_name(stage: Stage) -> None:
    """/topics with a name shows that topic, with an unknown one says so above the choice."""
    told = await stage.says("/topics الانفجارات")
    assert ["تابع الموضوع", "مواضيع أخرى"] == buttons(told)
    unknown = await stage.says("/topics الفلك")
    assert shown(unknown).startswith("لا موضوع بهذا الاسم. اختر من المواضيع الجاهزة.")
    assert "الانفجارات" in buttons(unknown)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.bbc.com/arabic/rss.xml",
        "أضف تغذية https://example.com/rss",
        "/add www.example.com",
        "bbc.com/arabic/rss.xml",
    ],
)
async def test_an_address_is_no_phrase(stage: Stage, text: str) -> None:
    """Nobody watches for its letters; who adds feeds is said."""
    told = await stage.says(text)
    assert shown(told).startswith("لا تُضاف المصادر بعناوينها في المحادثة")
    assert [] == buttons(told)


async def test_an_address_is_no_new_words_either(stage: Stage) -> None:
    watchlist = await followed(stage, "غزة")
    listed = await stage.says("/list")
    await stage.presses(listed, "\u2068غزة\u2069")
    await stage.presses(stage.now_reads(listed), "✏️ المفردات")
    told = await stage.says("https://example.com/rss")
    assert shown(told).startswith("لا تُضاف المصادر بعناوينها")
    assert ["إلغاء"] == buttons(told)
    assert ["غزة"] == await queries(stage)
    assert watchlist.query == "غزة"


@pytest.mark.parametrize("text", ["حزب الله/إسرائيل", "مصدر:رويترز + انفجار", "السعر 3.5/طن", "عنوان:هجوم"])
async def test_a_stroke_or_a_colon_makes_no_address(stage: Stage, text: str) -> None:
    assert "التغذيات" not in shown(await stage.says(text))


async def test_what_is_watched_already_is_said_at_once(stage: Stage) -> None:
    """Without a preview and a tap for nothing; the list is one tap away."""
    await followed(stage, "صاروخ")
    for text in ("صاروخ", "/add صاروخ"):
        told = await stage.says(text)
        assert "«صاروخ» موجودة في قوائمك." == shown(told)
        await stage.presses(told, "افتحها")
        assert shown(stage.now_reads(told)).startswith("صاروخ\n")


async def test_an_open_question_for_what_was_added_since_adds_nothing(stage: Stage) -> None:
    first, second = await stage.says("صاروخ"), await stage.says("صاروخ")
    await stage.presses(first, "أضف")
    await stage.presses(second, "أضف")
    assert "«صاروخ» موجودة في قوائمك." == shown(stage.now_reads(second))
    assert ["صاروخ"] == await queries(stage)
