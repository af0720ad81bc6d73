"""Functions that remember their answers, asked many thousand times an entry: quicker than `lru_cache`."""

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class _Answers(dict[K, V]):
    """What a function answered."""

    __slots__ = ("_function", "_limit")

    def __init__(self, function: Callable[[K], V], limit: int) -> None:
        super().__init__()
        self._function = function
        self._limit = limit

    def __missing__(self, key: K) -> V:
        answer = self._function(key)
        if len(self) >= self._limit:
            self.clear()
        self[key] = answer
        return answer


def remembered(limit: int) -> Callable[[Callable[[K], V]], Callable[[K], V]]:
    """Return a decorator for a function of one argument: it remembers up to `limit` answers.

    Once there are more, all are forgotten: no order is kept, which is what makes it quick.
    """

    def decorate(function: Callable[[K], V]) -> Callable[[K], V]:
        return _Answers(function, limit).__getitem__

    return decorate
