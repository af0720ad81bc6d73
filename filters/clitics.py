"""How an Arabic token may be cut into the little words joined to it and the word that carries them."""

from collections.abc import Iterator
from typing import NamedTuple


class Split(NamedTuple):
    """One way to cut a folded token: `proclitic` + `stem` + `enclitic` (a tuple, since millions are made).

    `has_article` says that `proclitic` ends in the article. For «للجنة» the stem may also be
    «لجنه», whose first ل is not printed twice: then the parts are one letter longer than the token.
    """

    proclitic: str
    stem: str
    enclitic: str
    has_article: bool


_LEADS = ("", "و", "ف")
_PREPOSITIONS = ("ب", "ك", "ل")
_ARTICLES = ("ال", "بال", "كال", "لل")
FUTURE = "س"
_ENCLITICS = ("هما", "كما", "هم", "هن", "ها", "كم", "كن", "نا", "ني", "ه", "ك", "ي")
_SHORTEST_STEM = 2


def _list_proclitics() -> list[tuple[str, bool]]:
    bare = [(lead + letter, False) for lead in _LEADS for letter in ("", *_PREPOSITIONS, FUTURE)]
    definite = [(lead + article, True) for lead in _LEADS for article in _ARTICLES]
    return sorted(((text, flag) for text, flag in bare + definite if text), key=lambda pair: len(pair[0]))


def _group(texts: list[str], position: int) -> dict[str, tuple[str, ...]]:
    keys = {text[position] for text in texts}
    return {key: tuple(text for text in texts if text[position] == key) for key in keys}


_PROCLITICS = _list_proclitics()
_PROCLITICS_BY_FIRST = {
    first: tuple(pair for pair in _PROCLITICS if pair[0][0] == first)
    for first in {text[0] for text, _ in _PROCLITICS}
}
_ENCLITICS_BY_LAST = _group(list(_ENCLITICS), -1)


def splits(folded: str) -> Iterator[Split]:
    """Yield every constrained cut of a folded token, the uncut token first, shorter proclitics before longer.

    Proclitics are و or ف, then one of ب ك ل س or the article (ال بال كال لل); an enclitic
    never follows the article. Stems have at least two letters or are digits, but for the uncut token.
    Spelling is not judged: compare the stem with the clean token where hamzas matter.

    >>> [tuple(s) for s in splits("بغداد")]
    [('', 'بغداد', '', False), ('ب', 'غداد', '', False)]
    """
    yield Split("", folded, "", False)
    yield from _with_enclitics("", folded)
    for proclitic, has_article in _PROCLITICS_BY_FIRST.get(folded[:1], ()):
        stem = folded[len(proclitic) :]
        if not folded.startswith(proclitic) or not (len(stem) >= _SHORTEST_STEM or stem.isdigit()):
            continue
        yield Split(proclitic, stem, "", has_article)
        if not has_article:
            yield from _with_enclitics(proclitic, stem)
        elif proclitic.endswith("لل"):
            yield Split(proclitic, "ل" + stem, "", has_article=True)


def _with_enclitics(proclitic: str, stem: str) -> Iterator[Split]:
    for enclitic in _ENCLITICS_BY_LAST.get(stem[-1:], ()):
        rest = stem[: -len(enclitic)]
        if len(rest) >= _SHORTEST_STEM and stem.endswith(enclitic):
            yield Split(proclitic, rest, enclitic, has_article=False)


def show(proclitic: str, stem: str, enclitic: str) -> str:
    """Return the parts as a reader is shown them: «وبالـ + صواريخ + ـهم».

    >>> show("و", "صواريخ", "هم")
    'وـ + صواريخ + ـهم'
    """
    parts = [proclitic + "ـ" if proclitic else "", stem, "ـ" + enclitic if enclitic else ""]
    return " + ".join(part for part in parts if part)
