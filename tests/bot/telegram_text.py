"""Telegram's own reading of a text, offline, and what our runs intend it to be."""

import json
from typing import Any

import tdjson
from hypothesis import strategies as st

from bot.markup import Rich

tdjson.td_execute(b'{"@type":"setLogVerbosityLevel","new_verbosity_level":0}')

Styles = list[tuple[str, frozenset[str]]]

NASTY = (
    "<", ">", "&", "&amp;", "&nbsp;", "</b>", "<b>", "<br>", '"', "'", "\\", "\u202e", "\u202a", "\u2067",
    "\u2068", "\u2069", "\u200f", "\u200e", "\u200c", "\u200d", "\ufeff", "\x00", "\t", "\r\n", "\u2028",
    "\u0333", "\u030a",
    "😀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍👩‍👧", "غزّة", "«", "»", "…", "،", "https://evil.example/x،", "@someone", "#غزّة", "/stop",
    "ـ", "ﷺ", "à́̂̃", "{name}", "%s", "\ud800", "٣", "12",
)  # fmt: skip


def nasty_text(max_size: int = 60) -> st.SearchStrategy[str]:
    """Texts that feeds and people could send: mixed scripts, markup, controls, direction marks."""
    piece = st.one_of(
        st.sampled_from(NASTY), st.text(max_size=6), st.text("ابتثجحخدرسشصضطظعغفقكلمنهوي ", max_size=12)
    )
    return st.lists(piece, max_size=max_size).map("".join)


def execute(query: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(query).encode()) or b"null")
    return answer


def read(html: str) -> dict[str, Any]:
    """Return the formatted text that Telegram makes of `html`; raises AssertionError if it refuses."""
    parsed = execute(
        {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    )
    assert parsed["@type"] == "formattedText", (parsed, html)
    return parsed


def is_stored_as_shown(text: str) -> bool:
    """Return whether Telegram's cleaning would change nothing but blanks at the ends.

    The only way to it offline also reads Markdown, whose signs are replaced first.
    """
    neutral = text.translate(dict.fromkeys(map(ord, "`*_~|[]()!"), "x"))
    plain = {"@type": "formattedText", "text": neutral, "entities": []}
    return bool(execute({"@type": "parseMarkdown", "text": plain})["text"].strip() == neutral.strip())


def styles_read(formatted: dict[str, Any]) -> Styles:
    """Return each letter or digit with the styles that Telegram gives it."""
    units = formatted["text"].encode("utf-16-le")
    length = len(units) // 2
    styles: list[set[str]] = [set() for _ in range(length)]
    for entity in formatted["entities"]:
        name = entity["type"]["@type"].removeprefix("textEntityType")
        for at in range(entity["offset"], entity["offset"] + entity["length"]):
            styles[at].add(entity["type"].get("url", name))
    pairs: Styles = []
    at = 0
    for char in formatted["text"]:
        pairs.append((char, frozenset(styles[at])))
        at += 2 if ord(char) > 0xFFFF else 1
    return [pair for pair in pairs if pair[0].isalnum()]


def styles_meant(rich: Rich) -> Styles:
    """Return each letter or digit with the styles that our runs give it."""
    pairs: Styles = []
    for run in rich:
        styles = {"Bold"} if run.bold else set()
        styles |= {"Italic"} if run.italic else set()
        styles |= {"Code"} if run.code else set()
        styles |= {"BlockQuote"} if run.quote else set()
        styles |= {run.href} if run.href else set()
        pairs += [(char, frozenset(styles)) for char in run.text if char.isalnum()]
    return pairs
