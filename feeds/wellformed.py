"""The fast way through an ordinary feed: well-formed XML whose items hold nothing surprising.

Gives what `feeds.document.read` gives, a tenth of the time later, or nothing: every element
that feedparser might read otherwise makes it step aside.
"""

import re
from dataclasses import replace
from xml.parsers import expat

from feeds.document import Document, Item
from feeds.mending import Mended

_ATOM = "http://www.w3.org/2005/atom"
_RSS1 = "http://purl.org/rss/1.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_MEDIA = "http://search.yahoo.com/mrss/"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_SLASH = "http://purl.org/rss/1.0/modules/slash/"
_WFW = "http://wellformedweb.org/commentapi/"
_BASE = "http://www.w3.org/XML/1998/namespace base"

# How an element of each kind of document is called, and how deep its items lie.
_ROOTS = {"rss": ("rss20", 3), f"{_RDF} rdf": ("rss10", 2), f"{_ATOM} feed": ("atom10", 2)}
_ITEMS = {"item", f"{_RSS1} item", f"{_ATOM} entry"}
_ITEM_NAMES = (" item", " entry")
_FIELDS = {
    **dict.fromkeys(("title", f"{_RSS1} title", f"{_ATOM} title"), "title"),
    **dict.fromkeys(("link", f"{_RSS1} link"), "link"),
    **dict.fromkeys(("guid", f"{_ATOM} id"), "guid"),
    **dict.fromkeys(("description", f"{_RSS1} description", f"{_ATOM} summary"), "summary"),
    f"{_ITUNES} summary": "second summary",
    **dict.fromkeys((f"{_CONTENT} encoded", f"{_ATOM} content"), "content"),
    **dict.fromkeys(("pubdate", f"{_ATOM} published"), "published"),
    **dict.fromkeys((f"{_DC} date", f"{_ATOM} updated"), "updated"),
}
_HEAD_FIELDS = {**{name: field for name, field in _FIELDS.items() if field == "title"}, "ttl": "ttl"}
_HARMLESS = frozenset({
    "author", "category", "comments", "enclosure",
    *(f"{_ATOM} {name}" for name in ("author", "category", "contributor", "rights")),
    *(f"{_DC} {name}" for name in ("creator", "subject", "publisher", "language", "rights")),
    *(f"{_MEDIA} {name}" for name in ("content", "thumbnail", "credit", "keywords", "group")),
    *(f"{_ITUNES} {name}" for name in ("author", "explicit", "duration", "image", "keywords", "subtitle")),
    *(f"{_SLASH} {name}" for name in ("comments", "section", "department")),
    *(f"{_WFW} {name}" for name in ("comment", "commentrss")),
    "com-wordpress:feed-additions:1 post-id",
})  # fmt: skip
_HARMLESS_INSIDE = frozenset({
    *(f"{_ATOM} {name}" for name in ("name", "uri", "email")),
    *(f"{_MEDIA} {name}" for name in ("content", "thumbnail", "credit", "keywords")),
})  # fmt: skip
_LINK = f"{_ATOM} link"
_TEXT_TYPES = frozenset({"text", "text/plain"})
_PLAIN_TYPES = _TEXT_TYPES | {"html", "text/html"}
_BEYOND_LATIN_1 = re.compile("[^\\x00-\\xff]")
_HALF_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")
_ATTRIBUTES = {"guid": {"isPermaLink"}, "title": {"type"}, "summary": {"type"}, "content": {"type"}}


class UnusualError(Exception):
    """The document holds something, named in the message, that is left to feedparser."""


def read_wellformed(mended: Mended) -> Document | None:
    """Return what the document holds, or None where feedparser might see it otherwise."""
    document = read_wellformed_bytes(mended.text.encode("utf-8", "surrogatepass"))
    return replace(document, warning=mended.warning) if document and mended.warning else document


def read_wellformed_bytes(body: bytes) -> Document | None:
    """Return the same of a document that was not decoded yet: None too where it is no UTF-8."""
    try:
        return usual_document(body)
    except (UnusualError, expat.ExpatError):
        return None


def usual_document(body: bytes) -> Document:
    """Return what the document holds; raises UnusualError, or expat.ExpatError for one that is ill-formed."""
    reader = _Reader()
    # Our own encoding: the declaration still names the one that was decoded before.
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.Parse(body, True)
    return Document(
        reader.version,
        reader.head.get("title", ""),
        reader.head.get("ttl", ""),
        tuple(reader.items),
        None,
    )


