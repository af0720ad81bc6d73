"""A table of the fake: values by key whose changes can be undone."""

from collections.abc import Iterator
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Rows(Generic[K, V]):
    """Immutable values by key. What changed since the last `commit` is remembered until then."""

    def __init__(self) -> None:
        self._rows: dict[K, V] = {}
        self._before: dict[K, V | None] = {}

    def get(self, key: K) -> V | None:
        """Return the value at `key`, None if there is none."""
        return self._rows.get(key)

    def put(self, key: K, value: V) -> None:
        """Set the value at `key`."""
        self._before.setdefault(key, self._rows.get(key))
        self._rows[key] = value

    def put_new(self, key: K, value: V) -> bool:
        """Set the value at `key`; False, and nothing changed, if there is one."""
        if key in self._rows:
            return False
        self.put(key, value)
        return True

    def pop(self, key: K) -> V | None:
        """Delete and return the value at `key`, None if there is none."""
        self._before.setdefault(key, self._rows.get(key))
        return self._rows.pop(key, None)

    def items(self) -> list[tuple[K, V]]:
        """Return keys and values, so that the table may change meanwhile."""
        return list(self._rows.items())

    def values(self) -> list[V]:
        """Return the values, so that the table may change meanwhile."""
        return list(self._rows.values())

    def commit(self) -> None:
        """Forget how it was before."""
        self._before.clear()

    def rollback(self) -> None:
        """Make it as it was at the last `commit`, but for the order."""
        for key, value in self._before.items():
            if value is None:
                self._rows.pop(key, None)
            else:
                self._rows[key] = value
        self._before.clear()

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[K]:
        return iter(list(self._rows))

    def __contains__(self, key: K) -> bool:
        return key in self._rows


def next_id(counters: Rows[str, int], table: str) -> int:
    """Return the next number of `table`, counting from 1."""
    number = (counters.get(table) or 0) + 1
    counters.put(table, number)
    return number
