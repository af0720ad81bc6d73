"""The items of a JSON Feed (jsonfeed.org, versions 1 and 1.1)."""

import html
import json
import re
from typing import Any

from feeds.document import Document, Item

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_VERSION = "https://jsonfeed.org/version/"


def read_json(text: str) -> Document | None:
    """Return what the document holds, None if it is no JSON Feed."""
    if not text.startswith("{"):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if _HALF.search(text):
        # A lone half of a character can be neither stored nor sent.
        found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "ignore"))
    if not isinstance(found, dict) or not _text(found.get("version")).startswith(_VERSION):
        return None
    listed = found.get("items")
    items = [_item(one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return Document("json", html.escape(_text(found.get("title"))), "", tuple(items), None)


def _item(found: dict[str, Any]) -> Item:
    plain = [html.escape(_text(found.get(key))) for key in ("content_text", "summary")]
    texts = filter(None, (_text(found.get("content_html")), *plain))
    dates = (_text(found.get(key)) for key in ("date_published", "date_modified"))
    return Item(
        guid=_text(found.get("id")),
        link=_text(found.get("url")) or _text(found.get("external_url")),
        title=_text(found.get("title")),
        title_is_html=False,
        texts=tuple(sorted(texts, key=len, reverse=True)),
        dates=tuple(filter(None, dates)),
    )


def _text(value: object) -> str:
    # An id may be a number, though the standard wants a string.
    if isinstance(value, bool | None):
        return ""
    return str(value) if isinstance(value, str | int) else ""
