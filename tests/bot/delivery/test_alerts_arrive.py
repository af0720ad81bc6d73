"""Alerts become messages, edits of messages and replies to them."""

from aiogram.methods import EditMessageText, SendMessage

from bot.model import AlertKind, DeliveryState
from tests.bot.builders import TITLE, alert, content
from tests.bot.post import Post, numbered


async def test_an_alert_arrives(post: Post) -> None:
    """It is sent once, recorded with its message id, as parameters that aiogram's model accepts whole."""
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    assert 1 == len(post.texts())
    (params,) = post.calls("sendMessage")
    assert not SendMessage.model_validate(params).model_extra
    delivery = await post.database.run(lambda unit: unit.outbox.get(1))
    assert delivery
    assert post.server.messages(7)[0]["message_id"] == delivery.message_id


async def test_a_chat_keeps_its_order(post: Post) -> None:
    """Ten alerts to each of three chats, four in flight: each chat reads them in order."""
    await post.queue(*(numbered(n, chat) for n in range(10) for chat in (7, 8, 9)))
    await post.becomes(DeliveryState.SENT, 30)
    for chat in (7, 8, 9):
        assert list(range(10)) == [
            int(text.split("الخبر ")[1].split("\u2069")[0]) for text in post.texts(chat)
        ]


async def test_a_small_change_edits_the_message(post: Post) -> None:
    """The first message is changed in place; nothing new is sent."""
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    await post.queue(alert(revision=2, kind=AlertKind.EDIT, content=content(news=("new-outlet",))))
    await post.becomes(DeliveryState.SENT, 2)
    (text,) = post.texts()
    assert "مصدر جديد" in text
    (params,) = post.calls("editMessageText")
    assert not EditMessageText.model_validate(params).model_extra


async def test_an_edit_keeps_the_headline_of_its_message(post: Post) -> None:
    """Another outlet's small news changes figures and outlets, not headline, link and sentence.

    An edit of the reply that told a big change keeps the reply's.
    """
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    other = content(
        title="عنوان آخر", url="https://other.example/2", outlets=("وكالة الرافدين", "قناة النهر")
    )
    await post.queue(alert(revision=2, kind=AlertKind.EDIT, content=other))
    await post.becomes(DeliveryState.SENT, 2)
    (text,) = post.texts()
    assert TITLE in text
    assert "عنوان آخر" not in text
    assert "قناة النهر" in text
    assert "rafidain.example" in text
    await post.queue(alert(revision=3, kind=AlertKind.REPLY, content=other))
    await post.queue(alert(revision=4, kind=AlertKind.EDIT, content=content(title="عنوان ثالث")))
    await post.becomes(DeliveryState.SENT, 4)
    assert [True, False] == [TITLE in text for text in post.texts()]
    assert "عنوان آخر" in post.texts()[1]


async def test_an_edit_that_changes_nothing_is_success(post: Post) -> None:
    await post.queue(alert(kind=AlertKind.EDIT))
    await post.becomes(DeliveryState.SENT)
    await post.queue(alert(revision=2, kind=AlertKind.EDIT))
    await post.becomes(DeliveryState.SENT, 2)
    assert 1 == len(post.texts())


async def test_an_edit_of_a_deleted_message_is_sent_anew(post: Post) -> None:
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    post.server.world.chats[7].messages.clear()
    await post.queue(alert(revision=2, kind=AlertKind.EDIT))
    await post.becomes(DeliveryState.SENT, 2)
    assert 1 == len(post.texts())


async def test_only_the_last_of_several_edits_is_made(post: Post) -> None:
    """Three small changes that waited together edit the message once, to the last state."""
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    edits = [
        alert(revision=n, kind=AlertKind.EDIT, content=content(outlets=(f"وكالة {n}",))) for n in (2, 3, 4)
    ]
    await post.queue(*edits)
    await post.becomes(DeliveryState.SENT, 4)
    assert 1 == len(post.calls("editMessageText"))
    assert "وكالة 4" in post.texts()[0]
    assert DeliveryState.DEAD is await post.state(2)
    assert "superseded" == await post.error(2)


async def test_a_big_change_replies_to_the_first_message(post: Post) -> None:
    await post.queue(alert())
    await post.becomes(DeliveryState.SENT)
    await post.queue(alert(revision=2, kind=AlertKind.REPLY))
    await post.becomes(DeliveryState.SENT, 2)
    first, second = post.server.messages(7)
    assert first["message_id"] == second["reply_to_message"]["message_id"]
