"""Lists of feeds as OPML, the format in which feed readers hand their lists on."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from feeds.addresses import url_problem
from feeds.model import Feed

LIMIT_BYTES = 1_000_000
MOST_OUTLINES = 500
# XML can't hold them in any form.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of a list: `title` is empty if the list gave none. `problem` says why it is not fit to poll."""

    url: str
    title: str
    problem: str | None = None


class OpmlError(ValueError):
    """A file that is no list of feeds, or too much of one; says why."""


def read_opml(data: bytes) -> tuple[Outline, ...]:
    """Return the feeds of the list in its order, each URL once; those that must not be asked with a problem.

    Takes at most 1 MB and 500 feeds. A DOCTYPE is refused, so there are no entities to
    expand. Raises OpmlError for a file that cannot be taken, and takes nothing of it.
    """
    if len(data) > LIMIT_BYTES:
        raise OpmlError(f"the file is larger than {LIMIT_BYTES} bytes")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(data, True)
    except OpmlError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise OpmlError(f"the file is no XML: {error}") from error
    return tuple(reader.outlines.values())


class _Reader:
    """Collects the outlines that expat reports."""

    def __init__(self) -> None:
        self.outlines: dict[str, Outline] = {}
        self._is_inside = False

    def doctype(self, *_declared: object) -> None:
        raise OpmlError("the file has a DOCTYPE")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._is_inside and name.lower() != "opml":
            raise OpmlError("the file is no OPML")
        self._is_inside = True
        values = {key.lower(): value.strip() for key, value in attributes.items()}
        url = values.get("xmlurl", "")
        if name.lower() == "outline" and url:
            title = values.get("title") or values.get("text") or ""
            self.outlines.setdefault(url, Outline(url, title[:200], url_problem(url)))
        if len(self.outlines) > MOST_OUTLINES:
            raise OpmlError(f"the file lists more than {MOST_OUTLINES} feeds")


def write_opml(feeds: Sequence[Feed]) -> bytes:
    """Return the feeds as an OPML 2.0 file in UTF-8.

    >>> print(write_opml([Feed("https://news.example/rss", "وكالة")]).decode())
    <?xml version="1.0" encoding="UTF-8"?>
    <opml version="2.0">
      <head><title>Rasid</title></head>
      <body>
        <outline type="rss" text="وكالة" title="وكالة" xmlUrl="https://news.example/rss"/>
      </body>
    </opml>
    <BLANKLINE>
    """
    return "\n".join(_lines(feeds)).encode("utf-8", "replace")


def _lines(feeds: Sequence[Feed]) -> Iterable[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<opml version="2.0">'
    yield "  <head><title>Rasid</title></head>"
    yield "  <body>"
    for feed in feeds:
        name, url = (quoteattr(_UNPRINTABLE.sub("", text)) for text in (feed.outlet, feed.url))
        yield f'    <outline type="rss" text={name} title={name} xmlUrl={url}/>'
    yield "  </body>"
    yield "</opml>"
    yield ""
