"""Which sentences look back at something else, by how they open and what dates they name."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from filters.analysis.other_days import opens_elsewhen
from filters.wordlists import phrases, word_list

_ASIDES = phrases("aside-openings")
_LONGEST_OPENING = max(map(len, _ASIDES))
_OPENINGS = frozenset(opening[0] for opening in _ASIDES)
_PAST = word_list("past")
_LONG = word_list("long")
_PAST_REACH = 3
_TOLL = "حصيل"  # «وكانت حصيلة أولى تحدثت عن …»
_YEARS = frozenset(map(str, range(1900, 2100)))
_HAD, _HOURS = ("وكان", "وكانت", "وقبل"), word_list("hours-of-the-day")
_JUST_NOW = frozenset(("قبل", span) for span in ("ساعه", "ساعات", "قليل", "دقايق"))
_JUST_NOW |= {("هذا", "المسا"), ("هذا", "الصباح")}
_OF_THIS_DAY = frozenset({"اليوم"} | {span for _, span in _JUST_NOW})
_CLOCK = frozenset(("الساعه", "ساعه", "بالساعه"))
_FIRST, _GREATEST_REACH = word_list("firsts"), 9


def looks_back(words: Sequence[str], published: date | None) -> bool:
    """Tell whether a sentence of a body tells what came before: «وكان …», a day or year before that."""
    if words[0] in _OPENINGS and any(
        tuple(words[:length]) in _ASIDES for length in range(1, _LONGEST_OPENING + 1)
    ):
        is_toll = len(words) > 1 and words[0] in _HAD and words[1].startswith(_TOLL)
        return not (is_toll or (words[0] in _HAD and is_of_this_day(words)))
    if _names_past_month(words):
        return True
    return published is not None and (
        opens_elsewhen(words, published) or _names_other_year(words, str(published.year))
    )


def is_of_this_day(words: Sequence[str]) -> bool:
    """«وكانت سبع قذائف قد سقطت فجر اليوم …»: before what the title tells, and news all the same."""
    if "الليله" in words:
        return True
    if _OF_THIS_DAY.isdisjoint(words):
        return False
    pairs = ((one.removeprefix("و"), other) for one, other in pairwise(words))
    return any((one in _HOURS and other == "اليوم") or (one, other) in _JUST_NOW for one, other in pairs)


def _names_past_month(words: Sequence[str]) -> bool:
    """«الشهر الماضي», «يونيو الماضي», «الأسابيع الأخيرة»."""
    return not _PAST.isdisjoint(words) and any(
        word in _PAST
        and not _LONG.isdisjoint(words[max(0, at - _PAST_REACH) : at])
        and not _is_since(words, at)
        for at, word in enumerate(words)
    )


def _is_since(words: Sequence[str], at: int) -> bool:
    """«هو الأول منذ نيل الحكومة الثقة الأسبوع الماضي»: of the day."""
    since = next((i for i in range(at - 1, -1, -1) if words[i] == "منذ"), None)
    return since is not None and any(map(_is_first, words[max(0, since - _PAST_REACH) : since]))


def _names_other_year(words: Sequence[str], year: str) -> bool:
    years = {words[at] for at in years_in(words)}
    return bool(years) and year not in years and min(years) < year


def years_in(words: Sequence[str]) -> tuple[int, ...]:
    """Return which words are years by which something is dated.

    Not «الساعة 2038», which is a time of day, nor «الأعنف منذ عام 2010», which is of the day.
    """
    if _YEARS.isdisjoint(words):
        return ()
    return tuple(at for at, word in enumerate(words) if word in _YEARS and not _is_no_date(words, at))


def _is_no_date(words: Sequence[str], at: int) -> bool:
    before = words[max(0, at - _GREATEST_REACH) : at]
    if not _CLOCK.isdisjoint(before[-2:]):
        return True
    return "منذ" in before[-2:] and any(map(_is_first, before))


def _is_first(word: str) -> bool:
    return word.removeprefix("ل").removeprefix("ب").removeprefix("ال") in _FIRST
