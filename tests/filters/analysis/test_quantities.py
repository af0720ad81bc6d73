"""Numbers in running Arabic text."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.analysis.quantities import find_numbers
from filters.arabic import tokenise

CASES = Path(__file__).parents[2] / "cases"
ROWS = [
    line.split("\t")
    for line in (CASES / "numbers.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def _numbers(text: str) -> list[str]:
    tokens = tokenise(text)
    joints = [text[a.end : b.start] for a, b in pairwise(tokens)]
    found = find_numbers([token.folded for token in tokens], joints)
    return [f"{'?' if n.count is None else n.count}:{n.qualifier.value}" for n in found]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_numbers_are_read_as_listed(text: str, expected: str) -> None:
    assert expected.split() == _numbers(text)


@given(st.integers(min_value=1, max_value=999_999))
def test_digits_of_both_kinds_read_alike(number: int) -> None:
    arabic = str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert _numbers(f"{number} شخصا") == _numbers(f"{arabic} شخصا") == [f"{number}:exact"]


@given(
    st.lists(
        st.sampled_from(
            ["ثلاثه", "وعشرين", "مئه", "و", "صواريخ", "الف", "7", "اكثر", "من", "نحو", "عشرات", "بسته", "عشر"]
        ),
        max_size=12,
    )
)
def test_numbers_never_overlap(words: list[str]) -> None:
    found = find_numbers(words)
    assert all(a.last <= b.first for a, b in pairwise(found))
    assert all(0 <= n.first < n.last <= len(words) for n in found)
