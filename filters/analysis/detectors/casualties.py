"""How many were killed and injured, as each source says."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from filters.analysis.attribution import source_at
from filters.analysis.events import Happening
from filters.analysis.findings import Findings
from filters.analysis.people import names_people, people_after, people_before, person_at
from filters.analysis.quantities import Number, find_numbers
from filters.analysis.reading import Reading, Sentence
from filters.analysis.scope import end_of, length_of_lead, scope_of
from filters.analysis.unharmed import unharmed
from filters.analysis.wordforms import behind_leads
from filters.model import Actuality, Event, Qualifier, Quantity
from filters.wordlists import word_list

_KILLED = word_list("killed")
_INJURED = word_list("injured")
_BOTH = _KILLED | _INJURED | word_list("both-verbs")
_NOUNS = {"killed": word_list("killed-noun"), "injured": word_list("injured-noun")}
_HEADS = {"killed": _KILLED, "injured": _INJURED}
_DUALS = {"killed": word_list("killed-dual"), "injured": word_list("injured-dual")}
_LIFE, _ENDING = ("حياته", "حياتها"), word_list("ending-life")
_DIRECT = "مباشر"
_SUICIDE, _TWO_CASES = "انتحار", ("حالتي", "حالتا", "حالتين")
_ALL = (word_list("bodies") | {"اصابته", "اصابتها", "اصابتهما", f"ال{_SUICIDE}", *_LIFE}).union(
    *_NOUNS.values(), *_HEADS.values(), *_DUALS.values()
)
_ANY_HEAD = behind_leads(_ALL)
_JOINED_NOUNS = {kind: behind_leads(words) for kind, words in _NOUNS.items()}
_JOINED_HEADS = {kind: behind_leads(words) for kind, words in _HEADS.items()}
_BEFALLEN = word_list("befallen")
_KILLED_HIM = word_list("killed-him")
_TOLD_BEFORE = ("وا", "قتلا", "اصيبا")
_BODIES = word_list("bodies")
_MANY_BODIES = ("جثث", "جثامين")
_FINDING = behind_leads(word_list("finding"))
_FOUND_REACH = 4
_VICTIMS = "ضحايا"
_DUAL_LEADS = ("", "و", "ب", "وب")
_SINGULAR_NOUN = behind_leads(word_list("plain-singular"))
_MARTYR = behind_leads(("شهيد", "شهيدا"))
_AFTER_MARTYR = ("في", "علي", "خلال", "جراء", "اثر", "اخر", "واحد", "من", "ثان")
_ENDED = word_list("ended")
_MET = word_list("met")
_SUBSET, _MISSING = word_list("subset"), word_list("missing")
_TOLL = ("عدد", "حصيله", "عديد")
_HITTING = word_list("hitting")
_ATTEMPTS = word_list("attempts")
_TITLED = word_list("titled")
_DEATHS = ("مقتل", "اغتيال", "استشهاد", "مصرع")
_HIS_WOUND = ("اصابته", "اصابتها", "اصابتهما")
_WOUNDS = ("بجروح", "بجراح", "بشظ", "بطلق", "برصاص", "بكسور", "بحروق", "بجرح")
_ATTEMPT_REACH = 4
_NAME_REACH = 6
_NAME_STOPS = ("في", "خلال", "جراء", "اثر", "و")
_MET_REACH = 9
_NOUN_REACH = 6
_AFTERWARDS, _ON = frozenset(("بعد", "عقب", "منذ", "غداه")), ("علي", "من")
_KNOWN = word_list("known-events")
_ORDINALS = frozenset(("الاول", "الثاني", "الاولي", "الثانيه", "الثالث", "الثالثه"))
_SERIES, _SERIES_REACH, _AFTER_REACH = "سلسله", 4, 8
# These come after what killed somebody.
_CONSEQUENT = (Event.ARREST, Event.PROTEST, Event.CLOSURE, Event.ALERT)
_NEAR_NOUN = 3
_WITHOUT = ("دون", "بدون", "بلا")
_GROUP_REACH = 4
_PAIR = 2
_CHARGED, _CHARGE_REACH = tuple(sorted(word_list("charged-with"))), 8
_BEFELL = {
    "killed": frozenset(("قتلي", "قتلوا", "استشهدوا", "قضوا")),
    "injured": frozenset(("جرحي", "جرحوا", "اصيبوا", "مصابون", "مصابين")),
}


def detect(reading: Reading, happening: Happening) -> Findings:
    """Return killed and injured of a newly reported event, each figure once.

    Beyond the lead a figure counts only where none was given yet.
    """
    if happening.actuality is not Actuality.NEW or happening.event in (Event.STATEMENT, Event.NONE):
        return Findings()
    found: list[Quantity] = []
    scope = scope_of(reading, happening.sentence)
    lead = length_of_lead(scope, happening.sentence)
    for order, sentence in enumerate(scope):
        known = {quantity.kind for quantity in found}
        is_about_more = happening.event in _CONSEQUENT or bool(known)
        asides = sentence is not happening.sentence and is_about_more
        told = list(_in_sentence(sentence, happening, skips_past=asides))
        told = [q for q in told if order < lead or q.kind not in known]
        found += [q for q in told if not (q.kind in known and _is_of_one(sentence, q, found))]
    found = [q for q in found if not (_is_sum_of_both(q, found) or (q.count and _is_part(q, found)))]
    return Findings(killed=_distinct(found, "killed"), injured=_distinct(found, "injured"))


def _is_part(quantity: Quantity, found: Sequence[Quantity]) -> bool:
    """Tell whether it is one of two that sum up to the figure told first: «43 في الأول و7 في الثاني», 50.

    Figures of two sources are claims, whatever they sum up to.
    """
    first, *others = (q for q in found if q.kind == quantity.kind and q.count)
    return any(
        other is not quantity and other.source == quantity.source
        for other in others
        if (first.count or 0) == (quantity.count or 0) + (other.count or 0) and quantity is not first
    )


def _is_of_one(sentence: Sentence, quantity: Quantity, found: Sequence[Quantity]) -> bool:
    """«قتل ثلاثة في التفجير الثاني»: of one of several, whose toll together is told before."""
    whole = max((q.count or 0 for q in found if q.kind == quantity.kind), default=0)
    is_of_one = any(
        word in _ORDINALS and one.removeprefix("ال") in _KNOWN for one, word in pairwise(sentence.words)
    )
    return is_of_one and 0 < (quantity.count or 0) < whole


def _is_sum_of_both(quantity: Quantity, found: Sequence[Quantity]) -> bool:
    """«سبعة ضحايا هم قتيلان وخمسة جرحى»: victims that are told apart afterwards are no dead."""
    if quantity.span is None or quantity.count is None or _VICTIMS not in quantity.span.text:
        return False
    dead = [q.count for q in found if q.kind == "killed" and q is not quantity and q.count]
    hurt = [q.count for q in found if q.kind == "injured" and q.count]
    return any(quantity.count == one + other for one in dead for other in hurt)


def _in_sentence(sentence: Sentence, happening: Happening, *, skips_past: bool) -> Iterator[Quantity]:
    end = end_of(sentence, happening.sentence, happening.cue)
    numbers = [n for n in find_numbers(sentence.words, sentence.joints) if not _is_subset(sentence, n)]
    used: set[int] = set()
    is_arrest = happening.event is Event.ARREST
    for at in range(end):
        if sentence.words[at] not in _ANY_HEAD or (skips_past and _is_of_before(sentence.words, at)):
            continue
        if is_arrest and _is_charge(sentence.words, at):
            continue
        for kind in _HEADS:
            number = _told(sentence, kind, at, numbers)
            if number and number.first not in used:
                used.add(number.first)
                yield _quantity(sentence, kind, number, at)
    for kind, number in unharmed(sentence, max(end, _resumed(sentence, end))):
        yield _quantity(sentence, kind, number, number.first)


def _is_charge(words: Sequence[str], at: int) -> bool:
    """«القبض على متهم بقتل طفلة»: what somebody is arrested for."""
    before = words[max(0, at - _CHARGE_REACH) : at]
    return any(word.removeprefix("ب").removeprefix("ال").startswith(_CHARGED) for word in before)


def _resumed(sentence: Sentence, end: int) -> int:
    """Return up to where «…، دون وقوع إصابات» goes on with the event behind «بعد ساعات من …», else 0."""
    for at in range(end, len(sentence.words)):
        start = at - (sentence.words[at - 1] == "من")
        if sentence.words[at] in _WITHOUT and sentence.is_cut(start):
            return at + 1
    return 0


def _is_of_before(words: Sequence[str], at: int) -> bool:
    """«المداهمات بعد مقتل 32», «بعد ساعات على مقتل 34», «سلسلة الهجمات التي أودت بحياة 300»."""
    before = words[max(0, at - _AFTER_REACH) : at]
    is_since = before[-1:] and before[-1] in _ON and not _AFTERWARDS.isdisjoint(before)
    if is_since or not _AFTERWARDS.isdisjoint(before[-1:]):
        return True
    return before[-1:] == ("التي",) and _SERIES in before[-_SERIES_REACH:]


def _quantity(sentence: Sentence, kind: str, number: Number, at: int) -> Quantity:
    span = sentence.span(min(at, number.first), max(at + 1, number.last))
    return Quantity(kind, number.count, number.qualifier, source_at(sentence, at), span)


def _told(sentence: Sentence, kind: str, at: int, numbers: Sequence[Number]) -> Number | None:
    """Return the number that the word at `at` gives for `kind`: «قتيلان», «3 جرحى», «مقتل شخصين»."""
    word = sentence.words[at]
    if kind == "injured" and _is_own_wound(sentence.words, at):
        return Number(at, at + 1, 2 if word.endswith("هما") else 1, Qualifier.EXACT)
    if kind == "killed" and (ended := _ended_lives(sentence.words, at)):
        return Number(at, at + 1, ended, Qualifier.EXACT)
    if kind == "killed" and _is_body(sentence.words, at):
        return _bodies(sentence.words, at, numbers)
    is_hit = any(word.startswith(_DIRECT) for word in sentence.words[at + 1 : at + 2])  # «إصابتين مباشرتين»
    if _is_dual(word, kind) and not is_hit and all(number.last != at for number in numbers):
        return Number(at, at + 1, 2, Qualifier.EXACT)
    told = _by_noun(sentence, kind, at, numbers) or _by_verb(sentence, kind, at, numbers)
    return told or _of_group(sentence.words, kind, at, numbers)


def _of_group(words: Sequence[str], kind: str, at: int, numbers: Sequence[Number]) -> Number | None:
    """«ستة من حراسه جرحى», «ثلاثة من رجال الإطفاء أصيبوا»."""
    if words[at].removeprefix("و") not in _BEFELL[kind]:
        return None
    return next(
        (
            n
            for n in numbers
            if n.count and words[n.last : n.last + 1] == ("من",) and 1 < at - n.last <= _GROUP_REACH
        ),
        None,
    )


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
    if number and words[at] in _HITTING and not names_people(words, number):
        return None
    if number is None and words[at].removeprefix("و") in _BEFALLEN:
        number = people_before(words, at, numbers)
    return number or (_by_name(words, at) if kind == "killed" else _hurt(sentence, at))


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
    if words[at].removeprefix("ب") not in _DEATHS or at + 1 >= len(words) or words[at + 1].startswith("ال"):
        return None
    following = words[at + 1 : at + 1 + _NAME_REACH]
    stop = next((i for i, word in enumerate(following) if word in _NAME_STOPS), len(following))
    is_titled = not _TITLED.isdisjoint(following[:stop])
    return Number(at, at + 1, 1, Qualifier.EXACT) if is_titled else None


def _is_dual(word: str, kind: str) -> bool:
    return any(word.startswith(lead) and word[len(lead) :] in _DUALS[kind] for lead in _DUAL_LEADS)


def _is_joined(words: Sequence[str], at: int) -> bool:
    """«مقتل وإصابة 35» counts both together: neither figure is told."""
    following = words[at + 1] if at + 1 < len(words) else ""
    before = words[at - 1] if at else ""
    if following.startswith("و") and following[1:] in _BOTH:
        return not (words[at].endswith(_TOLD_BEFORE) or words[at] in _ENDED)
    # «11 شخصا قتلوا وأصيب 60», «لقي 12 حتفهم وجرح 26»: the dead are counted before.
    is_told = before.endswith(_TOLD_BEFORE) or before in _ENDED
    follows = words[at].startswith("و") and words[at][1:] in _BOTH
    return follows and not is_told and before.removeprefix("ب") in _BOTH


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
    if not any(word.endswith(_TOLL) for word in before):
        is_definite = sentence.words[at].startswith("ال")  # «القتلى اثنان»
        return next(
            (n for n in numbers if is_definite and n.first == at + 1 and sentence.is_cut(n.last)), None
        )
    number = next((n for n in numbers if at < n.first <= at + _NOUN_REACH), None)
    is_near = number is not None and number.first <= at + _NEAR_NOUN
    return number if number and (is_near or sentence.words[number.first - 1] == "الي") else None


def _met_death(words: Sequence[str], numbers: Sequence[Number], at: int) -> Number | None:
    """«لقي 5 جنود أمريكيين مصرعهم»: who died stands between the verb and its object."""
    start = next((i for i in range(at - 1, max(-1, at - _MET_REACH), -1) if words[i] in _MET), None)
    if start is None:
        return None
    counted = next((n for n in numbers if start < n.first < at and n.count != 1), None)
    return counted or people_before(words, start, numbers) or person_at(words, start + 1)


def _is_subset(sentence: Sentence, number: Number) -> bool:
    """«بينهم 3 نساء» are counted already, «وفقد 15 آخرون» are neither dead nor hurt."""
    before = sentence.words[max(0, number.first - 2) : number.first]
    if before and before[-1].removeprefix("و") in _MISSING:
        return True
    return any(word.removeprefix("و").removeprefix("من") in _SUBSET or word in _SUBSET for word in before)


def _distinct(found: Sequence[Quantity], kind: str) -> tuple[Quantity, ...]:
    kept: dict[int | None, Quantity] = {}
    for quantity in found:
        if quantity.kind == kind:
            known = kept.get(quantity.count)
            if known is None or (known.source is None and quantity.source):
                kept[quantity.count] = quantity
    return tuple(kept.values())
