"""What the server remembers: people, chats, messages, and who watches them. Nothing here waits or refuses."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rasid.demo.refusal import Json

Clock = Callable[[], datetime]
PRIVATE, GROUP, SUPERGROUP, CHANNEL = "private", "group", "supergroup", "channel"
GONE = frozenset({"left", "kicked"})


def wall_clock() -> datetime:
    """Return the current instant."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Person:
    """Somebody with a Telegram account. Their private chat with the bot has the same id."""

    id: int
    first_name: str
    language_code: str | None = "ar"
    username: str | None = None
    is_deactivated: bool = False

    def as_json(self) -> Json:
        """Return Telegram's User."""
        optional = {"username": self.username, "language_code": self.language_code}
        told = {key: value for key, value in optional.items() if value}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **told}


@dataclass(slots=True)
class Topic:
    """A forum topic; its id is the id of the message that opened it."""

    id: int
    name: str
    is_closed: bool = False
    is_deleted: bool = False


@dataclass(slots=True)
class Chat:
    """A conversation and the bot's standing in it. `messages` holds Bot API objects by id, oldest first.

    `members` gives each person's status (`creator`, `administrator`, `member`, `left`, `kicked`);
    `bot_status` the bot's; in a private chat `kicked` means that the person blocked the bot.
    """

    id: int
    type: str
    name: str
    username: str | None = None
    is_forum: bool = False
    bot_status: str = "member"
    may_write: bool = True
    is_started: bool = True
    is_deleted: bool = False
    migrated_to: int | None = None
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    last_message_id: int = 0

    @property
    def is_private(self) -> bool:
        """Return whether it is a conversation with one person."""
        return self.type == PRIVATE

    def as_json(self) -> Json:
        """Return Telegram's Chat."""
        named = {"first_name": self.name} if self.is_private else {"title": self.name}
        known = {"username": self.username} if self.username else {}
        forum = {"is_forum": True} if self.is_forum else {}
        return {"id": self.id, "type": self.type, **named, **known, **forum}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in a request."""

    name: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Query:
    """A pressed button that waits for its answer."""

    id: str
    chat_id: int
    message_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """A request as understood and what became of it.

    `status` is the HTTP status of the answer, 0 if none was given; `result` the answer's
    `result` or None; `was_carried_out` stays true when the answer was lost on purpose.
    """

    method: str
    params: Json
    at: datetime
    status: int
    result: object = None
    description: str = ""
    fault: str = ""
    was_carried_out: bool = False


@dataclass(slots=True)
class World:
    """Everything one server knows. Not shared between servers, touched from one event loop only."""

    bot: Json
    clock: Clock = wall_clock
    reference: Callable[[str], str | None] | None = None
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    answers: dict[str, Json] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    deliveries: Counter[tuple[int, str]] = field(default_factory=Counter)
    calls: list[Call] = field(default_factory=list)
    _last_message_id: int = 0
    _watchers: dict[int, set[asyncio.Queue[Json]]] = field(default_factory=dict)
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)

    def chat_named(self, username: str) -> Chat | None:
        """Return the chat with that @name."""
        wanted = username.removeprefix("@").lower()
        return next((chat for chat in self.chats.values() if (chat.username or "").lower() == wanted), None)

    def now_seconds(self) -> int:
        """Return the clock's time as Telegram writes dates."""
        return int(self.clock().timestamp())

    def next_message_id(self, chat: Chat) -> int:
        """Return a fresh id: one count for private chats and groups, each other chat has its own."""
        if chat.type in {SUPERGROUP, CHANNEL}:
            chat.last_message_id += 1
            return chat.last_message_id
        self._last_message_id += 1
        return self._last_message_id

    def post(self, chat: Chat, content: Json, sender: Json | None = None) -> Json:
        """Store a message of `sender` (None: the bot) in `chat` and return it."""
        head: Json = {"message_id": self.next_message_id(chat), "date": self.now_seconds()}
        who = {"sender_chat": chat.as_json()} if chat.type == CHANNEL else {"from": sender or self.bot_user()}
        message = head | who | {"chat": chat.as_json()} | content
        chat.messages[message["message_id"]] = message
        self.publish(chat.id, "message", message)
        return message

    def bot_user(self) -> Json:
        """Return the bot as the sender of a message."""
        return {key: self.bot[key] for key in ("id", "is_bot", "first_name", "username")}

    def publish(self, chat_id: int, kind: str, value: object) -> None:
        """Tell those who watch `chat_id`, and those who wait for anything."""
        for queue in self._watchers.get(chat_id, ()):
            queue.put_nowait({"kind": kind, "value": value})
        self.stir()

    def watch(self, chat_id: int) -> asyncio.Queue[Json]:
        """Return a queue that gets every event of the chat until `unwatch`."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._watchers.setdefault(chat_id, set()).add(queue)
        return queue

    def unwatch(self, chat_id: int, queue: asyncio.Queue[Json]) -> None:
        """Let the queue go."""
        self._watchers.get(chat_id, set()).discard(queue)

    def stir(self) -> None:
        """Wake everyone in `until`."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, claim: Callable[[], bool], seconds: float = 15.0) -> None:
        """Return as soon as `claim()` holds. Raises TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            while not claim():
                future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiting.append(future)
                await future

    def commands_for(self, chat: Chat, language: str) -> list[Json]:
        """Return the command menu that a person of `language` sees in `chat`, by Telegram's precedence."""
        empty: list[Json] = []
        return next((found for key in _scopes(chat, language) if (found := self.commands.get(key))), empty)


def _scopes(chat: Chat, language: str) -> Iterator[tuple[str, str]]:
    wide = "all_private_chats" if chat.is_private else "all_group_chats"
    for scope in (f"chat:{chat.id}", wide, "default"):
        yield scope, language
        yield scope, ""
