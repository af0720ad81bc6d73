"""How a query is shown to people, why it is refused, and where it can't be read."""

import re

from bot.conversations.model import Call
from bot.markup import Rich, foreign, shortened
from filters.query import QueryError

_ADDRESS = re.compile(r"\b[a-z]{3,6}://\S|\bwww\.\w|\b[\w-]+\.[a-z]{2,6}/", re.IGNORECASE | re.ASCII)
_LIMIT_SHOWN = 300
_AROUND_FAULT = 20


def refusal(call: Call, *, is_new: bool = True) -> Rich:
    """Return why the argument can't become a watchlist before it is read, empty if it can."""
    rules = call.rules
    if _ADDRESS.search(call.argument):
        # Watched for, it would be its letters; who sends one wants what stands there.
        return call.texts.rich("add.no-feeds")
    if len(call.argument) > rules.query_chars:
        return call.texts.n_("add.too-long", rules.query_chars)
    if is_new and len(call.unit.watchlists.of_chat(call.origin.chat_id)) >= rules.watchlists_per_chat:
        return call.texts.n_("add.full", rules.watchlists_per_chat)
    return ()


def shown(query: str) -> Rich:
    """Return a query as it is shown inside our sentences."""
    return shortened(foreign(query), _LIMIT_SHOWN)


def mistake_lines(call: Call, error: QueryError) -> tuple[Rich, Rich]:
    """Return what is wrong with the query of the argument, and where."""
    key = f"query.{error.code}"
    return call.texts.rich(key if call.texts.has(key) else "query.other"), _place_of(call, error)


def _place_of(call: Call, error: QueryError) -> Rich:
    """Return the words around the fault with a sign before it; nothing if the fault is the whole query."""
    text, at = call.argument, error.position
    if not 0 < at <= len(text):
        return ()
    before, fault, after = text[max(0, at - _AROUND_FAULT) : at], text[at : at + 1], text[at + 1 :]
    # No bracket: a bracket is what people get wrong most.
    around = f"{before}⚠️{fault}{after[:_AROUND_FAULT]}"
    return call.texts.rich("query.at", place=foreign(around))
