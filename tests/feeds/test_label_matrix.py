"""Whatever the labels say, every title is read as it was printed, and damage stays where it is."""

import codecs
import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.mending import Mended, closed, item_pieces
from feeds.model import ParsedFeed
from feeds.parse import parse
from tests.feeds.builders import BODY, NOW, feed, item, rss

# What really is in the bytes, and the label that would be right for it.
REAL = {
    "utf-8": ("utf-8", b""),
    "windows-1256": ("cp1256", b""),
    "iso-8859-6": ("iso8859-6", b""),
    "utf-16le with a mark": ("utf-16-le", codecs.BOM_UTF16_LE),
    "utf-16be without a mark": ("utf-16-be", b""),
}
LABELS = ["utf-8", "windows-1256", "iso-8859-6", "utf-16le", "utf-16be"]
# Letters that all five can write; Latin ones and digits among them, as newsrooms print them.
TITLES = [
    "عاجل: سقوط ثلاثة صواريخ قرب المنطقة الخضراء",
    "رئيس الوزراء يستقبل وفد شركة Siemens في بغداد",
    "مقتل 3 وإصابة 12 بانفجار عبوة ناسفة شرقي الموصل",
    "الدفاع المدني: إخماد حريق في سوق الشورجة، والخسائر مادية",
    "هل تؤجل الحكومة زيارة أربيل؟",
    "ارتفاع أسعار الذهب إلى 2,650 دولارا للأونصة",
    "مجلس الأمن يدين الهجوم على السفارة (نص البيان)",
    "مُدرّبُ المنتخب يُعلنُ التشكيلة",
]


def document(declared: str | None, titles: list[str]) -> str:
    declaration = "" if declared is None else f'<?xml version="1.0" encoding="{declared}"?>'
    entries = (item(title, guid=str(number), body=BODY) for number, title in enumerate(titles))
    return rss(*entries, declaration=declaration)


def read(body: bytes, label: str | None) -> list[str]:
    content_type = None if label is None else f"application/rss+xml; charset={label}"
    found = parse(body, content_type, feed(), NOW)
    assert isinstance(found, ParsedFeed), found
    return [entry.title for entry in found.entries]


@pytest.mark.parametrize("real", REAL)
@pytest.mark.parametrize("header", [None, *LABELS])
@pytest.mark.parametrize("declared", [None, *LABELS])
@pytest.mark.parametrize("count", [1, len(TITLES)])
def test_every_title_is_intact(real: str, header: str | None, declared: str | None, count: int):
    """Five encodings under every pair of labels, right, wrong or absent; a feed may hold one item."""
    encoding, mark = REAL[real]
    body = mark + document(declared, TITLES[:count]).encode(encoding)
    assert TITLES[:count] == read(body, header)


@pytest.mark.parametrize("real", REAL)
@given(data=st.data())
def test_flipped_bytes_hide_no_title_but_their_own_items(real: str, data: st.DataObject):
    """Up to twenty bytes of the items are overwritten, markup too; labels are drawn as well."""
    encoding, mark = REAL[real]
    text = document(data.draw(st.sampled_from(LABELS)), TITLES)
    body = bytearray(mark + text.encode(encoding))
    ends = [len(mark + text[:end].encode(encoding)) for end in _item_ends(text)]
    places = data.draw(st.lists(st.integers(ends[0], ends[-1] - 1), max_size=20, unique=True))
    for place in places:
        body[place] = data.draw(st.integers(0, 255))
    found = read(bytes(body), data.draw(st.sampled_from(LABELS)))
    for title, (begin, end) in zip(TITLES, pairwise(ends), strict=True):
        if not any(begin <= place < end for place in places):
            assert title in found


def _item_ends(text: str) -> list[int]:
    """Return where the items end, and before that, where the first begins."""
    return [text.index("<item>"), *(match.end() for match in re.finditer("</item>", text))]


@pytest.mark.parametrize("tag", ["title", "guid", "description", "item"])
@pytest.mark.parametrize("byte", [b"\xff", b"X", b"<", b"\x00"])
def test_a_damaged_closing_tag_costs_the_next_item_nothing(tag: str, byte: bytes):
    whole = document("utf-8", TITLES).encode()
    end = whole.index(f"</{tag}>".encode(), whole.index(b"<item>"))
    assert TITLES[1:] == read(whole[: end + 3] + byte + whole[end + 4 :], None)[1:]


