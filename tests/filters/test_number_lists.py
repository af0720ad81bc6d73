"""Lists of numbers in one block: whatever is put and taken, each list is what a plain list would be."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from filters.matching.numbers import NumberLists, Presence, in_order

KEYS = st.integers(0, 5)
# Put a pair under a key, or take out the oldest that is there.
STEPS = st.lists(st.tuples(KEYS, st.one_of(st.none(), st.tuples(st.integers(-9, 9), st.integers(0, 9)))))


def changed(steps: list[tuple[int, tuple[int, int] | None]]) -> tuple[NumberLists, dict[int, list[int]]]:
    """Return the lists after the steps, and the same as plain lists."""
    lists, plain = NumberLists(width=2), {key: list[int]() for key in range(6)}
    lists.reach(6)
    for key, pair in steps:
        if pair is not None:
            lists.put(key, *pair)
            plain[key] += pair
        elif plain[key]:
            lists.take(key, *plain[key][:2])
            del plain[key][:2]
    return lists, plain


@given(STEPS)
def test_each_list_is_as_a_plain_one(steps: list[tuple[int, tuple[int, int] | None]]) -> None:
    lists, plain = changed(steps)
    assert plain == {key: lists[key] for key in range(6)}


@given(STEPS, st.lists(KEYS, max_size=8))
def test_many_are_read_at_once(steps: list[tuple[int, tuple[int, int] | None]], keys: list[int]) -> None:
    lists, plain = changed(steps)
    expected = [number for key in keys for number in plain[key]]
    assert expected == lists.of(np.array(keys, np.int64)).reshape(-1).tolist()


@given(st.lists(st.integers(0, 300), max_size=400))
def test_numbers_in_order_are_each_once(numbers: list[int]) -> None:
    assert sorted(set(numbers)) == in_order(np.array(numbers, np.int64))


ASKED = st.lists(st.tuples(st.sets(st.integers(0, 20)), st.lists(st.integers(-21, 20))), max_size=5)


@given(ASKED)
def test_a_complement_asks_whether_a_number_is_not_there(
    asked: list[tuple[set[int], list[int]]],
) -> None:
    presence = Presence()
    for limit, (numbers, questions) in enumerate(asked, 21):  # a table that is kept may be too short
        answers = presence.holds(np.array(questions, np.int64), np.array([*numbers], np.int64), limit)
        expected = [one in numbers if one >= 0 else ~one not in numbers for one in questions]
        assert expected == answers.tolist()


def test_threads_that_ask_at_once_do_not_see_each_others_numbers() -> None:
    presence, limit = Presence(), 2_000

    def answers(number: int) -> bool:
        own = np.arange(number, limit, 20)
        return np.array_equal(np.arange(limit) % 20 == number, presence.holds(np.arange(limit), own, limit))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(answers, [*range(20)] * 20))
