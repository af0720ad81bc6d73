"""Which encoding it really is, whatever the labels say."""

import codecs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feeds.decode import decode, is_html_page
from tests.feeds.builders import BODY, TITLE, item, rss

REAL = ["utf-8", "cp1256", "iso8859-6", "utf-16-le", "utf-16-be"]
LABELS = ["utf-8", "windows-1256", "iso-8859-6", "iso-8859-1", "utf-16"]


def _declared(label: str) -> str:
    return rss(declaration=f'<?xml version="1.0" encoding="{label}"?>')


@pytest.mark.parametrize("real", REAL)
@pytest.mark.parametrize("header", LABELS)
@pytest.mark.parametrize("declared", LABELS)
def test_no_label_garbles_an_arabic_feed(real: str, header: str, declared: str):
    """Five encodings under five labels in the header and five in the declaration: 125 feeds."""
    text = _declared(declared)
    assert text == decode(text.encode(real), f"text/xml; charset={header}")


@pytest.mark.parametrize("real", REAL)
def test_an_unlabelled_arabic_feed_is_read(real: str):
    text = rss(declaration="")
    assert text == decode(text.encode(real), None)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_dropped(mark: bytes, encoding: str):
    text = _declared("iso-8859-1")
    assert text == decode(mark + f"\n {text}".encode(encoding), "text/xml; charset=windows-1256")


@pytest.mark.parametrize("blanks", [b"\n", b" \r\n\t", b"\x00", b"\xef\xbb\xbf\n"])
def test_leading_blanks_are_dropped(blanks: bytes):
    assert rss() == decode(blanks + rss().encode(), None)


@pytest.mark.parametrize(
    ("real", "label"),
    [("cp1252", "iso-8859-1"), ("cp1252", "windows-1252"), ("cp1252", "utf-8"), ("cp1251", "windows-1251")],
)
def test_a_feed_that_is_not_arabic_keeps_its_letters(real: str, label: str):
    text = "<rss>Ракета</rss>" if real == "cp1251" else "<rss>Élysée : réunion à Alger, dès l'été</rss>"
    assert text == decode(text.encode(real), f"text/xml; charset={label}")


@pytest.mark.parametrize(
    "label", ["zip", "x-unknown", "base64", "utf-8-sig", "", "idna", "unicode_escape", "punycode"]
)
def test_an_unusable_label_is_passed_over(label: str):
    text = rss(declaration="")
    assert text == decode(text.encode("cp1256"), f"text/xml; charset={label}")


@given(st.data())
def test_bad_bytes_cost_only_their_own_characters(data: st.DataObject):
    """Of a UTF-8 feed with up to five bytes overwritten, every word that kept its bytes is still found."""
    body = bytearray(rss(*[item(guid=str(n)) for n in range(5)]).encode())
    places = data.draw(st.lists(st.integers(0, len(body) - 1), max_size=5, unique=True))
    for place in places:
        body[place] = data.draw(st.integers(0, 255))
    text = decode(bytes(body), "text/xml; charset=utf-8")
    assert text.count(TITLE) >= 5 - len(places)


def test_one_bad_byte_costs_one_character():
    body = rss().encode().replace("الخضراء".encode(), "الخضراء".encode()[:-1] + b"\xff", 1)
    assert rss().replace("الخضراء", "الخضرا\ufffd\ufffd", 1) == decode(body, None)


@given(st.binary(), st.none() | st.text(max_size=60))
def test_decoding_never_raises(body: bytes, content_type: str | None):
    assert isinstance(decode(body, content_type), str)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_utf8_text_comes_back_as_it_was(text: str):
    """But for what is not printed: marks, blanks and zeros before its beginning."""
    assume("\x00" not in text)
    assert text.lstrip("\ufeff \t\r\n") == decode(text.encode(), "text/plain; charset=iso-8859-6")


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><title>Just a moment...</title></html>",
        "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'><body>",
        f"<!-- {'x' * 500} -->\n<html lang='ar'><p>{BODY}</p>",
        "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'></html>",
        "<head><meta charset=utf-8></head>",
    ],
)
def test_a_web_page_is_known_for_one(page: str):
    assert is_html_page(page)


@pytest.mark.parametrize(
    "document",
    [
        rss(),
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content><html></html></content></entry></feed>",
        "<rdf:RDF xmlns:rdf='x'><item/></rdf:RDF>",
        "<atom:feed xmlns:atom='x'><html/></atom:feed>",
        '{"version": "https://jsonfeed.org/version/1.1"}',
        "",
    ],
)
def test_a_feed_is_no_web_page(document: str):
    assert not is_html_page(document)
