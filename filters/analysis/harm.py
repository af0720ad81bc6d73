"""What a word tells of the killed or the injured: how many, of whom it is said."""

from collections.abc import Sequence

from filters.analysis.people import is_accompanied, names_people, people_after, people_before, person_at
from filters.analysis.quantities import Number
from filters.analysis.reading import Sentence
from filters.analysis.wordforms import behind_leads
from filters.arabic import fold
from filters.model import Qualifier, Quantity
from filters.wordlists import word_list

KINDS = ("killed", "injured")
_KILLED = word_list("killed")
_INJURED = word_list("injured")
_BOTH = _KILLED | _INJURED | word_list("both-verbs")
_NOUNS = {"killed": word_list("killed-noun"), "injured": word_list("injured-noun")}
_HEADS = {"killed": _KILLED, "injured": _INJURED}
_DUALS = {"killed": word_list("killed-dual"), "injured": word_list("injured-dual")}
_LIFE, _ENDING = ("حياته", "حياتها"), word_list("ending-life")
_DIRECT = "مباشر"
_SUICIDE, _TWO_CASES = "انتحار", ("حالتي", "حالتا", "حالتين")
_PASSING_AWAY, _OF_LIFE, _LIFE_REACH = word_list("passing-away"), frozenset(("الحياه", "للحياه")), 14
_JOINED_NOUNS = {kind: behind_leads(words) for kind, words in _NOUNS.items()}
_JOINED_HEADS = {kind: behind_leads(words) for kind, words in _HEADS.items()}
_BEFALLEN = word_list("befallen")
_KILLED_HIM = word_list("killed-him")
_TOLD_BEFORE = ("وا", "قتلا", "اصيبا", "قضيا")
_BODIES = word_list("bodies")
_MANY_BODIES = ("جثث", "جثامين")
_FINDING = behind_leads(word_list("finding"))
_FOUND_REACH = 4
_DUAL_LEADS = ("", "و", "ب", "وب")
_SINGULAR_NOUN = behind_leads(word_list("plain-singular"))
_MARTYR = behind_leads(("شهيد", "شهيدا"))
_AFTER_MARTYR = ("في", "علي", "خلال", "جراء", "اثر", "اخر", "واحد", "من", "ثان")
_ENDED = word_list("ended")
_MET = word_list("met")
_TOLL = ("عدد", "حصيله", "عديد")
_TO, _TOLL_REACH = ("الي",), 6
_RISES = word_list("rising")
_HITTING = word_list("hitting")
_KILLING = behind_leads(word_list("killing"))
_ATTEMPTS = word_list("attempts")
_TITLED = word_list("titled")
_MURDER, _THE_TITLED = "اغتيال", frozenset(f"ال{word}" for word in _TITLED)
_DEATHS = ("مقتل", "اغتيال", "استشهاد", "مصرع")
_HIS_WOUND = ("اصابته", "اصابتها", "اصابتهما")
_WOUNDS = ("بجروح", "بجراح", "بشظ", "بطلق", "برصاص", "بكسور", "بحروق", "بجرح")
_ATTEMPT_REACH = 4
_NAME_REACH = 6
_OTHER_ONES = ("اخري",)
_NAME_STOPS = ("في", "خلال", "جراء", "اثر", "و")
_MET_REACH = 9
_NOUN_REACH = 6
_WOUND, _OF_THEM = "جراح", ("احدهم", "احدهما", "بعضهم", "احداهن")
_AT_LEAST = ("علي",)  # «وأصابت 75 على الأقل»
_FATHER = "ابو"
_WITHOUT = ("دون", "بدون", "بلا", "لا", "ولا")
_ANY, _NOT_TOLD = ("اي",), frozenset(("يسجل", "تسجل", "يسقط", "يسقطوا", "يقع"))
_NEAR_NOUN = 3
_GROUP_REACH, _BEFELL_REACH = 4, 6
_BY_WHAT = word_list("by-what-or-when")
_DOING = word_list("hitting") | word_list("done-by-many")
_PAIR, _CALL = 2, 14  # «💔 عاجل .. »
_ONE = ("واحد", "واحدا", "واحده")
_VICTIMS, _FAMILIES = "ضحايا", ("عايله", "اسره", "بيت")
_BEFELL = {
    "killed": frozenset(("قتلي", "قتلوا", "استشهدوا", "قضوا", "قتلا", "استشهدا", "قضيا")),
    "injured": frozenset(("جرحي", "جرحوا", "اصيبوا", "مصابون", "مصابين", "جرحا", "اصيبا")),
}
_ALL = (
    word_list("bodies") | _PASSING_AWAY | {"اصابته", "اصابتها", "اصابتهما", f"ال{_SUICIDE}", *_LIFE}
).union(*_NOUNS.values(), *_HEADS.values(), *_DUALS.values())
_ANY_HEAD = behind_leads(_ALL)


