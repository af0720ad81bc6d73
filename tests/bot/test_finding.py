"""A watchlist is found by its number, its name or a word in it: to open, to share, to remove."""

import pytest

from tests.bot.conftest import Stage, buttons
from tests.bot.test_journeys import queries, shown
from tests.bot.test_watching import followed

ROCKETS, EMBASSY = "صاروخ، مسيّرة، قذيفة", "السفارة + صاروخ"


@pytest.fixture
async def two(stage: Stage) -> Stage:
    await followed(stage, ROCKETS)
    await followed(stage, EMBASSY)
    return stage


def label(query: str, mark: str = "") -> str:
    return f"{mark}\u2068{query}\u2069"


@pytest.mark.parametrize("text", ["احذف قذيفة", "امسح قذيفة", "/remove قذيفه"])
async def test_a_word_leads_to_the_lists_that_hold_it(two: Stage, text: str) -> None:
    """It is not the whole list that may be meant: which one is asked, and how the word alone goes is said."""
    told = await two.says(text)
    assert shown(told).startswith("ترد «قذيف")
    assert "افتح القائمة من /list" in shown(told)
    assert [label(ROCKETS, "🗑 ")] == buttons(told)
    await two.presses(told, label(ROCKETS, "🗑 "))
    await two.presses(told, "احذف")
    assert [EMBASSY] == await queries(two)


async def test_of_several_one_is_chosen(two: Stage) -> None:
    told = await two.says("احذف صاروخ")
    assert shown(told).startswith("ترد «صاروخ» في هاتين القائمتين.")
    assert [label(ROCKETS, "🗑 "), label(EMBASSY, "🗑 ")] == buttons(told)


@pytest.mark.parametrize("text", ["احذف الكل", "احذف كل القوائم", "/remove all"])
async def test_all_are_offered_and_none_removed(two: Stage, text: str) -> None:
    told = await two.says(text)
    assert "أي قائمة تريد حذفها؟" == shown(told)
    assert 2 == len(buttons(told))
    assert 2 == len(await queries(two))


async def test_a_list_is_opened_by_its_word_or_number(two: Stage) -> None:
    for text in ("/list قذيفة", "/list 1", f"/list {ROCKETS}"):
        assert shown(await two.says(text)).startswith(f"{ROCKETS}\n")
    several = await two.says("/list صاروخ")
    assert shown(several).startswith("قائمتان فيهما «صاروخ»:\n1. ")
    assert [label(ROCKETS), label(EMBASSY), "كل القوائم"] == buttons(several)
    await two.presses(several, label(EMBASSY))
    assert shown(two.now_reads(several)).startswith(f"{EMBASSY}\n")
    assert shown(await two.says("/list النجف")).startswith("لا أجد «النجف» في قوائمك.\nقائمتا رصد")


async def test_a_list_is_shared_by_its_word_or_number(two: Stage) -> None:
    for text in ("/share قذيفة", "/share 1"):
        assert shown(await two.says(text)).startswith(f"رابط قائمة «{ROCKETS}»:")
    assert [label(ROCKETS), label(EMBASSY)] == buttons(await two.says("/share صاروخ"))
    unknown = await two.says("/share النجف")
    assert shown(unknown).startswith("لا أجد «النجف» في قوائمك.\nأي قائمة تريد مشاركتها؟")
    assert 2 == len(buttons(unknown))
