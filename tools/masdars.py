"""The verbal nouns of Arabic verbs, by the shape of the verb."""
# ruff: noqa: INP001, PLR2004  # a script's neighbour; lengths of words speak for themselves

import re
from collections.abc import Container, Iterator

MARKS = re.compile("[\u064b-\u0652\u0670]")
PLAIN_MASDAR = re.compile("^.و?.[اوية]?.?[ةىان]{0,2}$")


def bare(text: str) -> str:
    """Return the text without vowel marks."""
    return MARKS.sub("", text)


def masdars_of(lemma: str, root: str, of_root: dict[str, float], printed: Container[str]) -> Iterator[str]:
    """Yield the verbal nouns of a verb: by shape for derived verbs, from the dictionary for plain ones."""
    verb, doubled = bare(lemma), doubled_letter(lemma)
    shapes = set(derived_masdars(verb, doubled))
    if shapes:
        rare = {verb.join("تة"), f"ت{verb[:-1]}ا{verb[-1]}"}  # تجربة, تكرار: of some verbs only
        yield from (shape for shape in shapes if shape in of_root or (shape in printed and shape not in rare))
    elif len(verb) == 3 and doubled == 1:
        return
    elif len(verb) == 3 or (len(verb) == 2 and doubled == 1):
        plain = (m for m in of_root if (m[0] not in "تإاأ" or m[0] == root[0]) and len(m) < 6)
        yield from filter(PLAIN_MASDAR.match, plain)


def doubled_letter(lemma: str) -> int:
    """Return which letter of a vowelled lemma carries a shadda, -1 for none."""
    at = lemma.find("\u0651")
    return len(bare(lemma[:at])) - 1 if at >= 0 else -1


def derived_masdars(verb: str, doubled: int) -> Iterator[str]:
    """Yield the regular verbal nouns of forms II to X and of four root letters by the verb's letters."""
    last = len(verb) - 1
    if verb.startswith("است") and len(verb) > 4:
        yield tenth_form(verb, is_doubled=doubled == last)
    elif verb[0] == "ا" and len(verb) in (4, 5):
        yield eighth_form(verb, is_doubled=doubled == last)
    elif len(verb) == 3 and doubled == 1:
        yield second_form(verb)
        yield from (f"ت{verb}ة", f"ت{verb[:-1]}ا{verb[-1]}")
    elif verb[0] in "أآ" and len(verb) in (3, 4):
        yield from fourth_form(verb)
    elif verb[0] == "ت" and (doubled >= 2 or len(verb) == 5 or verb[1] == "آ"):
        yield from fifth_form(verb)
    elif len(verb) == 4 and verb[1] == "ا":
        yield from third_form(verb)
    elif len(verb) == 4 and doubled < 0:
        yield verb + "ة"  # سيطر → سيطرة


def tenth_form(verb: str, *, is_doubled: bool) -> str:
    """Return استفعال and its weak kin: استمرار, استقالة, استيراد, استدعاء, استئناف."""
    stem = verb[3:]
    if is_doubled:
        return verb + "ا" + verb[-1]
    if stem == "اء":
        return "استياء"
    if len(stem) == 3 and stem[1] == "ا":
        return verb + "ة"
    first = {"و": "ي", "أ": "ئ"}.get(stem[0], stem[0]) if len(stem) == 3 else stem[0]
    return "است" + first + stem[1:-1] + ending(stem[-1])


def eighth_form(verb: str, *, is_doubled: bool) -> str:
    """Return the verbal noun of forms VII, VIII and IX: احتلال, اختيار, ادعاء, اتهام, اكتئاب."""
    head = verb[:-1].replace("أ", "ئ")
    if is_doubled:
        return head + verb[-1] + "ا" + verb[-1]
    if head[-1] == "ا":
        return head[:-1] + "يا" + verb[-1]
    return head + ending(verb[-1])


def second_form(verb: str) -> str:
    """Return تفعيل and its weak kin: تسمية, تهدئة, ترئيس."""
    if verb[-1] in "ىأ":
        return "ت" + verb[:-1] + ("ية" if verb[-1] == "ى" else "ئة")
    return "ت" + verb[0] + verb[1].replace("أ", "ئ") + "ي" + verb[-1]


def third_form(verb: str) -> Iterator[str]:
    """Yield مفاعلة and فعال: مناقشة, معاداة, قتال."""
    yield "م" + (verb[:-1] + "ا" if verb[-1] == "ى" else verb) + "ة"
    yield verb[0] + verb[2] + "ا" + verb[3]


def fourth_form(verb: str) -> Iterator[str]:
    """Yield إفعال and its weak kin: إعداد, إقالة, إعطاء, إيقاف, إيواء."""
    middle = verb[1:]
    if verb[0] == "آ":
        yield "إي" + middle[:-1] + ending(middle[-1])
        yield "مؤ" + middle + "ة"  # آمر → مؤامرة
    elif len(middle) == 2:
        yield "إ" + middle + "ا" + middle[-1]
    elif middle[1] == "ا":
        yield "إ" + middle[0] + "ا" + middle[2] + "ة"
    else:
        yield "إ" + middle[:2] + ending(middle[2])
        if middle[0] == "و":
            yield "إي" + middle[1] + ending(middle[2])


def fifth_form(verb: str) -> Iterator[str]:
    """Yield تفعل, تفاعل and تفعلل: تقدم, تولي, تنبؤ, تساؤل, تدهور."""
    if verb[-1] == "ى":
        yield from (verb[:-1] + "ي", verb[:-1])
        return
    seated = verb[:-2] + verb[-2:].replace("أ", "ؤ").replace("ء", "ؤ")
    yield seated


def ending(last: str) -> str:
    """Return the end of a verbal noun in ـال: a weak last letter becomes a hamza."""
    return "اء" if last in "ىاأ" else "ا" + last
