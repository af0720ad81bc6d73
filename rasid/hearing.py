"""The door that WebSub hubs knock at: an HTTP server behind `websub.public_url`, and nothing else on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from aiohttp import web

from feeds.model import LIMIT_BYTES
from rasid import logs
from rasid.hubs import Hubs

_READ_WITHIN = timedelta(seconds=30)
_CHUNK_BYTES = 65_536
_MOST_AT_ONCE = 8
_RETRY_AFTER = {"Retry-After": "60"}
_LONGEST_TYPE = 1024
_LOG = logs.get("rasid.hearing")


class Door:
    """Answers hubs. Who does not know a subscription's token learns nothing and sends nothing."""

    def __init__(self, hubs: Hubs, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self._hubs = hubs
        self._limit_bytes = limit_bytes
        self._busy: set[str] = set()

    def app(self) -> web.Application:
        """Return the application; the last part of a path is the token."""
        app = web.Application()
        app.router.add_get("/{prefix:.*}", self._confirm)
        app.router.add_post("/{prefix:.*}", self._push)
        return app

    async def _confirm(self, request: web.Request) -> web.Response:
        challenge = await self._hubs.confirm(_token(request), request.query)
        if challenge is None:
            return web.Response(status=404)
        return web.Response(text=challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def _push(self, request: web.Request) -> web.Response:
        token = _token(request)
        subscription = await self._hubs.known(token)
        if subscription is None:
            return web.Response(status=410)
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return web.Response(status=415)
        # One at a time for each feed: a hub that floods us holds up itself alone.
        if token in self._busy or len(self._busy) >= _MOST_AT_ONCE:
            return web.Response(status=503, headers=_RETRY_AFTER)
        self._busy.add(token)
        try:
            body = await self._body(request)
            if isinstance(body, web.Response):
                return body
            kind = request.headers.get("Content-Type", "")[:_LONGEST_TYPE] or None
            await self._hubs.take(subscription, request.headers.get("X-Hub-Signature", ""), body, kind)
        finally:
            self._busy.discard(token)
        # The standard wants it so also for a wrong signature: a forger is not told.
        return web.Response(status=202)

    async def _body(self, request: web.Request) -> bytes | web.Response:
        if (request.content_length or 0) > self._limit_bytes:
            return web.Response(status=413)
        body = bytearray()
        try:
            async with asyncio.timeout(_READ_WITHIN.total_seconds()):
                async for chunk in request.content.iter_chunked(_CHUNK_BYTES):
                    body += chunk
                    if len(body) > self._limit_bytes:
                        return web.Response(status=413)
        except TimeoutError:
            return web.Response(status=408)
        return bytes(body)


@asynccontextmanager
async def listening(door: Door, host: str, port: int) -> AsyncIterator[int]:
    """Listen while the block runs; gives the port, which the system chooses for port 0.

    What is being answered at its end is answered first, for ten seconds at most.
    """
    # Bodies are not decompressed: a bomb is turned away by its Content-Encoding.
    runner = web.AppRunner(door.app(), access_log=None, shutdown_timeout=10, auto_decompress=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        bound = int(runner.addresses[0][1])
        _LOG.info("listening", host=host, port=bound)
        yield bound
    finally:
        await runner.cleanup()


def _token(request: web.Request) -> str:
    return request.path.rpartition("/")[2]
