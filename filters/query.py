"""The watchlist language: text to a frozen tree and back, with errors that say where and how to mend."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from filters.arabic import tokenise
from filters.querylang import judge, named
from filters.querylang.build import LIMIT_TERMS, build
from filters.querylang.errors import QueryError
from filters.querylang.mending import excepted, other_readings, renamed, told_by_mark
from filters.querylang.named import missing_sources
from filters.querylang.plain import read_plain
from filters.querylang.spoken import as_operators, without_bullets
from filters.querylang.text import to_text
from filters.querylang.tree import (
    About,
    AllOf,
    AnyOf,
    AtLeast,
    FieldKey,
    InTitle,
    Mode,
    Near,
    Not,
    Query,
    Scored,
    Term,
    Word,
    children,
    terms,
)

__all__ = [
    "About", "AllOf", "AnyOf", "AtLeast", "FieldKey", "InTitle", "Mode", "Near", "Not", "Query",
    "QueryError", "Scored", "Term", "Word", "children", "missing_sources", "other_readings", "parse",
    "read_accepted", "renamed", "terms", "to_text", "told_by_mark", "without_bullets",
]  # fmt: skip

LIMIT_CHARS = 4000
LIMIT_DEPTH = 24
_MARKS = (
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\ufeff"
)
_WORDTEXT = rf"[^\W_](?:[^\W_]|[{_MARKS}]|[-._'’/](?=[^\W_])|(?<=\d),(?=\d))*"

_UNKNOWN = {
    FieldKey.PLACE: "unknown-place",
    FieldKey.TOPIC: "unknown-topic",
    FieldKey.WHO: "unknown-actor",
}
# What no change of signs would put right.
_BEYOND_MENDING = frozenset(
    ("too-long", "empty", "too-common", "everything", "nothing", "bad-pattern", "loose-pattern")
)
_NEAR_ALONE = re.compile(r"(?:^|[(،,|+])\s*((?:قرب|near)\s*/\s*[\d٠-٩]+)", re.IGNORECASE)
_NEAR_TYPED = re.compile(r"\s*(?<![^\W_])(?:قرب|near)\s*/\s*[\d٠-٩]+\s*", re.IGNORECASE)
_BESIDE_GROUP = re.compile(r"(?<=\))\s*(?=[\w(\"«“])|(?<=[\w\"»”])\s*(?=\()")
# As a function of two, the way other search languages have it.
_NEAR_BEFORE = re.compile(
    r"((?:قرب|near)\s*/\s*([\d٠-٩]+))\s*\(\s*([^()،,]+?)\s*[،,]\s*([^()،,]+?)\s*\)", re.IGNORECASE
)


def parse(text: str, outlets: Collection[str] = ()) -> Query:
    """Return the meaning of a query as typed; `parse(to_text(tree)) == tree`.

    `outlets` are names of sources that are known besides the usual ones. Raises `QueryError`: for
    text over 4,000 characters at once, for a query that would match everything or nothing ever, and
    for what can't be read.
    """
    if len(text) > LIMIT_CHARS:
        raise QueryError("too-long", LIMIT_CHARS, f"≤ {LIMIT_CHARS}")
    try:
        return _read(text, outlets)
    except QueryError as error:
        mended = error.suggestion or _mend(text, error)
        raise QueryError(error.code, error.position, error.expected, mended) from None


def read_accepted(text: str) -> Query:
    """Return the meaning of a query that `parse` accepted when it was saved, without judging it again.

    Raises `QueryError` if it can't be read any more.
    """
    try:
        return read_plain(text) or read_by_grammar(text)
    except UnexpectedInput as error:
        raise _explain(error, text) from None


def _read(text: str, outlets: Collection[str] = ()) -> Query:
    _check_depth(text)
    _check_near(text)
    try:
        query = read_plain(text) or read_by_grammar(text, outlets)
    except UnexpectedInput as error:
        raise _explain(error, text) from None
    fault = judge.fault(query, LIMIT_TERMS)
    if fault:
        mended = excepted(query) if fault.code == "everything" else None
        raise QueryError(fault.code, 0, fault.detail, to_text(mended) if mended else None)
    _check_names(query, text)
    return query


def read_by_grammar(text: str, outlets: Collection[str] = ()) -> Query:
    """Return the tree of any query, unjudged. Raises `QueryError`, and lark's errors."""
    return build(_grammar().parse(as_operators(text)), outlets)


