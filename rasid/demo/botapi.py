"""A Bot API server of our own on loopback, and the people who write to its bot.

    server = BotApiServer()
    url = await server.start()
    sara = server.user(7, "سارة")
    server.send_text(sara, sara, "/start")
    await server.until(lambda: server.messages(7)[-1]["from"]["is_bot"])

A bot is pointed at it by `base_url=f"{url}/bot"`. Everything is in memory and on one event loop.
"""

import importlib.util
from collections.abc import Callable, Iterable, Mapping
from itertools import count

from aiohttp import web

from rasid.demo import acts
from rasid.demo.faults import Faults
from rasid.demo.gate import guarded
from rasid.demo.refusal import Json
from rasid.demo.rules import RateRules
from rasid.demo.serving import BotApi
from rasid.demo.state import (
    PRIVATE,
    SUPERGROUP,
    Call,
    Chat,
    Clock,
    Person,
    Query,
    Topic,
    Upload,
    World,
    wall_clock,
)
from rasid.demo.tdlib import TdlibReader
from rasid.demo.text import OwnReader, Reader
from rasid.demo.updates import Updates

DEMO_TOKEN = "1000000:rasid-demo-loopback-only"  # noqa: S105 - opens nothing but a server on this machine
_UPLOAD_LIMIT_BYTES = 50_000_000


