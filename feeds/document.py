"""The items of an RSS, Atom or RDF document as they stand in it, read by feedparser."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import feedparser

from feeds.mending import Mended

# feedparser has raised these on broken feeds; its other exceptions would be news.
_FEEDPARSER_ERRORS = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)


@dataclass(frozen=True, slots=True)
class Item:
    """One item, its texts still marked up. `texts` may hold its body, `dates` its date: the best first."""

    guid: str
    link: str
    title: str
    title_is_html: bool
    texts: tuple[str, ...]
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document's items in its order. `version` is empty if it is of no known kind."""

    version: str
    title: str
    ttl: str
    items: tuple[Item, ...]
    warning: str | None


def read(mended: Mended) -> Document:
    """Return what the document holds, as feedparser understands it."""
    try:
        # Bytes in a stream: feedparser takes a bare string for a URL or a file to open.
        found = feedparser.parse(
            BytesIO(mended.text.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _FEEDPARSER_ERRORS as error:
        return Document("", "", "", (), f"the parser failed: {type(error).__name__}")
    warning = mended.warning
    if found.get("bozo") and warning is None:
        warning = f"not well-formed: {found.get('bozo_exception')}"[:200]
    feed = found.get("feed", {})
    items = tuple(_item(entry, found.get("version") or "") for entry in found.get("entries", ()))
    return Document(found.get("version") or "", _text(feed, "title"), _text(feed, "ttl"), items, warning)


def _item(entry: Mapping[str, Any], version: str) -> Item:
    detail = _value(entry, "title_detail") or {}
    return Item(
        guid=_text(entry, "id"),
        link=_text(entry, "link"),
        title=_text(entry, "title"),
        title_is_html=not (version.startswith("atom") and detail.get("type") == "text/plain"),
        texts=tuple(_texts(entry)),
        dates=tuple(filter(None, (_text(entry, key) for key in ("published", "updated", "created")))),
    )


def _texts(entry: Mapping[str, Any]) -> Iterator[str]:
    contents = _value(entry, "content") or ()
    values = [content.get("value") or "" for content in contents] + [_text(entry, "summary")]
    # feedparser copies a content without summary into the summary.
    yield from sorted(dict.fromkeys(filter(None, values)), key=len, reverse=True)


def _text(values: Mapping[str, Any], key: str) -> str:
    value = _value(values, key)
    return value if isinstance(value, str) else ""


def _value(values: Mapping[str, Any], key: str) -> Any:
    # Not FeedParserDict.get: it answers for keys that are not there.
    return dict.get(values, key)  # type: ignore[call-overload]  # a FeedParserDict is a dict
