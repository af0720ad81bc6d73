"""/privacy and /forget: what is stored, and how it goes."""

from tests.bot.builders import alert
from tests.bot.conftest import Stage, buttons


async def test_everybody_can_read_what_is_stored(stage: Stage) -> None:
    text = (await stage.says("الخصوصية"))["text"]
    assert "قوائم الرصد" in text
    assert "/forget" in text


async def test_a_chat_is_erased_by_one_tap(stage: Stage) -> None:
    """Watchlists, settings and history are gone at once; the chat is unknown until it writes again."""
    await stage.presses(await stage.says("/start"), "هجمات المنطقة الخضراء")
    await stage.database.run(lambda unit: unit.outbox.add([alert(7)]))
    question = await stage.says("/forget")
    assert await stage.database.run(lambda unit: unit.watchlists.of_chat(7))
    await stage.presses(question, "امحُ كل شيء")
    assert "مُحي كل ما يخص هذه المحادثة" in stage.now_reads(question)["text"]
    kept = await stage.database.run(
        lambda unit: (unit.chats.get(7), unit.watchlists.of_chat(7), unit.ledger.of_chat(7, 9))
    )
    assert (None, (), ()) == kept


async def test_who_thinks_better_of_it_keeps_everything(stage: Stage) -> None:
    await stage.presses(await stage.says("/start"), "هجمات المنطقة الخضراء")
    question = await stage.says("احذف بياناتي")
    assert ["امحُ كل شيء", "لا، أبقِها"] == buttons(question)
    await stage.presses(question, "لا، أبقِها")
    assert 1 == len(await stage.database.run(lambda unit: unit.watchlists.of_chat(7)))


async def test_a_chat_that_was_erased_can_begin_anew(stage: Stage) -> None:
    await stage.presses(await stage.says("/forget"), "امحُ كل شيء")
    await stage.presses(await stage.says("/start"), "هجمات المنطقة الخضراء")
    assert 1 == len(await stage.database.run(lambda unit: unit.watchlists.of_chat(7)))
