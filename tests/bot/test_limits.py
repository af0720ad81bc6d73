"""Rates under a simulated clock: never above Telegram's, and close to them."""

from bisect import bisect_left
from itertools import count, pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import Budget, Rates

STEP = 0.01


def simulate(budget: Budget, chats: list[int], seconds: float, start: float = 0.0) -> list[tuple[float, int]]:
    """Send to `chats` in turn as fast as the budget allows; return (time, chat) of each message."""
    sent: list[tuple[float, int]] = []
    now = start
    waiting = iter(chats)
    chat = next(waiting, None)
    while now < start + seconds and chat is not None:
        if budget.available(now) and not budget.chat_wait(chat, now):
            budget.spend(chat, now)
            sent.append((now, chat))
            chat = next(waiting, None)
        else:
            now += max(STEP, min(1.0, max(budget.wait(now), budget.chat_wait(chat, now))))
    return sent


def busiest(times: list[float], window: float) -> int:
    """Return the most messages in any window of that length; `times` are in order."""
    return max(bisect_left(times, start + window) - at for at, start in enumerate(times))


def test_ten_thousand_chats() -> None:
    """With a full queue no second holds more than 30, and at least 95 % of the allowed 30/s go out."""
    times = [at for at, _ in simulate(Budget(Rates(), 0.0), list(range(1, 10_001)), 600.0)]
    assert 10_000 == len(times)
    assert busiest(times, 1.0) <= 30
    assert len(times) / times[-1] >= 0.95 * 30


def test_waking_late_costs_no_rate() -> None:
    """A process that is a few milliseconds late after each wait still keeps 95 % of 30/s, and the limit."""
    budget, times, now = Budget(Rates(), 0.0), [], 0.0
    for chat in range(1, 3001):
        while not budget.available(now):
            now += budget.wait(now) + 0.004
        budget.spend(chat, now)
        times.append(now)
    assert busiest(times, 1.0) <= 30
    assert len(times) / times[-1] >= 0.95 * 30


def test_answers_to_people_stay_within_the_bots_rate() -> None:
    """A crowd that writes at once is answered at 30 a second, alerts waiting or not."""
    budget, times, now = Budget(Rates(), 0.0), [], 0.0
    for chat in range(1, 301):
        now += max(budget.reply_wait(chat, now), 0.0)
        budget.spend(chat, now)
        times.append(now)
    assert busiest(times, 1.0) <= 30
    assert times[-1] <= 300 / 30


def test_one_person_gets_one_a_second() -> None:
    times = [at for at, _ in simulate(Budget(Rates(), 0.0), [7] * 10, 60.0)]
    assert 10 == len(times)
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(times))


def test_a_group_gets_twenty_a_minute() -> None:
    """Edits are booked like messages; in any 60 seconds 20, not 21."""
    times = [at for at, _ in simulate(Budget(Rates(), 0.0), [-7] * 50, 400.0)]
    assert 50 == len(times)
    assert 20 == busiest(times, 60.0)


def test_a_refused_chat_rests_alone() -> None:
    """A 429 of 7 s silences its chat for 7 s and no other chat at all."""
    budget = Budget(Rates(), 0.0)
    assert 7.5 == budget.refused(1, 7.0, 10.0)
    assert 7.5 == budget.chat_wait(1, 10.0)
    assert 0.0 == budget.chat_wait(2, 10.0)
    assert budget.available(10.0)
    assert 0.0 == budget.chat_wait(1, 17.5)


def test_two_refused_chats_slow_the_bot() -> None:
    """Two chats refused within 5 s: everything rests for the longer time and the rate is halved."""
    budget = Budget(Rates(), 0.0)
    budget.refused(1, 7.0, 10.0)
    budget.refused(2, 3.0, 12.0)
    assert 0 == budget.available(17.4)
    assert budget.available(17.6)
    assert 14.5 == budget.rate


def test_one_chat_refused_twice_is_not_the_bot() -> None:
    budget = Budget(Rates(), 0.0)
    budget.refused(1, 1.0, 10.0)
    budget.refused(1, 1.0, 12.0)
    assert 29.0 == budget.rate


def test_the_rate_recovers() -> None:
    """A quiet minute gives back one message a second, up to the full rate."""
    budget = Budget(Rates(), 0.0)
    budget.refused(1, 1.0, 10.0)
    budget.refused(2, 1.0, 11.0)
    rates = []
    for minute in range(1, 20):
        budget.available(12.5 + 60.0 * minute)
        rates.append(budget.rate)
    assert [15.5, 16.5] == rates[:2]
    assert 29.0 == rates[-1]


def test_replies_are_booked_beyond_the_budget() -> None:
    """Answers to people are not held up, but alerts wait until they are worked off."""
    budget = Budget(Rates(), 0.0)
    for chat in range(1, 14):
        budget.spend(chat, 0.0)
    assert 0 == budget.available(0.0)
    assert 0.43 <= budget.wait(0.0) <= 0.46


def test_answers_come_in_a_burst_and_then_at_the_chats_pace() -> None:
    """A person who taps quickly is answered at once; a flood gets one answer a second."""
    budget, answered, now = Budget(Rates(), 0.0), [], 0.0
    while len(answered) < 20:
        now += budget.reply_wait(7, now)
        budget.spend(7, now)
        answered.append(now)
    assert [0.0] * 6 == answered[:6]
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(answered[5:]))


def test_answers_hold_an_alert_up_for_one_second_at_most() -> None:
    """Whoever has just had eight answers gets a breaking alert a second after the last."""
    budget = Budget(Rates(), 0.0)
    for _ in range(8):
        budget.spend(7, 0.0)
    assert 1.0 == budget.chat_wait(7, 0.0)


def test_answers_keep_a_rate_limit_too() -> None:
    budget = Budget(Rates(), 0.0)
    budget.refused(7, 7.0, 0.0)
    assert 7.5 == budget.reply_wait(7, 0.0)


def test_an_outage_is_waited_out() -> None:
    """Two failures are chance; from the third on everything rests, ever longer, until an answer comes."""
    budget = Budget(Rates(), 0.0)
    rests = []
    for _ in range(10):
        budget.unreachable(0.0)
        rests.append(budget.wait(0.0))
    assert [0.0, 0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0] == rests
    budget.reached()
    budget.unreachable(30.0)
    assert budget.available(30.0)


def test_memory_follows_the_active_chats() -> None:
    """Chats that were written to long ago are forgotten."""
    budget = Budget(Rates(), 0.0)
    for chat in range(1, 2000):
        budget.spend(chat, 0.0)
    budget.spend(-5, 200.0)
    assert {-5} == set(budget._chats)


@given(
    st.lists(st.tuples(st.sampled_from([1, 2, -3]), st.sampled_from(["spend", "refuse"])), max_size=60),
    st.lists(st.floats(0, 30), min_size=60, max_size=60),
)
def test_waits_are_enough(events: list[tuple[int, str]], gaps: list[float]) -> None:
    """After waiting as long as the budget says, one message may leave and the chat may get it."""
    budget, now = Budget(Rates(), 0.0), 0.0
    for (chat, what), gap in zip(events, gaps, strict=False):
        now += gap
        if what == "spend":
            budget.spend(chat, now)
        else:
            budget.refused(chat, gap, now)
    for _ in count():
        wait = max(budget.wait(now), budget.chat_wait(1, now))
        if not wait:
            break
        now += wait + 1e-6
    assert budget.available(now)