def heads_in(words: Sequence[str]) -> tuple[int, ...]:
    """Return which folded words can tell of killed or injured: most can't, and need no closer look."""
    if _ANY_HEAD.isdisjoint(words):
        return ()
    return tuple(at for at, word in enumerate(words) if word in _ANY_HEAD)


def passes_away(quantity: Quantity) -> bool:
    """Tell whether it is of one who «فارق الحياة» later: beside a toll he is counted in it."""
    said = quantity.span.text.split(maxsplit=1)[:1] if quantity.span else []
    return quantity.kind == "killed" and any(fold(word) in _PASSING_AWAY for word in said)


def told(sentence: Sentence, kind: str, at: int, numbers: Sequence[Number]) -> Number | None:
    """Return the number that the word at `at` gives for `kind`: «قتيلان», «3 جرحى», «مقتل شخصين»."""
    if _is_of_nobody(sentence.words, at):
        return None
    return _by_phrase(sentence, kind, at, numbers) or _by_word(sentence, kind, at, numbers)


def _is_of_nobody(words: Sequence[str], at: int) -> bool:
    """«لم يسجل أي قتيل», «دون إصابات بين أفراد الطاقم الـ22»; «جراح أحدهم بليغة», who is counted already."""
    if words[max(0, at - 1)] in _WITHOUT and at:
        return True
    if words[at - 1 : at] == _ANY and at > 1 and words[at - 2] in _NOT_TOLD:
        return True
    return words[at] == _WOUND and words[at + 1 : at + 2] != () and words[at + 1] in _OF_THEM


def _by_phrase(sentence: Sentence, kind: str, at: int, numbers: Sequence[Number]) -> Number | None:
    """Return what a fixed phrase tells: «إصابته بجروح», «فارق الحياة», «أنهى حياته», «العثور على جثة»."""
    word = sentence.words[at]
    if kind == "injured":
        is_own = _is_own_wound(sentence.words, at)
        return Number(at, at + 1, 2 if word.endswith("هما") else 1, Qualifier.EXACT) if is_own else None
    if word in _PASSING_AWAY:
        return _passed_away(sentence, at, numbers)
    if ended := _ended_lives(sentence.words, at):
        return Number(at, at + 1, ended, Qualifier.EXACT)
    return _bodies(sentence.words, at, numbers) if _is_body(sentence.words, at) else None


def _by_word(sentence: Sentence, kind: str, at: int, numbers: Sequence[Number]) -> Number | None:
    word = sentence.words[at]
    is_hit = any(word.startswith(_DIRECT) for word in sentence.words[at + 1 : at + 2])  # «إصابتين مباشرتين»
    # «ويردون شرطيين اثنين قتيلين»
    is_counted = any(number.last == at and number.count != _PAIR for number in numbers)
    if _is_dual(word, kind) and not is_hit and not is_counted:
        return Number(at, at + 1, 2, Qualifier.EXACT)
    counted = _by_noun(sentence, kind, at, numbers) or _by_verb(sentence, kind, at, numbers)
    return counted or _of_group(sentence.words, kind, at, numbers)


def _passed_away(sentence: Sentence, at: int, numbers: Sequence[Number]) -> Number | None:
    """«فارق سائق كان يعمل … الحياة متأثرا بجروحه»."""
    if not _OF_LIFE.isdisjoint(sentence.words[at + 1 : at + _LIFE_REACH]):
        before = at and person_at(sentence.words, at - 1)
        if before:
            return before  # «طفلة فارقت الحياة»
        if sentence.words[at].endswith("وا"):
            return people_before(sentence.words, at, numbers)
        return people_after(sentence, at, numbers) or Number(at, at + 1, 1, Qualifier.EXACT)
    return None


