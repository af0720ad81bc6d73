"""The HTTP side of the Bot API: token, parameters, scripted trouble, rates, method, answer."""

import asyncio
import hmac
import json
import re
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from rasid.demo import params as parameters
from rasid.demo.checks import Request
from rasid.demo.faults import Fault, Faults
from rasid.demo.methods import METHODS, PACED
from rasid.demo.refusal import Json, Refusal, too_many
from rasid.demo.rules import RateRules
from rasid.demo.state import Call, Upload, World
from rasid.demo.text import Reader
from rasid.demo.updates import Updates

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_\-]+")
_RESET = struct.pack("ii", 1, 0)
_PROXY_PAGE = (
    "<html><head><title>Proxy</title></head><body><h1>Please log in to the network</h1></body></html>"
)


@dataclass(slots=True)
class _Outcome:
    """A status and a body that wait to be sent."""

    status: int
    body: Json


@dataclass(slots=True)
class BotApi:
    """Answers `/bot<token>/<method>` out of one world. `rates` None means no limits."""

    token: str
    world: World
    updates: Updates
    faults: Faults
    reader: Reader
    rates: RateRules | None = None
    keep_calls: bool = True
    is_logged_out: bool = False
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def add_routes(self, app: web.Application) -> None:
        """Serve the methods and the files of this bot."""
        app.router.add_route("*", "/bot{token}/{method}", self.handle)
        app.router.add_get("/file/bot{token}/{file_id}", self.download)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request of a bot as Telegram would, or as the script of faults wants."""
        if refusal := self._stranger(request.match_info["token"]):
            return _reply(_Outcome(refusal.code, refusal.answer()))
        method = request.match_info["method"].lower()
        try:
            params, files = await parameters.read(request)
        except Refusal as refused:
            return self._finish(method, {}, None, _Outcome(refused.code, refused.answer()))
        fault = self.faults.take(method, params.get("chat_id"))
        if fault and not fault.is_carried_out:
            return await self._suffer(request, method, params, fault, None)
        outcome = await self._carry_out(method, params, files)
        if request.transport is None or request.transport.is_closing():
            outcome.status = 0  # nobody is there to read it: a poll that was broken off
        if fault:
            return await self._suffer(request, method, params, fault, outcome)
        return self._finish(method, params, None, outcome)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Give out the content of a file."""
        if refusal := self._stranger(request.match_info["token"]):
            return _reply(_Outcome(refusal.code, refusal.answer()))
        upload = self.world.files.get(request.match_info["file_id"])
        if upload is None:
            return _reply(_Outcome(404, Refusal(404, "Not Found").answer()))
        return web.Response(body=upload.body, content_type=upload.content_type)

    def _stranger(self, token: str) -> Refusal | None:
        if hmac.compare_digest(token.encode(), self.token.encode()):
            return Refusal(400, "Logged out") if self.is_logged_out else None
        return Refusal(401, "Unauthorized") if _TOKEN.fullmatch(token) else Refusal(404, "Not Found")

    async def _carry_out(self, method: str, params: Json, files: dict[str, Upload]) -> _Outcome:
        try:
            result = await self._result(method, params, files)
        except Refusal as refused:
            return _Outcome(refused.code, refused.answer())
        return _Outcome(200, {"ok": True, "result": result})

    async def _result(self, method: str, params: Json, files: dict[str, Upload]) -> object:
        if (waiting := _WAITING.get(method)) is not None:
            return await waiting(self, params)
        found = METHODS.get(method)
        if found is None:
            raise Refusal(404, "Not Found: method not found")
        self._pace(method, params)
        return found(Request(self.world, params, files, self.reader))

    def _pace(self, method: str, params: Json) -> None:
        chat_id = params.get("chat_id")
        if self.rates is None or method not in PACED or not isinstance(chat_id, int):
            return
        if seconds := self.rates.admit(chat_id, self.world.clock(), is_edit=PACED[method]):
            raise too_many(seconds)

    def _finish(self, method: str, params: Json, fault: Fault | None, outcome: _Outcome) -> web.Response:
        self._record(method, params, outcome.status, outcome, fault)
        return _reply(outcome) if outcome.status else web.Response()

    def _record(
        self, method: str, params: Json, status: int, outcome: _Outcome | None, fault: Fault | None
    ) -> None:
        body = outcome.body if outcome else {}
        call = Call(
            method=method,
            params=params,
            at=self.world.clock(),
            status=status,
            result=body.get("result"),
            description=str(body.get("description", "")),
            fault=fault.kind if fault else "",
            was_carried_out=bool(body.get("ok")),
        )
        if self.keep_calls:
            self.world.calls.append(call)
        self.world.stir()

    async def _suffer(
        self, request: web.Request, method: str, params: Json, fault: Fault, outcome: _Outcome | None
    ) -> web.StreamResponse:
        """Answer as the fault wants; `outcome` is what the request really led to, None if nothing."""
        if fault.kind in {"deny", "429", "5xx"}:
            refusal = Refusal(fault.code, fault.description, fault.parameters)
            self._record(method, params, fault.code, outcome, fault)
            return _reply(_Outcome(fault.code, refusal.answer()))
        if fault.kind in {"reset", "accept-then-drop"}:
            self._record(method, params, 0, outcome, fault)
            return _hang_up(request, with_reset=fault.kind == "reset")
        if fault.kind == "hang":
            self._record(method, params, 0, outcome, fault)
            await self._hold(fault.seconds)
            return _reply(_Outcome(fault.code, Refusal(fault.code, fault.description).answer()))
        self._record(method, params, 200, outcome, fault)
        if fault.kind == "html-200":
            return web.Response(text=_PROXY_PAGE, content_type="text/html")
        whole = json.dumps(outcome.body if outcome else {"ok": True, "result": True})
        return web.Response(text=whole[: len(whole) // 2], content_type="application/json")

    async def _hold(self, seconds: float) -> None:
        """Wait so long, or until the server stops."""
        stopped = asyncio.ensure_future(self.stopping.wait())
        await asyncio.wait([stopped], timeout=seconds)
        stopped.cancel()


def _reply(outcome: _Outcome) -> web.Response:
    return web.json_response(outcome.body, status=outcome.status)


def _hang_up(request: web.Request, *, with_reset: bool) -> web.Response:
    transport = request.transport
    if transport is not None:
        if with_reset:
            # Zero linger makes the kernel send RST instead of FIN.
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        transport.abort()
    return web.Response()


async def _get_updates(api: BotApi, params: Json) -> object:
    return await api.updates.get(params)


async def _set_webhook(api: BotApi, params: Json) -> object:
    url = str(params.get("url") or "")
    if url and not url.startswith("https://"):
        raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    api.updates.allow(params.get("allowed_updates"))
    api.updates.webhook = {"url": url, "has_custom_certificate": False}
    return _dropped(api, params)


async def _delete_webhook(api: BotApi, params: Json) -> object:
    api.updates.webhook = {"url": "", "has_custom_certificate": False}
    return _dropped(api, params)


def _dropped(api: BotApi, params: Json) -> bool:
    if params.get("drop_pending_updates"):
        api.updates.drop()
    return True


async def _get_webhook_info(api: BotApi, _params: Json) -> object:
    return api.updates.webhook | {"pending_update_count": len(api.updates)}


async def _log_out(api: BotApi, _params: Json) -> object:
    api.is_logged_out = True
    return True


async def _close(_api: BotApi, _params: Json) -> object:
    return True


_WAITING: dict[str, Callable[[BotApi, Json], Awaitable[object]]] = {
    "getupdates": _get_updates,
    "setwebhook": _set_webhook,
    "deletewebhook": _delete_webhook,
    "getwebhookinfo": _get_webhook_info,
    "logout": _log_out,
    "close": _close,
}
