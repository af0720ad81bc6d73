"""Dates that an entry names: whether what it tells is older than news."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from filters.analysis.asides import years_in
from filters.analysis.quantities import is_number_word, numbers_of
from filters.analysis.reading import Reading, Sentence, once
from filters.wordlists import numbered, word_list

_MONTHS = numbered("months")
_SPANS = word_list("spans")
_SPAN_REACH = 3
_THIS_DAY = ("في", "مثل", "هذا", "اليوم")
_LIKE = ("مثل", "بمثل", "متل", "بمتل")
_SPAN_END = 5
_FIRST, _THE_MOST = word_list("firsts"), "الاكثر"
_LEAD = 2
_EARLY = 3
_NEWS_DAYS = 3
_WEEK, _LAST_DAY = 7, 31
# So many at once are killed by no attack of the day, but by a war.
_HURT = (("جريح",), ("جريحا",), ("مصاب",), ("مصابا",))
_WAR_DEAD, _KILLING = 1000, ("اعدم", "قتل", "مقتل", "قتيل")
_YEAR_DIGITS = 4
_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(20\d\d|[٢]٠\d\d)(?!\d)")
_YEAR_IN_REVIEW = frozenset(
    (
        ("عام", "بدا"),
        ("سنه", "بدات"),
        ("حصاد", "عام"),
        ("حصاد", "العام"),
        ("حصاد", "السنه"),
        *((one, year) for one in ("حساب", "حصيله", "جرده") for year in ("السنه", "العام")),
    )
)
_OF_ITS_KIND = frozenset(("نوعه", "نوعها"))
_BEGINNINGS = ("سيطر", "منتصف", "اندلاع", "بدايه", "بدء", "مطلع", "انطلاق", "احتلال", "سقوط", "عام")
_WEEKS = frozenset(("اسبوع", "اسبوعين", "اسابيع", "شهر", "شهرين", "اشهر"))
_TWO_MONTHS = ("تشرين", "كانون", "جمادي", "ربيع")
_WHICH = (("الذي",), ("التي",))
_HAPPENED = frozenset(("جري", "جرت", "وقع", "وقعت", "حدث", "حدثت", "حصل", "نفذ", "نفذت", "نفذه"))
_NAMED_BY_DATES = word_list("named-by-dates")
_YEARS, _COUNT_REACH = frozenset(("عام", "عاما", "اعوام", "سنه", "سنوات")), 2
_OF_YEARS = word_list("events-of-years")
_SINCE_REACH = 7
_GREATEST_REACH = 8
_HOURS = word_list("hours-of-the-day")
_AT_HOURS = frozenset(("فجرا", "صباحا", "ظهرا", "عصرا", "ليلا"))
_JUST_NOW = (
    ("قبل", "ساعه"),
    ("قبل", "دقايق"),
    ("قبل", "قليل"),
    ("منذ", "قليل"),
    ("ساعه", "علي"),
    ("لحد", "الان"),
    ("قبل", "الفجر"),
    ("هذا", "الصباح"),
    ("هذا", "المسا"),
)
_THESE_DAYS = word_list("days-of-the-week") | {"اليوم", "امس", "هذا"}
_PAST_DAYS, _OVER = frozenset(("الايام", "ايام")), ("خلال", "في")
_PAST = frozenset(("الماضيه", "الاخيره", "المنصرمه", "الفايته"))
_MANY_ATTACKS, _ATTACKS = 20, frozenset(("هجمه", "هجوما", "هجمات", "استهدافا", "اعتدا"))
_LISTS = frozenset(("سجل", "حصيله", "ارقام", "حصاد", "محصله"))
_ALL_YEARS = frozenset(("الاعوام", "السنوات", "الاشهر"))
_SINCE = ("منذ", "بعد", "قبل", "حتي")


def is_old(reading: Reading) -> bool:
    """Tell whether the title or first sentences date an attack more than three days back, or tally many.

    «في 11 يوليو», «قتلوا خلال عشرة أشهر».
    """
    if any(sentence.has("kill") and is_tally(sentence) for sentence in reading.sentences[:_LEAD]):
        return True
    if any(_is_of_year(sentence) or _happened_long_ago(sentence) for sentence in reading.sentences[:_LEAD]):
        return True
    titles = [sentence for sentence in reading.sentences[:_LEAD] if sentence.field == "title"]
    # Channels print no title: «في مثل هذا اليوم قبل سنوات.. تفجير الكرادة».
    if any(_reviews_year(title) or _is_anniversary(title) for title in titles or reading.sentences[:1]):
        return True
    lead = [sentence for sentence in reading.sentences[:_LEAD] if not sentence.is_aside]
    if any(map(_was_days_ago, lead)) and not any(s.has("weapon") and s.has("hit") for s in titles):
        return True
    published = reading.entry.published_at
    return published is not None and _dates_back(reading, published.date())


def _dates_back(reading: Reading, published: date) -> bool:
    early = [s for s in reading.sentences[:_EARLY] if s.has("kill", "attack", "hit")]
    days = [abs((published - told).days) for sentence in early for told in _dates(sentence, published.year)]
    days += [abs((published - told).days) + 1 for sentence in early for told in _figures(sentence)]
    return bool(days) and min(days) > _NEWS_DAYS


def _was_days_ago(sentence: Sentence) -> bool:
    """«الهجوم الذي طال المنطقة قبل ثلاثة أيام»: an attack that is known, and so many days ago."""
    words = sentence.words
    if "قبل" not in words:
        return False
    known = (
        f.last for f in sentence.layer("attack") if f.has_article and words[f.last : f.last + 1] in _WHICH
    )
    return any(
        words[at] == "قبل" and _counts_several_days(words[at + 1 : at + _SPAN_REACH])
        for last in known
        for at in range(last, len(words))
    )


def _counts_several_days(words: Sequence[str]) -> bool:
    if words[:1] == ("ايام",) or (words[1:2] == ("ايام",) and _is_count(words[0])):
        return True
    return words[:1] != () and words[0] in _WEEKS


def _reviews_year(title: Sentence) -> bool:
    """«عام بدأ بانتحاريين وانتهى بمسيرات», «حصاد عام …»: what happened in a year."""
    first, second = (*title.words, "", "")[:2]
    if first in _YEARS and second.startswith("ال"):
        return True  # «عام الصواريخ والمسيرات: كيف تغيرت …»
    return any(pair in _YEAR_IN_REVIEW for pair in pairwise(title.words))


def _is_anniversary(sentence: Sentence) -> bool:
    """«في مثل هذا اليوم قبل خمس سنوات», «بعد تسعة أعوام على …»."""
    words = sentence.words
    if words[:4] == _THIS_DAY or words[:3] == _THIS_DAY[1:] or (words[0] in _LIKE and "هاليوم" in words[1:2]):
        return True  # «بمثل هاليوم»
    if _tells_years_of(words):
        return True
    spans = [at for at, word in enumerate(words[:_SPAN_REACH]) if word in _SPANS]
    if any(words[at + 1 : at + 2] in (("علي",), ("من",)) for at in spans):
        return True  # «خمس سنوات على صواريخ شباط», «سنة من الصواريخ»
    return words[0] == "بعد" and "علي" in words[1:_SPAN_END] and not _SPANS.isdisjoint(words[1:_SPAN_END])


def _tells_years_of(words: Sequence[str]) -> bool:
    """«من الهاون إلى المسيرات: عشرون عاما من قصف …»; not «أعنف قصف منذ عشرين عاما من الحرب»."""
    if _YEARS.isdisjoint(words):
        return False
    years = (at for at, pair in enumerate(pairwise(words)) if pair[0] in _YEARS and pair[1] == "من")
    return any(
        at
        and _is_count(words[at - 1])
        and words[max(0, at - _COUNT_REACH)] not in _SINCE
        and not _OF_YEARS.isdisjoint(words[at + 2 : at + 3])
        for at in years
    )


def _is_count(word: str) -> bool:
    return word.isdigit() or is_number_word(word)


def _happened_long_ago(sentence: Sentence) -> bool:
    """«هجوما جرى قبل ثلاث سنوات»."""
    if "قبل" not in sentence.words:
        return False
    ago = (at for at, word in enumerate(sentence.words) if at and word == "قبل")
    return any(
        sentence.words[at - 1] in _HAPPENED and not _SPANS.isdisjoint(sentence.words[at + 1 : at + _SPAN_END])
        for at in ago
    )


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


@once
def is_tally(sentence: Sentence) -> bool:
    """Tell whether the sentence counts over weeks and more: «خلال 10 أشهر», «70 عاما على».

    So is «منذ سيطرته على المدينة»; «لأول مرة منذ عامين» is news.
    """
    words = sentence.words
    if _counts_war_dead(sentence):
        return True
    if not _OF_ITS_KIND.isdisjoint(words):
        return False  # «هو الثالث من نوعه خلال شهر»
    spans = not _SPANS.isdisjoint(words)
    counts = spans and any(_is_span(sentence, at) for at in range(len(words) - 1))
    counts = counts or _counts_past_days(words) or _counts_attacks(sentence) or _lists_years(words)
    since = words[words.index("منذ") + 1 :][:2] if "منذ" in words[:-1] else ()
    is_midnight = since[1:] != () and since[1].startswith(("الليل", "ليل"))
    counts = counts or (since[:1] != () and since[0].startswith(_BEGINNINGS) and not is_midnight)
    firsts = (at for at, word in enumerate(words) if _is_first(word))
    return counts and all(at and words[at - 1] in _TWO_MONTHS for at in firsts)


def _counts_war_dead(sentence: Sentence) -> bool:
    """«مقتل 1332 مدنيا», «أعدم أكثر من ألفي شخص»; not the garrison of a base that was hit."""
    words = sentence.words
    many = [n for n in numbers_of(sentence) if n.first and (n.count or 0) >= _WAR_DEAD]
    if not many or sentence.has("accident"):
        return False
    return any(
        words[n.first - 1].startswith(_KILLING) and words[n.last : n.last + 1] not in _HURT for n in many
    )


def _is_first(word: str) -> bool:
    """«لأول», «بأعنف», «الأولى»."""
    return word == _THE_MOST or word.removeprefix("ل").removeprefix("ب").removeprefix("ال") in _FIRST


def is_first_since(sentence: Sentence) -> bool:
    """«للمرة الأولى منذ بدء الحرب», «هو الأعنف منذ أشهر»: so nobody speaks of what is known."""
    words = sentence.words
    since = (at for at, word in enumerate(words) if word == "منذ")
    return any(_is_first(word) for at in since for word in words[max(0, at - _GREATEST_REACH) : at])


def is_of_today(sentence: Sentence) -> bool:
    """Tell whether the hour of today or last night is told: «مساء اليوم», «فجر الجمعة», «بعد ساعة على»."""
    following = zip(sentence.words, sentence.words[1:], strict=False)
    if "اليوم" in sentence.words and not _AT_HOURS.isdisjoint(sentence.words):
        return True  # «أكدت اليوم أن … الذي طال المنطقة فجرا»
    return any(
        (word.removeprefix("ال") in _HOURS and after in _THESE_DAYS) or (word, after) in _JUST_NOW
        for word, after in following
    )


def is_long_past(sentence: Sentence) -> bool:
    """Tell whether it says how many weeks or more ago it was: «قبل أسبوعين», «بعد أسبوع على»."""
    words = sentence.words
    if was_weeks_ago(words):
        return True
    later = (words[at + 1 : at + 4] for at, word in enumerate(words) if at and word == "بعد")
    return any(after[:1] and after[0] in _WEEKS and after[1:2] in (("علي",), ("من",)) for after in later)


def was_weeks_ago(words: Sequence[str]) -> bool:
    """«قبل أسبوعين», «قبل ثلاثة أشهر»."""
    if "قبل" not in words:
        return False
    ago = (words[at + 1 : at + _SPAN_END] for at, word in enumerate(words) if word == "قبل")
    return any(not (_SPANS | _WEEKS).isdisjoint(after[:2]) for after in ago)


def _counts_past_days(words: Sequence[str]) -> bool:
    """«خلال الأيام الـ5 الماضية», «في الأيام الأخيرة»; the last hours are news."""
    if _PAST_DAYS.isdisjoint(words):
        return False
    starts = (at for at, word in enumerate(words) if at and word in _PAST_DAYS and words[at - 1] in _OVER)
    return any(not _PAST.isdisjoint(words[at + 1 : at + 1 + _SPAN_REACH]) for at in starts)


def _counts_attacks(sentence: Sentence) -> bool:
    """«أحصى مركز بحثي 89 هجمة»: so many are of no one day."""
    attacks = {f.first for f in sentence.layer("attack") if sentence.words[f.first] in _ATTACKS}
    return bool(attacks) and any(
        n.last in attacks and (n.count or 0) >= _MANY_ATTACKS for n in numbers_of(sentence)
    )


def _lists_years(words: Sequence[str]) -> bool:
    """«سجل الأعوام الثلاثة الأخيرة», «حصيلة السنوات الماضية»."""
    if _ALL_YEARS.isdisjoint(words):
        return False
    lists = (at for at, pair in enumerate(pairwise(words)) if pair[0] in _LISTS and pair[1] in _ALL_YEARS)
    return any(not _PAST.isdisjoint(words[at : at + _SPAN_REACH]) for at in lists)


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
    years = {sentence.words[at] for at in years_in(sentence.words) if not _is_named(sentence, at)}
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
        if not word.isdigit() or not 1 <= int(word) <= _LAST_DAY:
            continue
        if at and (words[at - 1] in _SINCE or words[at - 1].removeprefix("ب") in _NAMED_BY_DATES):
            continue  # «جسر 14 تموز»
        if "منذ" in words[max(0, at - _SINCE_REACH) : at]:
            continue  # «لأول مرة منذ اندلاع الحرب في 7 أكتوبر»
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
