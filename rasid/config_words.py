"""What is wrong with a value of a file that an operator wrote, in words that say what to write instead."""

import json

from pydantic_core import ErrorDetails

_WORDS = {
    "missing": "must be given",
    "int_type": "write a whole number",
    "int_from_float": "write a whole number",
    "float_type": "write a number",
    "bool_type": "write true or false",
    "string_type": 'write a text in quotes, "…"',
    "tuple_type": "write a list, […]",
    "list_type": "write a list, […]",
    "model_type": "write a [table] with options below it",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le:g}",
    "literal_error": "write {expected}",
    "string_too_short": "must not be empty",
    "string_too_long": "must not be longer than {max_length} characters",
    "too_short": "must not be empty",
}
_BLOCKS = (("feeds",), ("watchlist",))
_GIVES_NO_VALUE = ("missing", "model_type", "tuple_type", "list_type")


def in_words(error: ErrorDetails) -> str:
    """Return what pydantic's `error` means, with the value that was given where it helps."""
    message = _message(error)
    unhelpful = error["type"] in _GIVES_NO_VALUE or isinstance(error["input"], dict | list)
    return message if unhelpful else f"{message}{given(error['input'])}"


def _message(error: ErrorDetails) -> str:
    if error["loc"] in _BLOCKS and error["type"] in ("missing", "tuple_type", "list_type"):
        return f"write a [[{error['loc'][0]}]] block for each"
    words = _WORDS.get(error["type"])
    if words is None:
        return str(error["msg"]).removeprefix("Value error, ")
    return words.format_map(error.get("ctx", {}))


def given(value: object) -> str:
    """Return the value as it stands in the file, to go behind a message.

    >>> given(True)
    ' (given: true)'
    """
    return f" (given: {json.dumps(value, ensure_ascii=False, default=str)})"


def dotted(place: tuple[str | int, ...]) -> str:
    """Return `place` as an operator reads it.

    >>> dotted(("feeds", 0, "url"))
    'feeds[1].url'
    """
    written = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return written.removeprefix(".")
