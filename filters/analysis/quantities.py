"""Arabic numbers in running text: digits, number words, vague counts, with their qualifier."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from filters.analysis.reading import Sentence, once
from filters.model import Qualifier
from filters.wordlists import counted, numbered, phrases, word_list


@dataclass(frozen=True, slots=True)
class Number:
    """A number said in words [`first`, `last`), the words of its qualifier included."""

    first: int
    last: int
    count: int | None
    qualifier: Qualifier


_UNITS = counted("units")
_TENS = counted("tens")
_HUNDREDS = counted("hundreds")
_SCALES = counted("scales")
_DOUBLED_SCALES = counted("doubled-scales")
_TEENS = word_list("teens")
_ALONE = word_list("no-number-alone")
_VAGUE = [
    (phrase, qualifier)
    for qualifier in (Qualifier.SEVERAL, Qualifier.TENS)
    for phrase in sorted(phrases(f"number-{qualifier.value}"))
]
_BEFORE = [
    (phrase, qualifier)
    for qualifier in (Qualifier.AT_LEAST, Qualifier.ABOUT)
    for phrase in sorted(phrases(f"number-{qualifier.value}"), key=len, reverse=True)
]
_AFTER = [(phrase, Qualifier.AT_LEAST) for phrase in sorted(phrases("number-at_least-after"))]
_AFTER += [(phrase, Qualifier.ABOUT) for phrase in sorted(phrases("number-about-after"))]
_BEGIN_AFTER = frozenset(phrase[0] for phrase, _ in _AFTER)
# Those that may stand before a number whose last word is printed so.
_BEFORE_BY_END: dict[str, list[tuple[tuple[str, ...], Qualifier]]] = {}
for _phrase, _qualifier in _BEFORE:
    for _lead in ("", "و", "ب", "ل"):
        _BEFORE_BY_END.setdefault(_lead + _phrase[-1], []).append((_phrase, _qualifier))
_LEADS = ("", "ب", "ل", "و", "ف", "وب", "ال", "لل", "بال", "وال", "ول")
# The rest of each vague phrase, longest first, by the word that may begin it.
_VAGUE_FROM: dict[str, list[tuple[tuple[str, ...], Qualifier]]] = {}
for (_head, *_rest), _qualifier in sorted(_VAGUE, key=lambda pair: -len(pair[0])):
    for _lead in _LEADS:
        _VAGUE_FROM.setdefault(_lead + _head, []).append((tuple(_rest), _qualifier))
_PLAIN = {**_UNITS, **_TENS, **_HUNDREDS, **_SCALES, **_DOUBLED_SCALES}
_NUMBER_WORDS = frozenset(lead + word for word in _PLAIN for lead in _LEADS)
_FIGURES = re.compile(r"\d[\W_]+\d")
_DIGITS = re.compile(r"(?:و|ب|ل|ف|وب|ول|ال)?(\d+)$")
_NO_COUNT = (".", "٫", ":", "/", "-")
_AFTER_REACH = 3
_HIGHEST = 10**9
_MONDAY = "الاثنين"
_ARTICLES = ("وال", "بال", "ال")
_PERCENT = ("الميه", "المايه")
_THOUSANDS, _YEAR_DIGITS = 3, 4
_BEFORE_YEARS = frozenset(month[-1] for month in numbered("months")) | word_list("years")
_MOST_DIGITS = 9


def find_numbers(words: Sequence[str], joints: Sequence[str] = ()) -> tuple[Number, ...]:
    """Return the numbers among folded `words` in order, never overlapping.

    `joints[i]` is what is printed between word i and the next, so that 1,200 is one number and 3.5 none.

    >>> [(n.count, str(n.qualifier)) for n in find_numbers(["اكثر", "من", "بثلاثه", "وعشرين"])]
    [(23, 'at_least')]
    """
    return tuple(_numbers(words, joints))


@once
def numbers_of(sentence: Sentence) -> tuple[Number, ...]:
    """Return the numbers of a sentence as `find_numbers` does."""
    # What stands between words matters to figures side by side alone.
    return find_numbers(sentence.words, sentence.joints if _FIGURES.search(sentence.text) else ())


def _numbers(words: Sequence[str], joints: Sequence[str]) -> Iterator[Number]:
    last = 0
    for at in [at for at, word in enumerate(words) if _may_begin(word)]:
        if at < last or _is_year(words, at):
            continue
        read = _read_vague(words, at) or _read_number(words, joints, at)
        if read:
            yield _qualified(words, read)
            last = read.last


@lru_cache(maxsize=30_000)
def _may_begin(word: str) -> bool:
    """Tell whether a number can begin with the word; most words are none of it, and news repeat theirs."""
    return word in _VAGUE_FROM or word in _NUMBER_WORDS or bool(_DIGITS.match(word))


def _read_vague(words: Sequence[str], at: int) -> Number | None:
    for phrase, qualifier in _VAGUE_FROM.get(words[at], ()):
        if tuple(words[at + 1 : at + 1 + len(phrase)]) == phrase:
            return Number(at, at + 1 + len(phrase), None, qualifier)
    return None


def _read_number(words: Sequence[str], joints: Sequence[str], at: int) -> Number | None:
    if _DIGITS.match(words[at]):
        return _read_digits(words, joints, at)
    if not is_number_word(words[at]) or words[at].endswith(_PERCENT):
        return None
    if words[at] == _MONDAY or (_bare(words[at]) in _ALONE and not _has_next(words, at)):
        return None  # «بعد ظهر الاثنين», «يوم الأحد», «أحدهم»
    total, last = _read_words(words, at)
    return Number(at, last, total, Qualifier.EXACT) if total else None


def _bare(word: str) -> str:
    return next((word[len(lead) :] for lead in _ARTICLES if word.startswith(lead)), word)


def _has_next(words: Sequence[str], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1] in _TEENS


def _read_digits(words: Sequence[str], joints: Sequence[str], at: int) -> Number:
    """Return a number in digits: 1,200 is one, 3.5 and 20:30 are none that count."""
    text, last = words[at].lstrip("وبلفا"), at + 1
    while last < len(words) and last - 1 < len(joints) and words[last].isdigit():
        if joints[last - 1] in (",", "٬") and len(words[last]) == _THOUSANDS:
            text += words[last]
        elif joints[last - 1] in _NO_COUNT:
            text = ""
        else:
            break
        last += 1
    if not text or len(text) > _MOST_DIGITS:
        return Number(at, last, None, Qualifier.EXACT)
    scale = _SCALES.get(words[last], 1) if last < len(words) else 1
    return Number(at, last + (scale > 1), int(text) * scale, Qualifier.EXACT)


def _is_year(words: Sequence[str], at: int) -> bool:
    """«12 آذار 2026 لطائرة مسيرة»: four digits behind a month count nothing."""
    return (
        words[at].isdigit() and len(words[at]) == _YEAR_DIGITS and at > 0 and words[at - 1] in _BEFORE_YEARS
    )


def _value(word: str, table: dict[str, int], leads: Sequence[str] = _LEADS) -> int | None:
    for lead in leads:
        value = table.get(word.removeprefix(lead)) if word.startswith(lead) else None
        if value is not None:
            return value
    return None


def is_number_word(word: str) -> bool:
    """Tell whether a folded word is a number: «ثلاثة», «مئتين»."""
    return word in _NUMBER_WORDS


def _read_words(words: Sequence[str], at: int) -> tuple[int, int]:
    """Return the value of the number words from `at` on, and where they end: falling ranks joined by و."""
    total, ceiling, last = 0, _HIGHEST, at
    while last < len(words):
        start = last + 1 if last > at and words[last] == "و" else last
        part = _read_part(words, start, leads=_LEADS if last == at else ("و",) if start == last else ("",))
        if part is None or part[0] >= ceiling:
            break
        value, last, ceiling = part
        total += value
        if ceiling <= 1:
            break
    return total, last


def _read_part(words: Sequence[str], at: int, leads: Sequence[str]) -> tuple[int, int, int] | None:
    if at >= len(words):
        return None
    word = words[at]
    unit = _value(word, _UNITS, leads)
    if unit is not None:
        return _read_unit(words, at, unit)
    for table, ceiling in ((_TENS, 1), (_HUNDREDS, 100), (_DOUBLED_SCALES, 1000), (_SCALES, 1000)):
        value = _value(word, table, leads)
        if value is not None:
            return value, at + 1, ceiling
    return None


def _read_unit(words: Sequence[str], at: int, unit: int) -> tuple[int, int, int]:
    following = words[at + 1] if at + 1 < len(words) else ""
    if unit <= 9 and following in _TEENS:  # noqa: PLR2004  # nine is the last digit that عشر follows
        return unit + 10, at + 2, 1
    if following in _SCALES:
        return unit * _SCALES[following], at + 2, 1000
    if following.startswith("و") and following[1:] in _TENS:
        return unit + _TENS[following[1:]], at + 2, 1
    if following == "و" and at + 2 < len(words) and words[at + 2] in _TENS:
        return unit + _TENS[words[at + 2]], at + 3, 1
    return unit, at + 1, 1


def _qualified(words: Sequence[str], number: Number) -> Number:
    for phrase, qualifier in _BEFORE_BY_END.get(words[number.first - 1], ()) if number.first else ():
        start = number.first - len(phrase)
        if start >= 0 and all(map(_is_word, words[start : number.first], phrase)):
            return replace(number, first=start, qualifier=qualifier)
    if _BEGIN_AFTER.isdisjoint(words[number.last : number.last + _AFTER_REACH]):
        return number
    for phrase, qualifier in _AFTER:
        for start in range(number.last, number.last + _AFTER_REACH):
            if tuple(words[start : start + len(phrase)]) == phrase:
                return replace(number, qualifier=qualifier)
    return number


def _is_word(word: str, wanted: str) -> bool:
    return word in (wanted, "و" + wanted, "ب" + wanted, "ل" + wanted)
