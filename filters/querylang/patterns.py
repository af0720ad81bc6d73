"""Regular expressions of a query: RE2, linear in the text, held against each printed word by itself."""

import re
from functools import lru_cache
from typing import Protocol

from filters.arabic import clean
from filters.querylang.errors import QueryError

LIMIT_CHARS = 200
_LIMIT_MEMORY = 1 << 20
_CACHED = 1000
# RE2 knows ASCII only behind these two; a word's edges are where it starts and ends.
_OURS = {r"\b": "(?:^|$)", r"\w": r"[\p{L}\p{N}]"}
_ESCAPE = re.compile(r"\\.")
_SAMPLES = ("كتاب", "x", "7", "و")


class Pattern(Protocol):
    """What is used of a compiled expression."""

    def search(self, text: str, /) -> object | None:
        """Return something if the expression is found."""


def check_pattern(text: str, position: int) -> None:
    """Raise `QueryError` for an expression that can't be read, that fits every word, or without RE2."""
    if len(text) > LIMIT_CHARS:
        raise QueryError("too-long", position, f"≤ {LIMIT_CHARS}")
    try:
        pattern = compile_pattern(text)
    except ImportError:
        raise QueryError("no-patterns", position, "google-re2") from None
    except ValueError as error:
        raise QueryError("bad-pattern", position, str(error)) from None
    if all(pattern.search(sample) for sample in _SAMPLES):
        raise QueryError("loose-pattern", position)


@lru_cache(_CACHED)
def compile_pattern(text: str) -> Pattern:
    """Return the expression, cleaned as the words it is held against are; case does not matter.

    Raises `ValueError` for what RE2 can't read, and `ImportError` where RE2 is not installed.
    """
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415  # ships no types; optional

    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = _LIMIT_MEMORY
    options.log_errors = False
    source = _ESCAPE.sub(lambda escape: _OURS.get(escape.group(), escape.group()), clean(text))
    try:
        pattern: Pattern = re2.compile(source, options)
    except re2.error as error:
        reason = error.args[0]
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
    return pattern