class BotApiServer:
    """One bot's Telegram. Several can live in one process.

    `strict` True reads texts with Telegram's own parser and fails without it, False with ours,
    None with Telegram's where it is installed. `reference` finds the reference of an alert in a
    text; `deliveries` counts by it.
    """

    def __init__(
        self,
        token: str = DEMO_TOKEN,
        *,
        clock: Clock = wall_clock,
        strict: bool | None = None,
        rates: RateRules | None = None,
        reference: Callable[[str], str | None] | None = None,
        name: str = "راصد",
        username: str = "rasid_bot",
        keep_calls: bool = True,
    ) -> None:
        self.token = token
        self.world = World(_bot(token, name, username), clock, reference)
        self.updates = Updates(self.world.stir, self.world.now_seconds())
        self.faults = Faults()
        self.api = BotApi(token, self.world, self.updates, self.faults, _reader(strict), rates, keep_calls)
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._query_ids = count(1)

    # Running

    async def start(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        also: Iterable[Callable[[web.Application], None]] = (),
    ) -> str:
        """Listen and return the server's URL. `also` adds routes. Raises ValueError beyond loopback."""
        if host not in {"127.0.0.1", "localhost"}:
            raise ValueError("the demo's server listens on loopback only")
        app = web.Application(client_max_size=_UPLOAD_LIMIT_BYTES, middlewares=[guarded])
        self.api.add_routes(app)
        for add_routes in also:
            add_routes(app)
        # No access log: the path of every request holds the token.
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.url = f"http://{host}:{bound}"
        return self.url

    async def stop(self) -> None:
        """Let every waiting request go and close; harmless when not started."""
        self.api.stopping.set()
        self.updates.close()
        for chat_id in self.world.chats:
            self.world.publish(chat_id, "bye", None)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # Looking

    @property
    def calls(self) -> list[Call]:
        """Every request of the bot in the order in which it was answered."""
        return self.world.calls

    @property
    def deliveries(self) -> Mapping[tuple[int, str], int]:
        """How many messages with each reference were accepted, by (chat id, reference)."""
        return self.world.deliveries

    def messages(self, chat: int | Chat | Person) -> list[Json]:
        """Return the chat's messages as they stand, oldest first."""
        return list(self.world.chats[_id(chat)].messages.values())

    def answer(self, query_id: str) -> Json | None:
        """Return how the bot answered a tap or inline query, None if it hasn't."""
        return self.world.answers.get(query_id)

    async def until(self, claim: Callable[[], bool], seconds: float = 5.0) -> None:
        """Return as soon as `claim()` holds; it is asked anew after every event. Raises TimeoutError."""
        await self.world.until(claim, seconds)

    # People and chats

    def user(
        self,
        user_id: int,
        first_name: str = "سارة",
        language_code: str | None = "ar",
        *,
        username: str | None = None,
        is_started: bool = True,
    ) -> Person:
        """Add a person with a private chat and return them; a known id gets the new name and language."""
        person = Person(user_id, first_name, language_code, username)
        self.world.people[user_id] = person
        private = Chat(user_id, PRIVATE, first_name, username, is_started=is_started)
        self.world.chats.setdefault(user_id, private)
        return person

    def group(
        self,
        chat_id: int,
        title: str = "غرفة الأخبار",
        kind: str = SUPERGROUP,
        *,
        members: Mapping[int, str] | None = None,
        is_forum: bool = False,
        username: str | None = None,
        bot_status: str = "member",
    ) -> Chat:
        """Add a `group`, `supergroup` or `channel` and return it. `members` gives statuses by user id."""
        chat = Chat(chat_id, kind, title, username, is_forum, bot_status, members=dict(members or {}))
        self.world.chats[chat_id] = chat
        return chat

    def topic(self, chat: int | Chat, name: str) -> Topic:
        """Open a forum topic and return it; `is_closed` and `is_deleted` can be set on it."""
        forum = self.world.chats[_id(chat)]
        topic = Topic(self.world.next_message_id(forum), name)
        forum.topics[topic.id] = topic
        return topic

    # What people do

    def send_text(
        self,
        chat: int | Chat | Person,
        user: int | Person,
        text: str,
        *,
        thread_id: int | None = None,
        reply_to: int | None = None,
    ) -> Json:
        """Write as `user` into `chat` and return the message; the bot may hear of it."""
        place, person = self.world.chats[_id(chat)], self.world.people[_id(user)]
        if place.is_private and place.bot_status == "kicked":
            self.unblock(person)
        place.is_started = True
        content = acts.written(place, text, thread_id, reply_to)
        message = self.world.post(place, content, person.as_json())
        if acts.is_heard(self.world, place, message):
            self.updates.add(acts.update_kind(place), message)
        return message

    def send_document(  # a message with a file has as many parts
        self,
        chat: int | Chat | Person,
        user: int | Person,
        name: str,
        body: bytes,
        *,
        caption: str = "",
        content_type: str = "application/json",
    ) -> Json:
        """Send a file as `user` into `chat` and return the message; the bot hears of it as of a text."""
        place, person = self.world.chats[_id(chat)], self.world.people[_id(user)]
        place.is_started = True
        content = acts.attached(self.world, Upload(name, content_type, body), caption)
        message = self.world.post(place, content, person.as_json())
        if acts.is_heard(self.world, place, message):
            self.updates.add(acts.update_kind(place), message)
        return message

    def press(self, message: Json, button: str, user: int | Person | None = None) -> str:
        """Tap the button with that label or data and return the query's id. Raises LookupError.

        `user` None is the private chat's person.
        """
        current = self.world.chats[message["chat"]["id"]].messages[message["message_id"]]
        who = message["chat"]["id"] if user is None else user
        return self.press_forged(current, acts.data_of(current, button), who)

    def press_forged(self, message: Json, data: str, user: int | Person) -> str:
        """Send a tap with any data, as a hostile client can, and return the query's id."""
        query = self._query(message["chat"]["id"], message["message_id"])
        self.updates.add("callback_query", acts.tap(query, self.world.people[_id(user)], message, data))
        return query.id

    def inline_query(self, user: int | Person, text: str, offset: str = "") -> str:
        """Type `@bot text` somewhere and return the query's id."""
        query = self._query(_id(user), 0)
        sender = self.world.people[_id(user)].as_json()
        self.updates.add("inline_query", {"id": query.id, "from": sender, "query": text, "offset": offset})
        return query.id

    def block(self, user: int | Person) -> None:
        """Let the person block the bot; it is told by `my_chat_member`."""
        self.set_bot_status(_id(user), "kicked", _id(user))

    def unblock(self, user: int | Person) -> None:
        """Let the person unblock the bot."""
        self.set_bot_status(_id(user), "member", _id(user))

    def deactivate(self, user: int | Person) -> None:
        """Delete the person's account; nobody is told."""
        self.world.people[_id(user)].is_deactivated = True

    def kick(self, chat: int | Chat, by: int | Person) -> None:
        """Throw the bot out of a group or channel."""
        self.set_bot_status(chat, "kicked", by)

    def set_bot_status(self, chat: int | Chat | Person, status: str, by: int | Person) -> None:
        """Change the bot's standing (`member`, `administrator`, `left`, `kicked`) and tell it."""
        place = self.world.chats[_id(chat)]
        before, place.bot_status = place.bot_status, status
        change = acts.standing_change(self.world, place, self.world.people[_id(by)], before)
        self.updates.add("my_chat_member", change)

    def migrate(self, chat: int | Chat, new_id: int) -> Chat:
        """Make a group a supergroup with a new id and return that; the bot gets both service messages."""
        old = self.world.chats[_id(chat)]
        new = self.group(new_id, old.name, SUPERGROUP, members=old.members, bot_status=old.bot_status)
        farewell = self.world.post(old, {"migrate_to_chat_id": new_id}, acts.ANONYMOUS_ADMIN)
        old.migrated_to = new_id
        welcome = self.world.post(new, {"migrate_from_chat_id": old.id}, acts.ANONYMOUS_ADMIN)
        self.updates.add("message", farewell)
        self.updates.add("message", welcome)
        return new

    def _query(self, chat_id: int, message_id: int) -> Query:
        query = Query(str(next(self._query_ids)), chat_id, message_id, self.world.clock())
        self.world.queries[query.id] = query
        return query


def _id(one: int | Chat | Person) -> int:
    return one if isinstance(one, int) else one.id


def _reader(strict: bool | None) -> Reader:
    if strict is None:
        strict = importlib.util.find_spec("tdjson") is not None
    return TdlibReader() if strict else OwnReader()


def _bot(token: str, name: str, username: str) -> Json:
    abilities = ("can_read_all_group_messages", "can_connect_to_business", "has_main_web_app")
    return {
        "id": int(token.split(":", maxsplit=1)[0]),
        "is_bot": True,
        "first_name": name,
        "username": username,
        "can_join_groups": True,
        "supports_inline_queries": True,
    } | dict.fromkeys(abilities, False)
