"""HTML fragments of feeds as plain text, in time linear in their length.

A parser of HTML is itself a bomb (88 s for 58 KB of `<a `), so markup is only recognised and
dropped: what is no tag by a narrow reading stays as text, and no text is lost to a bad tag.
"""

import html
import re
import unicodedata
from html.entities import html5

from feeds.references import join_halves

FIELD_LIMIT = 32_768

# A quoted attribute may hold ">", but nothing crosses the next "<": that keeps it linear.
_TAG = re.compile(
    r"""<(/?[A-Za-z][A-Za-z0-9:-]*+(?=[\s/>])|[!?])"""
    r"""([^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+'|["'])[^<>"']*+)*+)>"""
)
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "thead", "tr", "ul",
})  # fmt: skip
_SPACED = frozenset({"td", "th"})
_DROPPED = frozenset({"script", "style", "noembed", "template"})
_INLINE = frozenset({
    "a", "abbr", "b", "em", "font", "i", "img", "small", "span", "strong", "sub", "sup", "u", "video",
})  # fmt: skip
_KNOWN = _BLOCKS | _SPACED | _DROPPED | _INLINE
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_HALF_ENTITY = re.compile(r"&[#A-Za-z0-9]{0,31}\Z")
# Normalising sorts runs of marks by insertion, in quadratic time: no letter may carry more than 16.
# A run that matters is longer than the sample's step.
_SAMPLE = 256
_MARKS = "".join(chr(code) for code in range(0x300, 0x1E950) if unicodedata.combining(chr(code)))
_PILED_MARKS = re.compile(f"([{re.escape(_MARKS)}]{{16}})[{re.escape(_MARKS)}]+")
_BREAK = "\x1e"  # a line's end that markup asked for, unlike a newline of the source
# What is read where a tag stood; nothing for the others.
_INSTEAD = {
    f"{slash}{name}": blank for names, blank in ((_BLOCKS, _BREAK), (_SPACED, " ")) for name in names
    for slash in ("", "/")
}  # fmt: skip


