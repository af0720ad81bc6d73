"""Arabic sentences: where they end, what no dot ends, and which of them are page debris."""

import re
from collections.abc import Iterator

from filters.arabic import fold

# A dot ends a sentence unless it stands in a number («3.5»، «21 .56») or after an initial («أ.»).
# One set of signs comes first, since the search for such a set is many times faster than for branches.
_CLOSING = r"[»\"”’)\]]*"
_END = re.compile(rf"[\n!؟?….؛](?:(?<=\n)\n*|(?<=[!؟?…])[!؟?…]*{_CLOSING}|(?<=\.)\.+{_CLOSING}|{_CLOSING})")
# «5 صواريخ.. اثنان سقطا داخل الخضراء»: of what they are is said before the dots.
_BREAKS = ("..", "\n", "…")
_OF_THOSE = re.compile(
    r"\s*(?:اثنان|اثنين|اثنتان|[أا]حدها|[أا]حدهما|واحد منها|واحدة منها|بعضها|[أا]غلبها|جميعها|كلها)\b"
)
_ABBREVIATIONS = frozenset(
    {"د", "م", "ق", "أ", "ا", "ب", "ج", "ص", "ت", "هـ", "ه", "س", "ع", "no", "mr", "dr", "st", "vs"}
)
# With its vowel marks: of «موجَّه.» the last letter alone would be an abbreviation.
_WORD_BEFORE = re.compile(r"([\w\u064b-\u0652\u0670]+)$")

_DEBRIS = re.compile(
    fold(
        "اترك رد|اترك تعليق|عنوان بريدك|بريدك الالكتروني|الحقول الالزاميه|اقرا ايضا|اقرا المزيد|اقرا كذلك|"
        "شاهد ايضا|تابعونا|تابعنا|اشترك في|اشتركوا في|للاشتراك|انضم الي|قناتنا علي|تطبيق الوكاله|"
        "شارك المقال|شارك الخبر|مشاركه عبر|عدد المشاهدات|مشاهده|حقوق النشر|جميع الحقوق محفوظه|"
        "انقر هنا|اضغط هنا|للمزيد|المزيد من الاخبار|مواضيع ذات صله|اخبار ذات صله|كلمات دلاليه|الوسوم|"
        "طباعه|ارسل لصديق|تحميل التطبيق|سياسه الخصوصيه|ملفات تعريف الارتباط|نسخ الرابط|رابط الخبر"
    )
)
_NETWORK = "facebook|twitter|whatsapp|telegram|share|tweet|x|فيسبوك|تويتر|واتساب|تلغرام|تيليغرام|شارك|مشاركة"
_DEBRIS_SHARE = re.compile(rf"^\W*(?:(?:{_NETWORK}|\d[\d,.k]*)\W*)+$", re.IGNORECASE)
_LONGEST_DEBRIS = 110
_WORDS, _SHORT_LINE = re.compile(r"\w+"), 2
_MARKED = re.compile(r"[\d\u2190-\u2bff\U0001f000-\U0001faff]")  # a number, an emoji
_ALONE = ("#", "@", "http")


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the [start, end) of each sentence of `text` in order, without the blanks around it.

    A quote or bracket that closes after the full stop stays with its sentence. Lines end sentences.

    >>> [("أصيب 3.5 بالمئة. ثم عاد")[a:b] for a, b in split_sentences("أصيب 3.5 بالمئة. ثم عاد")]
    ['أصيب 3.5 بالمئة.', 'ثم عاد']
    """
    return tuple(_trimmed(text, start, end) for start, end in _cut(text) if text[start:end].strip())


def _cut(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if match.group()[0] == "." and _is_inside(text, match.start(), match.end()):
            continue
        if match.group()[:2] in _BREAKS and _OF_THOSE.match(text, match.end()):
            continue
        if match.group()[0] == "\n" and _goes_on(text[start : match.start()], text[match.end() :]):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _goes_on(line: str, rest: str) -> bool:
    """Tell whether a line's sentence ends further down: «مصدر أمني:», «الآن», «3 صواريخ», in channels.

    A hashtag or link on either side stands alone, and an empty line ends everything.
    """
    if line.rstrip(" \u200f").endswith((":", "：")):
        return True
    words = _WORDS.findall(line)
    is_label = len(words) == 1 or (len(words) == _SHORT_LINE and bool(_MARKED.search(line)))
    return is_label and not line.lstrip().startswith(_ALONE) and bool(_WORDS.search(rest))


def _is_inside(text: str, dot: int, after: int) -> bool:
    if after - dot > 1 and text[dot + 1] == ".":
        return False
    following = text[after : after + 1]
    if following.isdigit() and text[max(0, dot - 2) : dot].strip()[-1:].isdigit():
        return True
    if following.isascii() and following.isalnum():
        return True
    before = _WORD_BEFORE.search(text[max(0, dot - 12) : dot])
    return before is not None and before.group(1).lower() in _ABBREVIATIONS


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def is_debris(sentence: str) -> bool:
    """Tell whether `sentence` belongs to the page, not to the report: share buttons, comment forms, tags."""
    if len(sentence) > _LONGEST_DEBRIS:
        return False
    return bool(_DEBRIS.search(fold(sentence)) or _DEBRIS_SHARE.match(sentence)) or _is_tags(sentence)


def _is_tags(sentence: str) -> bool:
    if not sentence.lstrip().startswith(_ALONE):
        return False
    words = sentence.split()
    return len(words) > 1 and all(word.startswith(_ALONE) for word in words)
