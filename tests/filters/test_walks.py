"""Phrases laid as walks are found wherever their gates stand side by side, and nowhere else."""

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from filters.matching.walks import UNLINKED, Walks, Way

GATES = st.integers(1, 4)
WAYS = st.tuples(st.lists(GATES, min_size=2, max_size=4).map(tuple), st.booleans())
LAID = st.lists(st.tuples(st.integers(0, 5), WAYS), max_size=10, unique=True)
# The gates that each token opens.
TOKENS = st.lists(st.lists(GATES, max_size=2, unique=True).map(tuple), min_size=1, max_size=6)


def printed(way: Way) -> tuple[int, ...]:
    """Return the gates of a way in the order in which its words are printed."""
    gates, is_backward = way
    return gates[::-1] if is_backward else gates


def found(walks: Walks, tokens: list[tuple[int, ...]]) -> set[tuple[int, int, tuple[int, ...]]]:
    linked = [walks.link(token) for token in tokens]
    table, rows = [part[2] for part in linked[::-1]], [*range(len(linked))][::-1]
    return {
        walked
        for at, ((_, after, _), (before, _, _)) in enumerate(pairwise(linked))
        if after & before
        for walked in walks.find(table, rows, at)
    }


def expected(
    laid: list[tuple[int, Way]], tokens: list[tuple[int, ...]]
) -> set[tuple[int, int, tuple[int, ...]]]:
    return {
        (term_id, start, printed(way))
        for term_id, way in laid
        for start in range(len(tokens) - len(way[0]) + 1)
        if printed(way) in set(product(*tokens[start : start + len(way[0])]))
    }


@given(LAID, TOKENS)
def test_a_phrase_is_found_where_its_gates_stand_side_by_side(
    laid: list[tuple[int, Way]], tokens: list[tuple[int, ...]]
) -> None:
    walks = Walks()
    for term_id, way in laid:
        walks.lay(way, term_id)
    assert expected(laid, tokens) == found(walks, tokens)


@given(LAID, st.sets(st.integers(0, 9)), TOKENS)
def test_what_is_taken_up_leaves_the_rest_as_it_was(
    laid: list[tuple[int, Way]], gone: set[int], tokens: list[tuple[int, ...]]
) -> None:
    walks = Walks()
    for term_id, way in laid:
        walks.lay(way, term_id)
    for at, (term_id, way) in enumerate(laid):
        if at in gone:
            walks.take_up(way, term_id)
    left = [item for at, item in enumerate(laid) if at not in gone]
    assert expected(left, tokens) == found(walks, tokens)


@given(LAID)
def test_after_all_is_taken_up_nothing_is_left(laid: list[tuple[int, Way]]) -> None:
    walks = Walks()
    for term_id, way in laid:
        walks.lay(way, term_id)
    for term_id, way in reversed(laid):
        walks.take_up(way, term_id)
    assert ({}, {}, {}, {}) == (walks.onward, walks.steps, walks.ends, walks.inner)
    assert UNLINKED == walks.link((1, 2, 3, 4))
