"""A form of a watched word, and which clitics it may carry."""

from dataclasses import dataclass

# What may be joined to a form. A form may stand alone only if FREE, and take an enclitic only if BOUND.
ARTICLE = 1
PREPOSITION = 2
CONJUNCTION = 4
FUTURE = 8
FREE = 16
BOUND = 32
LAM = 64  # ل, which also stands before present verbs
NEEDS_ARTICLE = 128  # الخرطوم is a city, خرطوم a hose
MARKED = 512  # with IN_PHRASE: believed alone too if its mark is printed, a shadda (شيّع) or tanwin (سوريًا)
IN_PHRASE = (
    256  # believed only beside the other words of a phrase: رئيسي is mostly "main", not "two presidents of"
)

NOUN = ARTICLE | PREPOSITION | LAM | CONJUNCTION | FREE
CONSTRUCT = PREPOSITION | LAM | CONJUNCTION | FREE | BOUND
SUFFIXED = PREPOSITION | LAM | CONJUNCTION | BOUND
BARE = CONJUNCTION | FREE
NAME = PREPOSITION | LAM | CONJUNCTION | FREE
PAST = CONJUNCTION | FREE | BOUND


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling under which a word may be printed, hamzas in place, clitics off.

    `flags` are the constants above; `form_class` is one of the glossary's (`sg`, `dual`,
    `plural`, `verb`, `name`, `alias`, `feminine`, `noun`, `exact`); `why` is the word it comes from.
    """

    surface: str
    flags: int
    form_class: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Forms:
    """All forms of a word as typed. `has_article` says that ال was typed; `forms` lack it."""

    word: str
    has_article: bool
    forms: tuple[Form, ...]
    is_known: bool = True
