"""What the dictionaries get wrong or do not know: names with their spellings, and one line a correction."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from filters.arabic import fold


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of overlay.tsv: `relation` says what `words` are to the watched word, `of`."""

    of: str
    relation: str
    words: tuple[str, ...]


def _rows(name: str) -> list[list[str]]:
    text = files("filters").joinpath("lexicon", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _overlay() -> dict[str, tuple[Correction, ...]]:
    table: dict[str, tuple[Correction, ...]] = {}
    for word, relation, words in _rows("overlay.tsv"):
        table[fold(word)] = (*table.get(fold(word), ()), Correction(word, relation, tuple(words.split())))
    return table


def corrections_of(word: str) -> tuple[Correction, ...]:
    """Return the corrections for a word, articles and spelling variants aside."""
    return tuple(it for it in _overlay().get(fold(word), ()) if not _is_other_vowel(it.of, word))


def _is_other_vowel(one: str, other: str) -> bool:
    """Return whether a hamza stands above in one of two words that fold alike, below in the other."""
    return len(one) == len(other) and any({a, b} == {"أ", "إ"} for a, b in zip(one, other, strict=True))


@cache
def _singulars() -> dict[str, str]:
    """Return, by plural, the word of which overlay.tsv says so."""
    rows = ((word, words) for word, relation, words in _rows("overlay.tsv") if relation == "plural")
    return {plural: word for word, words in rows for plural in words.split()}


def singular_of(plural: str) -> str | None:
    """Return the word of which a spelling is a corrected plural, None if of none."""
    return _singulars().get(plural)


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Return every spelling of a name, folded, with all spellings of that name."""
    table: dict[str, tuple[str, ...]] = {}
    for row in _rows("names.tsv"):
        spellings = tuple(row[0].split())
        for spelling in spellings:
            table[fold(spelling)] = tuple(dict.fromkeys((*table.get(fold(spelling), ()), *spellings)))
    for row in _rows("gazetteer.tsv"):
        for name in row[3].split("|"):
            if " " not in name:
                table.setdefault(fold(name), (name,))
    return table


def is_bare_another(name: str) -> bool:
    """Return whether a name without its article is another word: الخرطوم a city, خرطوم a hose."""
    return name in _bound_to_article()


@cache
def _bound_to_article() -> frozenset[str]:
    rows = (row for row in _rows("names.tsv") if row[1:] == ["article"])
    return frozenset(name for row in rows for name in row[0].split())


def name_spellings(word: str) -> tuple[str, ...]:
    """Return the spellings of a name that is known, the typed one among them; () for what is no name."""
    return _names().get(fold(word), ())
