"""Phrases as walks from one end to the other, all found by one look at each pair of neighbouring tokens."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from filters.matching.byrow import ByRow

# A word and what its place in a term asks of it, as one number: a token opens the gates of the words
# that it is a form of, as far as it meets the needs.
Gate = int
# The gates of a phrase in the order in which they are tried, and whether that is from its end.
Way = tuple[tuple[Gate, ...], bool]
# A term that was found, where it starts, and the gates it went by, as printed.
Walked = tuple[int, int, tuple[Gate, ...]]
# A place between two words of a phrase: behind its first or before its last, the number of that
# gate and a bit for the direction; further on, numbers from `_FURTHER` on.
_Point = int

_BITS = 251  # prime, so that the gates of one word do not share a bit
MASK_BYTES = 64  # what a number with twice as many bits takes
_GATE_BITS = 32
_FURTHER = 1 << (_GATE_BITS + 2)


# The gates by which phrases go on or end from a token: those it began by, and where the step leads.
_Begun = dict[Gate, tuple[tuple[Gate, int], ...]]


class Links:
    """The part of a token in phrases: how it begins some, how it ends some, and what it opens to others.

    Few tokens stand beside one that goes on with their phrases, so the first two are made when asked for.
    """

    __slots__ = ("_gates", "_walks", "heads", "opened", "tails")

    def __init__(self, walks: "Walks", gates: Sequence[Gate], opened: frozenset[Gate]) -> None:
        self._walks = walks
        self._gates = gates
        # By which gates phrases go on whose first word this is, and, backward, whose last word it is.
        self.heads: _Begun | None = None
        self.tails: _Begun | None = None
        self.opened = opened

    def find_heads(self) -> _Begun:
        """Return `heads`, known from now on."""
        self.heads = self._walks.begun(self._gates, is_backward=False)
        return self.heads

    def find_tails(self) -> _Begun:
        """Return `tails`, known from now on."""
        self.tails = self._walks.begun(self._gates, is_backward=True)
        return self.tails


# Links with two numbers, one for what comes before the token and one for what follows it. A phrase can
# go from one token to the next only where the first's second number and the second's first number
# have a bit in common: that settles most pairs.
Linked = tuple[int, int, Links | None]
UNLINKED: Linked = (0, 0, None)
Table: TypeAlias = Sequence[Links | None]


class Walks:
    """The phrases of an index, each tried from its first or its last word: numbers, as there are many."""

    def __init__(self) -> None:
        self.onward: dict[_Point, tuple[Gate, ...]] = {}
        # From a point by a gate to the next point; to a term, as ~term, where the way of one ends.
        self.steps: dict[int, _Point | int] = {}
        self.ends: dict[_Point, tuple[int, ...]] = {}
        self.inner: dict[Gate, int] = {}
        self._next = _FURTHER

    def lay(self, way: Way, term_id: int) -> None:
        """Let the way lead to the term from now on."""
        (first, *rest), is_backward = way
        point = _start(first, is_backward=is_backward)
        for position, gate in enumerate(rest, 1):
            self.inner[gate] = self.inner.get(gate, 0) + 1
            step = _step(point, gate)
            if step not in self.steps:
                self.onward[point] = (*self.onward.get(point, ()), gate)
                if position == len(rest):
                    self.steps[step] = ~term_id
                    return
            point = self._open_point(step)
        self.ends[point] = (*self.ends.get(point, ()), term_id)

    def _open_point(self, step: int) -> _Point:
        """Return the point to which a step leads, made where there is none or only a term."""
        point = self.steps.get(step, -1)
        if point >= 0:
            return point
        made = self._next
        self._next += 1
        if step in self.steps:
            self.ends[made] = (~point,)
        self.steps[step] = made
        return made

    def take_up(self, way: Way, term_id: int) -> None:
        """Undo a `lay`."""
        (first, *rest), is_backward = way
        point = _start(first, is_backward=is_backward)
        passed: list[tuple[_Point, Gate]] = []
        for gate in rest:
            self.inner[gate] -= 1
            if not self.inner[gate]:
                del self.inner[gate]
            passed.append((point, gate))
            point = self.steps[_step(point, gate)]
        if point >= 0:
            self._unend(point, term_id)
        for before, gate in reversed(passed):
            if point >= 0 and (point in self.ends or point in self.onward):
                return
            del self.steps[_step(before, gate)]
            left = tuple(known for known in self.onward.pop(before) if known != gate)
            if left:
                self.onward[before] = left
            point = before

    def _unend(self, point: _Point, term_id: int) -> None:
        left = tuple(known for known in self.ends.pop(point) if known != term_id)
        if left:
            self.ends[point] = left

    def link(self, gates: Sequence[Gate]) -> Linked:
        """Return the part in phrases of a token that opens these gates."""
        opened = frozenset(gate for gate in gates if gate in self.inner)
        heads = _mask(self._onward(gates, is_backward=False))
        tails = _mask(self._onward(gates, is_backward=True))
        if not heads and not tails and not opened:
            return UNLINKED
        is_opened = _mask(opened)
        # The lower half is for phrases tried from their first word, the upper for those from their last.
        before, after = tails << _BITS | is_opened, is_opened << _BITS | heads
        return before, after, Links(self, gates, opened)

    def _onward(self, gates: Iterable[Gate], *, is_backward: bool) -> Iterator[Gate]:
        for gate in gates:
            yield from self.onward.get(_start(gate, is_backward=is_backward), ())

    def begun(self, gates: Iterable[Gate], *, is_backward: bool) -> _Begun:
        """Return by which gates the phrases go on that these gates begin, and where each leads."""
        begun: _Begun = {}
        for gate in gates:
            point = _start(gate, is_backward=is_backward)
            for onward in self.onward.get(point, ()):
                begun[onward] = (*begun.get(onward, ()), (gate, self.steps[_step(point, onward)]))
        return begun

    def find(self, table: Table, rows: list[int], at: int) -> Iterator[Walked]:
        """Yield the phrases that are tried where token `at` is followed by the next.

        `rows` say where in the table the links of each token are.
        """
        links, following = table[rows[at]], table[rows[at + 1]]
        if links is None or following is None:
            return
        if (heads := links.heads) is None:
            heads = links.find_heads()
        if (tails := following.tails) is None:
            tails = following.find_tails()
        if not following.opened.isdisjoint(heads):  # half of the pairs only seem to be linked
            for term_id, gates in self._go_on(heads, following.opened, ByRow(table, rows), at + 2, 1):
                yield term_id, at, gates
        if not links.opened.isdisjoint(tails):
            for term_id, gates in self._go_on(tails, links.opened, ByRow(table, rows), at - 1, -1):
                yield term_id, at + 2 - len(gates), gates[::-1]

    def _go_on(
        self, begun: _Begun, opened: frozenset[Gate], tokens: ByRow[Links | None], at: int, step: int
    ) -> Iterator[tuple[int, tuple[Gate, ...]]]:
        """Yield the terms that begun phrases lead to by a token that opens these gates, and by which."""
        for onward in begun.keys() & opened:
            for gate, reached in begun[onward]:
                if reached < 0:  # most phrases are two words
                    yield ~reached, (gate, onward)
                    continue
                for term_id, gates in self._beyond(reached, onward, tokens, at, step):
                    yield term_id, (gate, *gates)

    def _beyond(
        self, point: _Point, gate: Gate, tokens: ByRow[Links | None], at: int, step: int
    ) -> Iterator[tuple[int, tuple[Gate, ...]]]:
        """Yield the terms that end at a point which a gate led to, and those beyond; the gates from it on."""
        for term_id in self.ends.get(point, ()):
            yield term_id, (gate,)
        for term_id, gates in self._walk(point, tokens, at, step):
            yield term_id, (gate, *gates)

    def _walk(
        self, point: _Point, tokens: ByRow[Links | None], at: int, step: int
    ) -> Iterator[tuple[int, tuple[Gate, ...]]]:
        """Yield the terms whose ways go on from a point by token `at`, and the gates from there."""
        links = tokens[at] if 0 <= at < len(tokens) else None
        if links is None:
            return
        for gate in links.opened.intersection(self.onward.get(point, ())):
            reached = self.steps[_step(point, gate)]
            if reached < 0:
                yield ~reached, (gate,)
            else:
                yield from self._beyond(reached, gate, tokens, at + step, step)


def _start(gate: Gate, *, is_backward: bool) -> _Point:
    return gate << 1 | is_backward


def _step(point: _Point, gate: Gate) -> int:
    return point << _GATE_BITS | gate


def _mask(gates: Iterable[Gate]) -> int:
    """Return a number with a bit for each gate; several gates may have the same."""
    mask = 0
    for gate in gates:
        mask |= 1 << gate % _BITS
    return mask
