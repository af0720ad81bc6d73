"""Phrases of the lexicons under clitics."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from filters.arabic import tokenise
from filters.phrasebook import Phrase, Phrasebook, read_phrases

BOOK = Phrasebook(
    [
        Phrase("صاروخ", "weapon", "rocket"),
        Phrase("صاروخ كاتيوشا", "weapon", "katyusha"),
        Phrase("الدورة", "place", "dora", is_name=True),
        Phrase("بعقوبة", "place", "baquba", is_name=True),
        Phrase("دوري", "sport", "league", is_bare=True),
        Phrase("سقوط صاروخ", "hit", "fall"),
    ]
)


def _found(text: str) -> list[str]:
    return [found.key for found in BOOK.find([token.folded for token in tokenise(text)])]


def test_longest_phrase_of_a_layer_wins_and_layers_do_not_disturb_each_other() -> None:
    assert ["fall", "katyusha"] == _found("سقوط صاروخ كاتيوشا")


def test_phrase_is_found_under_clitics() -> None:
    assert ["rocket"] == _found("وبالصاروخ")


def test_pronoun_is_allowed_on_words_but_not_on_names_and_bare_words() -> None:
    assert ["rocket"] == _found("صاروخه")
    assert [] == _found("دورية")


def test_name_written_with_the_article_wants_it() -> None:
    assert ["dora"] == _found("بالدورة")
    assert [] == _found("دورة")


def test_name_without_article_refuses_one() -> None:
    assert ["baquba"] == _found("ببعقوبة")
    assert [] == _found("البعقوبة")


def test_verb_sign_stands_for_its_persons() -> None:
    assert {"قصف", "قصفت", "يقصف", "تقصف", "قصفوا"} <= set(read_phrases("~قصف"))
    assert {"استهدف", "يستهدف"} <= set(read_phrases("~استهدف"))


@given(st.lists(st.sampled_from(["سقوط", "صاروخ", "كاتيوشا", "الدوره", "دوره", "ببعقوبه", "و"]), max_size=10))
def test_phrases_of_one_layer_never_overlap(words: list[str]) -> None:
    found = BOOK.find(words)
    for layer in {f.layer for f in found}:
        spans = [(f.first, f.last) for f in found if f.layer == layer]
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
