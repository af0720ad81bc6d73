"""A site that changes its guids has no news."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.renaming import archived, renamed, returned
from tests.feeds.builders import NOW, entry

HOUR = timedelta(hours=1)
LINK = "https://news.example/{}"


def test_an_entry_with_a_known_link_is_known_whatever_its_guid():
    known = [entry("old", url="http://news.example/1?utm_source=rss", title="عنوان")]
    fresh = entry("new", url=LINK.format(1), title="عنوان معدل")
    assert renamed([fresh], known) == (fresh,)


def test_guids_that_change_with_each_fetch_bring_nothing_new():
    known = [entry(f"0-{n}", url=LINK.format(n), title=f"خبر {n}", body=f"نص {n}") for n in range(10)]
    for fetch in range(1, 100):
        fresh = [
            entry(f"{fetch}-{n}", url=LINK.format(n), title=f"خبر {n}", body=f"نص {n}") for n in range(10)
        ]
        assert renamed(fresh, known) == tuple(fresh)


def test_a_site_that_moves_brings_nothing_new():
    """New domain, new guids; titles and times stayed."""
    known = [
        entry(f"a{n}", url=LINK.format(n), title=f"خبر {n}", published_at=NOW - n * HOUR) for n in range(5)
    ]
    moved = [
        entry(
            f"b{n}", url=f"https://moved.example/{n}", title=f"خبر {n}", body="", published_at=NOW - n * HOUR
        )
        for n in range(5)
    ]
    assert renamed(moved, known) == tuple(moved)


def test_the_same_headline_of_another_hour_is_news():
    """Two explosions may bear the same headline: the second must not be lost."""
    known = [
        entry("1", url=LINK.format(1), title="انفجار في بغداد", body="الأول", published_at=NOW - 3 * HOUR)
    ]
    fresh = entry("2", url=LINK.format(2), title="انفجار في بغداد", body="الثاني", published_at=NOW)
    assert renamed([fresh], known) == ()


def test_a_link_that_several_share_names_none():
    live = "https://news.example/live"
    known = [entry("1", url=live, title="أول", body="x"), entry("2", url=live, title="ثان", body="y")]
    fresh = entry("3", url=live, title="ثالث", body="z")
    assert renamed([fresh], known) == ()
    assert renamed([fresh, entry("4", url=live, title="رابع", body="w")], known[:1]) == ()


def test_another_headline_on_the_link_of_a_live_page_is_news():
    """A newsroom's live page prints «انفجار ثان» under the address of what it printed before."""
    known = [entry("1", url=LINK.format(1), title="بدء جلسة مجلس النواب", body="الأول")]
    fresh = entry("2", url=LINK.format(1), title="انفجار قرب مبنى المجلس", body="الثاني")
    assert renamed([fresh], known) == ()


def test_entries_without_title_and_link_are_not_mixed_up():
    known = [entry("1", title="", body="x", published_at=NOW)]
    assert renamed([entry("2", title="", body="y", published_at=NOW)], known) == ()


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True))
def test_what_was_never_there_is_never_called_known(old: list[int], new: list[int]):
    known = [entry(f"a{n}", url=LINK.format(n), title=f"خبر {n}", body=f"نص {n}") for n in old]
    fresh = [entry(f"b{n}", url=LINK.format(n), title=f"خبر {n}", body=f"نص {n}") for n in new]
    assert {e.title for e in renamed(fresh, known)} == {f"خبر {n}" for n in set(old) & set(new)}


def test_a_feed_that_looks_all_new_and_is_old_shows_its_archive():
    archive = [entry(str(n), published_at=NOW - 48 * HOUR) for n in range(50)]
    assert archived(archive, archive, NOW) == tuple(archive)
    assert archived(archive, archive[:40], NOW) == tuple(archive[:40])
    assert archived(archive, archive[:39], NOW) == ()


def test_what_is_young_is_news_even_beside_an_archive():
    """After two days without us the feed is full of what we missed: what is fresh is told."""
    old = [entry(str(n), published_at=NOW - 48 * HOUR) for n in range(45)]
    young = [entry(f"y{n}", published_at=NOW - HOUR) for n in range(5)]
    assert archived([*young, *old], [*young, *old], NOW) == tuple(old)


def test_a_burst_of_young_entries_is_no_archive():
    """Fifty reports of one night are what Rasid is for."""
    night = [entry(str(n), published_at=NOW - HOUR) for n in range(50)]
    assert archived(night, night, NOW) == ()


def test_a_small_feed_never_shows_an_archive():
    few = [entry(str(n), published_at=NOW - 48 * HOUR) for n in range(4)]
    assert archived(few, few, NOW) == ()


@pytest.mark.parametrize(("count", "is_archive"), [(5, False), (19, False), (20, True)])
def test_a_short_feed_without_dates_may_turn_over(count: int, is_archive: bool):
    """Five undated items that are all new are five items of news, not a site that moved."""
    undated = [entry(str(n), published_at=None) for n in range(count)]
    assert is_archive == bool(archived(undated, undated, NOW))


def _shown(titles: list[str], poll: int = 0):
    return [
        entry(f"{poll}-{n}", url=LINK.format(f"{poll}/{n}"), title=title, body=f"قبل {poll}")
        for n, title in enumerate(titles)
    ]


HEADLINES = [f"مجلس المحافظة يناقش مشروع الطريق رقم {n}" for n in range(10)]


def test_a_feed_that_names_and_dates_all_anew_is_known_by_its_headlines():
    known, again = _shown(HEADLINES), _shown(["انفجار قرب مبنى المجلس صباح اليوم", *HEADLINES[:9]], 1)
    assert returned(again, again, known) == tuple(again[1:])


@pytest.mark.parametrize("fresh", [4, 7])
def test_a_known_headline_among_others_is_news(fresh: int):
    """A second explosion bears the words of the first: only a document that turned over whole tells."""
    known, again = _shown(HEADLINES), _shown(HEADLINES, 1)
    assert returned(again, again[:fresh], known) == ()


def test_a_few_known_headlines_are_news():
    again = _shown(HEADLINES[:4], 1)
    assert returned(again, again, _shown(HEADLINES)) == ()


def test_a_headline_that_repeats_itself_is_counted_once():
    again = _shown(HEADLINES[:1] * 10, 1)
    assert returned(again, again, _shown(HEADLINES)) == ()


def test_a_programme_with_the_same_short_titles_every_day_has_news():
    titles = [f"نشرة الساعة {n}" for n in range(10)]
    again = _shown(titles, 1)
    assert returned(again, again, _shown(titles)) == ()
