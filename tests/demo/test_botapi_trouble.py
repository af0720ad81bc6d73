"""Scripted faults and Telegram's rates: what the client meets, and what took effect all the same."""

import asyncio

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.demo.botapi import BotApiServer
from rasid.demo.rules import RateRules
from tests.demo.conftest import Client, Clock

_SEND = {"chat_id": 7, "text": "خبر"}


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("deny", 403, "Forbidden: bot was blocked by the user"),
        ("429", 429, "Too Many Requests: retry after 9"),
        ("5xx", 502, "Bad Gateway"),
    ],
)
async def test_refusals_come_as_scripted_and_take_no_effect(
    server: BotApiServer, client: Client, kind: str, status: int, body: str
) -> None:
    """Exactly `times` requests are struck; the next one passes."""
    server.user(7)
    server.faults.add(kind, method="sendMessage", chat_id=7, times=2, retry_after=9)
    for _ in range(2):
        answer = await client("sendMessage", **_SEND)
        assert (status, body) == (answer["error_code"], answer["description"])
    assert [] == server.messages(7)
    await client.ok("sendMessage", **_SEND)
    assert [kind, kind, ""] == [call.fault for call in server.calls]


async def test_a_429_names_its_seconds(server: BotApiServer, client: Client) -> None:
    server.faults.add("429", retry_after=10072)
    assert {"retry_after": 10072} == (await client("sendMessage", **_SEND))["parameters"]


async def test_faults_strike_only_their_chat_and_method_and_turn(
    server: BotApiServer, client: Client
) -> None:
    """`chat_id`, `method` and `skip` narrow a fault down; `times` None lets it strike for ever."""
    server.user(7)
    server.user(8)
    server.faults.add("deny", method="sendMessage", chat_id=8, skip=1, times=None)
    await client.ok("sendMessage", **_SEND)
    await client.ok("sendMessage", chat_id=8, text="أول")
    await client.ok("sendChatAction", chat_id=8, action="typing")
    for _ in range(3):
        await client.refusal("sendMessage", chat_id=8, text="ثانٍ")
    server.faults.clear()
    await client.ok("sendMessage", chat_id=8, text="ثالث")


@pytest.mark.parametrize(("kind", "accepted"), [("reset", 0), ("accept-then-drop", 1)])
async def test_a_broken_connection_may_or_may_not_have_sent(
    server: BotApiServer, client: Client, kind: str, accepted: int
) -> None:
    """The client sees no answer in either case; only the chat tells whether the message is there."""
    server.user(7)
    server.faults.add(kind)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client("sendMessage", **_SEND)
    assert accepted == len(server.messages(7))
    assert [(0, kind, bool(accepted))] == [(c.status, c.fault, c.was_carried_out) for c in server.calls]


@pytest.mark.parametrize("accept", [True, False])
async def test_a_hang_outlasts_the_client(server: BotApiServer, client: Client, *, accept: bool) -> None:
    server.user(7)
    server.faults.add("hang", accept=accept)
    timeout = aiohttp.ClientTimeout(total=0.2)
    with pytest.raises(TimeoutError):
        await client.session.post(client.url("sendMessage"), json=_SEND, timeout=timeout)
    assert int(accept) == len(server.messages(7))


async def test_a_hang_ends_when_the_server_stops(server: BotApiServer, client: Client) -> None:
    server.faults.add("hang")
    hung = asyncio.create_task(client("sendMessage", **_SEND))
    await server.until(lambda: len(server.calls) == 1)
    async with asyncio.timeout(2):
        await server.stop()
        await asyncio.gather(hung, return_exceptions=True)


@pytest.mark.parametrize(("kind", "accepted"), [("html-200", 0), ("cut-json", 1)])
async def test_unreadable_answers_come_with_status_200(
    server: BotApiServer, client: Client, kind: str, accepted: int
) -> None:
    server.user(7)
    server.faults.add(kind)
    async with client.session.post(client.url("sendMessage"), json=_SEND) as reply:
        assert 200 == reply.status
        with pytest.raises(ValueError, match=r"Expecting|Unterminated|Invalid"):
            await reply.json(content_type=None)
    assert accepted == len(server.messages(7))


async def test_the_server_keeps_to_the_rates_it_is_given(clock: Clock) -> None:
    """Three at once to a person, then one a second; the refusal says how long to wait, and waiting helps."""
    server = BotApiServer(clock=clock, strict=True, rates=RateRules())
    await server.start()
    server.user(7)
    async with aiohttp.ClientSession() as session:
        client = Client(server, session)
        for _ in range(3):
            await client.ok("sendMessage", **_SEND)
        answer = await client("sendMessage", **_SEND)
        assert (429, {"retry_after": 1}) == (answer["error_code"], answer["parameters"])
        clock.advance(seconds=1)
        await client.ok("sendMessage", **_SEND)
    await server.stop()


_GAPS = st.lists(st.floats(0, 20), min_size=1, max_size=120)


@given(st.lists(st.floats(0, 2), min_size=30, max_size=60))
def test_a_group_takes_twenty_messages_a_minute(gaps: list[float]) -> None:
    """In no window of 60 s are more than 20 admitted, edits counted."""
    rules, clock, admitted = RateRules(), Clock(), []
    for gap in gaps:
        clock.advance(seconds=gap)
        if rules.admit(-1, clock(), is_edit=len(admitted) % 2 == 0) == 0:
            admitted.append(clock().timestamp())
    assert all(sum(at <= other < at + 60 for other in admitted) <= 20 for at in admitted)


@given(st.lists(st.tuples(st.floats(0, 0.3), st.integers(1, 200)), min_size=1, max_size=120))
def test_all_chats_together_take_thirty_a_second(steps: list[tuple[float, int]]) -> None:
    rules, clock, admitted = RateRules(), Clock(), []
    for gap, chat_id in steps:
        clock.advance(seconds=gap)
        if rules.admit(chat_id, clock()) == 0:
            admitted.append(clock().timestamp())
    assert all(sum(at <= other < at + 0.999 for other in admitted) <= 30 for at in admitted)


@given(_GAPS)
def test_a_wait_that_was_asked_for_suffices(gaps: list[float]) -> None:
    """After the seconds of a refusal the same request is admitted."""
    rules, clock = RateRules(), Clock()
    for gap in gaps:
        clock.advance(seconds=gap / 20)
        if wait := rules.admit(7, clock()):
            clock.advance(seconds=wait)
            assert 0 == rules.admit(7, clock())
