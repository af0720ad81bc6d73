"""Before a watchlist is saved, it is said what it finds, and what else may have been meant."""

import pytest

from feeds.model import Feed
from tests.bot.builders import NOW
from tests.bot.conftest import Stage
from tests.bot.test_journeys import queries, shown


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("صاروخ، مسيّرة", "ترصد كل خبر فيه أيٌّ من: «صاروخ»، «مسيّرة»."),
        ("صاروخ + بغداد", "ترصد كل خبر فيه معًا: «صاروخ»، «بغداد»."),
        ("عنوان:هجوم", "ترصد كل خبر في عنوانه «هجوم»."),
        ("عنوان:(هجوم، قصف)", "ترصد كل خبر في عنوانه أيٌّ من: «هجوم»، «قصف»."),
        ("مصدر:سنابل", "ترصد كل خبر مصدره «سنابل»."),
        ("مصدر:سنابل هجوم", "ترصد كل خبر مصدره «سنابل»، وفيه «هجوم»."),
        ("مكان:البصرة انفجار", "ترصد كل خبر مكانه «البصرة»، وفيه «انفجار»."),
        ("من:الحشد الشعبي هجوم", "ترصد كل خبر يُذكر فيه «الحشد الشعبي»، وفيه «هجوم»."),
        ("موضوع:الانفجارات", "ترصد كل خبر موضوعه «الانفجارات»."),
        ("صاروخ قرب/5 السفارة", "ترصد كل خبر فيه «صاروخ» و«السفارة» وبينهما 5 كلمات على الأكثر."),
        ("صاروخ قرب/1 السفارة", "ترصد كل خبر فيه «صاروخ» و«السفارة» وبينهما كلمة واحدة على الأكثر."),
        ("هجوم - مباراة", "ترصد كل خبر فيه «هجوم»، إلا ما فيه «مباراة»."),
        ("غزة -كرة -سلة", "ترصد كل خبر فيه «غزة»، إلا ما فيه أيٌّ من: «كرة»، «سلة»."),
        (
            "على الأقل 2 من (صاروخ، سفارة، بغداد)",
            "ترصد كل خبر فيه اثنتان على الأقل من: «صاروخ»، «سفارة»، «بغداد».",
        ),
        (
            "مجموع 5 من (صاروخ^3، سفارة^2، بغداد)",
            "ترصد كل خبر لا يقل عن 5 مجموع أوزان ما ورد فيه من: «صاروخ» (3)، «سفارة» (2)، «بغداد» (1).",
        ),
        ("صاروخ و بغداد", "ترصد كل خبر فيه «صاروخ وبغداد»."),
    ],
)
async def test_a_preview_says_what_the_query_finds(stage: Stage, query: str, meaning: str) -> None:
    """In the spelling in which it was typed."""
    published_by(stage, "وكالة سنابل")
    assert meaning in shown(await stage.says(query)).split("\n")


async def test_alternatives_of_different_kinds_stand_one_below_the_other(stage: Stage) -> None:
    told = shown(await stage.says("مكان:بغداد انفجار، صاروخ، قصف")).split("\n")
    assert [
        "ترصد كل خبر ينطبق عليه أيٌّ مما يلي:",
        "• فيه أيٌّ من: «صاروخ»، «قصف»",
        "• مكانه «بغداد»، وفيه «انفجار»",
    ] == told[1:4]


async def test_an_english_reader_is_told_in_english(stage: Stage) -> None:
    stage.server.user(9, "Ann", "en")
    told = shown(await stage.says("source:سنابل + صاروخ NEAR/5 السفارة -مباراة", 9, 9))
    assert (
        "It finds every report published by “سنابل”, and with “صاروخ” and “السفارة”, "
        "at most 5 words between them, except those with “مباراة”." in told
    )


@pytest.mark.parametrize("query", ["مسيرة", "مسيّرة"])
async def test_a_word_that_its_shadda_tells_apart_is_explained(stage: Stage, query: str) -> None:
    question = shown(await stage.says(query))
    assert f"أأضيف «{query}» إلى قوائم الرصد؟" == question.split("\n")[0]
    assert "«مسيرة» تُرصد بمعنى «مسيّرة». ولرصدها بكل معانيها، اكتب «=مسيرة»." in question


async def test_words_alone_need_no_explanation(stage: Stage) -> None:
    assert "ترصد كل خبر" not in shown(await stage.says("المنطقة الخضراء"))


async def test_the_other_reading_is_a_tap_away(stage: Stage) -> None:
    """A dash between two names may be a road."""
    question = await stage.says("كركوك - بغداد")
    assert "أتقصد «كركوك بغداد»؟" in shown(question)
    await stage.presses(question, "\u2068كركوك بغداد\u2069")
    assert "أأضيف «كركوك بغداد» إلى قوائم الرصد؟" in shown(stage.now_reads(question))
    await stage.presses(stage.now_reads(question), "أضف")
    assert ["كركوك بغداد"] == await queries(stage)


async def test_a_source_that_is_not_polled_is_told_with_the_nearest(stage: Stage) -> None:
    published_by(stage, "وكالة رويترز")
    question = await stage.says("مصدر:روترز + هجوم")
    assert "⚠️ لا أتابع مصدرًا باسم «روترز»، فلن يصلك منه شيء." in shown(question)
    assert 'أتقصد «مصدر:"رويترز" + هجوم»؟' in shown(question)


async def test_a_polled_source_of_several_words_is_one_name(stage: Stage) -> None:
    """What is saved says so by itself, also where the sources are not known."""
    published_by(stage, "المرفأ اليوم")
    question = await stage.says("مصدر:المرفأ اليوم صاروخ")
    assert "ترصد كل خبر مصدره «المرفأ اليوم»، وفيه «صاروخ»." in shown(question)
    await stage.presses(question, "أضف")
    assert ['مصدر:"المرفأ اليوم" + صاروخ'] == await queries(stage)


async def test_a_place_that_there_is_not_is_refused_with_the_nearest(stage: Stage) -> None:
    question = await stage.says("مكان:بغداذ + هجوم")
    assert "لا أعرف مكانًا بهذا الاسم." in shown(question)
    await stage.presses(question, "نعم، هذه")
    assert 'أأضيف «مكان:"بغداد" + هجوم» إلى قوائم الرصد؟' in shown(stage.now_reads(question))


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("-غارة", "هذه العبارة تطابق كل ما لا تستثنيه، أي كل خبر تقريبًا."),
        ("قصف، -غارة", "هذه العبارة تطابق كل ما لا تستثنيه، أي كل خبر تقريبًا."),
        ("/.*/", "التعبير بين الشرطتين المائلتين يطابق كل كلمة."),
    ],
)
async def test_what_would_match_everything_is_refused_for_what_it_is(
    stage: Stage, query: str, why: str
) -> None:
    """An expression excludes nothing: to write first what one wants would be no help there."""
    assert shown(await stage.says(query)).startswith(why)


async def test_the_lines_of_a_list_are_alternatives(stage: Stage) -> None:
    question = await stage.says("أضف\nصاروخ\n- مسيّرة")
    assert "أأضيف «صاروخ، مسيّرة» إلى قوائم الرصد؟" in shown(question)


def published_by(stage: Stage, outlet: str) -> None:
    """Let a source be polled."""
    feed = Feed("https://sanabil.example/rss", outlet)
    stage.database.transact(lambda unit: unit.feeds.sync([feed], NOW))
