"""The forms of watched words of the fake."""

from collections.abc import Mapping
from dataclasses import dataclass

from rasid.storage.memory.rows import Rows


@dataclass(frozen=True, slots=True)
class MemoryForms:
    """See `rasid.storage.unit.Forms`."""

    rows: Rows[str, tuple[str, str]]

    def all(self, version: str) -> dict[str, str]:
        """Return the forms that were stored under `version`, by word."""
        return {word: text for word, (stored, text) in self.rows.items() if stored == version}

    def put(self, version: str, made: Mapping[str, str]) -> None:
        """Store forms by word, and delete those of any other version."""
        for word, (stored, _) in self.rows.items():
            if stored != version:
                self.rows.pop(word)
        for word, text in made.items():
            self.rows.put_new(word, (version, text))
