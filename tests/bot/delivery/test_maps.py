"""The map below a first alert, in chats that want one."""

from dataclasses import replace

import pytest

from bot.model import Alert, AlertKind, DeliveryState
from bot.ports import MUTED, Unit
from filters.model import Event
from rasid.demo.refusal import Json
from tests.bot.builders import alert, content, subscriber
from tests.bot.post import Post, numbered


async def wants_maps(post: Post, *, maps: bool = True) -> None:
    await post.database.run(lambda unit: unit.chats.put(replace(subscriber(7), maps=maps)))


def photos(post: Post) -> list[Json]:
    return [message for message in post.server.messages(7) if "photo" in message]


async def test_a_first_alert_is_followed_by_its_map(post: Post) -> None:
    """Once, without a sound, as a reply to the alert, with the place in words."""
    await wants_maps(post)
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    await post.becomes(DeliveryState.SENT, 2)
    first, (photo,) = post.server.messages(7)[0], photos(post)
    assert first["message_id"] == photo["reply_to_message"]["message_id"]
    assert "المنطقة الخضراء" in photo["caption"]
    assert [True] == [call["disable_notification"] for call in post.calls("sendPhoto")]


async def test_what_changes_later_edits_the_alert_and_not_the_map(post: Post) -> None:
    """Neither an edit nor a reply has a map of its own."""
    await wants_maps(post)
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    await post.becomes(DeliveryState.SENT, 2)
    await post.queue(alert(revision=2, kind=AlertKind.EDIT, content=content(outlets=("وكالة أخرى",))))
    await post.becomes(DeliveryState.SENT, 3)
    await post.queue(alert(revision=3, kind=AlertKind.REPLY))
    await post.becomes(DeliveryState.SENT, 4)
    assert "وكالة أخرى" in post.server.messages(7)[0]["text"]
    assert 1 == len(photos(post))


@pytest.mark.parametrize(
    "told",
    [
        alert(content=content(place="")),
        alert(content=content(event=Event.STATEMENT)),
        alert(content=content(place="nowhere/at-all")),
    ],
)
async def test_without_an_event_in_a_known_place_there_is_no_map(post: Post, told: Alert) -> None:
    await wants_maps(post)
    await post.queue(told)
    await post.becomes(DeliveryState.SENT)
    assert [] == photos(post)
    assert await post.database.run(lambda unit: unit.outbox.get(2)) is None


async def test_chats_that_want_none_get_none(post: Post) -> None:
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    assert await post.database.run(lambda unit: unit.outbox.get(2)) is None


async def test_maps_are_no_part_of_a_digest(post: Post) -> None:
    """Twenty alerts that waited are one message, which is about no one place."""
    await wants_maps(post)
    await post.queue(*(numbered(n, 7) for n in range(20)))
    await post.becomes(DeliveryState.SENT, 20)
    maps = [call["caption"] for call in post.calls("sendPhoto")]
    assert len(maps) <= 3
    assert not any("🗺" in text for text in post.texts(7))


async def test_the_map_of_a_muted_story_is_not_sent(post: Post) -> None:
    """Muted between alert and map."""
    await wants_maps(post)

    def told_and_muted(unit: Unit) -> dict[tuple[int, int, str], int]:
        first = alert()
        unit.outbox.add([first])
        unit.outbox.mute(7, 0, first.incident_id, is_muted=True)
        return unit.outbox.told([first.incident_id])

    assert MUTED in (await post.database.run(told_and_muted)).values()
    await post.becomes(DeliveryState.SENT)
    await post.becomes(DeliveryState.DEAD, 2)
    assert [] == photos(post)
