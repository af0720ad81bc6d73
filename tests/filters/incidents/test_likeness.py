"""How alike two texts are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.incidents.likeness import Weighed, Weights, overlap, terms_of
from tests.filters.news_builders import entry

TERMS = st.frozensets(st.sampled_from(["صاروخ", "بغداد", "سوق", "حريق", "وزير", "نهر"]), max_size=6)


def test_terms_leave_out_what_every_report_says() -> None:
    told = terms_of(entry("أفاد مصدر أمني اليوم أن الصاروخ سقط في كركوك"))
    assert frozenset({"صاروخ", "سقط", "كركوك"}) == told


def test_rare_words_weigh_more() -> None:
    weights = Weights()
    for _ in range(20):
        weights.add(["بغداد"])
    weights.add(["بسماية"])
    assert weights.of("بسماية") > weights.of("بغداد")


def test_removed_text_no_longer_weighs() -> None:
    weights = Weights()
    before = weights.of("بغداد")
    weights.add(["بغداد"])
    weights.remove(["بغداد"])
    assert before == weights.of("بغداد")


@given(TERMS)
def test_text_is_fully_like_itself(terms: frozenset[str]) -> None:
    wanted = 1.0 if terms else 0.0
    counts = dict.fromkeys(terms, 1)
    assert wanted == pytest.approx(Weighed(terms, Weights()).likeness(counts, 1, len(terms)))
    assert wanted == overlap(terms, terms)


@given(TERMS, TERMS)
def test_likeness_stays_between_nothing_and_all(terms: frozenset[str], others: frozenset[str]) -> None:
    value = Weighed(terms, Weights()).likeness(dict.fromkeys(others, 1), 2, len(others) / 4)
    assert 0.0 <= value <= 1.0
    assert (value > 0) == bool(terms & others)
