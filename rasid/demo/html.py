"""Telegram's HTML, read as strictly as Telegram reads it: text, entities, or the same complaint.

Written against the behaviour of TDLib's parser, which judges this one in the tests where it is installed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rasid.demo.entities import Formatted, checked_link, outermost_first
from rasid.demo.refusal import Json


class ParseError(ValueError):
    """The text is no Telegram HTML; the message is Telegram's own complaint."""


def parse_html(html: str) -> Formatted:
    """Return the text and the entities in the order in which their tags open.

    Nested and adjacent entities are left as written. Raises ParseError, whose byte offsets
    count UTF-8 as Telegram's do.
    """
    return _Parser(html).parsed()


_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
_TAGS = {*_SIMPLE, "a", "pre", "code", "blockquote", "tg-emoji", "tg-time"}
_SPACE = " \t\r\n\x00\x0b"
_TAG_NAME = re.compile(rf"[^{_SPACE}>]*")
_SPACES = re.compile(rf"[{_SPACE}]*")
_ATTRIBUTE_NAME = re.compile(rf"[^{_SPACE}=>/\"']*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_REFERENCE = re.compile(r"&(?:#(?:([0-9]+)|[xX]([0-9a-fA-F]+))|(lt|gt|amp|quot)(?![A-Za-z]));?")
_BEYOND = 0x10FFFF  # TDLib decodes references below this one
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end, with where it began and the argument it carried."""

    name: str
    argument: str
    offset: int
    place: int


class _Parser:
    """One reading of one text; the cursor `at` only moves forward."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.at = 0
        self.offset = 0
        self.text: list[str] = []
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def parsed(self) -> Formatted:
        while self.at < len(self.html):
            char = self.html[self.at]
            if char == "<":
                self._end_tag() if self.html.startswith("/", self.at + 1) else self._start_tag()
            else:
                self._put(self._reference() if char == "&" else None)
        if self.open:
            raise ParseError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        text = "".join(self.text)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise ParseError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return Formatted(text, tuple(sorted(self.entities, key=outermost_first)))

    def _put(self, char: str | None) -> None:
        if char is None:
            char = self.html[self.at]
            self.at += 1
        self.text.append(char)
        self.offset += 1 + (char > "\uffff")

    def _reference(self) -> str | None:
        """Return the character that a reference at the cursor names and step over it; None if it is none."""
        found = _REFERENCE.match(self.html, self.at)
        if found is None:
            return None
        decimal, hexadecimal, name = found.groups()
        code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else ord(_NAMED[name])
        if not 0 < code < _BEYOND:
            return None
        self.at = found.end()
        return chr(code)

    def _fail(self, message: str, at: int) -> ParseError:
        offset = len(self.html[:at].encode("utf-8", "surrogatepass"))
        return ParseError(f"{message} at byte offset {offset}")

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.html, self.at)
        taken = found.group() if found else ""
        self.at += len(taken)
        return taken

    def _peek(self) -> str:
        """Return the character under the cursor, "" at the end."""
        return self.html[self.at : self.at + 1]

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._take(_TAG_NAME).lower()
        if not self._peek():
            raise self._fail("Unclosed start tag", begin)
        if name not in _TAGS:
            raise self._fail(f'Unsupported start tag "{name}"', begin)
        argument = self._attributes(name, begin)
        if name == "span" and argument != "spoiler":
            raise self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self.at += 1
        self.open.append(_Open(name, argument, self.offset, len(self.text)))

    def _attributes(self, tag: str, begin: int) -> str:
        """Return the argument among the attributes up to the closing bracket, "" if there is none."""
        argument = ""
        while True:
            self._take(_SPACES)
            if self._peek() == ">":
                return argument
            name = self._take(_ATTRIBUTE_NAME)
            if not name:
                raise self._fail(f'Empty attribute name in the tag "{tag}"', begin)
            self._take(_SPACES)
            value = self._value(tag, begin) if self._peek() == "=" else self._nothing(tag, begin)
            argument = _argument(tag, name, value, argument)

    def _nothing(self, tag: str, begin: int) -> str:
        if not self._peek():
            raise self._fail(f'Unclosed start tag "{tag}"', begin)
        return ""

    def _value(self, tag: str, begin: int) -> str:
        self.at += 1
        self._take(_SPACES)
        quote = self._peek()
        if not quote:
            raise self._fail(f'Unclosed start tag "{tag}"', begin)
        value = self._quoted(quote) if quote in "\"'" else self._name_token()
        if not self._peek():
            raise self._fail("Unclosed start tag", begin)
        return value

    def _name_token(self) -> str:
        begin = self.at
        token = self._take(_NAME_TOKEN)
        if self._peek() and self._peek() not in _SPACE + ">":
            raise self._fail("Unexpected end of name token", begin)
        return token.lower()

    def _quoted(self, quote: str) -> str:
        self.at += 1
        value: list[str] = []
        while (char := self._peek()) and char != quote:
            decoded = self._reference() if char == "&" else None
            if decoded is None:
                decoded = char
                self.at += 1
            value.append(decoded)
        self.at += bool(char)
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._fail("Unexpected end tag", begin)
        self.at += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACES)
        if self._peek() != ">":
            raise self._fail("Unclosed end tag", begin)
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            found = f'expected "</{tag.name}>", found "</{name}>"'
            raise ParseError(f"{self._fail('Unmatched end tag', begin)}, {found}")
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _Open) -> None:
        special = _KINDS.get(tag.name)
        inner = "".join(self.text[tag.place :])
        found = special(tag, inner) if special else {"type": _SIMPLE[tag.name]}
        if found is None:
            return
        entity = {"offset": tag.offset, "length": self.offset - tag.offset, **found}
        if tag.name in {"pre", "code"} and self._joins_code(entity):
            return
        self.entities.append(entity)

    def _joins_code(self, entity: Json) -> bool:
        """Make `<pre><code class=…>` over one stretch a single block with a language; True if done."""
        last = self.entities[-1] if self.entities else {}
        same = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        code, other = (last, entity) if entity["type"] == "pre" else (entity, last)
        pair = (code.get("type"), other.get("type"), other.get("language")) == ("code", "pre", None)
        if not (same and pair and code.get("language")):
            return False
        last |= {"type": "pre", "language": code["language"]}
        return True


