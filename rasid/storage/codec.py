"""Values with structure as JSON text, and back."""

import json
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

T = TypeVar("T")


def encode(kind: type[T], value: T) -> str:
    """Return `value` as JSON text from which `decode` with the same `kind` makes an equal value.

    `kind` is a dataclass of the models or a tuple of them. Lone surrogates, which no database
    stores, become U+FFFD.
    """
    adapter = _adapter(kind)  # type: ignore[arg-type]  # a type is hashable
    try:
        return adapter.dump_json(value, warnings="error").decode()
    except PydanticSerializationError:
        plain = adapter.dump_python(value, mode="json", warnings="error")
        return storable(json.dumps(plain, ensure_ascii=False))


def decode(kind: type[T], text: str) -> T:
    """Return the value that `text` holds.

    Keys that `kind` does not know are ignored and missing ones take the field's default, so rows
    written by another version of the program load. Raises ValueError for anything else.
    """
    value: T = _adapter(kind).validate_json(text)  # type: ignore[arg-type]  # a type is hashable
    return value


def storable(text: str) -> str:
    """Return `text` without NUL, which PostgreSQL refuses, and with U+FFFD for lone surrogates.

    >>> storable("نص")
    'نص'
    """
    if "\0" in text:
        text = text.replace("\0", "")
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_surrogates(text) else text
    )


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
