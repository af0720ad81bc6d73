"""What Telegram refuses: the chat, the text, the pace, the token."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import TokenRefusedError
from bot.model import ChatState, DeliveryState
from tests.bot.builders import NOW, alert, subscriber
from tests.bot.post import Post, numbered


async def test_a_rate_limit_rests_its_chat_alone(post: Post) -> None:
    """429 for 7 s in one chat: it gets its alert after 7 s, another chat at once."""
    post.server.faults.add("429", method="sendMessage", chat_id=7, retry_after=7)
    await post.queue(alert(7), numbered(2, 7), alert(8))
    await post.becomes(DeliveryState.SENT, 3)
    await post.attempted(2)
    assert [] == post.texts(7)
    post.clock.moves(seconds=6)
    post.sender.wake()
    await asyncio.sleep(0.1)
    assert [] == post.texts(7)
    post.clock.moves(seconds=2)
    await post.becomes(DeliveryState.SENT, 2)
    assert 2 == len(post.texts(7))


async def test_a_rate_limit_of_hours_harms_no_other(post: Post) -> None:
    """retry_after of almost three hours neither crashes nor holds up other chats."""
    post.server.faults.add("429", method="sendMessage", chat_id=7, retry_after=10_072)
    await post.queue(alert(7), alert(8))
    await post.becomes(DeliveryState.SENT, 2)
    await post.becomes(DeliveryState.SENT, 1, minutes=10)
    assert post.clock() - NOW >= timedelta(seconds=10_072)


@pytest.mark.parametrize(
    ("code", "description", "state"),
    [
        (403, "Forbidden: bot was blocked by the user", ChatState.BLOCKED),
        (403, "Forbidden: user is deactivated", ChatState.DEACTIVATED),
        (403, "Forbidden: bot can't initiate conversation with a user", ChatState.BLOCKED),
        (403, "Forbidden: bot was kicked from the supergroup chat", ChatState.KICKED),
        (403, "Forbidden: bot is not a member of the channel chat", ChatState.KICKED),
        (403, "Forbidden: the group chat was deleted", ChatState.KICKED),
        (400, "Bad Request: not enough rights to send text messages to the chat", ChatState.RESTRICTED),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", ChatState.RESTRICTED),
    ],
)
async def test_a_lost_chat_is_left_alone(post: Post, code: int, description: str, state: ChatState) -> None:
    """The chat gets its state, its queue is dropped after one request, and its watchlists stay."""
    await post.database.run(lambda unit: unit.watchlists.add(7, 0, "keywords", "غزة", "غزة", NOW))
    post.server.faults.add(
        "deny", method="sendMessage", chat_id=7, times=None, code=code, description=description
    )
    await post.queue(alert(7), numbered(2, 7), alert(8))
    await post.becomes(DeliveryState.DEAD, 1)
    await post.becomes(DeliveryState.DEAD, 2)
    await post.becomes(DeliveryState.SENT, 3)
    assert state is await post.chat_state()
    assert 1 == sum(params["chat_id"] == 7 for params in post.calls("sendMessage"))
    assert 1 == len(await post.database.run(lambda unit: unit.watchlists.of_chat(7)))


async def test_chat_not_found_is_believed_the_second_time(post: Post) -> None:
    post.server.faults.add(
        "deny", method="sendMessage", times=None, code=400, description="Bad Request: chat not found"
    )
    await post.queue(alert())
    await post.attempted(1)
    assert ChatState.ACTIVE is await post.chat_state()
    await post.becomes(DeliveryState.DEAD, seconds=30)
    assert ChatState.INVALID is await post.chat_state()
    assert 2 == len(post.calls("sendMessage"))


async def test_a_group_that_moved_is_followed(post: Post) -> None:
    """Everything of the group goes to the supergroup, and the alert arrives there once."""
    post.server.group(-5, kind="group")
    await post.database.run(lambda unit: unit.chats.put(subscriber(-5, kind="group")))
    post.server.migrate(-5, -1005)
    await post.queue(alert(-5))
    await post.becomes(DeliveryState.SENT)
    moved = await post.database.run(lambda unit: unit.chats.get(-1005))
    assert moved
    assert "supergroup" == moved.kind
    assert 1 == sum("#A7F3" in message.get("text", "") for message in post.server.messages(-1005))


async def test_a_closed_topic_falls_back_to_the_group(post: Post) -> None:
    forum = post.server.group(-6, is_forum=True)
    topic = post.server.topic(forum, "عاجل")
    topic.is_deleted = True
    await post.database.run(lambda unit: unit.chats.put(subscriber(-6, kind="supergroup")))
    await post.queue(alert(-6, thread_id=topic.id))
    await post.becomes(DeliveryState.SENT)
    assert "message_thread_id" not in post.server.messages(-6)[-1]


async def test_a_text_that_telegram_refuses_goes_as_plain_text(post: Post) -> None:
    """Our bug must not cost the reader the news: once more, without tags and buttons."""
    post.server.faults.add(
        "deny",
        method="sendMessage",
        code=400,
        description="Bad Request: can't parse entities: unexpected end tag",
    )
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    (message,) = post.server.messages(7)
    assert "entities" not in message or all(e["type"] != "bold" for e in message["entities"])
    assert "سقوط أربعة صواريخ" in message["text"]
    assert "reply_markup" not in message


async def test_a_text_that_is_refused_twice_is_a_dead_letter(post: Post) -> None:
    post.server.faults.add(
        "deny", method="sendMessage", times=None, code=400, description="Bad Request: message is too long"
    )
    await post.queue(alert(), numbered(2))
    await post.becomes(DeliveryState.DEAD)
    assert "message is too long" in (await post.error()).lower()
    assert 2 <= len(post.calls("sendMessage")) <= 4


async def test_a_refused_token_stops_the_sender(post: Post) -> None:
    """401: nothing is lost, nothing is tried again, and the sender says why it ended."""
    post.server.faults.add("deny", method="sendMessage", times=None, code=401, description="Unauthorized")
    await post.queue(alert())
    await post.becomes(DeliveryState.QUEUED)
    with pytest.raises(TokenRefusedError):
        await post.sender.run()