@pytest.mark.parametrize(
    ("tag", "damaged"),
    [
        ("<description>", "<descr>ption>"),
        ("</description>", "</descr>ption>"),
        ("<guid>", "<!uid>"),
        ("<title>", "<t<tle>"),
        ("</item>", "<//tem>"),
        ("</item>", "<>item>"),
        ("</item>", "</ite<>"),
        ("</item><item>", "</ite>><item>"),
        ("</item><item>", "</item!<item>"),
    ],
)
@pytest.mark.parametrize("number", range(4))
def test_damage_of_one_item_costs_the_others_nothing(tag: str, damaged: str, number: int):
    """Where the next would be swallowed, the items are read apart."""
    whole = document("utf-8", TITLES)
    at = whole.index(tag, whole.index(f"<item><title>{TITLES[number]}"))
    found = read((whole[:at] + damaged + whole[at + len(tag) :]).encode(), None)
    assert set(TITLES) - {TITLES[number]} <= set(found)


def test_reading_apart_is_bounded():
    """Neither ten thousand items nor a root tag of a megabyte is repeated for each piece."""
    many = f"<rss>{'<item>' * 10_000}</rss>"
    long = f"<rss {'a' * 2**20}>{'<item><title>خبر</title>' * 300}</rss>"
    assert [] == item_pieces(many, 300)
    assert 300 == len(item_pieces(long, 300))
    assert sum(map(len, item_pieces(long, 300))) < 2**20


@pytest.mark.parametrize("tag", ["title>", "/title>", "guid>", "/guid>", "/description>"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quote_in_a_damaged_tag_costs_the_next_items_nothing(tag: str, quote: str):
    """It is looked for in the items after it: up to an apostrophe of their text all would be one tag."""
    whole = document("utf-8", TITLES).replace("بغداد دون", f"بغ{quote}داد دون")
    at = whole.index(f"<{tag}", whole.index("<item>")) + (2 if tag[0] == "/" else 1)
    damaged = whole[:at] + quote + whole[at + 1 :]
    assert TITLES[1:] == read(damaged.encode(), None)[1:]


@pytest.mark.parametrize("tag", ["title", "guid", "description"])
@pytest.mark.parametrize("damage", ["\u013e", "\x01", "ب"])
def test_a_text_damaged_at_both_ends_costs_the_next_item_nothing(tag: str, damage: str):
    """Its whole text then looks like one tag: «<descriptionľ … ļ/description>»."""
    whole = document("utf-8", TITLES)
    begin = whole.index(f"<{tag}>", whole.index("<item>")) + len(tag) + 1
    end = whole.index(f"</{tag}>", begin)
    damaged = whole[:begin] + damage + whole[begin + 1 : end] + damage + whole[end + 1 :]
    assert TITLES[1:] == read(damaged.encode(), None)[1:]


@pytest.mark.parametrize("tag", ["title", "link"])
def test_a_damaged_tag_of_the_head_costs_the_first_item_nothing(tag: str):
    assert TITLES == read(document("utf-8", TITLES).replace(f"</{tag}>", f"</{tag}\x01", 1).encode(), None)


def sections(body: str) -> str:
    """Return a feed whose texts are CDATA sections, and which is broken by a bare ampersand."""
    entries = (item(title, guid=f"{n}&", body="BODY") for n, title in enumerate(TITLES))
    return rss(*entries).replace("&amp;", "&").replace("BODY", f"<![CDATA[{body}]]>")


def test_a_section_that_never_ends_costs_the_next_item_nothing():
    whole = sections(BODY)
    assert TITLES == read(whole.replace("]]>", "]>>", 1).encode(), None)


def test_tags_in_a_section_are_text():
    """A broken feed may write about feeds."""
    found = parse(sections("<p>&lt;item&gt; </item> <item> </p>").encode(), None, feed(), NOW)
    assert TITLES == [entry.title for entry in found.entries]
    assert {"<item>"} == {entry.body.split()[0] for entry in found.entries}


@pytest.mark.parametrize(
    "unit", ["<item>", "</item>", "<![CDATA[", "]]>", "<title>", "<item><![CDATA[", "<item "]
)
def test_mending_costs_time_in_proportion(unit: str):
    """Markup that opens or closes without end is mended in far less than the parser is allowed."""
    text = rss().replace("</item>", unit * 40_000, 1)
    began = time.process_time()
    closed(Mended(text))
    assert time.process_time() - began < 1
