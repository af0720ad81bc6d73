"""Which forms are better known as another word, and so are believed only beside other words of a phrase."""

from filters.arabic import fold
from filters.morphology import lexicon
from filters.morphology.corrections import name_spellings
from filters.morphology.model import IN_PHRASE, MARKED, Form
from filters.morphology.readings import citation

_RIVAL_MARGIN = 3
_UNKNOWN = 100  # a word of no dictionary has no rivals


def weigh_doubt(form: Form, base: str) -> Form:
    """Return the form, marked doubtful if its spelling is better known as another word: طالبان, مطران."""
    if fold(form.surface) == fold(base):
        return form
    if form.form_class == "sg":
        is_name = form.surface.endswith("ا") and bool(name_spellings(form.surface))
        return _doubted(form, MARKED) if is_name else form  # سوريا, not سوريًّا
    if form.form_class == "plural" and form.flags & IN_PHRASE:
        return form if _is_another(form.surface) else trust(form)  # مرشحو, ناخبي, not عالمي
    return _doubted(form) if _has_rival(form) else form


def trust(form: Form) -> Form:
    """Return the form, believed alone too."""
    return Form(form.surface, form.flags & ~IN_PHRASE, form.form_class, form.why)


def _doubted(form: Form, flags: int = 0) -> Form:
    return Form(form.surface, form.flags | IN_PHRASE | flags, form.form_class, form.why)


def _is_another(surface: str) -> bool:
    return bool(
        lexicon.is_word(surface) or name_spellings(surface) or citation(surface) == surface[:-1] + "ى"
    )


def _has_rival(form: Form) -> bool:
    spelling = _feminine_of(form)
    if form.form_class == "dual" and (name_spellings(form.surface) or lexicon.nouns_of_plural(form.surface)):
        return True  # دواوين
    if spelling is None or spelling == form.why:
        return False
    own = max((noun.weight for noun in lexicon.nouns(form.why)), default=_UNKNOWN)
    others = (noun for noun in lexicon.nouns(spelling) if set(noun.kinds) & {"j", "m"})
    return any(noun.weight >= own - _RIVAL_MARGIN for noun in others)


def _feminine_of(form: Form) -> str | None:
    """Return the noun that an inflected form may rather be of: نفقة for نفقات, جامعة for جامعتين."""
    surface = form.surface
    match form.form_class:
        case "plural" if surface.endswith("ات"):
            return surface[:-2] + "ة"
        case "dual" if surface[-3:] in ("تان", "تين"):
            return surface[:-3] + "ة"
        case "dual" if surface[-2:] in ("تا", "تي"):
            return surface[:-2] + "ة"
        case "dual":
            return surface
        case "feminine":
            return surface[:-1] + "ة" if surface.endswith("ت") else surface
        case _:
            return None
