"""Recorded entries as JSON lines: `{"id","source","url","published_at","title","body"}`."""

import gzip
import json
import re
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from feeds.model import Entry

STDIN = Path("-")
_LONGEST_LINE = 4_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no entry: where it stands and what is wrong with it."""

    place: str
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.place}:{self.line}: {self.problem}"


def read_entries(paths: list[Path]) -> Iterator[Entry | BadLine]:
    """Yield the entries of the files in order, and a BadLine for each line that is none.

    `-` reads standard input; a name that ends in .gz is decompressed. Entries without
    `published_at` get the time of the entry before them, so that a replay keeps their order.
    Raises OSError for a file that can't be opened.
    """
    last_at = datetime(1970, 1, 1, tzinfo=UTC)
    for path in paths:
        for number, line in _lines(path):
            outcome = line if isinstance(line, str) else _entry(line, last_at)
            if isinstance(outcome, str):
                yield BadLine(str(path), number, outcome)
            else:
                last_at = outcome.at
                yield outcome


def _lines(path: Path) -> Iterator[tuple[int, bytes | str]]:
    """Yield the lines that aren't empty with their numbers; a text in place of one is what is wrong there."""
    number = 0
    with _open(path) as stream:
        try:
            while line := stream.readline(_LONGEST_LINE + 1):
                number += 1
                if len(line) > _LONGEST_LINE:
                    _pass_over_the_rest(stream)
                    yield number, f"longer than {_LONGEST_LINE} bytes"
                elif line.strip():
                    yield number, line
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            yield number + 1, f"the compressed file is damaged or cut short: {error}"


def _pass_over_the_rest(stream: IO[bytes]) -> None:
    while (part := stream.readline(_LONGEST_LINE)) and not part.endswith(b"\n"):
        pass


def _open(path: Path) -> IO[bytes]:
    if path == STDIN:
        return sys.stdin.buffer
    if path.suffix == ".gz":
        return gzip.open(path)  # type: ignore[return-value]  # GzipFile is an IO[bytes] in all but name
    return path.open("rb")


def _entry(line: bytes, last_at: datetime) -> Entry | str:
    try:
        raw = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return f"not UTF-8 at byte {error.start + 1}"
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    if not isinstance(raw, dict):
        return "not a JSON object"
    return _checked(raw, last_at)


def _checked(raw: dict[str, Any], last_at: datetime) -> Entry | str:
    if not isinstance(raw.get("id"), str | int) or raw["id"] == "":
        return "no id"
    for key in ("source", "title", "body", "url", "published_at"):
        if not isinstance(raw.get(key), str | None):
            return f"{key} is not a text"
    title, body = _whole(raw.get("title") or ""), _whole(raw.get("body") or "")
    if not title and not body:
        return "neither title nor body"
    published = _instant(raw.get("published_at"))
    if isinstance(published, str):
        return published
    return Entry(
        id=_whole(str(raw["id"])),
        feed_url="",
        source=_whole(raw.get("source") or ""),
        url=_whole(raw.get("url") or "") or None,
        title=title,
        body=body,
        published_at=published,
        seen_at=published or last_at,
    )


def _whole(text: str) -> str:
    """Return the text with half surrogates, which no output can print, replaced one by one."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _instant(value: str | None) -> datetime | str | None:
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return f"published_at is not an ISO 8601 time: {value[:40]!r}"
