"""The file that a chat takes its watchlists and settings away in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.portable import Carried, Portable, Unreadable, carried, read, written
from tests.bot.builders import NOW, subscriber, watchlist
from tests.bot.telegram_text import nasty_text

CHARS = 400
CHAT = subscriber(
    language="en",
    digits="arabic",
    zone="Africa/Cairo",
    quiet_from=23 * 60 + 30,
    quiet_to=0,
    is_woken=False,
    digest="weekly",
    digest_at=7 * 60 + 5,
)
LISTS = (
    Carried("keywords", "صاروخ + سفارة -مناورة", "سفارات", paused=True, volume="urgent"),
    Carried("topic", "green-zone-attack", "green-zone-attack"),
)


def file(**changes: Any) -> bytes:
    # With escapes, so that half a surrogate pair can be said as well.
    return json.dumps({"rasid": 1, "watchlists": []} | changes).encode()


def test_what_was_written_is_read_again() -> None:
    """Watchlists with all that belongs to them, and every setting."""
    found = read(written(CHAT, LISTS, NOW).encode(), CHARS)
    assert isinstance(found, Portable)
    assert (LISTS, ()) == (found.watchlists, found.bad)
    assert CHAT == found.applied_to(subscriber())


def test_the_file_is_for_people_and_names_nobody() -> None:
    """Arabic stands in it as Arabic, and no number of a chat."""
    text = written(subscriber(123456789), [carried(watchlist(77, 123456789))], NOW)
    assert '"query": "المنطقة الخضراء"' in text
    assert "123456789" not in text
    assert "77" not in text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not-json"),
        (b"\xff\xfe", "not-json"),
        (b"[" * 100_000, "not-json"),
        (b'{"rasid": ' + b"9" * 5000 + b"}", "not-json"),
        (b"[]", "not-ours"),
        (b"{}", "not-ours"),
        (b'{"rasid": true}', "not-ours"),
        (b'{"rasid": 1, "watchlists": {}}', "not-ours"),
        (b'{"rasid": 2}', "too-new"),
        (file(watchlists=[{}] * 1001), "too-many"),
        (b" " * 1_000_001, "too-large"),
    ],
    ids=range(11),
)
def test_what_is_no_export_is_refused_whole(data: bytes, reason: str) -> None:
    assert Unreadable(reason) == read(data, CHARS)  # type: ignore[arg-type]  # one of the reasons


def test_a_bad_watchlist_is_named_and_the_others_are_read() -> None:
    """Each with its reason; one that comes twice is read once."""
    good = {"kind": "keywords", "query": "غزة"}
    listed = [
        good,
        {"name": "مفتوح", "query": "(غزة"},
        {"kind": "topic", "query": "no-such-topic"},
        {"query": "س" * 401},
        {"query": 5},
        "غزة",
        {"query": "بغداد", "volume": "deafening"},
        good,
    ]
    found = read(file(watchlists=listed), CHARS)
    assert isinstance(found, Portable)
    assert (Carried("keywords", "غزة", "غزة"),) == found.watchlists
    assert [
        ("مفتوح", "unclosed-paren"),
        ("no-such-topic", "other"),
        ("س" * 400, "too-long"),
        ("?", "other"),
        ("?", "other"),
        ("بغداد", "other"),
    ] == [(bad.name[:400], bad.code) for bad in found.bad]


@pytest.mark.parametrize(
    "settings",
    [
        None,
        [],
        {"language": "fr", "digits": 3, "zone": "Mars/Olympus", "digest": None, "digest_at": "25:00"},
        {"zone": ["Asia/Baghdad"], "quiet": ["23:00"], "urgent_in_quiet": 1},
        {"language": ["ar"], "quiet": ["7", "7"], "chat_id": 99, "state": "stopped"},
        {"zone": "../../etc/passwd", "quiet": "23:00-07:00"},
    ],
)
def test_settings_that_no_chat_can_have_change_nothing(settings: object) -> None:
    found = read(file(settings=settings), CHARS)
    assert isinstance(found, Portable)
    assert subscriber() == found.applied_to(subscriber())


def test_names_are_cleaned() -> None:
    """Nothing invisible comes in by a file, and a name has its limit."""
    found = read(file(watchlists=[{"query": "\u202eغزة\n بغداد", "name": "\u202e" + "ن" * 99}]), CHARS)
    assert isinstance(found, Portable)
    assert (Carried("keywords", "غزة بغداد", "ن" * 60),) == found.watchlists


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | nasty_text(5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["kind", "query", "name", "volume", "paused", "quiet", "zone", "digest_at", "language"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=4), JSON)
def test_any_file_is_read_or_refused(listed: list[object], settings: object) -> None:
    """No content raises; what is read can be written and is then the same."""
    found = read(file(watchlists=listed, settings=settings), CHARS)
    assert isinstance(found, Portable)
    again = read(written(found.applied_to(subscriber()), found.watchlists, NOW).encode(), CHARS, is_ours=True)
    assert isinstance(again, Portable)
    assert (found.watchlists, ()) == (again.watchlists, again.bad)
    assert found.applied_to(subscriber()) == again.applied_to(subscriber())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert isinstance(read(data, CHARS), Portable | Unreadable)
