"""«إلغاء» takes back whatever waits for an answer, and says so when nothing does."""

import pytest

from tests.bot.builders import NOW
from tests.bot.conftest import Stage
from tests.bot.test_journeys import queries, shown
from tests.bot.test_watching import followed, screen_of, stored

CANCELLED = "أُلغي ما كان ينتظر جوابك، ولم يتغيّر شيء."
NOTHING = "ليس هناك ما يُلغى. ولرصد كلمة، اكتبها بعد «أضف»."


@pytest.mark.parametrize("word", ["/cancel", "إلغاء", "الغاء", "تراجع", "Cancel", "إلغاء!"])
@pytest.mark.parametrize("button", ["✏️ الاسم", "✏️ المفردات"])
async def test_what_was_asked_in_words_is_taken_back(stage: Stage, word: str, button: str) -> None:
    """The word is neither the new name nor the new words."""
    watchlist = await followed(stage, "غزة")
    message = await screen_of(stage, watchlist)
    await stage.presses(stage.now_reads(message), button)
    assert CANCELLED == shown(await stage.says(word))
    assert watchlist == await stored(stage, watchlist)
    assert shown(await stage.says("رفح")).startswith("أأضيف «رفح»")


async def test_what_waits_for_a_tap_is_taken_back(stage: Stage) -> None:
    question = await stage.says("رفح")
    assert CANCELLED == shown(await stage.says("إلغاء"))
    assert "أُجيب عن هذا السؤال من قبل، أو انتهت صلاحيته." == await stage.presses(question, "أضف")
    assert [] == await queries(stage)


async def test_nothing_to_cancel_is_said(stage: Stage) -> None:
    assert NOTHING == shown(await stage.says("إلغاء"))
    assert NOTHING == shown(await stage.says("/cancel"))


async def test_only_ones_own_question_is_taken_back(stage: Stage) -> None:
    """In a group everybody may cancel what they were asked themselves."""
    group, admin, member = -100_5, 7, 8
    stage.server.user(member, "علي")
    stage.server.group(group, members={admin: "administrator", member: "member"})
    question = await stage.says("/add غزة", group, admin)
    assert NOTHING == shown(await stage.says("/cancel", group, member))
    await stage.presses(question, "أضف", admin)
    (watchlist,) = await stage.database.run(lambda unit: unit.watchlists.of_chat(group))
    assert ("غزة", NOW) == (watchlist.query, watchlist.created_at)
