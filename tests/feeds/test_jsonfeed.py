"""JSON Feeds."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.jsonfeed import read_json
from feeds.model import FetchClass
from feeds.parse import parse
from tests.feeds.builders import BODY, NOW, TITLE, entry, feed

ITEM = {
    "id": "7",
    "url": "https://news.example/7",
    "title": TITLE,
    "content_html": f"<p>{BODY}</p>",
    "summary": "موجز",
    "date_published": "2026-09-24T13:00:00+03:00",
}


def document(*items: object, **changes: object) -> bytes:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "وكالة", "items": items} | changes
    ).encode()


def read(body: bytes):
    return parse(body, "application/feed+json", feed(), NOW)


def test_a_lone_half_of_a_character_loses_no_item():
    half = {"id": "7\ud800", "url": "https://news.example/\udfff7", "title": "عا\ud800جل 😀"}
    (found,) = read(document(half)).entries
    assert ("7", "https://news.example/7", "عاجل 😀") == (found.id, found.url, found.title)


def test_a_json_item_becomes_an_entry():
    at = datetime(2026, 9, 24, 10, tzinfo=UTC)
    assert read(document(ITEM)).entries == (entry("7", url="https://news.example/7", published_at=at),)
    assert read(document(ITEM)).title == "وكالة"


def test_plain_text_keeps_its_signs():
    (found,) = read(document({"id": 7, "title": "a <b> c", "content_text": "<Reuters بغداد> 3 < 5"})).entries
    assert ("7", "a <b> c", "<Reuters بغداد> 3 < 5") == (found.id, found.title, found.body)


@pytest.mark.parametrize(
    "body", [b"{}", b'{"version": 2}', b'{"error": "not found"}', b"{", b"[]", b"[" * 100_000]
)
def test_other_json_is_no_feed(body: bytes):
    assert read(body).error_class is FetchClass.NOT_A_FEED


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=5)


@given(st.lists(st.dictionaries(st.sampled_from([*ITEM, "content_text", "external_url"]), JSON) | JSON))
def test_no_item_is_too_odd(items: list[object]):
    assert read_json(document(*items).decode()) is not None
    assert read(document(*items)).warning is None
