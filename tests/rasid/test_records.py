"""Recorded entries: JSON lines in, entries and named problems out."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Entry
from rasid.records import BadLine, read_entries

GOOD = {
    "id": "a",
    "source": "وكالة",
    "url": None,
    "published_at": "2026-03-01T10:00:00+03:00",
    "title": "عنوان",
    "body": "نص",
}


def written(tmp_path: Path, *lines: str | bytes) -> Path:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines))
    return path


def test_a_line_is_an_entry_in_utc(tmp_path: Path) -> None:
    (entry,) = read_entries([written(tmp_path, json.dumps(GOOD))])
    assert isinstance(entry, Entry)
    assert datetime(2026, 3, 1, 7, tzinfo=UTC) == entry.published_at
    assert ("a", "وكالة", "عنوان", "نص") == (entry.id, entry.source, entry.title, entry.body)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (entry,) = read_entries([written(tmp_path, b"\xef\xbb\xbf" + json.dumps(GOOD).encode())])
    assert isinstance(entry, Entry)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        (json.dumps(GOOD | {"id": None}), "no id"),
        (json.dumps(GOOD | {"title": 3}), "title is not a text"),
        (json.dumps(GOOD | {"title": "", "body": ""}), "neither title nor body"),
        (json.dumps(GOOD | {"published_at": "yesterday"}), "published_at is not an ISO 8601 time"),
        (b'{"id": "\xff"}', "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, line: str | bytes, problem: str) -> None:
    path = written(tmp_path, json.dumps(GOOD), line, json.dumps(GOOD | {"id": "b"}))
    first, bad, last = read_entries([path])
    assert isinstance(bad, BadLine)
    assert f"{path}:2: {problem}" in str(bad)
    assert ("a", "b") == (first.id, last.id)


def test_an_undated_entry_keeps_its_place_in_time(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(GOOD), json.dumps(GOOD | {"id": "b", "published_at": None}))
    first, second = read_entries([path])
    assert second.published_at is None
    assert first.at == second.at


def test_a_gz_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(GOOD).encode()))
    assert [entry.id for entry in read_entries([path])] == ["a"]


@given(st.binary(max_size=200))
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, line: bytes) -> None:
    """Whatever a line holds, it is an entry or a named problem."""
    path = written(tmp_path_factory.mktemp("r"), line)
    for outcome in read_entries([path]):
        assert isinstance(outcome, Entry | BadLine)
