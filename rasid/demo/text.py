"""What Telegram makes of a text on its way into a message: cleaned, trimmed, entities mended, links found."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Protocol

from rasid.demo.entities import Formatted, outermost_first, utf16_length
from rasid.demo.html import ParseError, parse_html
from rasid.demo.refusal import Json, bad_request

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_QUOTES = {"blockquote", "expandable_blockquote"}
_CODE = {"pre", "code"}
_LIMIT_BYTES = 32_768
ENTITIES_KEPT = 100


class Reader(Protocol):
    """Reads text as Telegram does; `rasid.demo.tdlib` asks Telegram's own code."""

    def parse(self, text: str, parse_mode: str) -> Formatted:
        """Return text and entities as written. Raises ParseError."""

    def settle(self, formatted: Formatted) -> Formatted:
        """Return it cleaned, with entities mended."""

    def links(self, text: str) -> tuple[Json, ...]:
        """Return the entities that Telegram finds in `text` by itself."""


class OwnReader:
    """Reads HTML without any foreign code; Markdown it does not know."""

    def parse(self, text: str, parse_mode: str) -> Formatted:
        """Return text and entities as written. Raises ParseError."""
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        return parse_html(text)

    def settle(self, formatted: Formatted) -> Formatted:
        """Return it cleaned, with entities mended."""
        # Mended first, as Telegram does: a quote that cleaning empties has by then cut what holds it.
        cleaned = clean(Formatted(formatted.text, mend(formatted.entities)))
        if not cleaned.text.strip(_BLANK):
            return Formatted("")
        return Formatted(cleaned.text, mend(cleaned.entities))

    def links(self, text: str) -> tuple[Json, ...]:
        """Return the entities that Telegram finds in `text` by itself."""
        return tuple(find_links(text))


def formatted(reader: Reader, text: str, parse_mode: str | None, entities: Sequence[Json] = ()) -> Formatted:
    """Return `text` as it will stand in the message. Raises Refusal with Telegram's words.

    Trimmed at both ends; at most 100 entities, the rest dropped silently.
    """
    if len(text.encode()) > _LIMIT_BYTES:
        raise bad_request("text is too long")
    try:
        read = (
            reader.parse(text, parse_mode) if parse_mode else Formatted(text, tuple(_within(text, entities)))
        )
    except ParseError as failure:
        raise bad_request(f"can't parse entities: {failure}") from failure
    settled = trimmed(reader.settle(read))
    found = _without_overlaps(settled.entities, reader.links(settled.text))
    both = sorted((*settled.entities, *found), key=outermost_first)
    return Formatted(settled.text, tuple(both[:ENTITIES_KEPT]))


def _within(text: str, entities: Sequence[Json]) -> Iterator[Json]:
    """Yield those that lie in the text and don't cut a character in two; Telegram passes over the others."""
    edges = set(accumulate(map(utf16_length, text), initial=0))
    for entity in entities:
        if entity["length"] > 0 and {entity["offset"], _end(entity)} <= edges:
            yield entity


def _without_overlaps(entities: Sequence[Json], links: Sequence[Json]) -> Iterator[Json]:
    solid = [entity for entity in entities if entity["type"] not in {*SPLITTABLE, *_QUOTES}]
    return (link for link in links if not any(_touch(link, entity) for entity in solid))


def _touch(one: Json, other: Json) -> bool:
    return bool(one["offset"] < _end(other) and other["offset"] < _end(one))


def _end(entity: Json) -> int:
    return int(entity["offset"]) + int(entity["length"])


_SPACES = {*range(0x20), 0x85} - {0x0A}
_DROPPED = {0x0D, *range(0x2028, 0x202F), 0x0333, 0x033F, 0x030A}
_CLEAN: dict[int, str] = dict.fromkeys(_SPACES, " ") | dict.fromkeys(_DROPPED, "")
_MARKS = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")


def clean(formatted: Formatted) -> Formatted:
    """Return it without the characters that Telegram takes out, entities moved along.

    Controls become spaces; CR, U+2028-U+202E, U+0333, U+033F and U+030A go; of a run of
    direction marks all but the last become ZWNJ.
    """
    text = formatted.text.translate(_CLEAN)
    if len(text) == len(formatted.text):
        return Formatted(_soften(text), formatted.entities)
    kept = [0]
    for char in formatted.text:
        width = 0 if ord(char) in _DROPPED else utf16_length(char)
        kept.extend([kept[-1] + width] * utf16_length(char))
    moved = tuple(_moved(entity, kept) for entity in formatted.entities)
    return Formatted(_soften(text), tuple(entity for entity in moved if entity["length"]))


def _soften(text: str) -> str:
    return _MARKS.sub(lambda run: "\u200c" * len(run.group()), text)


def _moved(entity: Json, kept: Sequence[int]) -> Json:
    start, end = kept[entity["offset"]], kept[_end(entity)]
    return entity | {"offset": start, "length": end - start}


_BLANK = " \n\t\r\x00\x0b"


