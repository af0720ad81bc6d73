"""Phrases as walks from one end to the other, all found by one look at each pair of neighbouring tokens."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

# A word and what its place in a term asks of it, as one number: a token opens the gates of the words
# that it is a form of, as far as it meets the needs.
Gate = int
# The gates of a phrase in the order in which they are tried, and whether that is from its end.
Way = tuple[tuple[Gate, ...], bool]
# A term that was found, where it starts, and the gates it went by, as printed.
Walked = tuple[int, int, tuple[Gate, ...]]

_BITS = 251  # prime, so that the gates of one word do not share a bit


class _Point:
    """A place between two words of a phrase: which terms are whole here, and what goes on by which gate."""

    __slots__ = ("edges", "gate", "term_ids")

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.edges: dict[Gate, _Point] = {}
        self.term_ids: tuple[int, ...] = ()

    def onward(self, links: "Links | None") -> "list[tuple[Gate, _Point]]":
        """Return the points that lie one word on, if that word has `links`."""
        opened = links.opened if links is not None and self.edges else ()
        return [(gate, self.edges[gate]) for gate in opened if gate in self.edges]


class Links(NamedTuple):
    """The part of a token in phrases: those it heads, those it ends, and the gates it opens in others.

    `after`, `before` and `mask` stand for what may follow the heads, what may precede the tails, and
    what is opened: two without a common bit have nothing to do with each other, which settles most pairs.
    """

    after: int
    before: int
    mask: int
    heads: tuple[_Point, ...]
    tails: tuple[_Point, ...]
    opened: tuple[Gate, ...]


class Walks:
    """The phrases of an index, each tried from its first or its last word."""

    def __init__(self) -> None:
        self.heads: dict[Gate, _Point] = {}
        self.tails: dict[Gate, _Point] = {}
        self.inner: dict[Gate, int] = {}

    def lay(self, way: Way, term_id: int) -> None:
        """Let the way lead to the term from now on."""
        (first, *rest), is_backward = way
        point = (self.tails if is_backward else self.heads).setdefault(first, _Point(first))
        for gate in rest:
            self.inner[gate] = self.inner.get(gate, 0) + 1
            point = point.edges.setdefault(gate, _Point(gate))
        point.term_ids = (*point.term_ids, term_id)

    def take_up(self, way: Way, term_id: int) -> None:
        """Undo a `lay`."""
        (first, *rest), is_backward = way
        ends = self.tails if is_backward else self.heads
        steps: list[tuple[dict[Gate, _Point], _Point]] = [(ends, ends[first])]
        for gate in rest:
            self.inner[gate] -= 1
            if not self.inner[gate]:
                del self.inner[gate]
            edges = steps[-1][1].edges
            steps.append((edges, edges[gate]))
        last = steps[-1][1]
        last.term_ids = tuple(known for known in last.term_ids if known != term_id)
        for table, point in reversed(steps):
            if not point.term_ids and not point.edges:
                del table[point.gate]

    def link(self, gates: Sequence[Gate]) -> Links | None:
        """Return the part in phrases of a token that opens these gates, None if it has none."""
        heads = tuple(self.heads[gate] for gate in gates if gate in self.heads)
        tails = tuple(self.tails[gate] for gate in gates if gate in self.tails)
        opened = tuple(gate for gate in gates if gate in self.inner)
        if not heads and not tails and not opened:
            return None
        after, before = (_mask(gate for point in points for gate in point.edges) for points in (heads, tails))
        return Links(after, before, _mask(opened), heads, tails, opened)


def find(tokens: Sequence[Links | None]) -> Iterator[Walked]:
    """Yield the phrases that stand in a sequence of tokens."""
    previous: Links | None = None
    for at, links in enumerate(tokens):
        if links is not None and previous is not None:
            if previous[0] & links[2]:
                for point in previous.heads:
                    yield from _walk(point, tokens, at - 1, (point.gate,))
            if links[1] & previous[2]:
                for point in links.tails:
                    yield from _walk_back(point, tokens, at, (point.gate,))
        previous = links


def _walk(
    point: _Point, tokens: Sequence[Links | None], start: int, path: tuple[Gate, ...]
) -> Iterator[Walked]:
    """Yield the terms that end behind `path`, which begins at `start`."""
    at = start + len(path)
    for gate, child in point.onward(tokens[at] if at < len(tokens) else None):
        walked = (*path, gate)
        yield from ((term_id, start, walked) for term_id in child.term_ids)
        yield from _walk(child, tokens, start, walked)


def _walk_back(
    point: _Point, tokens: Sequence[Links | None], start: int, path: tuple[Gate, ...]
) -> Iterator[Walked]:
    """Yield the terms that begin before `path`, which begins at `start`."""
    for gate, child in point.onward(tokens[start - 1] if start else None):
        walked = (gate, *path)
        yield from ((term_id, start - 1, walked) for term_id in child.term_ids)
        yield from _walk_back(child, tokens, start - 1, walked)


def _mask(gates: Iterable[Gate]) -> int:
    """Return a number with a bit for each gate; several gates may have the same."""
    mask = 0
    for gate in gates:
        mask |= 1 << gate % _BITS
    return mask
