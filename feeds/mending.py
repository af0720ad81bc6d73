"""A feed's text made as near to XML as can be without parsing it, and refused if it may hurt."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.entities import html5
from itertools import pairwise

from feeds.references import join_halves

_LONGEST_DOCTYPE = 65_536
_TAIL = 4096
# Read on from one to the next, so that a tag in a comment is not taken for the root.
_PROLOG = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!doctype[^\[>]*(?:\[[^\]]*\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"[^<]{0,64}<([A-Za-z][\w.:-]{0,64})")
_DOCTYPE = re.compile(r"<!doctype", re.IGNORECASE)
_SUBSET = re.compile(r"<!doctype[^\[>]*\[", re.IGNORECASE)
_ENTITY = re.compile(
    r"""\s*<!ENTITY\s+(\w{1,32})\s+(?:"([^"]{0,64})"|'([^']{0,64})')\s*>\s*""", re.IGNORECASE
)
_COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
_PLAIN_VALUE = re.compile(r"&#\w{1,8};|[^&%<]*")
_ITEM_START = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
# Control characters are no XML, neither as themselves nor as references.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]+")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));",
    re.IGNORECASE,
)
_NAMED_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w{0,31});")
_MARKUP = frozenset("<>&\"'")
CUT_SHORT = "the document was cut short"
_CDATA = "<![CDATA["
_ITEM_MARK = re.compile(r"<(/?)((?:\w{1,20}:)?(?:item|entry))(?=[\s>])[^<>]*>", re.IGNORECASE)
# Elements of text, which swallow whatever follows until they are closed.
_TEXT_TAG = re.compile(
    r"<(/?)((?:content:encoded|dc:date|title|link|guid|id|description|summary|content|pubdate|published|updated))"
    # Where the tag's own > is damaged, feedparser still reads the name that ASCII ends.
    r"(?![-\w.:])[^<>]*(?<!/)>",
    re.IGNORECASE | re.ASCII,
)


_ROOT_TAG = re.compile(r"[^<]{0,64}<([A-Za-z][\w.:-]{0,64})\b[^<>]{0,4096}>")
# A tag, or what is left of one whose end is damaged.
_TAG_LIKE = re.compile(r"<(?!!)[^<>]*(?:>|(?=<))")


