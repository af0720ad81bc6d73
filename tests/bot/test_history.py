"""/history: a reader sees what was sent, what was folded, what failed, and why."""

from dataclasses import replace

import pytest

from bot.conversations.history import fate
from bot.i18n import LANGUAGES, Texts
from bot.model import DeliveryState
from tests.bot.builders import NOW, alert, content, delivery
from tests.bot.conftest import Stage
from tests.bot.post import numbered

DEAD, QUEUED, SENT, UNKNOWN = (
    DeliveryState.DEAD,
    DeliveryState.QUEUED,
    DeliveryState.SENT,
    DeliveryState.UNKNOWN,
)


async def test_a_chat_without_alerts_is_told_so(stage: Stage) -> None:
    assert "لا تنبيهات لهذه المحادثة" in (await stage.says("/history"))["text"]


async def test_the_history_names_each_fate(stage: Stage) -> None:
    """The newest first, each with its link and what became of it; another chat's stay its own."""
    await stage.says("/start")
    stage.server.user(8)
    ended = ((1, SENT, None), (2, SENT, "digest"), (3, DEAD, "expired"), (4, DEAD, "BadRequest: too long"))
    for number, state, error in ended:
        await stage.database.run(lambda unit, number=number: unit.outbox.add([numbered(number)]))
        await stage.database.run(
            lambda unit, number=number, state=state, error=error: unit.outbox.settle(
                number, state, now=NOW, error=error
            )
        )
    await stage.database.run(lambda unit: unit.outbox.add([alert(8, content=content(title="لغيره"))]))
    text = (await stage.says("السجل"))["text"]
    *_, fourth, third, second, first = text.splitlines()
    assert "الخبر 4" in fourth
    assert "تعذّر إرساله" in fourth
    assert "فات أوانه" in third
    assert "وصل ضمن موجز" in second
    assert "وصل · " in first
    assert "لغيره" not in text


@pytest.mark.parametrize(
    ("state", "error", "expected"),
    [
        (SENT, None, "sent"),
        (SENT, "digest", "digest"),
        (QUEUED, "too fast", "waiting"),
        (UNKNOWN, "maybe-sent 1: TimedOut", "waiting"),
        (DeliveryState.CLAIMED, None, "waiting"),
        (DEAD, "expired", "expired"),
        (DEAD, "superseded", "superseded"),
        (DEAD, "blocked", "unreachable"),
        (DEAD, "bug: TypeError", "failed"),
        (DEAD, None, "failed"),
    ],
)
def test_each_end_has_a_word(state: DeliveryState, error: str | None, expected: str) -> None:
    assert expected == fate(replace(delivery(), state=state, error=error))
    assert all(Texts(language).has(f"history.{expected}") for language in LANGUAGES)
