"""Forms by the spelling they are looked up under, sixteen bytes each: an index may hold millions."""

from array import array
from collections.abc import Hashable, Iterator
from struct import Struct
from typing import Generic, TypeVar

from filters.matching.meanings import keys, read_alike
from filters.morphology.model import Form

T = TypeVar("T", bound=Hashable)

# Of one form: the numbers of its word, of its kind, of its surface (0: as it is looked up), of its `why`.
_ROW = Struct("=4I")


class FormTable:
    """The forms of all words of an index: words by number, their forms as `write_forms` has them."""

    def __init__(self) -> None:
        self._rows: dict[str, bytes] = {}
        self._kinds: _Numbered[tuple[int, str]] = _Numbered()
        self._texts: _Numbered[str] = _Numbered()

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, spelling: str) -> bool:
        return spelling in self._rows

    def put(self, forms: str, word_id: int) -> None:
        """Let the forms lead to the word from now on."""
        rows = self._rows
        for kind, why, surfaces in read_alike(forms):
            kind_number, why_number = self._kinds.take(kind), self._texts.take(why)
            for surface in surfaces:
                for spelling in keys(surface):
                    surface_number = self._texts.take(surface) if surface != spelling else 0
                    row = _ROW.pack(word_id, kind_number, surface_number, why_number)
                    rows[spelling] = rows[spelling] + row if spelling in rows else row

    def drop(self, forms: str, word_id: int) -> None:
        """Undo a `put`."""
        for kind, why, surfaces in read_alike(forms):
            self._kinds.give_back(kind)
            self._texts.give_back(why)
            for surface in surfaces:
                for spelling in keys(surface):
                    if surface != spelling:
                        self._texts.give_back(surface)
                    self._drop_rows(spelling, word_id)

    def _drop_rows(self, spelling: str, word_id: int) -> None:
        rows = _ROW.iter_unpack(self._rows.pop(spelling, b""))
        left = b"".join(_ROW.pack(*row) for row in rows if row[0] != word_id)
        if left:
            self._rows[spelling] = left

    def find(self, spelling: str) -> Iterator[tuple[Form, int]]:
        """Yield the forms of a folded spelling with their words, in the order in which they were put."""
        texts = self._texts
        for word_id, kind, surface, why in _ROW.iter_unpack(self._rows.get(spelling, b"")):
            flags, form_class = self._kinds[kind]
            yield Form(texts[surface] if surface else spelling, flags, form_class, texts[why]), word_id


class _Numbered(Generic[T]):
    """Values by number, from 1 on, each held once for as long as somebody uses it."""

    def __init__(self) -> None:
        self._numbers: dict[T, int] = {}
        self._values: list[T | None] = [None]
        self._uses = array("I", (0,))
        self._free: list[int] = []

    def __getitem__(self, number: int) -> T:
        value = self._values[number]
        if value is None:
            raise KeyError(number)
        return value

    def take(self, value: T) -> int:
        """Return the number of a value, which is used once more."""
        number = self._numbers.get(value)
        if number is None:
            number = self._numbers[value] = self._new_number()
            self._values[number] = value
        self._uses[number] += 1
        return number

    def _new_number(self) -> int:
        if self._free:
            return self._free.pop()
        self._values.append(None)
        self._uses.append(0)
        return len(self._values) - 1

    def give_back(self, value: T) -> None:
        """Undo a `take`."""
        number = self._numbers[value]
        self._uses[number] -= 1
        if not self._uses[number]:
            del self._numbers[value]
            self._values[number] = None
            self._free.append(number)
