"""What names an item: nothing told twice, nothing lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.identity import _ORDINARY_LINK, Naming, _resolved, absolute_link, canonical_link, name

BASE = "https://news.example/rss/ar"


def item(guid: str = "", link: str | None = None, title: str = "عنوان", body: str = "نص") -> Naming:
    return Naming(guid, link, title, body)


@pytest.mark.parametrize(
    ("printed", "absolute"),
    [
        ("https://news.example/1", "https://news.example/1"),
        ("/خبر/1", "https://news.example/%D8%AE%D8%A8%D8%B1/1"),
        ("../1?a=1&b=2", "https://news.example/1?a=1&b=2"),
        ("//m.news.example/1", "https://m.news.example/1"),
        ("  https://news.example/a\n b ", "https://news.example/ab"),
        ("https://أخبار.example/1", "https://xn--igbicxr.example/1"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("tg://resolve?domain=x", None),
        ("mailto:a@b", None),
        ("https://user@news.example/", None),
        ("https://news.example\\@evil.example/", None),
        ("http://[::1", None),
        ("https://news.example/" + "x" * 3000, None),
    ],
)
def test_a_link_is_absolute_and_http_or_none(printed: str, absolute: str | None):
    assert absolute == absolute_link(BASE, printed)


@given(st.text(max_size=80))
def test_every_link_is_ascii_and_absolute(printed: str):
    link = absolute_link(BASE, printed)
    assert link is None or (link.isascii() and link.startswith(("http://", "https://")) and " " not in link)
    assert link is None or link == absolute_link("https://other.example/", link)


@pytest.mark.parametrize(
    "spelling",
    [
        "https://news.example/a%D8%AE?id=7",
        "http://news.example/a%d8%ae?id=7",
        "https://NEWS.example:443/a%D8%AE?id=7#comments",
        "https://news.example/a%D8%AE?utm_source=rss&id=7&utm_medium=feed",
        "https://news.example/a%D8%AE?id=7&fbclid=abc&src=rss",
        "https://news.example/a%D8%AE?id=7&at_medium=RSS&at_campaign=rss",
    ],
)
def test_spellings_of_one_link_are_one(spelling: str):
    assert canonical_link(spelling) == "https://news.example/a%D8%AE?id=7"


def test_a_query_that_names_the_article_is_kept():
    assert canonical_link("https://news.example/?p=1") != canonical_link("https://news.example/?p=2")
    assert canonical_link("https://news.example/?source=INA") != canonical_link("https://news.example/")


def test_a_guid_names_an_item_before_its_link():
    assert name([item("g1", "https://news.example/1")]) == ("g1",)


def test_a_link_names_an_item_without_guid_whatever_tracking_is_added():
    assert name([item(link="http://news.example/1?utm_source=rss")]) == name(
        [item(link="https://news.example/1")]
    )


def test_title_and_body_name_an_item_with_nothing_else():
    ids = name([item(title="أول"), item(title="ثان"), item(title="أول", body="آخر")])
    assert len(set(ids)) == 3
    assert ids[:1] == name([item(title="أول")])


def test_an_item_printed_twice_is_one():
    assert name([item("g1"), item("g2"), item("g1")]) == ("g1", "g2", None)


def test_an_item_with_its_corrected_body_beside_it_is_one():
    assert name([item("g1", body="نص مصحح"), item("g1", body="نص")]) == ("g1", None)


def test_a_guid_shared_by_all_names_none_of_them():
    items = [item("same", f"https://news.example/{n}") for n in range(3)]
    assert len(set(name(items))) == 3


def test_a_new_item_on_top_changes_no_name():
    """Where all items share a guid, the known ones keep their names and the new one gets its own."""
    old = [item("same", f"https://news.example/{n}") for n in (2, 1)]
    new = item("same", "https://news.example/3")
    assert name([new, *old])[1:] == name(old)
    assert name([new, *old])[0] not in name(old)


def dated(hour: int, title: str, guid: str = "g") -> Naming:
    return Naming(guid, "https://news.example/1", title, "نص", datetime(2026, 9, 25, hour, tzinfo=UTC))


def test_an_article_and_its_new_headline_are_two_and_the_article_keeps_its_name():
    """Alone, beside its new headline, and gone: nothing that was told is told under another name."""
    old, new = dated(10, "انفجار في بغداد"), dated(11, "جرحى بانفجار في بغداد")
    alone, together = name([old]), name([new, old])
    assert together[1] == alone[0]
    assert together[0] not in (None, alone[0])
    assert name([new]) == alone


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_oldest_keeps_the_name_in_whatever_order(order: tuple[int, ...]):
    items = [dated(hour, f"عنوان {hour}") for hour in (10, 11, 12)]
    ids = dict(zip(order, name([items[place] for place in order]), strict=True))
    assert ids[0] == "g"
    assert len(set(ids.values())) == 3


def test_undated_items_that_share_all_keep_their_names_below_a_new_one():
    old = [item(link="https://news.example/", title=title) for title in ("ثان", "أول")]
    new = item(link="https://news.example/", title="ثالث")
    assert name([new, *old])[1:] == name(old)
    assert len(set(name([new, *old]))) == 3


def test_an_endless_guid_is_shortened():
    long_one, other = "ط" * 5000, "ط" * 4999
    assert len(name([item(long_one)])[0]) == 32
    assert name([item(long_one)]) != name([item(other)])


NAMINGS = st.builds(
    Naming,
    guid=st.sampled_from(["", "a", "b"]),
    link=st.sampled_from([None, "https://news.example/1", "https://news.example/2"]),
    title=st.sampled_from(["", "x", "y"]),
    body=st.sampled_from(["", "x"]),
    at=st.integers(0, 10**9).map(lambda second: datetime.fromtimestamp(second, UTC)),
)


@given(st.lists(NAMINGS, max_size=12))
def test_items_that_differ_get_names_that_differ(items: list[Naming]):
    """No name stands twice, and every headline under a link and guid of its own has a name."""
    ids = [found for found in name(items) if found is not None]
    assert len(ids) == len(set(ids))
    assert len({(i.guid, i.link, i.title) for i in items if i.title}) <= len(ids)


@given(st.lists(NAMINGS, max_size=12), st.randoms(use_true_random=False))
def test_a_name_does_not_depend_on_the_place(items: list[Naming], random):
    shuffled = random.sample(items, len(items))
    assert set(name(items)) - {None} == set(name(shuffled)) - {None}


@given(st.from_regex(_ORDINARY_LINK, fullmatch=True))
def test_an_ordinary_link_is_already_what_it_would_be_made(link: str):
    """So it can be taken as it is."""
    assert link == _resolved(BASE, link)
