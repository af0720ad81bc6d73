"""Text cut at its spaces: the same words as any other way, and a break wherever a clause ends."""

import re
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from filters.arabic import raw_spans, raw_tokens
from filters.matching.pieces import BREAK, pieces, words_and_breaks

PRINTED = [
    "قصف",
    "غزة-لبنان",
    "«الخضراء»",
    "الخضراء»",
    "ثم.",
    "كذا،",
    "…",
    ":",
    "...",
    "و،",
    "قال:",
    "3.5",
    "محافظةكركوك",
    "؟",
    "صـمـت",
]
TEXTS = st.one_of(
    st.lists(st.one_of(st.sampled_from(PRINTED), st.sampled_from(["\n", "\n\n"])), max_size=12).map(" ".join),
    st.text(max_size=60),
)
_END = re.compile(r"[.!?؟؛،,:|]\s|\n\s*\n")


def read(text: str) -> list[str]:
    return [word for piece in pieces(text) for word in words_and_breaks(piece)]


@given(TEXTS)
def test_the_words_are_the_tokens(text: str) -> None:
    assert raw_tokens(text) == [word for word in read(text) if word != BREAK]


@given(TEXTS)
@example("قصف .\n\n. ثم")
def test_a_break_stands_where_a_mark_or_a_blank_line_does(text: str) -> None:
    spans, words = raw_spans(text), read(text)
    gaps = [text[left[1] : right[0]] for left, right in pairwise(spans)]
    printed = [at for at, word in enumerate(words) if word != BREAK]
    broken = [BREAK in words[left:right] for left, right in pairwise(printed)]
    assert [bool(_END.search(gap)) for gap in gaps] == broken
