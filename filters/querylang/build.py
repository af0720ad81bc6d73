"""From lark's parse tree to ours: words side by side become terms, groups beside words are multiplied out."""

import re
from collections.abc import Collection
from itertools import product, takewhile
from typing import Any

from lark import Token, Transformer, Tree
from lark.exceptions import VisitError

from filters.arabic import clean, fold, tokenise
from filters.matching.marks import with_mark
from filters.querylang.errors import QueryError
from filters.querylang.named import name_length
from filters.querylang.patterns import check_pattern
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
)

LIMIT_TERMS = 200
_SHORTEST_WILDCARD = 3
OPERATORS = frozenset(("OR", "أو", "او", "AND", "مع", "NOT", "ليس"))
_FIELDS = {
    "title": FieldKey.TITLE, "عنوان": FieldKey.TITLE, "العنوان": FieldKey.TITLE,
    "source": FieldKey.SOURCE, "مصدر": FieldKey.SOURCE, "المصدر": FieldKey.SOURCE,
    "place": FieldKey.PLACE, "مكان": FieldKey.PLACE, "المكان": FieldKey.PLACE,
    "topic": FieldKey.TOPIC, "موضوع": FieldKey.TOPIC, "الموضوع": FieldKey.TOPIC,
    "who": FieldKey.WHO, "من": FieldKey.WHO,
}  # fmt: skip


def build(tree: Tree[Token], outlets: Collection[str] = ()) -> Query:
    """Return our tree for lark's; `outlets` are sources that are known besides the usual ones.

    Raises `QueryError` where words and groups can't be joined.
    """
    try:
        return _Builder(outlets).transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, QueryError):
            raise error.orig_exc from None
        raise


class _Builder(Transformer[Token, Query]):
    """Builds our tree from lark's, bottom up; runs of words stay lists until a rule closes them."""

    def __init__(self, outlets: Collection[str]) -> None:
        super().__init__()
        self._outlets = outlets

    def start(self, parts: list[Query]) -> Query:
        return parts[0]

    def alternatives(self, parts: list[Query]) -> Query:
        return flat(AnyOf, parts)

    def options(self, parts: list[Query]) -> list[Query]:
        return list(parts)

    def joined(self, parts: list[Any]) -> Query:
        joined: list[Query] = []
        for part in parts:
            joined.extend(part if isinstance(part, list) else [part])
        return flat(AllOf, joined)

    def tail(self, parts: list[Any]) -> Any:
        return parts[0]

    def neg_run(self, parts: list[Query]) -> list[Query]:
        return list(parts)

    def neg(self, parts: list[Any]) -> Query:
        part = parts[1] if not isinstance(parts[1], _Atom) else _join([parts[1]])
        return part.part if isinstance(part, Not) else Not(part)

    def field(self, parts: list[Any]) -> Query:
        key = _FIELDS[parts[0].rstrip(": \t").lower()]
        if key is FieldKey.TITLE:
            return InTitle(parts[1])
        values = parts[1].parts if isinstance(parts[1], AnyOf) else (parts[1],)
        return flat(AnyOf, [self._about(key, value, parts[0].start_pos or 0) for value in values])

    def _about(self, key: FieldKey, value: Query, position: int) -> Query:
        """Return a field and what stands behind its name: that is quoted, or the longest name known."""
        if not isinstance(value, Term) or any(word.mode is Mode.PATTERN for word in value.words):
            raise QueryError("field-needs-words", position, "word")
        texts = [word.text for word in value.words]
        quoted = list(takewhile(lambda word: word.mode is Mode.VERBATIM, value.words))
        length = len(quoted) or name_length(key, texts, self._outlets) or len(texts)
        name = About(key, " ".join(texts[:length]))
        # «مكان:بغداد انفجار»: the rest of the run is what is watched for there.
        return AllOf((name, Term(value.words[length:]))) if length < len(texts) else name

    def atleast(self, parts: list[Any]) -> Query:
        count = _number(parts[0])
        return AtLeast(count, tuple(parts[1]))

    def score(self, parts: list[Any]) -> Query:
        return Scored(_number(parts[0]), tuple(parts[1:]))

    def weighted(self, parts: list[Any]) -> tuple[int, Query]:
        return (_number(parts[1]) if len(parts) > 1 else 1, parts[0])

    def near(self, parts: list[Any]) -> Query:
        left, near, right = parts
        return _near(left, right, _number(near), near.start_pos or 0)

    def run(self, parts: list[Any]) -> Query:
        return _join(parts)

    def atom(self, parts: list[Any]) -> "_Atom":
        part = parts[0]
        if isinstance(part, Token):
            return _Atom(_words(part), None, part.start_pos or 0)
        return part  # type: ignore[no-any-return]  # a group, already an atom

    def group(self, parts: list[Query]) -> "_Atom":
        return _Atom((), parts[0], 0)


