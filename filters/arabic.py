"""Arabic text as it is compared: cleaned, folded, cut into tokens whose offsets stay true."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from pyarabic import araby

# pyarabic's own normalisers are measured wrong on what feeds really carry (Persian letters,
# presentation forms, NFD hamza, ZWNJ, bidi marks), so its constants are used and the tables are ours.
_MARKS = "".join((*araby.TASHKEEL, araby.TATWEEL, araby.SMALL_ALEF))
_PERSIAN = {
    "ی": "ي", "ے": "ي", "ې": "ي", "ۍ": "ي", "ک": "ك", "ڪ": "ك",
    "گ": "ك", "چ": "ج", "پ": "ب", "ژ": "ج", "ڤ": "ف",
    "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ۂ": "ه", "ۃ": "ة",
    "ٱ": "ا", "ٲ": "أ", "ٳ": "إ", "ٵ": "أ", "ٶ": "ؤ", "ٷ": "ؤ",
    "ٸ": "ئ", "ۇ": "و", "ۆ": "و", "ۋ": "و",
}  # fmt: skip


def _build_clean_table() -> dict[int, str]:
    gone = (code for code in range(0x0600, 0x0700) if _is_invisible(chr(code)))
    table = dict.fromkeys(gone, "")
    table |= dict.fromkeys((*range(0x08D3, 0x0900), *range(0xFE00, 0xFE10)), "")
    table |= dict.fromkeys((0x00AD, 0x034F, 0x180E, *range(0x200B, 0x2010)), "")
    table |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF), "")
    table |= {ord(mark): "" for mark in _MARKS}
    for digit in range(10):
        table |= {base + digit: str(digit) for base in (0x0660, 0x06F0, 0xFF10)}
    table |= {ord(letter): plain for letter, plain in _PERSIAN.items()}
    table |= {0x066B: ".", 0x066C: ",", 0x00A0: " ", 0x202F: " "}
    # Presentation forms last: what they stand for may itself be a Persian letter.
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        table[code] = _without_marks(unicodedata.normalize("NFKC", chr(code))).translate(table)
    return table


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Cf")


def _without_marks(text: str) -> str:
    return "".join(c for c in text if not unicodedata.combining(c) and c not in "ـ ")


_CLEAN = _build_clean_table()
_COMPOSE = {
    ("ا", "\u0653"): "آ", ("ا", "\u0654"): "أ", ("ا", "\u0655"): "إ",
    ("و", "\u0654"): "ؤ", ("ي", "\u0654"): "ئ", ("ى", "\u0654"): "ئ", ("ی", "\u0654"): "ئ",
}  # fmt: skip
_DECOMPOSED = re.compile("([اويىی])([\u064b-\u0652]*)([\u0653-\u0655])")
_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ء": None})
# Cleaning and folding in one go: most of what is asked of this module is the folded spelling of a word.
_CLEAN_AND_FOLD = _FOLD | {code: text.translate(_FOLD) for code, text in _CLEAN.items()}

# A token keeps the marks and joiners inside it, so that its raw slice is what was printed.
_JOINED = (
    r"\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\ufeff"
)
# A ة ends its word: outlets lose the space behind it («محافظةكركوك»).
_GOES_ON = "(?![ء-بت-غف-ي])"
_RUN = rf"(?:[^\W_ة]++(?:ة++{_GOES_ON}[^\W_ة]*+)*+(?:ة++)?+|ة++(?:{_GOES_ON}[^\W_ة]++)?+)"
_TOKEN = re.compile(rf"{_RUN}(?:[{_JOINED}]++{_RUN}?+)*+")


def clean(text: str) -> str:
    """Return `text` with invisible damage repaired and the spelling left as written.

    Drops marks, tatweel, zero-width and direction characters; maps presentation forms,
    Persian and Urdu letters and all digits to the plain ones; composes NFD hamza. Offsets shift.

    >>> clean("ﺻﺎﺭﻭﺥ ۲")
    'صاروخ 2'
    """
    return _compose_all(text).translate(_CLEAN)


def _compose_all(text: str) -> str:
    if "\u0653" in text or "\u0654" in text or "\u0655" in text:
        return _DECOMPOSED.sub(_compose, text)
    return text


def _compose(match: re.Match[str]) -> str:
    letter, marks, hamza = match.groups()
    return _COMPOSE.get((letter, hamza), letter) + marks


def fold(text: str) -> str:
    """Return cleaned `text` with the spelling variants that readers ignore removed.

    Writes every alef bare, ى (U+0649) as ي and ة as ه, ؤ as و, ئ as ي, and drops ء.
    Latin letters are lowered. Folding twice changes nothing. Offsets shift.
    Source: after light10 (Larkey, Ballesteros & Connell 2002), at every position.

    >>> fold("الأُرْدُنّ") == fold("الاردن")
    True
    """
    return _compose_all(text).translate(_CLEAN_AND_FOLD).lower()


class Token(NamedTuple):
    """A word or number as printed at [`start`, `end`), with its clean and folded spelling."""

    raw: str
    start: int
    end: int
    clean: str
    folded: str


def tokenise(text: str) -> tuple[Token, ...]:
    """Return the words and numbers of `text` in order; offsets count its code points.

    Behind a ة a word ends, also where the space was lost.

    >>> [t.folded for t in tokenise("«إلى» بغدادَ")]
    ['الي', 'بغداد']
    """
    raws = _TOKEN.findall(text)
    ends = raw_ends(text, raws)
    new = tuple.__new__  # what Token() calls in the end; every word of every entry passes here
    spelt = zip(raws, ends, map(_spellings, raws), strict=True)
    return tuple([new(Token, (raw, end - len(raw), end, *spellings)) for raw, end, spellings in spelt])


@lru_cache(maxsize=30_000)
def _spellings(raw: str) -> tuple[str, str]:
    """Return the clean and folded spelling of one word; news repeat their words, so most are known."""
    cleaned = clean(raw)
    folded = fold(cleaned)
    # Most words are spelt so already: one string for all three takes a third of the memory.
    cleaned = raw if cleaned == raw else cleaned
    return cleaned, cleaned if folded == cleaned else folded


def raw_tokens(text: str) -> list[str]:
    """Return the words and numbers of `text` as printed, without offsets: the fast way to look at all."""
    return _TOKEN.findall(text)


def raw_spans(text: str) -> list[tuple[int, int]]:
    """Return where the `raw_tokens` of `text` stand."""
    return [match.span() for match in _TOKEN.finditer(text)]


def raw_ends(text: str, raws: Iterable[str]) -> list[int]:
    """Return where the `raw_tokens` of `text`, which are `raws`, end."""
    index, at = text.index, 0
    return [at := index(raw, at) + len(raw) for raw in raws]
