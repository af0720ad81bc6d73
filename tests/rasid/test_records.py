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
        (b'{"id": "\xff"}', "not UTF-8 at byte 9"),
        ('{"id": "' + "a" * 4_000_001, "longer than 4000000 bytes"),
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


def test_a_gz_file_that_is_cut_short_is_named_where_it_ends(tmp_path: Path) -> None:
    """What could be read before is read, and so are the files behind it."""
    rows = [json.dumps(GOOD | {"id": str(number), "body": str(number) * 500}) for number in range(500)]
    packed = gzip.compress("\n".join(rows).encode())
    cut, whole = tmp_path / "cut.gz", written(tmp_path, json.dumps(GOOD | {"id": "after"}))
    cut.write_bytes(packed[: len(packed) // 2])
    *before, bad, after = read_entries([cut, whole])
    assert isinstance(bad, BadLine)
    assert f"{cut}:{len(before) + 1}: the compressed file is damaged or cut short" in str(bad)
    assert (True, "after") == (len(before) > 0, after.id)


def test_a_file_that_only_calls_itself_gz_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    (bad,) = read_entries([path])
    assert str(bad).startswith(f"{path}:1: the compressed file is damaged")


def test_half_a_surrogate_is_replaced_where_it_stands(tmp_path: Path) -> None:
    """JSON can write one; no output can print it. The offsets of all else stay."""
    (entry,) = read_entries([written(tmp_path, r'{"id": "a", "title": "هجوم\ud83d بـ\ud83d\ude80"}')])
    assert isinstance(entry, Entry)
    assert "هجوم\N{REPLACEMENT CHARACTER} بـ🚀" == entry.title


@given(st.binary(max_size=200))
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, line: bytes) -> None:
    """Whatever a line holds, it is an entry or a named problem."""
    path = written(tmp_path_factory.mktemp("r"), line)
    for outcome in read_entries([path]):
        assert isinstance(outcome, Entry | BadLine)