class _Atom:
    """A word, a quote or a group, before it is joined to its neighbours."""

    def __init__(self, words: tuple[Word, ...], group: Query | None, position: int) -> None:
        self.words = words
        self.group = group
        self.position = position


def flat(kind: type[AnyOf] | type[AllOf], parts: list[Query]) -> Query:
    """Return the parts as one, each once; those of the same kind are taken apart, one alone stays itself."""
    single: list[Query] = []
    for part in parts:
        single.extend(part.parts if isinstance(part, kind) else [part])
    unique = tuple(dict.fromkeys(single))
    return unique[0] if len(unique) == 1 else kind(unique)


def _number(token: str) -> int:
    digits = re.search(r"\d+", clean(token))
    return int(digits.group()) if digits else 0


def _words(token: Token) -> tuple[Word, ...]:
    if token.type == "PATTERN":
        check_pattern(token[1:-1], token.start_pos or 0)
        return (Word(token[1:-1], Mode.PATTERN),)
    keeps_marks = token.type in ("WORD", "WIDE")
    parts = [part for part in tokenise(str(token)) if part.folded]
    texts = [with_mark(part.raw) if keeps_marks else part.clean for part in parts]
    if token.type == "WORD":  # an operator typed with marks, or joined to a word: غارة/أو
        texts = [text for text in texts if text.upper() not in OPERATORS]
    mode = {"QUOTED": Mode.VERBATIM, "SPELT": Mode.SPELT, "WIDE": Mode.WIDE}.get(token.type, Mode.FORMS)
    words = [Word(text, mode) for text in texts]
    if token.type in ("START", "END") and words:
        index, edge = (-1, Mode.START) if token.type == "START" else (0, Mode.END)
        words[index] = Word(words[index].text, edge)
        if len(fold(words[index].text)) < _SHORTEST_WILDCARD:
            raise QueryError("short-wildcard", token.start_pos or 0, "3")
    return tuple(words)


def _join(atoms: list[_Atom]) -> Query:
    """Return what words and groups side by side mean: one phrase, or one for each alternative of a group."""
    if len(atoms) == 1 and atoms[0].group is not None:
        return atoms[0].group
    choices = [_choices(atom) for atom in atoms]
    total = 1
    for choice in choices:
        total *= len(choice)
    if total > LIMIT_TERMS:
        raise QueryError("too-many", atoms[0].position, f"≤ {LIMIT_TERMS}")
    phrases = [merge_waw(tuple(word for words in combo for word in words)) for combo in product(*choices)]
    if not all(phrases):
        raise QueryError("empty", atoms[0].position, "word")
    return flat(AnyOf, [Term(words) for words in phrases])


def _choices(atom: _Atom) -> list[tuple[Word, ...]]:
    if atom.group is None:
        return [atom.words]
    options = atom.group.parts if isinstance(atom.group, AnyOf) else (atom.group,)
    if not all(isinstance(option, Term) for option in options):
        raise QueryError("joint-needed", atom.position, "+")
    return [option.words for option in options if isinstance(option, Term)]


def merge_waw(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words with a detached و joined to the next one, as it is written."""
    merged: list[Word] = []
    for word in words:
        if merged and merged[-1].text == "و" and merged[-1].mode is word.mode is Mode.FORMS:
            merged[-1] = Word("و" + word.text, word.mode)
        else:
            merged.append(word)
    return tuple(merged)


def _near(left: Query, right: Query, distance: int, position: int) -> Query:
    lefts = left.parts if isinstance(left, AnyOf) else (left,)
    rights = right.parts if isinstance(right, AnyOf) else (right,)
    pairs = list(product(lefts, rights))
    if not all(isinstance(a, Term) and isinstance(b, Term) for a, b in pairs):
        raise QueryError("near-needs-words", position, "word")
    return flat(
        AnyOf, [Near(a, b, distance) for a, b in pairs if isinstance(a, Term) and isinstance(b, Term)]
    )