@cache
def _grammar() -> Lark:
    source = (Path(__file__).parent / "querylang" / "grammar.lark").read_text(encoding="utf-8")
    wordtext = _WORDTEXT.replace("/", r"\/")
    return Lark(
        source.replace("(WORDTEXT)", wordtext), parser="lalr", lexer="contextual", maybe_placeholders=False
    )


def _check_depth(text: str) -> None:
    depth = 0
    for position, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth > LIMIT_DEPTH:
            raise QueryError("too-deep", position, f"≤ {LIMIT_DEPTH}")


def _check_near(text: str) -> None:
    """Refuse «قرب/5» with nothing before it: else it would be two words that nobody looks for."""
    found = _NEAR_ALONE.search(text)
    if found:
        raise QueryError("near-needs-words", found.start(1), "word")


def _check_names(query: Query, text: str) -> None:
    """Refuse a place, topic or actor that there is not: such a query would never find anything."""
    about = named.unknown(query)
    if about is not None:
        mended, position = renamed(query), max(0, text.find(about.value.partition(" ")[0]))
        raise QueryError(_UNKNOWN[about.key], position, "", to_text(mended))


def _explain(error: UnexpectedInput, text: str) -> QueryError:
    position = int(getattr(error, "pos_in_stream", None) or 0)
    if isinstance(error, UnexpectedCharacters):
        char = text[position : position + 1]
        return QueryError("unclosed-quote" if char in '"«“„' else "unexpected", position, '"')
    token: Token | None = error.token if isinstance(error, UnexpectedToken) else None
    if token is None or str(token.type) == "$END":
        depth = text.count("(") - text.count(")")
        at_end = len(text.rstrip())
        if not tokenise(text):
            return QueryError("empty", 0, "word")
        code, expected = ("unclosed-paren", ")") if depth > 0 else ("unfinished", "word")
        return QueryError(code, at_end, expected)
    if token.type == "RPAR":
        code = "unexpected-paren" if text.count("(") < text.count(")") else "unfinished"
        return QueryError(code, position, "word")
    return QueryError("unexpected", position, "word")


def _mend(text: str, error: QueryError) -> str | None:
    """Return the nearest text that can be read, None if a simple mend does not help."""
    return next(
        (mended.strip() for mended in _mended(text, error) if mended != text and _can_read(mended)), None
    )


def _mended(text: str, error: QueryError) -> Iterator[str]:
    """Yield what may have been meant, the likeliest first."""
    if error.code in _BEYOND_MENDING:
        return
    if error.code == "bad-count":
        yield from _counts_mended(text, error.expected)
    elif error.code == "near-needs-words":
        yield _NEAR_BEFORE.sub(r"\3 \1 \4", text)
        yield _NEAR_TYPED.sub(" ", text)
    elif error.code == "joint-needed":
        yield _BESIDE_GROUP.sub(" + ", text)
    else:
        yield from _signs_mended(text, error.position)


def _counts_mended(text: str, bounds: str) -> Iterator[str]:
    low, high = map(int, bounds.split("–"))
    for number in re.finditer(r"\d+", text):
        fitting = min(max(int(number.group()), low), high)
        yield f"{text[: number.start()]}{fitting}{text[number.end() :]}"


def _signs_mended(text: str, position: int) -> Iterator[str]:
    sign = text[position : position + 1]
    yield text + {'"': '"', "«": "»", "“": "”"}.get(sign, "")
    yield text.rstrip() + ")" * max(0, text.count("(") - text.count(")"))
    yield _NEAR_TYPED.sub(" ", text)
    if not sign.isalnum():
        yield text[:position] + text[position + 1 :]
    yield text[:position]
    yield re.sub(r"[()]", " ", text)
    yield " ".join(token.raw for token in tokenise(text))


def _can_read(text: str) -> bool:
    try:
        _read(text)
    except QueryError:
        return False
    return True
