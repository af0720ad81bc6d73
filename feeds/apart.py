"""A broken document read item by item where reading it whole lost some: none can swallow another then."""

from dataclasses import replace

from feeds.document import Document, read
from feeds.mending import Mended, closed, item_pieces
from feeds.wellformed import read_wellformed

# Each is parsed for itself: more than an outlet lists, and far less than a worker has time for.
_MOST_PIECES = 300


def read_broken(mended: Mended) -> Document:
    """Return what the document holds, as feedparser understands it, or its items each for itself if more."""
    whole = read(closed(mended))
    pieces = item_pieces(mended.text, _MOST_PIECES)
    if len(pieces) <= len(whole.items):
        return whole
    apart = [_read_piece(piece) for piece in pieces]
    items = tuple(item for one in apart for item in one.items)
    if len(items) <= len(whole.items):
        return whole
    version = whole.version or next((one.version for one in apart if one.version), "")
    return replace(whole, version=version, items=items, warning=whole.warning or mended.warning)


def _read_piece(piece: str) -> Document:
    return read_wellformed(Mended(piece)) or read(closed(Mended(piece)))
