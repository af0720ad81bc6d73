"""Values of a sequence of rows of a table."""

from collections.abc import Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class ByRow(Sequence[T]):
    """Values of a sequence of rows, looked up when asked for: most are not."""

    __slots__ = ("_rows", "_values")

    def __init__(self, values: Sequence[T], rows: list[int]) -> None:
        self._values = values
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            return [self._values[row] for row in self._rows[at]]
        return self._values[self._rows[at]]
