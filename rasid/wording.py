"""Errors in the operator's language, which is English: what is wrong, where, and how to mend it."""

from bot.i18n import Texts
from filters.query import QueryError


def query_problem(error: QueryError) -> str:
    """Return one line: the fault, its place as a column counted from 1, and the mended query."""
    texts = Texts("en")
    key = f"query.{error.code}"
    fault = texts.t(key if texts.has(key) else "query.other").rstrip(".")
    place = f" (column {error.position + 1})" if error.position else ""
    mend = f"; did you mean: {error.suggestion}" if error.suggestion else ""
    return f"{fault}{place}{mend}"