def _of_group(words: Sequence[str], kind: str, at: int, numbers: Sequence[Number]) -> Number | None:
    """«ستة من حراسه جرحى», «ثلاثة من رجال الإطفاء أصيبوا»."""
    if kind == "killed" and words[at] == _VICTIMS:
        return next((n for n in numbers if n.count and _are_of_one_family(words[n.last : at])), None)
    if words[at].removeprefix("و") not in _BEFELL[kind]:
        return None
    return next(
        (
            n
            for n in numbers
            if n.count
            and (
                (words[n.last : n.last + 1] == ("من",) and 1 < at - n.last <= _GROUP_REACH)
                or (n.last == at - 1 and names_people(words, n))  # «ثلاثة مدنيين جرحى»
                or _befell_them(words, n, at)
            )
        ),
        None,
    )


def _befell_them(words: Sequence[str], number: Number, at: int) -> bool:
    """«أربعة عمال أجانب من الجنسية اليمنية قتلوا بهجوم»: nobody else is killed by them."""
    between, after = words[number.last : at], words[at + 1 : at + 2]
    is_passive = not after or after[0].startswith("ب") or after[0] in _BY_WHAT
    is_near = 1 < len(between) <= _BEFELL_REACH and names_people(words, number)
    return is_near and is_passive and not any(word in _BOTH or word in _DOING for word in between)


def _are_of_one_family(words: Sequence[str]) -> bool:
    """«خمسة من عائلة واحدة ضحايا صاروخ»."""
    return len(words) in (2, 3) and words[0] == "من" and words[1] in _FAMILIES


def _is_own_wound(words: Sequence[str], at: int) -> bool:
    """«ما أدى إلى إصابته بجروح»: of somebody named before."""
    hurts = words[at].removeprefix("و").removeprefix("ب") in _HIS_WOUND
    return hurts and words[at + 1 : at + 2] != () and words[at + 1].startswith(_WOUNDS)


def _ended_lives(words: Sequence[str], at: int) -> int:
    """Return how many ended theirs: «أقدم على إنهاء حياته», «أقدمت على الانتحار», «حالتي انتحار»; else 0."""
    before = words[max(0, at - 2) : at]
    if words[at] in _LIFE and before[-1:] and before[-1] in _ENDING:
        return 1
    if words[at] == _SUICIDE and before[-1:] and before[-1] in _TWO_CASES:
        return 2
    if words[at] == f"ال{_SUICIDE}" and before[-1:] == ("علي",):
        return int(before[0].removeprefix("و").startswith("اقدم"))
    return 0


def _is_body(words: Sequence[str], at: int) -> bool:
    """«العثور على جثة», «انتشال جثتين»."""
    before = words[max(0, at - _FOUND_REACH) : at]
    return words[at] in _BODIES and not _FINDING.isdisjoint(before)


def _bodies(words: Sequence[str], at: int, numbers: Sequence[Number]) -> Number | None:
    counted = next((n for n in numbers if n.last == at or n.first == at + 1), None)
    if counted or words[at] in _MANY_BODIES:
        return counted
    return Number(at, at + 1, 1 if words[at] == "جثه" else 2, Qualifier.EXACT)


def _by_noun(sentence: Sentence, kind: str, at: int, numbers: Sequence[Number]) -> Number | None:
    word = sentence.words[at]
    if word not in _JOINED_NOUNS[kind] or _is_paired(sentence.words, at):
        return None
    is_counted = word in _NOUNS[kind] or not word.startswith("و")  # «استشهاد 15 وإصابة 33»
    number = next((n for n in numbers if is_counted and n.last == at), None)
    number = number or _after_noun(sentence, numbers, at)
    if number or word.startswith("ال") or word not in _SINGULAR_NOUN:
        return number
    return Number(at, at + 1, 1, Qualifier.EXACT) if _is_told_alone(sentence, at) else None


def _is_told_alone(sentence: Sentence, at: int) -> bool:
    """«شهيد بقصف»; «شهيد المحراب» is a title of somebody."""
    if sentence.words[at] not in _MARTYR or sentence.is_cut(at + 1):
        return True
    following = sentence.words[at + 1]
    return following in _AFTER_MARTYR or following.startswith(("ب", "و"))


