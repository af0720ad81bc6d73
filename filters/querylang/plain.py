"""Most queries are words, commas, plus and minus: these are read without the grammar, a hundred times faster.

What the grammar makes of the same text is the same tree; a test holds the two together.
"""

import re
from itertools import groupby

from filters.querylang.build import OPERATORS, flat, merge_waw
from filters.querylang.tree import AllOf, AnyOf, Not, Query, Term, Word

_WORD = "[\u0621-\u063a\u0641-\u064a0-9]+"
_RUN = f"{_WORD}(?: +{_WORD})*+"
_ITEM = rf"(?:{_RUN}|\( *{_RUN}(?: *، *{_RUN})*+ *\))"
_JOINED = rf"{_ITEM}(?: *\+ *{_ITEM})*+(?: +-{_WORD})*+"
_PLAIN = re.compile(f" *{_JOINED}(?: *، *{_JOINED})*+ *")
_PARTS = re.compile(rf"{_WORD}|[،+()]|-(?={_WORD})")


def read_plain(text: str) -> Query | None:
    """Return the tree of a query without marks, quotes, fields and words that join; None for any other."""
    if not _PLAIN.fullmatch(text):
        return None
    parts = _PARTS.findall(text)
    if not OPERATORS.isdisjoint(parts) or any(set(part) == {"ء"} for part in parts):
        return None
    return _alternatives(parts)


def _alternatives(parts: list[str]) -> Query:
    return flat(AnyOf, [_joined(part) for part in _split(parts, "،")])


def _joined(parts: list[str]) -> Query:
    """Return what all must occur: runs of words and groups, then the words that must not."""
    wanted = parts[: parts.index("-")] if "-" in parts else parts
    unwanted = [Not(Term((Word(part),))) for part in parts[len(wanted) :] if part != "-"]
    return flat(AllOf, [*map(_item, _split(wanted, "+")), *unwanted])


def _item(parts: list[str]) -> Query:
    if parts[0] == "(":
        return _alternatives(parts[1:-1])
    return Term(merge_waw(tuple(map(Word, parts))))


def _split(parts: list[str], separator: str) -> list[list[str]]:
    """Return what stands between the separators that are in no parentheses."""
    depth = 0
    numbered = []
    for part in parts:
        depth += (part == "(") - (part == ")")
        numbered.append((part == separator and not depth, part))
    return [[part for _, part in run] for is_separator, run in groupby(numbered, _first) if not is_separator]


def _first(numbered: tuple[bool, str]) -> bool:
    return numbered[0]
