"""What becomes of a text on its way into a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.demo.entities import Formatted
from rasid.demo.tdlib import TdlibReader
from rasid.demo.text import ENTITIES_KEPT, OwnReader, clean, find_links, formatted, trimmed

_TELEGRAM = TdlibReader()


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("أ\u202eب\u202c", "أب"),
        ("سطر\u2028سطر", "سطرسطر"),
        ("أ\tب\r\nج", "أ ب\nج"),
        ("\u200f\u200f\u200fعاجل", "\u200c\u200c\u200fعاجل"),
        ("\u2067نص\u2069\u061c", "\u2067نص\u2069\u061c"),
        ("كـتـاب ملوّن", "كـتـاب ملوّن"),
    ],
)
def test_characters_are_dropped_and_kept_as_telegram_does(sent: str, stored: str) -> None:
    assert stored == clean(Formatted(sent)).text


def test_entities_move_with_what_is_dropped() -> None:
    """An embedding mark before a bold word shifts the word, and one inside shortens it."""
    bold = {"offset": 3, "length": 4, "type": "bold"}
    assert Formatted("أ بجد", ({**bold, "offset": 2, "length": 3},)) == clean(
        Formatted("أ\u202b ب\u202eجد", (bold,))
    )


@given(st.text(alphabet="اب \n\t\u202e\u200f🚀"), st.integers(0, 3), st.integers(1, 4))
def test_trimming_leaves_no_space_at_either_end(text: str, offset: int, length: int) -> None:
    entity = {"offset": offset, "length": length, "type": "bold"}
    short = trimmed(Formatted(text, (entity,)))
    assert short.text.strip(" \n\t") == short.text


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("الخبر https://example.org/x، ثم", ["url:https://example.org/x،"]),
        ("«https://example.org»", ["url:https://example.org"]),
        ("اكتب /start أو /add@rasid_bot", ["bot_command:/start", "bot_command:/add@rasid_bot"]),
        ("وسم #بغداد و#غزّة و#2026", ["hashtag:#بغداد"]),
        ("راسل @rasid_bot و news@example.org", ["mention:@rasid_bot", "email:news@example.org"]),
        ("التاريخ 14/3/2026 والنسبة 3/4", []),
    ],
)
def test_links_are_found_where_telegram_finds_them(text: str, links: list[str]) -> None:
    units = text.encode("utf-16-le")
    for found in (tuple(find_links(text)), _TELEGRAM.links(text)):
        named = [
            f"{e['type']}:{units[e['offset'] * 2 : (e['offset'] + e['length']) * 2].decode('utf-16-le')}"
            for e in found
        ]
        assert links == named


def test_entities_beyond_the_hundredth_are_dropped_without_a_word() -> None:
    html = " ".join("<b>خبر</b>" for _ in range(ENTITIES_KEPT + 1))
    assert ENTITIES_KEPT == len(formatted(OwnReader(), html, "HTML").entities)


def test_a_link_in_a_linked_title_is_not_found_again() -> None:
    settled = formatted(OwnReader(), '<a href="https://example.org/1">example.org</a>', "HTML")
    assert ["text_link"] == [entity["type"] for entity in settled.entities]