def _by_verb(sentence: Sentence, kind: str, at: int, numbers: Sequence[Number]) -> Number | None:
    words = sentence.words
    if kind == "killed" and words[at] in _ENDED:
        return _met_death(words, numbers, at)
    if words[at] not in _JOINED_HEADS[kind] or _is_attempt(words, at):
        return None
    if _is_joined(words, at):
        return _one_each(words, at)
    number = people_after(sentence, at, numbers)
    if words[at].removeprefix("و") in _HITTING and _hits_a_thing(sentence, at, number):
        return None
    if number is None and words[at].removeprefix("و") in _BEFALLEN:
        number = people_before(words, at, numbers)
    if kind == "killed" and number is None and _murders_one(sentence, at):
        return Number(at, at + 1, 1, Qualifier.EXACT)
    return number or (_by_name(words, at) if kind == "killed" else _hurt(sentence, at))


def _hits_a_thing(sentence: Sentence, at: int, number: Number | None) -> bool:
    """«أصابت أخرى منظومة الرادار», «أصاب صاروخان منزلا»."""
    if sentence.words[at + 1 : at + 2] == _OTHER_ONES:
        return True
    return number is not None and not _is_of_hurt(sentence, at, number)


def _is_of_hurt(sentence: Sentence, at: int, number: Number) -> bool:
    """«أصاب ثلاثة جنود», «قتلتا خمسة أشخاص وأصابتا عشرين», not «أصاب صاروخان منزلا», «أصاب رابع منزلا»."""
    words = sentence.words
    what = words[number.last : number.last + 1]
    if what == _OTHER_ONES:
        return False  # «سقطت أربعة صواريخ وأصابت ثلاثة أخرى محيط …»
    is_bare = sentence.is_cut(number.last) or what[0] in _NAME_STOPS or what == _AT_LEAST
    if words[at].startswith("و") and is_bare and any(word in _KILLING for word in words[:at]):
        return True
    return names_people(words, number) and not (number.count == 1 and what and what[0].endswith("ا"))


def _murders_one(sentence: Sentence, at: int) -> bool:
    """«اغتيال الخبير فلان أمام داره»: a text that opens with it, of one who is named by what he is."""
    is_first = sentence.start <= _CALL and sentence.words[at] == _MURDER and at == 0
    return is_first and sentence.words[1:2] != () and sentence.words[1] in _TITLED | _THE_TITLED


def _by_name(words: Sequence[str], at: int) -> Number | None:
    """«مقتل القيادي فلان», «أطلقوا النار عليه وقتلوه»: one who is named, or was before."""
    return Number(at, at + 1, 1, Qualifier.EXACT) if words[at] in _KILLED_HIM else _named(words, at)


def _hurt(sentence: Sentence, at: int) -> Number | None:
    """«إصابة مدير البلدية»: one, whom a title names by his office."""
    words = sentence.words if sentence.field == "title" else ()
    if not words:
        return None
    is_one = words[at].removeprefix("و").removeprefix("ب") == "اصابه" and words[at + 1 : at + 2] != ()
    return Number(at, at + 1, 1, Qualifier.EXACT) if is_one and words[at + 1] in _TITLED else None


def _is_attempt(words: Sequence[str], at: int) -> bool:
    """«نجاة قائد من محاولة اغتيال», «إنقاذ شاب من الغرق»: nobody died of it."""
    return not _ATTEMPTS.isdisjoint(words[max(0, at - _ATTEMPT_REACH) : at])


def _named(words: Sequence[str], at: int) -> Number | None:
    """Return one for a death of somebody named: «مقتل أبو فلان القيادي في …»."""
    following = words[at + 1 : at + 1 + _NAME_REACH]
    if words[at].removeprefix("و").removeprefix("ب") not in _DEATHS or not following:
        return None
    is_father = _FATHER in following[:2]  # «استشهاد المعاون أبو فلان ومرافقه»
    if following[0].startswith("ال") and not is_father:
        return None
    stop = next((i for i, word in enumerate(following) if word in _NAME_STOPS), len(following))
    is_titled = is_father or not _TITLED.isdisjoint(following[:stop])
    return Number(at, at + 1, 1 + is_accompanied(words, at + 1), Qualifier.EXACT) if is_titled else None


