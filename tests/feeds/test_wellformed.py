"""The fast way through an ordinary feed says what feedparser says, or nothing."""

from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.document import read
from feeds.mending import Mended, mend
from feeds.wellformed import read_wellformed
from tests.feeds.builders import BODY, TITLE, item, rss

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:a="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)
TEXTS = st.one_of(
    st.sampled_from(
        ["", TITLE, BODY, f"<p>{BODY}</p><br/>", "&lt;b&gt;", "&nbsp;&amp;", "a & b", "Ø¨ØºØ¯Ø§Ø¯", "]]>"]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
        max_size=20,
    ),
)


def element(
    name: str, values: st.SearchStrategy[str] = TEXTS, attributes: str = ""
) -> st.SearchStrategy[str]:
    written = st.tuples(values, st.booleans()).map(
        lambda pair: f"<![CDATA[{pair[0].replace(']]>', '')}]]>" if pair[1] else escape(pair[0])
    )
    return written.map(lambda text: f"<{name}{attributes}>{text}</{name.split(' ', maxsplit=1)[0]}>")


LINKS = st.sampled_from(
    ["https://news.example/1?a=1&b=2", "/relative", " https://news.example/2 ", "", "x&amp;y"]
)
DATES = st.sampled_from(["Thu, 24 Sep 2026 10:00:00 GMT", "2026-09-24T10:00:00Z", "أمس", ""])
RSS_ITEM = st.lists(
    st.one_of(
        element("title"),
        element("link", LINKS),
        element("guid", LINKS | TEXTS),
        element("guid", LINKS, ' isPermaLink="false"'),
        element("description"),
        element("content:encoded"),
        element("pubDate", DATES),
        element("dc:date", DATES),
        element("dc:creator"),
        element("category"),
        element("itunes:summary"),
        element("itunes:subtitle"),
        element("media:title"),
        element("media:description"),
        element("title", attributes=' type="html"'),
        element("unknown"),
        element("a:updated", DATES),
        st.sampled_from(
            [
                '<enclosure url="x" length="1" type="audio/mpeg"/>',
                '<media:content url="x"><media:title>y</media:title></media:content>',
                '<media:group><media:content url="x"/></media:group>',
                '<a:link href="https://news.example/a"/>',
                '<a:link rel="self" href="https://news.example/s"/>',
                "<description><p>نص</p></description>",
                "<source url='x'><title>z</title></source>",
                "<slash:comments>3</slash:comments>",
                "<author><name>كاتب</name></author>",
            ]
        ),
    ),
    max_size=6,
).map(lambda parts: f"<item>{''.join(parts)}</item>")
ATOM_ENTRY = st.lists(
    st.one_of(
        element("id", LINKS | TEXTS),
        element("title"),
        element("title", attributes=' type="html"'),
        element("title", attributes=' type="xhtml"'),
        element("summary"),
        element("content", attributes=' type="html"'),
        element("content", attributes=' type="text"'),
        element("content", attributes=' type="application/xml"'),
        element("published", DATES),
        element("updated", DATES),
        st.tuples(
            LINKS,
            st.sampled_from(["", ' rel="alternate"', ' rel="self"', ' rel="alternate" type="text/html"']),
        ).map(lambda pair: f"<link href={quoteattr(pair[0])}{pair[1]}/>"),
        st.sampled_from(
            ["<author><name>كاتب</name></author>", "<source><id>x</id><title>y</title></source>"]
        ),
    ),
    max_size=6,
).map(lambda parts: f"<entry>{''.join(parts)}</entry>")


def rss_of(items: list[str]) -> str:
    return f'<rss version="2.0" {NAMESPACES}><channel><title>وكالة</title>{"".join(items)}</channel></rss>'


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>وكالة</title></channel>
 <item rdf:about="https://news.example/1"><title>عنوان</title><link>https://news.example/1</link>
 <description>نص</description><dc:date>2026-09-24T10:00:00Z</dc:date></item></rdf:RDF>"""


def atom_of(entries: list[str]) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>وكالة</title>{"".join(entries)}</feed>'


@given(st.lists(RSS_ITEM, max_size=4).map(rss_of) | st.lists(ATOM_ENTRY, max_size=4).map(atom_of))
def test_the_fast_way_says_what_feedparser_says(document: str):
    """Of items of up to six elements, usual and unusual, in any order, or it steps aside."""
    fast, slow = read_wellformed(Mended(document)), read(Mended(document))
    assert fast is None or (slow.title, slow.ttl, slow.items) == (fast.title, fast.ttl, fast.items)


@pytest.mark.parametrize(
    "document",
    [
        rss(),
        RDF,
        rss("<item><link>https://news.example/?a=1&amp;amp;b=2&amp;c;=3</link></item>"),
        rss(item(guid="g", link="https://news.example/1", date="Thu, 24 Sep 2026 10:00:00 GMT")),
        atom_of([f"<entry><id>1</id><link href='/1'/><title>{TITLE}</title><content>x</content></entry>"]),
        rss_of(["<item><title>x</title><itunes:summary>y</itunes:summary><dc:creator>z</dc:creator></item>"]),
    ],
)
def test_an_ordinary_feed_goes_the_fast_way(document: str):
    fast = read_wellformed(Mended(document))
    assert fast is not None
    assert read(Mended(document)).items == fast.items


@pytest.mark.parametrize(
    "document",
    [
        "",
        "نص",
        rss()[:-5],
        rss(item(more="&nbsp;")),
        "<!DOCTYPE rss>" + rss(declaration=""),
        rss_of(["<item><title>x</title><title>y</title></item>"]),
        rss_of(["<item><description><p>x</p></description></item>"]),
        rss_of(["<item><media:title>x</media:title></item>"]),
        rss_of(["<item xml:base='https://other.example/'><link>x</link></item>"]),
        rss_of(["<item><item/></item>"]),
        rss_of(["<item><content:encoded>x</content:encoded><itunes:summary>y</itunes:summary></item>"]),
        atom_of(["<entry><content type='xhtml'><div/></content></entry>"]),
        "<opml version='2.0'><body/></opml>",
        "<rss version='2.0'><item><title>x</title></item></rss>",
    ],
)
def test_an_unusual_feed_is_left_to_feedparser(document: str):
    assert read_wellformed(Mended(document)) is None


@pytest.mark.parametrize("damage", ["\x0b", "&#x1f;", "&nbsp;"])
def test_a_mended_feed_goes_the_fast_way(damage: str):
    mended = mend(rss(item(title=None, more=f"<title>خبر{damage}عاجل</title>")))
    assert read_wellformed(mended) is not None


def test_the_warning_of_a_mended_feed_is_kept():
    fast = read_wellformed(mend(rss()[:-20]))
    assert fast is not None
    assert fast.warning == "the document was cut short"
