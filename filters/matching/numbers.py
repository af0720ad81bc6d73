"""Lists of numbers by key, all in one block of memory, so that those of many keys are read at once."""

from array import array
from typing import Any, TypeAlias

import numpy as np

Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"
Truths: TypeAlias = "np.ndarray[Any, np.dtype[np.bool_]]"

# Of a list: where it starts in the block, how many it holds, and for how many there is room.
_START, _SIZE, _ROOM = range(3)
_COLUMNS = 3
_FEW = 100


class NumberLists:
    """A list of numbers, or of as many numbers together as `width`, for each key from 0 on.

    A list that outgrows its room moves to the end of the block, and has twice the room there.
    """

    def __init__(self, width: int = 1) -> None:
        self._width = width
        self._block = array("q", (0,) * width)  # numpy wants no empty one
        self._lists = array("q", (0,) * _COLUMNS)

    def __len__(self) -> int:
        """Return how many numbers, or how many times `width` of them, are held."""
        return sum(self._lists[_SIZE::_COLUMNS])

    def __getitem__(self, key: int) -> list[int]:
        """Return the numbers of one list, those of several together one after the other."""
        start, size = self._lists[_COLUMNS * key : _COLUMNS * key + _ROOM] or (0, 0)
        return self._block[self._width * start : self._width * (start + size)].tolist()

    def put(self, key: int, *numbers: int) -> None:
        """Add one to the end of a list."""
        self.reach(key + 1)
        at = _COLUMNS * key
        size = self._lists[at + _SIZE]
        if size == self._lists[at + _ROOM]:
            self._move(key, 2 * size or 1)
        self._lists[at + _SIZE] += 1
        self._write(self._lists[at + _START] + size, numbers)

    def take(self, key: int, *numbers: int) -> None:
        """Undo a `put`; the rest stays in order."""
        held, width = self[key], self._width
        at = next(at for at in range(0, len(held), width) if tuple(held[at : at + width]) == numbers)
        del held[at : at + width]
        self._lists[_COLUMNS * key + _SIZE] -= 1
        self._write(self._lists[_COLUMNS * key + _START], held)

    def of(self, keys: Numbers) -> Numbers:
        """Return the numbers of several keys, one list after the other.

        Each key must be below one that `reach` was called with. Shape: (n,), or (n, width) where
        numbers go together.
        """
        starts, sizes = self._starts_and_sizes(keys)
        ends = sizes.cumsum()
        total = ends[-1] if len(ends) else 0
        # The n-th number of them all is the n-th of the block, moved by what lies between the lists.
        at = (starts - ends + sizes).repeat(sizes) + np.arange(total)
        block = np.frombuffer(self._block, np.int64)
        found: Numbers = (block if self._width == 1 else block.reshape(-1, self._width)).take(at, axis=0)
        return found

    def sizes(self, keys: Numbers) -> Numbers:
        """Return how many numbers each of the keys has."""
        return self._starts_and_sizes(keys)[1]

    def _starts_and_sizes(self, keys: Numbers) -> tuple[Numbers, Numbers]:
        lists = np.frombuffer(self._lists, np.int64).reshape(-1, _COLUMNS).take(keys, axis=0)
        return lists[:, _START], lists[:, _SIZE]

    def reach(self, limit: int) -> None:
        """Let there be a list for each key below `limit`."""
        missing = _COLUMNS * limit - len(self._lists)
        if missing > 0:
            self._lists.extend((0,) * missing)

    def _move(self, key: int, room: int) -> None:
        held, start = self[key], len(self._block) // self._width
        self._block.extend((0,) * (self._width * room))
        self._lists[_COLUMNS * key + _START], self._lists[_COLUMNS * key + _ROOM] = start, room
        self._write(start, held)

    def _write(self, start: int, numbers: "tuple[int, ...] | list[int]") -> None:
        start *= self._width
        self._block[start : start + len(numbers)] = array("q", numbers)


class Presence:
    """Answers which numbers are among some others, in one look-up for many questions.

    It keeps the tables that it looks into, as a new one for each time would cost more than the answers.
    Several threads may ask at once: each has a table for itself meanwhile.
    """

    def __init__(self) -> None:
        # Of a number, whether it is there; from the end, of its complement, whether it is not.
        self._tables: list[Truths] = []

    def holds(self, questions: Numbers, numbers: Numbers, limit: int) -> Truths:
        """Return for each question whether it is among the numbers; for a complement, whether it is not.

        All are below the limit. Shape: that of the questions.
        """
        table, complements = self._table(limit), ~numbers
        table[numbers], table[complements] = True, False
        answers: Truths = table.take(questions)
        table[numbers], table[complements] = False, True
        self._tables.append(table)
        return answers

    def _table(self, limit: int) -> Truths:
        try:
            table = self._tables.pop()
        except IndexError:
            table = np.zeros(0, np.bool_)
        if len(table) < 2 * limit:
            half = 1 << limit.bit_length()
            table = np.arange(2 * half) >= half
        return table


def in_order(numbers: Numbers) -> list[int]:
    """Return the numbers from the least on, each once; quicker than `np.unique` for a few."""
    if len(numbers) < _FEW:
        return sorted(set(numbers.tolist()))
    numbers = np.sort(numbers)
    is_last = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=is_last[:-1])
    found: list[int] = numbers[is_last].tolist()
    return found
