"""The forms of a word that no dictionary has, guessed by its ending and by what is printed of it."""

from collections.abc import Iterator

from filters.arabic import fold
from filters.morphology import lexicon, paradigms
from filters.morphology.foreign import foreign_spellings
from filters.morphology.model import Form
from filters.morphology.shapes import shaped_verb_forms

_COMMON_SHARE = 0.1
_NISBA_SHARE = 0.2
_NISBA_PLURALS = ("يون", "يين")
_KNOWN = 20


def guess(base: str, *, has_article: bool, in_phrase: bool) -> Iterator[Form]:
    """Yield the forms of an unknown word, by its ending and by what is printed of it; else it is a name."""
    if base.endswith("ية") and len(base) > 5:  # noqa: PLR2004
        yield from paradigms.adjective(base[:-1])
    elif base.endswith("ي") and has_article and len(base) > 3:  # noqa: PLR2004
        yield from paradigms.adjective(base)
    elif len(base) > 5 and _is_sound_plural(base):  # noqa: PLR2004
        yield from paradigms.adjective(base[:-2])
    elif base.endswith("ات") and len(base) > 5:  # noqa: PLR2004
        stem = base[:-3] if base.endswith("هات") else base[:-2]
        yield from paradigms.noun(base, has_dual=False)
        yield from paradigms.noun(stem)
    elif base.endswith("ة") and len(base) > 2:  # noqa: PLR2004
        yield from paradigms.noun(base)
        yield from paradigms.sound_feminine(base)
    elif _is_nisba(base) or _is_of_noun(base) or (_is_participle(base) and _takes_article(base)):
        yield from paradigms.adjective(base)
    elif _is_printed(base + "ات") and _takes_article(base):
        yield from paradigms.noun(base)
        yield from paradigms.sound_feminine(base)
    elif not has_article and _takes_article(base) and (verbs := list(shaped_verb_forms(base))):
        yield from (*paradigms.noun(base, has_dual=False), *verbs)  # تموضع
    else:
        yield from paradigms.name(base, has_article=True)
        for spelling in foreign_spellings(base, in_phrase=in_phrase):
            yield from paradigms.name(spelling, has_article=True, form_class="alias")


def _is_sound_plural(base: str) -> bool:
    """Return whether an unknown word is the plural of a nisba or of a participle: إيزيديين, مبتعثون."""
    return base.endswith(_NISBA_PLURALS) or (base.startswith("م") and base.endswith(("ون", "ين")))


def _is_printed(spelling: str) -> bool:
    return lexicon.share(fold(spelling)) > 0


def _is_nisba(base: str) -> bool:
    """Return whether an unknown word in ي is often printed as a feminine too: باليستي, not عراقجي or فوزي."""
    feminine = fold(base + "ة")
    least = _NISBA_SHARE * max(lexicon.share(fold(base)), 1.0)
    is_often = max(lexicon.share(feminine), lexicon.share("ال" + feminine)) > least
    return base.endswith("ي") and is_often and (_takes_article(base) or _takes_article(base + "ة"))


def _is_of_noun(base: str) -> bool:
    """Return whether an unknown word in ي is the nisba of a plain or verbal noun: انغماسي, not كاظمي."""
    kinds = {kind for noun in lexicon.nouns(base[:-1]) if noun.weight >= _KNOWN for kind in noun.kinds}
    return base.endswith("ي") and len(base) > 4 and bool(kinds) and kinds <= {"j", "m"}  # noqa: PLR2004


def _is_participle(base: str) -> bool:
    return _is_printed(base + "ين") and _is_printed(base + "ون")


def _takes_article(base: str) -> bool:
    """Return whether news print the word with its article, as no name without one is."""
    return lexicon.share(fold("ال" + base)) > _COMMON_SHARE * lexicon.share(fold(base))
