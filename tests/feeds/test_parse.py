"""A body as it was fetched to the entries it holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import FetchClass, FetchFailed, ParsedFeed
from feeds.parse import MOST_ITEMS, parse
from tests.feeds.builders import BODY, NOW, TITLE, URL, entry, feed, item, rss


def read(document: str | bytes, **changes: object) -> ParsedFeed | FetchFailed:
    body = document.encode() if isinstance(document, str) else document
    return parse(body, "text/xml", feed(**changes), NOW)


def only(document: str):
    (found,) = read(document).entries
    return found


def test_an_rss_item_becomes_an_entry():
    date = "Thu, 24 Sep 2026 13:00:00 +0300"
    document = rss(item(guid="id-1", link="https://news.example/1", date=date))
    at = datetime(2026, 9, 24, 10, tzinfo=UTC)
    assert only(document) == entry("id-1", url="https://news.example/1", published_at=at)


def test_an_atom_entry_becomes_an_entry():
    document = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>وكالة</title><entry><id>tag:1</id>
        <link rel="self" href="https://news.example/api/1"/><link href="/1"/>
        <title type="html">&lt;b&gt;{TITLE}&lt;/b&gt;</title>
        <updated>2026-09-24T10:00:00Z</updated><summary>موجز</summary>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{BODY}</p></div></content></entry></feed>"""
    at = datetime(2026, 9, 24, 10, tzinfo=UTC)
    assert only(document) == entry("tag:1", url="https://news.example/1", published_at=at)


