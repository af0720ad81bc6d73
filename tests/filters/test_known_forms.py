"""Forms as text, stored and found again: an index that is given them is the one that would have made them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Entry
from filters import morphology
from filters.matching.formtable import FormTable
from filters.matching.meanings import KnownForms, forms_version, read_alike, word_key, write_forms
from filters.model import Watchlist
from filters.morphology.model import Form
from filters.query import Mode, Word
from filters.watchlists import WatchlistIndex

NOW = datetime(2026, 1, 1, tzinfo=UTC)
QUERIES = ("صاروخ", "المنطقة الخضراء", "هجوم، نفط", "قصف + بغداد -كرة", "خانيونس", '"نفط"', "مسؤول")
PRINTED = "صواريخ بصاروخين المنطقة بالمنطقة الخضراء هجمات نفطها قصفوا بغداد كرة خان يونس مسئول و ،"
TEXT = st.lists(st.sampled_from(PRINTED.split()), max_size=12).map(" ".join)


def index(known: KnownForms) -> WatchlistIndex:
    made = WatchlistIndex()
    with made.using(known):
        for number, query in enumerate(QUERIES):
            made.add(Watchlist(number, 1, 0, "keywords", query, query, NOW))
    return made


def entry(text: str) -> Entry:
    return Entry("1", "https://news.example/feed", "شفق نيوز", None, text, "", None, NOW)


FRESH = KnownForms()
MADE = index(FRESH)
STORED = KnownForms(dict(FRESH.made))
LOADED = index(STORED)


@given(TEXT)
def test_an_index_of_stored_forms_finds_the_same(text: str) -> None:
    assert MADE.match(entry(text)) == LOADED.match(entry(text))


def test_nothing_is_made_that_is_known() -> None:
    assert FRESH.made
    assert {} == STORED.made


def test_what_is_stored_is_what_counts() -> None:
    """Else storing would save nothing."""
    word = word_key(Word("نفط"), in_phrase=False)
    given_forms = KnownForms({word: write_forms((Form("قهوة", 87, "sg", "قهوة"),))})
    with (odd := WatchlistIndex()).using(given_forms):
        odd.add(Watchlist(1, 1, 0, "keywords", "نفط", "نفط", NOW))
    assert [1] == [match.watchlist_id for match in odd.match(entry("القهوة"))]
    odd.add(Watchlist(2, 1, 0, "keywords", "هجوم", "هجوم", NOW))
    assert [word] == list(given_forms.known), "what is added later is none of its business"
    odd.remove(1)
    assert () == odd.match(entry("القهوة"))


def test_an_endless_word_is_not_stored() -> None:
    """A database can't look it up; its forms are made again."""
    known = KnownForms()
    with (long := WatchlistIndex()).using(known):
        long.add(Watchlist(1, 1, 0, "keywords", "", "ب" * 900, NOW))
    assert {} == known.made
    assert 1 == len(long.match(entry("ب" * 900)))


@pytest.mark.parametrize("word", ["صاروخ", "مسؤول", "سوريا", "كتب", "covid19", "مسيّرة", "=", "٧"])
def test_forms_come_back_from_their_text(word: str) -> None:
    forms = morphology.forms(word).forms
    assert forms == tuple(
        Form(surface, flags, form_class, why)
        for (flags, form_class), why, surfaces in read_alike(write_forms(forms))
        for surface in surfaces
    )


def test_words_that_are_read_otherwise_are_stored_apart() -> None:
    words = [(Word("نفط", mode), in_phrase) for mode in Mode for in_phrase in (False, True)]
    assert len(words) == len({word_key(word, in_phrase=in_phrase) for word, in_phrase in words})


def test_the_version_stays_while_nothing_changes() -> None:
    assert forms_version() == forms_version.__wrapped__()
    assert 32 == len(forms_version())


def test_a_table_of_forms_forgets_one_word_and_keeps_the_other() -> None:
    table = FormTable()
    oil, both = (write_forms(morphology.forms(word).forms) for word in ("نفط", "مسؤول"))
    table.put(both, 7)
    before = {spelling: list(table.find(spelling)) for spelling in ("مسوول", "مسيول", "نفط")}
    table.put(oil, 8)
    table.put(both, 9)
    assert {7, 9} == {word_id for _, word_id in table.find("مسيول")}
    table.drop(oil, 8)
    table.drop(both, 9)
    assert before == {spelling: list(table.find(spelling)) for spelling in before}
    table.drop(both, 7)
    assert 0 == len(table)


def test_a_form_is_found_with_the_letters_that_folding_takes() -> None:
    table = FormTable()
    table.put(write_forms((Form("مسؤول", 87, "sg", "سؤال"),)), 7)
    assert [(Form("مسؤول", 87, "sg", "سؤال"), 7)] == list(table.find("مسوول"))
