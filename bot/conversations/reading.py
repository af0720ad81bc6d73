"""How a query is read here: with the sources that are polled, and what else may have been meant."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.conversations.model import Call
from bot.conversations.phrasing import shown
from bot.markup import Rich, joined
from filters.query import (
    About,
    Query,
    QueryError,
    missing_sources,
    other_readings,
    parse,
    read_accepted,
    renamed,
    to_text,
    told_by_mark,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the argument of a call means, as `text` that means it everywhere.

    `others` are queries that may have been meant instead, `strangers` sources that none of the polled is.
    """

    text: str
    query: Query
    others: tuple[str, ...]
    strangers: tuple[About, ...]


def read(call: Call) -> Reading:
    """Return how the argument is read. Raises `QueryError` for one that can't be."""
    outlets = _outlets(call)
    query = parse(call.argument, outlets)
    text = call.argument if read_accepted(call.argument) == query else to_text(query)
    strangers = missing_sources(query, outlets) if outlets else ()
    others = [*other_readings(text, query), *([to_text(renamed(query, outlets))] if strangers else [])]
    return Reading(text, query, tuple(_sound(others, query)), strangers)


def _outlets(call: Call) -> frozenset[str]:
    """Return the names and hosts of the sources that are polled."""
    polled = [row.feed for row in call.unit.feeds.all()]
    return frozenset(name for feed in polled for name in (feed.outlet, urlsplit(feed.url).hostname or ""))


def _sound(texts: list[str], own: Query) -> Iterator[str]:
    """Yield those of the texts that can be read and mean something else, each once."""
    meant = {own}
    for text in texts:
        with suppress(QueryError):
            query = parse(text)
            if query not in meant:
                meant.add(query)
                yield text


def doubt_lines(call: Call, reading: Reading) -> tuple[Rich, ...]:
    """Return which sources are not polled, which words have another sense, and what else may be meant."""
    texts = call.texts
    quoted = [texts.rich("alert.quote", text=shown(about.value)) for about in reading.strangers]
    names = joined(quoted, texts.t("alert.comma"))
    return (
        texts.rich("preview.no-source", names=names) if quoted else (),
        *(
            texts.rich("meaning.marked", marked=shown(marked), bare=shown(bare))
            for marked, bare in dict.fromkeys(told_by_mark(reading.query))
        ),
        *(texts.rich("query.suggestion", query=shown(other)) for other in reading.others),
    )