def _is_dual(word: str, kind: str) -> bool:
    return any(word.startswith(lead) and word[len(lead) :] in _DUALS[kind] for lead in _DUAL_LEADS)


def _is_joined(words: Sequence[str], at: int) -> bool:
    """«مقتل وإصابة 35» counts both together: neither figure is told."""
    following = words[at + 1] if at + 1 < len(words) else ""
    before = words[at - 1] if at else ""
    if following.startswith("و") and following[1:] in _BOTH:
        is_told = words[at].endswith(_TOLD_BEFORE) or words[at] in _ENDED
        return not (is_told or _is_of_one_before(words, at))
    # «11 شخصا قتلوا وأصيب 60», «لقي 12 حتفهم وجرح 26»: the dead are counted before.
    is_told = before.endswith(_TOLD_BEFORE) or before in _ENDED or _is_of_one_before(words, at - 1)
    follows = words[at].startswith("و") and words[at][1:] in _BOTH
    return follows and not is_told and before.removeprefix("ب") in _BOTH


def _is_of_one_before(words: Sequence[str], at: int) -> bool:
    """«طفلة قتلت وأصيب خمسة»: who it was stands before the verb."""
    if at < 1 or words[at] not in _BEFALLEN:
        return False
    is_one = words[at - 1] in _ONE and at > 1  # «مدنيا واحدا توفي»
    return person_at(words, at - 1 - is_one) is not None


def _one_each(words: Sequence[str], at: int) -> Number | None:
    """«مصرع وإصابة ضابطين»: of two who are killed and hurt together each is one."""
    last = at + 1 if words[at].startswith("و") else at + 2
    both = person_at(words, last) if last < len(words) else None
    return Number(at, at + 1, 1, Qualifier.EXACT) if both and both.count == _PAIR else None


def _is_paired(words: Sequence[str], at: int) -> bool:
    """«29 قتيلا وجريحا» counts both together."""
    nouns = _NOUNS["killed"] | _NOUNS["injured"]
    following, before = words[at + 1 : at + 2], words[max(0, at - 1) : at]
    leads = bool(following) and following[0].startswith("و") and following[0][1:] in nouns
    follows = words[at].startswith("و") and words[at][1:] in nouns and not nouns.isdisjoint(before)
    return not words[at].startswith("ال") and (leads or follows)


def _after_noun(sentence: Sentence, numbers: Sequence[Number], at: int) -> Number | None:
    """«عدد القتلى اثنان», «ارتفعت حصيلة الجرحى إلى 20»."""
    before = sentence.words[max(0, at - 2) : at]
    if sentence.words[at + 1 : at + 2] == _TO and any(
        word.endswith(_TOLL) for word in sentence.words[max(0, at - _TOLL_REACH) : at]
    ):  # «ارتفاع عدد القتلى إلى 32 والجرحى إلى 110»
        return next((n for n in numbers if n.first == at + 2), None)
    if not any(word.endswith(_TOLL) or word in _RISES for word in before):
        is_definite = sentence.words[at].startswith("ال")  # «القتلى اثنان»
        return next(
            (
                n
                for n in numbers
                if is_definite
                and n.first == at + 1
                and (sentence.is_cut(n.last) or _counts_them_all(sentence.words, n, before))
            ),
            None,
        )
    number = next((n for n in numbers if at < n.first <= at + _NOUN_REACH), None)
    is_near = number is not None and number.first <= at + _NEAR_NOUN
    return number if number and (is_near or sentence.words[number.first - 1] == "الي") else None


def _counts_them_all(words: Sequence[str], number: Number, before: Sequence[str]) -> bool:
    """«إن القتلى 43 مدنيا», not «بين الجرحى ثلاث نساء»."""
    return names_people(words, number) and "بين" not in before


def _met_death(words: Sequence[str], numbers: Sequence[Number], at: int) -> Number | None:
    """«لقي 5 جنود أمريكيين مصرعهم»: who died stands between the verb and its object."""
    start = next((i for i in range(at - 1, max(-1, at - _MET_REACH), -1) if words[i] in _MET), None)
    if start is None:
        return None
    counted = next((n for n in numbers if start < n.first < at and n.count != 1), None)
    return counted or people_before(words, start, numbers) or person_at(words, start + 1)
