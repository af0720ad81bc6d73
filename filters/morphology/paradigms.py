"""Regular Arabic inflection by rule: the forms of a noun, a plural, an adjective, a name."""

from collections.abc import Iterator

from filters.morphology.english import other_number
from filters.morphology.model import (
    ARTICLE,
    BARE,
    BOUND,
    CONJUNCTION,
    CONSTRUCT,
    FREE,
    FUTURE,
    IN_PHRASE,
    LAM,
    NAME,
    NEEDS_ARTICLE,
    NOUN,
    PREPOSITION,
    SUFFIXED,
    Form,
)

_SEATS = "ئؤء"


def noun(base: str, *, form_class: str = "sg", has_dual: bool = True) -> Iterator[Form]:
    """Yield the singular of `base` in all states, and its dual."""
    yield Form(base, NOUN, form_class, base)
    yield from bound(base, form_class)
    if not has_dual:
        return
    yield from dual(base)


def bound(stem: str, form_class: str, base: str = "") -> Iterator[Form]:
    """Yield what `stem` becomes before an enclitic, and with the alef of tanwin."""
    why = base or stem
    if stem.endswith("ة"):
        yield Form(stem[:-1] + "ت", SUFFIXED, form_class, why)
    elif stem.endswith("ى"):
        yield Form(stem[:-1] + "ا", SUFFIXED, form_class, why)
    elif stem.endswith("ء"):
        for seat in _SEATS:
            yield Form(stem[:-1] + seat, SUFFIXED, form_class, why)
        if not stem.endswith("اء"):  # شيء → شيئا, عبء → عبئا, جزء → جزءا
            yield Form(stem[:-1] + "ئا", BARE, form_class, why)
            yield Form(stem + "ا", BARE, form_class, why)
    else:
        yield Form(stem, SUFFIXED, form_class, why)
        if not stem.endswith(("ا", "أ")) and len(stem) > 2:  # noqa: PLR2004
            yield Form(stem + "ا", BARE, form_class, why)


def dual(base: str) -> Iterator[Form]:
    """Yield the dual of `base`, free and before a genitive or an enclitic."""
    stems = [base]
    if base.endswith("ة"):
        stems = [base[:-1] + "ت"]
    elif base.endswith("ى"):
        stems = [base[:-1] + "ي"]
    elif base.endswith("اء"):
        stems = [base, base[:-1] + "ئ", base[:-1] + "و"]
    elif base.endswith("أ"):
        stems = [base, base[:-1] + "ئ"]
    is_feminine = base.endswith("ة")
    for stem in stems:
        for ending in ("ان", "ين"):
            yield Form(stem + ending, NOUN, "dual", base)
        for ending in ("ا", "ي"):
            yield Form(stem + ending, CONSTRUCT | (0 if is_feminine else IN_PHRASE), "dual", base)


def plural(form: str, base: str) -> Iterator[Form]:
    """Yield a broken plural in all states."""
    yield Form(form, NOUN, "plural", base)
    yield from bound(form, "plural", base)
    if form.endswith("ي") and len(form) > 4:  # noqa: PLR2004  # مصافي and مصاف
        yield Form(form[:-1], BARE | PREPOSITION | LAM, "plural", base)


def sound_feminine(base: str) -> Iterator[Form]:
    """Yield the plural in ات."""
    stem = base[:-1] if base[-1] in "ةى" else base
    stem += "ي" if base[-1] == "ى" else ""
    endings = ["ات"]
    if stem.endswith("اء"):
        stem, endings = stem[:-1], ["وات", "ءات"]
    elif stem.endswith("ا") and len(base) > 3:  # noqa: PLR2004  # مباراة → مباريات, قناة → قنوات
        stem, endings = stem[:-1], ["يات", "وات", *(["ات"] if base.endswith("ا") else [])]  # كاميرات
    for ending in endings:
        yield Form(stem + ending, NOUN | BOUND, "plural", base)


def sound_masculine(base: str) -> Iterator[Form]:
    """Yield the plural in ون and ين, free and before a genitive or an enclitic."""
    stem = base.removesuffix("ى")
    for ending in ("ون", "ين"):
        yield Form(stem + ending, NOUN, "plural", base)
    for ending in ("و", "ي"):
        yield Form(stem + ending, CONSTRUCT | IN_PHRASE, "plural", base)
        yield Form(stem + ending, SUFFIXED, "plural", base)


def defective(base: str) -> Iterator[Form]:
    """Yield the forms of a noun in ـٍ given with its ي: القاضي, قاض, قاضون, القاضيان."""
    yield from noun(base)
    yield Form(base[:-1], NOUN, "sg", base)
    for ending in ("ون", "ين"):
        yield Form(base[:-1] + ending, NOUN, "plural", base)


def feminine(base: str) -> Iterator[Form]:
    """Yield the feminine in ة of an adjective or an agent noun, with its dual and plural."""
    for form in (*noun(base + "ة"), *sound_feminine(base + "ة")):
        form_class = "feminine" if form.form_class == "sg" else form.form_class
        yield Form(form.surface, form.flags, form_class, base)


def adjective(base: str, *, has_sound_plural: bool = True) -> Iterator[Form]:
    """Yield an adjective in every number and gender."""
    yield from noun(base)
    yield from feminine(base)
    if has_sound_plural:
        yield from sound_masculine(base)


def name(
    base: str, *, has_article: bool, needs_article: bool = False, form_class: str = "name"
) -> Iterator[Form]:
    """Yield a name: it takes clitics in front, «ـنا» behind, no plural; the article only if typed with it."""
    flags = NAME | (ARTICLE if has_article else 0) | (NEEDS_ARTICLE if needs_article else 0)
    yield Form(base, flags, form_class, base)
    if not base.endswith("ة") and len(base) > 2 and not needs_article:  # noqa: PLR2004
        yield Form(base + "نا", NAME, form_class, base)


def literal(base: str) -> Iterator[Form]:
    """Yield a number or a foreign word, an English one in both numbers; clitics only before it."""
    yield Form(base, NAME | ARTICLE, "exact", base)
    if other := other_number(base):
        yield Form(other, NAME | ARTICLE, "plural" if len(other) > len(base) else "sg", base)


def verb(surface: str, lemma: str, *, is_present: bool) -> Iterator[Form]:
    """Yield a finite form; وا loses its alef before an enclitic, ى becomes one; the present takes س and ل."""
    flags = CONJUNCTION | (FUTURE | LAM if is_present else 0)
    if surface.endswith("وا"):
        yield Form(surface, flags | FREE, "verb", lemma)
        yield Form(surface[:-1], flags | BOUND, "verb", lemma)
        if surface.endswith("ؤوا"):
            yield Form(surface[:-3] + "أوا", flags | FREE, "verb", lemma)  # لجأوا
    elif surface.endswith("ى"):
        yield Form(surface, flags | FREE, "verb", lemma)
        yield Form(surface[:-1] + "ا", flags | BOUND, "verb", lemma)
    else:
        yield Form(surface, flags | FREE | BOUND, "verb", lemma)