def _argument(tag: str, name: str, value: str, before: str) -> str:
    wanted = {"a": "href", "code": "class", "span": "class", "tg-emoji": "emoji-id", "tg-time": "unix"}
    if tag == "blockquote":
        return "1" if name.lower() == "expandable" else before
    if wanted.get(tag) != (name.lower() if tag == "a" else name):
        return before
    prefix = {"code": "language-", "span": "tg-"}.get(tag, "")
    return value.removeprefix(prefix) if value.startswith(prefix) else before


def _link(tag: _Open, text: str) -> Json | None:
    target = tag.argument or text
    if user := re.fullmatch(r"tg:/?/?user/?\?id=([0-9]+)", target, re.IGNORECASE):
        return {"type": "text_mention", "user": {"id": int(user.group(1))}}
    url = checked_link(target)
    return {"type": "text_link", "url": url} if url else None


def _code(tag: _Open, _text: str) -> Json:
    return {"type": "code"} | ({"language": tag.argument} if tag.argument else {})


def _emoji(tag: _Open, _text: str) -> Json:
    if not re.fullmatch(r"-?[0-9]+", tag.argument) or int(tag.argument) == 0:
        raise ParseError("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": tag.argument}


def _quote(tag: _Open, _text: str) -> Json:
    return {"type": "expandable_blockquote" if tag.argument else "blockquote"}


def _time(tag: _Open, _text: str) -> Json | None:
    return {"type": "date_time", "unix_time": int(tag.argument)} if tag.argument.isdigit() else None


_KINDS: dict[str, Callable[[_Open, str], Json | None]] = {
    "a": _link,
    "code": _code,
    "pre": lambda _tag, _text: {"type": "pre"},
    "tg-emoji": _emoji,
    "blockquote": _quote,
    "tg-time": _time,
}
