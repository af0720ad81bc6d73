"""Words that are compared as they are typed, whole or by a part: their forms do not count."""

from filters.arabic import fold
from filters.querylang.patterns import compile_pattern
from filters.querylang.tree import Mode

_SHORTEST_WILDCARD = 3
_MODES = (Mode.VERBATIM, Mode.SPELT, Mode.START, Mode.END, Mode.PATTERN)


class Literals:
    """The ids of such words by mode and text, as `meanings.as_it_is` has it."""

    def __init__(self) -> None:
        self._tables: dict[Mode, dict[str, tuple[int, ...]]] = {mode: {} for mode in _MODES}

    def __len__(self) -> int:
        return sum(map(len, self._tables.values()))

    def put(self, mode: Mode, text: str, word_id: int) -> None:
        """Let what is printed so lead to the word from now on."""
        table = self._tables[mode]
        table[text] = (*table.get(text, ()), word_id)

    def drop(self, mode: Mode, text: str, word_id: int) -> None:
        """Undo a `put`."""
        table = self._tables[mode]
        left = tuple(known for known in table.pop(text) if known != word_id)
        if left:
            table[text] = left

    def find(self, cleaned: str) -> list[int]:
        """Return the words that a printed token, cleaned, satisfies."""
        folded, tables = fold(cleaned), self._tables
        ids = [*tables[Mode.VERBATIM].get(cleaned, ()), *tables[Mode.SPELT].get(folded, ())]
        starts, ends = tables[Mode.START], tables[Mode.END]
        if starts or ends:
            for size in range(_SHORTEST_WILDCARD, len(folded) + 1):
                ids += starts.get(folded[:size], ())
                ids += ends.get(folded[-size:], ())
        for pattern, with_it in tables[Mode.PATTERN].items():
            ids += with_it if compile_pattern(pattern).search(cleaned) else ()
        return ids
