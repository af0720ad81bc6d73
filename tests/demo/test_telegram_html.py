"""Our own reader of Telegram's HTML against Telegram's, and both against cases written down."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.demo.entities import Formatted, checked_link, utf16_length
from rasid.demo.html import ParseError, parse_html
from rasid.demo.tdlib import TdlibReader
from rasid.demo.text import OwnReader, Reader, formatted

_CASES = Path(__file__).parent.parent / "cases" / "telegram_html.tsv"
_TELEGRAM = TdlibReader()
_OWN = OwnReader()

_LETTERS = "abابتثصاروخءئؤى 12،؛؟«»🚀👍🏽\n\t\u200f\u200e\u200c\u2067\u2069\u202eّـ"
_PAIRS = [
    ("<b>", "</b>"), ("<strong>", "</STRONG>"), ("<i>", "</i>"), ("<em>", "</>"), ("<u>", "</u >"),
    ("<s>", "</s>"), ("<a href='https://example.org/x'>", "</a>"), ('<a href="example.org">', "</a>"),
    ("<a href=''>", "</a>"), ("<code>", "</code>"), ("<pre>", "</pre>"), ("<blockquote>", "</blockquote>"),
    ("<pre><code class='language-py'>", "</code></pre>"), ("<blockquote expandable>", "</blockquote>"),
    ("<tg-spoiler>", "</tg-spoiler>"), ("<span class='tg-spoiler'>", "</span>"), ("<b x=1 y='2'>", "</b>"),
]  # fmt: skip
_SHARDS = [
    *(tag for pair in _PAIRS for tag in pair), "<", ">", "/", "=", "'", '"',
    "&", "&lt;", "&#1576;", "&#x1F680;",
    "&copy;", "&amp;amp;", "&#55296;", "&#9999999;", "<p>", "<br/>",
    "<b ", "</", "<!--", "<tg-emoji>", "<span>",
]  # fmt: skip


def _plain() -> st.SearchStrategy[str]:
    return st.text(alphabet=_LETTERS, max_size=6)


def _shattered() -> st.SearchStrategy[str]:
    """HTML with anything out of place."""
    return st.lists(st.one_of(st.sampled_from(_SHARDS), _plain()), max_size=9).map("".join)


def _nested() -> st.SearchStrategy[str]:
    """HTML whose tags are closed in order."""
    return st.recursive(
        _plain(),
        lambda inner: st.tuples(st.sampled_from(_PAIRS), st.lists(inner, max_size=3)).map(
            lambda drawn: drawn[0][0] + "".join(drawn[1]) + drawn[0][1]
        ),
        max_leaves=10,
    )


def _parsed(reader: Reader, html: str) -> Formatted | str:
    try:
        return reader.parse(html, "HTML")
    except ParseError as error:
        return str(error)


def _lines() -> list[list[str]]:
    lines = _CASES.read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("reader", [_TELEGRAM, _OWN], ids=["telegram", "own"])
@pytest.mark.parametrize(("html", "plain", "entities"), _lines())
def test_html_becomes_what_is_written_down(reader: Reader, html: str, plain: str, entities: str) -> None:
    """Both readers agree with every line of the table, complaints included."""
    found = _parsed(reader, html)
    if isinstance(found, str):
        assert plain == f"!{found}"
        return
    listed = " ".join(f"{e['type']}:{e['offset']}:{e['length']}" for e in found.entities)
    assert (plain, entities) == (found.text, listed)


@given(_shattered())
def test_our_reader_complains_as_telegram_does(html: str) -> None:
    """Whatever is out of place, both give the same entities, or the same complaint and byte offset."""
    assert _parsed(_TELEGRAM, html) == _parsed(_OWN, html)


@given(_nested())
def test_our_reader_settles_text_as_telegram_does(html: str) -> None:
    """Cleaning, joining, splitting and dropping of entities end in the same message."""
    parsed = _TELEGRAM.parse(html, "HTML")
    assert _TELEGRAM.settle(parsed) == _OWN.settle(parsed)


@given(_nested())
def test_entities_lie_within_the_text(html: str) -> None:
    """No entity is empty or reaches beyond the text, counted in UTF-16 units, after trimming too."""
    settled = formatted(_OWN, html, "HTML")
    limit = utf16_length(settled.text)
    assert all(0 <= e["offset"] < e["offset"] + e["length"] <= limit for e in settled.entities)


@given(st.text())
def test_utf16_length_counts_as_the_encoding_does(text: str) -> None:
    assert len(text.encode("utf-16-le", "surrogatepass")) // 2 == utf16_length(text)


@given(st.text(alphabet=_LETTERS))
def test_text_without_signs_is_left_alone(text: str) -> None:
    """Parsing changes nothing where there is no markup."""
    assert Formatted(text) == parse_html(text)


@given(
    st.from_regex(r"(https?://)?[a-z]{1,8}\.(org|com)(:[0-9]{2,4})?(/[a-zاب0-9._-]{0,9})?", fullmatch=True)
)
def test_links_are_written_as_telegram_writes_them(url: str) -> None:
    html = f"<a href='{url}'>x</a>"
    telegram = [entity["url"] for entity in _TELEGRAM.parse(html, "HTML").entities]
    assert telegram == [link for link in [checked_link(url)] if link]
