"""The forms of watched words, in SQL, so that a start need not make them again."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from rasid.storage.schema import forms
from rasid.storage.statements import insert_new


@dataclass(frozen=True, slots=True)
class SqlForms:
    """See `rasid.storage.unit.Forms`."""

    connection: Connection

    def all(self, version: str) -> dict[str, str]:
        """Return the forms that were stored under `version`, by word."""
        stored = select(forms.c.word, forms.c.forms).where(forms.c.version == version)
        return {word: text for word, text in self.connection.execute(stored)}  # noqa: C416  # rows are no pairs

    def put(self, version: str, made: Mapping[str, str]) -> None:
        """Store forms by word, and delete those of any other version."""
        self.connection.execute(delete(forms).where(forms.c.version != version))
        rows = [{"word": word, "version": version, "forms": text} for word, text in made.items()]
        insert_new(self.connection, forms, rows)
