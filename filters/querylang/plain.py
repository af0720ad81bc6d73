"""Most queries are words, commas, plus and minus: these are read without the grammar, a hundred times faster.

What the grammar makes of the same text is the same tree; a test holds the two together.
"""

import re
from functools import lru_cache

from filters.querylang.build import OPERATORS, flat, merge_waw
from filters.querylang.spoken import EXCEPTING
from filters.querylang.tree import AllOf, AnyOf, Not, Query, Term, Word

_LETTER = "[\u0621-\u063a\u0641-\u064a0-9]"
# Behind a ة a word ends, also where the space was lost: the grammar then reads two.
_LETTERS = f"(?:(?!ة{_LETTER}){_LETTER})++"
_WORD = f"(?!(?:{'|'.join(sorted({*OPERATORS, *EXCEPTING}))}|ء+)(?!{_LETTER})){_LETTERS}"
_RUN = f"{_WORD}(?: +{_WORD})*+"
_ITEM = rf"(?:{_RUN}|\( *{_RUN}(?: *، *{_RUN})*+ *\))"
_JOINED = rf"{_ITEM}(?: *\+ *{_ITEM})*+(?: +-{_WORD})*+"
_PLAIN = re.compile(f" *{_JOINED}(?: *، *{_JOINED})*+ *")
# What stands between the commas, and between the plus signs, that are in no parentheses.
_ALTERNATIVES = re.compile(r"(?:[^()،]|\([^()]*\))+")
_PARTS = re.compile(r"(?:[^()+]|\([^()]*\))+")
_TERMS = 50_000


def read_plain(text: str) -> Query | None:
    """Return the tree of a query without marks, quotes, fields and words that join; None for any other."""
    return _alternatives(text) if _PLAIN.fullmatch(text) else None


def _alternatives(text: str) -> Query:
    return flat(AnyOf, [_joined(part) for part in _ALTERNATIVES.findall(text)])


def _joined(text: str) -> Query:
    """Return what all must occur: runs of words and groups, then the words that must not."""
    wanted, *unwanted = text.split(" -")
    return flat(
        AllOf, [*map(_item, _PARTS.findall(wanted)), *(Not(_term(word.strip())) for word in unwanted)]
    )


def _item(text: str) -> Query:
    text = text.strip()
    return _alternatives(text[1:-1]) if text[0] == "(" else _term(text)


@lru_cache(_TERMS)
def _term(text: str) -> Term:
    """Return a run of words; one object for all queries that have it."""
    return Term(merge_waw(tuple(map(_word, text.split()))))


@lru_cache(_TERMS)
def _word(text: str) -> Word:
    return Word(text)