def trimmed(formatted: Formatted) -> Formatted:
    """Return it without spaces and line ends at either side, entities moved and cut along."""
    text = formatted.text.strip(_BLANK)
    if len(text) == len(formatted.text):
        return formatted
    shift = len(formatted.text) - len(formatted.text.lstrip(_BLANK))
    limit = utf16_length(text)
    return Formatted(text, tuple(_cut(formatted.entities, shift, limit)))


def _cut(entities: Sequence[Json], shift: int, limit: int) -> Iterator[Json]:
    for entity in entities:
        start = max(entity["offset"] - shift, 0)
        end = min(_end(entity) - shift, limit)
        if end > start:
            yield entity | {"offset": start, "length": end - start}


def mend(entities: Sequence[Json]) -> tuple[Json, ...]:
    """Return entities that neither cross nor repeat, as Telegram stores them.

    Of solid ones (links, code, quotes) the outer or first stays, but a quote wins; the others are
    joined where they touch, and cut where a new one starts and around solid ones.
    """
    quotes = _first_ones([entity for entity in entities if entity["type"] in _QUOTES])
    solid = _first_ones([e for e in entities if e["type"] not in {*SPLITTABLE, *_QUOTES}])
    solid = [one for one in solid if not any(_crosses(one, quote) for quote in quotes)]
    soft = [stretch for kind in SPLITTABLE for stretch in _unions(entities, kind)]
    breaks = {start for _, start, _ in soft}
    breaks |= {edge for entity in (*solid, *quotes) for edge in (entity["offset"], _end(entity))}
    pieces = (piece for stretch in soft for piece in _pieces(stretch, breaks))
    code = [entity for entity in solid if entity["type"] in _CODE]
    free = (piece for piece in pieces if not any(_touch(piece, entity) for entity in code))
    return tuple(sorted((*quotes, *solid, *free), key=outermost_first))


def _first_ones(entities: Sequence[Json]) -> list[Json]:
    kept: list[Json] = []
    for entity in sorted(entities, key=outermost_first):
        if not kept or entity["offset"] >= _end(kept[-1]):
            kept.append(entity)
    return kept


def _crosses(one: Json, quote: Json) -> bool:
    inside = quote["offset"] <= one["offset"] and _end(one) <= _end(quote)
    return _touch(one, quote) and not inside


def _unions(entities: Sequence[Json], kind: str) -> Iterator[tuple[str, int, int]]:
    """Yield the stretches of one kind as (kind, start, end), joined where they touch or overlap."""
    start = end = -1
    for entity in sorted((e for e in entities if e["type"] == kind), key=outermost_first):
        if entity["offset"] > end:
            if end > start:
                yield kind, start, end
            start, end = entity["offset"], _end(entity)
        end = max(end, _end(entity))
    if end > start:
        yield kind, start, end


def _pieces(stretch: tuple[str, int, int], breaks: set[int]) -> Iterator[Json]:
    kind, start, end = stretch
    edges = sorted({start, end, *(edge for edge in breaks if start < edge < end)})
    for left, right in pairwise(edges):
        yield {"offset": left, "length": right - left, "type": kind}


_WORD = "[^\\W\u0640\u064b-\u065f]"
_URL = re.compile(
    r"(?<![\w@./])(?:(?:https?|ftp)://[\w.\-]+(?::\d+)?|(?:[a-z0-9](?:[\w\-]*[a-z0-9])?\.)+"
    r"(?:com|org|net|info|me|io|iq|sa|eg|ae|jo|lb|tv|news|int|uk|fr|de)(?::\d+)?(?![\w@]))"
    r"(?:[/?#][^\s<>«»\"”“]*)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)*\.[a-z]{2,}", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w/])@[A-Za-z0-9_]{4,32}(?![A-Za-z0-9_])")
_HASHTAG = re.compile(rf"(?<![\w#/])#({_WORD}+)(?!#)")
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{4,32})?(?![\w/<>])")
_FOUND: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", _EMAIL), ("url", _URL), ("mention", _MENTION), ("hashtag", _HASHTAG), ("bot_command", _COMMAND)
)  # fmt: skip


def find_links(text: str) -> Iterator[Json]:
    """Yield URLs, e-mail addresses, mentions, hashtags and commands in their order.

    As far as Rasid meets them: Telegram also knows every top-level domain, cash tags and
    telephone numbers.
    """
    taken: list[tuple[int, int]] = []
    found = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start, end = match.start(), match.start() + len(_ended(kind, match.group()))
            if kind == "hashtag" and match.group(1).isdigit():
                continue
            if not any(start < right and left < end for left, right in taken):
                taken.append((start, end))
                found.append((start, end, kind))
    for start, end, kind in sorted(found):
        yield {"offset": utf16_length(text[:start]), "length": utf16_length(text[start:end]), "type": kind}


def _ended(kind: str, link: str) -> str:
    """Return a URL without the sentence's own punctuation; an Arabic comma stays, as Telegram lets it."""
    if kind != "url":
        return link
    link = link.rstrip(".,:;!?'")
    while link.endswith(")") and link.count(")") > link.count("("):
        link = link[:-1].rstrip(".,:;!?'")
    return link
