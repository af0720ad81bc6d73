"""The verb behind a verbal noun that no dictionary links to one: by the noun's shape, and only if printed."""

from collections.abc import Iterator

from filters.arabic import fold
from filters.morphology import lexicon, paradigms
from filters.morphology.model import Form

_WEAK = frozenset("اويىءأإآؤئ")
_PAST = ("", "ت", "وا")
_PRESENT = (("ي", ""), ("ت", ""), ("ي", "ون"))


def shaped_verb_forms(masdar: str) -> Iterator[Form]:
    """Yield the finite forms that are printed of the verb of a strong verbal noun: مداهمة, قرصنة, انكماش."""
    stems = _stems(masdar)
    if stems is None:
        return
    past, present = stems
    for ending in _PAST:
        yield from _printed(past + ending, past, is_present=False)
    for prefix, ending in _PRESENT:
        yield from _printed(prefix + present + ending, past, is_present=True)


def _printed(surface: str, lemma: str, *, is_present: bool) -> Iterator[Form]:
    if lexicon.share(fold(surface)) > 0 and not lexicon.is_word(surface):
        yield from paradigms.verb(surface, lemma, is_present=is_present)


def _stems(masdar: str) -> tuple[str, str] | None:
    """Return the past and the present without its prefix, None for another shape."""
    return _stems_of_doubled(masdar) if masdar.startswith("ت") else _stems_of_longer(masdar)


def _stems_of_doubled(masdar: str) -> tuple[str, str] | None:
    match tuple(masdar):
        case ("ت", first, second, "ي", third) if _is_strong(first + second + third):
            return first + second + third, first + second + third
        case ("ت", first, _, third, fourth) if _is_strong(first + third + fourth):
            return masdar, masdar
        case _:
            return None


def _stems_of_longer(masdar: str) -> tuple[str, str] | None:
    match tuple(masdar):
        case ("م", first, "ا", second, third, "ة") if _is_strong(first + second + third):
            stem = first + "ا" + second + third
            return stem, stem
        case (first, second, third, fourth, "ة") if _is_strong(first + second + third + fourth):
            return masdar[:-1], masdar[:-1]
        case ("ا", "س", "ت", _, _, "ا", last) if _is_strong(masdar[3:5] + last):
            return masdar[:5] + last, masdar[1:5] + last
        case ("ا", _, _, _, "ا", last) if _is_strong(masdar[1:4] + last):
            return masdar[:4] + last, masdar[1:4] + last
        case _:
            return None


def _is_strong(letters: str) -> bool:
    return _WEAK.isdisjoint(letters)