@dataclass(frozen=True, slots=True)
class Mended:
    """The document from its root on, and what was wrong with it that was seen so far."""

    text: str
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that must not be parsed."""

    reason: str


def mend(text: str) -> Mended | Refused:
    """Return the document without prolog, control characters and unknown entities, its last item whole.

    A DOCTYPE may declare entities of plain text, up to 64 characters; one that declares
    more is refused. Half an item at the end of a document cut short is dropped: it would
    be told, and told again when it comes whole.
    """
    text = _CONTROL.sub("", text)
    root_at, doctype = _prolog(text)
    entities = _declared(doctype)
    if entities is None:
        return Refused("its DOCTYPE declares more than plain entities")
    text = text[root_at:]
    if "&" in text:
        text = _CONTROL_REFERENCE.sub("", join_halves(text))
        text = _NAMED_REFERENCE.sub(lambda match: _meaning(match, entities), text)
    return _whole(text)


def closed(mended: Mended) -> Mended:
    """Return a broken document with each item's texts closed at its end, so that none swallows the next.

    Where one byte of a closing tag is damaged, feedparser reads on to the next such tag: that
    is the next item's, whose headline would be lost.
    """
    text = _TAG_LIKE.sub(_with_paired_quotes, mended.text)
    read = _without_sections(text)
    pieces, begin, is_item = [], 0, False
    for mark in _ITEM_MARK.finditer(read):
        is_end = mark[1] == "/"
        if is_end or is_item or begin == 0:
            pieces.append(_with_closings(text[begin : mark.start()], read[begin : mark.start()]))
            pieces.append(f"</{mark[2]}>" if is_end or is_item else "")
            begin = mark.end() if is_end else mark.start()
        is_item = not is_end
    return Mended("".join(pieces) + text[begin:], mended.warning)


def item_pieces(text: str, most: int) -> list[str]:
    """Return a document of its own for each item that begins in the text, under the same root.

    Nothing if there are more than `most`; a root tag of more than 4,096 characters is not repeated.
    """
    starts = [match.start() for match in _ITEM_START.finditer(_without_sections(text))]
    if len(starts) > most:
        return []
    root = _ROOT_TAG.match(text)
    opening, name = (root[0], root[1]) if root else ('<rss version="2.0">', "rss")
    channel, end = ("<channel>", "</channel>") if name.lower() == "rss" else ("", "")
    pieces = (text[begin:stop] for begin, stop in pairwise([*starts, len(text)]))
    return [f"{opening}{channel}{_one_item(piece)}{end}</{name}>" for piece in pieces]


def _one_item(piece: str) -> str:
    """Return a piece up to the end of its item, which it gets if it has none."""
    last = max((match.end() for match in _ITEM_END.finditer(piece)), default=None)
    name = re.match(r"<([\w:]+)", piece)
    return piece[:last] if last or name is None else f"{piece}</{name[1]}>"


def _with_paired_quotes(tag: re.Match[str]) -> str:
    """Return a tag without a quote that lacks its partner: feedparser looks for that in the items below."""
    kept = tag[0]
    for quote in "\"'":
        if kept.count(quote) % 2:
            kept = kept.replace(quote, "")
    return kept


def _without_sections(text: str) -> str:
    """Return `text` with dots for what stands in CDATA sections, but in those that never end."""
    before, *sections = text.split(_CDATA)
    ends = (section.find("]]>") for section in sections)
    dotted = (
        "." * end + section[end:] if end >= 0 else section
        for section, end in zip(sections, ends, strict=True)
    )
    return _CDATA.join([before, *dotted])


def _with_closings(piece: str, read: str) -> str:
    """Return the piece followed by what its CDATA section and its texts lack to be closed."""
    if (section := read.rfind(_CDATA)) > read.rfind("]]>"):
        piece, read = f"{piece}]]>", read[:section]
    is_open: dict[str, bool] = {}
    for tag in _TEXT_TAG.finditer(read):
        is_open[tag[2]] = not tag[1]
    return piece + "".join(f"</{name}>" for name in reversed(is_open) if is_open[name])


def _prolog(text: str) -> tuple[int, str]:
    """Return where the root element's tag is to be looked for, and the DOCTYPE before it."""
    end, doctype = 0, ""
    while match := _PROLOG.match(text, end):
        end = match.end()
        doctype = doctype or (match[0] if _DOCTYPE.match(match[0]) else "")
    if not doctype and _DOCTYPE.match(text, end):
        doctype = text[end : end + _LONGEST_DOCTYPE]  # one that does not end
    return end, doctype


def _declared(doctype: str) -> dict[str, str] | None:
    """Return the entities that the DOCTYPE declares, None if it declares anything else."""
    subset = _SUBSET.match(doctype)
    entities: dict[str, str] = {}
    if subset is None:
        return entities
    end = subset.end()
    while match := _ENTITY.match(doctype, end) or _COMMENT.match(doctype, end):
        end = match.end()
        if match.re is _ENTITY:
            value = match[2] or match[3] or ""
            if not _PLAIN_VALUE.fullmatch(value):
                return None
            entities[match[1]] = value
    return entities if re.compile(r"\s*\]").match(doctype, end) else None


def _meaning(match: re.Match[str], entities: Mapping[str, str]) -> str:
    """Return what a reference stands for in the document, else in HTML, whose names XML lacks."""
    meaning = entities.get(match[1], html5.get(f"{match[1]};", match[0]))
    return match[0] if meaning in _MARKUP else meaning


def _whole(text: str) -> Mended:
    tag, start = _ROOT.match(text), _ITEM_START.search(text)
    if tag is None or _is_closed(text, tag[1]):
        return Mended(text)
    if start is None:
        return Mended(text, CUT_SHORT)
    end = max((match.end() for match in _ITEM_END.finditer(text)), default=start.start())
    closing = f"</channel></{tag[1]}>" if tag[1].lower() == "rss" else f"</{tag[1]}>"
    return Mended(text[:end] + closing, CUT_SHORT)


def _is_closed(text: str, root: str) -> bool:
    tail = text[-_TAIL:].lower()
    return f"</{root.lower()}" in tail or (root.lower() == "rss" and "</channel" in tail)
