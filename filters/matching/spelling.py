"""Whether a printed spelling may stand for a form: letter by letter, after folding said they are alike."""

import re
from collections.abc import Iterator

_ALEFS = "اأإآ"
_SHORT = 3  # letters; below, a relaxed hamza makes another word (مائـ, ماي)
_ELONGATION = re.compile(r"(.)\1{2,}")
_DOUBLE_ALEF = re.compile("ا{2,}")


def agree(printed: str, form: str) -> tuple[bool, bool]:
    """Return whether `printed` (clean) spells `form`, and whether only if it is no word of its own.

    Both fold alike. An explicit hamza in print must be in the form, bare letters may stand
    for it; ة may be printed ه, never the reverse; at most one other hamza may be relaxed.
    """
    i = j = relaxed = 0
    is_doubtful = False
    while i < len(printed) and j < len(form):
        a, b = printed[i], form[j]
        if a == b:
            i, j = i + 1, j + 1
            continue
        step = _step(a, b, printed, i)
        if step is None:
            return False, False
        used, taken, cost, doubt = step
        i, j, relaxed, is_doubtful = i + used, j + taken, relaxed + cost, is_doubtful or doubt
    if j < len(form) and form[j:] == "ء" and len(printed) > 3:  # noqa: PLR2004  # صنعا for صنعاء, not ما for ماء
        relaxed, j = relaxed + 1, j + 1
        is_doubtful = is_doubtful or len(printed) < 5  # noqa: PLR2004
    return i == len(printed) and j == len(form) and relaxed <= (len(printed) > _SHORT), is_doubtful


def _step(a: str, b: str, printed: str, i: int) -> tuple[int, int, int, bool] | None:  # noqa: PLR0911  # a table
    """Return letters used of the print and of the form, what it costs, and whether it is doubtful."""
    if b == "ئ" and a == "ي" and printed[i + 1 : i + 2] == "ء":
        return 2, 1, 1, False
    if (b in "ئؤ" and a in "ءئ") or (b == "ء" and a in "ئؤ"):
        return 1, 1, 1, False
    if a.lower() == b.lower():
        return 1, 1, 0, False  # nato for NATO
    if a in _ALEFS and b in _ALEFS:
        return _alefs(a, b, is_first=i == 0)
    if a == "ه" and b == "ة":
        return 1, 1, 0, False
    if a in "يى" and b in "يى":
        return 1, 1, 0, a == "ي" and len(printed) <= 4  # noqa: PLR2004  # أسري is a verb, أسرى prisoners
    if (b == "ئ" and a in "يى") or (b == "ؤ" and a == "و"):
        return 1, 1, 1, False
    return None


def _alefs(a: str, b: str, *, is_first: bool) -> tuple[int, int, int, bool] | None:
    if a == "ا" or (b == "ا" and a == "إ" and is_first):
        return 1, 1, 0, False
    if b == "ا":
        return None  # a connecting alef in the form, an explicit hamza in print: أنهار is not انهار
    if a in "أإ" and b in "أإ":
        return 1, 1, 0, True
    return (1, 1, 0, True) if (a, b) == ("أ", "آ") else None


def variants(cleaned: str) -> Iterator[str]:
    """Yield the word, and its likely intended spelling if a letter is drawn out or ى stands inside."""
    yield cleaned
    short = _ELONGATION.sub(r"\1", cleaned)
    if short != cleaned:
        yield short
    elif "اا" in cleaned:
        yield _DOUBLE_ALEF.sub("ا", cleaned)
    inside = cleaned.find("ى", 0, len(cleaned) - 1)
    if inside >= 0:
        for letter in "آائي":
            yield cleaned[:inside] + letter + cleaned[inside + 1 :]