def _build_tidy_table() -> dict[int, str | None]:
    invisible = (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), 0xFEFF)
    table: dict[int, str | None] = dict.fromkeys(invisible)
    for plane in range(0, 0x110000, 0x10000):
        table |= {plane | 0xFFFE: None, plane | 0xFFFF: None}
    table |= {ord(blank): " " for blank in "\t\v\f"}
    # What stands where Unicode has controls is windows-1252, copied from a word processor.
    table |= {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
    return table | {ord(line): "\n" for line in "\n\r\u2028\u2029" + _BREAK}


_TIDY = _build_tidy_table()
# The commonest letters first: each of 32,768 is looked for in one range after the other.
_UNTIDY = re.compile(
    "[^ -~\u00a0-\u2027\n\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd"
    + "".join(f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)


def plain(markup: str) -> str:
    r"""Return what a reader of the fragment sees: one line a paragraph, NFC, no control characters.

    Reads the first 32,768 characters. Markup that was escaped once too often is markup too.

    >>> plain("<p>دوّى انفجار<br>في بغداد</p>&lt;p&gt;ولم ترد&lt;/p&gt;&amp;nbsp;أنباء")
    'دوّى انفجار\nفي بغداد\nولم ترد\nأنباء'
    """
    text = _without_tags(_cut(markup))
    unescaped = _unescaped(text)
    if any(match.group(1).strip("/").lower() in _KNOWN for match in _TAG.finditer(unescaped)):
        unescaped = _unescaped(_without_tags(unescaped))
    return _tidy(_unescaped_again(unescaped))


def plain_line(markup: str, *, is_html: bool = True) -> str:
    """Return a headline as one line of plain text; an escaped tag is what it is about, and stays.

    With `is_html` False, `<b>` too is text.

    >>> plain_line("<b>عاجل</b> | وسم &lt;br&gt; في تغذية")
    'عاجل | وسم <br> في تغذية'
    """
    text = _cut(markup)
    if is_html:
        text = _unescaped(_without_tags(text))
    return _tidy(_unescaped_again(text)).replace("\n", " ")


def _cut(markup: str) -> str:
    if len(markup) <= FIELD_LIMIT:
        return markup
    kept = markup[:FIELD_LIMIT]
    last_open = kept.rfind("<")
    if last_open > kept.rfind(">"):
        kept = kept[:last_open]
    return _HALF_ENTITY.sub("", kept)


def _without_tags(markup: str) -> str:
    if "<" not in markup:
        return markup
    markup = _without_comments(markup).replace("<![CDATA[", "").replace("]]>", "")
    # Text, tag's name, its attributes, text, …
    pieces = _TAG.split(markup)
    names = list(map(str.lower, pieces[1::3]))
    if not _BLOCKS.isdisjoint(names):
        # Between blocks a newline of the source is a blank; without any it is the author's.
        pieces[::3] = [text.replace("\n", " ") for text in pieces[::3]]
    _drop_unread(pieces, names)
    pieces[1::3] = [_INSTEAD.get(name, "") for name in names]
    pieces[2::3] = [""] * len(names)
    return "".join(pieces)


def _drop_unread(pieces: list[str], names: list[str]) -> None:
    """Empty the texts and names between a script's start and end, if it has one."""
    if _DROPPED.isdisjoint(names):
        return
    dropped, first = "", 0
    for place, name in enumerate(names):
        if dropped and name == f"/{dropped}":
            for inside in range(first + 1, place + 1):
                pieces[inside * 3] = ""
                names[inside] = ""
            dropped = ""
        elif not dropped and name in _DROPPED and not pieces[place * 3 + 2].endswith("/"):
            dropped, first = name, place


def _without_comments(markup: str) -> str:
    if "<!--" not in markup:
        return markup
    pieces, end = [], 0
    while (start := markup.find("<!--", end)) >= 0:
        close = markup.find("-->", start + 4)
        if close < 0:
            break
        pieces.append(markup[end:start])
        end = close + 3
    pieces.append(markup[end:])
    return "".join(pieces)


def _unescaped_again(text: str) -> str:
    return _unescaped(text) if _ENTITY.search(text) else text


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    if "&#5" in text or "&#x" in text or "&#X" in text:
        text = join_halves(text)
    # Some sites write every Arabic letter as a reference: without this, half the parsing time.
    pieces = _REFERENCE.split(text)
    pieces[1::2] = [_MEANINGS[reference] for reference in pieces[1::2]]
    return html.unescape("".join(pieces))


class _Meanings(dict[str, str]):
    """What a reference stands for, by what is between & and ;. Filled as they come."""

    def __missing__(self, reference: str) -> str:
        meaning = html.unescape(f"&{reference};")
        if "&" in meaning:
            # One to an ampersand stays, or what follows it would be read as a second reference.
            return f"&{reference};"
        if reference.startswith("#") or f"{reference};" in html5:
            self[reference] = meaning  # so there are at most 113,341 of them
        return meaning


_REFERENCE = re.compile(r"&(#[0-9]{1,5}|[A-Za-z][A-Za-z0-9]{1,30});")
_MEANINGS = _Meanings()


def _tidy(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # most guids
    text = text.replace(_BREAK, "\n")
    is_printable = text.replace("\n", "").isprintable()
    if not is_printable:
        text = _UNTIDY.sub(lambda untidy: _TIDY[ord(untidy[0])] or "", text)
    if any(map(unicodedata.combining, text[::_SAMPLE])):
        text = _PILED_MARKS.sub(r"\1", text)
    lines = unicodedata.normalize("NFC", text).split("\n")
    # Of all blanks only the space is printable: without two of them, the ends alone may need a cut.
    tidy = str.strip if is_printable and "  " not in text else _single_spaced
    return "\n".join(filter(None, map(tidy, lines)))


def _single_spaced(line: str) -> str:
    return " ".join(line.split())