class _Reader:
    """Collects the items that expat reports."""

    def __init__(self) -> None:
        self.version = ""
        self.items: list[Item] = []
        self.head: dict[str, str] = {}
        self._item: dict[str, str] | None = None
        self._item_depth = 0
        self._depth = 0
        self._field = ""
        self._pieces: list[str] = []

    def doctype(self, *_declared: object) -> None:
        raise UnusualError("a DOCTYPE")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = name.lower()
        if self._field or _BASE in attributes:
            raise UnusualError("markup in a text, or links that count from elsewhere")
        if self._depth == 1:
            if name not in _ROOTS:
                raise UnusualError("another root than RSS, RDF or Atom")
            self.version, self._item_depth = _ROOTS[name]
        elif name in _ITEMS:
            if self._item is not None or self._depth != self._item_depth:
                raise UnusualError("an item in an item, or elsewhere than usual")
            about = attributes.get(f"{_RDF} about", "")
            self._item = {"about": about} if about else {}
        elif self._item is not None:
            self._start_inside(name, attributes, self._item)
        elif name.endswith(_ITEM_NAMES):
            raise UnusualError("items of a namespace of their own")
        elif name in _HEAD_FIELDS and self._depth == (2 if self.version == "atom10" else 3):
            self._begin(_HEAD_FIELDS[name], attributes, {})

    def _start_inside(self, name: str, attributes: dict[str, str], item: dict[str, str]) -> None:
        if self._depth > self._item_depth + 1:
            if name not in _HARMLESS_INSIDE:
                raise UnusualError("an element that is seldom inside another")
        elif name == _LINK:
            self._follow(attributes, item)
        elif name in _FIELDS:
            self._begin(_FIELDS[name], attributes, item)
        elif name not in _HARMLESS:
            raise UnusualError("an element that is seldom in an item")

    def _begin(self, field: str, attributes: dict[str, str], item: dict[str, str]) -> None:
        kind = attributes.get("type", "html").lower()
        if field in item or attributes.keys() - _ATTRIBUTES.get(field, set()) or kind not in _PLAIN_TYPES:
            raise UnusualError("a repeated element, or an attribute that is seldom there")
        if field == "guid":
            item["permalink"] = attributes.get("isPermaLink", "true")
        if field == "title" and self.version == "atom10" and attributes.get("type", "text") in _TEXT_TYPES:
            item["text title"] = "yes"
        self._field = field

    def _follow(self, attributes: dict[str, str], item: dict[str, str]) -> None:
        relation = attributes.get("rel", "alternate").lower()
        if relation == "alternate":
            if self.version != "atom10" or "href" not in attributes or "link" in item or "type" in attributes:
                raise UnusualError("a link that is seldom like that")
            item["link"] = attributes["href"]

    def text(self, data: str) -> None:
        if self._field:
            self._pieces.append(data)

    def end(self, _name: str) -> None:
        self._depth -= 1
        if self._field:
            value = _repaired("".join(self._pieces).strip())
            if self._field == "link":
                value = _HALF_REFERENCE.sub(r"&\1", value.replace("&amp;", "&"))
            (self.head if self._item is None else self._item).setdefault(self._field, value)
            self._field, self._pieces = "", []
        elif self._item is not None and self._depth < self._item_depth:
            self.items.append(_finished(self._item))
            self._item = None


def _repaired(value: str) -> str:
    # As feedparser does: UTF-8 that somebody took for Latin-1 and encoded once more.
    if value.isascii() or _BEYOND_LATIN_1.search(value):
        return value
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        return value


def _finished(item: dict[str, str]) -> Item:
    guid = item.get("guid", item.get("about", ""))
    link = item.get("link")
    if link is None and item.get("permalink") == "true":
        link = guid
    if "second summary" in item and "content" in item:
        raise UnusualError("several summaries")  # feedparser then lets one of the summaries go
    texts = (item.get(name) for name in ("content", "summary", "second summary"))
    distinct = dict.fromkeys(filter(None, texts))
    return Item(
        guid=guid,
        link=link or "",
        title=item.get("title", ""),
        title_is_html="text title" not in item,
        texts=tuple(sorted(distinct, key=len, reverse=True)),
        dates=tuple(filter(None, (item.get("published"), item.get("updated")))),
    )