def test_an_rdf_item_becomes_an_entry():
    document = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>وكالة</title></channel><item
        rdf:about="https://news.example/1"><title>{TITLE}</title><link>https://news.example/1</link>
        <description>{BODY}</description><dc:date>2026-09-24T10:00:00Z</dc:date></item></rdf:RDF>"""
    at = datetime(2026, 9, 24, 10, tzinfo=UTC)
    expected = entry("https://news.example/1", url="https://news.example/1", published_at=at)
    assert only(document) == expected


def test_the_longest_text_is_the_body():
    long_one = f"<content:encoded><![CDATA[<p>{BODY}</p><p>{BODY}</p>]]></content:encoded>"
    assert only(rss(item(body="موجز", more=long_one))).body == f"{BODY}\n{BODY}"
    short_one = "<content:encoded>موجز</content:encoded>"
    assert only(rss(item(body=BODY, more=short_one))).body == BODY


def test_an_empty_content_does_not_hide_the_description():
    picture = f"<content:encoded><![CDATA[<p><img src='{'x' * 300}'></p>]]></content:encoded>"
    assert only(rss(item(body=BODY, more=picture))).body == BODY


def test_markup_escaped_inside_cdata_is_read():
    more = (
        "<description><![CDATA[نص &lt;a href=&quot;x&quot;&gt;رابط&lt;/a&gt;&lt;br /&gt;سطر]]></description>"
    )
    assert only(rss(item(body=None, more=more))).body == "نص رابط\nسطر"


def test_letters_written_as_references_are_letters():
    more = f"<description><![CDATA[{''.join(f'&#{ord(c)};' for c in BODY)}]]></description>"
    assert only(rss(item(body=None, more=more))).body == BODY


@pytest.mark.parametrize("pair", ["&#55357;&#56832;", "&#xD83D;&#xDE00;", "&#xd83d;&#56832;"])
def test_an_emoji_written_as_two_halves_is_one(pair: str):
    """It is no XML: a site that writes so would lose its whole feed."""
    found = only(
        rss(f"<item><title>عاجل {pair}</title><description><![CDATA[{pair} نص]]></description></item>")
    )
    assert ("عاجل 😀", "😀 نص") == (found.title, found.body)


@pytest.mark.parametrize("half", ["&#55357;", "&#xDE00;", "&#56832;&#55357;"])
def test_a_lone_half_of_a_character_is_left_out(half: str):
    link = f"<link>https://news.example/{half}7</link>"
    found = only(rss(f"<item>{link}<title>عا{half}جل</title><description>نص{half}</description></item>"))
    assert ("https://news.example/7", "عاجل", "نص") == (found.url, found.title, found.body)


@pytest.mark.parametrize("written", ["كيف تكتب &amp;lt;b&amp;gt;", "كيف تكتب <![CDATA[&lt;b&gt;]]>"])
def test_an_escaped_tag_in_a_title_is_shown(written: str):
    assert only(rss(f"<item><guid>1</guid><title>{written}</title></item>")).title == "كيف تكتب <b>"


def test_what_is_missing_is_empty():
    assert only(rss("<item><title>عنوان</title></item>")).body == ""
    assert only(rss("<item><description>نص</description></item>")).title == ""
    assert only(rss("<item><description>نص</description></item>")).published_at is None


def test_an_item_of_nothing_is_none():
    assert read(rss("<item></item>", item())).entries == read(rss(item())).entries


def test_a_guid_that_is_no_url_is_no_link():
    assert only(rss(item(guid="4711"))).url is None
    assert only(rss(item(guid="https://news.example/1"))).url == "https://news.example/1"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "tg://x", "https://a@b.example/"]
)
def test_a_link_that_is_no_web_address_is_left_out(link: str):
    assert only(rss(item(guid="1", link=link))).url is None


def test_a_relative_link_counts_from_where_the_body_came():
    body = rss(item(link="1")).encode()
    found = parse(body, None, feed(), NOW, base_url="https://moved.example/rss/ar")
    assert found.entries[0].url == "https://moved.example/rss/1"


def test_a_date_in_the_feeds_own_zone_is_read():
    document = rss(item(date="الخميس، 24 سبتمبر 2026 01:00 م"))
    found = read(document, zone="Africa/Cairo").entries[0]
    assert found.published_at == datetime(2026, 9, 24, 10, tzinfo=UTC)


def test_a_date_in_the_future_is_not_believed():
    assert only(rss(item(date="Fri, 25 Sep 2026 21:00:00 GMT"))).published_at is None


def test_a_second_date_serves_when_the_first_cannot_be_read():
    more = '<dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2026-09-24T10:00:00Z</dc:date>'
    assert only(rss(item(date="اليوم", more=more))).published_at == datetime(2026, 9, 24, 10, tzinfo=UTC)


def test_the_feed_says_its_title_and_time_to_live():
    found = read(rss(head="<ttl>60</ttl>"))
    assert ("وكالة الاختبار", timedelta(hours=1), None) == (found.title, found.ttl, found.warning)


@pytest.mark.parametrize("ttl", ["0", "-5", "x", "99999999", "٦٠", "1e9"])
def test_an_odd_time_to_live_is_none(ttl: str):
    assert read(rss(head=f"<ttl>{ttl}</ttl>")).ttl is None


def test_a_feed_without_items_is_a_feed():
    assert read("<rss version='2.0'><channel><title>x</title></channel></rss>").entries == ()


@pytest.mark.parametrize(
    ("body", "error_class"),
    [
        (b"", FetchClass.EMPTY),
        (b" \r\n\xef\xbb\xbf", FetchClass.EMPTY),
        ("<html><body>تحقق من أنك إنسان</body></html>".encode(), FetchClass.NOT_A_FEED),
        ("خطأ في الاتصال بقاعدة البيانات".encode(), FetchClass.NOT_A_FEED),
        (b'<?xml version="1.0"?><opml version="2.0"><body/></opml>', FetchClass.NOT_A_FEED),
        (b"%PDF-1.4", FetchClass.NOT_A_FEED),
    ],
)
def test_what_is_no_feed_is_a_failure_and_not_an_empty_feed(body: bytes, error_class: FetchClass):
    assert read(body).error_class is error_class


ITEMS = [item(f"خبر رقم {n}", guid=f"g{n}", body=BODY) for n in range(5)]


def test_a_document_cut_anywhere_gives_whole_items_only():
    """Half an item under a name of its own would be told, and told again when it comes whole."""
    document = rss(*ITEMS)
    whole = read(document).entries
    for end in range(document.index("<item>"), len(document), 7):
        found = read(document[:end])
        entries = found.entries if isinstance(found, ParsedFeed) else ()
        assert entries == whole[: document[:end].count("</item>")]


@pytest.mark.parametrize(
    "damage", ["\x0b", "\x1a", "\x00", "&#x1f;", "&#0;", "&", "<", "&nbsp;", "&copyright;", "\ufffe"]
)
def test_damage_in_one_item_costs_no_other(damage: str):
    items = [*ITEMS[:2], ITEMS[2].replace("رقم", f"رقم {damage}"), *ITEMS[3:]]
    found = read(rss(*items)).entries
    assert [e.id for e in found] == ["g0", "g1", "g2", "g3", "g4"]
    assert "خبر رقم 4" == found[4].title


def test_a_doctype_with_plain_entities_is_read():
    head = '<!DOCTYPE rss [<!ENTITY agency "وكالة">\n<!ENTITY nbsp "&#160;">]>'
    document = rss("<item><guid>1</guid><title>&agency;&nbsp;الأنباء</title></item>", declaration=head)
    assert only(document).title == "وكالة الأنباء"


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "https://evil.example/x.dtd"> %p;',
        f'<!ENTITY a "{"x" * 1000}">',
        '<!ELEMENT rss ANY><!ATTLIST rss a CDATA "x">',
        "<!ENTITY a '&#x26;b;'",
    ],
)
def test_a_doctype_that_declares_more_is_refused(subset: str):
    document = rss("<item><title>&a;</title></item>", declaration=f"<!DOCTYPE rss [{subset}]>")
    assert read(document).error_class is FetchClass.NOT_A_FEED


def test_a_doctype_without_declarations_is_read():
    head = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss.dtd">'
    assert only(rss(declaration=head)).title == TITLE


def test_the_same_bytes_give_the_same_entries():
    document = rss(*ITEMS, item(title="بلا معرف"), item(title="بلا معرف ثان"))
    assert read(document) == read(document)


PIECES = st.sampled_from([
    "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<guid>", "</guid>",
    "<![CDATA[", "]]>", "<pubDate>", "</pubDate>", "0000-00-00", "<link>", "</link>", "http://[", "&#0;",
    "&x;",
    "<!DOCTYPE x [", "<feed>", "<entry>", "</entry>", "<content type='xhtml'>", "<description>", "<!--",
    "</description>", "\x00", "\ud7ff", "<?xml?>", "<enclosure/>", "<ttl>", "</channel></rss>", "بغداد",
])  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=4), max_size=30).map("".join))
def test_no_document_is_too_odd(document: str):
    """Whatever comes is entries or a failure; text is storable."""
    found = parse(document.encode("utf-8", "replace"), None, feed(), NOW)
    assert isinstance(found, FetchFailed) or all("\x00" not in e.id + e.title + e.body for e in found.entries)


@given(st.binary(max_size=400))
def test_no_body_is_too_odd(body: bytes):
    assert isinstance(parse(body, None, feed(), NOW), ParsedFeed | FetchFailed)


def test_every_entry_knows_its_feed():
    found = only(rss())
    assert (URL, "وكالة الاختبار", NOW) == (found.feed_url, found.source, found.seen_at)


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r\n \t", b"\x00\xef\xbb\xbf\n"])
@pytest.mark.parametrize("after", [b"", b"\xff"])
def test_what_is_read_before_it_is_decoded_reads_the_same(before: bytes, after: bytes):
    """A stray byte behind the document has it decoded first; the entries are those."""
    document = before + rss(item(guid="1"), item(guid="2", title=f"{TITLE} ﷽")).encode()
    assert (
        read(rss(item(guid="1"), item(guid="2", title=f"{TITLE} ﷽"))).entries
        == read(document + after).entries
    )


def test_a_hub_is_heard_behind_a_list_of_items():
    """RSS 1.0 names its items before the channel ends."""
    document = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
        <channel rdf:about="https://news.example/"><title>وكالة</title><items><rdf:Seq/></items>
        <link rel="hub" href="https://hub.example/"/></channel>
        <item rdf:about="https://news.example/1"><title>خبر</title></item></rdf:RDF>"""
    found = read(document)
    assert ("https://hub.example/", 1) == (found.hub, len(found.entries))


def test_a_document_of_very_many_items_is_read_to_a_bound():
    """Its first items, with a word to the operator."""
    found = read(rss(*(f"<item><guid>{n}</guid><title>x</title></item>" for n in range(MOST_ITEMS + 1))))
    assert (MOST_ITEMS, "19999") == (len(found.entries), found.entries[-1].id)
    assert found.warning == "of 20001 items only the first 20000 are read"
