"""What people write for operators besides these: dashes, slashes, lists, «ما عدا», «باستثناء», «بدون».

It is written over with the sign that the grammar knows, blanks filling up: every offset stays true.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from filters.arabic import Token, fold, tokenise
from filters.wordlists import word_list

_AS_TYPED = re.compile(  # quotes, patterns and «قرب/5» are left alone
    r'"[^"]*"|«[^»]*»|“[^“”]*”|„[^„“”]*["“”]'
    r"|(?<![^\W_])/(?:[^\s/\\]|\\[^\s/])+/(?![^\W_])"
    r"|(?<![^\W_])(?:near|قرب)\s*/\s*\d+",
    re.IGNORECASE,
)
_DASH = re.compile("[-−–—]+")
_SLASH = re.compile(r"(?<=\s)/+(?=\s*[^\W\d])|(?<=[^\W\d])/+(?=\s)")
_JOINT = re.compile(r"(?<=[^\W\d]{2})/(?=[^\W\d]{2})")
_BULLET = re.compile(r"(?:^|(?<=[\n\r]))[^\S\n\r]*([-−–—•·*]+|\d{1,2}[-.)])(?=\s)")
_OPENING = frozenset("،,;؛|(+&\n\r")
# The last words of what excepts, folded, and what may stand before them.
_LED_BY = {fold("عدا"): ("ما", "فيما", "وما"), fold("دون"): ("من", "ومن")}
_WITHOUT = frozenset(map(fold, ("بدون", "دون", "without")))
_SAVE = fold("إلا")
EXCEPTING = ("عدا", "ماعدا", "باستثناء", "بدون", "دون", "إلا", "الا")
_FOLDED = frozenset((*map(fold, EXCEPTING), "except", "excluding", "without"))
_NEGATIONS = frozenset(fold("لا ما لم لن ليس ليست غير ولا وما ولم ولن").split())
_AND = "و"


class Sign(NamedTuple):
    """What stands at [`start`, `end`) and is read as `sign`, None if as the words that it is.

    `other` is what would have to stand there for the other reading, None where there is none.
    """

    start: int
    end: int
    sign: str | None
    other: str | None = None


def as_operators(text: str) -> str:
    """Return the text with such signs and words as the grammar's own, every offset kept.

    >>> as_operators("هجوم — مباراة")
    'هجوم - مباراة'
    """
    for start, end, sign, _ in signs(text):
        if sign is not None:
            text = text[:start] + sign.ljust(end - start)[: end - start] + text[end:]
    return text


def other_reading(text: str) -> str | None:
    """Return the text as it must be written to mean what else it may have meant, None if nothing else.

    >>> other_reading("كركوك - بغداد")
    'كركوك بغداد'
    """
    doubtful = [sign for sign in signs(text) if sign.other is not None]
    for start, end, _, other in sorted(doubtful, reverse=True):
        text = f"{text[:start]}{other}{text[end:]}"
    return " ".join(text.split()) if doubtful else None


def signs(text: str) -> tuple[Sign, ...]:
    """Return what is read as an operator, or might be, and is none of the grammar's own."""
    bare = _AS_TYPED.sub(lambda found: "\0" * len(found.group()), text)
    listed = tuple(_bullets(bare))
    ends = {sign.end for sign in listed}
    dashes = (dash for dash in _dashes(bare) if dash.end not in ends)
    return (*listed, *dashes, *_slashes(bare), *_words(bare))


def without_bullets(text: str) -> str:
    """Return the text without what opens the lines of a list: dashes, dots, numbers."""
    for sign in _bullets(text):
        text = text[: sign.start] + " " * (sign.end - sign.start) + text[sign.end :]
    return text


def _bullets(text: str) -> Iterator[Sign]:
    """Yield what opens the lines of a list: nothing stands before it that it could except from."""
    is_list = "\n" in text.strip()
    for found in _BULLET.finditer(text):
        if is_list or not found[1][0].isdigit():
            yield Sign(found.start(1), found.end(1), "")


def _dashes(text: str) -> Iterator[Sign]:
    """Yield the dashes: one inside a word joins, any other excludes what stands behind it."""
    for found in _DASH.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        is_inside = before[-1:].isalnum() and after[:1].isalnum()
        if is_inside and found.group() != "-":
            yield Sign(*found.span(), "")
        elif not is_inside:
            is_apart = after[:1].isspace() and _stands_behind(before)
            yield Sign(*found.span(), "-" if after.strip() else "", " " if is_apart else None)


def _stands_behind(before: str) -> bool:
    """Return whether something is said before that could be excepted from."""
    before = before.rstrip(" \t")
    return bool(before) and before[-1] not in _OPENING


def _slashes(text: str) -> Iterator[Sign]:
    for found in _SLASH.finditer(text):
        yield Sign(*found.span(), "|")
    for found in _JOINT.finditer(text):
        yield Sign(*found.span(), None, "، ")


def _words(text: str) -> Iterator[Sign]:
    tokens = tokenise(text)
    for at, token in enumerate(tokens[:-1]):
        if token.folded == _AND and _is_between(text, tokens, at):
            yield Sign(token.start, token.end, None, "+")
        elif token.folded in _FOLDED and (found := _exception(text, tokens, at)):
            yield found


def _is_between(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Return whether a lone و stands between two words of one run."""
    if not at:
        return False
    around = text[tokens[at - 1].end : tokens[at].start] + text[tokens[at].end : tokens[at + 1].start]
    return around.isspace()


def _exception(text: str, tokens: Sequence[Token], at: int) -> Sign | None:
    """Return the words at `at` as the sign that they are read as, None if they are words to look for."""
    token, following = tokens[at], tokens[at + 1]
    first = at
    if at and tokens[at - 1].clean in _LED_BY.get(token.folded, ()):
        first = at - 1 if text[tokens[at - 1].end : token.start].isspace() else at
    start = tokens[first].start
    if token.folded == _SAVE and _is_denied(text, tokens, first):
        return None
    if token.folded in _WITHOUT | {_SAVE} and not _stands_behind(text[:start]):
        return None  # «دون إصابات»
    if token.folded not in _WITHOUT:
        return Sign(start, token.end, "-")
    if _is_phrase(tokens, first, following):
        return None
    return Sign(start, token.end, "-", f'"{text[start : token.end]}"')


def _is_phrase(tokens: Sequence[Token], first: int, following: Token) -> bool:
    """Return whether «بدون» and what follows are a phrase that is watched for: طائرة بدون طيار."""
    is_prevented = first > 0 and tokens[first - 1].folded in word_list("prevented")
    is_known = following.folded in word_list("done-without") or following.folded[:1].isdigit()
    return is_prevented or is_known


def _is_denied(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Return whether the run denies something before «إلا»: لا إله إلا الله."""
    while at and text[tokens[at - 1].end : tokens[at].start].isspace():
        at -= 1
        if tokens[at].folded in _NEGATIONS:
            return True
    return False
