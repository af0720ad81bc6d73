"""How many were killed and injured, as each source says."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from filters.analysis.attribution import source_at
from filters.analysis.events import Happening
from filters.analysis.findings import Findings
from filters.analysis.harm import KINDS, heads_in, passes_away, told
from filters.analysis.quantities import Number, numbers_of
from filters.analysis.reading import Reading, Sentence
from filters.analysis.scope import end_of, length_of_lead, scope_of
from filters.analysis.unharmed import unharmed
from filters.arabic import fold
from filters.model import Actuality, Event, Quantity
from filters.wordlists import word_list

_VICTIMS = "ضحايا"
_SUBSET, _MISSING = word_list("subset"), word_list("missing")
_AFTERWARDS, _ON = frozenset(("بعد", "عقب", "منذ", "غداه")), ("علي", "من")
_KNOWN = word_list("known-events")
_ORDINALS = frozenset(("الاول", "الثاني", "الاولي", "الثانيه", "الثالث", "الثالثه"))
_WHICH, _THEN = ("الذي", "التي"), frozenset(("يومها", "وقتها", "حينها", "انذاك"))
_SERIES, _SERIES_REACH, _AFTER_REACH = "سلسله", 4, 8
_OF_SOME = word_list("of-some")
_IN_RANKS = (("في", "صفوف"), ("من", "موظفي"), ("في", "السفاره"), ("داخل", "السفاره"))
# These come after what killed somebody.
_CONSEQUENT = (Event.ARREST, Event.PROTEST, Event.CLOSURE, Event.ALERT)
_PAIR = 2
_HURT_NOUNS = word_list("injured-noun")
_ONE = frozenset(("واحد", "واحده", "واحدا"))
_WITHOUT = ("دون", "بدون", "بلا")
_CHARGED, _CHARGE_REACH = tuple(sorted(word_list("charged-with"))), 8


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
        fresh = list(_in_sentence(sentence, happening, skips_past=asides))
        fresh = [q for q in fresh if order < lead or q.kind not in known]
        found += [q for q in fresh if not (q.kind in known and _is_of_one(sentence, q, found))]
    hurt = {q.kind for q in found if q.count}
    most = max((q.count or 0 for q in found if q.kind == "killed"), default=0)
    found = [q for q in found if not (passes_away(q) and (q.count or 0) < most)]
    found = [q for q in found if not (q.count == 0 and q.kind in hurt and _is_of_some(reading, q))]
    found = [q for q in found if not (_is_implied(q) and _is_counted_in(q, found))]
    found = [q for q in found if not (_is_sum_of_both(q, found) or (q.count and _is_part(q, found)))]
    return Findings(killed=_distinct(found, "killed"), injured=_distinct(found, "injured"))


def _is_of_some(reading: Reading, quantity: Quantity) -> bool:
    """«لا إصابات بين موظفي السفارة», «دون خسائر إضافية»: it says nothing of the others."""
    span = quantity.span
    if span is None:
        return False
    sentence = next(
        s
        for s in reading.sentences
        if s.field == span.field and s.start <= span.start < s.start + len(s.text)
    )
    after = [
        word for word, token in zip(sentence.words, sentence.tokens, strict=True) if token.start >= span.end
    ]
    return not _OF_SOME.isdisjoint(after[:2]) or tuple(after[:2]) in _IN_RANKS


def _is_implied(quantity: Quantity) -> bool:
    """«غارة تغتال قياديا», «حارسا قتل»: one, because one is spoken of; nobody counted."""
    said = fold(quantity.span.text).split() if quantity.span else []
    return quantity.count == 1 and _ONE.isdisjoint(said) and not any(map(str.isdigit, said))


def _is_counted_in(quantity: Quantity, found: Sequence[Quantity]) -> bool:
    """Tell whether a toll that somebody counted holds the one who is spoken of: «… خمسة شهداء».

    One beside two is rather what another source says.
    """
    return any(q.kind == quantity.kind and (q.count or 0) > _PAIR for q in found)


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
    heads = heads_in(sentence.words[:end])
    numbers = [n for n in numbers_of(sentence) if not _is_subset(sentence, n)] if heads else []
    used: set[int] = set()
    is_arrest = happening.event is Event.ARREST
    for at in heads:
        if skips_past and _is_of_before(sentence.words, at):
            continue
        if is_arrest and _is_charge(sentence.words, at):
            continue
        for kind in KINDS:
            number = told(sentence, kind, at, numbers)
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
    before = [word.removeprefix("و") for word in words[max(0, at - _AFTER_REACH) : at]]
    last = before[-1] if before else ""
    if last in _AFTERWARDS or not _THEN.isdisjoint(words[:at]):
        return True
    # «وبعد أسبوع من هجوم التاجي الذي قتل فيه ثلاثة»
    if last in (*_ON, *_WHICH) and not _AFTERWARDS.isdisjoint(before):
        return True
    return last == "التي" and _SERIES in before[-_SERIES_REACH:]


def _quantity(sentence: Sentence, kind: str, number: Number, at: int) -> Quantity:
    span = sentence.span(min(at, number.first), max(at + 1, number.last))
    return Quantity(kind, number.count, number.qualifier, source_at(sentence, at), span)


def _is_subset(sentence: Sentence, number: Number) -> bool:
    """«بينهم 3 نساء» are counted already, «وفقد 15 آخرون» are neither dead nor hurt."""
    before = sentence.words[max(0, number.first - 2) : number.first]
    if before and before[-1].removeprefix("و") in _MISSING:
        return True
    if before[:-1] and _is_other_harm(sentence.words, number):
        before = before[-1:]
    return any(word.removeprefix("و").removeprefix("من") in _SUBSET or word in _SUBSET for word in before)


def _is_other_harm(words: Sequence[str], number: Number) -> bool:
    """«8 شهداء بينهم أطفال و23 جريحا»: the hurt are none of the dead."""
    return words[number.first].startswith("و") and not _HURT_NOUNS.isdisjoint(
        words[number.last : number.last + 1]
    )


def _distinct(found: Sequence[Quantity], kind: str) -> tuple[Quantity, ...]:
    kept: dict[int | None, Quantity] = {}
    for quantity in found:
        if quantity.kind == kind:
            known = kept.get(quantity.count)
            if known is None or (known.source is None and quantity.source):
                kept[quantity.count] = quantity
    return tuple(kept.values())
