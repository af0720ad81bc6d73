"""The chat page: a Telegram chat in the browser, one person to an address, live by server-sent events."""

import asyncio
import json
from collections.abc import Callable
from importlib.resources import files
from typing import Final

from aiohttp import web

from rasid.demo.botapi import BotApiServer
from rasid.demo.refusal import Json
from rasid.demo.state import Chat, Person

_ASSETS: Final = {
    "/": ("index.html", "text/html"),
    "/chat.css": ("chat.css", "text/css"),
    "/news.css": ("news.css", "text/css"),
    "/chat.js": ("chat.js", "text/javascript"),
    "/message.js": ("message.js", "text/javascript"),
    "/words.js": ("words.js", "text/javascript"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_NAMES: Final = {"ar": "زائر", "en": "Visitor"}
_PERSON_LIMIT = 50
_ID_LIMIT = 1_000_000
_TEXT_LIMIT = 4096
_BODY_LIMIT_BYTES = 65_536
# The bot refuses larger ones than a megabyte; a visitor must be able to see that.
_FILE_LIMIT_BYTES = 2_000_000
_FILE_NAME_LIMIT = 60
_HEARTBEAT_SECONDS = 15


class ChatPage:
    """Serves the page and carries what is typed and tapped. `on_open` is called for every visitor."""

    def __init__(self, server: BotApiServer, on_open: Callable[[], None] = lambda: None) -> None:
        self._server = server
        self._on_open = on_open

    def add_routes(self, app: web.Application) -> None:
        """Serve the page at `/` and its requests under `/chat/`."""
        for path in _ASSETS:
            app.router.add_get(path, _asset)
        app.router.add_get("/chat/events", self.events)
        app.router.add_get("/chat/file/{file_id}", self.file)
        app.router.add_post("/chat/send", self.send)
        app.router.add_post("/chat/attach", self.attach)
        app.router.add_post("/chat/press", self.press)
        app.router.add_post("/chat/language", self.language)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream the chat's events, the whole state first."""
        person = self._person(request.query.get("user", "1"), request.query.get("lang"))
        response = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream"})
        await response.prepare(request)
        self._on_open()
        queue = self._server.world.watch(person.id)
        try:
            await self._stream(response, person.id, queue)
        except ConnectionError:
            pass  # the tab was closed
        finally:
            self._server.world.unwatch(person.id, queue)
        return response

    async def _stream(self, response: web.StreamResponse, chat_id: int, queue: asyncio.Queue[Json]) -> None:
        event: Json = {"kind": "commands"}
        while event["kind"] != "bye":
            # A change of the menu or the language touches everything, so the whole state goes out.
            whole = event["kind"] in {"commands", "language"}
            out = {"kind": "state", "value": self._state(chat_id)} if whole else event
            await response.write(f"data: {json.dumps(out, ensure_ascii=False)}\n\n".encode())
            event = await _next(queue, response)

    def _state(self, chat_id: int) -> Json:
        world = self._server.world
        chat, person = world.chats[chat_id], world.people[chat_id]
        language = person.language_code or "en"
        texts = {kind: self._text(kind, language) for kind in ("name", "description", "short_description")}
        return {
            "bot": {"id": world.bot["id"], "username": world.bot["username"], **texts},
            "user": person.as_json(),
            "commands": world.commands_for(chat, language),
            "messages": list(chat.messages.values()),
        }

    def _text(self, kind: str, language: str) -> str:
        texts = self._server.world.texts
        general = texts.get((kind, "")) or (self._server.world.bot["first_name"] if kind == "name" else "")
        return texts.get((kind, language)) or general

    async def send(self, request: web.Request) -> web.Response:
        """Write what was typed."""
        body = await _body(request)
        person, text = self._person(body.get("user", 1)), str(body.get("text", "")).strip()
        if not 0 < len(text) <= _TEXT_LIMIT:
            raise web.HTTPBadRequest(text="1 to 4096 characters")
        self._on_open()
        self._server.send_text(person, person, text)
        return _done({})

    async def attach(self, request: web.Request) -> web.Response:
        """Send the file that is the body; who sends it and its name are in the address."""
        _from_our_page(request, "application/octet-stream")
        if not 0 < (request.content_length or 0) <= _FILE_LIMIT_BYTES:
            raise web.HTTPRequestEntityTooLarge(_FILE_LIMIT_BYTES, request.content_length or 0)
        person = self._person(request.query.get("user", "1"))
        name = request.query.get("name", "")[:_FILE_NAME_LIMIT] or "file"
        self._on_open()
        self._server.send_document(person, person, name, await request.read())
        return _done({})

    async def press(self, request: web.Request) -> web.Response:
        """Tap a button and return the query's id, which the answer will name."""
        body = await _body(request)
        chat = self._chat(self._person(body.get("user", 1)))
        message = chat.messages.get(_number(body.get("message_id")))
        if message is None:
            raise web.HTTPGone(text="the message is gone")
        try:
            return _done({"id": self._server.press(message, str(body.get("data", "")))})
        except LookupError as error:
            raise web.HTTPGone(text="the button is gone") from error

    async def language(self, request: web.Request) -> web.Response:
        """Change the language of the person's Telegram."""
        body = await _body(request)
        person = self._person(body.get("user", 1), str(body.get("language", "ar")))
        self._server.world.publish(person.id, "language", person.language_code)
        return _done({})

    async def file(self, request: web.Request) -> web.Response:
        """Give out a picture or document of any chat; the id can't be guessed."""
        upload = self._server.world.files.get(request.match_info["file_id"])
        if upload is None:
            raise web.HTTPNotFound
        is_picture = upload.content_type in {"image/png", "image/jpeg", "image/webp"}
        kind = upload.content_type if is_picture else "application/octet-stream"
        how = {} if is_picture else {"Content-Disposition": "attachment"}
        return web.Response(body=upload.body, content_type=kind, headers=HEADERS | how)

    def _chat(self, person: Person) -> Chat:
        return self._server.world.chats[person.id]

    def _person(self, user: object, language: str | None = None) -> Person:
        """Return the person of that number, new ones with an empty chat. Raises HTTPBadRequest."""
        people = self._server.world.people
        if not str(user).isdecimal() or not 0 < int(str(user)) < _ID_LIMIT:
            raise web.HTTPBadRequest(text="user must be a number")
        known = people.get(int(str(user)))
        if known is None and len(people) >= _PERSON_LIMIT:
            raise web.HTTPBadRequest(text="too many people")
        wanted = language if language in _NAMES else (known.language_code if known else None) or "ar"
        if known and known.language_code == wanted:
            return known
        return self._server.user(int(str(user)), _NAMES[wanted], wanted, is_started=known is not None)


async def _next(queue: asyncio.Queue[Json], response: web.StreamResponse) -> Json:
    """Return the next event; a comment every 15 s shows whether the tab is still there."""
    while True:
        try:
            async with asyncio.timeout(_HEARTBEAT_SECONDS):
                return await queue.get()
        except TimeoutError:
            await response.write(b": alive\n\n")


async def _asset(request: web.Request) -> web.Response:
    name, kind = _ASSETS[request.path]
    text = files("rasid.demo").joinpath("page", name).read_text(encoding="utf-8")
    return web.Response(text=text, content_type=kind, headers=HEADERS)


async def _body(request: web.Request) -> Json:
    """Return the JSON object of a request from our own page. Raises HTTPForbidden for any other sender."""
    _from_our_page(request, "application/json")
    if not 0 < (request.content_length or 0) <= _BODY_LIMIT_BYTES:
        raise web.HTTPBadRequest(text="too long")
    try:
        body = await request.json()
    except ValueError:
        raise web.HTTPBadRequest(text="no JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="no JSON object")
    return body


def _from_our_page(request: web.Request, content_type: str) -> None:
    """Raise HTTPForbidden for a request that a form of another page could have sent."""
    # The gate refused foreign origins; here one must be told: such a form could leave it out.
    if "Origin" not in request.headers or request.content_type != content_type:
        raise web.HTTPForbidden(text="only the chat page may do this")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _done(value: Json) -> web.Response:
    return web.json_response(value, headers=HEADERS)
