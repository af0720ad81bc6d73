"""When the event of an entry happened, as far as its words tell: «مساء أمس», «فجر السبت», «قبل قليل»."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum, auto
from functools import lru_cache
from typing import NamedTuple

from feeds.model import Entry
from filters.arabic import fold, tokenise
from filters.incidents.calendar_days import DATE, MONTHS, day_named
from filters.incidents.clocks import clocks_in
from filters.model import Span
from filters.sentences import split_sentences
from filters.wordlists import word_list

# Iraq keeps UTC+3 all year; its neighbours' outlets differ by an hour at most, less than the slack of a join.
_LOCAL = timezone(timedelta(hours=3))
_HEAD, _PREFACE_WORDS = 500, 5
_UPDATES, _UPDATE_REACH, _UPDATE_HEAD = word_list("updates"), 2, 60
# How long before it is published an event may lie that nothing dates.
_FLASH = timedelta(hours=5)
_SHORT = timedelta(hours=10)
_ARTICLE = timedelta(hours=16)
# «تحديث: ارتفاع عدد الشهداء إلى 90»: a toll that rises is of before.
_RISEN = timedelta(hours=30)
_RISING = re.compile(
    rf"\W*(?:[^:|]{{0,30}}[:|]\W*)?(?:تحديث|{'|'.join(sorted(word_list('rising')))})\b"
    r".{0,60}?(?:حصيل|شهد|شهيد|قتل|قتيل|ضحاي|وفي|جرح|مصاب|اصاب)"
)
_SHORT_WORDS = 45
_FLASH_WORDS = 20
_HEADLINE_WORDS = 4
_SAME_LETTERS = 30
_LATE = timedelta(hours=1)
# Neighbours' clocks differ by an hour; the first report comes within two.
_BEFORE_CLOCK, _AFTER_CLOCK = timedelta(minutes=75), timedelta(hours=2)
_PERIODS = {
    "فجر": (0, 7),
    "صباح": (4, 12),
    "ظهر": (10, 16),
    "بعد ظهر": (11, 18),
    "عصر": (13, 19),
    "مسا": (15, 25),
    "ليل": (18, 30),
    "ليله": (18, 30),
    "منتصف ليل": (22, 27),
    "نهار": (6, 19),
    "يوم": (0, 27),
}
# Hours from when it is told, or from the midnight before.
_SPANS = {"now": (-3, 0), "tonight": (-8, 0), "night": (-7, 6), "midnight": (-3, 4)}
_DAY_NAMES = ("الاثنين|الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_DAYS = {fold(name): number for number, names in enumerate(_DAY_NAMES) for name in names.split("|")}
_PERIOD = "|".join(sorted(map(re.escape, _PERIODS), key=len, reverse=True))
_DAY = "|".join(_DAYS)
# «انفجر أمس» is no dawn and «الخامس» no yesterday: it begins where a word does.
_TOLD = re.compile(
    r"(?:\b|(?<=\b[وفبلك]))(?:"
    rf"(?:(?P<period>{_PERIOD})\s+)?(?P<before>(?:اول\s+من|اول|قبل)\s+امس\b|امس\s+الاول\b)"
    rf"|(?:(?P<period2>{_PERIOD})\s+)?(?:(?:يوم|من|نهار)\s+)?(?P<day>امس|البارحه|{_DAY}|اليوم)\b"
    rf"|(?:(?P<period3>{_PERIOD})\s+)?(?:يوم\s+)?(?P<date>{DATE})"
    rf"|(?P<night>الليله الماضيه|ليله امس|ليله البارحه)|(?P<midnight>بعد منتصف الليل|منتصف الليل)"
    rf"|(?P<tonight>الليله(?!\s+(?:نفسها|ذاتها|عينها|التي))|هذا المسا)\b"
    rf"|(?P<now>قبل قليل|الان|قبل لحظات|منذ قليل)\b)"
)
_NOT_A_DAY = re.compile(r"\s+(?:المقبل|القادم)")
_DAY_OF_MONTH = re.compile(rf"\s+(\d{{1,2}})\s*(?:[/.-]\s*\d|(?:من\s+)?(?:{MONTHS})\b)")
_OF_LAST_WEEK = re.compile(r"\s+(?:الماضي|الفايت|المنصرم)")
_NOT_THEN = re.compile(r"(?:^|\s)(?:حتي|الي|كل)\s+(?:يوم\s+)?$")
_SINCE = re.compile(r"(?:^|\s)منذ\s+$")
_WEEKDAY = re.compile(rf"\s+\(?({_DAY})\b")
# «قال … اليوم إن», not «قال إن قصف أمس»: behind «أن» stands what is told.
_ANNOUNCED = re.compile(
    r"(?:(?:اعلن|افاد|قال|ذكر|كشف|اكد|اوضح|اضاف)\w*|بين(?:ت|وا)?(?=\s))(?:\s+(?!(?:ب?ان\w?|عن)\b)[^\s.]+){0,7}\W*$"
)
# What is done once it is over has a time of its own: «شيع أهال … ظهر اليوم».
_AFTERWARDS = re.compile(
    r"(?:^|\s)و?(?:شيع|دفن|ودع|عثر|ضبط|تفقد|زار|نعي|ادان|دان|استدع|استونف|اعيد|اخمد"
    r"|فتح|باشر|علق|توقف|هدا|وجه|طالب|دعا|امر|شكل|عقد|بحث|ناقش|استقبل|التق|هدد|توعد|حذر|نفي|نفت|وصف|شدد|غادر|نزح|تظاهر)\w{0,3}(?:\s+[^\s.]+){0,7}\W*$"
)
# «استشهد صباح الاثنين متأثرا بجراح أصيب بها أمس»: he died then.
_DYING = re.compile(r"[^.]{0,12}?\bمتاثر")
# «تمكنوا في السابعة صباحا من إخماد الحريق»
_OVERCOME = re.compile(r"[^.]{0,20}?\bمن\s+(?:اخماد|اطفاء|اطفا|السيطره|القاء|القا|القبض|اعتقال|فتح|اعاده)\b")
# «هو الثاني بعد رشقة سقطت فجر الأربعاء»: what it came after has a time of its own.
_EARLIER = re.compile(r"(?:^|\s)(?:بعد|عقب)\s+(?!ظهر|منتصف|ان\b)(?:[^\s.]+\s+){1,7}$")
# «قلق صباح اليوم، غداة قصف …»; «قصف ليل الأحد، غداة هجوم مماثل» is of Sunday all the same.
_MORROW = re.compile(r"[^.]{0,40}?\bغداه\b")
# «قال … يوم الجمعة إن …»: the day on which it is said, wherever in the sentence.
_SAYS_THAT = re.compile(r"\W*ب?ان\w?\b")
# «بغداد 13 نيسان - قال …»: the day on which it is written.
_DATELINE, _DATELINE_END = re.compile(r"^\W*(?:\w+\s+){0,2}$"), re.compile(r"[^.]{0,14}?[-–—(/]")
# «صباح اليوم … العبوة التي أصابت أمس دورية»: what stands beside the word for the event is its time.
_STRUCK = re.compile(
    rf"(?:^|[\s(«\"])(?:[وفبلك]?(?:ال)?(?:{'|'.join(sorted(word_list('struck-then')))}))\s+"
    r"(?:(?!بعد|عقب|قبل)[^\s.]+\s+){0,3}$"
)
_ASIDE = re.compile(r"^\W*(?:و?كان|و?كانت(?!\s+الساعه)|و?يذكر|و?يشار|و?ياتي|و?سبق|و?منذ|و?وقع الحادث بعد)\b")
_ASIDE_REACH = 60
_NEXT_PAPER = 18
_OUTLETS = re.compile(
    r"(?:(?<=[(«\"”“])|(?<=[(«\"”“]ل)|^\W*)(?:بغداد|العراق|الامارات|مصر|المصري|روسيا|البلاد|تركيا|سوريا|اليمن|القاهره|لبنان|البصره)"
    r"\s+(?:اليوم|الان)(?=\s*[-–—/|:)»\"”“])"
)
_ADJACENT = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """Between when and when the event happened; `is_told` says that words of the entry say so.

    `is_exact` says that they tell the hour.
    """

    since: datetime
    until: datetime
    is_told: bool
    is_exact: bool = False

    def holds(self, at: datetime) -> bool:
        """Tell whether `at` lies in it."""
        return self.since <= at <= self.until


def moment_of(entry: Entry, told_by: Iterable[Span] = ()) -> Moment:
    """Return when the event of `entry` happened: by its words of time, else shortly before it was published.

    The sentence that holds a span of `told_by`, the words that tell of the event, comes first. What
    is said of the announcement («أعلن … اليوم») or of what came after («شيع … اليوم») counts only if
    nothing is said of the event, and then leaves hours before it.
    """
    at = entry.at.astimezone(_LOCAL)
    told = sorted(_told(entry, at, tuple(told_by)), key=lambda time: time.rank)
    is_risen = _is_risen(entry)
    if is_risen:  # «… بعد وفاة جريح فجر اليوم»: the hour is not that of the event
        told = [time for time in told if time.moment.until < at - _SHORT]
    if not told:
        delay = _RISEN if is_risen else _delay(entry)
        return Moment((at - delay).astimezone(UTC), at.astimezone(UTC), is_told=False)
    moment = told[0].moment
    if told[0].rank < _Rank.ANNOUNCED:
        return moment
    return Moment(moment.since - _BEFORE[told[0].rank], moment.until, is_told=True)


class _Rank(IntEnum):
    """What an expression of time says of the event, the surest first."""

    CLOCK = auto()
    BESIDE = auto()
    EVENT = auto()
    EVENT_AFTER = auto()
    OTHER = auto()
    ANNOUNCED = auto()
    AFTERWARDS = auto()
    EARLIER = auto()


# How long before it is told, or something is done about it, the event may lie.
_BEFORE = {
    _Rank.ANNOUNCED: timedelta(hours=6),
    _Rank.AFTERWARDS: timedelta(hours=12),
    _Rank.EARLIER: timedelta(0),
}
# «تحطم الزجاج بعد سقوط مسيرة فجر اليوم» tells of the event too.
_OF_EVENT = {_Rank.OTHER: _Rank.EVENT, _Rank.EARLIER: _Rank.EVENT_AFTER}


class _Time(NamedTuple):
    moment: Moment
    rank: _Rank


def is_flash(entry: Entry) -> bool:
    """Tell whether the entry is one short line, told once: what just happened."""
    if _words(entry) > _FLASH_WORDS:
        return False
    title, body = _letters(entry.title), _letters(entry.body)
    is_begun = len(entry.title.split()) >= _HEADLINE_WORDS and body.startswith(title)
    return not (entry.title and entry.body) or title == body or is_begun


def is_update(entry: Entry) -> bool:
    """Tell whether the entry calls itself more of what the outlet told before: «تحديث: …»."""
    words = [token.folded for token in tokenise((entry.title or entry.body)[:_UPDATE_HEAD])]
    return not _UPDATES.isdisjoint(words[:_UPDATE_REACH])


def _is_risen(entry: Entry) -> bool:
    return bool(_RISING.match(fold((entry.title or entry.body)[:_HEAD])))


def _delay(entry: Entry) -> timedelta:
    """Return how late such a text comes: an article says more than its title."""
    if is_flash(entry):
        return _FLASH
    return _SHORT if _words(entry) <= _SHORT_WORDS else _ARTICLE


def _words(entry: Entry) -> int:
    return max(_count(entry.title), _count(entry.body))


@lru_cache(maxsize=64)
def _count(text: str) -> int:
    return len(text.split())


@lru_cache(maxsize=64)
def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, fold(text)))[:_SAME_LETTERS]


def _told(entry: Entry, at: datetime, told_by: tuple[Span, ...]) -> Iterator[_Time]:
    for field, text in (("title", entry.title), ("body", _whole_words(entry.body))):
        is_lead = True
        for start, end in split_sentences(text):
            sentence = _unnamed(fold(text[start:end]))
            if _ASIDE.match(sentence[:_ASIDE_REACH]):
                continue
            is_of_event = any(span.field == field and start <= span.start < end for span in told_by)
            if is_of_event or is_lead:
                yield from _clocks(sentence, at)
            # «بيان», «بسم الله الرحمن الرحيم»
            is_lead = is_lead and len(sentence.split()) <= _PREFACE_WORDS
            for time in _told_in(sentence, at):
                yield time._replace(rank=_OF_EVENT.get(time.rank, time.rank)) if is_of_event else time


def _unnamed(sentence: str) -> str:
    """Return the sentence with the names of outlets blotted out that end in a time: «بغداد اليوم - بغداد»."""
    return _OUTLETS.sub(lambda match: "-" * len(match[0]), sentence)


def _clocks(sentence: str, at: datetime) -> Iterator[_Time]:
    for start, end, clock in clocks_in(sentence, at):
        before = sentence[:start]
        if not (_EARLIER.search(before) or _AFTERWARDS.search(before) or _OVERCOME.match(sentence, end)):
            since, until = (clock - _BEFORE_CLOCK), min(clock + _AFTER_CLOCK, at + _LATE)
            told = Moment(since.astimezone(UTC), until.astimezone(UTC), is_told=True, is_exact=True)
            yield _Time(told, _Rank.CLOCK)


def _whole_words(body: str) -> str:
    """Return the first letters, no word cut: of «الانتخابات» «الان» would be left."""
    return body if len(body) <= _HEAD else body[:_HEAD].rsplit(maxsplit=1)[0]


def _told_in(sentence: str, at: datetime) -> Iterator[_Time]:
    last = -_ADJACENT
    for match in _TOLD.finditer(sentence):
        moment = _read(match, sentence, at)
        is_more = match.start() - last <= _ADJACENT  # «اليوم الخميس» is one expression
        is_first, last = last < 0, match.end()
        if moment and not is_more:
            yield _Time(moment, _rank_of(sentence, match, is_first=is_first))


def _rank_of(sentence: str, match: re.Match[str], *, is_first: bool) -> _Rank:
    if match["now"]:
        return _Rank.OTHER  # what is announced «قبل قليل» happened just before
    before = sentence[: match.start()]
    if _EARLIER.search(before) or _OF_LAST_WEEK.match(sentence, match.end()):
        return _Rank.EARLIER
    if _is_of_writing(sentence, match, is_first=is_first):
        return _Rank.ANNOUNCED
    is_dying = _DYING.match(sentence, match.end())
    if _STRUCK.search(before) and not is_dying:
        return _Rank.BESIDE
    is_afterwards = is_first and (_AFTERWARDS.search(before) or _MORROW.match(sentence, match.end()))
    if is_dying or is_afterwards:
        return _Rank.AFTERWARDS
    return _Rank.ANNOUNCED if is_first and _ANNOUNCED.search(before) else _Rank.OTHER


def _is_of_writing(sentence: str, match: re.Match[str], *, is_first: bool) -> bool:
    """Tell whether it says when it is written or said: «بغداد 13 نيسان - …», «قال … يوم الجمعة إن …»."""
    before = sentence[: match.start()]
    if match["date"] and is_first and _DATELINE.match(before) and _DATELINE_END.match(sentence, match.end()):
        return True
    return bool(_SAYS_THAT.match(sentence, match.end()) and _ANNOUNCED.search(before))


def _read(match: re.Match[str], text: str, at: datetime) -> Moment | None:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    before = text[max(0, match.start() - _ASIDE_REACH) : match.start()]
    if _NOT_THEN.search(before) or ((match["day"] in _DAYS or match["date"]) and _SINCE.search(before)):
        return None  # «حتى الآن», «إلى الثلاثاء», «منذ يوم الاثنين»
    if match.lastgroup in _SPANS:
        base = at if match.lastgroup in ("now", "tonight") else midnight
        first, last = _SPANS[match.lastgroup]
        return _moment(base + timedelta(hours=first), base + timedelta(hours=last))
    if _NOT_A_DAY.match(text, match.end()):
        return None
    start, end = _PERIODS[match["period"] or match["period2"] or match["period3"] or "يوم"]
    day = day_named(match["date"], at) if match["date"] else _day_of(match, at, midnight)
    if day is None:
        return None  # of another month
    number = _DAY_OF_MONTH.match(text, match.end())
    if number and int(number[1]) != day.day:
        return None  # «الأحد 12 نيسان» of another week
    since, until = day + timedelta(hours=start), day + timedelta(hours=end)
    if match["day"] == "امس" and at.hour >= _NEXT_PAPER and day == midnight - timedelta(days=1):
        until += timedelta(days=1)  # the paper of tomorrow calls today «أمس»
    return _moment(since, min(until, at + _LATE)) if since <= at + _LATE else None


def _day_of(match: re.Match[str], at: datetime, midnight: datetime) -> datetime:
    named = _WEEKDAY.match(match.string, match.end())
    if match["before"] and not named:
        return midnight - timedelta(days=2)
    if match["day"] == "اليوم":
        return midnight
    if match["day"] in ("امس", "البارحه") and not named:
        return midnight - timedelta(days=1)
    # «أمس الخميس», printed on Thursday for the paper of Friday, is Thursday.
    # «ليل الخميس الجمعة» begins on Thursday.
    is_own = match["day"] in _DAYS
    back = (at.weekday() - _DAYS[named[1] if named and not is_own else match["day"]]) % 7
    is_last = _OF_LAST_WEEK.match(match.string, match.end())
    return midnight - timedelta(days=back or (7 if is_last else 0))


def _moment(since: datetime, until: datetime) -> Moment:
    return Moment(since.astimezone(UTC), until.astimezone(UTC), is_told=True)
