"""Parse every XML file under the given folders as Rasid does and as feedparser does, and compare.

    python benchmarks/feed_corpus.py [FOLDER...]

Without a folder it makes twenty feeds with full text in Arabic, those of feed_peers.
Prints one JSON object: how many entries that feedparser finds, with anything to read in them,
are lost; why documents are not read the fast way; where it and feedparser disagree; CPU
milliseconds per document.
"""

import gzip
import io
import json
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat

import feedparser
from peers.site import Feeds

from feeds.decode import decode
from feeds.document import read
from feeds.jsonfeed import read_json
from feeds.mending import Mended, Refused, mend
from feeds.model import Feed, FetchFailed
from feeds.parse import parse
from feeds.text import plain
from feeds.wellformed import UnusualError, read_wellformed, usual_document

FEED = Feed("http://feeds.example/rss", outlet="corpus")
NOW = datetime(2100, 1, 1, tzinfo=UTC)


def main(folders: list[str]) -> None:
    warnings.simplefilter("ignore")  # feedparser's own, about its dictionary
    files = {path: path.read_bytes() for folder in folders for path in sorted(Path(folder).rglob("*.xml"))}
    if not folders:
        site = Feeds(items=40, youngest_minutes=420)
        files = {Path(f"made/{number}.xml"): gzip.decompress(site.body(number)) for number in range(20)}
    lost = {str(path): gap for path, body in files.items() if (gap := _lost(body))}
    verdicts = {path: _agreement(body) for path, body in files.items()}
    ways: dict[str, Callable[[bytes], Any]] = {
        "feedparser, default": lambda body: feedparser.parse(io.BytesIO(body)),
        "feedparser, as rasid calls it": _slow,
        "rasid, document only": lambda body: read_wellformed(Mended(decode(body, None))) or _slow(body),
        "rasid, to entries of plain text": lambda body: parse(body, None, FEED, NOW),
    }
    print(
        json.dumps(
            {
                "documents": len(files),
                "megabytes": round(sum(map(len, files.values())) / 1e6, 2),
                "lost entries": lost,
                "fast way taken": sum(verdict is not None for verdict in verdicts.values()),
                "fast way left": dict(Counter(filter(None, map(_reason, files.values()))).most_common()),
                "fast way disagrees": [str(path) for path, verdict in verdicts.items() if verdict is False],
                "cpu ms per document": {name: _cpu(way, files.values()) for name, way in ways.items()},
            },
            ensure_ascii=False,
            indent=1,
        )
    )


def _slow(body: bytes) -> object:
    mended = mend(decode(body, None))
    return None if isinstance(mended, Refused) else read(mended)


def _lost(body: bytes) -> int:
    found = {_readable(entry) for entry in feedparser.parse(io.BytesIO(body)).entries} - {("", "", "", "")}
    ours = parse(body, None, FEED, NOW)
    return max(0, len(found) - (0 if isinstance(ours, FetchFailed) else len(ours.entries)))


def _readable(entry: dict[str, Any]) -> tuple[str, str, str, str]:
    contents = "".join(plain(content.get("value") or "") for content in dict.get(entry, "content") or ())
    texts = (plain(dict.get(entry, key) or "") for key in ("title", "summary"))
    link = dict.get(entry, "link") or ""
    return (*texts, contents, link if "://" in link else "")


def _agreement(body: bytes) -> bool | None:
    """Return whether both ways give the same entries; None if the fast one steps aside."""
    text = decode(body, None)
    for mended in (Mended(text), mend(text)):
        fast = None if isinstance(mended, Refused) else read_wellformed(mended)
        if fast is not None and not isinstance(mended, Refused):
            slow = read(mended)
            return [_printed(item) for item in fast.items] == [_printed(item) for item in slow.items]
    return None


def _reason(body: bytes) -> str:
    """Return why the document is not read the fast way, empty if it is."""
    text = decode(body, None)
    mended = mend(text)
    if read_json(text):
        return "JSON"
    if isinstance(mended, Refused):
        return "refused: a DOCTYPE that may hurt"
    try:
        usual_document(Mended(text).text.encode("utf-8", "surrogatepass"))
    except (UnusualError, expat.ExpatError):
        try:
            usual_document(mended.text.encode("utf-8", "surrogatepass"))
        except UnusualError as unusual:
            return str(unusual)
        except expat.ExpatError:
            return "ill-formed"
    return ""


def _printed(item: Any) -> tuple[Any, ...]:
    return item.guid, item.link, plain(item.title), [plain(text) for text in item.texts], item.dates


def _cpu(way: Callable[[bytes], Any], bodies: Iterable[bytes]) -> float:
    bodies, rounds = list(bodies), []
    for _ in range(3):
        started = time.process_time()
        for body in bodies:
            way(body)
        rounds.append(time.process_time() - started)
    return round(min(rounds) * 1000 / len(bodies), 2)


if __name__ == "__main__":
    main(sys.argv[1:])
