"""How updates reach a poller: kept until confirmed, one poller at a time, only the kinds asked for."""

import asyncio

import aiohttp
import pytest

from rasid.demo.botapi import BotApiServer
from tests.demo.conftest import Client, Clock


def _texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_come_again_until_confirmed(server: BotApiServer, client: Client) -> None:
    """The same offset gives the same updates; a higher one confirms those below it for good."""
    sara = server.user(7)
    for text in ("أ", "ب", "ج"):
        server.send_text(sara, sara, text)
    first = await client.ok("getUpdates", limit=2)
    assert ["أ", "ب"] == _texts(first)
    assert first == await client.ok("getUpdates", limit=2)
    assert ["ب", "ج"] == _texts(await client.ok("getUpdates", offset=first[0]["update_id"] + 1))
    assert ["ب", "ج"] == _texts(await client.ok("getUpdates", offset=0))


async def test_ids_ascend_beyond_those_of_any_server_before(
    server: BotApiServer, client: Client, clock: Clock
) -> None:
    """A bot that remembers its offset hears a server that was started a second later."""
    sara = server.user(7)
    for _ in range(3):
        server.send_text(sara, sara, "خبر")
    ids = [update["update_id"] for update in await client.ok("getUpdates")]
    assert [ids[0], ids[0] + 1, ids[0] + 2] == ids
    clock.advance(seconds=3)
    later = BotApiServer(clock=clock, strict=True)
    later.send_text(later.user(7), 7, "خبر")
    assert (await later.updates.get({"offset": ids[-1] + 1}))[0]["update_id"] > ids[-1]


async def test_a_negative_offset_keeps_the_last_ones(server: BotApiServer, client: Client) -> None:
    sara = server.user(7)
    for text in ("أ", "ب", "ج"):
        server.send_text(sara, sara, text)
    assert ["ج"] == _texts(await client.ok("getUpdates", offset=-1))
    assert ["ج"] == _texts(await client.ok("getUpdates"))


async def test_a_long_poll_wakes_with_the_update(server: BotApiServer, client: Client) -> None:
    sara = server.user(7)
    poll = asyncio.create_task(client.ok("getUpdates", timeout=50))
    await server.until(lambda: server.updates.is_polled)
    server.send_text(sara, sara, "استيقظ")
    assert ["استيقظ"] == _texts(await asyncio.wait_for(poll, 2))


async def test_a_newer_poller_ends_the_older(server: BotApiServer, client: Client) -> None:
    """The older gets Telegram's 409, the newer goes on."""
    sara = server.user(7)
    older = asyncio.create_task(client.refusal("getUpdates", timeout=50))
    await server.until(lambda: server.updates.is_polled)
    newer = asyncio.create_task(client.ok("getUpdates", timeout=50))
    refusal = await asyncio.wait_for(older, 2)
    assert (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        == refusal
    )
    server.send_text(sara, sara, "للأحدث")
    assert ["للأحدث"] == _texts(await asyncio.wait_for(newer, 2))


async def test_a_webhook_shuts_polling_out(server: BotApiServer, client: Client) -> None:
    server.send_text(server.user(7), 7, "/start")
    refusal = await client.refusal("setWebhook", url="http://example.org/hook")
    assert refusal.startswith("Bad Request: bad webhook")
    await client.ok("setWebhook", url="https://example.org/hook")
    refusal = await client.refusal("getUpdates")
    assert refusal.startswith("Conflict: can't use getUpdates method while webhook is active")
    assert 1 == (await client.ok("getWebhookInfo"))["pending_update_count"]
    await client.ok("deleteWebhook", drop_pending_updates=True)
    assert [] == await client.ok("getUpdates")


async def test_only_the_kinds_asked_for_are_kept(server: BotApiServer, client: Client) -> None:
    """`allowed_updates` holds from then on; an empty list returns to Telegram's choice."""
    sara = server.user(7)
    await client.ok("getUpdates", allowed_updates=["my_chat_member"])
    server.send_text(sara, sara, "لا تُسمع")
    server.block(sara)
    assert ["my_chat_member"] == [
        kind for u in await client.ok("getUpdates") for kind in u if kind != "update_id"
    ]
    await client.ok("getUpdates", offset=-1, allowed_updates=[])
    server.unblock(sara)
    server.send_text(sara, sara, "تُسمع")
    assert "تُسمع" in str(await client.ok("getUpdates"))


async def test_an_inline_query_is_answered(server: BotApiServer, client: Client) -> None:
    server.user(7)
    query_id = server.inline_query(7, "بغداد")
    asked = (await client.ok("getUpdates"))[0]["inline_query"]
    assert (query_id, "بغداد") == (asked["id"], asked["query"])
    result = {
        "type": "article",
        "id": "1",
        "title": "خبر",
        "input_message_content": {"message_text": "خبر"},
    }
    await client.ok("answerInlineQuery", inline_query_id=query_id, results=[result])
    assert [result] == (server.answer(query_id) or {})["results"]
    refusal = await client.refusal("answerInlineQuery", inline_query_id=query_id, results=[result, result])
    assert "Bad Request: RESULT_ID_DUPLICATE" == refusal


@pytest.mark.parametrize(
    ("token", "status", "description"),
    [("1000000:wrong", 401, "Unauthorized"), ("nonsense", 404, "Not Found")],
)
async def test_a_strangers_token_opens_nothing(
    server: BotApiServer, client: Client, token: str, status: int, description: str
) -> None:
    async with client.session.get(client.url("getMe", token)) as reply:
        assert {"ok": False, "error_code": status, "description": description} == await reply.json()
    assert [] == server.calls


async def test_unknown_methods_and_broken_parameters_are_refused(
    server: BotApiServer, client: Client
) -> None:
    assert "Not Found: method not found" == await client.refusal("sendTelegram")
    form = {"chat_id": "7", "text": "خبر", "reply_markup": "{"}
    async with client.session.post(client.url("sendMessage"), data=form) as reply:
        assert "Bad Request: can't parse reply markup JSON object" == (await reply.json())["description"]


async def test_logging_out_ends_the_bot(client: Client) -> None:
    assert await client.ok("logOut")
    assert "Logged out" == await client.refusal("getMe")


async def test_servers_of_one_process_know_nothing_of_each_other(server: BotApiServer) -> None:
    other = BotApiServer("2:other", strict=True)
    await other.start()
    server.user(7)
    async with aiohttp.ClientSession() as session:
        assert "Bad Request: chat not found" == await Client(other, session).refusal(
            "sendMessage", chat_id=7, text="خبر"
        )
    await other.stop()
    assert [] == server.calls


async def test_only_loopback_is_listened_on() -> None:
    with pytest.raises(ValueError, match="loopback"):
        await BotApiServer(strict=True).start(host="0.0.0.0")
