"""Dates that an entry names: whether what it tells is older than news."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from filters.analysis.quantities import find_numbers
from filters.analysis.reading import Reading, Sentence
from filters.wordlists import numbered, word_list

_MONTHS = numbered("months")
_SPANS = word_list("spans")
_SPAN_REACH = 3
_THIS_DAY = ("في", "مثل", "هذا", "اليوم")
_SPAN_END = 5
_FIRST = ("اول", "اولي", "اعنف", "اكبر")
_LEAD = 2
_EARLY = 3
_NEWS_DAYS = 3
_WEEK, _LAST_DAY = 7, 31
# So many at once are killed by no attack of the day, but by a war.
_WAR_DEAD, _KILLING = 1000, ("اعدم", "قتل", "مقتل", "قتيل")
_YEAR_DIGITS = 4
_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(20\d\d|[٢]٠\d\d)(?!\d)")
_BEGINNINGS = ("سيطر", "اندلاع", "بدايه", "بدء", "مطلع", "انطلاق", "احتلال", "سقوط", "عام")
_SINCE = ("منذ", "بعد", "قبل", "حتي")


def is_old(reading: Reading) -> bool:
    """Tell whether the title or first sentences date an attack more than three days back, or tally many.

    «في 11 يوليو», «قتلوا خلال عشرة أشهر».
    """
    if any(sentence.has("kill") and is_tally(sentence) for sentence in reading.sentences[:_LEAD]):
        return True
    if any(_is_of_year(sentence) for sentence in reading.sentences[:_LEAD]):
        return True
    if any(sentence.field == "title" and _is_anniversary(sentence) for sentence in reading.sentences[:_LEAD]):
        return True
    published = reading.entry.published_at
    if published is None:
        return False
    early = [s for s in reading.sentences[:_EARLY] if s.has("kill", "attack", "hit")]
    days = [
        abs((published.date() - told).days) for sentence in early for told in _dates(sentence, published.year)
    ]
    days += [abs((published.date() - told).days) + 1 for sentence in early for told in _figures(sentence)]
    return bool(days) and min(days) > _NEWS_DAYS


def _is_anniversary(sentence: Sentence) -> bool:
    """«في مثل هذا اليوم قبل خمس سنوات», «بعد تسعة أعوام على …»."""
    words = sentence.words
    if words[:4] == _THIS_DAY or words[:3] == _THIS_DAY[1:]:
        return True
    return words[0] == "بعد" and "علي" in words[1:_SPAN_END] and not _SPANS.isdisjoint(words[1:_SPAN_END])


def _counts_days(words: Sequence[str]) -> bool:
    """Tell whether a week or more is counted in days."""
    counted, unit = (*words, "", "")[:2]
    return counted.isdigit() and int(counted) >= _WEEK and unit.startswith("يوم")


def _is_of_year(sentence: Sentence) -> bool:
    """«خلال 2025..»: a title that opens with the time over which it counts."""
    is_short = sentence.field == "title" and len(sentence.words) <= _SPAN_END
    if is_short and sentence.words[0] == "خلال" and _counts_days(sentence.words[1:3]):
        return True  # «خلال 30 يوما..»
    return is_short and sentence.words[0] == "خلال" and any(map(_is_year, sentence.words[1:]))


def is_tally(sentence: Sentence) -> bool:
    """Tell whether the sentence counts over weeks and more: «خلال 10 أشهر», «70 عاما على».

    So is «منذ سيطرته على المدينة»; «لأول مرة منذ عامين» is news.
    """
    words = sentence.words
    if _counts_war_dead(sentence):
        return True
    spans = not _SPANS.isdisjoint(words)
    counts = spans and any(_is_span(sentence, at) for at in range(len(words) - 1))
    counts = counts or ("منذ" in words[:-1] and words[words.index("منذ") + 1].startswith(_BEGINNINGS))
    return counts and not any(word.removeprefix("ل").removeprefix("ال") in _FIRST for word in words)


def _counts_war_dead(sentence: Sentence) -> bool:
    """«مقتل 1332 مدنيا», «أعدم أكثر من ألفي شخص»; not the garrison of a base that was hit."""
    words = sentence.words
    killing = {at for at, word in enumerate(words) if word.startswith(_KILLING)}
    if not killing or sentence.has("accident"):
        return False
    numbers = find_numbers(words, sentence.joints)
    return any((n.count or 0) >= _WAR_DEAD and n.first - 1 in killing for n in numbers)


def _is_span(sentence: Sentence, at: int) -> bool:
    words = sentence.words
    following = words[at + 1 : at + 1 + _SPAN_REACH]
    if words[at] in _SPANS and following[:1] == ("علي",):
        return True
    is_opening = words[at] == "خلال" or (words[at] == "منذ" and sentence.field == "title")
    is_date = following[0].isdigit() and following[1:2] in _MONTHS
    is_opening = is_opening or (words[at] == "في" and following[0].isdigit())
    return is_opening and not is_date and not _SPANS.isdisjoint(following)


def names_other_year(reading: Reading, sentence: Sentence) -> bool:
    """Tell whether the sentence names years, and the entry's own is not among them."""
    published = reading.entry.published_at
    if published is None:
        return False
    years = {word for at, word in enumerate(sentence.words) if _is_year(word) and not _is_named(sentence, at)}
    return bool(years) and str(published.year) not in years


def _is_named(sentence: Sentence, at: int) -> bool:
    """«أطباء "نينوى 2024" يضربون»: a year that ends a name in quotes."""
    after = sentence.joints[at : at + 1]
    return bool(after) and after[0].lstrip()[:1] in ('"', "”", "»") and bool(at)


def _is_year(word: str) -> bool:
    return len(word) == _YEAR_DIGITS and word[:2] in ("19", "20") and word.isdigit()


def _dates(sentence: Sentence, year: int) -> Iterator[date]:
    words = sentence.words
    for at, word in enumerate(words[:-1]):
        if not word.isdigit() or not 1 <= int(word) <= _LAST_DAY or (at and words[at - 1] in _SINCE):
            continue
        month = _MONTHS.get(words[at + 1 : at + 2]) or _MONTHS.get(words[at + 1 : at + 3])
        if month:
            yield from _day(year, month, int(word))


def _figures(sentence: Sentence) -> Iterator[date]:
    """«بتاريخ 01-06-2026», «15/5/2026»: a date that names its day exactly."""
    for day, month, year in _DATE.findall(sentence.text):
        yield from _day(int(year), int(month), int(day))


def _day(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:  # 31 شباط: a slip of the page, no date
        return
