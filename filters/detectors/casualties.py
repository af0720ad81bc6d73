"""How many were killed and injured, as each source says."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from filters.attribution import source_at
from filters.events import Happening
from filters.findings import Findings
from filters.model import Actuality, Event, Qualifier, Quantity
from filters.quantities import Number, find_numbers
from filters.reading import Reading, Sentence
from filters.scope import past_from, scope_of
from filters.unharmed import unharmed
from filters.wordforms import bare_forms
from filters.wordlists import word_list

_KILLED = word_list("killed")
_INJURED = word_list("injured")
_BOTH = _KILLED | _INJURED | word_list("both-verbs")
_NOUNS = {"killed": word_list("killed-noun"), "injured": word_list("injured-noun")}
_HEADS = {"killed": _KILLED, "injured": _INJURED}
_DUALS = {"killed": word_list("killed-dual"), "injured": word_list("injured-dual")}
_ALL = frozenset(("اصابته", "اصابتها", "اصابتهما")).union(
    *_NOUNS.values(), *_HEADS.values(), *_DUALS.values()
)
_DUAL_LEADS = ("", "و", "ب", "وب")
_SINGULAR_NOUN = word_list("plain-singular")
_PERSON = word_list("person")
_DUAL_PERSON = word_list("dual-person")
_PLURAL_TOO = word_list("plural-too")
_PEOPLE = word_list("people")
_ENDED = word_list("ended")
_MET = word_list("met")
_SUBSET = word_list("subset")
_NOT_PEOPLE = word_list("units-of-time")
_TOLL = ("عدد", "حصيله", "عديد")
_STOPS = ("في", "علي", "الي", "خلال", "جراء", "اثر")
_HITTING = word_list("hitting")
_ATTEMPTS = word_list("attempts")
_TITLED = word_list("titled")
_DEATHS = ("مقتل", "اغتيال", "استشهاد", "مصرع")
_HIS_WOUND = ("اصابته", "اصابتها", "اصابتهما")
_WOUNDS = ("بجروح", "بجراح", "بشظ", "بطلق", "برصاص", "بكسور", "بحروق", "بجرح")
_ATTEMPT_REACH = 4
_NAME_REACH = 6
_NAME_STOPS = ("في", "خلال", "جراء", "اثر", "و")
_LIVES = ("بحياه",)
_FIRST = 4
_REACH = 5
_MET_REACH = 9
_NOUN_REACH = 6
_NEAR_NOUN = 3


def detect(reading: Reading, happening: Happening) -> Findings:
    """Return killed and injured of a newly reported event, each figure once.

    Beyond the first sentences a figure counts only where none was given yet.
    """
    if happening.actuality is not Actuality.NEW or happening.event in (Event.STATEMENT, Event.NONE):
        return Findings()
    found: list[Quantity] = []
    for order, sentence in enumerate(scope_of(reading, happening.sentence)):
        known = {quantity.kind for quantity in found}
        found += [q for q in _in_sentence(sentence) if order < _FIRST or q.kind not in known]
    return Findings(killed=_distinct(found, "killed"), injured=_distinct(found, "injured"))


def _in_sentence(sentence: Sentence) -> Iterator[Quantity]:
    end = past_from(sentence)
    numbers = [n for n in find_numbers(sentence.words, sentence.joints) if not _is_subset(sentence, n)]
    used: set[int] = set()
    for at in range(end):
        if bare_forms(sentence.words[at]).isdisjoint(_ALL):
            continue
        for kind in _HEADS:
            number = _told(sentence, kind, at, numbers)
            if number and number.first not in used:
                used.add(number.first)
                yield _quantity(sentence, kind, number, at)
    for kind, number in unharmed(sentence, end):
        yield _quantity(sentence, kind, number, number.first)


def _quantity(sentence: Sentence, kind: str, number: Number, at: int) -> Quantity:
    span = sentence.span(min(at, number.first), max(at + 1, number.last))
    return Quantity(kind, number.count, number.qualifier, source_at(sentence, at), span)


def _told(sentence: Sentence, kind: str, at: int, numbers: Sequence[Number]) -> Number | None:
    """Return the number that the word at `at` gives for `kind`: «قتيلان», «3 جرحى», «مقتل شخصين»."""
    word = sentence.words[at]
    if kind == "injured" and _is_own_wound(sentence.words, at):
        return Number(at, at + 1, 2 if word.endswith("هما") else 1, Qualifier.EXACT)
    if _is_dual(word, kind) and all(number.last != at for number in numbers):
        return Number(at, at + 1, 2, Qualifier.EXACT)
    return _by_noun(sentence, kind, at, numbers) or _by_verb(sentence, kind, at, numbers)


def _is_own_wound(words: Sequence[str], at: int) -> bool:
    """«ما أدى إلى إصابته بجروح»: of somebody named before."""
    hurts = words[at].removeprefix("و").removeprefix("ب") in _HIS_WOUND
    return hurts and words[at + 1 : at + 2] != () and words[at + 1].startswith(_WOUNDS)


def _by_noun(sentence: Sentence, kind: str, at: int, numbers: Sequence[Number]) -> Number | None:
    word, forms = sentence.words[at], bare_forms(sentence.words[at])
    if forms.isdisjoint(_NOUNS[kind]) or _is_paired(sentence.words, at):
        return None
    number = next((n for n in numbers if n.last == at), None) or _after_noun(sentence, numbers, at)
    if number or word.startswith("ال") or forms.isdisjoint(_SINGULAR_NOUN):
        return number
    return Number(at, at + 1, 1, Qualifier.EXACT)


def _by_verb(sentence: Sentence, kind: str, at: int, numbers: Sequence[Number]) -> Number | None:
    words = sentence.words
    if kind == "killed" and words[at] in _ENDED:
        return _met_death(words, numbers, at)
    if bare_forms(words[at]).isdisjoint(_HEADS[kind]) or _is_joined(words, at) or _is_attempt(words, at):
        return None
    number = _with_another(words, _ahead(sentence, numbers, at), numbers)
    if number and words[at] in _HITTING and not _names_people(words, number):
        return None
    return number or (_named(words, at) if kind == "killed" else None)


def _is_attempt(words: Sequence[str], at: int) -> bool:
    """«نجاة قائد من محاولة اغتيال», «إنقاذ شاب من الغرق»: nobody died of it."""
    return not _ATTEMPTS.isdisjoint(words[max(0, at - _ATTEMPT_REACH) : at])


def _names_people(words: Sequence[str], number: Number) -> bool:
    """Tell whether people are counted: what hits may hit houses, what sinks may be a boat."""
    counted = {words[number.last - 1], *words[number.last : number.last + 1]}
    return not counted.isdisjoint(_PERSON | _DUAL_PERSON | _PEOPLE | _PLURAL_TOO)


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
        return True
    return words[at].startswith("و") and words[at][1:] in _BOTH and before.removeprefix("ب") in _BOTH


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
        return None
    number = next((n for n in numbers if at < n.first <= at + _NOUN_REACH), None)
    is_near = number is not None and number.first <= at + _NEAR_NOUN
    return number if number and (is_near or sentence.words[number.first - 1] == "الي") else None


def _ahead(sentence: Sentence, numbers: Sequence[Number], at: int) -> Number | None:
    words = sentence.words
    at += words[at + 1 : at + 2] == _LIVES  # «يودي بحياة جندي»
    for here in range(at + 1, min(at + _REACH, len(words))):
        number = next((n for n in numbers if n.first == here), None)
        if number:
            return number if number.count != 1 and _counts_people(words, number) else None
        if words[here] in _DUAL_PERSON and (here == at + 1 or words[here] not in _PLURAL_TOO):
            return Number(here, here + 1, 2, Qualifier.EXACT)
        if words[here] in _PERSON and here == at + 1:
            return Number(here, here + 1, 1, Qualifier.EXACT)
        if not bare_forms(words[here]).isdisjoint(_KILLED | _INJURED) or words[here] in _STOPS:
            return None
    return None


def _counts_people(words: Sequence[str], number: Number) -> bool:
    return number.last >= len(words) or words[number.last] not in _NOT_PEOPLE


def _met_death(words: Sequence[str], numbers: Sequence[Number], at: int) -> Number | None:
    """«لقي 5 جنود أمريكيين مصرعهم»: who died stands between the verb and its object."""
    start = next((i for i in range(at - 1, max(-1, at - _MET_REACH), -1) if words[i] in _MET), None)
    if start is None:
        return None
    counted = next((n for n in numbers if start < n.first < at and n.count != 1), None)
    return counted or _before(words, numbers, start) or _person(words, start + 1)


def _before(words: Sequence[str], numbers: Sequence[Number], verb: int) -> Number | None:
    """«60 شخصا لقوا حتفهم»: who died stands before the verb."""
    near = (n for n in numbers if n.count != 1 and n.last <= verb <= n.last + 1)
    return next((n for n in near if _names_people(words, n)), None)


def _person(words: Sequence[str], at: int) -> Number | None:
    if words[at] in _DUAL_PERSON:
        return Number(at, at + 1, 2, Qualifier.EXACT)
    return Number(at, at + 1, 1, Qualifier.EXACT) if words[at] in _PERSON else None


def _with_another(words: Sequence[str], number: Number | None, numbers: Sequence[Number]) -> Number | None:
    """«مقتل ضابط و3 جنود» counts four, «إصابة امرأة وطفل» two: who is named alone joins what follows."""
    if number is None or number.count != 1 or number.last >= len(words):
        return number
    if words[number.last].startswith("و") and words[number.last][1:] in _PERSON:
        return replace(number, last=number.last + 1, count=2)
    more = next((n for n in numbers if n.first == number.last and words[n.first].startswith("و")), None)
    follows = words[more.last] if more and more.last < len(words) else ""
    if more and more.count and follows in _PEOPLE:
        return Number(number.first, more.last, 1 + more.count, more.qualifier)
    return number


def _is_subset(sentence: Sentence, number: Number) -> bool:
    """«بينهم 3 نساء» are counted already."""
    before = sentence.words[max(0, number.first - 2) : number.first]
    return any(word.removeprefix("و").removeprefix("من") in _SUBSET or word in _SUBSET for word in before)


def _distinct(found: Sequence[Quantity], kind: str) -> tuple[Quantity, ...]:
    kept: dict[int | None, Quantity] = {}
    for quantity in found:
        if quantity.kind == kind:
            known = kept.get(quantity.count)
            if known is None or (known.source is None and quantity.source):
                kept[quantity.count] = quantity
    return tuple(kept.values())
