"""python-telegram-bot's requests over aiohttp, telling «never sent» from «maybe sent»."""

import json
import os
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# PTB warns at each 429 until told that durations may be timedeltas, which ours are.
os.environ.setdefault("PTB_TIMEDELTA", "1")

_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
# Telegram closes idle connections after about a minute; a request on a closed one fails as «maybe sent».
_KEEP_ALIVE_SECONDS = 20.0


def was_never_sent(error: BaseException) -> bool:
    """Return whether the request surely did not leave: no name, no connection, no free connection."""
    return isinstance(error.__cause__, _NEVER_SENT)


class AiohttpRequest(BaseRequest):
    """Sends requests to the Bot API on at most `connections` connections.

    Errors carry aiohttp's exception as `__cause__` and neither address nor token in their text.
    """

    def __init__(
        self,
        *,
        connections: int = 16,
        connect_timeout: float = 10.0,
        read_timeout: float = 30.0,
        total_timeout: float = 60.0,
    ) -> None:
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._total_timeout = total_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Return the seconds that an answer may take."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session; twice is harmless."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=_KEEP_ALIVE_SECONDS, ttl_dns_cache=60
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0917  # PTB's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # covered by the total
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # waiting for a connection is connecting
    ) -> tuple[int, bytes]:
        """Return status and body of the answer.

        Raises `TimedOut` and `NetworkError` as python-telegram-bot expects; a good status
        whose body is not the Bot API's JSON is a `TelegramError`.
        """
        if self._session is None:
            raise RuntimeError("AiohttpRequest is not initialised")
        timeout = self._timeout(connect_timeout, read_timeout)
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=timeout, allow_redirects=False
            ) as response:
                return _checked(response.status, await response.read(), is_api=method == "POST")
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error

    def _timeout(self, connect_timeout: Any, read_timeout: Any) -> aiohttp.ClientTimeout:
        connect = self._connect_timeout if connect_timeout is self.DEFAULT_NONE else connect_timeout
        read = self._read_timeout if read_timeout is self.DEFAULT_NONE else read_timeout
        total = None if read is None else max(self._total_timeout, (connect or 0.0) + read)
        return aiohttp.ClientTimeout(total=total, connect=connect, sock_connect=connect, sock_read=read)


def _checked(status: int, body: bytes, *, is_api: bool) -> tuple[int, bytes]:
    """Return the answer if it can be read; PTB would raise KeyError for a page instead of JSON.

    A proxy's page for an error is turned into Telegram's form, so that nothing of it is logged.
    """
    if not is_api or _is_answer(body):
        return status, body
    if status < 300:  # noqa: PLR2004  # HTTP: below 300 is success
        raise TelegramError("Unreadable answer")
    return status, json.dumps({"ok": False, "description": f"Unreadable answer ({status})"}).encode()


def _is_answer(body: bytes) -> bool:
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and ("result" in answer or answer.get("ok") is False)


def _body(request_data: RequestData | None) -> aiohttp.Payload | aiohttp.FormData | None:
    """Return the parameters: as JSON, or as a multipart form if there are files."""
    if request_data is None:
        return None
    if not request_data.contains_files:
        # As a form, Arabic is twice as long and takes several times as long to write.
        text = json.dumps(request_data.json_parameters, ensure_ascii=False)
        return aiohttp.BytesPayload(text.encode(), content_type="application/json")
    # Telegram takes names as they are: quoted, «خريطة.png» would reach people as %D8%AE…
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return form
