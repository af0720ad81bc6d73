"""How many people are named in a row: «شخصين», «3 جنود», «زوجته وطفليه»."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from filters.analysis.quantities import Number
from filters.analysis.reading import Sentence
from filters.analysis.wordforms import behind_leads
from filters.model import Qualifier
from filters.wordlists import word_list

_PERSON = word_list("person") | word_list("another-person")
_KIN, _WHOSE = word_list("kin-of-one"), ("هما", "هم", "ها", "ه")
_SOMEBODY = _PERSON | _KIN
_THAT, _SUBJECT_REACH = ("ان",), 8
_DUAL = word_list("dual-person")
_ONE, _MEMBERS = ("احد", "احدي"), word_list("members")
_BEFALLING = ("مقتل", "مصرع", "اصابه", "وفاه", "استشهاد", "جرح")
_OF_THEM = frozenset(("احدهما", "احداهما", "احدهم", "احداهن", "احدهن"))
_PLURAL_TOO = word_list("plural-too")
_PEOPLE, _PASSERS_BY = word_list("people"), word_list("passers-by")
_NOT_PEOPLE = word_list("units-of-time")
_DAY, _WEEKDAYS = "يوم", word_list("days-of-the-week")
_CONSTRUCT = word_list("dual-construct")
_CONSTRUCT_TOO = word_list("dual-construct-too")
_SERVICES = word_list("services")
_HIS = ("يه", "يها", "يهما", "يهم")
_HARMED = behind_leads(word_list("killed") | word_list("injured"))
_THE_HARMED = behind_leads({f"ال{noun}" for noun in ("جرحي", "قتلي", "مصابين", "ضحايا")})
_STOPS = ("في", "علي", "الي", "خلال", "جراء", "اثر")
_LIVES = ("بحياه",)
_JUST_ONE = ("واحد", "واحدا", "واحده")
_REACH = 5
_SUBSET = word_list("subset")
_SUBSET_REACH = 6
_OTHERS, _BETWEEN = ("اخرين", "اخرون", "شخصا"), 3
_OTHER_ONES = (("اخرون",), ("اخرين",))
_WOUNDS, _HOW_BADLY = ("بجروح", "بجراح", "بشظايا", "بحروق"), word_list("how-badly")
_DOING, _NATIONS = "ون", ("يين", "يون", "يات")
_OF_MANY, _OF_TWO = "وا", ("لا", "با", "دا", "يا")
_MOST_NAMED = _PAIR = 2
_COMPANY_REACH, _FAR_COMPANY = 9, 14
_OWNED = ("له", "لها", "معه", "معها")
_MEMBERS_REACH = 14
_MEMBERS_OF = 2  # «أفراد الشرطة»
_RANKED = ("برتبه",)
_AT_LEAST = ("علي", "الاقل")
_AND_THAT = ("وان",)


def people_after(sentence: Sentence, at: int, numbers: Sequence[Number]) -> Number | None:
    """Return how many people stand after the word at `at`, who are what befell: «مقتل ضابط و3 جنود» is 4."""
    return _with_others(sentence.words, _first_after(sentence.words, at, numbers), numbers)


def person_at(words: Sequence[str], at: int) -> Number | None:
    """Return one or two for somebody named at word `at` without a figure, None if nobody is."""
    length = _dual_length(words, at)
    if length:
        return Number(at, at + length, 2, Qualifier.EXACT)
    is_one_of = words[at] in _ONE and not _MEMBERS.isdisjoint(words[at + 1 : at + 2])
    if is_one_of or words[at] in _OF_THEM or _is_person(words[at]):
        return Number(at, at + 1, 1, Qualifier.EXACT)
    return None


def _is_person(word: str) -> bool:
    """«ضابط», «طفلها»: one who is named by what he is, or by whose he is."""
    return word in _PERSON or is_his(word)


def is_his(word: str) -> bool:
    """Tell whether a word is somebody by whose he is: «طفلها», «مرافقه»."""
    return any(word.endswith(whose) and word.removesuffix(whose) in _KIN for whose in _WHOSE)


def _the_one(words: Sequence[str], at: int, told: str) -> Number | None:
    """«إصابة السائق»: one who was spoken of, or is known by what he does; not «قتل السائق», known already."""
    is_one = words[at].startswith("ال") and words[at].removeprefix("ال") in _SOMEBODY
    is_one = is_one and told.removeprefix("و").removeprefix("ب") in _BEFALLING
    return Number(at, at + 1, 1, Qualifier.EXACT) if is_one else None


def names_people(words: Sequence[str], number: Number) -> bool:
    """Tell whether people are counted: what hits may hit houses, what sinks may be a boat."""
    counted = set(words[number.first : number.last + 1])
    return not counted.isdisjoint(_PERSON | _DUAL | _PEOPLE | _PLURAL_TOO)


def _first_after(words: Sequence[str], at: int, numbers: Sequence[Number]) -> Number | None:
    lives = next((i for i in range(at + 1, min(at + 4, len(words))) if words[i] in _LIVES), at)
    at = lives  # «يودي بحياة جندي», «أودى أحدها بحياة طفلة»
    verb, at = at, _past_wounds(words, at)
    for here in range(at + 1, min(at + _REACH, len(words))):
        if _is_told_before(words, verb, here):
            return None
        number = next((n for n in numbers if n.first == here), None)
        if number:
            is_told = number.count != 1 and _counts_people(words, number)
            return number if is_told and not _does_otherwise(words, number) else None
        person = person_at(words, here) or _the_one(words, here, words[at])
        if person and (here == at + 1 or (person.count == _MOST_NAMED and words[here] not in _PLURAL_TOO)):
            return person
        if words[here] in _HARMED or words[here] in _STOPS or words[here] in _THE_HARMED:
            return None
    return None


def _does_otherwise(words: Sequence[str], number: Number) -> bool:
    """«متعاقد قُتل وتسعة جُرحوا», «95 قتلوا وإن 536 شخصا جرحوا»: who begins anew has a verb of their own."""
    before = words[number.first - 1 : number.first]
    if not (words[number.first].startswith("و") or before == _AND_THAT):
        return False
    last = number.last
    while last < len(words) and (words[last] in _PEOPLE or words[last] in _OTHERS):
        last += 1
    if before == _AND_THAT and words[last : last + 1] and words[last] in _SUBSET:
        last += 2  # «وأن خمسة عشر آخرين بينهم أميركيان أصيبوا»
    return last < len(words) and words[last].endswith(_OF_MANY)


def _is_told_before(words: Sequence[str], at: int, here: int) -> bool:
    """«18 شخصا جرحوا بينهم أميركيان», «خمسة أصيبوا، أحدهم …»: how many they are stands before the verb."""
    is_of_them = words[here] in _OF_THEM and words[at].endswith(_OF_MANY)
    return is_of_them or words[here].removeprefix("و").removeprefix("من") in _SUBSET - _OF_THEM


def _past_wounds(words: Sequence[str], at: int) -> int:
    """«أصيبت بجروح طفيفة امرأة»: who it was stands behind."""
    if at + 1 < len(words) and words[at + 1].startswith(_WOUNDS):
        at += 1
        at += words[at + 1 : at + 2] != () and words[at + 1] in _HOW_BADLY
    return at


def _counts_people(words: Sequence[str], number: Number) -> bool:
    if number.last >= len(words) or words[number.last] not in _NOT_PEOPLE:
        return True
    # «أصيب 25 يوم الأحد»
    return words[number.last] == _DAY and not _WEEKDAYS.isdisjoint(words[number.last + 1 : number.last + 2])


def _with_others(words: Sequence[str], number: Number | None, numbers: Sequence[Number]) -> Number | None:
    """«ضابط و3 جنود» are four, «زوجته وطفليه» three: who is named without a figure joins what follows."""
    if number is None or number.count is None:
        return number
    if any(number is told for told in numbers):
        return _with_one(words, number)
    other = _another(words, number, numbers)
    if other is None and number.count == 1 and is_accompanied(words, number.last):
        return replace(number, count=_PAIR)
    while other is not None:
        number = replace(other, first=number.first, count=(number.count or 0) + (other.count or 0))
        other = None if other in numbers else _another(words, number, numbers)
    return number


def is_accompanied(words: Sequence[str], at: int) -> bool:
    """«مقتل القيادي فلان ومرافقه»: tell whether somebody of his follows his name, which begins at `at`."""
    pairs = pairwise(words[at : at + _FAR_COMPANY])
    if any(_is_and_one(word) and whose in _OWNED for word, whose in pairs):
        return True  # «قيادي في الحركة ومرافق له»
    following = words[at : at + _COMPANY_REACH]
    stop = next((i for i, word in enumerate(following) if word in _STOPS or word in _HARMED), len(following))
    return any(word.startswith("و") and is_his(word[1:]) for word in following[:stop])


def _is_and_one(word: str) -> bool:
    return word[:1] == "و" and word[1:].removesuffix("ا") in _KIN


def _another(words: Sequence[str], number: Number, numbers: Sequence[Number]) -> Number | None:
    """Return who is named next after «و»: somebody without a figure, or counted people."""
    at = _past_adjective(words, number).last
    if at >= len(words) or not words[at].startswith("و"):
        return None
    if words[at] == "و":  # «ضابط و(3) من المراتب»
        others = next((n for n in numbers if n.first == at + 1), None)
        return others if others and others.count and words[others.last : others.last + 1] == ("من",) else None
    counted = next((n for n in numbers if n.first == at), None)
    if counted:
        is_more = (
            bool(counted.count) and _is_of_people(words, counted) and not _does_otherwise(words, counted)
        )
        return counted if is_more else None
    return person_at((*words[:at], words[at][1:], *words[at + 1 :]), at)


def _past_adjective(words: Sequence[str], number: Number) -> Number:
    """«عقيد سابق ونجله», «ضابط برتبة ملازم واثنين»: what is said of somebody stands before the next."""
    if words[number.last : number.last + 1] == _RANKED:
        return replace(number, last=number.last + 2)
    after = words[number.last + 1 : number.last + 2]
    is_one = (
        bool(after)
        and after[0].startswith("و")
        and _is_person(after[0][1:])
        and words[number.last] not in _STOPS
        and not _is_person(words[number.last])  # «شخصين، سيدة وطفلة» says who the two are
    )
    return replace(number, last=number.last + 1) if is_one else number


def _with_one(words: Sequence[str], number: Number) -> Number:
    """«3 جنود وضابط», «3 من أفراد الشرطة ومدني» are four, «3 أطفال وامرأتان» five."""
    last = number.last + _is_of_people(words, number)
    if words[number.last : number.last + 1] == ("من",) and not _MEMBERS.isdisjoint(words[last : last + 1]):
        last += _MEMBERS_OF
    following = words[last + 1] if last + 1 < len(words) else ""
    goes_on = following.startswith("و") and following not in _HARMED
    if last >= len(words) or not words[last].startswith("و") or goes_on:
        return number
    named = person_at((*words[:last], words[last][1:], *words[last + 1 :]), last)
    if named is None or number.count is None or words[last][1:] in _PLURAL_TOO | _OF_THEM:
        return number
    return replace(number, last=last + 1, count=number.count + (named.count or 0))


def people_before(words: Sequence[str], at: int, numbers: Sequence[Number]) -> Number | None:
    """Return how many people stand before the verb at `at`: «أن شخصا أصيب», «12 شخصا بينهم جنود قتلوا»."""
    if not at:
        return None
    counted = (n for n in numbers if n.count != 1 and n.last <= at and _leads_to(words, n.last, at))
    told = next((n for n in counted if _is_of_those(words, n, at)), None)
    told = told or _members_before(words, at, numbers)
    is_pair = bool(_dual_length(words, at - 1)) and not words[at - 1].startswith("و")
    if told or (words[at].endswith(_OF_MANY) and not is_pair):
        return told  # «شخصين اصيبوا», in channels
    is_one = at > 1 and words[at - 1] in _JUST_ONE  # «أن مدنيا واحدا توفي»
    person = person_at(words, at - 1 - is_one) or _subject_of(words, at)
    is_dual = words[at].endswith((*_OF_TWO, _OF_MANY))
    return person if person and is_dual == (person.count == _MOST_NAMED) else None


def _is_of_those(words: Sequence[str], number: Number, verb: int) -> bool:
    before = words[max(0, number.first - 1) : number.first]
    if names_people(words, number) or _are_of(words, number):
        return True
    last = number.last + (words[number.last : number.last + 1] in _OTHER_ONES)
    if not before or last != verb:
        return False
    # «أن شرطيين اثنين جرحا», «إن ستة أصيبوا», «قتل جندي وتسعة أصيبوا»
    is_begun = before[0].removeprefix("و") in _THAT or words[number.first].startswith("و")
    return before[0] in _DUAL or (is_begun and words[verb].endswith(_OF_MANY))


def _members_before(words: Sequence[str], verb: int, numbers: Sequence[Number]) -> Number | None:
    """«إن ستة من أفراد الحماية كانوا خارج المنزل أصيبوا»: those who are counted right behind «إن»."""
    if not words[verb].endswith(_OF_MANY):
        return None
    told = [n for n in numbers if verb - _MEMBERS_REACH <= n.first < verb]
    if len(told) != 1 or not told[0].first or words[told[0].first - 1].removeprefix("و") not in _THAT:
        return None
    of = words[told[0].last : told[0].last + 2]
    return told[0] if of[:1] == ("من",) and not _MEMBERS.isdisjoint(of) else None


def _subject_of(words: Sequence[str], verb: int) -> Number | None:
    """«أن جنديا من الفرقة الخاصة أصيب»: who stands right behind «أن», and nobody else before the verb."""
    start = max(0, verb - _SUBJECT_REACH)
    that = next((at for at in range(verb - 1, start - 1, -1) if words[at].removeprefix("و") in _THAT), None)
    if that is None or that + 1 >= verb or any(person_at(words, at) for at in range(that + 2, verb)):
        return None
    return person_at(words, that + 1)


def _leads_to(words: Sequence[str], last: int, verb: int) -> bool:
    between = words[last:verb]
    if tuple(between[-2:]) == _AT_LEAST:
        return _leads_to((*words[: verb - 2], *words[verb:]), last, verb - 2)  # «24 شخصا على الأقل قتلوا»
    if between[:1] == ("من",) and len(between) <= _BETWEEN:
        return True  # «اثنين من المارة أصيبا»
    is_of_people = all(w in _PEOPLE or w in _OTHERS or w.endswith(_NATIONS) for w in words[last:verb])
    if is_of_people and verb - last <= _BETWEEN:
        return True  # «ثمانية أشخاص آخرين أصيبوا», «أربعة جنود أميركيين أصيبوا»
    if _is_described(words, last, verb):
        return True
    return verb - last <= 1 or (verb - last <= _SUBSET_REACH and not _SUBSET.isdisjoint(words[last:verb]))


def _is_described(words: Sequence[str], last: int, verb: int) -> bool:
    """«أن خمسة أشخاص يحملون جنسيات مختلفة أصيبوا»: only what they are stands before what befell them."""
    is_of_people = words[last] in _PEOPLE and words[verb].endswith(_OF_MANY)
    between = words[last + 1 : verb]
    return is_of_people and len(between) < _REACH and between[:1] != () and between[0].endswith(_DOING)


def _are_of(words: Sequence[str], number: Number) -> bool:
    """«اثنين من المارة», not «ثلاثة من الصواريخ»."""
    after = words[number.last : number.last + 2]
    return after[:1] == ("من",) and after[-1].removeprefix("ال") in _PASSERS_BY | _PEOPLE


def _is_of_people(words: Sequence[str], number: Number) -> bool:
    return number.last < len(words) and words[number.last] in _PEOPLE


def _dual_length(words: Sequence[str], at: int) -> int:
    """Return how many words tell a dual at `at`: «شخصين», «طفليه», «رجلي أمن»; 0 if none does."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word in _CONSTRUCT or (word in _CONSTRUCT_TOO and following in _SERVICES):
        return 1
    stem = next((word.removesuffix(his) for his in _HIS if word.endswith(his)), None)
    is_his = stem is not None and stem + "ين" in _DUAL - _PLURAL_TOO
    return int(word in _DUAL or is_his)
