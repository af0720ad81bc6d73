"""Lists of numbers in one block: whatever is put and taken, each list is what a plain list would be."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from filters.matching.numbers import NumberLists, in_order

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
