"""People and programs that wish us ill: any text, any button, anybody's watchlists."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.archive import Found, Look, Search
from bot.conversations.desk import answer
from bot.conversations.model import (
    NOTHING,
    Given,
    MemberChanged,
    Moved,
    Origin,
    Person,
    Pressed,
    Reply,
    Rules,
    Said,
    Sent,
)
from bot.conversations.turns import ANSWERS, BUTTONS
from bot.i18n import Texts
from bot.model import ChatState
from bot.portable import read
from bot.render import alert_message
from filters.model import Watchlist
from filters.topics import all_topics
from rasid.storage.memory import MemoryDatabase
from tests.bot.builders import NOW, alert, content, entry, subscriber
from tests.bot.telegram_text import is_stored_as_shown, nasty_text
from tests.bot.test_render import check

RULES = Rules(watchlists_per_chat=4, query_chars=60, draft_lifetime=timedelta(hours=1))
VICTIM = 99
SECRET = "قنطرةالأسرار"
TOKEN = "only-the-victim-knows-it"
NUMBERS = st.sampled_from(["0", "1", "2", "3", "-1", "99999999999999999999", "١", "²", "x", ""])
NAMES = st.sampled_from([*BUTTONS, *ANSWERS, "evil", ""])
NASTY_NAME = "<b>علي\u202e & Co" * 20
PIECES = st.one_of(
    NUMBERS,
    st.sampled_from(["start", "topics.0", "topics.x", "lang", "digits", "ar", "arabic", "7", "99"]),
    st.sampled_from([topic.slug for topic in all_topics()[:3]]),
    nasty_text(3),
)
WORDS = st.one_of(
    st.sampled_from(
        ["/start", "/add", "/add غزة", "/list", "/remove 1", "/remove غزة", "/stop", "/settings", "/topics",
         "/help", "أضف (غزة", "أضف غزة -غزة", "احذف ²", "قوائمي", "/add " + "(" * 50, "غزة، بغداد",
         "/search", "/search صاروخ", "ابحث عن (صاروخ", '/search "أربعة صاروخ"', "بحث المنطقة الخظراء",
         "/share", "/export", "/editors", "/history", "/map", "/privacy",
         "/start w_", "/start w_token-of-an-attacker-1", "/start w_" + "A" * 22,
         "س" * 5000]
    ),
    nasty_text(),
)  # fmt: skip
ITEMS = st.fixed_dictionaries(
    {"query": st.one_of(st.sampled_from(["غزة", "(غزة", "بغداد + نفط", "green-zone-attack"]), nasty_text(8))},
    optional={
        "name": nasty_text(8),
        "kind": st.sampled_from(["topic", "keywords", "evil"]),
        "chat_id": st.just(VICTIM),
        "id": st.just(1),
    },
)


class Hostile(RuleBasedStateMachine):
    """Random turns of two chats and a group, against a third chat's watchlists and alerts."""

    def __init__(self) -> None:
        super().__init__()
        self.database = MemoryDatabase()
        self.now = NOW
        self.buttons: list[str] = []
        self.database.transact(lambda unit: unit.chats.put(subscriber(VICTIM)))
        self.database.transact(lambda unit: unit.watchlists.add(VICTIM, 0, "keywords", SECRET, SECRET, NOW))
        self.database.transact(lambda unit: unit.outbox.add([alert(VICTIM)]))
        self.database.transact(lambda unit: unit.watchlists.share(VICTIM, 1, TOKEN))
        news = [entry(id=str(number)) for number in range(7)]
        self.database.transact(lambda unit: unit.entries.add([(one, None) for one in news]))

    def origin(self, chat: int, user: int, *, is_admin: bool) -> Origin:
        kind = "private" if chat > 0 else "supergroup"
        return Origin(chat, kind, user, language="ar", is_admin=is_admin or chat > 0)  # type: ignore[arg-type]  # one of two

    def turn(
        self, incoming: Said | Sent | Pressed | MemberChanged | Moved, given: Given = NOTHING
    ) -> Reply | None:
        given = replace(given, token="token-of-an-attacker-1", bot_name="rasid_bot")
        reply = self.database.transact(lambda unit: answer(unit, incoming, RULES, self.now, given))
        if reply and reply.look:
            given = replace(given, found=self.found(reply.look))
            reply = self.database.transact(lambda unit: answer(unit, incoming, RULES, self.now, given))
        if reply and reply.names_of:
            given = replace(given, names=dict.fromkeys(reply.names_of, NASTY_NAME))
            reply = self.database.transact(lambda unit: answer(unit, incoming, RULES, self.now, given))
        if reply and reply.toast is not None:
            assert len(reply.toast) <= 200
        if reply and reply.message:
            check(reply.message)
            assert SECRET not in reply.message.html
            assert TOKEN not in reply.message.html
            assert is_stored_as_shown(reply.toast or "x")
            self.buttons += [b.data for row in reply.message.buttons for b in row if b.data]
        return reply

    def found(self, look: Look) -> Found:
        search = Search(look)
        search.take(self.database.transact(lambda unit: unit.entries.since(look.since, 99)), {})
        return search.found(is_whole=False)

    @rule(text=WORDS, chat=st.sampled_from([7, 8, -5]), user=st.sampled_from([7, 8]), is_admin=st.booleans())
    def says(self, text: str, chat: int, user: int, *, is_admin: bool) -> None:
        """Everything that is said to us in private is answered."""
        about = Person(8, NASTY_NAME) if len(text) % 2 else None
        assert self.turn(Said(self.origin(chat, user, is_admin=is_admin), text, about=about)) is not None

    @rule(
        name=NAMES,
        pieces=st.lists(PIECES, max_size=3),
        chat=st.sampled_from([7, 8, -5]),
        is_admin=st.booleans(),
    )
    def forges(self, name: str, pieces: list[str], chat: int, *, is_admin: bool) -> None:
        data = ":".join([name, *pieces])
        assert self.turn(Pressed(self.origin(chat, 7, is_admin=is_admin), data, 1)) is not None

    @rule(
        items=st.lists(ITEMS, max_size=6),
        chat=st.sampled_from([7, 8, -5]),
        is_admin=st.booleans(),
        is_addressed=st.booleans(),
    )
    def sends(self, items: list[object], chat: int, *, is_admin: bool, is_addressed: bool) -> None:
        """Send a file of anything that looks like an export."""
        file = read(json.dumps({"rasid": 1, "watchlists": items}).encode(), RULES.query_chars)
        sent = Sent(self.origin(chat, 7, is_admin=is_admin), "id", "rasid.json", 1, is_addressed=is_addressed)
        assert (self.turn(sent, Given(file=file)) is not None) == is_addressed

    @rule(
        text=nasty_text(),
        body=nasty_text(),
        source=nasty_text(4),
        url=st.one_of(st.none(), nasty_text(3), st.just("https://x.example/<b>")),
    )
    def publishes(self, text: str, body: str, source: str, url: str | None) -> None:
        """Let an outlet print whatever it likes."""
        title = f"صاروخ {text}" if len(text) % 2 else text
        one = entry(id=ascii(title + body), title=title, body=f"{body} صاروخ", source=source, url=url)
        self.database.transact(lambda unit: unit.entries.add([(one, None)]))

    @rule(
        chat=st.sampled_from([7, 8, -5]),
        number=st.integers(0, 3),
        title=nasty_text(),
        watchlist=st.integers(1, 4),
    )
    def is_told(self, chat: int, number: int, title: str, watchlist: int) -> None:
        """Let an alert reach a chat; its buttons are there to be pressed, by anybody."""
        reason = replace(alert().reason, watchlist_ids=(watchlist,), names=(title,))
        told = alert(chat, f"{number:012x}", content=content(title=title), reason=reason)
        self.database.transact(lambda unit: unit.outbox.add([told]))
        for row in self.database.transact(lambda unit: unit.ledger.of_chat(chat, 1)):
            message = alert_message(row, Texts(), self.now, "supergroup")
            self.buttons += [b.data for line in message.buttons for b in line if b.data]

    @rule(data=st.data(), chat=st.sampled_from([7, 8, -5]), user=st.sampled_from([7, 8]))
    def presses(self, data: st.DataObject, chat: int, user: int) -> None:
        """Any button ever shown, in any chat, by anybody."""
        if self.buttons:
            pressed = data.draw(st.sampled_from(self.buttons))
            assert self.turn(Pressed(self.origin(chat, user, is_admin=True), pressed, 1)) is not None

    @rule(state=st.sampled_from(ChatState), chat=st.sampled_from([7, -5]))
    def changes(self, state: ChatState, chat: int) -> None:
        self.turn(MemberChanged(self.origin(chat, 7, is_admin=True), state))

    @rule(minutes=st.integers(1, 90))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def the_victim_keeps_what_is_his(self) -> None:
        """Nobody else's turn changes a chat's watchlists, alerts or state."""
        (watchlist,) = self.database.transact(lambda unit: unit.watchlists.of_chat(VICTIM))
        assert SECRET == watchlist.query
        chat = self.database.transact(lambda unit: unit.chats.get(VICTIM))
        assert chat
        assert ChatState.ACTIVE is chat.state

    def watchlists_of(self, chat: int) -> tuple[Watchlist, ...]:
        return self.database.transact(lambda unit: unit.watchlists.of_chat(chat))

    @invariant()
    def limits_hold(self) -> None:
        for chat in (7, 8, -5):
            mine = self.watchlists_of(chat)
            assert len(mine) <= RULES.watchlists_per_chat
            assert all(len(one.query) <= RULES.query_chars for one in mine)


Hostile.TestCase.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
test_no_turn_breaks_anything = Hostile.TestCase


def test_a_member_changes_nothing_in_a_group() -> None:
    """Every configuring word and button of a group's plain member leaves the database as it was."""
    database = MemoryDatabase()
    member = Origin(-5, "supergroup", 8, is_admin=False)
    turns: list[Said | Pressed] = [
        Said(member, text) for text in ("/add غزة", "/start", "/stop", "/settings", "غزة", "/remove 1")
    ]
    turns += [
        Pressed(member, data, 1) for data in ("follow:start:rockets", "set:lang:en", "halt:1:8", "remove:1")
    ]
    for turn in turns:
        database.transact(partial(answer, incoming=turn, rules=RULES, now=NOW))
    assert () == database.transact(lambda unit: unit.watchlists.of_chat(-5))
    assert None is database.transact(lambda unit: unit.drafts.take(1, -5, NOW))
    chat = database.transact(lambda unit: unit.chats.get(-5))
    assert chat
    assert ("ar", ChatState.ACTIVE) == (chat.language, chat.state)
