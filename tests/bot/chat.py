"""A chat with the bot in memory, and the longest and nastiest that people and feeds can put into it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal

from bot.archive import Search
from bot.conversations.desk import answer
from bot.conversations.model import (
    NOTHING,
    Given,
    Incoming,
    Origin,
    Pressed,
    Reply,
    Rules,
    Said,
)
from bot.i18n import texts_of
from bot.model import (
    Alert,
    Delivery,
    Message,
    Subscriber,
)
from feeds.model import Entry
from filters.analysis import analyse
from filters.model import Watchlist
from rasid.storage.memory import MemoryDatabase
from rasid.storage.unit import Unit
from tests.bot.builders import NOW, entry, subscriber

RULES = Rules(watchlists_per_chat=12, query_chars=400)
GROUP, PERSON, OTHER = -100_5, 7, 8

# Thirty-two letters without a break, in both scripts, with what reorders, hides, joins and is markup.
BUTTON = "القسطنطينيةConstantinople<b>&;\u202e"[:32]
MIXED = (
    "<b>Green Zone</b> & «المنطقة الخضراء» 😀 👨\u200d👩\u200d👧 \u202eغزّة\u202c (12:30) 50% "
    "@someone #وسم https://e.example/?a=1&b=2 "
)
LONG = (MIXED * 60)[:4100]
NAME = (BUTTON + " " + MIXED)[:60]
QUERY = "صاروخ، " + "، ".join(f"المستشفى{at}Hospital" for at in range(20))
BOLD = tuple((at, at + 2) for at in range(0, 404, 4))  # a hundred and one of them
URL = "https://www.rafidain.example/news/1?a=1&b=" + "x" * 1900
NASTY_ENTRY = entry(id="nasty", title=LONG, body=LONG + " صاروخ.", source=NAME, url=URL)


def nth_entry(at: int) -> Entry:
    """Return one of many reports of rockets; the higher the number, the older."""
    when = NOW - timedelta(minutes=5 * at)
    title = f"سقوط صاروخ رقم {at} قرب السوق {MIXED}"
    return entry(id=str(at), title=title, body=LONG, published_at=when, seen_at=when, source=NAME)


@dataclass
class Chat:
    """A chat with the bot in memory; `shown` collects all that it was shown, by message or toast."""

    language: Literal["ar", "en"]
    id: int = PERSON
    shown: list[Message] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    database: MemoryDatabase = field(default_factory=MemoryDatabase)
    is_whole: bool = True

    def __post_init__(self) -> None:
        self.put()

    @property
    def subscriber(self) -> Subscriber:
        chat = self.run(lambda unit: unit.chats.get(self.id))
        assert chat
        return chat

    def put(self, **changes: Any) -> None:
        """Store the chat with other settings."""
        kind = "private" if self.id > 0 else "supergroup"
        chat = subscriber(self.id, kind=kind, language=self.language, digits=_DIGITS[self.language])
        self.run(lambda unit: unit.chats.put(replace(chat, **changes)))

    def run(self, work: Callable[[Unit], Any]) -> Any:
        return self.database.transact(work)

    def publishes(self, *entries: Entry) -> None:
        self.run(lambda unit: unit.entries.add([(one, analyse(one)) for one in entries]))

    def follows(
        self, query: str, kind: str = "keywords", name: str = "", age: timedelta = timedelta(days=3)
    ) -> Watchlist:
        found: Watchlist = self.run(
            lambda unit: unit.watchlists.add(self.id, 0, kind, name or query, query, NOW - age)
        )
        return found

    def origin(self, **changes: Any) -> Origin:
        kind: Literal["private", "supergroup"] = "private" if self.id > 0 else "supergroup"
        return replace(Origin(self.id, kind, PERSON, name=NAME, language=self.language), **changes)

    def says(self, text: str | None, given: Given = NOTHING, **changes: Any) -> Reply:
        about = changes.pop("about", None)
        return self.turn(Said(self.origin(**changes), text, about=about), given)

    def presses(self, data: str, given: Given = NOTHING, **changes: Any) -> Reply:
        return self.turn(Pressed(self.origin(**changes), data, 1), given)

    def presses_all(self, message: Message) -> None:
        """Press each button of the message once, in order."""
        for button in (button for row in message.buttons for button in row if button.data):
            self.presses(button.data or "")

    def answers(self, reply: Reply, key: str) -> Reply:
        """Press the button that has the text of `key`."""
        assert reply.message
        label = texts_of(self.subscriber).t(key)
        data = next(b.data for row in reply.message.buttons for b in row if b.label == label)
        return self.presses(data or "")

    def turn(self, incoming: Incoming, given: Given = NOTHING) -> Reply:
        given = replace(given, token=given.token or "t" * 43, bot_name="a" * 32)
        reply = self._answered(incoming, given)
        if reply.look and given.found is None:
            search = Search(reply.look)
            search.take(self.run(lambda unit: unit.entries.since(reply.look.since, 500)), {})
            reply = self._answered(incoming, replace(given, found=search.found(is_whole=self.is_whole)))
        if reply.names_of:
            names = dict.fromkeys(reply.names_of[:-1], LONG)
            reply = self._answered(incoming, replace(given, names=names))
        if reply.message:
            self.shown.append(reply.message)
        if reply.toast:
            self.toasts.append(reply.toast)
        return reply

    def _answered(self, incoming: Incoming, given: Given) -> Reply:
        found = self.run(lambda unit: answer(unit, incoming, RULES, NOW, given))
        return found or Reply()

    def told(self, *alerts: Alert) -> list[Delivery]:
        """Queue the alerts and return them as rows of the outbox."""
        self.run(lambda unit: unit.outbox.add(alerts))
        rows = self.run(lambda unit: unit.ledger.of_chat(self.id, 500))
        wanted = {(one.incident_id, one.revision) for one in alerts}
        return [row for row in rows if (row.alert.incident_id, row.alert.revision) in wanted]


_DIGITS = {"ar": "arabic", "en": "western"}
