"""Look-up in packed tables: the text stays one string, an array of hashes says where a word stands."""

import gzip
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from importlib.resources import files

_OFFSET_BITS = 32
_HASH_MASK = (1 << 31) - 1
_OFFSET_MASK = (1 << _OFFSET_BITS) - 1
_NUMBER_BITS = 12
_NUMBER_MASK = (1 << _NUMBER_BITS) - 1
_KEY_MASK = (1 << 64) - 1


def read(name: str) -> str:
    """Return the text of a packed table without its header."""
    packed = files("filters").joinpath("lexicon", name).read_bytes()
    return gzip.decompress(packed).decode().split("\n", 1)[1]


def _key(word: str) -> int:
    return (hash(word) & _HASH_MASK) << _OFFSET_BITS


class Lines:
    """The lines of a table by the words in some of its columns; eight bytes a word beside the text."""

    def __init__(self, text: str, columns: tuple[int, ...]) -> None:
        self._text = text
        self._columns = columns
        self._index = array("Q", sorted(self._entries()))

    def _entries(self) -> Iterator[int]:
        at = 0
        for line in self._text.splitlines():
            fields = line.split("\t")
            for column in self._columns:
                for word in fields[column].split(" "):
                    if word:
                        yield _key(word) | at
            at += len(line) + 1

    def find(self, word: str) -> Iterator[list[str]]:
        """Yield the fields of each line that has `word` in an indexed column, in order of the table."""
        key = _key(word)
        at = bisect_left(self._index, key)
        while at < len(self._index) and self._index[at] & ~_OFFSET_MASK == key:
            start = self._index[at] & _OFFSET_MASK
            fields = self._text[start : self._text.find("\n", start)].split("\t")
            if any(word in fields[column].split(" ") for column in self._columns):
                yield fields
            at += 1


class Numbers:
    """A number below 4,096 for each word, without the words: of 10¹⁰ others one is taken for one of them."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        self._index = array("Q", sorted(self._key(word) | value for word, value in pairs))

    @staticmethod
    def _key(word: str) -> int:
        return hash(word) << _NUMBER_BITS & _KEY_MASK

    def get(self, word: str) -> int:
        """Return the word's number, 0 if it has none."""
        key = self._key(word)
        at = bisect_left(self._index, key)
        if at < len(self._index) and self._index[at] & ~_NUMBER_MASK == key:
            return self._index[at] & _NUMBER_MASK
        return 0
