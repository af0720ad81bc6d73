"""Which entries satisfied which watchlists, in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from filters.model import Hit, Match
from rasid.storage.codec import encode
from rasid.storage.schema import matches
from rasid.storage.statements import insert_new


@dataclass(frozen=True, slots=True)
class SqlMatches:
    """See `rasid.storage.unit.Matches`."""

    connection: Connection

    def add(self, found: Sequence[Match]) -> None:
        """Store matches; one of the same entry and watchlist is ignored."""
        insert_new(self.connection, matches, [_values(match) for match in found])


def _values(match: Match) -> dict[str, Any]:
    hits = encode(tuple[Hit, ...], match.hits)
    return {"watchlist_id": match.watchlist_id, "entry_uid": match.entry.uid, "hits": hits}
