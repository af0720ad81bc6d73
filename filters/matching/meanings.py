"""What a word of a query is compared with, as text that can be stored, and where that is looked up."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from itertools import groupby

from filters import morphology
from filters.arabic import fold
from filters.morphology import paradigms
from filters.morphology.model import Form
from filters.querylang.tree import Mode, Word

_AS_IT_IS: dict[Mode, Callable[[str], str]] = {
    Mode.VERBATIM: str,
    Mode.PATTERN: str,
    Mode.SPELT: fold,
    Mode.START: fold,
    Mode.END: fold,
}
# Spellings that folding leaves alone: most are.
_FOLDED = re.compile("[ابتثجحخدذرزسشصضطظعغفقكلمنهوي]+")
# No word of a language is longer; a database can't look up what is much longer.
_LONGEST_STORED = 60


@dataclass(slots=True)
class KnownForms:
    """The forms of words, as `write_forms` has them, by `word_key`: those known, and those made since."""

    known: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)


def as_it_is(word: Word) -> str | None:
    """Return the text that a word is compared with whose forms do not count, None for any other."""
    spell = _AS_IT_IS.get(word.mode)
    return None if spell is None else spell(word.text)


def forms_of(word: Word, *, in_phrase: bool, store: KnownForms | None = None) -> str:
    """Return the forms of a word as text; words with equal texts are one. `store` takes up what is made."""
    if store is None or len(word.text) > _LONGEST_STORED:
        return write_forms(_make(word, in_phrase=in_phrase))
    key = word_key(word, in_phrase=in_phrase)
    text = store.known.get(key)
    if text is None:
        text = store.known[key] = store.made[key] = write_forms(_make(word, in_phrase=in_phrase))
    return text


def word_key(word: Word, *, in_phrase: bool) -> str:
    """Return by what the forms of a word are stored."""
    return f"{word.mode.value}{'+' if in_phrase else ''} {word.text}"


def _make(word: Word, *, in_phrase: bool) -> tuple[Form, ...]:
    if word.mode is Mode.NAME:
        return tuple(paradigms.name(word.text.removeprefix("ال"), has_article=True))
    return morphology.forms(word.text, in_phrase=in_phrase, is_wide=word.mode is Mode.WIDE).forms


def write_forms(forms: tuple[Form, ...]) -> str:
    """Return forms as text: those alike in a line, with tabs between what they share and their spellings."""
    return "\n".join(
        "\t".join((str(flags), form_class, why, *(form.surface for form in alike)))
        for (flags, form_class, why), alike in groupby(
            forms, lambda form: (form.flags, form.form_class, form.why)
        )
    )


def read_alike(text: str) -> Iterator[tuple[tuple[int, str], str, list[str]]]:
    """Yield what each line of `write_forms` says: flags and class, why, the spellings that share these."""
    for line in text.split("\n") if text else ():
        flags, form_class, why, *surfaces = line.split("\t")
        yield (int(flags), form_class), why, surfaces


def keys(surface: str) -> Iterable[str]:
    """Return the folded spellings under which a form may be printed: hamzas have several seats."""
    if _FOLDED.fullmatch(surface):
        return (surface,)
    found = {fold(surface)}
    if "ئ" in surface or "ؤ" in surface:
        found.add(fold(surface.replace("ئ", "ء").replace("ؤ", "ء")))
        found.add(fold(surface.replace("ئ", "يء")))
        found.add(fold(surface.replace("ؤ", "ئ")))  # مسئول
    return found


@cache
def forms_version() -> str:
    """Return what stands for the lexicon and the rules that make forms: other ones make others."""
    root = files("filters")
    made_of = [*root.joinpath("lexicon").iterdir(), *root.joinpath("morphology").iterdir()]
    made_of += [root.joinpath(name) for name in ("arabic.py", "clitics.py", "matching/meanings.py")]
    digest = blake2b(digest_size=16)
    for part in sorted((part for part in made_of if part.is_file()), key=lambda part: part.name):
        digest.update(part.name.encode() + b"\0" + part.read_bytes())
    return digest.hexdigest()
