"""Lists of feeds as other readers hand them on."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Feed
from feeds.opml import OpmlError, Outline, read_opml, write_opml

LIST = """<?xml version="1.0"?><opml version="1.1"><head><title>قائمتي</title></head><body>
<outline text="العراق"><outline type="rss" text="وكالة" xmlUrl="https://news.example/rss" htmlUrl="https://news.example"/>
<outline title="صحيفة" text="x" xmlUrl=" https://paper.example/feed?a=1&amp;b=2 "/></outline>
<outline text="بلا عنوان" xmlUrl=""/><outline XMLURL="https://loud.example/"/>
<outline text="مكرر" xmlUrl="https://news.example/rss"/></body></opml>"""


def test_a_list_is_read_with_its_folders_flattened_and_repetitions_dropped():
    assert read_opml(LIST.encode()) == (
        Outline("https://news.example/rss", "وكالة"),
        Outline("https://paper.example/feed?a=1&b=2", "صحيفة"),
        Outline("https://loud.example/", ""),
    )


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "file:///etc/passwd", "http://a@b/", "http://[::1]/", "javascript:x"]
)
def test_a_feed_that_must_not_be_asked_is_marked(url: str):
    (outline,) = read_opml(f'<opml><body><outline xmlUrl="{url}"/></body></opml>'.encode())
    assert outline.problem


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<opml>",
        b"<rss version='2.0'/>",
        b"<!DOCTYPE opml SYSTEM 'file:///etc/passwd'><opml/>",
        b"<!DOCTYPE opml [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><opml><outline xmlUrl='&b;'/></opml>",
        b"<opml>" + b" " * 1_000_000 + b"</opml>",
        b"<opml>"
        + b"".join(b"<outline xmlUrl='https://a.example/%d'/>" % n for n in range(501))
        + b"</opml>",
        b"<?xml version='1.0' encoding='x-none'?><opml/>",
    ],
)
def test_what_is_no_list_or_too_much_is_refused(data: bytes):
    with pytest.raises(OpmlError):
        read_opml(data)


@given(
    st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: f"<opml>{text}</opml>".encode("utf-8", "replace"))
)
def test_no_file_is_too_odd(data: bytes):
    """It is read or refused: there is no other exception."""
    with suppress(OpmlError):
        assert isinstance(read_opml(data), tuple)


def test_a_list_at_its_limits_is_taken_and_one_beyond_is_not():
    """500 feeds, 1,000,000 bytes; of a larger one nothing is taken."""
    feeds = [Feed(f"https://news.example/{n}", "وكالة") for n in range(501)]
    assert 500 == len(read_opml(write_opml(feeds[:500])))
    with pytest.raises(OpmlError, match="more than 500"):
        read_opml(write_opml(feeds))
    small = write_opml(feeds[:1])
    assert 1 == len(read_opml(small.ljust(1_000_000)))
    with pytest.raises(OpmlError, match="larger than"):
        read_opml(small.ljust(1_000_001))


def test_a_written_list_is_xml_whatever_an_outlet_is_called():
    (outline,) = read_opml(write_opml([Feed("https://news.example/\x00", "و\x00كا\x1bلة\ufffe \ud800")]))
    assert ("https://news.example/", "وكالة ?") == (outline.url, outline.title)


PRINTABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc",), exclude_characters="\ufffe\uffff"), max_size=40
)


@given(st.lists(st.tuples(st.integers(0, 999), PRINTABLE), max_size=10, unique_by=lambda pair: pair[0]))
def test_a_written_list_comes_back(rows: list[tuple[int, str]]):
    feeds = [Feed(f"https://news.example/{n}?a=1&b=2", outlet) for n, outlet in rows]
    assert tuple(Outline(f.url, f.outlet.strip()) for f in feeds) == read_opml(write_opml(feeds))
