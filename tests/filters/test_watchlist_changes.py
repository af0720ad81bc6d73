"""Watchlists come and go in any order; what is left matches as if nothing else had ever been there."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Entry
from filters.model import Hit, Match, Watchlist
from filters.watchlists import WatchlistIndex

NOW = datetime(2026, 1, 1, tzinfo=UTC)
QUERIES = (
    "قصف",
    "القصف",
    "المنطقة الخضراء",
    "منطقة خضراء",
    "قصف المنطقة الخضراء",
    "قصف، نفط، خان يونس",
    "قصف + بغداد",
    "(قصف، هجوم) + بغداد -كرة",
    "المنطقة الخضراء + نفط",
    "بغداد -كرة",
    "عنوان:(قصف، نفط)",
    "قصف قرب/2 بغداد",
    "على الأقل 2 من (قصف، نفط، بغداد)",
    "مجموع 3 من (قصف^2، نفط^1)",
    "صارو*",
    '"نفط"',
    "مسيرة",
    "دارفور",
    "مصدر:شفق",
    "قصف + مصدر:شفق",
)
PRINTED = (
    "قصف وقصفت القصف بغداد ببغداد المنطقة بالمنطقة منطقة خضراء الخضراء نفط النفط كرة صاروخية خان يونس"
    " خانيونس هجمات مسيرة طائرة إسقاط دار فور و ف ، ."
)
TEXTS = st.lists(st.sampled_from(PRINTED.split()), max_size=16).map(" ".join)
CHANGES = st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), st.sampled_from(QUERIES))), max_size=24)


def entry(title: str, body: str) -> Entry:
    return Entry("1", "https://news.example/feed", "شفق نيوز", None, title, body, None, NOW)


def watchlist(number: int, query: str) -> Watchlist:
    return Watchlist(number, 1, 0, "keywords", query, query, NOW)


def alone(number: int, query: str, item: Entry) -> tuple[Match, ...]:
    return tuple(WatchlistIndex([watchlist(number, query)]).match(item))


@settings(deadline=None)
@given(CHANGES, TEXTS, TEXTS)
def test_after_any_changes_each_matches_as_alone(
    changes: list[tuple[int, str | None]], title: str, body: str
) -> None:
    """The index, which shares terms, words and remembered tokens, against one index a watchlist."""
    index = WatchlistIndex()
    held: dict[int, str] = {}
    item = entry(title, body)
    for number, query in changes:
        if query is None:
            index.remove(number)
            held.pop(number, None)
        else:
            index.add(watchlist(number, query))
            held[number] = query
        index.match(item)
    expected = [match for number in sorted(held) for match in alone(number, held[number], item)]
    assert expected == list(index.match(item))


@settings(deadline=None)
@given(CHANGES, TEXTS)
def test_the_order_of_changes_leaves_no_trace(changes: list[tuple[int, str | None]], text: str) -> None:
    index = WatchlistIndex()
    for number, query in changes:
        index.remove(number) if query is None else index.add(watchlist(number, query))
    index.match(entry(text, text))
    for number in range(10):
        index.remove(number)
    assert 0 == len(index)
    assert () == tuple(index.match(entry(text, text)))


def test_many_matches_are_listed_by_id_before_any_is_made() -> None:
    index = WatchlistIndex(watchlist(number, "قصف، نفط") for number in (3, 1, 2))
    matches = index.match(entry("قصف", "نفط"))
    assert [1, 2, 3] == list(matches.watchlist_ids)
    assert 3 == len(matches)
    assert [["قصف", "نفط"]] * 3 == [[hit.span.text for hit in match.hits] for match in matches]


def test_matches_of_one_query_share_their_hits() -> None:
    index = WatchlistIndex(watchlist(number, "قصف") for number in (1, 2))
    first, second = index.match(entry("قصف", ""))
    hits: tuple[Hit, ...] = first.hits
    assert hits is second.hits
