"""A query's tree written back as text that parses to the same tree."""

from itertools import groupby

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

FIELD_NAMES = {
    FieldKey.TITLE: "عنوان",
    FieldKey.SOURCE: "مصدر",
    FieldKey.PLACE: "مكان",
    FieldKey.TOPIC: "موضوع",
    FieldKey.WHO: "من",
}


def to_text(query: Query) -> str:
    """Return the query in the watchlist language, with Arabic operators; `parse` gives the tree back."""
    match query:
        case AnyOf(parts):
            return "، ".join(_inside_any(part) for part in parts)
        case AllOf(parts):
            return _write_all(parts)
        case _:
            return _write_one(query)


def _write_all(parts: tuple[Query, ...]) -> str:
    text = _inside_all(parts[0])
    for part in parts[1:]:
        text += (" " if isinstance(part, Not) else " + ") + _inside_all(part)
    return text


def _write_one(query: Query) -> str:  # noqa: PLR0911  # a table
    match query:
        case Term(words):
            return write_term(words)
        case Not(part):
            return "-" + _operand(part)
        case Near(left, right, distance):
            return f"{write_term(left.words)} قرب/{distance} {write_term(right.words)}"
        case InTitle(part):
            return f"{FIELD_NAMES[FieldKey.TITLE]}:{_operand(part)}"
        case About(key, value):
            return f'{FIELD_NAMES[key]}:"{value}"'
        case AtLeast(count, parts):
            return f"على الأقل {count} من ({'، '.join(_inside_any(part) for part in parts)})"
        case Scored(threshold, weighted):
            inside = "، ".join(f"{_operand(part)}^{weight}" for weight, part in weighted)
            return f"مجموع {threshold} من ({inside})"
        case _:
            return f"({to_text(query)})"


def _inside_any(part: Query) -> str:
    return f"({to_text(part)})" if isinstance(part, AnyOf) else to_text(part)


def _inside_all(part: Query) -> str:
    return f"({to_text(part)})" if isinstance(part, AnyOf | AllOf) else _write_one(part)


def _operand(part: Query) -> str:
    """Write what stands behind a minus or a field's colon: in parentheses unless one word or quote."""
    single = isinstance(part, Term) and (
        len(part.words) == 1 or all(word.mode is Mode.VERBATIM for word in part.words)
    )
    return _write_one(part) if single else f"({to_text(part)})"


def write_term(words: tuple[Word, ...]) -> str:
    """Return the words of a term, runs of verbatim words in one pair of quotes."""
    pieces = []
    for is_verbatim, run in groupby(words, lambda word: word.mode is Mode.VERBATIM):
        texts = [word.text if is_verbatim else _write_word(word) for word in run]
        pieces.append(f'"{" ".join(texts)}"' if is_verbatim else " ".join(texts))
    return " ".join(pieces)


def _write_word(word: Word) -> str:
    match word.mode:
        case Mode.SPELT:
            return "=" + word.text
        case Mode.WIDE:
            return "~" + word.text
        case Mode.PATTERN:
            return f"/{word.text}/"
        case Mode.START:
            return word.text + "*"
        case Mode.END:
            return "*" + word.text
        case _:
            return word.text
