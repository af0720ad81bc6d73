"""Who is told what: one alert per chat, as news, as an edit, or as a reply."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Alert, AlertKind, ChatState, Priority, Subscriber
from bot.routing import route
from filters.model import Actuality, Assignment, Change, Event, Match, Span, Watchlist
from tests.bot.builders import NOW, TITLE, analysis, assignment, entry, hit, match, subscriber, watchlist

INCIDENT = "a7f3bb00c1d2"


def routed(
    assigned: Assignment | None = None,
    matches: Sequence[Match] = (),
    lists: Sequence[Watchlist] = (watchlist(),),
    chats: Sequence[Subscriber] = (subscriber(),),
    told: dict[tuple[int, int, str], int] | None = None,
    **changes: object,
) -> tuple[Alert, ...]:
    return route(
        assigned or assignment(),
        entry(),
        analysis(**changes),
        matches,
        {one.id: one for one in lists},
        {one.chat_id: one for one in chats},
        told or {},
        NOW,
    )


def test_a_match_is_told() -> None:
    """A chat with a matching watchlist gets one new, breaking alert that ends after six hours."""
    (alert,) = routed(matches=[match()])
    assert (7, AlertKind.NEW, Priority.BREAKING) == (alert.chat_id, alert.kind, alert.priority)
    assert NOW + timedelta(hours=6) == alert.expires_at
    assert ("first-report", (1,), ("المنطقة الخضراء",)) == (
        alert.reason.decision,
        alert.reason.watchlist_ids,
        alert.reason.names,
    )


def test_the_sentence_holds_the_match() -> None:
    """The bold offsets point at the printed match, in the sentence and in the title."""
    in_title = hit(span=Span("title", TITLE.find("المنطقة"), TITLE.find("المنطقة") + 15, "المنطقة الخضراء"))
    (alert,) = routed(matches=[match(1, hit(), in_title)])
    start, end = alert.content.bold[0]
    assert "بالمنطقة الخضراء" == alert.content.sentence[start:end]
    start, end = alert.content.title_bold[0]
    assert "المنطقة الخضراء" == alert.content.title[start:end]


def test_two_watchlists_make_one_alert() -> None:
    """However many watchlists of a chat match, it is told once, with both named."""
    (alert,) = routed(matches=[match(2), match(1)], lists=[watchlist(), watchlist(2, query="صاروخ")])
    assert (1, 2) == alert.reason.watchlist_ids
    assert ("المنطقة الخضراء", "صاروخ") == alert.reason.names


def test_each_thread_is_told_by_itself() -> None:
    lists = [watchlist(1), watchlist(2, thread_id=9), watchlist(3, chat_id=8)]
    alerts = routed(matches=[match(1), match(2), match(3)], lists=lists, chats=[subscriber(7), subscriber(8)])
    assert [(7, 0), (7, 9), (8, 0)] == [(alert.chat_id, alert.thread_id) for alert in alerts]


def test_without_a_match_nobody_is_told() -> None:
    assert () == routed()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change.SMALL, [(AlertKind.EDIT, Priority.UPDATE)]),
        (Change.BIG, [(AlertKind.REPLY, Priority.BREAKING)]),
        (Change.NOTHING, []),
    ],
)
def test_a_told_chat_follows_the_incident(change: Change, expected: list[tuple[AlertKind, Priority]]) -> None:
    """Small changes edit, big ones reply, nothing is silent, whether or not the report matched."""
    told = {(7, 0, INCIDENT): 1}
    for matches in ([match()], []):
        alerts = routed(assignment(change, revision=2), matches, told=told)
        assert expected == [(alert.kind, alert.priority) for alert in alerts]


def test_a_known_revision_is_not_told_again() -> None:
    """The same report handled twice tells nobody twice."""
    assert () == routed(assignment(Change.BIG, revision=2), [match()], told={(7, 0, INCIDENT): 2})


def test_a_new_follower_of_an_old_incident_is_told() -> None:
    """A chat whose watchlist first matches a later report gets a new message, though nothing changed."""
    (alert,) = routed(assignment(Change.NOTHING, revision=4), [match()], told={(8, 0, INCIDENT): 4})
    assert (AlertKind.NEW, 4) == (alert.kind, alert.revision)


def test_other_incidents_say_nothing() -> None:
    assert () == routed(assignment(Change.BIG, revision=2), told={(7, 0, "other"): 1})


def test_a_followed_change_names_the_topic() -> None:
    """An edit for a report that matched nothing names the topic by which the chat follows the incident."""
    topic = watchlist(5, query="green-zone-attack", kind="topic")
    (alert,) = routed(assignment(Change.SMALL, revision=2), lists=[topic], told={(7, 0, INCIDENT): 1})
    assert ("green-zone-attack",) == alert.reason.names


@pytest.mark.parametrize("state", [state for state in ChatState if state is not ChatState.ACTIVE])
def test_a_chat_that_does_not_listen_is_left_alone(state: ChatState) -> None:
    assert () == routed(matches=[match()], chats=[subscriber(state=state)])


def test_a_chat_that_left_is_left_alone() -> None:
    """Neither a paused watchlist nor a chat without watchlists hears of changes any more."""
    told = {(7, 0, INCIDENT): 1}
    assert () == routed(assignment(Change.BIG, revision=2), told=told, lists=[watchlist(paused=True)])
    resting = watchlist(muted_until=NOW + timedelta(minutes=1))
    assert () == routed(assignment(Change.BIG, revision=2), told=told, lists=[resting])
    awake = watchlist(muted_until=NOW)
    assert 1 == len(routed(assignment(Change.BIG, revision=2), told=told, lists=[awake]))
    assert () == routed(assignment(Change.BIG, revision=2), told=told, lists=[])


def test_an_unknown_watchlist_is_ignored() -> None:
    """A watchlist removed between matching and routing tells nobody."""
    assert () == routed(matches=[match(99)])


@pytest.mark.parametrize(
    ("event", "actuality", "priority"),
    [
        (Event.ATTACK, Actuality.NEW, Priority.BREAKING),
        (Event.ALERT, Actuality.NEW, Priority.BREAKING),
        (Event.ATTACK, Actuality.DENIAL, Priority.BREAKING),
        (Event.ATTACK, Actuality.BACKGROUND, Priority.NORMAL),
        (Event.PROTEST, Actuality.NEW, Priority.NORMAL),
        (Event.NONE, Actuality.NA, Priority.NORMAL),
    ],
)
def test_only_new_attacks_break_in(event: Event, actuality: Actuality, priority: Priority) -> None:
    (alert,) = routed(assignment(event=event), [match()], actuality=actuality)
    assert priority == alert.priority


@given(
    st.sets(st.tuples(st.integers(1, 4), st.integers(0, 2)), max_size=6),
    st.sets(st.integers(1, 12)),
    st.sampled_from(Change),
    st.integers(1, 3),
)
def test_nobody_is_told_twice(
    told: set[tuple[int, int]], matching: set[int], change: Change, revision: int
) -> None:
    """Of any told chats and matches, each chat and thread gets at most one alert, in order."""
    lists = [watchlist(at, chat_id=at % 4 + 1, thread_id=at % 3) for at in range(1, 13)]
    alerts = routed(
        assignment(change, revision=revision),
        [match(at) for at in matching],
        lists,
        [subscriber(at) for at in range(1, 5)],
        {(chat, thread, INCIDENT): 1 for chat, thread in told},
    )
    places = [(alert.chat_id, alert.thread_id) for alert in alerts]
    assert sorted(set(places)) == places


@pytest.mark.parametrize(
    ("volumes", "volume", "priority"),
    [
        (["digest"], "digest", Priority.DIGEST),
        (["digest", "silent"], "silent", Priority.BREAKING),
        (["silent", "normal"], "normal", Priority.BREAKING),
        (["normal", "urgent", "digest"], "urgent", Priority.BREAKING),
    ],
)
def test_the_loudest_watchlist_speaks(volumes: list[str], volume: str, priority: Priority) -> None:
    """An alert that two watchlists ask for is as loud as the louder of them."""
    lists = [watchlist(n, query=f"س{n}", volume=name) for n, name in enumerate(volumes, 1)]
    (alert,) = routed(matches=[match(one.id) for one in lists], lists=lists)
    assert (volume, priority) == (alert.reason.volume, alert.priority)
