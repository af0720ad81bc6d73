"""The transport against raw servers: what surely never left, what may have, and what can be read."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.transport import AiohttpRequest, was_never_sent
from rasid.demo.botapi import DEMO_TOKEN, BotApiServer

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
TOKEN = "123456:" + "A" * 35


@asynccontextmanager
async def server_that(handle: Handler) -> AsyncIterator[str]:
    """Serve with `handle`; all connections are over when it is left."""
    open_connections: set[asyncio.Task[None]] = set()

    async def tracked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_connections.add(asyncio.current_task())  # type: ignore[arg-type]  # asyncio runs this in a task
        await handle(reader, writer)
        await writer.wait_closed()

    listener = await asyncio.start_server(tracked, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    await asyncio.gather(*open_connections, return_exceptions=True)


@asynccontextmanager
async def talking_to(url: str, token: str = TOKEN, **times: float) -> AsyncIterator[Bot]:
    request = AiohttpRequest(**times)  # type: ignore[arg-type]  # durations only
    bot = Bot(token, base_url=f"{url}/bot", request=request, get_updates_request=AiohttpRequest())
    await request.initialize()
    try:
        yield bot
    finally:
        await request.shutdown()


def answering(head: str, body: str) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        text = f"HTTP/1.1 {head}\r\nContent-Length: {len(body.encode())}\r\nConnection: close\r\n\r\n{body}"
        writer.write(text.encode())
        writer.close()

    return handle


async def failure(bot: Bot) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(7, "نص")
    return caught.value


async def test_a_refused_connection_was_never_sent() -> None:
    async with server_that(answering("200 OK", "")) as url:
        pass
    async with talking_to(url) as bot:
        assert was_never_sent(await failure(bot))


async def test_an_unknown_host_was_never_sent() -> None:
    async with talking_to("http://no-such-host.invalid") as bot:
        assert was_never_sent(await failure(bot))


async def test_a_silent_server_may_have_taken_it() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with server_that(silent) as url, talking_to(url, read_timeout=0.1) as bot:
        error = await failure(bot)
    assert isinstance(error, TimedOut)
    assert not was_never_sent(error)


async def test_a_dropped_connection_may_have_taken_it() -> None:
    async def drops(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with server_that(drops) as url, talking_to(url) as bot:
        error = await failure(bot)
    assert NetworkError is type(error)
    assert not was_never_sent(error)


@pytest.mark.parametrize("body", ["<html>", "", '{"ok":tr', "[]", "null", '{"ok":true}', '"result"'])
async def test_a_page_instead_of_an_answer_is_an_error(body: str) -> None:
    """A proxy's page with status 200, or JSON cut short, is neither success nor a crash."""
    async with server_that(answering("200 OK", body)) as url, talking_to(url) as bot:
        error = await failure(bot)
    assert TelegramError is type(error)
    assert not was_never_sent(error)


async def test_a_failing_gateway_is_answered() -> None:
    """5xx with a page: an answer of the server's, told from a lost connection by having no cause."""
    async with server_that(answering("502 Bad Gateway", "<html>nginx</html>")) as url, talking_to(url) as bot:
        error = await failure(bot)
    assert error.__cause__ is None
    assert "nginx" not in str(error)


async def test_telegrams_own_error_is_kept() -> None:
    body = '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}'
    async with server_that(answering("400 Bad Request", body)) as url, talking_to(url) as bot:
        error = await failure(bot)
    assert BadRequest is type(error)
    assert "chat not found" in str(error).lower()


async def test_no_error_names_the_token() -> None:
    """Neither the text nor the cause of a failure carries the secret."""
    async with talking_to("http://127.0.0.1:9") as bot:
        error = await failure(bot)
    assert TOKEN not in f"{error!r} {error.__cause__!r} {error}"


async def test_a_redirect_is_not_followed() -> None:
    """Nobody can send our token elsewhere."""
    redirect = answering("302 Found\r\nLocation: http://127.0.0.1:9/", "")
    async with server_that(redirect) as url, talking_to(url) as bot:
        error = await failure(bot)
    assert "302" in str(error)


async def test_files_are_sent_as_multipart(server: BotApiServer) -> None:
    """A picture with an Arabic caption arrives whole."""
    async with talking_to(server.url, DEMO_TOKEN) as bot:
        await bot.send_photo(
            7, InputFile(b"\x89PNG\r\n\x1a\n" + bytes(64), "chart.png"), caption="مخطط «الأسبوع»"
        )
    assert "مخطط «الأسبوع»" == server.messages(7)[0]["caption"]


async def test_a_files_arabic_name_arrives_as_it_is() -> None:
    """Telegram shows the name as it stands in the request: percent signs would reach the reader."""
    seen: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"[]\r\n"))
        writer.close()

    async with server_that(note) as url, talking_to(url) as bot:
        with pytest.raises(NetworkError):
            await bot.send_document(7, InputFile(b"[]", "خريطة.json"))
    assert 'filename="خريطة.json"'.encode() in seen[0]


async def test_a_request_before_its_start_is_a_bug() -> None:
    bot = Bot(TOKEN, request=AiohttpRequest(), get_updates_request=AiohttpRequest())
    with pytest.raises(TelegramError):
        await bot.send_message(7, "نص")
