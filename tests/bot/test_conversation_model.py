"""Any course of a group's conversation against a model of it: questions, previews, mutes, roles, deadlines.

The model is what the guide says; the bot's every turn is a transaction, so between any two of them its
process may have been killed.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.archive import Search
from bot.conversations.desk import answer
from bot.conversations.model import NOTHING, Given, Incoming, Origin, Person, Pressed, Reply, Rules, Said
from bot.model import Message
from bot.ports import MUTED
from rasid.storage.memory import MemoryDatabase
from rasid.storage.unit import Unit
from tests.bot.builders import NOW, alert, subscriber

GROUP = -5
OWNER, ALI, HUDA = 7, 8, 9
PEOPLE = st.sampled_from([OWNER, OWNER, ALI, HUDA])
WATCHED = ("غزة", "صاروخ، مسيّرة", "بغداد + نفط")
NAMED = ("القطاع", "سماء بغداد")
INCIDENTS = ("a00000000001", "b00000000002")
QUESTION_WAITS = timedelta(minutes=15)
PREVIEW_WAITS = timedelta(days=1)
RULES = Rules(watchlists_per_chat=3)


@dataclass
class Listed:
    """A watchlist as the model knows it."""

    query: str
    name: str
    paused: bool = False
    muted_until: datetime | None = None


@dataclass
class Model:
    """What the group should be."""

    editors: list[int] = field(default_factory=list)
    watchlists: dict[int, Listed] = field(default_factory=dict)
    muted: set[str] = field(default_factory=set)
    rows: dict[str, int] = field(default_factory=dict)
    asked_name: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    previews: list[tuple[str, str, int, datetime]] = field(default_factory=list)


class Conversation(RuleBasedStateMachine):
    """A newsroom's group with an admin and two members."""

    def __init__(self) -> None:
        super().__init__()
        self.database = MemoryDatabase()
        self.now = NOW
        self.model = Model()
        self.run(lambda unit: unit.chats.put(subscriber(GROUP, kind="supergroup")))
        first = self.run(lambda unit: unit.watchlists.add(GROUP, 0, "keywords", "سفارة", "سفارة", NOW))
        self.model.watchlists[first.id] = Listed("سفارة", "سفارة")
        for incident in INCIDENTS:
            self.has_told(incident, first.id)

    def has_told(self, incident: str, watchlist: int) -> None:
        reason = replace(alert().reason, watchlist_ids=(watchlist,))
        self.run(lambda unit: unit.outbox.add([alert(GROUP, incident, reason=reason)]))
        (row,) = self.run(lambda unit: unit.ledger.of_chat(GROUP, 1))
        self.model.rows[incident] = row.id

    def run(self, work: Any) -> Any:
        return self.database.transact(work)

    def turn(self, incoming: Incoming, given: Given = NOTHING) -> Reply:
        def work(unit: Unit) -> Reply | None:
            return answer(unit, incoming, RULES, self.now, given)

        reply = self.run(work) or Reply()
        if reply.look:
            return self.turn(incoming, replace(given, found=Search(reply.look).found(is_whole=True)))
        if reply.names_of:
            return self.turn(incoming, replace(given, names={}))
        return reply

    def by(self, user: int) -> Origin:
        return Origin(GROUP, "supergroup", user, is_admin=user == OWNER, name="اسم")

    def presses(self, user: int, data: str) -> Reply:
        return self.turn(Pressed(self.by(user), data, 1))

    def says(self, user: int, text: str, about: int | None = None) -> Reply:
        person = None if about is None else Person(about, "اسم")
        return self.turn(Said(self.by(user), text, about=person))

    def edits(self, user: int) -> bool:
        return user == OWNER or user in self.model.editors

    def any_of(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.model.watchlists)))

    # Roles

    @rule(user=PEOPLE, about=st.sampled_from([ALI, HUDA]))
    def names_an_editor(self, user: int, about: int) -> None:
        self.says(user, "/editors", about)
        if user == OWNER and about not in self.model.editors:
            self.model.editors.append(about)

    @rule(user=PEOPLE, gone=st.sampled_from([ALI, HUDA]))
    def takes_an_editor_back(self, user: int, gone: int) -> None:
        self.presses(user, f"unedit:{gone}")
        if user == OWNER and gone in self.model.editors:
            self.model.editors.remove(gone)

    # Previews that wait for an answer

    @rule(user=PEOPLE, query=st.sampled_from(WATCHED))
    def asks_to_add(self, user: int, query: str) -> None:
        shown = self.says(user, f"/add {query}").message
        is_full = len(self.model.watchlists) >= RULES.watchlists_per_chat
        data = button(shown, "add:")
        is_known = query in [one.query for one in self.model.watchlists.values()]
        assert (data is not None) == (self.edits(user) and not is_full and not is_known)
        if data:
            self.model.previews.append((data, query, user, self.now + PREVIEW_WAITS))

    @precondition(lambda self: self.model.previews)
    @rule(data=st.data(), user=PEOPLE, is_yes=st.booleans(), minutes=st.sampled_from([0, 0, 1439, 1441]))
    def answers_a_preview(self, data: st.DataObject, user: int, is_yes: bool, minutes: int) -> None:
        """Press the button of a preview: twice, somebody else's, or too late, and nothing happens."""
        self.time_passes(minutes)
        at = data.draw(st.integers(0, len(self.model.previews) - 1))
        pressed, query, asker, until = self.model.previews[at]
        self.presses(user, pressed if is_yes else pressed.replace("add:", "no:"))
        if user != asker or not self.edits(user):
            return
        del self.model.previews[at]
        known = [one.query for one in self.model.watchlists.values()]
        has_room = len(known) < RULES.watchlists_per_chat
        if is_yes and self.now < until and query not in known and has_room:
            (new,) = {one.id for one in self.listed()} - self.model.watchlists.keys()
            self.model.watchlists[new] = Listed(query, query)

    # A question that waits for words

    @precondition(lambda self: self.model.watchlists)
    @rule(data=st.data(), user=PEOPLE)
    def is_asked_for_a_name(self, data: st.DataObject, user: int) -> None:
        number = self.any_of(data)
        self.presses(user, f"rename:{number}")
        if self.edits(user):
            self.model.asked_name[user] = (number, self.now + QUESTION_WAITS)

    @rule(user=PEOPLE, name=st.sampled_from(NAMED), minutes=st.sampled_from([0, 14, 16]))
    def says_something(self, user: int, name: str, minutes: int) -> None:
        """Say a name if one was asked for lately; else it is something to watch for."""
        self.time_passes(minutes)
        shown = self.says(user, name).message
        if not self.edits(user):
            return
        number, until = self.model.asked_name.get(user, (0, self.now))
        if self.now >= until:
            data = button(shown, "add:")
            if data:
                self.model.previews.append((data, name, user, self.now + PREVIEW_WAITS))
            return
        del self.model.asked_name[user]
        if number in self.model.watchlists:
            self.model.watchlists[number].name = name

    @rule(user=PEOPLE)
    def cancels(self, user: int) -> None:
        """Everybody takes back what they were asked themselves, and nobody else's."""
        self.says(user, "/cancel")
        self.model.asked_name.pop(user, None)
        self.model.previews = [one for one in self.model.previews if one[2] != user]

    # What is done to a watchlist

    @precondition(lambda self: self.model.watchlists)
    @rule(data=st.data(), user=PEOPLE, is_paused=st.booleans())
    def pauses_or_resumes(self, data: st.DataObject, user: int, is_paused: bool) -> None:
        number = self.any_of(data)
        self.presses(user, f"{'pause' if is_paused else 'resume'}:{number}")
        if self.edits(user):
            listed = self.model.watchlists[number]
            listed.paused = is_paused
            listed.muted_until = listed.muted_until if is_paused else None

    @precondition(lambda self: self.model.watchlists)
    @rule(data=st.data(), user=PEOPLE, is_sure=st.booleans())
    def removes(self, data: st.DataObject, user: int, is_sure: bool) -> None:
        number = self.any_of(data)
        asked = button(self.presses(user, f"remove:{number}").message, "drop:" if is_sure else "no:")
        assert (asked is not None) == self.edits(user)
        if asked:
            self.presses(user, asked)
        if asked and is_sure:
            del self.model.watchlists[number]

    # Alerts and what is under them

    @rule(data=st.data(), user=PEOPLE, is_muted=st.booleans())
    def mutes_a_story(self, data: st.DataObject, user: int, is_muted: bool) -> None:
        incident = data.draw(st.sampled_from(sorted(self.model.rows)))
        self.presses(user, f"{'hush' if is_muted else 'unhush'}:{self.model.rows[incident]}")
        if self.edits(user):
            (self.model.muted.add if is_muted else self.model.muted.discard)(incident)

    @rule(data=st.data(), user=PEOPLE)
    def lets_the_watchlist_rest(self, data: st.DataObject, user: int) -> None:
        incident = data.draw(st.sampled_from(sorted(self.model.rows)))
        row = self.run(lambda unit: unit.outbox.get(self.model.rows[incident]))
        self.presses(user, f"rest:{row.id}:3")
        for number in row.alert.reason.watchlist_ids:
            if self.edits(user) and number in self.model.watchlists:
                self.model.watchlists[number].muted_until = self.now + timedelta(hours=3)

    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # What must be so

    def listed(self) -> Any:
        return self.run(lambda unit: unit.watchlists.of_chat(GROUP))

    @invariant()
    def the_watchlists_are_those_of_the_model(self) -> None:
        found = {one.id: Listed(one.query, one.name, one.paused, one.muted_until) for one in self.listed()}
        assert self.model.watchlists == found

    @invariant()
    def the_editors_are_those_of_the_model(self) -> None:
        chat = self.run(lambda unit: unit.chats.get(GROUP))
        assert self.model.editors == list(chat.editors)

    @invariant()
    def the_muted_stories_are_those_of_the_model(self) -> None:
        told = self.run(lambda unit: unit.outbox.told(INCIDENTS))
        assert self.model.muted == {key[2] for key, revision in told.items() if revision == MUTED}


def button(message: Message | None, begins: str) -> str | None:
    """Return the data of the first button that begins so, None without one."""
    rows = message.buttons if message else ()
    return next((b.data for row in rows for b in row if (b.data or "").startswith(begins)), None)


Conversation.TestCase.settings = settings(
    max_examples=50, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
test_the_conversation_is_what_the_model_says = Conversation.TestCase
